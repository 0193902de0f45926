"""Hours and degree-hours below each threshold, counted once per segment and exactly.

Where a threshold is crossed at most once, a segment costs one search and one integral: the equation of heat gives
int T dt = int E dt - tau·(T_end - T_begin). Thresholds that the weather itself crosses are walked hour by hour, and by
whole days where that is safe.
"""

import math

from sim.kernel import Record, kernel
from sim.model.centres import count_visitors, count_whole_days
from sim.model.heat import (
    DAY,
    DAY_HOURS,
    HOUR,
    at_hour,
    day_of,
    hour_of,
    minutes_to_cross,
    note_falls,
    temperature,
    warmest_between,
)

ROUNDING_C = 1e-9
"""Temperatures may be off by so much [K]."""
LEDGER_UNIT = 1000.0
"""The ledger counts millidegree-minutes."""


@kernel
def expose(params: Record, world: Record, state: Record, cohort: int, until: float) -> None:
    """Count the present segment from its begin until a minute, and leave the temperature reached in the cohort.

    The exposure per building below the first threshold is rounded once, to millidegree-minutes, for the ledger.
    """
    if until <= state.cohort[cohort].at:
        return
    end_c = temperature(params, world, state, cohort, until)
    people = people_of(params, state, cohort)
    if state.cohort[cohort].heated:
        degree_min = expose_rising(params, world, state, cohort, until, end_c, people)
    else:
        degree_min = expose_falling(params, world, state, cohort, until, end_c, people)
    rounded = int(math.floor(degree_min * LEDGER_UNIT + 0.5))
    state.cohort[cohort].exposure += rounded
    state.ledger_total += rounded * people
    state.cohort[cohort].temp = end_c


@kernel
def expose_rising(
    params: Record, world: Record, state: Record, cohort: int, until: float, end_c: float, people: int
) -> float:
    """Count a segment with heat until a minute, at which it has reached `end_c`: the lowest threshold is passed first.

    Returns
    -------
    float
        Degree-minutes below the first, highest threshold, per building [K min].
    """
    begin, begin_c = observed_begin(params, world, state, cohort, until)
    drive_before = drive_until(world, 1, begin)
    degree_min = 0.0
    for step in range(params.threshold_count):
        index = params.threshold_count - 1 - step
        end = state.cohort[cohort].cross[index]
        level_c = params.threshold_c[index]
        if end >= until:
            end = until
            level_c = end_c
        degree_min = 0.0
        if end > begin:
            drive = drive_until(world, 1, end) - drive_before
            degree_min = count_once(params, state, cohort, index, begin, begin_c, end, level_c, drive, people)
    return degree_min


@kernel
def expose_falling(
    params: Record, world: Record, state: Record, cohort: int, until: float, end_c: float, people: int
) -> float:
    """Count a segment without heat until a minute, at which it has reached `end_c`: the first threshold comes first.

    Returns
    -------
    float
        Degree-minutes below the first, highest threshold, per building [K min].
    """
    warmest_c = warmest_between(world, state.cohort[cohort].at, until)
    note_falls(params, world, state, cohort, until, end_c, warmest_c)
    first, first_c = observed_begin(params, world, state, cohort, until)
    drive_after = drive_until(world, 0, until)
    below_first = 0.0
    for index in range(params.threshold_count):
        degree_min = 0.0
        if params.threshold_c[index] <= warmest_c:
            degree_min = count_hourly(params, world, state, cohort, index, first, first_c, until, people)
        elif index < state.cohort[cohort].crossed:
            begin = state.cohort[cohort].cross[index]
            level_c = params.threshold_c[index]
            if begin <= first:
                begin = first
                level_c = first_c
            if begin < until:
                drive = drive_after - drive_until(world, 0, begin)
                degree_min = count_once(params, state, cohort, index, begin, level_c, until, end_c, drive, people)
        below_first = degree_min if index == 0 else below_first
    return below_first


@kernel
def observed_begin(params: Record, world: Record, state: Record, cohort: int, until: float) -> tuple[float, float]:
    """Where the observed part of the present segment begins [min], and the temperature there [degC]."""
    begin = state.cohort[cohort].at
    if begin >= params.observe_from:
        return begin, state.cohort[cohort].temp
    begin = min(until, float(params.observe_from))
    return begin, temperature(params, world, state, cohort, begin)


@kernel
def count_once(
    params: Record,
    state: Record,
    cohort: int,
    index: int,
    begin: float,
    begin_c: float,
    end: float,
    end_c: float,
    drive: float,
    people: int,
) -> float:
    """Count a stretch that lies below a threshold as a whole.

    Parameters
    ----------
    begin, begin_c, end, end_c : the stretch, and the temperatures at its ends [min, degC]
    drive : integral of the equilibrium over it [K min]

    Returns
    -------
    float
        Degree-minutes below the threshold, per building [K min].
    """
    archetype = params.block[state.cohort[cohort].block].archetype
    warmth = drive - params.time_constant_min[archetype] * (end_c - begin_c)
    degree_min = params.threshold_c[index] * (end - begin) - warmth
    add_below(params, state, district_of(params, state, cohort), people, index, begin, end, degree_min)
    return degree_min


@kernel
def drive_between(world: Record, heated: int, begin: float, end: float) -> float:
    """Integral of the equilibrium over a stretch [K min]."""
    return drive_until(world, heated, end) - drive_until(world, heated, begin)


@kernel
def drive_until(world: Record, heated: int, minute: float) -> float:
    """Integral of the equilibrium from the start until a minute [K min]."""
    hour = min(hour_of(minute), int(world.hours) - 1)
    return float(world.drive_sum[heated, hour] + world.drive_c[heated, hour] * (minute - hour * HOUR))


