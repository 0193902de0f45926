"""Everything that happens in a run, day by day as plain numbers: a journal at the compiled pace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.clock.compiled import run_until
from sim.errors import PartialError
from sim.model.begin import begin_in
from sim.scenario.schema import Scenario
from sim.study.calendars import Span
from sim.study.run import Design, Workspace, design_of
from sim.units import DAY_MIN

Day = NDArray[np.int64]
"""What happened on a day: note, four numbers and the minute of each line, in order (see `sim.model.words.Note`)."""


def design_for(plans: Mapping[str, Scenario], span: Span, seed: int) -> Design:
    """A study of some plans without twins."""
    return design_of(plans, {}, seed=seed, lookback=span.lookback, accrual_end=span.accrual_end)


def journals(design: Design, replication: int) -> Iterator[tuple[str, list[Day]]]:
    """What happens in one world under each plan, day by day; the last day also has what the end makes known.

    Raises
    ------
    PartialError
        If the world outgrows its room.
    """
    space = Workspace(design)
    wrong = space.prepare(design, replication)
    if wrong:
        raise PartialError(f"replication {replication}: {wrong}")
    for plan, twin in design.runs:
        yield plan, _days(space, design, (plan, twin))


def _days(space: Workspace, design: Design, run: tuple[str, bool]) -> list[Day]:
    """The days of a run, up to the one on which it fails if it does."""
    params, world, state = space.params[run], space.world, space.state
    end = design.layout.horizon_min
    begin_in(params, world, state, space.words, space.spans)
    days = []
    for midnight in range(DAY_MIN, end + DAY_MIN, DAY_MIN):
        state["tracing"] = 1
        failed = run_until(params, world, state, space.heap, min(midnight, end))
        count = int(state["note_count"][0])
        days.append(state["note"][0, :count].copy())
        state["note"][0, :count] = 0
        state["note_count"] = 0
        if failed:
            break
    state["tracing"] = 0
    return days
