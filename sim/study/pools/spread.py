"""Having all parts of a study run: given out a few at a time, taken as they end, given out again if a process dies."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager

from sim.errors import UsageError, WorkersLostError
from sim.hints import nearest_or_known
from sim.study.part import Failure, Part
from sim.study.pools import KINDS
from sim.study.pools.cluster import Cluster
from sim.study.pools.pool import Given, Pool, Threads
from sim.study.pools.processes import Processes
from sim.study.stopping import leave_if_asked

LOOK_S = 0.1
"""How often it is asked whether to stop, if nothing ends [s]."""
MOST_DEATHS = 2
"""Processes that may die under a part before its replications are run one at a time."""
MOST_GUILTY = 3
"""Replications in a row that may kill their process before that is taken for trouble with the machine."""


Place = str | Executor | Pool | None
"""Where a study runs: one of `KINDS`, an executor of your own, a pool that is open already, or None: threads."""


@contextmanager
def opened(place: Place, workers: int | None, scheduler: str | None = None) -> Iterator[Pool]:
    """A place for studies to run; ended at once if it is left by an error or a signal.

    Parameters
    ----------
    place : a pool that is open already stays so
    workers : None: one per processor
    scheduler : address of a Dask scheduler; None: workers on this machine

    Raises
    ------
    UsageError
        If there is no such place.
    """
    if isinstance(place, Pool):
        yield place
        return
    pool = _pool(place, workers or os.cpu_count() or 1, scheduler)
    try:
        yield pool
    except BaseException:
        pool.close(at_once=True)
        raise
    pool.close(at_once=False)


def _pool(kind: str | Executor | None, workers: int, scheduler: str | None) -> Pool:
    if scheduler is not None and kind != "dask":
        raise UsageError("a scheduler goes with --executor dask")
    if isinstance(kind, Executor):
        return Given(kind, workers)
    if kind in (None, "threads"):
        return Threads(workers)
    if kind == "processes":
        return Processes(workers)
    if kind == "dask":
        return Cluster(workers, scheduler)
    raise UsageError(f"no executor is called {kind!r}; {nearest_or_known(str(kind), KINDS)}")


def spread(pool: Pool, parts: Iterable[range]) -> Iterator[Part]:
    """Results of all parts of the work that a pool has taken, as they come.

    A replication that kills its process again and again comes as a failure. A pool that an error has left is of no
    more use.

    Raises
    ------
    WorkersLostError
        If processes die whatever they do, or the pool is gone.
    Stopped
        If a signal has asked for it.
    """
    waiting, deaths = deque(parts), Counter[range]()
    while waiting:
        if deaths[waiting[0]] < MOST_DEATHS:
            yield from _together(pool, waiting, deaths)
        else:
            yield from _one_by_one(pool, waiting.popleft())


def _together(pool: Pool, waiting: deque[range], deaths: Counter[range]) -> Iterator[Part]:
    """Run parts side by side until none is left or one is suspected; if a process dies, all under way wait again."""
    running: dict[Future[Part], range] = {}
    lost: list[range] = []
    while True:
        while not lost and waiting and len(running) < pool.ahead and deaths[waiting[0]] < MOST_DEATHS:
            part = waiting.popleft()
            try:
                running[pool.submit(part)] = part
            except pool.deaths:
                lost.append(part)
        if not running:
            break
        leave_if_asked()
        pool.look_after()
        for future in wait(running, LOOK_S, FIRST_COMPLETED).done:
            part, found = running.pop(future), _result(pool, future)
            if found is None:
                lost.append(part)
            else:
                yield found
    if lost:
        deaths.update(lost)
        waiting.extendleft(sorted(lost, key=lambda part: -part.start))
        pool.renew()


def _one_by_one(pool: Pool, part: range) -> Iterator[Part]:
    """Run the replications of a part under which processes have died, with nothing beside them."""
    guilty = 0
    for replication in part:
        found = _alone(pool, range(replication, replication + 1))
        guilty = 0 if found.ensembles else guilty + 1
        if guilty == MOST_GUILTY:
            raise WorkersLostError("processes die whatever they run; is there enough memory for so many --workers?")
        yield found


def _alone(pool: Pool, part: range) -> Part:
    """Run one replication, again if its process dies; in the end that is what it fails of."""
    for _ in range(pool.patience):
        try:
            future = pool.submit(part)
            while not wait([future], LOOK_S).done:
                leave_if_asked()
                pool.look_after()
            found = _result(pool, future)
        except pool.deaths:
            found = None
        if found is not None:
            return found
        pool.renew()
    return Part(part, {}, {part.start: Failure("killed", "the process that ran it died each time")})


def _result(pool: Pool, future: Future[Part]) -> Part | None:
    """The result of a part; None if its process has died."""
    try:
        return future.result()
    except pool.deaths:
        return None
    except CancelledError:
        raise WorkersLostError("the workers are gone; what is kept is kept") from None
