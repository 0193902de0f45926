"""What a leaker hits: a heat source, a feeder, a pumping station, a building, or something outside heat and power."""

from sim.kernel import Record, kernel
from sim.model.cohorts import chill_again, chill_warm, retire, split
from sim.model.crews import add_work, announce_failure
from sim.model.notices import jot, jot_all
from sim.model.opening import one_job_of, open_asset_job, open_job, open_known_job
from sim.model.supply import break_asset, fail_asset
from sim.model.words import NONE, AssetClass, JobKind, Note, Origin, Phase
from sim.world.address import NO_WAVE, Stream, building_entity, outage_entity
from sim.world.chance import chance, drawn
from sim.world.record import Array


@kernel
def strike(
    params: Record, world: Record, state: Record, wave: int, threat_class: int, entity: int, origin: int
) -> None:
    """A leaker damages something or not: asset class by exposure, asset by weight, severity by class."""
    if chance(world, Stream.THREAT_DAMAGE.value, entity, 0) >= params.class_damage[threat_class]:
        return
    state.damaging += 1
    asset_class = pick(
        params.exposure, 0, params.exposure.shape[0], chance(world, Stream.THREAT_DAMAGE.value, entity, 1)
    )
    if world.wave_spared[wave] or asset_class == AssetClass.ELSEWHERE:
        return
    u = chance(world, Stream.THREAT_DAMAGE.value, entity, 2)
    severity_u = chance(world, Stream.THREAT_DAMAGE.value, entity, 3)
    severity = pick(params.class_severity[threat_class], 0, params.class_severity.shape[1], severity_u)
    if asset_class == AssetClass.BUILDING:
        strike_building(params, world, state, entity, severity, origin, u)
        return
    asset = pick(params.asset_reach, params.class_first[asset_class], params.class_assets[asset_class], u)
    strike_asset(params, world, state, asset, entity, severity, origin, world.wave_entity[wave])


@kernel
def strike_asset(
    params: Record, world: Record, state: Record, asset: int, entity: int, severity: int, origin: int, opened: int
) -> None:
    """A source is down until its hold is over, a feeder or pumping station until crews have repaired it.

    A hit on one that waits for crews adds work, or nothing happens.
    """
    if state.asset[asset].failed:
        jot(state, Note.HIT_AGAIN.value, asset, severity, origin)
    if params.asset[asset].by_crews == 0:
        hold_min = drawn(world, params.severity_hold[severity], Stream.HOLD.value, entity, 0)
        lost = params.severity_lost[severity]
        fail_asset(params, world, state, asset, max(0.0, hold_min), lost, origin, opened)
    elif state.asset[asset].failed == 0:
        jot(state, Note.NETWORK_DOWN.value, asset, severity, origin)
        open_asset_job(params, world, state, asset, severity, entity, origin)
        break_asset(params, world, state, asset, origin, opened)
    elif params.rehit_adds:
        add_work(params, world, state, state.asset[asset].job - 1, entity, severity)


@kernel
def pick(reach: Array, first: int, count: int, u: float) -> int:
    """Of so many entries from a first one on, that whose cumulated share is the first above u; the last if none is."""
    low = first
    high = first + count - 1
    while low < high:
        middle = (low + high) // 2
        if reach[middle] > u:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def strike_building(
    params: Record, world: Record, state: Record, entity: int, severity: int, origin: int, u: float
) -> None:
    """A hit damages one building of a block; a building already damaged gets more work, or nothing happens."""
    if params.next_undamaged:
        block = next_undamaged(params, state)
        if block < 0:
            return
        index = 0
    else:
        block = pick(params.block_reach, 0, params.block_count, u)
        buildings = int(params.block[block].buildings)
        index = int(chance(world, Stream.BUILDING.value, entity, 0) * buildings) - int(state.block[block].damaged)
    retire(params, world, state, block)
    if index < 0:
        jot(state, Note.HIT_AGAIN.value, params.asset_count + block, severity, origin)
        if params.rehit_adds:
            hit_again(params, world, state, block, index, entity, severity)
        return
    open_damage(params, world, state, block, index, severity, JobKind.DAMAGE.value, entity, origin)


@kernel
def next_undamaged(params: Record, state: Record) -> int:
    """The next block, in rotation, that has an undamaged building; -1 if the whole city is damaged."""
    for step in range(params.block_count):
        block = int((state.next_block + step) % params.block_count)
        if state.block[block].damaged < params.block[block].buildings:
            state.next_block = block
            return block
    return NONE


