"""Cohorts: buildings of one block that lost heat together. They split, they never merge, they end at the set point.

A block's cohorts form a list in the order of their creation. Buildings of a block that are in no cohort are warm.
"""

from sim.kernel import Record, kernel
from sim.model.exposure import expose
from sim.model.heat import minute_warm, start_segment, temperature
from sim.model.ledger import enter_phase, settle
from sim.model.words import LINES, Phase, Status

NONE = -1


@kernel
def new_cohort(state: Record, block: int, buildings: int) -> int:
    """Take an empty place for a cohort and append it to its block's list."""
    cohort = state.cohort_free - 1
    if cohort >= 0:
        state.cohort_free = state.cohort_next[cohort] + 1
    elif state.cohort_count < state.cohort_next.shape[0]:
        cohort = state.cohort_count
        state.cohort_count += 1
    else:
        state.status = Status.TOO_MANY_COHORTS
        cohort = 0
    state.cohort_next[cohort] = NONE
    if state.block_first[block] == 0:
        state.block_first[block] = cohort + 1
    else:
        state.cohort_next[state.block_last[block]] = cohort
    state.block_last[block] = cohort
    state.cohort_block[cohort] = block
    state.cohort_buildings[cohort] = buildings
    return cohort


@kernel
def chill_warm(
    params: Record, world: Record, state: Record, block: int, buildings: int, phase: int, origin: int
) -> int:
    """Take warm buildings of a block into a new cohort that loses heat now."""
    cohort = new_cohort(state, block, buildings)
    state.block_warm[block] -= buildings
    state.cohort_temp[cohort] = params.set_point
    state.cohort_spell[cohort] = state.now
    state.cohort_since[cohort] = state.now
    state.cohort_exposure[cohort] = 0
    state.cohort_job[cohort] = 0
    state.cohort_work[cohort] = 0
    state.cohort_spent[cohort] = 0
    state.cohort_crew[cohort] = NONE
    state.cohort_building[cohort] = NONE
    state.cohort_heated[cohort] = 0
    for line in range(LINES):
        state.cohort_phase_min[cohort, line] = 0
        state.cohort_origin_min[cohort, line] = 0
    state.cohort_phase[cohort] = Phase.WARM
    enter_phase(world, state, cohort, phase, origin)
    if params.heating:
        start_segment(params, world, state, cohort, 0, float(state.now))
    state.cold_now += buildings
    return cohort


@kernel
def chill_again(params: Record, world: Record, state: Record, cohort: int, phase: int, origin: int) -> None:
    """A heated cohort below the set point loses heat again: a new outage in the same spell."""
    if params.heating:
        expose(params, world, state, cohort, float(state.now))
        start_segment(params, world, state, cohort, 0, float(state.now))
    state.cohort_heated[cohort] = 0
    state.cohort_since[cohort] = state.now
    enter_phase(world, state, cohort, phase, origin)
    state.cold_now += state.cohort_buildings[cohort]


@kernel
def warm(params: Record, world: Record, state: Record, cohort: int) -> None:
    """Heat is back: the outage ends and is logged; the spell goes on until the set point is reached."""
    enter_phase(world, state, cohort, Phase.WARM.value, state.cohort_origin[cohort])
    buildings = state.cohort_buildings[cohort]
    state.cold_now -= buildings
    log_outage(state, cohort, state.now)
    state.cohort_warm_at[cohort] = float(state.now)
    if params.heating:
        expose(params, world, state, cohort, float(state.now))
        start_segment(params, world, state, cohort, 1, float(state.now))
        state.cohort_warm_at[cohort] = minute_warm(params, world, state, cohort)
    state.cohort_heated[cohort] = 1


@kernel
def log_outage(state: Record, cohort: int, until: int) -> None:
    """Remember an outage: block, buildings, from, to (-1: open at the end)."""
    row = state.outage_count
    if row >= state.outage_block.shape[0]:
        state.status = Status.TOO_MANY_OUTAGES
        return
    state.outage_block[row] = state.cohort_block[cohort]
    state.outage_buildings[row] = state.cohort_buildings[cohort]
    state.outage_from[row] = state.cohort_since[cohort]
    state.outage_to[row] = until
    state.outage_count = row + 1


