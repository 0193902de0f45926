"""Heat in buildings: one resistance, one capacity. Temperatures and exposures are exact between events.

dT/dt = (E - T)/tau with an equilibrium E that is constant within each hour: outdoors plus gains without heat; with heat
the warmer of outdoors plus the full heat rise and 2 K above the set point. Tables made once per world
(`sim.model.foresight`) give the temperature at any whole hour from the offset at the segment's first whole hour,
and what is left of a difference after minutes of an hour.
"""

import math

from sim.kernel import Record, kernel
from sim.units import DAY_MIN, HOUR_MIN

HOUR = 60.0
DAY_HOURS = 24
DAY = DAY_HOURS * HOUR
WINDOW = 16
"""Hours looked at at once in the search for a crossing."""


@kernel
def hour_of(minute: float) -> int:
    """The hour that a minute at or after the start lies in (whole numbers divide faster)."""
    return int(minute) // HOUR_MIN


@kernel
def day_of(minute: float) -> int:
    """The day that a minute at or after the start lies in."""
    return int(minute) // DAY_MIN


@kernel
def first_whole_hour(minute: float) -> int:
    """The first whole hour at or after a minute."""
    hour = hour_of(minute)
    return hour if hour * HOUR == minute else hour + 1


@kernel
def relaxed(
    params: Record, world: Record, archetype: int, temp_c: float, equilibrium_c: float, minutes: float
) -> float:
    """Temperature after some minutes towards a constant equilibrium [degC]."""
    return equilibrium_c + (temp_c - equilibrium_c) * fade_after(params, world, archetype, minutes)


@kernel
def fade_after(params: Record, world: Record, archetype: int, minutes: float) -> float:
    """What is left of a difference to the equilibrium after minutes, not below 0: exp(-t/tau), or a table of it."""
    whole = int(minutes)
    if whole == minutes and whole < world.fade.shape[1]:
        return float(world.fade[archetype, whole])
    return math.exp(-minutes / params.time_constant_min[archetype])


@kernel
def start_segment(params: Record, world: Record, state: Record, cohort: int, heated: int, minute: float) -> None:
    """Begin a stretch of heating or cooling at the cohort's present temperature, which stands in its `temp`.

    Before the start the weather was that of the first hour (A37); the stretch then begins at the start.
    """
    archetype = params.block[state.cohort[cohort].block].archetype
    if minute < 0.0:
        cooled_c = relaxed(params, world, archetype, state.cohort[cohort].temp, world.drive_c[heated, 0], -minute)
        state.cohort[cohort].temp = cooled_c
        minute = 0.0
    state.cohort[cohort].heated = heated
    state.cohort[cohort].at = minute
    hour = first_whole_hour(minute)
    state.cohort[cohort].hour = hour
    state.cohort[cohort].crossed = 0
    temp_c = state.cohort[cohort].temp
    if hour > world.hours:
        return
    if hour * HOUR > minute:
        temp_c = relaxed(params, world, archetype, temp_c, world.drive_c[heated, hour - 1], hour * HOUR - minute)
    state.cohort[cohort].offset = temp_c - world.response_c[heated, archetype, hour]


@kernel
def temperature(params: Record, world: Record, state: Record, cohort: int, minute: float) -> float:
    """Indoor temperature of a cohort at a minute of its present segment [degC]."""
    archetype = params.block[state.cohort[cohort].block].archetype
    heated = state.cohort[cohort].heated
    begin = state.cohort[cohort].at
    hour = hour_of(minute)
    first = state.cohort[cohort].hour
    if hour < first:
        return relaxed(params, world, archetype, state.cohort[cohort].temp, world.drive_c[heated, hour], minute - begin)
    offset = state.cohort[cohort].offset * world.decay[archetype, hour - first]
    temp_c = world.response_c[heated, archetype, hour] + offset
    if hour * HOUR == minute:
        return temp_c
    return relaxed(params, world, archetype, temp_c, world.drive_c[heated, hour], minute - hour * HOUR)


@kernel
def minutes_to_cross(params: Record, archetype: int, temp_c: float, equilibrium_c: float, level_c: float) -> float:
    """Minutes until a level between temperature and equilibrium is crossed: tau·ln((T - E)/(level - E))."""
    return params.time_constant_min[archetype] * math.log((temp_c - equilibrium_c) / (level_c - equilibrium_c))


@kernel
def at_hour(params: Record, world: Record, state: Record, cohort: int, hour: int) -> float:
    """Indoor temperature of a cohort at a whole hour at or after its segment's first whole hour [degC]."""
    archetype = params.block[state.cohort[cohort].block].archetype
    heated = state.cohort[cohort].heated
    since = hour - state.cohort[cohort].hour
    return world.response_c[heated, archetype, hour] + state.cohort[cohort].offset * world.decay[archetype, since]


@kernel
def passed(heated: int, temp_c: float, level_c: float) -> bool:
    """True on the far side of a level: at or above it with heat, below it without."""
    return temp_c >= level_c if heated == 1 else temp_c < level_c


