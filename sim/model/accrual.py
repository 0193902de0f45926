"""When aid becomes available to send: exact accrual curves, in whole units.

A(t) is an exact fraction; a lot over (a, b] carries floor(A(b)) - floor(A(a)) units, so that no cadence gains or loses
one. Rates from a file are fractions; drawn rates are rounded to 1e-6 units a day.
"""

import math

from sim.kernel import Record, kernel
from sim.model.words import AccrualKind
from sim.units import DAY_MIN

DRAWN_PARTS = 1_000_000
"""Parts of a unit a day to which a drawn rate is rounded."""
ROUNDING_MIN = 1e-6
"""A centre that is a whole minute may come out so much too early."""
ENDLESS = 1 << 40
"""What an unlimited channel has available."""


@kernel
def settle_rates(params: Record, state: Record) -> None:
    """Fix each channel's rate as a fraction of units per minute: from the file's text, or rounded where drawn.

    Pledges have no rate; in its place stands the share of them that is fulfilled.
    """
    for channel in range(params.channel_count):
        if params.channel_exact[channel]:
            state.rate_num[channel] = params.channel_rate_num[channel]
            state.rate_den[channel] = params.channel_rate_den[channel]
            state.ramp_num[channel] = params.channel_ramp_num[channel]
        else:
            rate = params.channel_rate[channel] * params.channel_fulfilment[channel]
            state.rate_num[channel] = int(math.floor(rate * DRAWN_PARTS + 0.5))
            state.rate_den[channel] = DAY_MIN * DRAWN_PARTS
            state.ramp_num[channel] = 0


@kernel
def accrued_by(params: Record, state: Record, channel: int, minute: int) -> int:
    """Units that have become available to send by a minute, from a zero point of the channel's own.

    Under `switch` nothing accrues before the start, nor after the end that all plans of a comparison share; what had
    accrued by the start is there in minute 0.
    """
    backlog = params.channel_backlog[channel] if minute >= 0 else 0
    time = minute
    if params.running == 0:
        time = max(0, min(minute, params.accrual_end))
    kind = params.channel_accrual[channel]
    if kind == AccrualKind.UNLIMITED:
        return ENDLESS
    if kind == AccrualKind.PLEDGES:
        return backlog + pledged_by(params, state, channel, minute)
    num = state.rate_num[channel]
    den = state.rate_den[channel]
    if kind == AccrualKind.RATE:
        return backlog + num * time // den
    start = params.channel_ramp_start[channel]
    over = params.channel_ramp_over[channel]
    growing = max(0, min(time - start, over))
    grown = max(0, time - start - over)
    twice = 2 * over
    return backlog + (num * time * twice + state.ramp_num[channel] * (growing * growing + twice * grown)) // (
        den * twice
    )


@kernel
def pledged_by(params: Record, state: Record, channel: int, minute: int) -> int:
    """Units of the pledges listed up to a minute, times the share that is fulfilled, floored.

    Under `switch` pledges of a date before the start do not count, nor those after the common end.
    """
    first = -ENDLESS
    last = minute
    if params.running == 0:
        first = 0
        last = min(minute, params.accrual_end)
    total = 0
    for pledge in range(params.channel_listed[channel]):
        if first <= params.pledge_min[channel, pledge] <= last:
            total += params.pledge_units[channel, pledge]
    if params.channel_exact[channel]:
        return int(total * state.rate_num[channel] // state.rate_den[channel])
    return int(math.floor(total * params.channel_fulfilment[channel]))


@kernel
def mean_accrual(params: Record, state: Record, channel: int, begin: int, end: int) -> int:
    """Unit-weighted mean minute at which the aid of (begin, end] becomes available, floored.

    A constant rate gives the middle; a ramp the centre of a trapezium; pledges their weighted mean date.
    """
    kind = params.channel_accrual[channel]
    first = begin
    last = end
    if params.running == 0:
        first = max(0, begin)
        last = min(end, params.accrual_end)
    if kind == AccrualKind.RATE:
        return (first + last) // 2
    if kind == AccrualKind.PLEDGES:
        units = 0
        units_min = 0
        for pledge in range(params.channel_listed[channel]):
            minute = params.pledge_min[channel, pledge]
            if begin < minute <= end and (params.running or 0 <= minute <= params.accrual_end):
                units += params.pledge_units[channel, pledge]
                units_min += params.pledge_units[channel, pledge] * minute
        return int(units_min // units) if units > 0 else end
    weight = 0.0
    moment = 0.0
    start = params.channel_ramp_start[channel]
    stop = start + params.channel_ramp_over[channel]
    left = float(first)
    for piece in range(3):
        right = float(last)
        if piece == 0:
            right = min(right, max(left, float(start)))
        elif piece == 1:
            right = min(right, max(left, float(stop)))
        rate_left = ramp_rate(params, state, channel, left)
        rate_right = ramp_rate(params, state, channel, right)
        width = right - left
        weight += width * (rate_left + rate_right) / 2.0
        moment += width * (left * (2.0 * rate_left + rate_right) + right * (rate_left + 2.0 * rate_right)) / 6.0
        left = right
    return int(math.floor(moment / weight + ROUNDING_MIN)) if weight > 0.0 else end


@kernel
def ramp_rate(params: Record, state: Record, channel: int, minute: float) -> float:
    """Rate of a ramp at a minute [units/min]."""
    over = params.channel_ramp_over[channel]
    part = min(1.0, max(0.0, (minute - params.channel_ramp_start[channel]) / over))
    return float((state.rate_num[channel] + state.ramp_num[channel] * part) / state.rate_den[channel])
