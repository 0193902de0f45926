"""Runs that many laws look at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.model.begin import COUNTED_BY
from sim.world.record import Array
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import Run, begun, compiled


@dataclass(frozen=True, slots=True, eq=False)
class Ended(Run):
    """A run that is over: of its tables the rows that were used, of its world the threats, and its totals.

    A whole run takes 20 MB, so that all of them would take what other processes need.
    """

    totals: Array

    def outcome(self) -> Array:
        """The totals of the run."""
        return self.totals


def ended(number: int) -> Ended:
    """The end of a random scenario."""
    run = compiled(begun(scenario_of(number)))
    waves = int(run.world["wave_count"][0])
    rows = {"wave_count": None, "wave_first": waves + 1, "threat_class": int(run.world["wave_first"][0, waves])}
    world = {name: used(run.world[name], count) for name, count in rows.items()}
    counts = {name: int(run.of(counter)) for name, counter in COUNTED_BY.items()}
    state = {name: used(run.state[name], counts.get(name)) for name in run.state.dtype.names}
    return Ended(run.scenario, run.span, run.params, world, state, run.outcome())


def used(table: Array, count: int | None) -> Any:
    """A copy of the rows of a table that were used; None: all of it."""
    return np.array(table if count is None else table[:, :count])


@pytest.fixture(scope="session", name="ends")
def finished_runs() -> list[Ended]:
    """The end of many random scenarios."""
    return [ended(number) for number in range(120)]
