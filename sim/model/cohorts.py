"""Cohorts: buildings of one block that lost heat together. They split, they never merge, they end at the set point.

A block's cohorts form a list in the order of their creation. Buildings of a block that are in no cohort are warm.
"""

from sim.kernel import Record, kernel
from sim.model.districts import count_cold
from sim.model.exposure import expose
from sim.model.heat import note_falls, note_rises, start_segment, temperature, warmest_between
from sim.model.ledger import enter_phase, settle
from sim.model.words import NONE, ORIGINS, PHASES, Phase, Status


@kernel
def new_cohort(state: Record, block: int, buildings: int) -> int:
    """Take an empty place for a cohort and append it to its block's list.

    Without an empty place the run stops with a status, and the last place, which is in no list, serves until then.
    """
    cohort = state.cohort_free - 1
    if cohort >= 0:
        state.cohort_free = state.cohort[cohort].next + 1
    elif state.cohort_count < state.cohort.shape[0] - 1:
        cohort = state.cohort_count
        state.cohort_count += 1
    else:
        state.status = Status.TOO_MANY_COHORTS
        return int(state.cohort.shape[0]) - 1
    state.cohort[cohort].next = NONE
    if state.block[block].first == 0:
        state.block[block].first = cohort + 1
    else:
        state.cohort[state.block[block].last].next = cohort
    state.block[block].last = cohort
    state.cohort[cohort].block = block
    state.cohort[cohort].buildings = buildings
    return cohort


@kernel
def chill_warm(
    params: Record, world: Record, state: Record, block: int, buildings: int, phase: int, origin: int
) -> int:
    """Take warm buildings of a block into a new cohort that loses heat now."""
    cohort = new_cohort(state, block, buildings)
    state.block[block].warm -= buildings
    state.cohort[cohort].temp = params.set_point
    state.cohort[cohort].spell = state.now
    state.cohort[cohort].since = state.now
    state.cohort[cohort].exposure = 0
    state.cohort[cohort].job = 0
    state.cohort[cohort].heated = 0
    for line in range(PHASES):
        state.cohort[cohort].phase_min[line] = 0
    for line in range(ORIGINS):
        state.cohort[cohort].origin_min[line] = 0
    state.cohort[cohort].phase = Phase.WARM
    enter_phase(world, state, cohort, phase, origin)
    if params.heating:
        start_segment(params, world, state, cohort, 0, float(state.now))
    count_cold(params, state, block, buildings)
    return cohort


@kernel
def chill_again(params: Record, world: Record, state: Record, cohort: int, phase: int, origin: int) -> None:
    """A heated cohort below the set point loses heat again: a new outage in the same spell."""
    if params.heating:
        expose(params, world, state, cohort, float(state.now))
        start_segment(params, world, state, cohort, 0, float(state.now))
    state.cohort[cohort].heated = 0
    state.cohort[cohort].since = state.now
    enter_phase(world, state, cohort, phase, origin)
    count_cold(params, state, state.cohort[cohort].block, state.cohort[cohort].buildings)


@kernel
def warm(params: Record, world: Record, state: Record, cohort: int) -> None:
    """Heat is back: the outage ends and is logged; the spell goes on until the set point is reached."""
    enter_phase(world, state, cohort, Phase.WARM.value, state.cohort[cohort].origin)
    count_cold(params, state, state.cohort[cohort].block, -state.cohort[cohort].buildings)
    log_outage(state, cohort, state.now)
    state.cohort[cohort].warm_at = float(state.now)
    if params.heating:
        expose(params, world, state, cohort, float(state.now))
        start_segment(params, world, state, cohort, 1, float(state.now))
        note_rises(params, world, state, cohort)
    state.cohort[cohort].heated = 1


