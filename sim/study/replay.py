"""One replication once more, on the traced clock: the same world and rules, every event written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.clock.traced import Line, Process, TracedClock
from sim.errors import PartialError
from sim.model.begin import begin_in
from sim.model.foresight import foresee
from sim.model.words import Status
from sim.scenario.schema import Scenario
from sim.study.calendars import Span
from sim.study.run import Workspace, design_of
from sim.world.draw import draw
from sim.world.record import Array
from sim.world.uncertain import patch_record


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """A run that was watched.

    Parameters
    ----------
    world, state : what came and how it ended, one-element structured arrays
    journal : every event, in order
    """

    world: Array
    state: Array
    journal: tuple[Line, ...]


def replay(scenario: Scenario, span: Span, *, seed: int, replication: int, processes: Iterable[Process] = ()) -> Replay:
    """Run one replication of a plan under SimPy.

    Parameters
    ----------
    scenario : with the plan's overrides applied
    span : how far calendars reach in the study that the replication belongs to
    seed, replication : which luck
    processes : SimPy processes of the user's that take part

    Raises
    ------
    PartialError
        If the world or the run outgrows its room.
    """
    run = ("", False)
    design = design_of({run[0]: scenario}, {}, seed=seed, lookback=span.lookback, accrual_end=span.accrual_end)
    space = Workspace(design)
    draw(space.chances, space.world, *design.key, replication)
    if space.world["status"][0] != 0:
        raise PartialError(f"replication {replication}: the world outgrows its room")
    params, patches = space.params[run], design.runs[run].patches
    patch_record(params.view(np.float64), patches, len(patches), space.world["uncertain"][0])
    foresee(params, space.world)
    if space.world["status"][0] != 0:
        raise PartialError(f"replication {replication}: the pace of work outgrows its room")
    begin_in(params, space.world, space.state, space.words, space.spans)
    clock = TracedClock(params, space.world, space.state, design.layout.items)
    status = clock.run(processes)
    if status != Status.FINE:
        raise PartialError(f"replication {replication}: {status.name.lower().replace('_', ' ')}")
    return Replay(space.world, space.state, tuple(clock.journal))
