"""The compiled clock against the oracle of the tests on the same plan and world, and where that one's time goes."""

from __future__ import annotations

import gc
import signal
from collections import Counter
from pathlib import Path
from types import FrameType

import simpy

from sim.study.calendars import span_of
from sim.world.draw import draw_world
from tests.benchmarks.events import Runs
from tests.benchmarks.measure import Spread, cpu_s, interleaved, ratio
from tests.benchmarks.reference import job
from tests.benchmarks.tables import Table
from tests.clocks.oracle import Oracle

SIMPY = str(Path(simpy.__file__).parent)
ORACLE = "tests/clocks/oracle"


def tables(quick: bool) -> list[Table]:
    """How many times faster than the oracle, and how much of its time is SimPy's."""
    runs, oracles, times, rounds = Runs(), Oracles(), 20, 3 if quick else 9
    parts = {"prepare": oracles.prepare, "oracle": oracles.run, "compiled": lambda: runs.compiled(times)}
    found = interleaved({"collect": gc.collect, **parts}, rounds)
    alone = ratio(found["oracle"], found["compiled"]).times(times)
    preparation = ratio(found["prepare"], found["compiled"]).times(times)
    both = Spread(tuple(map(sum, zip(alone.values, preparation.values, strict=True))))
    inside = samples(oracles, 10)
    share = inside["simpy"] / inside.total()
    return [
        Table(
            "Against the oracle",
            ("one run of the reference job", "CPU ms"),
            (
                ("oracle, preparation", cpu_s(found["prepare"]).times(1e3).text(1)),
                ("oracle, run", cpu_s(found["oracle"]).times(1e3).text(1)),
                ("compiled clock, begin and run", cpu_s(found["compiled"]).times(1e3 / times).text(2)),
                ("oracle / compiled clock", both.text(1)),
                (".. without the oracle's preparation", alone.text(1)),
                (".. time inside simpy alone", alone.times(share).text(1)),
                ("share of the oracle's run inside simpy", f"{100.0 * share:.0f} %"),
            ),
            (
                f"{rounds} interleaved rounds. The share is that of {inside.total()} samples whose innermost call",
                f"is simpy's. The others: {_others(inside)}.",
            ),
        )
    ]


class Oracles:
    """Oracles of the first plan of the reference job on its first world."""

    def __init__(self) -> None:
        plans = job().case.plans
        self.scenario, span = plans[next(iter(plans))], span_of(plans)
        self.span = span.lookback, span.accrual_end
        self.table = draw_world(self.scenario).tables()
        self.ready: Oracle | None = None

    def prepare(self) -> None:
        self.ready = Oracle(self.scenario, self.table, self.span)

    def run(self) -> None:
        assert self.ready is not None
        self.ready.run()
        self.ready = None


def samples(oracles: Oracles, times: int) -> Counter[str]:
    """Samples of CPU time by where they fall: in SimPy, or in one of the oracle's modules and what it calls."""
    found: Counter[str] = Counter()

    def look(_number: int, frame: FrameType | None) -> None:
        found[_place(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    try:
        for _ in range(times):
            oracles.prepare()
            signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
            oracles.run()
            signal.setitimer(signal.ITIMER_PROF, 0.0)
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
