"""When waves come: candidates of each kind in its own time, then all kinds in one order.

A wave is addressed by its kind and its number within the kind. Candidates that do not take place keep their
number, so probabilities and exclusions move no other draw.
"""

import math

from sim.kernel import Record, kernel
from sim.units import DAY_MIN
from sim.world.address import WAVE_LIMIT, Stream, wave_entity
from sim.world.chance import chance, drawn
from sim.world.codes import Process
from sim.world.gaps import (
    daily_profile_min,
    first_gap_min,
    gap_min,
    two_regime_next,
    two_regime_start,
    unit_gap,
)
from sim.world.sorting import sorted_keys
from sim.world.status import WorldStatus

_KIND_BITS = 20
_ENTITY_BITS = 26
_ENTITY_MASK = 2**26 - 1


@kernel
def draw_waves(chances: Record, world: Record) -> None:
    """Fill minute, kind, address and duration of the waves, in the order of minute, kind and number."""
    if chances.recorded:
        _take_recorded(chances, world)
    else:
        for place in range(chances.kind_count):
            _draw_kind(chances, world, chances.kind_order[place])
    keys = world.wave_entity[: world.wave_count]
    if not chances.recorded:
        keys = sorted_keys(keys, 0)
    for wave in range(world.wave_count):
        key = keys[wave]
        entity = key & _ENTITY_MASK
        kind = entity >> _KIND_BITS
        world.wave_min[wave] = key >> _ENTITY_BITS
        world.wave_entity[wave] = entity
        world.wave_kind[wave] = kind
        if not chances.recorded and chances.kind_duration[kind, 0] >= 0.0:
            law = chances.kind_duration[kind]
            world.wave_duration[wave] = max(0.0, drawn(world, law, Stream.WAVE_DURATION.value, entity, 0))


@kernel
def _draw_kind(chances: Record, world: Record, kind: int) -> None:
    """Draw all waves of one kind."""
    process = chances.kind_process[kind]
    if process == Process.GAP.value:
        _renew(chances, world, kind)
    elif process == Process.LISTED.value:
        _list(chances, world, kind)
    elif process == Process.TWO_REGIME.value:
        _switch(chances, world, kind)
    else:
        _count_unit_time(chances, world, kind)


@kernel
def _end_min(chances: Record, kind: int) -> float:
    """Where the process of a kind may stop [min]: a gap that picks a date needs the whole last date."""
    if chances.kind_window_from[kind] < 0:
        return float(chances.horizon_min)
    return math.ceil(chances.horizon_min / DAY_MIN) * float(DAY_MIN)


@kernel
def _renew(chances: Record, world: Record, kind: int) -> None:
    """Renewal process: gaps are summed as reals."""
    minimum, shape = chances.kind_minimum[kind], chances.kind_shape[kind]
    scale, start = chances.kind_scale[kind], chances.kind_start[kind]
    key0, key1, replication = world.key0, world.key1, world.replication
    end = _end_min(chances, kind)
    number = 0
    wave = wave_entity(kind, 0)
    first = chances.kind_first[kind]
    moment = first_gap_min(start, first, minimum, shape, scale, key0, key1, replication, wave)
    while moment < end and world.status == WorldStatus.FINE.value:
        _consider(chances, world, kind, number, moment)
        number += 1
        moment += gap_min(minimum, shape, scale, key0, key1, replication, wave_entity(kind, number))


@kernel
def _list(chances: Record, world: Record, kind: int) -> None:
    """Listed moments, in the order of the scenario's list."""
    number = 0
    for row in range(chances.listed_count):
        if chances.listed_kind[row] == kind:
            _consider(chances, world, kind, number, float(chances.listed_min[row]))
            number += 1


@kernel
def _count_unit_time(chances: Record, world: Record, kind: int) -> None:
    """Poisson process, even or with a daily profile: unit time mapped to minutes."""
    is_even = chances.kind_process[kind] == Process.POISSON.value
    per_day = chances.kind_per_day[kind]
    if is_even and per_day <= 0.0:
        return
    number = 0
    unit = 0.0
    while world.status == WorldStatus.FINE.value:
        wave = wave_entity(kind, number)
        unit += unit_gap(world.key0, world.key1, world.replication, Stream.WAVE_GAP.value, wave)
        moment = unit / per_day * DAY_MIN if is_even else daily_profile_min(unit, chances.kind_profile[kind])
        if moment >= chances.horizon_min:
            return
        _consider(chances, world, kind, number, moment)
        number += 1


@kernel
def _switch(chances: Record, world: Record, kind: int) -> None:
    """Poisson process whose rate switches at random between two regimes."""
    key0, key1, replication = world.key0, world.key1, world.replication
    rate, stay = chances.kind_rate[kind], chances.kind_stay[kind]
    horizon = float(chances.horizon_min)
    regime, until = two_regime_start(stay, key0, key1, replication, kind)
    moment, ordinal, number = 0.0, 0, 0
    while world.status == WorldStatus.FINE.value:
        unit = unit_gap(key0, key1, replication, Stream.WAVE_GAP.value, wave_entity(kind, number))
        moment, regime, ordinal, until = two_regime_next(
            unit, moment, regime, ordinal, until, rate, stay, horizon, key0, key1, replication, kind
        )
        if moment >= horizon:
            return
        _consider(chances, world, kind, number, moment)
        number += 1


@kernel
def _consider(chances: Record, world: Record, kind: int, number: int, moment: float) -> None:
    """Add a wave whose time has come, unless chance or another kind's wave on its date says no."""
    if number >= WAVE_LIMIT:
        world.status = WorldStatus.TOO_MANY_WAVES.value
        return
    entity = wave_entity(kind, number)
    minute = int(math.floor(moment))
    if chances.kind_window_from[kind] >= 0:
        place = chance(world, Stream.WAVE_MINUTE.value, entity, 0) * chances.kind_window_length[kind]
        minute = minute // DAY_MIN * DAY_MIN + chances.kind_window_from[kind] + int(math.floor(place))
    if minute < 0 or minute >= chances.horizon_min:
        return
    probability = chances.kind_probability[kind]
    if probability < 1.0 and chance(world, Stream.WAVE_HAPPENS.value, entity, 0) >= probability:
        return
    if world.kinds_of_date[minute // DAY_MIN] & chances.kind_avoids[kind]:
        return
    _add(world, minute, entity)


@kernel
def _add(world: Record, minute: int, entity: int) -> None:
    """Keep a wave as one sorting key: minute, kind, number."""
    if world.wave_count >= world.wave_entity.size:
        world.status = WorldStatus.TOO_MANY_WAVES.value
        return
    world.kinds_of_date[minute // DAY_MIN] |= 1 << (entity >> _KIND_BITS)
    world.wave_entity[world.wave_count] = minute << _ENTITY_BITS | entity
    world.wave_count += 1


@kernel
def _take_recorded(chances: Record, world: Record) -> None:
    """Take the recorded waves that lie within the horizon, as they stand."""
    for row in range(chances.recorded_count):
        entity = chances.recorded_entity[row]
        if row == 0 or entity != chances.recorded_entity[row - 1]:
            _add(world, chances.recorded_min[row], entity)
            if world.status != WorldStatus.FINE.value:
                return
        wave = world.wave_count - 1
        world.wave_duration[wave] = max(world.wave_duration[wave], chances.recorded_duration[row])