@kernel
def hour_before(
    params: Record, world: Record, state: Record, cohort: int, heated: int, hour: int, last: int, level_c: float
) -> int:
    """The hour, of those from one on, in which the present segment crosses a level; `last` if in none before.

    The level must be crossed at most once: always so with heat, whose equilibrium lies above every level asked for,
    and without heat for levels above the warmest equilibrium of the segment. Before the first hour it must not be.
    Hours are looked at many at a time, all of them: that goes faster than to stop at the right one.
    """
    archetype = params.block[state.cohort[cohort].block].archetype
    response_c = world.response_c[heated, archetype]
    decay = world.decay[archetype]
    offset = state.cohort[cohort].offset
    since = hour - state.cohort[cohort].hour
    while hour < last:
        hours = min(WINDOW, last - hour)
        below = 0
        for step in range(1, hours + 1):
            below += 1 if response_c[hour + step] + offset * decay[since + step] < level_c else 0
        before = below if heated == 1 else hours - below
        hour += before
        since += before
        if before < hours:
            break
    return hour


@kernel
def cross_within(
    params: Record, world: Record, state: Record, cohort: int, heated: int, hour: int, until: float, level_c: float
) -> float:
    """The minute of an hour at which the present segment crosses a level; `until` if that is earlier [min, real]."""
    drive_c = world.drive_c[heated, min(hour, world.hours - 1)]
    if not passed(heated, drive_c, level_c):
        return until
    archetype = params.block[state.cohort[cohort].block].archetype
    begin = state.cohort[cohort].at
    if hour * HOUR <= begin:
        return min(until, begin + minutes_to_cross(params, archetype, state.cohort[cohort].temp, drive_c, level_c))
    temp_c = at_hour(params, world, state, cohort, hour)
    return min(until, hour * HOUR + minutes_to_cross(params, archetype, temp_c, drive_c, level_c))


@kernel
def warmest_between(world: Record, begin: float, until: float) -> float:
    """Warmest equilibrium without heat on the days that a stretch touches [degC]."""
    day = day_of(begin)
    warmest_c = world.day_warmest_c[day]
    while (day + 1) * DAY < until:
        day += 1
        warmest_c = max(warmest_c, world.day_warmest_c[day])
    return float(warmest_c)


@kernel
def note_falls(
    params: Record, world: Record, state: Record, cohort: int, until: float, end_c: float, warmest_c: float
) -> None:
    """Find when a cohort without heat falls below each threshold by a minute, as far as it is not known yet.

    Levels that the equilibrium itself reaches until then (`warmest_c`) may be crossed several times and are left out.
    What is found is kept for kin that lost heat together.
    """
    index = state.cohort[cohort].crossed
    since = state.cohort[cohort].cross[index - 1] if index > 0 else state.cohort[cohort].at
    kin = kin_of(params, state, cohort)
    while index < params.threshold_count and max(end_c, warmest_c) < params.threshold_c[index]:
        if index < state.kin[kin].crossed:
            since = state.kin[kin].cross[index]
        elif passed(0, state.cohort[cohort].temp, params.threshold_c[index]):
            since = state.cohort[cohort].at
        else:
            hour = hour_before(
                params, world, state, cohort, 0, hour_of(since), hour_of(until), params.threshold_c[index]
            )
            since = cross_within(params, world, state, cohort, 0, hour, until, params.threshold_c[index])
        if index == state.kin[kin].crossed:
            state.kin[kin].cross[index] = since
            state.kin[kin].crossed = index + 1
        state.cohort[cohort].cross[index] = since
        index += 1
    state.cohort[cohort].crossed = index


@kernel
def kin_of(params: Record, state: Record, cohort: int) -> int:
    """Blocks that cool alike, with what is known of those that lost heat together with this cohort.

    Kin are the blocks of one source and archetype. Those with the same temperature at the same time stay equally warm.
    """
    kin = params.block[state.cohort[cohort].block].kin
    since = state.cohort[cohort].at
    begin_c = state.cohort[cohort].temp
    if state.kin[kin].since != since or state.kin[kin].begin_c != begin_c:
        state.kin[kin].since = since
        state.kin[kin].begin_c = begin_c
        state.kin[kin].scored = 0
        state.kin[kin].crossed = 0
    return int(kin)


@kernel
def note_rises(params: Record, world: Record, state: Record, cohort: int) -> None:
    """Find when a heated cohort rises to each threshold and to the set point, where it is warm.

    A heated building only warms up, since its equilibrium lies at least 2 K above the set point. Levels that it does
    not reach within the horizon are crossed there; without reaching the set point it is warm after the horizon.
    """
    horizon = world.hours * HOUR
    hour = hour_of(state.cohort[cohort].at)
    for step in range(params.threshold_count):
        index = params.threshold_count - 1 - step
        hour, minute = rise_to(params, world, state, cohort, hour, params.threshold_c[index])
        state.cohort[cohort].cross[index] = minute
    state.cohort[cohort].crossed = params.threshold_count
    hour, warm = rise_to(params, world, state, cohort, hour, params.set_point)
    if warm >= horizon and not passed(1, at_hour(params, world, state, cohort, world.hours), params.set_point):
        warm = horizon + 1.0
    state.cohort[cohort].warm_at = warm


@kernel
def rise_to(params: Record, world: Record, state: Record, cohort: int, hour: int, level_c: float) -> tuple[int, float]:
    """The hour, of those from one on, in which a heated cohort rises to a level, and the minute [min, real]."""
    if passed(1, state.cohort[cohort].temp, level_c):
        return hour, state.cohort[cohort].at
    hours = int(world.hours)
    hour = hour_before(params, world, state, cohort, 1, hour, hours, level_c)
    return hour, cross_within(params, world, state, cohort, 1, hour, hours * HOUR, level_c)