@kernel
def hit_again(params: Record, world: Record, state: Record, block: int, index: int, entity: int, severity: int) -> None:
    """The damaged building at `-1 - index`, counted in the order of the block's cohorts, gets more work."""
    left = -1 - index
    cohort = state.block[block].first - 1
    while cohort >= 0:
        if state.cohort[cohort].job != 0:
            if left < state.cohort[cohort].buildings:
                job = one_job_of(params, world, state, state.cohort[cohort].job - 1)
                add_work(params, world, state, job, entity, severity)
                return
            left -= int(state.cohort[cohort].buildings)
        cohort = state.cohort[cohort].next


@kernel
def open_damage(
    params: Record,
    world: Record,
    state: Record,
    block: int,
    index: int,
    severity: int,
    kind: int,
    entity: int,
    origin: int,
) -> int:
    """One undamaged building loses heat by its own fault: the warm ones first, then those of the block's cohorts.

    Returns
    -------
    int
        The job of the one building.
    """
    cohort = take_building(params, world, state, block, index, origin)
    jot_all(state, Note.BUILDING_DAMAGED.value, block, severity, kind, origin)
    return open_job(params, world, state, cohort, kind, severity, entity, origin)


@kernel
def take_building(params: Record, world: Record, state: Record, block: int, index: int, origin: int) -> int:
    """Part the `index`-th undamaged building of a block into a cold cohort of its own."""
    phase = Phase.CREW.value
    if index < state.block[block].warm:
        return chill_warm(params, world, state, block, 1, phase, origin)
    left = index - int(state.block[block].warm)
    cohort = state.block[block].first - 1
    while cohort >= 0:
        if state.cohort[cohort].job == 0:
            if left < state.cohort[cohort].buildings:
                break
            left -= int(state.cohort[cohort].buildings)
        cohort = state.cohort[cohort].next
    if state.cohort[cohort].buildings > 1:
        cohort = split(params, world, state, cohort, 1)
    if state.cohort[cohort].heated == 1:
        chill_again(params, world, state, cohort, phase, origin)
    return cohort


@kernel
def damage_at_start(params: Record, world: Record, state: Record) -> None:
    """Damage the buildings that are damaged at the start, block after block, one job each."""
    for _ in range(params.damaged_buildings):
        block = next_undamaged(params, state)
        if block < 0:
            return
        entity = outage_entity(block, NO_WAVE, state.block[block].damaged)
        severity = params.damaged_severity
        kind = JobKind.GIVEN.value
        open_damage(params, world, state, block, 0, severity, kind, entity, Origin.GIVEN.value)


@kernel
def chill_buildings(params: Record, world: Record, state: Record, row: int) -> None:
    """Single buildings of a district, or of the city, get cold: the lowest blocks first, a job each that is known."""
    district = params.cold_district[row]
    severity = params.cold_severity[row]
    left = params.cold_buildings[row]
    for block in range(params.block_count):
        if district > 0 and params.block[block].district != district - 1:
            continue
        while left > 0 and state.block[block].damaged < params.block[block].buildings:
            entity = outage_entity(block, NO_WAVE, state.block[block].damaged)
            cohort = take_building(params, world, state, block, 0, Origin.GIVEN.value)
            jot_all(state, Note.BUILDING_DAMAGED.value, block, severity, JobKind.GIVEN.value, Origin.GIVEN.value)
            open_known_job(params, world, state, cohort, severity, entity, params.cold_done[row])
            left -= 1


@kernel
def fail_building(params: Record, world: Record, state: Record, building: int) -> None:
    """A single building fails by itself; where all of its block have faults already, it fails another time."""
    block = 0
    left = building
    while left >= params.block[block].buildings:
        left -= int(params.block[block].buildings)
        block += 1
    retire(params, world, state, block)
    entity = building_entity(building, state.building_ordinal[building])
    state.building_ordinal[building] += 1
    if state.block[block].damaged >= params.block[block].buildings:
        announce_failure(params, world, state, building)
        return
    severity = params.up_time_severity
    kind = JobKind.FAILURE.value
    job = open_damage(params, world, state, block, 0, severity, kind, entity, Origin.GIVEN.value)
    state.job[job].building = building
