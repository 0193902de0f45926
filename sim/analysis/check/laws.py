"""Laws that hold at any moment of any run: sums that close, whatever the scenario; looked at after every event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.clock.traced import TracedClock
from sim.model.begin import begin_in
from sim.model.notices import TIME_SHIFT
from sim.model.words import Phase, Status
from sim.study.ending import why_ended
from sim.study.part import Run
from sim.study.run import Design, Workspace
from sim.world.record import Array

ROUNDING = 1e-6
"""Sums of floats in different orders, relative."""
MOST_EVENTS = 1500
"""Events of each plan after which laws are looked at; what comes later is not, so that a check stays short."""


@dataclass(frozen=True, slots=True)
class Law:
    """What must hold.

    Parameters
    ----------
    words : as people say it
    holds : asked of the parameters of a plan and of the state, one-element structured arrays
    """

    words: str
    holds: Callable[[Array, Array], bool]


def stock_closes(params: Array, state: Array) -> bool:
    """Units: initial + arrived = used + lent + in hand, per store, within its room; given and fired are used."""
    count = int(params["store_count"][0])
    initial, capacity = (params["store"][name][0, :count] for name in ("initial", "capacity"))
    limited = initial >= 0
    used, lent, stock, arrived = (state["store"][name][0, :count] for name in ("used", "lent", "stock", "arrived"))
    rounds = np.zeros(count, np.int64)
    for layer in range(int(params["layer_count"][0])):
        if params["layer_store"][0, layer] >= 0:
            rounds[params["layer_store"][0, layer]] += state["rounds"][0, layer]
    first = params["item_store"][0, : int(params["item_count"][0]) + 1]
    spent = [
        rounds[begin:end].sum() + state["given"][0, item] == used[begin:end].sum()
        for item, (begin, end) in enumerate(pairwise(first))
    ]
    return bool(
        (initial + arrived == used + lent + stock)[limited].all()
        and (stock >= 0).all()
        and ((stock + lent <= capacity) | (capacity < 0) | ~limited).all()
        and all(spent)
    )


def threats_close(params: Array, state: Array) -> bool:
    """Threats are stopped or leak; every leaker has one origin; nobody is stopped without being engaged."""
    return bool(
        state["threats"].sum() == state["stopped"].sum() + state["leakers"].sum()
        and state["leakers"].sum() == state["origins"].sum()
        and (state["stopped"] <= state["engaged"]).all()
        and (state["leakers"] <= state["threats"]).all()
        and state["damaging"][0] <= state["leakers"].sum()
    )


def cohorts_of(state: Array) -> Array:
    """The cohorts that exist: those that have buildings."""
    return np.flatnonzero(state["cohort"]["buildings"][0, : int(state["cohort_count"][0])])


def buildings_close(params: Array, state: Array) -> bool:
    """Buildings are warm or in one cohort of their block; counts of the cold agree, in all and by district."""
    blocks = int(params["block_count"][0])
    cohorts = cohorts_of(state)
    block, buildings, heated = (state["cohort"][name][0, cohorts] for name in ("block", "buildings", "heated"))
    inside = np.bincount(block, buildings, minlength=blocks).astype(np.int64)
    closes = bool(
        (buildings > 0).all()
        and (state["block"]["warm"][0, :blocks] >= 0).all()
        and (state["block"]["warm"][0, :blocks] + inside == params["block"]["buildings"][0, :blocks]).all()
        and state["cold_now"][0] == buildings[heated == 0].sum()
    )
    if closes and params["district_books"][0]:
        cold = np.bincount(params["block"]["district"][0, block], buildings * (heated == 0), minlength=1)
        there = state["district"]["cold"][0]
        return bool((there[: len(cold)] == cold).all() and there.sum() == state["cold_now"][0])
    return closes


def ledger_closes(params: Array, state: Array) -> bool:
    """Both tables are the total, which is counted apart, less what open spells carry; no line is negative."""
    settled = int(state["ledger_total"][0])
    if state["now"][0] < params["horizon_min"][0]:
        cohorts = cohorts_of(state)
        block, buildings, exposure = (state["cohort"][name][0, cohorts] for name in ("block", "buildings", "exposure"))
        settled -= int((exposure * buildings * params["block"]["residents"][0, block]).sum())
    tables = [state[name] for name in ("ledger_origin", "ledger_phase")]
    return bool(
        all(table.sum() == settled and (table >= 0).all() for table in tables)
        and state["ledger_phase"][0, Phase.WARM] == 0
    )


def people_close(params: Array, state: Array) -> bool:
    """No more person-minutes below a lower threshold, none beyond all people's time; days add up to the whole."""
    below = state["below_min"][0]
    count = int(params["block_count"][0])
    everybody = int(params["block"]["residents"][0, :count] @ params["block"]["buildings"][0, :count])
    observed = max(0, int(state["now"][0] - params["observe_from"][0]))
    whole = below.sum(axis=0)
    by_day = state["day_below_min"][0, : int(state["days_used"][0])].sum(axis=0)
    return bool(
        (below >= 0.0).all()
        and (below[:, 1:] <= below[:, :-1] * (1 + ROUNDING) + ROUNDING).all()
        and (whole <= everybody * observed * (1 + ROUNDING)).all()
        and (abs(by_day - whole) <= ROUNDING * whole + ROUNDING).all()
    )


