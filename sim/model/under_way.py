"""What is under way: the table of lots, and what of it belongs to the time before the start."""

from sim.kernel import Record, kernel
from sim.model.notices import post
from sim.model.words import Calendar, Event, Leg, Status


@kernel
def add_lot(
    params: Record, state: Record, channel: int, item: int, units: int, sent: int, arrival: int, lost: int, leg: int
) -> None:
    """Write a lot into the table and post its arrival; before the start of a running calendar it has arrived.

    What reached a hub before the start is left to `handle_until`.
    """
    lot = state.lot_count
    if lot >= state.lot.shape[0]:
        state.status = Status.TOO_MANY_LOTS
        return
    state.lot[lot].channel = channel
    state.lot[lot].item = item
    state.lot[lot].units = units
    state.lot[lot].sent_min = sent
    state.lot[lot].arrival = arrival
    state.lot[lot].lost = lost
    state.lot[lot].leg = leg
    state.lot_count = lot + 1
    if is_past(params, state, channel, arrival):
        if lost == 0 and leg == Leg.TO_HUB:
            hub = params.channel_hub[channel] - 1
            state.hub[hub].next_arrival = min(state.hub[hub].next_arrival, arrival)
        elif lost == 0:
            state.before[item] += units
        return
    post(params, state, arrival, Event.DELIVERY.value, lot, 0)


@kernel
def is_past(params: Record, state: Record, channel: int, arrival: int) -> bool:
    """True for what a running calendar, or its orders and hubs, brought before the first event of the run."""
    return bool(channel >= 0 and params.running and arrival <= 0 and state.events == 0)


@kernel
def take_off(params: Record, state: Record, first: int, minute: int) -> None:
    """What has arrived by a minute before the start, from a place in the table on, is no longer under way or on order.

    What reaches a hub stays on order until it reaches the city.
    """
    for lot in range(first, state.lot_count):
        if state.lot[lot].done or state.lot[lot].arrival > minute:
            continue
        if state.lot[lot].leg == Leg.TO_HUB and state.lot[lot].lost == 0:
            continue
        state.lot[lot].done = 1
        channel = state.lot[lot].channel
        if state.lot[lot].leg == Leg.ONWARD:
            state.from_hub[state.lot[lot].item] -= state.lot[lot].units
        if params.channel_calendar[channel] == Calendar.ON_DEMAND:
            state.on_order[channel] -= state.lot[lot].units
