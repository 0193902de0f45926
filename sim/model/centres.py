"""Warming centres: who is in them instead of in a cold room, district by district and day by day.

People in rooms below a threshold during opening hours are counted as segments of cooling and heating close; the most
cold buildings of a day as time goes on; open time before a feeder changes. At the end of a run the places of each day
are filled, by those in the coldest rooms first.
"""

from sim.kernel import Record, kernel
from sim.model.words import Opening
from sim.units import DAY_MIN

DAY = float(DAY_MIN)
DAY_HOURS = 24
SEVERAL = -1
"""In place of a district: the cold buildings of several have changed."""


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
def make_room_for_centres(params: Record, state: Record) -> None:
    """Have a row for each day of each district, if there are centres."""
    state.centre_days_used = state.days_used if params.centres else 0
    state.centre_day_count = state.centre_days_used * params.district_count


@kernel
def place_of(params: Record, day: int, district: int) -> int:
    """Where a day of a district stands in the book."""
    return int(day * params.district_count + district)


@kernel
def count_visitors(
    params: Record, state: Record, district: int, people: int, index: int, day: int, begin: float, end: float
) -> None:
    """People of a district are below a threshold for a stretch of a day: they could be in a centre in opening hours."""
    if params.centres == 0:
        return
    minutes = open_between(params, day, begin, end)
    if minutes > 0.0:
        state.centre_day[place_of(params, day, district)].below_min[index] += people * minutes


@kernel
def count_whole_days(params: Record, state: Record, district: int, people: int, index: int, day: int, end: int) -> None:
    """The same for days from midnight to midnight, from a day on until another begins."""
    if params.centres == 0 or day >= end:
        return
    seen = people * open_between(params, 0, 0.0, DAY)
    for whole in range(day, end):
        state.centre_day[place_of(params, whole, district)].below_min[index] += seen


@kernel
def await_most_cold(params: Record, state: Record, district: int) -> None:
    """The number of cold buildings of a district has changed: its peak is noted as soon as time goes on."""
    if params.centres:
        is_only = state.centres_due == 0 or state.centres_due == district + 1
        state.centres_due = district + 1 if is_only else SEVERAL


@kernel
def note_most_cold(params: Record, state: Record, minute: int) -> None:
    """Time goes on to a minute: so many buildings were cold, day by day."""
    due = state.centres_due
    state.centres_due = 0
    if minute > state.centres_noted:
        last = (minute - 1) // DAY_MIN
        for day in range(state.now // DAY_MIN, last + 1):
            note_day(params, state, day)
        state.centres_noted = (last + 1) * DAY_MIN
    elif due > 0:
        note_cold(params, state, state.now // DAY_MIN, due - 1)
    elif due == SEVERAL:
        note_day(params, state, state.now // DAY_MIN)


@kernel
def note_day(params: Record, state: Record, day: int) -> None:
    """So many buildings are cold in each district on a day."""
    for district in range(params.district_count):
        note_cold(params, state, day, district)


@kernel
def note_cold(params: Record, state: Record, day: int, district: int) -> None:
    """So many buildings are cold in a district on a day."""
    place = place_of(params, day, district)
    state.centre_day[place].most_cold = max(state.centre_day[place].most_cold, state.district[district].cold)


@kernel
def count_open(params: Record, state: Record, minute: int) -> None:
    """Centres on feeders were open, those with power, from where that was last counted up to a minute."""
    begin = int(state.centres_since)
    while begin < minute:
        day = begin // DAY_MIN
        end = min(minute, (day + 1) * DAY_MIN)
        opened = open_between(params, day, float(max(begin, params.observe_from)), float(end))
        for district in range(params.district_count):
            if params.centre_group[district] > 0 and has_power(params, state, district):
                state.centre_day[place_of(params, day, district)].open_min += opened
        begin = end
    state.centres_since = begin


@kernel
def open_on(params: Record, state: Record, district: int, day: int) -> float:
    """How long the centres of a district were open with power on a day [min]; those with power of their own always."""
    if params.centre_group[district] > 0:
        return float(state.centre_day[place_of(params, day, district)].open_min)
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
        return bool(state.centre_day[place_of(params, day, district)].most_cold >= params.centre_cold)
    return True


@kernel
def seat(params: Record, world: Record, state: Record) -> None:
    """At the end of a run: fill the places of each day and district with those in the coldest rooms."""
    count_open(params, state, params.horizon_min)
    comes = params.centre_comes * (1.0 - params.departed)
    for day in range((params.horizon_min + DAY_MIN - 1) // DAY_MIN):
        for district in range(params.district_count):
            if params.centre_places[district] == 0 or not opens_on(params, world, state, district, day):
                continue
            room_min = params.centre_places[district] * open_on(params, state, district, day)
            state.centre_room_min += room_min
            for index in range(params.threshold_count):
                seated = min(comes * state.centre_day[place_of(params, day, district)].below_min[index], room_min)
                state.centre_min[district, index] += seated
                state.day_centre_min[day, index] += seated
