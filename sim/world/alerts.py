"""Alerts of a world: of its waves, in the background, and listed ones; those that overlap or touch are one.

Real-valued starts and ends are floored once: an alert covers the minutes [floor(start), floor(end)).
"""

import math

from sim.kernel import Record, kernel
from sim.units import DAY_MIN
from sim.world.address import Stream
from sim.world.chance import drawn
from sim.world.gaps import unit_gap
from sim.world.status import WorldStatus

_NEVER = math.inf


@kernel
def draw_alerts(chances: Record, world: Record) -> None:
    """Fill the alerts within the horizon, in order and apart, by merging three lists that are in order."""
    wave, listed, number = 0, 0, 0
    background = _next_background(chances, world, 0.0, number)
    while world.status == WorldStatus.FINE.value:
        of_wave = float(world.wave_min[wave]) if wave < world.wave_count else _NEVER
        of_listed = float(chances.listed_alert_from[listed]) if listed < chances.listed_alert_count else _NEVER
        start = min(of_wave, of_listed, background)
        if start >= chances.horizon_min:
            return
        if start == of_wave:
            end = start + world.wave_duration[wave]
            wave += 1
        elif start == of_listed:
            end = float(chances.listed_alert_to[listed])
            listed += 1
        else:
            length = drawn(world, chances.background_length, Stream.ALERT.value, number, 1)
            end = start + max(0.0, length)
            number += 1
            background = _next_background(chances, world, start, number)
        _add(chances, world, start, end)


@kernel
def _next_background(chances: Record, world: Record, now: float, number: int) -> float:
    """Start of the background alert with this number, the one before it having begun now [min]."""
    if chances.background_per_day <= 0.0:
        return _NEVER
    unit = unit_gap(world.key0, world.key1, world.replication, Stream.ALERT.value, number)
    return now + unit / chances.background_per_day * DAY_MIN


@kernel
def _add(chances: Record, world: Record, start: float, end: float) -> None:
    """Add an alert that starts no earlier than those before it, clipped to the horizon."""
    first = max(0, int(math.floor(start)))
    last = int(math.floor(min(end, float(chances.horizon_min))))
    count = world.alert_count
    if last <= first:
        return
    if count > 0 and first <= world.alert_to[count - 1]:
        world.alert_to[count - 1] = max(world.alert_to[count - 1], last)
    elif count < world.alert_from.size:
        world.alert_from[count] = first
        world.alert_to[count] = last
        world.alert_count = count + 1
    else:
        world.status = WorldStatus.TOO_MANY_ALERTS.value
