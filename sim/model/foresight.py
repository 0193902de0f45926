"""Tables that follow from a world and what all plans face in it, made once for all: what weather, alerts, nights do.

They hold the future, so the dispatcher never reads them; rules ask them only how long something already begun takes,
and what luck holds for the threats of a wave that has come.
"""

import math

from sim.kernel import Record, entry, kernel, open_record
from sim.model.heat import DAY_HOURS, HOUR
from sim.model.nights import tabulate_meetings, tabulate_nights
from sim.model.words import Status
from sim.world.record import Array

MILLE = 1000


@entry
def foresee(params_array: Array, world_array: Array) -> None:
    """Fill the derived tables of a world: heat responses, frost hours, pace of outdoor work, luck of defence."""
    params = open_record(params_array)
    world = open_record(world_array)
    sum_weather(world)
    if params.heating:
        tabulate_heat(params, world)
    tabulate_pace(params, world)
    tabulate_nights(params, world)
    tabulate_meetings(params, world)


@kernel
def sum_weather(world: Record) -> None:
    """Prefix sums of outdoor temperature [K h] and of hours in frost."""
    world.outdoor_sum[0] = 0.0
    world.frost_hours[0] = 0
    for hour in range(world.hours):
        world.outdoor_sum[hour + 1] = world.outdoor_sum[hour] + world.outdoor_c[hour]
        world.frost_hours[hour + 1] = world.frost_hours[hour] + (1 if world.outdoor_c[hour] < 0.0 else 0)


@kernel
def tabulate_heat(params: Record, world: Record) -> None:
    """Equilibria, their sums, and the responses of each time constant, with and without heat."""
    for hour in range(world.hours):
        cold_c = world.outdoor_c[hour] + params.gains
        world.drive_c[0, hour] = cold_c
        world.drive_c[1, hour] = max(world.outdoor_c[hour] + params.full_heat_rise, params.set_point + 2.0)
        day = hour // DAY_HOURS
        if hour % DAY_HOURS == 0 or cold_c > world.day_warmest_c[day]:
            world.day_warmest_c[day] = cold_c
    for heated in range(2):
        world.drive_sum[heated, 0] = 0.0
        for hour in range(world.hours):
            world.drive_sum[heated, hour + 1] = world.drive_sum[heated, hour] + HOUR * world.drive_c[heated, hour]
    for archetype in range(params.archetype_count):
        for minute in range(world.fade.shape[1]):
            world.fade[archetype, minute] = math.exp(-float(minute) / params.time_constant_min[archetype])
        fade = world.fade[archetype, int(HOUR)]
        for hour in range(world.hours + 1):
            world.decay[archetype, hour] = math.exp(-HOUR * hour / params.time_constant_min[archetype])
        for heated in range(2):
            response_c = 0.0
            world.response_c[heated, archetype, 0] = response_c
            for hour in range(world.hours):
                response_c = world.drive_c[heated, hour] + (response_c - world.drive_c[heated, hour]) * fade
                world.response_c[heated, archetype, hour + 1] = response_c


@kernel
def level_on_curve(at: Array, level: Array, points: int, x: float) -> float:
    """Linear interpolation in a table with rising `at`, level outside."""
    if x <= at[0]:
        return level[0]
    for point in range(1, points):
        if x <= at[point]:
            weight = (x - at[point - 1]) / (at[point] - at[point - 1])
            return level[point - 1] + weight * (level[point] - level[point - 1])
    return level[points - 1]


@kernel
def tabulate_pace(params: Record, world: Record) -> None:
    """Pace of outdoor work as stretches of constant rate [per mille], with sums of work done and lost.

    During an alert the rate is what the alert leaves, then 0 for the minutes of settling in; cold multiplies it.
    """
    world.pace_count = 0
    horizon = world.hours * int(HOUR)
    minute = 0
    alert = 0
    while minute < horizon:
        while alert < world.alert_count and pause_end(params, world, alert) <= minute:
            alert += 1
        rate, until = alert_rate_at(params, world, alert, minute)
        add_pace(params, world, minute, rate)
        hour_end = (minute // int(HOUR) + 1) * int(HOUR) if params.cold_points > 0 else horizon
        minute = min(until, hour_end)
    index_paces(world)


@kernel
def index_paces(world: Record) -> None:
    """Note for each hour the stretch of constant rate that its first minute lies in."""
    stretch = 0
    for hour in range(world.hours + 1):
        while stretch + 1 < world.pace_count and world.pace[stretch + 1].begin <= hour * HOUR:
            stretch += 1
        world.pace_of_hour[hour] = stretch


@kernel
def pause_end(params: Record, world: Record, alert: int) -> int:
    """When an alert and the settling in after it are over [min]; the next alert cuts the settling short."""
    end = world.alert_to[alert] + params.alert_settle
    if alert + 1 < world.alert_count:
        end = min(end, world.alert_from[alert + 1])
    return int(end)


@kernel
def alert_rate_at(params: Record, world: Record, alert: int, minute: int) -> tuple[int, int]:
    """Rate that the alerts leave at a minute [per mille], and until when; `alert` is the first not yet over."""
    if alert >= world.alert_count:
        return MILLE, world.hours * int(HOUR)
    if minute < world.alert_from[alert]:
        return MILLE, int(world.alert_from[alert])
    if minute < world.alert_to[alert]:
        return int(params.alert_rate), int(world.alert_to[alert])
    return 0, pause_end(params, world, alert)


@kernel
def add_pace(params: Record, world: Record, minute: int, alert_rate: int) -> None:
    """Append a stretch of constant rate that begins at a minute; equal neighbours are one stretch."""
    cold_rate = MILLE
    if params.cold_points > 0:
        outdoor_c = world.outdoor_c[minute // int(HOUR)]
        factor = level_on_curve(params.cold_at_c, params.cold_factor, params.cold_points, outdoor_c)
        cold_rate = int(math.floor(factor * MILLE + 0.5))
    rate = (cold_rate * alert_rate + MILLE // 2) // MILLE
    index = world.pace_count
    if index > 0 and world.pace[index - 1].rate == rate and world.pace[index - 1].cold_rate == cold_rate:
        return
    if index >= world.pace.shape[0]:
        world.status = Status.TOO_MANY_PACES
        return
    world.pace[index].begin = minute
    world.pace[index].rate = rate
    world.pace[index].cold_rate = cold_rate
    world.pace[index].done = 0
    world.pace[index].cold = 0
    if index > 0:
        minutes = minute - world.pace[index - 1].begin
        world.pace[index].done = world.pace[index - 1].done + minutes * world.pace[index - 1].rate
        lost = minutes * (MILLE - world.pace[index - 1].cold_rate)
        world.pace[index].cold = world.pace[index - 1].cold + lost
    world.pace_count = index + 1
