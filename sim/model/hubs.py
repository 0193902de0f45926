"""Hubs: on the way from donors to the city, where units wait until they can be handled.

A hub hands on what reaches it at once, as long as the units that it may handle on a day last; what is left waits for
the next midnight. Units that it does not handle on a day cannot be made up for.
"""

from sim.kernel import Record, kernel
from sim.model.depots import MOST_STEPS, PLENTY, has_lower_rank, stock_of, wanted_lately
from sim.model.notices import jot_all, post
from sim.model.under_way import add_lot, take_off
from sim.model.words import NONE, Allocation, Event, Leg, Note
from sim.units import DAY_MIN


@kernel
def is_on_the_way_to_a_hub(state: Record, lot: int) -> bool:
    """True for a lot that will wait at a hub."""
    return bool(state.lot[lot].leg == Leg.TO_HUB and state.lot[lot].lost == 0 and state.lot[lot].done == 0)


@kernel
def reach_hub(params: Record, state: Record, lot: int) -> None:
    """A lot reaches its hub. If others wait there, the hub has a notice already: of this minute, or of the next day."""
    hub = params.channel_hub[state.lot[lot].channel] - 1
    if waiting_at(params, state, hub) == 0:
        post(params, state, state.now, Event.HANDLING.value, hub, 0)
    unload(state, lot, state.now)
    jot_all(state, Note.AT_HUB.value, state.lot[lot].channel, state.lot[lot].units, hub, lot)


@kernel
def unload(state: Record, lot: int, minute: int) -> None:
    """The units of a lot wait at the hub from a minute on."""
    state.lot[lot].done = 1
    state.at_hub[state.lot[lot].channel] += state.lot[lot].units
    state.hub_area[state.lot[lot].item] -= state.lot[lot].units * max(0, minute)


@kernel
def waiting_at(params: Record, state: Record, hub: int) -> int:
    """Units that wait at a hub."""
    units = 0
    for channel in range(params.channel_count):
        if params.channel_hub[channel] == hub + 1:
            units += state.at_hub[channel]
    return units


@kernel
def handle(params: Record, state: Record, hub: int) -> None:
    """A hub hands on what it can; what is left waits for the next midnight."""
    hand_on(params, state, hub, state.now)
    if waiting_at(params, state, hub) > 0:
        post(params, state, next_day(state, hub), Event.HANDLING.value, hub, 0)


@kernel
def next_day(state: Record, hub: int) -> int:
    """The midnight after a hub last handed on [min]."""
    return int(state.hub[hub].day + 1) * DAY_MIN


@kernel
def handled_on(params: Record, hub: int, day: int) -> int:
    """Units that a hub may handle on a day: whole units of what its rate comes to by the end of it."""
    return could_handle(params, hub, day + 1) - could_handle(params, hub, day)


