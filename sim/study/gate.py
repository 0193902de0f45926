"""The same-aid gate: planned arrivals of compared plans held against each other, and the repair named.

A cadence must not win because lots of the others never arrive before the end, or because its phase is lucky.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sim.model.setup.aid import first_of
from sim.scenario.schema import Scenario
from sim.study.calendars import Arrivals, Span, compared_channels, intervals_of, median_lead, planned_arrivals
from sim.units import MINUTES_PER_DAY, format_duration

MOST_UNITS_APART = 0.005
"""Planned units may differ by this share of the reference's."""
MOST_AID_APART = 0.01
"""Aid-days of centred twins may differ by this share of the reference's."""
CENTRED = " if lots are sent at their mean accrual"


@dataclass(frozen=True, slots=True)
class Gap:
    """Planned aid of a plan that is not that of the reference.

    Parameters
    ----------
    plan, channel : which
    what : the figures in words
    repair : what to do about it
    """

    plan: str
    channel: str
    what: str
    repair: str

    def __str__(self) -> str:
        return f"aid.channels.{self.channel}: {self.what}"


def find_gaps(plans: Mapping[str, Scenario], reference: str, span: Span) -> Iterator[Gap]:
    """Every plan and channel whose planned aid is not that of the reference, with the repair.

    Plans on demand plan no arrivals; if the reference is one, the first scheduled plan takes its place.

    Parameters
    ----------
    plans : plans that differ in calendars only
    span : from the calendars of all plans
    """
    for channel in compared_channels(plans.values()):
        scheduled = {name: plan for name, plan in plans.items() if not orders(plan, channel)}
        yardstick = reference if reference in scheduled else next(iter(scheduled), reference)
        if span.accrual_end == 0:
            what = "no common period of the plans fits between the start and the last dispatch that arrives"
            yield Gap(yardstick, channel, what, _repair(plans, yardstick, yardstick, channel, span))
            continue
        planned = {name: _planned(plan, channel, span) for name, plan in scheduled.items()}
        for name in scheduled:
            what = _apart(planned[name], planned[yardstick])
            if what:
                what = f"{what}, compared with {yardstick!r}"
                yield Gap(name, channel, what, _repair(plans, name, yardstick, channel, span))


def _planned(plan: Scenario, channel: str, span: Span) -> tuple[Arrivals, Arrivals]:
    """Planned arrivals of a channel in a plan and in its centred twin."""
    twin = centred(plan, [channel])
    return planned_arrivals(plan, channel, span), planned_arrivals(twin, channel, span)


def _apart(own: tuple[Arrivals, Arrivals], base: tuple[Arrivals, Arrivals]) -> str:
    """What keeps the planned aid of a plan from being that of another, in words; empty if nothing does."""
    for (mine, other), words in zip(zip(own, base, strict=True), ("", CENTRED), strict=True):
        if abs(mine.units - other.units) > MOST_UNITS_APART * other.units:
            return f"{_figures(mine.units, other.units, 'units')} arrive within the horizon{words}"
    days, due = own[1].aid_min / MINUTES_PER_DAY, base[1].aid_min / MINUTES_PER_DAY
    if abs(days - due) > MOST_AID_APART * due:
        return f"{_figures(days, due, 'aid-days')}{CENTRED}"
    return ""


def _figures(own: float, base: float, unit: str) -> str:
    change = f" ({100.0 * (own / base - 1.0):+.1f} %)" if base else ""
    return f"{own:.6g} instead of {base:.6g} {unit}{change}"


def _repair(plans: Mapping[str, Scenario], name: str, other: str, channel: str, span: Span) -> str:
    """What makes the planned aid the same: the first repair that applies."""
    plan = plans[name]
    horizon, running = plan.horizon.length, plan.aid.begin == "running"
    lead = median_lead(plan.aid.channels[channel])
    common = math.lcm(*intervals_of(plans.values(), compared_channels(plans.values())))
    if span.accrual_end == 0:
        days = math.ceil((common + lead) / MINUTES_PER_DAY)
        return f"horizon.length must be at least {days} d: their common period and the lead"
    if running and horizon % common:
        nearest = max(1, round(horizon / common)) * common
        length = format_duration(nearest)
        return f"the horizon is not a multiple of every cadence: write horizon.length: {length}"
    firsts = []
    for plan_name in dict.fromkeys((name, other)):
        cadence = plans[plan_name].aid.channels[channel].cadence
        if cadence is None or cadence.every is None:
            continue
        first, fitting = first_of(cadence, plan.aid.begin), math.floor(horizon - lead) % cadence.every
        if first != fitting and (first >= 0 or not running):
            firsts.append(f"first: {format_duration(fitting)} in {plan_name!r}")
    if firsts:
        return f"write {'first: random, or ' if running else ''}{' and '.join(firsts)}"
    return "compare.unequal_arrivals: say shows the difference and gives no split"


def centred(plan: Scenario, channels: Collection[str]) -> Scenario:
    """The plan with the timing of some channels centred; single pledges and orders have none to change."""
    changed = dict(plan.aid.channels)
    for name in channels:
        cadence = changed[name].cadence
        if cadence is not None and cadence.order_up_to is None:
            moved = cadence.model_copy(update={"timing": "centred"})
            changed[name] = changed[name].model_copy(update={"cadence": moved})
    aid = plan.aid.model_copy(update={"channels": changed})
    return plan.model_copy(update={"aid": aid})


def orders(plan: Scenario, channel: str) -> bool:
    """True if a channel sends on demand in a plan."""
    cadence = plan.aid.channels[channel].cadence
    return cadence is not None and cadence.order_up_to is not None
