"""Delivery calendars before any draw: how far back they reach, when accrual ends, what each would bring.

The figures come from the rules that cut lots in a run; here they meet a channel without bad luck.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from sim.errors import LimitError
from sim.model.planned import plan_aid
from sim.model.record import state_dtype
from sim.model.setup.aid import first_of, write_aid
from sim.model.setup.record import params_dtype
from sim.model.setup.writer import Writer
from sim.scenario.law_codes import LawCode
from sim.scenario.laws import Law, middle
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Accrual, Cadence, Channel
from sim.scenario.schema.production import as_it_accrues
from sim.units import DAY_MIN
from sim.world.moments import quantile_of
from sim.world.quantiles import quantiles_of
from sim.world.record import Array, new, world_dtype
from sim.world.setup import size_for

WEEK_MIN = 7 * DAY_MIN
FEWEST_PHASES = 64
"""Fewest phases over which the planned aid of a calendar with a random phase is averaged."""
FINEST = 1000
"""Phases for an interval as long as the horizon: the average is then within 0.1 % of that over all phases."""
SLOWEST = 0.999
"""A running calendar reaches back so far that this share of lots has arrived by the start."""
PARTS = 1000
"""Parts of a unit in which planned aid is counted: whole units would make rounding look like a difference."""
MANY = 100_000
"""Units from which single ones do not matter."""
EDGES = np.concatenate([np.linspace(0.0, 0.98, 99), 1.0 - np.geomspace(0.01, 1e-6, 400), [1.0]])
"""Shares between which laws that are added stand for one value, finer in the upper tail."""


@dataclass(frozen=True, slots=True)
class Span:
    """How far calendars reach, the same for all plans of a comparison.

    Parameters
    ----------
    lookback : how far back running calendars reach [min]
    accrual_end : when accrual ends under `switch` [min]
    """

    lookback: int
    accrual_end: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a calendar brings within the horizon when nothing goes wrong.

    Parameters
    ----------
    units : units that arrive
    aid_min : sum over them of the time from arrival to the end of the horizon [units x min]
    """

    units: float
    aid_min: float


def span_of(plans: Mapping[str, Scenario]) -> Span:
    """How far the calendars of some plans reach."""
    return Span(lookback_of(plans), accrual_end_of(plans))


def lookback_of(plans: Mapping[Any, Scenario]) -> int:
    """How far back running calendars reach, the same for all plans [min, whole days]; 0 under `switch`.

    The largest interval of any cadence in whole weeks, so that what a plan gives does not hang on the exact intervals
    of those beside it, and the time within which 999 of 1000 lots arrive if no hub is busy.
    """
    channels = [channel for _, channel in _pairs(plans)]
    if not channels or not next(iter(plans.values())).aid.is_running:
        return 0
    interval = max(_interval(channel.cadence) for channel in channels)
    way = max(_slowest_min(channel) + _onward_min(plan, channel) for plan, channel in _pairs(plans))
    return math.ceil((math.ceil(interval / WEEK_MIN) * WEEK_MIN + way) / DAY_MIN) * DAY_MIN


def _pairs(plans: Mapping[Any, Scenario]) -> Iterable[tuple[Scenario, Channel]]:
    """Every channel of every plan."""
    return ((plan, channel) for plan in plans.values() for channel in plan.aid.channels.values())


def _onward_min(plan: Scenario, channel: Channel) -> int:
    """Time from the hub of a channel to the city [min]; 0 if it goes by none."""
    return 0 if channel.via is None else plan.aid.hubs[channel.via].onward


def _interval(cadence: Cadence | None) -> int:
    """Interval between lots or reviews [min]; listed lots have none."""
    return (cadence.every or cadence.review or 0) if cadence else 0


