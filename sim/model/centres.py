"""Warming centres: who is in them instead of in a cold room, district by district and day by day.

People in rooms below a threshold during opening hours are counted as segments of cooling and heating close; open time
and the most cold buildings of a day as time goes on. At the end of a run the places of each day are filled, by those in
the coldest rooms first.
"""

from sim.kernel import Record, kernel
from sim.model.words import Opening
from sim.units import DAY_MIN

DAY = float(DAY_MIN)
DAY_HOURS = 24


@kernel
def open_between(params: Record, day: int, begin: float, end: float) -> float:
    """Opening hours within a stretch of a day [min]."""
    if end <= begin:
        return 0.0
    first = begin - DAY * day
    last = first + (end - begin)
    opens = float(params.centre_from)
    closes = float(params.centre_to)
    if opens < closes:
        return max(0.0, min(last, closes) - max(first, opens))
    return end - begin - max(0.0, min(last, opens) - max(first, closes))


@kernel
def count_visitors(
    params: Record, state: Record, block: int, people: int, index: int, begin: float, end: float
) -> None:
    """People of a block are below a threshold for a stretch of one day: they could be in a centre in opening hours."""
    day = int(begin / DAY)
    minutes = open_between(params, day, begin, end)
    if minutes > 0.0:
        state.centre_day[day, params.block[block].district].below_min[index] += people * minutes


@kernel
def keep_open(params: Record, state: Record, minute: int) -> None:
    """Time goes on to a minute: centres with power were open, and so many buildings were cold, day by day."""
    new_day = state.now % DAY_MIN == 0 or (minute - 1) // DAY_MIN > state.now // DAY_MIN
    if not new_day and state.centres_due == 0 and params.centres_on_feeders == 0:
        return
    state.centres_due = 0
    begin = int(state.now)
    while begin < minute:
        day = begin // DAY_MIN
        end = min(minute, (day + 1) * DAY_MIN)
        opened = open_between(params, day, float(max(begin, params.observe_from)), float(end))
        for district in range(params.district_count):
            cold = state.district[district].cold
            state.centre_day[day, district].most_cold = max(state.centre_day[day, district].most_cold, cold)
            if params.centre_group[district] > 0 and has_power(params, state, district):
                state.centre_day[day, district].open_min += opened
        begin = end


@kernel
def open_on(params: Record, state: Record, district: int, day: int) -> float:
    """How long the centres of a district were open with power on a day [min]; those with power of their own always."""
    if params.centre_group[district] > 0:
        return float(state.centre_day[day, district].open_min)
    begin = max(day * DAY_MIN, params.observe_from)
    return open_between(params, day, float(begin), float(min((day + 1) * DAY_MIN, params.horizon_min)))


@kernel
def has_power(params: Record, state: Record, district: int) -> bool:
    """True if a feeder of the centres of a district works."""
    group = params.centre_group[district] - 1
    for place in range(params.group_first[group], params.group_first[group + 1]):
        if state.asset[params.group_member[place]].cause == 0:
            return True
    return False


@kernel
def opens_on(params: Record, world: Record, state: Record, district: int, day: int) -> bool:
    """True if the centres of a district open on a day: always, on cold days, or where enough buildings are cold."""
    if params.centre_rule == Opening.OUTDOOR:
        last = min(DAY_HOURS * (day + 1), world.hours)
        first = DAY_HOURS * day
        return bool((world.outdoor_sum[last] - world.outdoor_sum[first]) / (last - first) < params.centre_below_c)
    if params.centre_rule == Opening.COLD_BUILDINGS:
        return bool(state.centre_day[day, district].most_cold >= params.centre_cold)
    return True


@kernel
def seat(params: Record, world: Record, state: Record) -> None:
    """At the end of a run: fill the places of each day and district with those in the coldest rooms."""
    comes = params.centre_comes * (1.0 - params.departed)
    for day in range((params.horizon_min + DAY_MIN - 1) // DAY_MIN):
        for district in range(params.district_count):
            if params.centre_places[district] == 0 or not opens_on(params, world, state, district, day):
                continue
            room_min = params.centre_places[district] * open_on(params, state, district, day)
            state.centre_room_min += room_min
            for index in range(params.threshold_count):
                seated = min(comes * state.centre_day[day, district].below_min[index], room_min)
                state.centre_min[district, index] += seated
                state.day_centre_min[day, index] += seated
