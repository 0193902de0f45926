"""What a study needs of a place where its parts run, and the two plainest of them: threads, and one that was given."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any, Protocol

from sim.errors import UsageError
from sim.study.part import Part


class Work(Protocol):
    """What is to be done, in a form for each kind of place."""

    def here(self, replications: range, is_stopped: Callable[[], bool]) -> Part:
        """Run a stretch of replications in this process, given up soon if it is stopped."""

    def elsewhere(self) -> tuple[Callable[..., Part], tuple[Any, ...]]:
        """A function that other processes find, and its first arguments; the last is the stretch of replications."""


class Pool(ABC):
    """A place where parts of studies run, one study after the other.

    Parameters
    ----------
    ahead : how many parts it is given at a time
    deaths : errors that say that a process died under its work
    patience : how often a process may die under a single replication before that is taken for the reason
    """

    ahead: int
    deaths: tuple[type[BaseException], ...] = ()
    patience = 1

    @abstractmethod
    def take(self, work: Work) -> None:
        """Run this work from now on; what was begun of other work has ended."""

    @abstractmethod
    def submit(self, replications: range) -> Future[Part]:
        """Have a stretch of replications run."""

    @abstractmethod
    def look_after(self) -> None:
        """Do what keeps it going, a few times a second as long as results are waited for."""

    @abstractmethod
    def renew(self) -> None:
        """Have processes again after some have died."""

    @abstractmethod
    def close(self, *, at_once: bool) -> None:
        """End it; at once: what runs is given up."""


class Threads(Pool):
    """Threads of this process: the best place for compiled code, which runs without the interpreter's lock."""

    _work: Work

    def __init__(self, workers: int) -> None:
        self.ahead = 2 * workers
        self._stopped = threading.Event()
        self._executor = ThreadPoolExecutor(workers)

    def take(self, work: Work) -> None:
        """Run this work from now on."""
        self._work = work

    def submit(self, replications: range) -> Future[Part]:
        """Have a stretch of replications run."""
        return self._executor.submit(self._work.here, replications, self._stopped.is_set)

    def look_after(self) -> None:
        """Threads go on by themselves."""

    def renew(self) -> None:
        """Threads do not die."""

    def close(self, *, at_once: bool) -> None:
        """End all threads; at once: after the run of one plan at the latest."""
        if at_once:
            self._stopped.set()
        self._executor.shutdown(wait=not at_once, cancel_futures=True)


class Given(Pool):
    """An executor of somebody else, who also ends it."""

    deaths = (BrokenExecutor,)

    def __init__(self, executor: Executor, workers: int) -> None:
        self.ahead = 2 * workers
        self._executor = executor
        self._waiting: set[Future[Part]] = set()

    def take(self, work: Work) -> None:
        """Run this work from now on."""
        self._function, self._arguments = work.elsewhere()

    def submit(self, replications: range) -> Future[Part]:
        """Have a stretch of replications run."""
        future = self._executor.submit(self._function, *self._arguments, replications)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def look_after(self) -> None:
        """Its owner does."""

    def renew(self) -> None:
        """Only its owner can.

        Raises
        ------
        UsageError
            Always.
        """
        raise UsageError("the executor that was given is broken; what is kept is kept, go on with a new one")

    def close(self, *, at_once: bool) -> None:
        """Call back what has not begun."""
        for future in list(self._waiting):
            future.cancel()
