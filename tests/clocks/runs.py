"""One replication of one scenario on either clock, and the bytes of its end."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from sim.clock.compiled import run_until
from sim.clock.traced import Line, TracedClock
from sim.model.begin import COUNTED_BY, begin_in, spans_of
from sim.model.foresight import foresee
from sim.model.notices import LATEST_MIN
from sim.model.record import state_dtype
from sim.model.settle import settle
from sim.model.tally import OUTCOME, tally
from sim.model.words import Status
from sim.scenario.schema import Scenario
from sim.study.calendars import Span, span_of
from sim.study.layout import Layout
from sim.study.run import Design, design_of
from sim.world.draw import draw
from sim.world.record import Array, new, world_dtype

RUN = ("", False)
"""The one plan of a design, not a twin."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run that has begun, or is over.

    Parameters
    ----------
    params, world, state : one-element structured arrays
    """

    scenario: Scenario
    span: Span
    params: Array
    world: Array
    state: Array

    def of(self, name: str) -> Array:
        """A field of the state, or a column of one of its tables (`table.column`)."""
        table, _, column = name.partition(".")
        return self.state[table][0][column] if column else self.state[table][0]

    def by_item(self, of_stores: Array) -> Array:
        """Sums over the depots of each item of numbers that stand for stores."""
        first = self.params["item_store"][0]
        return np.array([of_stores[first[item] : first[item + 1]].sum() for item in range(len(self.scenario.items()))])

    def series(self, layout: Layout) -> Array:
        """Its rows as those of an ensemble of one, shape (1, rows, columns)."""
        return np.array(self.of("row")[None, : layout.rows, : len(layout.columns)])

    def outcome(self) -> Array:
        """The totals of a run that is over."""
        outcomes = np.zeros(1, OUTCOME)
        tally(self.params, self.world, self.state, outcomes, 0)
        return outcomes[0]


def begun(scenario: Scenario, replication: int = 0, *, span: Span | None = None, state: Array | None = None) -> Run:
    """A run in its first minute.

    Parameters
    ----------
    span : how far calendars reach; None: as for a study of this plan alone
    state : to be used again; None: a fresh one
    """
    span = span or span_of({"": scenario})
    design = designed(scenario, span)
    params, world = design.runs[RUN].array, new(world_dtype(design.size))
    draw(design.chances, world, *design.key, replication)
    assert world["status"][0] == 0
    settle(params, design.runs[RUN].patches, world)
    foresee(params, world)
    state = new(state_dtype(design.size)) if state is None else state
    return anew(Run(scenario, span, params, world, state), state)


def anew(run: Run, state: Array) -> Run:
    """The same run in its first minute again, in a state that may have been used: fresh memory takes longer."""
    begin_in(run.params, run.world, state, state.view(np.int64), spans_of(state.dtype))
    return replace(run, state=state)


def designed(scenario: Scenario, span: Span) -> Design:
    """The study of one plan."""
    return design_of(
        {RUN[0]: scenario},
        {},
        seed=scenario.study.seed,
        lookback=span.lookback,
        accrual_end=span.accrual_end,
    )


def compiled(run: Run, until: int = LATEST_MIN) -> Run:
    """Run to the end, or until a minute, on the compiled clock."""
    heap = np.zeros(run.of("outbox").size, np.int64)
    assert run_until(run.params, run.world, run.state, heap, until) == Status.FINE
    return run


def traced(run: Run, clock: type[TracedClock] = TracedClock, until: int = LATEST_MIN) -> tuple[Run, list[Line]]:
    """Run to the end, or until a minute, on the traced clock; returns its journal as well."""
    tracing = clock(run.params, run.world, run.state, run.scenario.items())
    assert tracing.run(until=until) == Status.FINE
    return run, tracing.journal


def same_end(one: Run, other: Run) -> bool:
    """True if two states are the same in every byte."""
    return bool(np.array_equal(one.state.view(np.int64), other.state.view(np.int64)))


def differing(one: Run, other: Run) -> set[str]:
    """Fields in which two states differ; those of tables as `table.column`, of the rows that either has used."""
    found = set()
    for name in one.state.dtype.names:
        counter = COUNTED_BY.get(name)
        used = slice(None if counter is None else int(max(one.of(counter), other.of(counter))))
        for column in one.state[name].dtype.names or ("",):
            field = f"{name}.{column}" if column else name
            if not np.array_equal(*(np.atleast_1d(run.of(field))[used] for run in (one, other))):
                found.add(field)
    return found


def digest_of(run: Run) -> str:
    """Digest of the whole state, every byte of it."""
    return hashlib.sha256(run.state.tobytes()).hexdigest()
