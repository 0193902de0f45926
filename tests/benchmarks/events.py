"""What one event costs: in the compiled clock, in the traced clock, and a bare SimPy timeout that does nothing."""

from __future__ import annotations

from sim.clock.compiled import run_until
from sim.clock.traced import TracedClock
from sim.model.begin import begin_in
from sim.model.foresight import foresee
from sim.model.notices import LATEST_MIN
from sim.model.settle import settle
from sim.study.run import Workspace
from sim.world.draw import draw
from tests.benchmarks.measure import Spread, cpu_s, interleaved, ratio
from tests.benchmarks.reference import job
from tests.benchmarks.tables import Table
from tests.benchmarks.yardstick import TIMEOUTS, bare_timeouts


class Runs:
    """One plan on a world that is drawn, to be run again and again."""

    def __init__(self) -> None:
        self.design = job().design
        self.run = next(iter(self.design.runs))
        self.space = Workspace(self.design)
        space, patches = self.space, self.design.runs[self.run].patches
        self.params = space.params[self.run]
        draw(space.chances, space.world, *self.design.key, 0)
        settle(self.params, patches, space.world)
        foresee(self.params, space.world)
        self.begin()
        self.finish()
        self.events = int(space.state["events"][0])

    def begin(self) -> None:
        space = self.space
        begin_in(self.params, space.world, space.state, space.words, space.spans)

    def finish(self) -> None:
        run_until(self.params, self.space.world, self.space.state, self.space.heap, LATEST_MIN)

    def compiled(self, times: int) -> None:
        for _ in range(times):
            self.begin()
            self.finish()

    def traced(self) -> None:
        self.begin()
        TracedClock(self.params, self.space.world, self.space.state, self.design.layout.items).run()


def tables(quick: bool) -> list[Table]:
    """Nanoseconds per event."""
    runs, times, rounds = Runs(), 20, 3 if quick else 9
    found = interleaved(
        {
            "SimPy": bare_timeouts,
            "compiled": lambda: runs.compiled(times),
            "traced": runs.traced,
        },
        rounds,
    )
    events = {"SimPy": TIMEOUTS, "compiled": runs.events * times, "traced": runs.events}
    each = {name: cpu_s(taken).times(1e9 / events[name]) for name, taken in found.items()}

    def against(name: str) -> str:
        pairs = ratio(found["SimPy"], found[name]).times(events[name] / TIMEOUTS)
        return pairs.text(2)

    names = {
        "SimPy": "a bare SimPy timeout",
        "compiled": "an event of the reference job, compiled clock (begin and run)",
        "traced": "an event of the reference job, traced clock (the same rules under SimPy)",
    }
    rows = tuple((names[name], each[name].text(0), against(name)) for name in names)
    slower: Spread = ratio(found["traced"], found["compiled"]).times(times)
    return [
        Table(
            "Cost of an event",
            ("", "ns", "SimPy timeouts / it"),
            rows,
            (
                f"CPU time, {rounds} interleaved rounds. The reference job has {runs.events:,} events in this run.",
                f"A traced run, journal included, takes {slower.text(1)} times as long as a compiled one.",
            ),
        )
    ]