@kernel
def log_outage(state: Record, cohort: int, until: int) -> None:
    """Remember an outage: block, buildings, from, to (-1: open at the end)."""
    row = state.outage_count
    if row >= state.outage.shape[0]:
        state.status = Status.TOO_MANY_OUTAGES
        return
    state.outage[row].block = state.cohort[cohort].block
    state.outage[row].buildings = state.cohort[cohort].buildings
    state.outage[row].begin = state.cohort[cohort].since
    state.outage[row].end = until
    state.outage_count = row + 1


@kernel
def split(params: Record, world: Record, state: Record, cohort: int, buildings: int) -> int:
    """Part some buildings from a cohort; both keep temperature, spell and history, a job is not passed on."""
    if params.heating and not state.cohort[cohort].heated:
        now = max(0.0, float(state.now))
        end_c = temperature(params, world, state, cohort, now)
        note_falls(params, world, state, cohort, now, end_c, warmest_between(world, state.cohort[cohort].at, now))
    part = new_cohort(state, state.cohort[cohort].block, buildings)
    state.cohort[part] = state.cohort[cohort]
    state.cohort[part].next = NONE
    state.cohort[part].buildings = buildings
    state.cohort[part].job = 0
    state.cohort[cohort].buildings -= buildings
    return part


@kernel
def end_spell(params: Record, world: Record, state: Record, cohort: int, minute: float) -> None:
    """Close the books of a cohort: exposure until a minute, longest spell, ledger."""
    if params.heating:
        expose(params, world, state, cohort, minute)
    state.longest_spell = max(state.longest_spell, minute - state.cohort[cohort].spell)
    settle(params, state, cohort)


@kernel
def retire(params: Record, world: Record, state: Record, block: int) -> None:
    """Return to the warm buildings of a block all cohorts that have reached the set point by now."""
    before = NONE
    cohort = state.block[block].first - 1
    while cohort >= 0:
        after = state.cohort[cohort].next
        if state.cohort[cohort].heated == 1 and state.cohort[cohort].warm_at <= state.now:
            end_spell(params, world, state, cohort, state.cohort[cohort].warm_at)
            state.block[block].warm += state.cohort[cohort].buildings
            unlink(state, block, before, cohort)
        else:
            before = cohort
        cohort = after


@kernel
def heated_in(state: Record, block: int) -> int:
    """Buildings of a block that have heat: the warm ones, and those that are warming up."""
    buildings = int(state.block[block].warm)
    cohort = state.block[block].first - 1
    while cohort >= 0:
        if state.cohort[cohort].heated == 1:
            buildings += int(state.cohort[cohort].buildings)
        cohort = state.cohort[cohort].next
    return buildings


@kernel
def unlink(state: Record, block: int, before: int, cohort: int) -> None:
    """Take a cohort out of its block's list, behind the one before it, and free its place."""
    after = state.cohort[cohort].next
    if before < 0:
        state.block[block].first = after + 1
    else:
        state.cohort[before].next = after
    if after < 0:
        state.block[block].last = max(before, 0)
    state.cohort[cohort].buildings = 0
    state.cohort[cohort].next = state.cohort_free - 1
    state.cohort_free = cohort + 1


@kernel
def close_books(params: Record, world: Record, state: Record) -> None:
    """At the horizon: settle every spell that is still open, and log open outages as not ended."""
    for block in range(params.block_count):
        retire(params, world, state, block)
        cohort = state.block[block].first - 1
        while cohort >= 0:
            if state.cohort[cohort].heated == 0:
                log_outage(state, cohort, NONE)
            enter_phase(world, state, cohort, Phase.WARM.value, state.cohort[cohort].origin)
            end_spell(params, world, state, cohort, float(state.now))
            cohort = state.cohort[cohort].next


@kernel
def present_temperature(params: Record, world: Record, state: Record, cohort: int) -> float:
    """Indoor temperature of a cohort now [degC]; the set point once it is warm again."""
    minute = float(state.now)
    if state.cohort[cohort].heated == 1 and state.cohort[cohort].warm_at <= minute:
        return params.set_point
    return temperature(params, world, state, cohort, minute)