def _slowest_min(channel: Channel) -> float:
    """99.9 % quantile of lead and lateness together [min]; uncertain shares at their medians."""
    on_time = float(middle(channel.on_time))
    if channel.late is None or on_time >= 1.0:
        return float(_quantiles(channel.lead, np.array([SLOWEST]))[0])
    weights, middles = np.diff(EDGES), (EDGES[1:] + EDGES[:-1]) / 2.0
    lead, late = _quantiles(channel.lead, middles), _quantiles(channel.late, middles)
    low, high = 0.0, float(lead[-1] + late[-1])
    while high - low > 1.0:
        limit = (low + high) / 2.0
        punctual = EDGES[np.searchsorted(lead, limit, "right")]
        delayed = weights @ EDGES[np.searchsorted(lead, limit - late, "right")]
        if on_time * punctual + (1.0 - on_time) * delayed >= SLOWEST:
            high = limit
        else:
            low = limit
    return high


def _quantiles(law: Law[float], shares: Array) -> Array:
    """What the law stays at or below with some probabilities, never negative [min]."""
    code, numbers = law.spell()
    values = np.empty(len(shares))
    if code in (LawCode.GAMMA, LawCode.BETA):
        values[:] = [quantile_of(int(code), *numbers[:3], float(share)) for share in shares]
    else:
        quantiles_of(np.array([float(code), *numbers]), shares, values)
    return np.maximum(values, 0.0)


def compared_channels(plans: Iterable[Scenario]) -> tuple[str, ...]:
    """Channels whose planned arrivals are not the same in all plans, in file order."""
    everyone = list(plans)
    return tuple(
        name
        for name, channel in everyone[0].aid.channels.items()
        if any(calendar_of(plan.aid.channels[name]) != calendar_of(channel) for plan in everyone)
    )


def calendar_of(channel: Channel) -> tuple[Cadence | None, int, Law[float]]:
    """All that decides when lots of a channel are planned to arrive: its cadence, the smallest lot, and the lead."""
    return channel.cadence, channel.min_lot, channel.lead


def intervals_of(plans: Iterable[Scenario], channels: Iterable[str]) -> list[int]:
    """Intervals of some channels' cadences in all plans, rising [min]."""
    everyone = list(plans)
    cadences = (plan.aid.channels[name].cadence for plan in everyone for name in channels)
    return sorted({cadence.every for cadence in cadences if cadence and cadence.every})


def accrual_end_of(plans: Mapping[str, Scenario]) -> int:
    """When accrual ends under `switch`, the same for all plans [min].

    Plans that start today can all deliver what accrues until E = K·floor((L - m)/K): K is the least common
    multiple of the intervals compared, m the median lead. Without calendars to compare it is the horizon,
    and where plans may go on to it (`compare.unequal_arrivals`).
    """
    first = next(iter(plans.values()))
    horizon = first.horizon.length
    channels = compared_channels(plans.values())
    intervals = intervals_of(plans.values(), channels)
    if first.aid.is_running or not intervals or first.compare.unequal_arrivals == "go_on":
        return horizon
    common = math.lcm(*intervals)
    lead = max(median_lead(first.aid.channels[name]) for name in channels)
    return common * max(0, math.floor((horizon - lead) / common))


def median_lead(channel: Channel) -> float:
    """Median time from dispatch to arrival [min]."""
    return max(0.0, channel.lead.median())


def planned_arrivals(plan: Scenario, name: str, span: Span) -> Arrivals:
    """What a channel's calendar brings in (0, L]: no lateness, no loss, uncertain numbers at their medians.

    Averaged over many phases if the phase is random; what accrues steadily then arrives steadily, nothing needs to be
    cut. Under `switch` a lot at minute 0 counts: it is sent in advance on the first day, while under `running` it
    belongs to what came before.

    Parameters
    ----------
    plan : scenario with the plan's overrides applied
    name : a channel with a calendar, not one on demand
    span : from the calendars of all plans compared

    Raises
    ------
    LimitError
        If the calendar has more lots than a run has room for.
    """
    channel = as_it_accrues(plan.aid, name)
    if _is_steady(channel, plan):
        units = _per_day(channel) * plan.horizon.length / DAY_MIN
        return Arrivals(units, units * plan.horizon.length / 2.0)
    parts = PARTS if _roughly_accrued(channel, span.lookback + plan.horizon.length) < MANY else 1
    alone = plan.aid.model_copy(update={"channels": {name: _without_luck(channel, parts)}})
    accrued = {name: plan.initial.accrued.get(name, 0) * parts}
    initial = plan.initial.model_copy(update={"accrued": accrued})
    quiet = plan.model_copy(update={"aid": alone, "initial": initial})
    size = size_for(quiet)
    writer = Writer(params_dtype(size), {})
    writer.put("horizon_min", plan.horizon.length)
    write_aid(writer, quiet, span.lookback, span.accrual_end)
    world, state = new(world_dtype(size)), new(state_dtype(size))
    after = 0 if plan.aid.is_running else -1
    phases = _phases(channel.cadence, plan)
    found = []
    for phase in phases:
        writer.put("channel_first", [phase])
        plan_aid(writer.array, world, state)
        if state["status"][0] != 0:
            raise LimitError(f"aid.channels.{name}.cadence makes more lots than the {size.lots} that fit")
        found.append(_arrived(state, after, plan.horizon.length))
    share = 1.0 / (parts * len(phases))
    return Arrivals(sum(units for units, _ in found) * share, sum(aid for _, aid in found) * share)


