"""The compiled clock against the oracle of the tests on the same plan and world, and where that one's time goes."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import simpy

from sim.study.calendars import span_of
from sim.world.draw import draw_world
from tests.benchmarks.events import Runs
from tests.benchmarks.measure import cpu_s, interleaved, ratio
from tests.benchmarks.reference import job
from tests.benchmarks.tables import Table
from tests.clocks.oracle import Oracle

SIMPY = str(Path(simpy.__file__).parent)
ORACLE = "tests/clocks/oracle"


def tables(quick: bool) -> list[Table]:
    """How many times faster than the oracle, and how much of its time is SimPy's."""
    runs, times, rounds = Runs(), 20, 3 if quick else 9
    found = interleaved(
        {"prepare": oracle, "oracle": prepared(rounds + 1), "compiled": lambda: runs.compiled(times)}, rounds
    )
    faster = ratio(found["oracle"], found["compiled"]).times(times)
    inside = samples(prepared(10), 10)
    share = inside["simpy"] / inside.total()
    return [
        Table(
            "Against the oracle",
            ("one run of the reference job", "CPU ms"),
            (
                ("oracle, preparation (not counted)", cpu_s(found["prepare"]).times(1e3).text(1)),
                ("oracle, run", cpu_s(found["oracle"]).times(1e3).text(1)),
                ("compiled clock, begin and run", cpu_s(found["compiled"]).times(1e3 / times).text(2)),
                ("oracle / compiled clock", faster.text(1)),
                ("share of the oracle inside simpy", f"{100.0 * share:.0f} %"),
                ("time inside simpy alone / compiled clock", faster.times(share).text(1)),
            ),
            (
                f"{rounds} interleaved rounds. The share is that of {inside.total()} samples whose innermost call",
                f"is simpy's. The others: {_others(inside)}.",
            ),
        )
    ]


def oracle() -> Oracle:
    """The first plan of the reference job on its first world, ready to run."""
    plans = job().case.plans
    scenario, span = plans[next(iter(plans))], span_of(plans)
    return Oracle(scenario, draw_world(scenario).tables(), (span.lookback, span.accrual_end))


def prepared(times: int) -> Callable[[], object]:
    """Runs of oracles that are made beforehand, as many as that."""
    ready = [oracle() for _ in range(times)]
    return lambda: ready.pop().run()


def samples(call: Callable[[], object], times: int) -> Counter[str]:
    """Samples of CPU time by where they fall: in SimPy, or in one of the oracle's modules and what it calls."""
    found: Counter[str] = Counter()

    def look(_number: int, frame: FrameType | None) -> None:
        found[_place(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    try:
        for _ in range(times):
            call()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)
    return found


def _place(frame: FrameType | None) -> str:
    if frame is not None and frame.f_code.co_filename.startswith(SIMPY):
        return "simpy"
    while frame is not None and ORACLE not in frame.f_code.co_filename:
        frame = frame.f_back
    return "elsewhere" if frame is None else Path(frame.f_code.co_filename).stem.removeprefix("oracle_")


def _others(inside: Counter[str]) -> str:
    shares = [(place, 100.0 * count / inside.total()) for place, count in inside.most_common() if place != "simpy"]
    return ", ".join(f"{place} {share:.0f} %" for place, share in shares if share >= 0.5)