@kernel
def could_handle(params: Record, hub: int, days: int) -> int:
    """Units that a hub may handle in so many days from the start on."""
    return int(params.hub[hub].handles_num * days // params.hub[hub].handles_den)


@kernel
def hand_on(params: Record, state: Record, hub: int, minute: int) -> None:
    """Choose by the hub's rule what leaves it at a minute, and send it on, one lot per channel."""
    day = minute // DAY_MIN
    if state.hub[hub].day != day:
        state.hub[hub].day = day
        state.hub[hub].handled_today = 0
    waiting = waiting_at(params, state, hub)
    units = min(waiting, handled_on(params, hub, day) - state.hub[hub].handled_today)
    if units < waiting and params.hub[hub].gives != Allocation.PROPORTIONAL:
        choose_in_turn(params, state, hub, units)
    elif units > 0:
        choose_parts(params, state, hub, units, waiting)
    for channel in range(params.channel_count):
        if params.channel_hub[channel] == hub + 1 and state.leaving_hub[channel] > 0:
            send_on(params, state, hub, channel, minute)


@kernel
def choose_parts(params: Record, state: Record, hub: int, units: int, waiting: int) -> None:
    """Every channel hands on its part of what waits, by largest remainder, ties to the earlier; of all, all."""
    left = units
    for channel in range(params.channel_count):
        if params.channel_hub[channel] == hub + 1:
            part = units * state.at_hub[channel] // waiting
            state.leaving_hub[channel] = part
            left -= part
    for _ in range(left):
        best = NONE
        largest = 0
        for channel in range(params.channel_count):
            if params.channel_hub[channel] == hub + 1:
                remainder = units * state.at_hub[channel] - waiting * state.leaving_hub[channel]
                if remainder > largest:
                    best = channel
                    largest = remainder
        state.leaving_hub[best] += 1
    for channel in range(params.channel_count):
        if params.channel_hub[channel] == hub + 1:
            state.at_hub[channel] -= state.leaving_hub[channel]
            state.from_hub[params.channel_item[channel]] += state.leaving_hub[channel]


@kernel
def choose_in_turn(params: Record, state: Record, hub: int, units: int) -> None:
    """One unit (or bundle of many) after another, each of the channel that comes first by the hub's rule."""
    left = units
    while left > 0:
        channel = next_channel(params, state, hub)
        bundle = min(max(1, units // MOST_STEPS), left, int(state.at_hub[channel]))
        if params.hub[hub].gives == Allocation.PRIORITY:
            bundle = min(left, int(state.at_hub[channel]))
        state.at_hub[channel] -= bundle
        state.leaving_hub[channel] += bundle
        state.from_hub[params.channel_item[channel]] += bundle
        left -= bundle


@kernel
def next_channel(params: Record, state: Record, hub: int) -> int:
    """The channel whose next unit a hub hands on, among those that have any there."""
    best = NONE
    for channel in range(params.channel_count):
        if params.channel_hub[channel] == hub + 1 and state.at_hub[channel] > 0:
            by_supply = params.hub[hub].gives == Allocation.DAYS_OF_SUPPLY
            if best < 0 or (by_supply and is_needed_more(params, state, channel, best)):
                best = channel
    return best


@kernel
def is_needed_more(params: Record, state: Record, channel: int, other: int) -> bool:
    """True if the item of a channel would be used up before that of another, which stands before it in the file.

    By stock of all depots and what is on its way from hubs, over what was wanted on the last seven days and what jobs
    wait for. Crews and generators are not used up, so no hub that ranks by supply carries them.
    """
    item, other_item = params.channel_item[channel], params.channel_item[other]
    stock, other_stock = within_reach(params, state, item), within_reach(params, state, other_item)
    wanted, other_wanted = wanted_of(params, state, item), wanted_of(params, state, other_item)
    return has_lower_rank(stock, wanted, stock, other_stock, other_wanted, other_stock)


@kernel
def is_endless(params: Record, item: int) -> bool:
    """True for an item that never runs out."""
    return bool(params.store[params.item_store[item]].initial < 0)


@kernel
def within_reach(params: Record, state: Record, item: int) -> int:
    """Units of an item in stock or on their way from a hub."""
    if is_endless(params, item):
        return PLENTY
    return int(stock_of(params, state, item) + state.from_hub[item])


@kernel
def wanted_of(params: Record, state: Record, item: int) -> int:
    """Units of an item wanted on the last seven days in all its depots, and by jobs that wait for one, however long.

    None of an item that never runs out.
    """
    if is_endless(params, item):
        return 0
    wanted = int(state.awaited[item])
    for store in range(params.item_store[item], params.item_store[item + 1]):
        wanted += wanted_lately(state, store)
    return wanted


@kernel
def send_on(params: Record, state: Record, hub: int, channel: int, minute: int) -> None:
    """What a hub has chosen of a channel leaves it as one lot."""
    units = state.leaving_hub[channel]
    item = params.channel_item[channel]
    arrival = minute + params.hub[hub].onward
    state.leaving_hub[channel] = 0
    state.hub[hub].handled_today += units
    state.hub_area[item] += units * max(0, minute)
    if minute >= 0:
        state.hub[hub].handled += units
        state.handed_on[item] += units
    add_lot(params, state, channel, item, units, minute, arrival, 0, Leg.ONWARD.value)
    jot_all(state, Note.HANDED_ON.value, channel, units, arrival, state.lot_count - 1)


@kernel
def handle_until(params: Record, state: Record, first: int, minute: int) -> None:
    """Hubs before the start of a running calendar: what reaches them and leaves them up to a minute, in order of time.

    What then still waits at minute 0 waits for the next midnight.

    Parameters
    ----------
    first : place in the table of lots from which orders and what hubs hand on stand
    """
    if params.running == 0 or params.hub_count == 0:
        return
    hub = earliest_hub(params, state, minute)
    while hub >= 0:
        step = next_step(params, state, hub)
        if state.hub[hub].next_arrival <= step:
            unload_until(params, state, hub, step)
        take_off(params, state, first, step)
        hand_on(params, state, hub, step)
        hub = earliest_hub(params, state, minute)
    if minute < 0:
        return
    for hub in range(params.hub_count):
        if waiting_at(params, state, hub) > 0:
            post(params, state, next_day(state, hub), Event.HANDLING.value, hub, 0)


@kernel
def earliest_hub(params: Record, state: Record, minute: int) -> int:
    """The hub where something happens first, by a minute; -1 if nothing does."""
    best = NONE
    soonest = minute + 1
    for hub in range(params.hub_count):
        step = next_step(params, state, hub)
        if step < soonest:
            best = hub
            soonest = step
    return best


@kernel
def next_step(params: Record, state: Record, hub: int) -> int:
    """When a lot next reaches a hub, or the hub can hand on again what waits there [min]."""
    soonest = int(state.hub[hub].next_arrival)
    if waiting_at(params, state, hub) > 0:
        soonest = min(soonest, next_day(state, hub))
    return soonest


@kernel
def unload_until(params: Record, state: Record, hub: int, minute: int) -> None:
    """Unload what reaches a hub up to a minute, and note when the next lot does."""
    soonest = PLENTY
    for lot in range(state.lot_count):
        if heads_for(params, state, lot, hub):
            arrival = int(state.lot[lot].arrival)
            if arrival <= minute:
                unload(state, lot, minute)
            else:
                soonest = min(soonest, arrival)
    state.hub[hub].next_arrival = soonest


@kernel
def heads_for(params: Record, state: Record, lot: int, hub: int) -> bool:
    """True for a lot that will wait at this hub."""
    channel = state.lot[lot].channel
    return bool(channel >= 0 and is_on_the_way_to_a_hub(state, lot) and params.channel_hub[channel] == hub + 1)
