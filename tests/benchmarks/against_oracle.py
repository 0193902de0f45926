"""The compiled clock against the oracle of the tests on the same world, and how much of that one's time is SimPy's."""

from __future__ import annotations

import importlib
import importlib.util
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import simpy

from tests.benchmarks.events import Runs
from tests.benchmarks.measure import cpu_s, interleaved, ratio
from tests.benchmarks.reference import job
from tests.benchmarks.tables import Table

SIMPY = str(Path(simpy.__file__).parent)


def tables(quick: bool) -> list[Table]:
    """How many times faster than the oracle."""
    title = "Against the oracle"
    if importlib.util.find_spec("tests.clocks") is None or importlib.util.find_spec("tests.clocks.oracle") is None:
        return [Table(title, ("",), (("no oracle yet",),))]
    run_oracle = importlib.import_module("tests.clocks.oracle").run_oracle
    runs, times, rounds = Runs(), 20, 2 if quick else 5
    scenario, world = _plan_and_world()
    oracle = lambda: run_oracle(scenario, world)  # noqa: E731 - measured and sampled alike
    found = interleaved({"oracle": oracle, "compiled": lambda: runs.compiled(times)}, rounds)
    faster = ratio(found["oracle"], found["compiled"]).times(times)
    return [
        Table(
            title,
            ("one run of the reference job", "CPU ms"),
            (
                ("oracle", cpu_s(found["oracle"]).times(1e3).text(1)),
                ("compiled clock, begin and run", cpu_s(found["compiled"]).times(1e3 / times).text(2)),
                ("oracle / compiled clock", faster.text(1)),
                ("time of the oracle inside simpy", f"{100.0 * share_in_simpy(oracle):.0f} %"),
            ),
            (
                f"{rounds} interleaved rounds. The share is that of samples, one per ms,",
                "whose innermost call is simpy's.",
            ),
        )
    ]


def _plan_and_world() -> tuple[object, object]:
    from sim.world.draw import draw_world

    plans = job().case.plans
    scenario = plans[next(iter(plans))]
    return scenario, draw_world(scenario).tables()


def share_in_simpy(call: Callable[[], object]) -> float:
    """Share of a call's CPU time that passes in SimPy's own functions, found by sampling."""
    inside: Counter[bool] = Counter()

    def look(_number: int, frame: FrameType | None) -> None:
        inside[frame is not None and frame.f_code.co_filename.startswith(SIMPY)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    try:
        call()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)
    return inside[True] / max(1, inside.total())
