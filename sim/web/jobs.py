"""What is running for the pages: few jobs, the newest move of each page, all of them stopped when nobody waits."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

MOST_JOBS = 2
"""Jobs that run at the same time, of all pages together."""


@dataclass(eq=False, slots=True)
class Job:
    """One move or report that is running.

    Parameters
    ----------
    page : that asked for it
    kind : ``move`` or ``report``
    """

    page: str
    kind: str
    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Have it end soon."""
        self._stopped.set()

    def is_stopped(self) -> bool:
        """True if nobody waits for it any more."""
        return self._stopped.is_set()


class Jobs:
    """All that is running."""

    def __init__(self) -> None:
        self._running: set[Job] = set()

    def begin(self, page: str, kind: str) -> Job | None:
        """A new job in the place of an older one of the same kind and page; None if there are too many."""
        for job in [one for one in self._running if (one.page, one.kind) == (page, kind)]:
            self.end(job)
        if len(self._running) >= MOST_JOBS:
            return None
        job = Job(page, kind)
        self._running.add(job)
        return job

    def end(self, job: Job) -> None:
        """Stop a job, and make room for another."""
        job.stop()
        self._running.discard(job)

    def end_all(self) -> None:
        """Stop everything."""
        for job in list(self._running):
            self.end(job)
