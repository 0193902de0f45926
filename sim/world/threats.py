"""The threats of each wave that head for the city, and the order in which they come.

A threat is known by class and number within the class; how many others there are never changes who it is, and
two threats keep their order whoever joins them.
"""

import math

import numpy as np

from sim.kernel import Record, kernel
from sim.world.address import Stream, threat_entity
from sim.world.chance import chance, drawn
from sim.world.counts import binomial_quantile
from sim.world.philox import uniforms4
from sim.world.record import Array
from sim.world.regimes import size_factor
from sim.world.sizes import CLASSES
from sim.world.sorting import EMPTY, empty_table, insert
from sim.world.status import WorldStatus

_USUAL_THREATS = 512
_MOST_THREATS = 2.0**24 - 1.0
_ORDER_BITS = 31
_CLASS_BITS = 8
_NUMBER_BITS = 24


@kernel
def draw_threats(chances: Record, world: Record) -> None:
    """Fill classes and numbers of all threats; a wave without threats for the city stays a wave."""
    counts = np.zeros(CLASSES, np.int64)
    table = empty_table(_USUAL_THREATS)
    filled = 0
    row = 0
    for wave in range(world.wave_count):
        total = 0
        for threat_class in range(chances.class_count):
            counts[threat_class] = 0
        if chances.recorded:
            row = _take_rows(chances, world, wave, row, filled, counts)
        else:
            _count(chances, world, wave, counts)
        for threat_class in range(chances.class_count):
            total += counts[threat_class]
        if filled + total > world.threat_class.size:
            world.status = WorldStatus.TOO_MANY_THREATS.value
            filled = world.threat_class.size
        if world.status == WorldStatus.FINE.value and not chances.recorded:
            if chances.by_class:
                _by_class(chances, world, filled, counts)
            else:
                if 3 * total > table.size:
                    table = empty_table(2 * total)
                _interleave(chances, world, wave, filled, counts, total, table)
        if world.status == WorldStatus.FINE.value:
            filled += total
        world.wave_first[wave + 1] = filled


@kernel
def _count(chances: Record, world: Record, wave: int, counts: Array) -> None:
    """Number of threats of each class that head for the city: a binomial part of the national number."""
    entity, kind = world.wave_entity[wave], world.wave_kind[wave]
    share = _city_share(chances, world, entity)
    for threat_class in range(chances.class_count):
        law = chances.kind_size[kind, threat_class]
        if law[0] >= 0.0:
            size = drawn(world, law, Stream.WAVE_SIZE.value, entity, threat_class)
            number = _whole(size * size_factor(chances, world, world.wave_min[wave], threat_class))
            if share < 1.0:
                u = chance(world, Stream.CITY_SHARE.value, entity, threat_class)
                number = binomial_quantile(u, number, share)
            counts[threat_class] = number


@kernel
def _city_share(chances: Record, world: Record, wave: int) -> float:
    """Share of a wave that heads for the city: the winter's, or the wave's own."""
    if chances.city_share_law[0] < 0.0:
        return chances.city_share
    address = chances.city_share_address
    share = drawn(world, chances.city_share_law, Stream.UNCERTAIN.value, address, 1 + wave)
    return max(0.0, min(share, 1.0))


@kernel
def _whole(size: float) -> int:
    """The nearest whole number of threats, half upwards."""
    return int(math.floor(max(0.0, min(size, _MOST_THREATS)) + 0.5))


@kernel
def _by_class(chances: Record, world: Record, filled: int, counts: Array) -> None:
    """Threats class by class."""
    place = filled
    for threat_class in range(chances.class_count):
        for number in range(counts[threat_class]):
            world.threat_class[place] = threat_class
            world.threat_number[place] = number
            place += 1


@kernel
def _interleave(
    chances: Record, world: Record, wave: int, filled: int, counts: Array, total: int, table: Array
) -> None:
    """Threats in the order of their own uniform numbers."""
    for threat_class in range(chances.class_count):
        # Four threats share a block of random numbers: the class owns the entity, the threat a slot.
        owner = threat_entity(world.wave_entity[wave], threat_class, 0)
        for number in range(0, counts[threat_class], 4):
            block = uniforms4(world.key0, world.key1, world.replication, Stream.THREAT_ORDER.value, owner, number)
            for offset in range(min(4, counts[threat_class] - number)):
                order = int(block[offset] * 2.0**_ORDER_BITS)
                key = (order << _CLASS_BITS | threat_class) << _NUMBER_BITS | number + offset
                insert(table, order * 2 * total >> _ORDER_BITS, key)
    found = 0
    for place in range(3 * total):
        key = table[place]
        if key != EMPTY:
            table[place] = EMPTY
            world.threat_class[filled + found] = key >> _NUMBER_BITS & 2**_CLASS_BITS - 1
            world.threat_number[filled + found] = key & 2**_NUMBER_BITS - 1
            found += 1


@kernel
def _take_rows(chances: Record, world: Record, wave: int, row: int, filled: int, counts: Array) -> int:
    """Threats of a recorded wave in the order of its rows; the first row after it is returned."""
    place = filled
    while row < chances.recorded_count and chances.recorded_entity[row] == world.wave_entity[wave]:
        threat_class = chances.recorded_class[row]
        factor = size_factor(chances, world, world.wave_min[wave], threat_class)
        number = _whole(chances.recorded_number[row] * factor)
        for _ in range(number):
            if place < world.threat_class.size:
                world.threat_class[place] = threat_class
                world.threat_number[place] = counts[threat_class]
            counts[threat_class] += 1
            place += 1
        row += 1
    return row
