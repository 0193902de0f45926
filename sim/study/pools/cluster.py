"""Processes on many machines, run by Dask: a scheduler that is there, or workers on this machine."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from importlib import util
from typing import Any

from sim.errors import UsageError, WorkersLostError, escape
from sim.study.part import Part
from sim.study.pools.dying import without_interrupts
from sim.study.pools.pool import Pool, Work

QUICK_S = 2.0
"""How long a stop waits for the workers to end in good order [s]."""
LOST_S = 30
"""How long a scheduler may take to answer [s]."""


QUIETLY = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
"""Workers that are started here are not watched a hundred times a second, which took 7 % of a processor."""


class Cluster(Pool):
    """Workers of a Dask scheduler, which itself gives the work of a worker that died to another.

    The scheduler is called, or workers are started here, when there is work.
    """

    def __init__(self, workers: int, scheduler: str | None) -> None:
        self._workers, self._scheduler = workers, scheduler
        self._client: Any = None
        self._local: Any = None

    def take(self, work: Work) -> None:
        """Run this work from now on.

        Raises
        ------
        UsageError
            If Dask is not installed, or no scheduler answers.
        WorkersLostError
            If the scheduler is gone.
        """
        if self._client is None:
            self._client, self._local, self.deaths = _connect(self._workers, self._scheduler)
            self._executor = self._client.get_executor(pure=False)
        self._refuse_without_scheduler()
        self.ahead = 2 * max(1, sum(self._client.nthreads().values()))
        self._function, arguments = work.elsewhere()
        # sent once; a result of work, not scattered, so that the scheduler can have it again when its worker dies
        self._arguments = [self._client.submit(as_it_is, one, pure=False) for one in arguments]

    def submit(self, replications: range) -> Future[Part]:
        """Have a stretch of replications run.

        Raises
        ------
        WorkersLostError
            If the scheduler is gone.
        """
        self._refuse_without_scheduler()
        future: Future[Part] = self._executor.submit(self._function, *self._arguments, replications)
        return future

    def _refuse_without_scheduler(self) -> None:
        if self._client.status != "running":
            raise WorkersLostError("the scheduler is gone; what is kept is kept")

    def look_after(self) -> None:
        """The scheduler does."""

    def renew(self) -> None:
        """The scheduler starts workers again by itself."""

    def close(self, *, at_once: bool) -> None:
        """Call back what has not ended; end the workers that were started here."""
        if self._client is None:
            return
        if not at_once:
            self._executor.shutdown(wait=True)
            self._end()
            return
        if self._local is not None:
            self._local.shutdown_on_close = False  # it is ended here, not once more when Python ends
        ending = threading.Thread(target=self._end, daemon=True)
        ending.start()
        ending.join(QUICK_S)

    def _end(self) -> None:
        self._client.close()
        if self._local is not None:
            self._local.close()


def as_it_is(value: Any) -> Any:
    """What every stretch of replications needs, as a worker has been sent it."""
    return value


def _connect(workers: int, scheduler: str | None) -> tuple[Any, Any, tuple[type[BaseException], ...]]:
    """A client, the workers that were started here if any, and what it says when workers died under their work.

    Raises
    ------
    UsageError
        If Dask is not installed, or no scheduler answers.
    """
    if util.find_spec("distributed") is None:
        raise UsageError("--executor dask needs Dask: pip install 'hearthline[cluster]'")
    import distributed
    from dask import config as dask_config

    dask: Any = distributed  # it has types in part only

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    local = None
    if scheduler is None:
        with without_interrupts(), dask_config.set(QUIETLY):
            local = dask.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
    try:
        client = dask.Client(local or scheduler, timeout=LOST_S, set_as_default=False)
    except (OSError, ValueError) as problem:
        where = escape(str(scheduler))
        raise UsageError(f"no scheduler answers at {where}: {problem}; is its address tcp://HOST:8786?") from problem
    except BaseException:
        if local is not None:
            local.close()
        raise
    return client, local, (dask.KilledWorker,)
