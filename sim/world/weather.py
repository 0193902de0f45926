"""Outdoor temperature of a world, hour by hour."""

from sim.kernel import Record, kernel
from sim.world.codes import Sky
from sim.world.temperature import fill_outdoor


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
        return
    for hour in range(chances.hours):
        recorded = chances.weather == Sky.RECORDED.value
        world.outdoor_c[hour] = chances.outdoor_c[hour] if recorded else chances.constant_c
