"""Calendar regimes: when they are in force, and what they do to a wave."""

import math

from sim.kernel import Record, kernel
from sim.world.address import Stream, draw_slot
from sim.world.chance import chance

BY_ITS_LAW = -1
"""For an end: a regime that is known to have begun lasts as long as its law says."""


@kernel
def draw_regimes(chances: Record, world: Record) -> None:
    """Fill from when to when each regime is in force [min]; both 0 if it does not happen.

    One that is known to have begun is in force as it is known: to its known end, or as long as it lasts by its law,
    over at minute 0 at the earliest. One that would have begun by the minute up to which the
    winter is known, but has not, comes later or not at all.
    """
    for regime in range(chances.regime_count):
        if chances.regime_known[regime]:
            world.regime_from[regime] = chances.regime_began[regime]
            world.regime_to[regime] = chances.regime_ends[regime]
            if chances.regime_ends[regime] == BY_ITS_LAW:
                end = chances.regime_start[regime] + chances.regime_length[regime]
                world.regime_to[regime] = max(0, int(math.floor(end)))
            continue
        address = chances.regime_address[regime]
        luck = chance(world, Stream.TRUCE.value, address, draw_slot(1))
        probability = chances.regime_probability[regime]
        if luck >= probability:
            continue
        place = chance(world, Stream.TRUCE.value, address, draw_slot(0)) * chances.regime_spread[regime]
        passed = chances.known_min - chances.regime_start[regime]
        if place < passed:
            passed_share = min(1.0, passed / max(chances.regime_spread[regime], passed))
            still = (
                probability * (1.0 - passed_share) / (1.0 - probability * passed_share) if passed_share < 1.0 else 0.0
            )
            if luck / probability >= still:
                continue
            place = passed + place / passed * (chances.regime_spread[regime] - passed)
        start = chances.regime_start[regime] + place
        world.regime_from[regime] = int(math.floor(start))
        world.regime_to[regime] = int(math.floor(start + chances.regime_length[regime]))


@kernel
def size_factor(chances: Record, world: Record, minute: int, threat_class: int) -> float:
    """What the regimes of a minute multiply the number of threats of a class by; several multiply."""
    factor = 1.0
    for regime in range(chances.regime_count):
        in_force = world.regime_from[regime] <= minute < world.regime_to[regime]
        if in_force and chances.regime_class[regime, threat_class]:
            factor *= chances.regime_factor[regime]
    return factor


@kernel
def spare(chances: Record, world: Record) -> None:
    """Mark the waves whose leakers hit nothing of heat and power."""
    for regime in range(chances.regime_count):
        if chances.regime_spares[regime]:
            for wave in range(world.wave_count):
                if world.regime_from[regime] <= world.wave_min[wave] < world.regime_to[regime]:
                    world.wave_spared[wave] = 1
