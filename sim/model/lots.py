"""Lots: how a cadence cuts accrued aid, what luck does to them on the way, what arrives.

`timing` moves only the minute of dispatch. Lead, delay and loss read the address (channel, bucket of days of the last
accrual), never a lot's number: plans share their bad weeks.
"""

import math

from sim.kernel import Record, kernel
from sim.model.accrual import accrued_by, mean_accrual, settle_rates
from sim.model.depots import PLENTY, stock_of, take_in
from sim.model.hubs import handle_until, is_on_the_way_to_a_hub, reach_hub
from sim.model.notices import NEVER, jot, jot_all, post
from sim.model.readiness import put_to_use
from sim.model.under_way import add_lot, take_off
from sim.model.words import NONE, AccrualKind, Calendar, Event, Leg, Note, Step, Timing
from sim.units import DAY_MIN
from sim.world.address import Stream, channel_entity
from sim.world.chance import chance, drawn


@kernel
def plan_lots(params: Record, world: Record, state: Record) -> None:
    """Cut all scheduled aid into lots and post their arrivals; lots that came before the start are initial stock."""
    settle_rates(params, state)
    for hub in range(params.hub_count):
        state.hub[hub].next_arrival = PLENTY
    for transit in range(params.transit_count):
        item = params.transit_item[transit]
        add_lot(
            params, state, -1, item, params.transit_units[transit], -1, params.transit_min[transit], 0, Leg.DIRECT.value
        )
    for channel in range(params.channel_count):
        calendar = params.channel_calendar[channel]
        if calendar == Calendar.EVERY:
            cut_every(params, world, state, channel)
        elif calendar != Calendar.ON_DEMAND:
            cut_dates(params, world, state, channel)
    order_before_start(params, world, state)


@kernel
def cut_every(params: Record, world: Record, state: Record, channel: int) -> None:
    """A lot per interval (first + k·every, first + (k + 1)·every]; lots below the minimum wait for the next.

    A running calendar goes on after the horizon, so a lot that is sent before its interval ends is sent within the
    horizon even if its interval is not over then: else the longest intervals would lose their last lots. Under `switch`
    the first interval takes in minute 0, whose pledges would be in no lot otherwise.
    """
    every = params.channel_every[channel]
    state.phase_min[channel] = phase_of(params, world, channel)
    begin = before_first_lot(params, state, channel)
    state.sent_until[channel] = begin
    end = begin + every if params.running else 1 + (state.phase_min[channel] - 1) % every
    latest = last_end(params, channel)
    while end <= latest:
        begin = send_interval(params, world, state, channel, begin, end)
        end += every


@kernel
def phase_of(params: Record, world: Record, channel: int) -> int:
    """Where the intervals of a calendar end, modulo its interval [min]: as the scenario says, or by luck."""
    every = params.channel_every[channel]
    first = params.channel_first[channel]
    if first < 0:
        u = chance(world, Stream.PHASE.value, channel_entity(params.channel_leader[channel], 0), 0)
        first = (int(math.floor(u * every)) + params.channel_later[channel]) % every
    return int(first)


@kernel
def before_first_lot(params: Record, state: Record, channel: int) -> int:
    """The minute up to which nothing that a calendar sends has accrued: the begin of its first interval."""
    if params.running == 0:
        return -1
    if params.channel_calendar[channel] != Calendar.EVERY:
        return -int(params.lookback)
    every = params.channel_every[channel]
    return int(1 - params.lookback + (state.phase_min[channel] + params.lookback - 1) % every - every)


@kernel
def last_end(params: Record, channel: int) -> int:
    """The last minute at which an interval of a calendar may end."""
    latest = params.horizon_min
    if params.running and params.channel_timing[channel] != Timing.ARREARS:
        latest += params.channel_every[channel]
    return int(latest)


@kernel
def cut_dates(params: Record, world: Record, state: Record, channel: int) -> None:
    """A lot per listed date, of all that has accrued since the one before; pledges without a cadence likewise."""
    pledges = params.channel_calendar[channel] == Calendar.PLEDGES
    count = params.channel_listed[channel] if pledges else params.date_count[channel]
    begin = before_first_lot(params, state, channel)
    state.sent_until[channel] = begin
    for number in range(count):
        end = params.pledge_min[channel, number] if pledges else params.date_min[channel, number]
        if begin < end <= params.horizon_min:
            begin = send_interval(params, world, state, channel, begin, end)


@kernel
def send_interval(params: Record, world: Record, state: Record, channel: int, begin: int, end: int) -> int:
    """Send what accrued in (begin, end] as one lot, unless it is too small; returns where the next one begins."""
    units = accrued_by(params, state, channel, end) - accrued_by(params, state, channel, begin)
    if units < max(1, params.channel_min_lot[channel]):
        return end if units == 0 else begin
    send_lot(params, world, state, channel, units, when_due(params, state, channel, begin, end), end)
    return end