def _is_steady(channel: Channel, plan: Scenario) -> bool:
    """True if lots of a constant rate run with a random phase, and none waits because it is too small."""
    cadence, rate = channel.cadence, channel.accrual.rate
    if cadence is None or cadence.every is None or rate is None:
        return False
    smallest = _per_day(channel) * cadence.every / DAY_MIN
    never_waits = smallest >= (channel.min_lot if channel.min_lot > 1 else 2 / PARTS)
    return never_waits and plan.aid.begin == "running" and first_of(cadence, "running") < 0


def _per_day(channel: Channel) -> float:
    """Units of a constant rate that come about [1/d]; uncertain numbers at their medians."""
    return float(middle(channel.accrual.rate)) * float(middle(channel.fulfilment))


def _without_luck(channel: Channel, parts: int) -> Channel:
    """The channel as planned, counted in parts of a unit."""
    accrual = channel.accrual
    if accrual.rate is not None:
        rate = Fraction(middle(accrual.rate)).limit_denominator(10**6)
        accrual = Accrual(rate=rate * parts)
    elif accrual.ramp is not None:
        rates = {"from_": accrual.ramp.from_ * parts, "to": accrual.ramp.to * parts}
        accrual = accrual.model_copy(update={"ramp": accrual.ramp.model_copy(update=rates)})
    else:
        pledges = [pledge.model_copy(update={"units": pledge.units * parts}) for pledge in accrual.pledges or ()]
        accrual = accrual.model_copy(update={"pledges": tuple(pledges)})
    plain = {
        "accrual": accrual,
        "fulfilment": middle(channel.fulfilment),
        "disruptions": (),
        "min_lot": (channel.min_lot - 1) * parts + 1,
        "lead": Law[float](fixed=median_lead(channel)),
        "late": None,
        "via": None,
        "on_time": 1.0,
        "arrives": 1.0,
    }
    return channel.model_copy(update=plain)


def _roughly_accrued(channel: Channel, minutes: int) -> float:
    """An upper bound of the units that accrue in a time."""
    accrual = channel.accrual
    if accrual.pledges is not None:
        return sum(pledge.units for pledge in accrual.pledges)
    rates = [accrual.ramp.from_, accrual.ramp.to] if accrual.ramp is not None else [middle(accrual.rate)]
    return float(max(rates)) * minutes / DAY_MIN


def _phases(cadence: Cadence | None, plan: Scenario) -> list[int]:
    """Phases to average over [min]: many for a random one, else the one that is given."""
    if cadence is None or cadence.every is None:
        return [0]
    first = first_of(cadence, plan.aid.begin)
    if first >= 0:
        return [first]
    count = max(FEWEST_PHASES, min(FINEST, FINEST * cadence.every // plan.horizon.length))
    return [(2 * number + 1) * cadence.every // (2 * count) for number in range(count)]


def _arrived(state: Array, after: int, horizon: int) -> tuple[int, int]:
    """Units of the planned lots that arrive in (after, horizon], and their aid-minutes."""
    count = int(state["lot_count"][0])
    lots = state["lot"][0, :count]
    arrival, units = lots["arrival"], lots["units"]
    within = (arrival > after) & (arrival <= horizon)
    return int(units[within].sum()), int((units[within] * (horizon - arrival[within])).sum())