@kernel
def split(state: Record, cohort: int, buildings: int) -> int:
    """Part some buildings from a cohort; both keep temperature, spell and history."""
    part = new_cohort(state, state.cohort_block[cohort], buildings)
    state.cohort_buildings[cohort] -= buildings
    state.cohort_heated[part] = state.cohort_heated[cohort]
    state.cohort_since[part] = state.cohort_since[cohort]
    state.cohort_spell[part] = state.cohort_spell[cohort]
    state.cohort_temp[part] = state.cohort_temp[cohort]
    state.cohort_at[part] = state.cohort_at[cohort]
    state.cohort_hour[part] = state.cohort_hour[cohort]
    state.cohort_offset[part] = state.cohort_offset[cohort]
    state.cohort_warm_at[part] = state.cohort_warm_at[cohort]
    state.cohort_exposure[part] = state.cohort_exposure[cohort]
    state.cohort_phase[part] = state.cohort_phase[cohort]
    state.cohort_origin[part] = state.cohort_origin[cohort]
    state.cohort_phase_since[part] = state.cohort_phase_since[cohort]
    for line in range(LINES):
        state.cohort_phase_min[part, line] = state.cohort_phase_min[cohort, line]
        state.cohort_origin_min[part, line] = state.cohort_origin_min[cohort, line]
    state.cohort_job[part] = state.cohort_job[cohort]
    state.cohort_job_origin[part] = state.cohort_job_origin[cohort]
    state.cohort_entity[part] = state.cohort_entity[cohort]
    state.cohort_ordinal[part] = state.cohort_ordinal[cohort]
    state.cohort_severity[part] = state.cohort_severity[cohort]
    state.cohort_work[part] = state.cohort_work[cohort]
    state.cohort_spent[part] = state.cohort_spent[cohort]
    state.cohort_queued[part] = state.cohort_queued[cohort]
    state.cohort_log[part] = state.cohort_log[cohort]
    state.cohort_building[part] = state.cohort_building[cohort]
    state.cohort_crew[part] = NONE
    return part


@kernel
def end_spell(params: Record, world: Record, state: Record, cohort: int, minute: float) -> None:
    """Close the books of a cohort: exposure until a minute, longest spell, ledger."""
    if params.heating:
        expose(params, world, state, cohort, minute)
    state.longest_spell = max(state.longest_spell, minute - state.cohort_spell[cohort])
    settle(params, state, cohort)


@kernel
def retire(params: Record, world: Record, state: Record, block: int) -> None:
    """Return to the warm buildings of a block all cohorts that have reached the set point by now."""
    before = NONE
    cohort = state.block_first[block] - 1
    while cohort >= 0:
        after = state.cohort_next[cohort]
        if state.cohort_heated[cohort] == 1 and state.cohort_warm_at[cohort] <= state.now:
            end_spell(params, world, state, cohort, state.cohort_warm_at[cohort])
            state.block_warm[block] += state.cohort_buildings[cohort]
            unlink(state, block, before, cohort)
        else:
            before = cohort
        cohort = after


@kernel
def unlink(state: Record, block: int, before: int, cohort: int) -> None:
    """Take a cohort out of its block's list, behind the one before it, and free its place."""
    after = state.cohort_next[cohort]
    if before < 0:
        state.block_first[block] = after + 1
    else:
        state.cohort_next[before] = after
    if after < 0:
        state.block_last[block] = max(before, 0)
    state.cohort_buildings[cohort] = 0
    state.cohort_next[cohort] = state.cohort_free - 1
    state.cohort_free = cohort + 1


@kernel
def close_books(params: Record, world: Record, state: Record) -> None:
    """At the horizon: settle every spell that is still open, and log open outages as not ended."""
    for block in range(params.block_count):
        retire(params, world, state, block)
        cohort = state.block_first[block] - 1
        while cohort >= 0:
            if state.cohort_heated[cohort] == 0:
                log_outage(state, cohort, NONE)
            enter_phase(world, state, cohort, Phase.WARM.value, state.cohort_origin[cohort])
            end_spell(params, world, state, cohort, float(state.now))
            cohort = state.cohort_next[cohort]


@kernel
def present_temperature(params: Record, world: Record, state: Record, cohort: int) -> float:
    """Indoor temperature of a cohort now [degC]; the set point once it is warm again."""
    minute = float(state.now)
    if state.cohort_heated[cohort] == 1 and state.cohort_warm_at[cohort] <= minute:
        return params.set_point
    return temperature(params, world, state, cohort, minute)
