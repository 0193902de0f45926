"""How long work takes under alerts and cold: look-ups in the pace of a world. Work in crew-milliminutes."""

from sim.kernel import Record, kernel
from sim.model.foresight import MILLE
from sim.units import HOUR_MIN


@kernel
def stretch_at(world: Record, minute: int) -> int:
    """Index of the stretch of constant rate that a minute lies in."""
    stretch = world.pace_of_hour[minute // HOUR_MIN]
    while stretch + 1 < world.pace_count and world.pace[stretch + 1].begin <= minute:
        stretch += 1
    return int(stretch)


@kernel
def done_by(world: Record, minute: int) -> int:
    """Work one crew does from the start until a minute, if it works all the time [milliminutes]."""
    stretch = stretch_at(world, minute)
    return world.pace[stretch].done + (minute - world.pace[stretch].begin) * world.pace[stretch].rate


@kernel
def lost_to_cold_by(world: Record, minute: int) -> int:
    """Work one crew loses to cold until a minute [milliminutes]."""
    stretch = stretch_at(world, minute)
    lost_rate = MILLE - world.pace[stretch].cold_rate
    return world.pace[stretch].cold + (minute - world.pace[stretch].begin) * lost_rate


@kernel
def minute_done(params: Record, world: Record, begin: int, work: int) -> int:
    """First whole minute at which work begun at a minute is done; the horizon if it never is."""
    low = stretch_at(world, begin)
    total = done_by(world, begin) + work
    step = 1
    while low + step < world.pace_count and world.pace[low + step].done < total:
        low += step
        step *= 2
    high = min(low + step, int(world.pace_count))
    while high - low > 1:
        middle = (low + high) // 2
        if world.pace[middle].done < total:
            low = middle
        else:
            high = middle
    rate = world.pace[low].rate
    if rate == 0:
        return int(params.horizon_min)
    missing = total - world.pace[low].done
    return int(world.pace[low].begin + (missing + rate - 1) // rate)


@kernel
def first_alert_after(world: Record, minute: int) -> int:
    """Number of the first alert that begins after a minute; the number of alerts if none does."""
    low = 0
    high = int(world.alert_count)
    while low < high:
        middle = (low + high) // 2
        if world.alert_from[middle] > minute:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def finish_of(params: Record, world: Record, begin: int, work: int) -> int:
    """When work begun at a minute is finished [min]: resumed after alerts, or started again at each alert's start."""
    if params.alert_restart == 0:
        return max(begin, minute_done(params, world, begin, work))
    start = begin
    for alert in range(first_alert_after(world, begin), world.alert_count):
        if done_by(world, world.alert_from[alert]) - done_by(world, start) >= work:
            break
        start = world.alert_from[alert]
    return max(begin, minute_done(params, world, start, work))


@kernel
def work_left(params: Record, world: Record, begin: int, now: int, work: int) -> int:
    """What is left of work begun at a minute and stopped now [milliminutes]."""
    start = begin
    if params.alert_restart == 1:
        before = first_alert_after(world, now - 1) - 1
        if before >= 0:
            start = max(start, int(world.alert_from[before]))
    return work - (done_by(world, now) - done_by(world, start))
