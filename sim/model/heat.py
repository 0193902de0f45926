"""Heat in buildings: one resistance, one capacity. Temperatures and exposures are exact between events.

dT/dt = (E - T)/tau with an equilibrium E that is constant within each hour: outdoors plus gains without heat; with heat
the warmer of outdoors plus the full heat rise and 2 K above the set point. Tables made once per world
(`sim.model.foresight`) give the temperature at any whole hour from the offset at the segment's first whole hour.
"""

import math

from sim.kernel import Record, kernel

HOUR = 60.0
DAY_HOURS = 24
LEDGER_UNIT = 1000.0
"""The ledger counts millidegree-minutes."""


@kernel
def first_whole_hour(minute: float) -> int:
    """The first whole hour at or after a minute."""
    hour = int(minute // HOUR)
    return hour if hour * HOUR == minute else hour + 1


@kernel
def relaxed(params: Record, archetype: int, temp_c: float, equilibrium_c: float, minutes: float) -> float:
    """Temperature after some minutes towards a constant equilibrium [degC]."""
    return equilibrium_c + (temp_c - equilibrium_c) * math.exp(-minutes / params.time_constant_min[archetype])


@kernel
def start_segment(params: Record, world: Record, state: Record, cohort: int, heated: int, minute: float) -> None:
    """Begin a stretch of heating or cooling at the cohort's present temperature, which stands in `cohort_temp`."""
    archetype = params.block_archetype[state.cohort_block[cohort]]
    state.cohort_heated[cohort] = heated
    state.cohort_at[cohort] = minute
    hour = first_whole_hour(minute)
    temp_c = state.cohort_temp[cohort]
    if hour > world.hours:
        return
    if hour * HOUR > minute:
        temp_c = relaxed(params, archetype, temp_c, world.drive_c[heated, hour - 1], hour * HOUR - minute)
    state.cohort_offset[cohort] = temp_c - world.response_c[heated, archetype, hour]


@kernel
def temperature(params: Record, world: Record, state: Record, cohort: int, minute: float) -> float:
    """Indoor temperature of a cohort at a minute of its present segment [degC]."""
    archetype = params.block_archetype[state.cohort_block[cohort]]
    heated = state.cohort_heated[cohort]
    begin = state.cohort_at[cohort]
    hour = int(minute // HOUR)
    first = first_whole_hour(begin)
    if hour < first:
        return relaxed(params, archetype, state.cohort_temp[cohort], world.drive_c[heated, hour], minute - begin)
    offset = state.cohort_offset[cohort] * world.decay[archetype, hour - first]
    temp_c = world.response_c[heated, archetype, hour] + offset
    if hour * HOUR == minute:
        return temp_c
    return relaxed(params, archetype, temp_c, world.drive_c[heated, hour], minute - hour * HOUR)


@kernel
def minutes_to_cross(params: Record, archetype: int, temp_c: float, equilibrium_c: float, level_c: float) -> float:
    """Minutes until a level between temperature and equilibrium is crossed: tau·ln((T - E)/(level - E))."""
    return params.time_constant_min[archetype] * math.log((temp_c - equilibrium_c) / (level_c - equilibrium_c))


@kernel
def minute_warm(params: Record, world: Record, state: Record, cohort: int) -> float:
    """When a heated cohort reaches the set point [min, real]; after the horizon if it does not within it.

    A heated building only warms up, since its equilibrium lies at least 2 K above the set point.
    """
    archetype = params.block_archetype[state.cohort_block[cohort]]
    temp_c = state.cohort_temp[cohort]
    minute = state.cohort_at[cohort]
    if temp_c >= params.set_point:
        return minute
    first = first_whole_hour(minute)
    for hour in range(int(minute // HOUR), world.hours):
        after_c = temp_c
        if hour + 1 >= first:
            offset = state.cohort_offset[cohort] * world.decay[archetype, hour + 1 - first]
            after_c = world.response_c[1, archetype, hour + 1] + offset
        if after_c >= params.set_point:
            return minute + minutes_to_cross(params, archetype, temp_c, world.drive_c[1, hour], params.set_point)
        temp_c = after_c
        minute = (hour + 1) * HOUR
    return world.hours * HOUR + 1.0


@kernel
def expose(params: Record, world: Record, state: Record, cohort: int, until: float) -> None:
    """Count the hours and degree-hours below each threshold from the segment's begin until a minute.

    The exposure per building below the first threshold is rounded once, to millidegree-minutes, for the ledger.
    """
    people = state.cohort_buildings[cohort] * params.block_residents[state.cohort_block[cohort]]
    minute = state.cohort_at[cohort]
    temp_c = state.cohort_temp[cohort]
    degree_min = 0.0
    while minute < until:
        days = whole_days_below(params, world, state, cohort, minute, temp_c, until)
        if days > 0:
            after = minute + days * DAY_HOURS * HOUR
        else:
            after = min((int(minute // HOUR) + 1) * HOUR, until)
            if minute < params.observe_from:
                after = min(after, float(params.observe_from))
        after_c = temperature(params, world, state, cohort, after)
        if minute >= params.observe_from:
            degree_min += count_below(params, world, state, cohort, people, minute, temp_c, after, after_c)
        minute = after
        temp_c = after_c
    state.cohort_temp[cohort] = temp_c
    rounded = int(math.floor(degree_min * LEDGER_UNIT + 0.5))
    state.cohort_exposure[cohort] += rounded
    state.ledger_total += rounded * people


@kernel
def whole_days_below(
    params: Record, world: Record, state: Record, cohort: int, minute: float, temp_c: float, until: float
) -> int:
    """1 if the whole next day lies below the lowest threshold, so that it counts in one step, else 0."""
    lowest_c = params.threshold_c[params.threshold_count - 1]
    day = int(minute // (DAY_HOURS * HOUR))
    begins_day = day * DAY_HOURS * HOUR == minute and (day + 1) * DAY_HOURS * HOUR <= until
    if not begins_day or state.cohort_heated[cohort] == 1 or temp_c >= lowest_c or minute < params.observe_from:
        return 0
    return 1 if world.day_warmest_c[day] < lowest_c else 0


@kernel
def count_below(
    params: Record,
    world: Record,
    state: Record,
    cohort: int,
    people: int,
    minute: float,
    temp_c: float,
    after: float,
    after_c: float,
) -> float:
    """Count one stretch (within an hour, or a whole day below everything) for all thresholds.

    The integral of the temperature is exact: int T dt = int E dt - tau·(T_after - T_before).

    Returns
    -------
    float
        Degree-minutes below the first threshold, per building [K min].
    """
    block = state.cohort_block[cohort]
    archetype = params.block_archetype[block]
    district = params.block_district[block]
    tau = params.time_constant_min[archetype]
    heated = state.cohort_heated[cohort]
    hour = int(minute // HOUR)
    day = hour // DAY_HOURS
    equilibrium_c = world.drive_c[heated, hour]
    drive = equilibrium_c * (after - minute)
    if after - minute > HOUR:
        drive = world.drive_sum[heated, hour + DAY_HOURS] - world.drive_sum[heated, hour]
    first = 0.0
    for index in range(params.threshold_count):
        level_c = params.threshold_c[index]
        if temp_c >= level_c and after_c >= level_c:
            break
        if temp_c < level_c and after_c < level_c:
            below = after - minute
            degree = level_c * below - (drive - tau * (after_c - temp_c))
        else:
            cross = minutes_to_cross(params, archetype, temp_c, equilibrium_c, level_c)
            if temp_c >= level_c:
                below = after - minute - cross
                degree = (level_c - equilibrium_c) * below + tau * (after_c - level_c)
            else:
                below = cross
                degree = (level_c - equilibrium_c) * below + tau * (level_c - temp_c)
        if state.first_below_min[index] < 0.0:
            state.first_below_min[index] = after - below if temp_c >= level_c else minute
        state.below_min[district, index] += people * below
        state.below_degree_min[district, index] += people * degree
        state.day_below_min[day, index] += people * below
        if index == 0:
            first = degree
    return first
