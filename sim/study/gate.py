"""The same-aid gate: planned arrivals of compared plans held against each other, and the repair named.

A cadence must not win because lots of the others never arrive before the end, or because its phase is lucky.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.model.setup.aid import first_of
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.study.calendars import Arrivals, Span, compared_channels, intervals_of, median_lead, planned_arrivals
from sim.units import DAY_MIN, Moment, format_duration, format_moment

MOST_UNITS_APART = 0.005
"""Planned units may differ by this share of the reference's."""
MOST_AID_APART = 0.01
"""Aid-days of centred twins may differ by this share of the reference's."""
CENTRED = " if lots are sent at their mean accrual"
MANIFOLD = 10.0
"""Times the reference's units from which on a change in per cent says nothing."""
SMALL_CHANGE = 10.0
"""Changes below are told with a decimal [%]."""
SAY = "compare.unequal_arrivals: say shows the difference and gives no split"
"""The repair that always helps."""


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
        return f"differs in aid.channels.{self.channel}: {self.what}"


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
        planned = {name: _planned(plan, channel, span) for name, plan in scheduled.items()}
        for name in scheduled:
            what = _apart(planned[name], planned[yardstick])
            if what:
                what = f"{what}, compared with {yardstick!r}"
                yield Gap(name, channel, what, _repair(plans, name, yardstick, channel, span))


def without_common_period(plans: Mapping[str, Scenario], reference: str) -> Iterator[Gap]:
    """Every plan and channel whose interval has no common period with those before it, the reference first.

    Parameters
    ----------
    plans : all plans; those that differ in more than calendars have a part in the common period as well
    """
    what = "no common period of the plans fits between the start and the last dispatch that arrives"
    channels, horizon = compared_channels(plans.values()), plans[reference].horizon.length
    lead = max(median_lead(plans[reference].aid.channels[channel]) for channel in channels)
    days = math.ceil((math.lcm(*intervals_of(plans.values(), channels)) + lead) / DAY_MIN)
    repair = f"horizon.length must be at least {days} d: their common period and the lead"
    fitting = 1
    for name in dict.fromkeys((reference, *plans)):
        for channel in channels:
            cadence = plans[name].aid.channels[channel].cadence
            common = math.lcm(fitting, cadence.every or 1) if cadence is not None else fitting
            if common + lead > horizon:
                yield Gap(name, channel, what, repair)
            else:
                fitting = common


def _planned(plan: Scenario, channel: str, span: Span) -> tuple[Arrivals, Arrivals]:
    """Planned arrivals of a channel in a plan and in its centred twin."""
    twin = centred(plan, [channel])
    return planned_arrivals(plan, channel, span), planned_arrivals(twin, channel, span)


def _apart(own: tuple[Arrivals, Arrivals], base: tuple[Arrivals, Arrivals]) -> str:
    """What keeps the planned aid of a plan from being that of another, in words; empty if nothing does."""
    for (mine, other), words in zip(zip(own, base, strict=True), ("", CENTRED), strict=True):
        if abs(mine.units - other.units) > MOST_UNITS_APART * other.units:
            return f"{_figures(mine.units, other.units, 'units')} are planned to arrive within the horizon{words}"
    days, due = own[1].aid_min / DAY_MIN, base[1].aid_min / DAY_MIN
    if abs(days - due) > MOST_AID_APART * due:
        return f"{_figures(days, due, 'aid-days')}{CENTRED}"
    return ""


def _figures(own: float, base: float, unit: str) -> str:
    said = f"{_rounded(own)} instead of {_rounded(base)} {unit}"
    if not base or own > MANIFOLD * base:
        return said
    change = 100.0 * (own / base - 1.0)
    return f"{said} ({change:+.{1 if abs(change) < SMALL_CHANGE else 0}f} %)"


def _rounded(number: float) -> str:
    """A mean with four digits that count, and all of a whole part."""
    return f"{number:,.0f}" if number >= 1000.0 else f"{number:.4g}"


