"""One replication once more, on the traced clock: the same world and rules, every event written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.clock.traced import Line, Process, TracedClock
from sim.errors import PartialError, UsageError
from sim.model.begin import begin_in
from sim.model.notices import LATEST_MIN
from sim.model.tally import OUTCOME, keep_days, keep_rows, tally
from sim.model.words import Status
from sim.scenario.identity import content_of, scenario_id
from sim.scenario.schema import Scenario
from sim.study.calendars import Span
from sim.study.ending import why_ended
from sim.study.ensemble import Ensemble, empty_ensemble, keep_outcomes
from sim.study.layout import Layout
from sim.study.run import Design, Workspace, design_of
from sim.study.saved import SavedState
from sim.world.record import Array

ALONE = ("", False)
"""The one plan of a design, not a twin."""


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """A run that was watched.

    Parameters
    ----------
    world, params, state : what came, what the plan is like in it and how it ended, one-element structured arrays
    journal : every event, in order
    size : name of the size class of its records
    """

    world: Array
    params: Array
    state: Array
    journal: tuple[Line, ...]
    size: str


def replay(
    scenario: Scenario,
    span: Span,
    *,
    seed: int,
    replication: int,
    processes: Iterable[Process] = (),
    until: int = LATEST_MIN,
) -> Replay:
    """Run one replication of a plan under SimPy.

    Parameters
    ----------
    scenario : with the plan's overrides applied
    span : how far calendars reach in the study that the replication belongs to
    seed, replication : which luck
    processes : SimPy processes of the user's that take part
    until : stop before the events of this minute; the state then is one to `go_on` with [min]

    Raises
    ------
    PartialError
        If the world or the run outgrows its room.
    """
    space, design = set_out(scenario, span, seed=seed, replication=replication)
    begin_in(space.params[ALONE], space.world, space.state, space.words, space.spans)
    return watched(space, design, replication, processes, until)


def go_on(scenario: Scenario, saved: SavedState, processes: Iterable[Process] = (), until: int = LATEST_MIN) -> Replay:
    """Go on with a run that has stopped, under SimPy; parameters and errors as of `replay`."""
    span = Span(saved.lookback, saved.accrual_end)
    space, design = set_out(scenario, span, seed=saved.seed, replication=saved.replication)
    if design.size.name != saved.size:
        raise UsageError(f"the state is one of size {saved.size}, and the scenario now needs size {design.size.name}")
    space.state[...] = saved.state
    return watched(space, design, saved.replication, processes, until)


def set_out(scenario: Scenario, span: Span, *, seed: int, replication: int) -> tuple[Workspace, Design]:
    """A workspace in which the world of a replication lies ready for one plan."""
    design = design_of({ALONE[0]: scenario}, {}, seed=seed, lookback=span.lookback, accrual_end=span.accrual_end)
    space = Workspace(design)
    wrong = space.prepare(design, replication)
    if wrong:
        raise PartialError(f"replication {replication}: {wrong}")
    return space, design


def watched(space: Workspace, design: Design, replication: int, processes: Iterable[Process], until: int) -> Replay:
    """Let SimPy run what has begun."""
    clock = TracedClock(space.params[ALONE], space.world, space.state, design.layout.items)
    status = clock.run(processes, until)
    if status != Status.FINE:
        raise PartialError(f"replication {replication}: {why_ended(status, space.state, design.layout.start)}")
    return Replay(space.world, space.params[ALONE], space.state, tuple(clock.journal), design.size.name)


def totals(run: Replay, layout: Layout) -> Ensemble:
    """What a study would keep of a run that is over, as an ensemble of one replication."""
    ensemble = empty_ensemble(layout, 1)
    outcomes = np.zeros(1, OUTCOME)
    tally(run.params, run.world, run.state, outcomes, 0)
    keep_days(run.state, ensemble.days, 0, len(layout.thresholds))
    keep_rows(run.state, ensemble.rows, 0, int(np.iinfo(layout.row_type).max))
    keep_outcomes(outcomes, ensemble, range(1))
    return ensemble


def stopped(scenario: Scenario, span: Span, run: Replay, *, seed: int, replication: int) -> SavedState:
    """The state of a run that has stopped, the very record, with all that is needed to go on.

    Raises
    ------
    UsageError
        If the run is over.
    """
    if run.state["now"][0] >= scenario.horizon.length:
        raise UsageError("the run is over: there is nothing to go on with")
    reach = (span.lookback, span.accrual_end)
    luck = seed, replication
    return SavedState(scenario_id(scenario, {}), *luck, *reach, run.size, content_of(scenario), run.state, run.params)