LAWS: Mapping[str, Law] = {
    "stock": Law("initial + arrived = used + lent + in hand, per store, never below 0", stock_closes),
    "threats": Law("threats = stopped + leaked, and every leaker has one origin", threats_close),
    "buildings": Law("warm + in cohorts = all of a block; the cold add up, by district too", buildings_close),
    "ledger": Law("both tables of the ledger add up to the cold that is counted apart", ledger_closes),
    "people": Law("person-hours: fewer below lower thresholds, within all people's time, days add up", people_close),
}


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a law was broken first.

    Parameters
    ----------
    law : a name in `LAWS`
    minute : when [min from the start]
    event : how many events had happened
    """

    law: str
    minute: int
    event: int


class _Enough(Exception):  # noqa: N818 - no error: a run is left that has been looked at long enough
    """All events that are to be looked at have happened."""


class _Watched(TracedClock):
    """A traced clock that looks at all laws after every event."""

    events = 0
    most = MOST_EVENTS
    broken: tuple[Broken, ...] = ()

    def _happen(self, event: Any) -> None:
        super()._happen(event)
        self.events += 1
        self.broken = self.look(int(event.value >> TIME_SHIFT))
        if self.broken or self.events == self.most:
            raise _Enough

    def look(self, minute: int) -> tuple[Broken, ...]:
        """Laws that do not hold now."""
        found = (name for name, law in LAWS.items() if not law.holds(self.params, self.state))
        return tuple(Broken(name, minute, self.events) for name in found)

    def watch(self, most: int) -> tuple[Broken, ...]:
        """Run to the end, or as far as is to be looked at.

        Returns
        -------
        tuple of Broken
            Of the first moment at which any law does not hold.
        """
        self.most = most
        try:
            status = self.run()
        except _Enough:
            return self.broken
        return self.look(int(self.params["horizon_min"][0])) if status == Status.FINE else ()


@dataclass(frozen=True, slots=True)
class Held:
    """How the laws fared in one plan.

    Parameters
    ----------
    events : looked at
    broken : laws that did not hold, at the first moment at which any did not
    failure : why there was no run, or none to its end; empty if all went well
    """

    events: int
    broken: tuple[Broken, ...]
    failure: str = ""


def hold_laws(design: Design, run: Run, *, replication: int = 0, most: int = MOST_EVENTS) -> Held:
    """Look at the laws after every event of one plan in one world, on the traced clock.

    Parameters
    ----------
    most : events after which it is left
    """
    space = Workspace(design)
    failure = space.prepare(design, replication)
    if failure:
        return Held(0, (), failure)
    begin_in(space.params[run], space.world, space.state, space.words, space.spans)
    clock = _Watched(space.params[run], space.world, space.state, design.layout.items)
    broken = clock.watch(most)
    status = Status(int(space.state["status"][0]))
    failure = "" if status == Status.FINE else why_ended(status, space.state, design.layout.start)
    return Held(clock.events, broken, failure)