def _repair(plans: Mapping[str, Scenario], name: str, other: str, channel: str, span: Span) -> str:
    """What makes the planned aid the same: the first repair that applies."""
    plan = plans[name]
    horizon, running = plan.horizon.length, plan.aid.begin == "running"
    lead = median_lead(plan.aid.channels[channel])
    for listed, against in ((name, other), (other, name)):
        if _lists_dates(plans[listed], channel):
            return _repair_of_dates(plans, listed, against, channel, span) or SAY
    common = math.lcm(*intervals_of(plans.values(), compared_channels(plans.values())))
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
    return SAY


def _lists_dates(plan: Scenario, channel: str) -> bool:
    cadence = plan.aid.channels[channel].cadence
    return cadence is not None and cadence.dates is not None


def _repair_of_dates(plans: Mapping[str, Scenario], name: str, other: str, channel: str, span: Span) -> str:
    """Ends of a plan's listed dates with which it brings what another brings, found by trying; empty if none do."""
    plan, start = plans[name], plans[name].horizon.start
    due = _planned(plans[other], channel, span)
    for first, last in _ends_in_time(plan, plans[other], channel, span):
        dates = _dates_of(plan, channel)
        kept = [minute for minute in dates if (first is None or minute > first) and minute < last]
        moments = [Moment(start, minute) for minute in ([] if first is None else [first]) + kept + [last]]
        if not _apart(_planned(_with_dates(plan, channel, moments), channel, span), due):
            begin = "" if first is None else f"{format_moment(moments[0])} be the first and "
            end = f"{format_moment(moments[-1])}{' be' if first is None else ''} the last of the dates in {name!r}"
            return f"let {begin}{end}"
    return ""


def _ends_in_time(plan: Scenario, other: Scenario, channel: str, span: Span) -> Iterator[tuple[float | None, float]]:
    """First and last dates with which a plan may bring what another brings [min]; no first one where any will do.

    What a running calendar sends first is all that came before, so it must arrive by the start.
    """
    if plan.aid.begin == "running":
        lead = math.ceil(median_lead(plan.aid.channels[channel]))
        yield -lead, plan.horizon.length - lead
        return
    yield None, span.accrual_end
    if _lists_dates(other, channel):
        yield None, _dates_of(other, channel)[-1]


def _dates_of(plan: Scenario, channel: str) -> list[float]:
    """Listed dates of a channel in the order of time [min]."""
    cadence = plan.aid.channels[channel].cadence
    assert cadence is not None
    return sorted(moment.minutes(plan.horizon.start) for moment in cadence.dates or ())


def _with_dates(plan: Scenario, channel: str, moments: Sequence[Moment]) -> Scenario:
    """The plan with other dates."""
    own = plan.aid.channels[channel]
    assert own.cadence is not None
    cadence = own.cadence.model_copy(update={"dates": tuple(moments)})
    return _with_channels(plan, {channel: own.model_copy(update={"cadence": cadence})})


def _with_channels(plan: Scenario, channels: Mapping[str, Channel]) -> Scenario:
    aid = plan.aid.model_copy(update={"channels": {**plan.aid.channels, **channels}})
    return plan.model_copy(update={"aid": aid})


def centred(plan: Scenario, channels: Collection[str]) -> Scenario:
    """The plan with the timing of some channels centred; single pledges and orders have none to change."""
    changed = {}
    for name in channels:
        cadence = plan.aid.channels[name].cadence
        if cadence is not None and cadence.order_up_to is None:
            moved = cadence.model_copy(update={"timing": "centred"})
            changed[name] = plan.aid.channels[name].model_copy(update={"cadence": moved})
    return _with_channels(plan, changed)


def orders(plan: Scenario, channel: str) -> bool:
    """True if a channel sends on demand in a plan."""
    cadence = plan.aid.channels[channel].cadence
    return cadence is not None and cadence.order_up_to is not None