@kernel
def count_hourly(
    params: Record,
    world: Record,
    state: Record,
    cohort: int,
    index: int,
    minute: float,
    temp_c: float,
    until: float,
    people: int,
) -> float:
    """Count a threshold that mild weather may cross several times, hour by hour or day by day (without heat).

    The observed part of the segment goes from a `minute`, at `temp_c`, until another [min, degC].

    Returns
    -------
    float
        Degree-minutes below it, per building [K min].
    """
    archetype = params.block[state.cohort[cohort].block].archetype
    tau = params.time_constant_min[archetype]
    level_c = params.threshold_c[index]
    temp_c = snapped(temp_c, level_c)
    district = district_of(params, state, cohort)
    below_min = 0.0
    degree_min = 0.0
    on_day_min = 0.0
    while minute < until:
        hour = hour_of(minute)
        hours = 1
        whole_day = hour % DAY_HOURS == 0 and minute == hour * HOUR and minute + DAY <= until
        if whole_day and no_crossing_on(params, world, state, cohort, minute, level_c):
            hours = DAY_HOURS
        after = (hour + hours) * HOUR
        after_c = at_hour(params, world, state, cohort, hour + hours)
        if after > until:
            after = until
            after_c = temperature(params, world, state, cohort, until)
        after_c = snapped(after_c, level_c)
        if temp_c < level_c or after_c < level_c:
            outdoor_c = world.drive_c[0, hour]
            begin, begin_c, end, end_c = minute, temp_c, after, after_c
            if temp_c >= level_c:
                begin = minute + minutes_to_cross(params, archetype, temp_c, outdoor_c, level_c)
                begin_c = level_c
            elif after_c >= level_c and outdoor_c > level_c:
                end = minute + minutes_to_cross(params, archetype, temp_c, outdoor_c, level_c)
                end_c = level_c
            degree_min += level_c * (end - begin) - drive_between(world, 0, begin, end) + tau * (end_c - begin_c)
            on_day_min += end - begin
            count_visitors(params, state, district, people, index, day_of(begin), begin, end)
            note_first(state, index, begin)
        minute = after
        temp_c = after_c
        if minute == until or (hour + hours) % DAY_HOURS == 0:
            state.day_below_min[hour // DAY_HOURS, index] += people * on_day_min
            below_min += on_day_min
            on_day_min = 0.0
    add_to_district(state, district, people, index, below_min, degree_min)
    return degree_min


@kernel
def no_crossing_on(params: Record, world: Record, state: Record, cohort: int, minute: float, level_c: float) -> bool:
    """True if a cohort without heat stays on one side of a level on the day that begins at a minute.

    Sure where the weather of the day stays below the level: the cohort can only fall below it, and ends the day there.
    """
    hour = hour_of(minute)
    if world.day_warmest_c[hour // DAY_HOURS] >= level_c:
        return False
    below = at_hour(params, world, state, cohort, hour) < level_c
    return below or at_hour(params, world, state, cohort, hour + DAY_HOURS) >= level_c


@kernel
def snapped(temp_c: float, level_c: float) -> float:
    """A temperature; one that differs from a level by a rounding is that level, so that it can settle there."""
    return level_c if abs(temp_c - level_c) < ROUNDING_C else temp_c


@kernel
def add_below(
    params: Record,
    state: Record,
    district: int,
    people: int,
    index: int,
    begin: float,
    end: float,
    degree_min: float,
) -> None:
    """Add a stretch below a threshold of so many people to their district's sums and to the days it touches."""
    note_first(state, index, begin)
    add_to_district(state, district, people, index, end - begin, degree_min)
    day = day_of(begin)
    last = day_of(end)
    if day == last:
        add_on_day(params, state, district, people, index, day, begin, end)
        return
    add_on_day(params, state, district, people, index, day, begin, (day + 1) * DAY)
    add_whole_days(params, state, district, people, index, day + 1, last)
    if last * DAY < end:
        add_on_day(params, state, district, people, index, last, last * DAY, end)


@kernel
def add_on_day(
    params: Record, state: Record, district: int, people: int, index: int, day: int, begin: float, end: float
) -> None:
    """Add a stretch of one day below a threshold."""
    state.day_below_min[day, index] += people * (end - begin)
    count_visitors(params, state, district, people, index, day, begin, end)


@kernel
def add_whole_days(params: Record, state: Record, district: int, people: int, index: int, day: int, end: int) -> None:
    """Add days below a threshold from midnight to midnight, from a day on until another begins."""
    for whole in range(day, end):
        state.day_below_min[whole, index] += people * DAY
    count_whole_days(params, state, district, people, index, day, end)


@kernel
def note_first(state: Record, index: int, minute: float) -> None:
    """Remember the first minute at which anybody is below a threshold."""
    if state.first_below_min[index] < 0.0 or minute < state.first_below_min[index]:
        state.first_below_min[index] = minute


@kernel
def people_of(params: Record, state: Record, cohort: int) -> int:
    """Residents of a cohort's buildings."""
    return int(state.cohort[cohort].buildings * params.block[state.cohort[cohort].block].residents)


@kernel
def district_of(params: Record, state: Record, cohort: int) -> int:
    """The district in which a cohort stands."""
    return int(params.block[state.cohort[cohort].block].district)


@kernel
def add_to_district(state: Record, district: int, people: int, index: int, below_min: float, degree_min: float) -> None:
    """Add minutes and degree-minutes of each of so many people to the sums of their district."""
    state.below_min[district, index] += people * below_min
    state.below_degree_min[district, index] += people * degree_min
