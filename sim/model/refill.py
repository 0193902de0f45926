"""Refilling the heating water: one city-wide server works whole blocks; frost faults show at reconnection."""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import split, warm
from sim.model.foresight import level_on_curve
from sim.model.heat import DAY_HOURS, HOUR
from sim.model.jobs import LONGEST_MIN, ask_for_dispatch, phase_of, score_anew
from sim.model.ledger import enter_phase
from sim.model.line import join_line, leave_line
from sim.model.notices import NEVER, is_current, jot, post
from sim.model.opening import open_job
from sim.model.words import NONE, REFILL_SERVER, Event, JobKind, Note, Phase
from sim.units import DAY_MIN, HOUR_MIN
from sim.world.address import Stream, outage_entity
from sim.world.chance import chance
from sim.world.counts import binomial_quantile


@kernel
def queue_block(params: Record, state: Record, block: int) -> None:
    """The supply of a block is back: it waits for refilling, with the time at which it was first asked for."""
    stand_in_line(state, block)
    if state.block[block].place == 0:
        state.queue[state.queue_count].block = block
        state.queue_count += 1
        state.queue_used = max(state.queue_used, state.queue_count)
        state.block[block].place = state.queue_count
        join_line(state, REFILL_SERVER, block)
    score_anew(state, block)
    ask_for_dispatch(params, state, REFILL_SERVER)


@kernel
def stand_in_line(state: Record, block: int) -> None:
    """A block needs refilling: from now on it counts as asked for, also while it has no supply."""
    if state.block[block].queued == 0:
        state.block[block].queued = 1
        state.block[block].queued_at = state.now
        jot(state, Note.BLOCK_QUEUED.value, block, 0, 0)


@kernel
def unqueue_block(state: Record, block: int) -> None:
    """Take a block out of the queue, if it is in it; the last one takes its place."""
    place = state.block[block].place - 1
    if place >= 0:
        state.queue_count -= 1
        state.queue[place] = state.queue[state.queue_count]
        state.queue_score[place] = state.queue_score[state.queue_count]
        state.block[state.queue[place].block].place = place + 1
        state.block[block].place = 0
        leave_line(state, REFILL_SERVER, block)


@kernel
def is_drained(params: Record, world: Record, state: Record, block: int) -> bool:
    """True if the block's outage has had more frost hours than draining waits for."""
    if params.drained_after < 0.0:
        return False
    return frost_min_of(world, state, block) > params.drained_after


@kernel
def is_frozen(params: Record, world: Record, state: Record, block: int) -> bool:
    """True if water has stood in the block's pipes for too long in frost: it was not drained, or too late."""
    if params.frozen_after < 0.0 or 0.0 <= params.drained_after <= params.frozen_after:
        return False
    return frost_min_of(world, state, block) > params.frozen_after


@kernel
def frost_min_of(world: Record, state: Record, block: int) -> float:
    """Time in frost of a block's outage so far, in whole hours [min]."""
    begin = state.block[block].since // HOUR_MIN
    end = state.now // HOUR_MIN
    return float((frost_hours_by(world, end) - frost_hours_by(world, begin)) * HOUR)


@kernel
def stays_filled(params: Record, world: Record, state: Record, block: int) -> bool:
    """True if a dark block's pipes are full and whole: only the rota cut it, it was not drained and did not freeze."""
    if state.block[block].only_cut == 0 or is_drained(params, world, state, block):
        return False
    return not is_frozen(params, world, state, block)


@kernel
def frost_hours_by(world: Record, hour: int) -> int:
    """Hours in frost from the start to an hour; before the start the weather was that of the first hour (A37)."""
    if hour < 0:
        return hour if world.outdoor_c[0] < 0.0 else 0
    return int(world.frost_hours[hour])


@kernel
def outdoor_sum_by(world: Record, hour: int) -> float:
    """Sum of hourly outdoor temperatures from the start to an hour, also one before the start (A37) [degC]."""
    return float(world.outdoor_sum[hour] if hour >= 0 else hour * world.outdoor_c[0])


@kernel
def count_waiting(state: Record, place: int) -> None:
    """Count the cold buildings without a fault of a block in the queue, and find the oldest cohort of them."""
    state.queue[place].oldest = NONE
    state.queue[place].buildings = 0
    cohort = state.block[state.queue[place].block].first - 1
    while cohort >= 0:
        if state.cohort[cohort].heated == 0 and state.cohort[cohort].job == 0:
            if state.queue[place].buildings == 0:
                state.queue[place].oldest = cohort
            state.queue[place].buildings += state.cohort[cohort].buildings
        cohort = state.cohort[cohort].next


@kernel
def refill_left(params: Record, world: Record, state: Record, block: int, buildings: int) -> float:
    """Time the server still needs for so many buildings of a block; without capacity beyond the horizon [min]."""
    drained = params.drained_work if is_drained(params, world, state, block) else 1.0
    if params.refill_per_day <= 0.0:
        return float(params.horizon_min)
    minutes = min(buildings * drained * DAY_MIN / params.refill_per_day, LONGEST_MIN)
    return max(0.0, minutes - state.block[block].refilled)


