"""Money planned for the units of each plan, before any draw: held against each other where plans share money."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sim.scenario.laws import middle
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Accrual, RampUp
from sim.scenario.schema.production import as_it_accrues
from sim.units import DAY_MIN

ALIKE = 0.01
"""Plans share their money if it differs by no more than this share of the reference's."""
MILLION = 1e6
THOUSAND = 1e3


def planned_money(plan: Scenario) -> float | None:
    """What the units that accrue within the horizon cost, uncertain numbers at their medians [EUR].

    Dispatches and trucks are left out. None if nothing in the scenario has a price, or if priced aid is unlimited.
    """
    priced = [name for name, channel in plan.aid.channels.items() if channel.unit_cost > 0.0]
    if not priced or any(plan.aid.channels[name].accrual.unlimited for name in priced):
        return None
    return sum(plan.aid.channels[name].unit_cost * float(_accrued(plan, name)) for name in priced)


def how_money_compares(plans: Mapping[str, Scenario], reference: str) -> dict[str, str]:
    """Plan -> how it spends money beside the reference, for all other plans."""
    money = {name: planned_money(plan) for name, plan in plans.items()}
    return {name: _compared(money[name], money[reference]) for name in plans if name != reference}


def said_of_money(plans: Mapping[str, Scenario], reference: str) -> tuple[str, ...]:
    """What must be said above a comparison of plans that share money: which do, and which do not."""
    money = {name: planned_money(plan) for name, plan in plans.items()}
    base = money[reference]
    if base is None or None in money.values():
        return (f"Not the same aid, and whether plans share their money cannot be told: {_why_unknown(plans)}.",)
    alike = [name for name, own in money.items() if own is not None and _is_alike(own, base)]
    others = {name: own for name, own in money.items() if own is not None and name not in alike}
    same = f"Not the same aid, but the same money for units ({_in_words(base)}): {_listed(alike)}."
    return (
        *([same] if len(alike) > 1 else []),
        *(
            f"Not the same money: {name!r} plans {_in_words(own)} for units, {_gap(own, base)} than {reference!r}."
            for name, own in others.items()
        ),
    )


def _why_unknown(plans: Mapping[str, Scenario]) -> str:
    """Why the money of one of the plans is not known."""
    for name, plan in plans.items():
        priced = [channel for channel, one in plan.aid.channels.items() if one.unit_cost > 0.0]
        endless = [channel for channel in priced if plan.aid.channels[channel].accrual.unlimited]
        if endless:
            return f"{endless[0]!r} is unlimited in {name!r}"
    return "no channel has a price (aid.channels.*.unit_cost)"


def _listed(names: list[str]) -> str:
    """Plans in a sentence."""
    *first, last = map(repr, names)
    return f"{', '.join(first)} and {last}"


def _compared(own: float | None, base: float | None) -> str:
    if own is None or base is None:
        return "spends money otherwise"
    return "spends the same money otherwise" if _is_alike(own, base) else f"spends {_gap(own, base)} money"


def _is_alike(own: float, base: float) -> bool:
    return abs(own - base) <= ALIKE * base


def _gap(own: float, base: float) -> str:
    """How much more or less it is."""
    more = "more" if own > base else "less"
    return f"{100.0 * abs(own - base) / base:.0f} % {more}" if base else more


def _in_words(euro: float) -> str:
    """A sum in millions, or in thousands or single euros if it is small."""
    if euro >= MILLION:
        return f"{euro / MILLION:,.1f} MEUR"
    return f"{euro / THOUSAND:,.0f} kEUR" if euro >= THOUSAND else f"{euro:,.4g} EUR"


def _accrued(plan: Scenario, name: str) -> Fraction:
    """Units of a channel that accrue in (0, L]; under `switch` at minute 0 too, with what had accrued by then."""
    channel = as_it_accrues(plan.aid, name)
    backlog = 0 if plan.aid.is_running else plan.initial.accrued.get(name, 0)
    return backlog + Fraction(middle(channel.fulfilment)) * _units(channel.accrual, plan, plan.horizon.length)


def _units(accrual: Accrual, plan: Scenario, horizon: int) -> Fraction:
    if accrual.pledges is not None:
        first = 1 if plan.aid.is_running else 0
        moments = ((pledge.date.minute(plan.horizon.start), pledge.units) for pledge in accrual.pledges)
        return Fraction(sum(units for minute, units in moments if first <= minute <= horizon))
    if accrual.ramp is not None:
        return _of_ramp(accrual.ramp, plan, horizon)
    return Fraction(middle(accrual.rate)) * horizon / DAY_MIN


def _of_ramp(ramp: RampUp, plan: Scenario, horizon: int) -> Fraction:
    """Units of a rate that grows linearly over a time, from minute 0 to the horizon."""
    start = ramp.start.minute(plan.horizon.start)

    def by(minute: int) -> Fraction:
        growing = min(max(0, minute - start), ramp.over)
        grown = max(0, minute - start - ramp.over)
        gained = Fraction(growing * growing + 2 * ramp.over * grown, 2 * ramp.over)
        return ramp.from_ * minute + (ramp.to - ramp.from_) * gained

    return (by(horizon) - by(0)) / DAY_MIN
