"""Two Dask workers against two threads, on the same study of about a minute, from its start to its end."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from sim.study.fairness import judge, reference_of
from sim.study.pools.spread import opened, spread
from sim.study.run import Work, run_study, stretch_of
from tests.benchmarks.measure import Spread
from tests.benchmarks.reference import job
from tests.benchmarks.tables import Table

WORKERS = 2
WORLDS, ROUNDS = 4000, 3
QUICK = 200, 1


@dataclass(frozen=True, slots=True)
class Took:
    """What a study took.

    Parameters
    ----------
    wall_s, cpu_s : by the clock, and of this process and all those that it started and ended [s]
    """

    wall_s: float
    cpu_s: float


def took(part: Callable[[], object]) -> Took:
    """Call it once."""
    wall, cpu = time.perf_counter(), _cpu_s()
    part()
    return Took(time.perf_counter() - wall, _cpu_s() - cpu)


def _cpu_s() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def study(kind: str, replications: int) -> None:
    """The reference job on two threads, or on two workers that are started for it."""
    case = job().case
    fairness = judge(case.plans, reference=reference_of(case.plans), tree=case.tree)
    found = run_study(
        case.plans,
        fairness=fairness,
        replications=replications,
        seed=case.base.study.seed,
        workers=WORKERS,
        executor=kind,
        block=stretch_of(replications),
    )
    assert not found.failures


def start() -> None:
    """Workers are started, load the model, run a world or two each, and are ended."""
    with opened("dask", WORKERS) as pool:
        pool.take(Work(job().design))
        list(spread(pool, [range(place, place + 1) for place in range(2 * WORKERS)]))


def tables(quick: bool) -> list[Table]:
    """Throughput of both, whole studies in turn: whatever else the machine does meets both alike."""
    worlds, rounds = QUICK if quick else (WORLDS, ROUNDS)
    study("threads", 20)
    found: dict[str, list[Took]] = {"threads": [], "dask": [], "start": []}
    for _ in range(rounds):
        for kind in ("threads", "dask"):
            found[kind].append(took(lambda kind=kind: study(kind, worlds)))
            print(f"{kind}: {found[kind][-1]}", file=sys.stderr, flush=True)
        found["start"].append(took(start))
    rows = [_row("time by the clock [s]", found, "wall_s"), _row("time of processors [s]", found, "cpu_s")]
    return [
        Table(
            "Two Dask workers against two threads",
            ("", "threads", "Dask", "threads / Dask", "of Dask: start and end"),
            tuple(rows),
            (
                f"{worlds:,} worlds x {len(job().design.runs)} runs, from start to end, in turn, {rounds} rounds.",
                "Threads / Dask is the throughput of Dask as a share of that of threads. Where others use the machine, "
                "processors' time tells what a quiet one would give, but for moments in which a worker waits.",
            ),
        )
    ]


def _row(name: str, found: dict[str, list[Took]], of: str) -> tuple[str, ...]:
    threads, dask, start_ = ([getattr(one, of) for one in found[kind]] for kind in ("threads", "dask", "start"))
    shares = Spread(tuple(one / other for one, other in zip(threads, dask, strict=True)))
    return (
        name,
        *(Spread(tuple(one)).text(1) for one in (threads, dask)),
        shares.text(2),
        Spread(tuple(start_)).text(1),
    )