@kernel
def start_refilling(params: Record, world: Record, state: Record, place: int) -> None:
    """The server takes a block from a place in the queue; what was already refilled before a stop stays done."""
    block = state.queue[place].block
    buildings = state.queue[place].buildings
    unqueue_block(state, block)
    state.block[block].queued = 0
    state.refill_block = block + 1
    state.refill_from = state.now
    state.refill_turn += 1
    left = refill_left(params, world, state, block, buildings)
    until = state.now + int(math.ceil(left))
    jot(state, Note.REFILL_STARTED.value, block, until if params.refill_per_day > 0.0 else NEVER, 0)
    post(params, state, until, Event.REFILL.value, block, state.refill_turn)


@kernel
def stop_refilling(params: Record, world: Record, state: Record) -> None:
    """The block being refilled lost its supply again: it keeps its progress and stands in line again."""
    block = state.refill_block - 1
    state.block[block].refilled += state.now - state.refill_from
    state.refill_block = 0
    state.refill_turn += 1
    jot(state, Note.REFILL_STOPPED.value, block, 0, 0)
    stand_in_line(state, block)
    ask_for_dispatch(params, state, REFILL_SERVER)


@kernel
def finish_refilling(params: Record, world: Record, state: Record, block: int, turn: int) -> None:
    """A block has been refilled: reconnect it and let the server take the next."""
    if state.refill_block != block + 1 or not is_current(turn, state.refill_turn):
        return
    state.refill_block = 0
    reconnect(params, world, state, block)
    ask_for_dispatch(params, state, REFILL_SERVER)


@kernel
def frost_share(params: Record, world: Record, state: Record, block: int) -> float:
    """Share of buildings with a frost fault, by the lowest 24-hour mean outdoor temperature inside the outage."""
    begin = state.block[block].since // HOUR_MIN
    end = max(begin + 1, min(int(math.ceil(state.now / HOUR)), world.hours))
    span = min(DAY_HOURS, end - begin)
    coldest = lowest_sum(world, begin, end, span)
    share = level_on_curve(params.frost_at_c, params.frost_share, params.frost_points, coldest / span)
    if is_frozen(params, world, state, block):
        return min(1.0, share * params.frozen_share)
    return share * params.drained_share if is_drained(params, world, state, block) else share


@kernel
def lowest_sum(world: Record, begin: int, end: int, span: int) -> float:
    """Lowest sum of outdoor temperatures over so many hours within a stretch of hours [degC]."""
    lowest = outdoor_sum_by(world, begin + span) - outdoor_sum_by(world, begin)
    for hour in range(begin + 1, min(0, end - span + 1)):
        lowest = min(lowest, outdoor_sum_by(world, hour + span) - outdoor_sum_by(world, hour))
    for hour in range(max(0, begin + 1), end - span + 1):
        total = world.outdoor_sum[hour + span] - world.outdoor_sum[hour]
        lowest = min(lowest, total)
    return lowest


@kernel
def reconnect(params: Record, world: Record, state: Record, block: int) -> None:
    """A block is supplied and filled: each cold cohort splits off its frost faults, the rest is heated.

    Cohorts are taken in the order of their creation; the k-th without a fault draws its number of faults by the
    address (block, wave that opened the outage, k). Buildings with a fault of their own stay cold.
    """
    share = 0.0
    long = state.now - state.block[block].since >= params.refill_after
    if params.frost and long and not stays_filled(params, world, state, block):
        share = frost_share(params, world, state, block)
    opened = state.block[block].opened
    state.block[block].phase = Phase.WARM
    state.block[block].refilled = 0.0
    last = state.block[block].last
    cohort = state.block[block].first - 1
    ordinal = 0
    heated = 0
    faults = 0
    while cohort >= 0:
        after = state.cohort[cohort].next if cohort != last else -1
        if state.cohort[cohort].job != 0:
            origin = state.job[state.cohort[cohort].job - 1].origin
            enter_phase(world, state, cohort, phase_of(state, cohort), origin)
        else:
            entity = outage_entity(block, opened, ordinal)
            ordinal += 1
            faults += find_faults(params, world, state, cohort, entity, share)
            if state.cohort[cohort].job == 0:
                heated += state.cohort[cohort].buildings
                warm(params, world, state, cohort)
        cohort = after
    jot(state, Note.BLOCK_HEATED.value, block, heated, faults)


@kernel
def find_faults(params: Record, world: Record, state: Record, cohort: int, entity: int, share: float) -> int:
    """Draw the number of frost faults of a cohort and open their jobs [buildings]; all may be faulty."""
    buildings = state.cohort[cohort].buildings
    if share <= 0.0:
        return 0
    u = chance(world, Stream.FROST_COUNT.value, entity, 0)
    faults = binomial_quantile(u, buildings, share)
    if faults == 0:
        return 0
    faulty = cohort if faults == buildings else split(params, world, state, cohort, faults)
    open_job(params, world, state, faulty, JobKind.FROST_FAULT.value, NONE, entity, state.cohort[faulty].origin)
    return faults
