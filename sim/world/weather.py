"""Outdoor temperature of a world, hour by hour."""

import math

from sim.kernel import Record, kernel
from sim.units import DAY_MIN
from sim.world.codes import Sky
from sim.world.temperature import anomaly_on, change_of_first_day, daily_cycle, day_shock, fill_outdoor


@kernel
def draw_weather(chances: Record, world: Record) -> None:
    """Fill the outdoor temperature of every hour of the horizon."""
    world.hours = chances.hours
    if chances.weather == Sky.NORMS.value:
        fill_outdoor(
            world.outdoor_c,
            chances.hours,
            chances.norm_c,
            chances.anomaly,
            chances.autocorrelation,
            chances.daily_sd,
            chances.half_range,
            chances.warmest_hour,
            chances.snap_from,
            chances.snap_to,
            chances.snap_shift,
            world.key0,
            world.key1,
            world.replication,
        )
        go_on_from_known(chances, world)
        follow_forecast(chances, world)
        return
    for hour in range(chances.hours):
        recorded = chances.weather == Sky.RECORDED.value
        world.outdoor_c[hour] = chances.outdoor_c[hour] if recorded else chances.constant_c


@kernel
def go_on_from_known(chances: Record, world: Record) -> None:
    """Let the daily anomaly go on from that of a day that is known, with the world's own shocks from then on.

    The anomaly forgets by the same factor from day to day, so another one on a day shifts all later ones.
    """
    phi, daily_sd = chances.autocorrelation, chances.daily_sd
    key0, key1, replication = world.key0, world.key1, world.replication
    first = before = 0.0
    if chances.outdoor_known:
        before = chances.outdoor_before - chances.norm_before - chances.anomaly
        first = change_of_first_day(before, phi, daily_sd, key0, key1, replication)
        shift_from(chances, world, 0, first)
    if chances.known_min > 0:
        day = (chances.known_min - 1) // DAY_MIN
        key0, key1, known = chances.known_key0, chances.known_key1, chances.known_replication
        shift = anomaly_on(day, phi, daily_sd, key0, key1, known)
        shift -= anomaly_on(day, phi, daily_sd, world.key0, world.key1, replication)
        if chances.outdoor_known:
            shift += (change_of_first_day(before, phi, daily_sd, key0, key1, known) - first) * phi**day
        shift_from(chances, world, day, shift)


@kernel
def follow_forecast(chances: Record, world: Record) -> None:
    """Let the days of a forecast be as it says, and deviations go on from its last one.

    Its errors are correlated from day to day as deviations are, and read the same numbers.
    """
    phi = chances.autocorrelation
    fresh = math.sqrt(1.0 - phi * phi)
    midnight = daily_cycle(0, chances.half_range, chances.warmest_hour)
    error = 0.0
    for row in range(chances.forecast_days):
        day = chances.forecast_first + row
        hour = 24 * day
        if hour >= chances.hours:
            return
        shock = day_shock(day, world.key0, world.key1, world.replication)
        error = phi * error + fresh * shock if row > 0 else shock
        mean = chances.forecast_c[row] + chances.forecast_sd[row] * error
        snap = chances.snap_shift if chances.snap_from <= 60 * hour < chances.snap_to else 0.0
        was = world.outdoor_c[hour] - midnight - snap
        for clock_hour in range(min(24, chances.hours - hour)):
            cycle = daily_cycle(clock_hour, chances.half_range, chances.warmest_hour)
            world.outdoor_c[hour + clock_hour] = mean + cycle
        if row == chances.forecast_days - 1:
            shift_from(chances, world, day + 1, phi * (mean - was))


@kernel
def shift_from(chances: Record, world: Record, first_day: int, shift: float) -> None:
    """Shift the temperature of a day, and that of all later ones by what is left of it [K]."""
    for hour in range(24 * first_day, chances.hours):
        if hour % 24 == 0 and hour > 24 * first_day:
            shift *= chances.autocorrelation
        world.outdoor_c[hour] += shift