@kernel
def when_due(params: Record, state: Record, channel: int, begin: int, end: int) -> int:
    """When the lot of an interval (begin, end] is to be sent, by the channel's timing."""
    if params.channel_timing[channel] == Timing.ADVANCE:
        return begin if params.running else max(0, begin)
    if params.channel_timing[channel] == Timing.CENTRED:
        return mean_accrual(params, state, channel, begin, end)
    return end


@kernel
def send_lot(params: Record, world: Record, state: Record, channel: int, units: int, due: int, end: int) -> None:
    """Send a lot of a calendar, with what accrued up to a minute."""
    state.sent[channel] += units
    state.sent_until[channel] = end
    lot = state.lot_count
    dispatch_lot(params, world, state, channel, units, due, (end - 1) // DAY_MIN)
    if state.lot_count > lot:
        state.lot[lot].due = due
        state.lot[lot].until = end


@kernel
def dispatch_lot(params: Record, world: Record, state: Record, channel: int, units: int, sent: int, day: int) -> int:
    """One lot leaves: its lead, delay and loss are those of its channel's bucket of days.

    Returns
    -------
    int
        Minute of arrival, at the hub if it goes by one; for a lot that is lost, the minute at which that is known.
    """
    bucket = (day * DAY_MIN) // params.channel_same_for[channel]
    entity = channel_entity(params.channel_address[channel], bucket)
    minutes = max(0.0, drawn(world, params.channel_lead[channel], Stream.LEAD.value, entity, 0))
    if chance(world, Stream.ON_TIME.value, entity, 0) >= params.channel_on_time[channel]:
        minutes += max(0.0, drawn(world, params.channel_late[channel], Stream.LATE.value, entity, 0))
    sent = when_goes_on(params, channel, Step.SHIPMENT.value, sent)
    lost = 1 if chance(world, Stream.LOST.value, entity, 0) >= params.channel_arrives[channel] else 0
    arrival = with_standstills(params, channel, sent, sent + int(math.floor(min(minutes, float(NEVER)))))
    arrival = when_goes_on(params, channel, Step.RECEIPT.value, arrival)
    if 0 <= sent < params.horizon_min:
        state.dispatches[channel] += 1
        state.trucks[channel] += trucks_for(params, channel, units)
    leg = Leg.TO_HUB.value if params.channel_hub[channel] > 0 else Leg.DIRECT.value
    add_lot(params, state, channel, params.channel_item[channel], units, sent, arrival, lost, leg)
    return arrival


@kernel
def trucks_for(params: Record, channel: int, units: int) -> int:
    """Trucks that a lot fills, the last one perhaps in part; none if the channel does not count them."""
    holds = params.channel_truck[channel]
    return 0 if holds == 0 else int((units + holds - 1) // holds)


@kernel
def when_goes_on(params: Record, channel: int, step: int, minute: int) -> int:
    """When a step that is due at a minute happens: then, or when the disruption that stops it is over."""
    for number in range(params.disruption_count[channel]):
        stop = params.disruption[channel, number]
        if stop.step == step and stop.begin <= minute < stop.end:
            minute = stop.end
    return minute


@kernel
def with_standstills(params: Record, channel: int, sent: int, arrival: int) -> int:
    """When a lot on the way arrives: later by the times in which nothing moves."""
    for number in range(params.disruption_count[channel]):
        stop = params.disruption[channel, number]
        if stop.step == Step.TRANSIT and stop.begin < arrival and sent < stop.end:
            arrival += stop.end - max(stop.begin, sent)
    return arrival


@kernel
def receive(params: Record, world: Record, state: Record, lot: int) -> None:
    """A lot arrives (or is known to be lost): at its hub, or into stock as far as there is room, and into use."""
    if is_on_the_way_to_a_hub(state, lot):
        reach_hub(params, state, lot)
        return
    state.lot[lot].done = 1
    channel = state.lot[lot].channel
    item = state.lot[lot].item
    units = state.lot[lot].units
    if state.lot[lot].leg == Leg.ONWARD:
        state.from_hub[item] -= units
    if channel >= 0 and params.channel_calendar[channel] == Calendar.ON_DEMAND:
        state.on_order[channel] -= units
    if state.lot[lot].lost:
        jot(state, Note.LOT_LOST.value, channel, units, lot)
        return
    room = stow(params, state, item, units, lot)
    if channel >= 0:
        state.brought[channel] += room
    if room < units:
        refuse(params, state, channel, item, lot, units - room)
    put_to_use(params, world, state, item, room)


@kernel
def stow(params: Record, state: Record, item: int, units: int, lot: int) -> int:
    """Put units that arrive (of a lot, -1: of none) into stock, and tell where; returns how many find room."""
    told = int(state.note_count)
    jot_all(state, Note.DELIVERED.value, item, 0, 0, lot)
    open_depots(params, state, item)
    room = take_in(params, state, item, units)
    if state.tracing:
        state.note[told, 2] = room
        state.note[told, 3] = units - room
        close_depots(params, state, item, told + 1)
    return room


@kernel
def open_depots(params: Record, state: Record, item: int) -> None:
    """Write a line into the journal for each of several depots of an item, to be filled when a lot is placed."""
    if params.item_store[item + 1] > params.item_store[item] + 1:
        for store in range(params.item_store[item], params.item_store[item + 1]):
            jot(state, Note.PLACED.value, store, -state.store[store].arrived, 0)


@kernel
def close_depots(params: Record, state: Record, item: int, first: int) -> None:
    """Fill the lines of the depots, from a place in the journal on."""
    if params.item_store[item + 1] > params.item_store[item] + 1:
        for store in range(params.item_store[item], params.item_store[item + 1]):
            place = first + store - params.item_store[item]
            state.note[place, 2] += state.store[store].arrived
            state.note[place, 3] = state.store[store].stock


@kernel
def refuse(params: Record, state: Record, channel: int, item: int, lot: int, units: int) -> None:
    """Units that do not fit are lost, or return to their channel: into its next lot, or free to order again."""
    if params.item_returns[item] == 0 or channel < 0:
        state.overflow[item] += units
        return
    state.returned[item] += units
    state.lot[lot].units -= units
    state.sent[channel] -= units
    state.held[channel] += units
    for later in range(state.lot_count):
        is_ahead = state.lot[later].done == 0 and state.lot[later].sent_min >= state.now
        if state.lot[later].channel == channel and is_ahead and state.lot[later].leg != Leg.ONWARD:
            load(params, state, later, units)
            return


@kernel
def load(params: Record, state: Record, lot: int, units: int) -> None:
    """Units that a channel holds travel with a lot that has not left yet."""
    channel = state.lot[lot].channel
    if state.lot[lot].sent_min < params.horizon_min:
        loaded = trucks_for(params, channel, state.lot[lot].units)
        state.trucks[channel] += trucks_for(params, channel, state.lot[lot].units + units) - loaded
    state.lot[lot].units += units
    state.lot[lot].returned += units
    state.sent[channel] += units
    state.held[channel] -= units


@kernel
def order_before_start(params: Record, world: Record, state: Record) -> None:
    """Running channels on demand have reviewed their stock long before, and hubs have handled: stock as at the start.

    All of them in the order of time, then of the file. What is on order or unsent at the start is their pipeline. Posts
    the first reviews within the horizon.
    """
    for channel in range(params.channel_count):
        if params.channel_calendar[channel] == Calendar.ON_DEMAND:
            every = params.channel_review[channel]
            state.review_min[channel] = -(params.lookback // every) * every if params.running else 0
            post(params, state, 0, Event.REVIEW.value, channel, 0)
    first = state.lot_count
    channel = earliest_review(params, state)
    while channel >= 0:
        minute = state.review_min[channel]
        handle_until(params, state, first, minute)
        take_off(params, state, first, minute)
        order(params, world, state, channel, minute, stock_of(params, state, params.channel_item[channel]))
        state.review_min[channel] += params.channel_review[channel]
        channel = earliest_review(params, state)
    handle_until(params, state, first, 0)
    take_off(params, state, first, 0)


@kernel
def earliest_review(params: Record, state: Record) -> int:
    """The channel on demand whose next review before the start comes first; -1 if there is none left."""
    earliest = NONE
    soonest = 0
    for channel in range(params.channel_count):
        if params.channel_calendar[channel] == Calendar.ON_DEMAND and state.review_min[channel] < soonest:
            earliest = channel
            soonest = state.review_min[channel]
    return earliest


@kernel
def review(params: Record, world: Record, state: Record, channel: int) -> None:
    """Look at stock and orders, order what is missing, and post the next review."""
    order(params, world, state, channel, int(state.now), stock_of(params, state, params.channel_item[channel]))
    post(params, state, state.now + params.channel_review[channel], Event.REVIEW.value, channel, 0)


@kernel
def order(params: Record, world: Record, state: Record, channel: int, minute: int, on_hand: int) -> None:
    """Order up to the level what has accrued and is not yet sent, if the position has fallen to the reorder point.

    While orders are disrupted nothing is ordered.
    """
    if when_goes_on(params, channel, Step.ORDER.value, minute) != minute:
        return
    position = on_hand
    for other in range(params.channel_count):
        if params.channel_item[other] == params.channel_item[channel]:
            position += state.on_order[other]
    if position > params.channel_reorder[channel]:
        return
    base = 0
    if params.running and params.channel_accrual[channel] != AccrualKind.UNLIMITED:
        base = accrued_by(params, state, channel, -params.lookback)
    available = accrued_by(params, state, channel, minute) - base - state.sent[channel]
    units = min(params.channel_up_to[channel] - position, available)
    if units < max(1, params.channel_min_lot[channel]):
        return
    state.sent[channel] += units
    state.on_order[channel] += units
    arrival = dispatch_lot(params, world, state, channel, units, minute, minute // DAY_MIN)
    jot_all(state, Note.ORDERED.value, channel, units, arrival, state.lot_count - 1)
