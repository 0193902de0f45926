"""How long work takes under alerts and cold: look-ups in the pace of a world. Work in crew-milliminutes."""

from sim.kernel import Record, kernel
from sim.model.foresight import MILLE


@kernel
def stretch_at(world: Record, minute: int) -> int:
    """Index of the stretch of constant rate that a minute lies in."""
    low = 0
    high = world.pace_count - 1
    while low < high:
        middle = (low + high + 1) // 2
        if world.pace_from[middle] <= minute:
            low = middle
        else:
            high = middle - 1
    return low


@kernel
def done_by(world: Record, minute: int) -> int:
    """Work one crew does from the start until a minute, if it works all the time [milliminutes]."""
    stretch = stretch_at(world, minute)
    return world.pace_done[stretch] + (minute - world.pace_from[stretch]) * world.pace_rate[stretch]


@kernel
def lost_to_cold_by(world: Record, minute: int) -> int:
    """Work one crew loses to cold until a minute [milliminutes]."""
    stretch = stretch_at(world, minute)
    lost_rate = MILLE - world.pace_cold_rate[stretch]
    return world.pace_cold[stretch] + (minute - world.pace_from[stretch]) * lost_rate


@kernel
def minute_done(params: Record, world: Record, total: int) -> int:
    """First whole minute at which `done_by` reaches a total; the horizon if it never does."""
    low = 0
    high = world.pace_count - 1
    while low < high:
        middle = (low + high + 1) // 2
        if world.pace_done[middle] < total:
            low = middle
        else:
            high = middle - 1
    rate = world.pace_rate[low]
    if rate == 0:
        return params.horizon_min
    missing = total - world.pace_done[low]
    return world.pace_from[low] + (missing + rate - 1) // rate


@kernel
def finish_of(params: Record, world: Record, begin: int, work: int) -> int:
    """When work begun at a minute is finished [min]: resumed after alerts, or started again at each alert's start."""
    if params.alert_restart == 0:
        return max(begin, minute_done(params, world, done_by(world, begin) + work))
    start = begin
    for alert in range(world.alert_count):
        if world.alert_from[alert] <= start:
            continue
        if done_by(world, world.alert_from[alert]) - done_by(world, start) >= work:
            break
        start = world.alert_from[alert]
    return max(begin, minute_done(params, world, done_by(world, start) + work))


@kernel
def work_left(params: Record, world: Record, begin: int, now: int, work: int) -> int:
    """What is left of work begun at a minute and stopped now [milliminutes]."""
    start = begin
    if params.alert_restart == 1:
        for alert in range(world.alert_count):
            if begin < world.alert_from[alert] <= now:
                start = world.alert_from[alert]
    return work - (done_by(world, now) - done_by(world, start))
