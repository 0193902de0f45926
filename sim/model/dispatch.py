"""Which job is next: a score, first in first out, or largest first. No foresight of weather, waves or drawn work.

Score = people^a x urgency^b / work^c, where urgency = 1/(6 h + hours to the next threshold at the present indoor and
outdoor temperature), hours capped at 240 and 0 below the last threshold; times the equity weight of the district, if
dispatch has one. Indoor temperature is read at the last whole hour, so that jobs born together are scored once an hour.
Ties go to the lower block, then to the earlier outage.
"""

import math

from sim.kernel import Record, kernel
from sim.model.crews import assign
from sim.model.districts import favoured
from sim.model.heat import HOUR, at_hour, kin_of, minutes_to_cross
from sim.model.jobs import expected_work
from sim.model.line import NO_SCORE, UNSCORED, append, form, give_score, goes_first, is_kept, looks_at_all
from sim.model.needs import mark_waiting, unmark, waits_through
from sim.model.refill import count_waiting, is_drained, refill_left, start_refilling
from sim.model.relief import free_units, is_eligible, send_generators, units_for
from sim.model.words import NONE, REFILL_SERVER, JobKind, Order, Phase
from sim.units import HOUR_MIN

SAFETY_HOURS = 6.0
CAP_HOURS = 240.0


@kernel
def dispatch_crews(params: Record, world: Record, state: Record, skill: int) -> None:
    """Free crews take waiting jobs, the best first, until crews or jobs run out."""
    while state.waiting_count[skill] > 0 and state.busy[skill] < state.on_shift[skill] and state.status == 0:
        assign(params, world, state, next_job(params, world, state, skill))


@kernel
def dispatch_refill(params: Record, world: Record, state: Record) -> None:
    """The idle refill server takes the best block of those whose supply is back."""
    if state.refill_block == 0 and state.queue_count > 0:
        start_refilling(params, world, state, next_to_refill(params, world, state))


@kernel
def next_to_refill(params: Record, world: Record, state: Record) -> int:
    """The place in the queue of the block that is next."""
    if not is_kept(state, REFILL_SERVER):
        score_queue(params, world, state)
        if looks_at_all(state, REFILL_SERVER, int(state.queue_count)):
            return best_to_refill(state)
        for place in range(state.queue_count):
            append(state, REFILL_SERVER, state.queue[place].block, 0, state.queue_score[place])
        form(state, REFILL_SERVER)
    while state.line[0, REFILL_SERVER].rank == NO_SCORE:
        place = state.block[state.line[0, REFILL_SERVER].who].place - 1
        give_score(state, REFILL_SERVER, 0, score_block(params, world, state, place))
    return int(state.block[state.line[0, REFILL_SERVER].who].place - 1)


@kernel
def score_queue(params: Record, world: Record, state: Record) -> None:
    """Count the scores of all in the queue that have none of this hour, or none since something happened to them."""
    hour = state.now // HOUR_MIN + 1
    if state.queue_hour != hour:
        state.queue_hour = hour
        for place in range(state.queue_count):
            state.queue_score[place] = UNSCORED
    for place in range(state.queue_count):
        if state.queue_score[place] == UNSCORED:
            score_block(params, world, state, place)


@kernel
def best_to_refill(state: Record) -> int:
    """The best place in the queue, by a look at all."""
    best = 0
    for place in range(1, state.queue_count):
        score, best_score = state.queue_score[place], state.queue_score[best]
        if score > best_score or (score == best_score and state.queue[place].block < state.queue[best].block):
            best = place
    return best


@kernel
def next_job(params: Record, world: Record, state: Record, skill: int) -> int:
    """The waiting batch whose job is next; without a shortage of crews the order does not matter."""
    count = state.waiting_count[skill]
    if state.on_shift[skill] - state.busy[skill] >= state.waiting_jobs[skill]:
        return int(state.waiting[count - 1, skill])
    if not is_kept(state, skill):
        if looks_at_all(state, skill, int(count)):
            return best_job(params, world, state, skill)
        for place in range(count):
            job = int(state.waiting[place, skill])
            append(state, skill, job, rank_of(params, state, job), score_job(params, world, state, job))
        form(state, skill)
    while state.line[0, skill].rank == NO_SCORE:
        job = int(state.line[0, skill].who)
        give_score(state, skill, rank_of(params, state, job), score_job(params, world, state, job))
    return int(state.line[0, skill].who)


@kernel
def best_job(params: Record, world: Record, state: Record, skill: int) -> int:
    """The best waiting batch, by a look at all."""
    best = int(state.waiting[0, skill])
    best_rank = rank_of(params, state, best)
    best_score = score_job(params, world, state, best)
    for place in range(1, state.waiting_count[skill]):
        job = int(state.waiting[place, skill])
        rank = rank_of(params, state, job)
        if rank < best_rank:
            continue
        score = score_job(params, world, state, job)
        level = rank == best_rank
        if not level or score > best_score or (score == best_score and goes_first(state, skill, job, best)):
            best = job
            best_rank = rank
            best_score = score
    return best


@kernel
def rank_of(params: Record, state: Record, job: int) -> int:
    """Rank of a job's priority class: the higher goes first (non-preemptive), all 0 by default."""
    return int(params.dispatch_first[0 if state.job[job].kind == JobKind.FROST_FAULT else 1])


@kernel
def score_job(params: Record, world: Record, state: Record, job: int) -> float:
    """Score of one job of a waiting batch: the higher, the sooner."""
    if params.dispatch_order == Order.FIFO:
        return -float(state.job[job].queued)
    if state.job[job].asset >= 0:
        return score_asset(params, world, state, job)
    cohort = state.job[job].cohort
    if params.dispatch_order == Order.LARGEST_FIRST:
        return float(state.cohort[cohort].buildings)
    hour = state.now // HOUR_MIN
    if state.job[job].scored != hour + 1:
        block = state.cohort[cohort].block
        urgency = urgency_of(params, world, state, cohort)
        people = float(params.block[block].residents)
        score = score_of(params, people, urgency, expected_work(params, state, job))
        state.job[job].scored = hour + 1
        state.job[job].score = favoured(params, state, block, score)
    return float(state.job[job].score)


@kernel
def score_asset(params: Record, world: Record, state: Record, job: int) -> float:
    """Score of the job of a feeder or station: by those who live in blocks that wait for it, for heat or for water.

    The temperature is that of the first cohort of the first of these blocks without heat. Without any block that waits
    the score is 0.
    """
    reached = mark_waiting(params, state, state.job[job].asset)
    residents = 0
    buildings = 0
    first = params.block_count
    for place in range(reached):
        asset = state.asset_touched[place]
        for user in range(params.asset_user_first[asset], params.asset_user_first[asset + 1]):
            block = params.asset_user[user] - params.asset_count
            if block >= 0 and waits_through(params, state, block) == asset:
                residents += params.block[block].buildings * params.block[block].residents
                buildings += params.block[block].buildings
                if state.block[block].phase != Phase.WARM:
                    first = min(first, block)
    unmark(state, reached)
    if params.dispatch_order == Order.LARGEST_FIRST or buildings == 0:
        return float(buildings)
    urgency = least_urgency(params)
    if first < params.block_count:
        urgency = urgency_of(params, world, state, state.block[first].first - 1)
    return score_of(params, float(residents), urgency, expected_work(params, state, job))


@kernel
def dispatch_generators(params: Record, world: Record, state: Record) -> None:
    """Free generators go to blocks that only lack power, the best first; each block gets all it needs, or none.

    What one block gets changes the score of no other, so all are scored once.
    """
    if free_units(params, state) <= 0:
        return
    for place in range(state.unpowered):
        block = int(state.generator[place].listed)
        state.generator[place].score = -math.inf
        if is_eligible(params, state, block):
            state.generator[place].score = score_relief(params, world, state, block)
    block = best_to_power(params, state)
    while block >= 0:
        send_generators(params, state, block)
        block = best_to_power(params, state)


@kernel
def best_to_power(params: Record, state: Record) -> int:
    """The block with the best score for which there are generators enough, the lowest of equals; -1 without any."""
    free = free_units(params, state)
    best = NONE
    best_score = -math.inf
    for place in range(state.unpowered):
        block = int(state.generator[place].listed)
        score = state.generator[place].score
        is_better = score > best_score or (score == best_score and block < best)
        if is_better and units_for(params, block) <= free:
            best = block
            best_score = score
    return best


@kernel
def score_relief(params: Record, world: Record, state: Record, block: int) -> float:
    """Score of a block that generators would bring power: as that of a job, with generators in the place of work.

    Only buildings without a fault count, which get heat with power.
    """
    if params.dispatch_order == Order.FIFO:
        return -float(state.block[block].since)
    buildings = float(params.block[block].buildings - state.block[block].damaged)
    if params.dispatch_order == Order.LARGEST_FIRST:
        return buildings
    cohort = state.block[block].first - 1
    while state.cohort[cohort].job != 0:
        cohort = state.cohort[cohort].next
    urgency = urgency_of(params, world, state, cohort)
    people = buildings * params.block[block].residents
    return favoured(params, state, block, score_of(params, people, urgency, float(units_for(params, block))))


@kernel
def score_block(params: Record, world: Record, state: Record, place: int) -> float:
    """Count the score of a block in the queue in this hour; what does not change by the hour only if it is not known.

    Returns
    -------
    float
        The score.
    """
    if state.queue[place].weighed == 0:
        count_waiting(state, place)
        weigh_block(params, world, state, place)
        state.queue[place].weighed = 1
    elif not state.queue[place].drained and is_drained(params, world, state, state.queue[place].block):
        weigh_block(params, world, state, place)
    score = fresh_score(params, world, state, place)
    state.queue_score[place] = score
    return score


@kernel
def weigh_block(params: Record, world: Record, state: Record, place: int) -> None:
    """Count what of a block's score does not change from hour to hour: people^a and work^c."""
    block = state.queue[place].block
    buildings = state.queue[place].buildings
    minutes = max(1.0, refill_left(params, world, state, block, buildings))
    state.queue[place].drained = is_drained(params, world, state, block)
    state.queue[place].people_part = power(float(buildings * params.block[block].residents), params.dispatch_people)
    state.queue[place].work_part = power(minutes, params.dispatch_work)


@kernel
def fresh_score(params: Record, world: Record, state: Record, place: int) -> float:
    """Score of a block by its cold buildings without a fault, at the temperature of the oldest of them."""
    block = state.queue[place].block
    if params.dispatch_order == Order.FIFO:
        return 1e12 - state.block[block].queued_at
    if params.dispatch_order == Order.LARGEST_FIRST or state.queue[place].buildings == 0:
        return float(state.queue[place].buildings)
    urgency = urgency_among_kin(params, world, state, state.queue[place].oldest)
    score = state.queue[place].people_part * power(urgency, params.dispatch_urgency) / state.queue[place].work_part
    return favoured(params, state, block, score)


@kernel
def urgency_among_kin(params: Record, world: Record, state: Record, cohort: int) -> float:
    """Urgency of a block's oldest waiting cohort, counted once an hour for kin that lost heat together."""
    hour = state.now // HOUR_MIN
    kin = kin_of(params, state, cohort)
    if state.kin[kin].scored != hour + 1:
        state.kin[kin].scored = hour + 1
        state.kin[kin].urgency = urgency_of(params, world, state, cohort)
    return float(state.kin[kin].urgency)


@kernel
def score_of(params: Record, people: float, urgency: float, work: float) -> float:
    """people^a x urgency^b / work^c."""
    return (
        power(people, params.dispatch_people)
        * power(urgency, params.dispatch_urgency)
        / power(work, params.dispatch_work)
    )


@kernel
def power(base: float, exponent: float) -> float:
    """base^exponent, without the cost of a logarithm for the usual exponents."""
    if exponent == 1.0:
        return base
    if exponent == 0.0:
        return 1.0
    return math.pow(base, exponent)


@kernel
def urgency_of(params: Record, world: Record, state: Record, cohort: int) -> float:
    """1/(6 h + hours until the next threshold is crossed) [1/h], at the last whole hour."""
    if params.heating == 0:
        return 1.0 / SAFETY_HOURS
    hour = state.now // HOUR_MIN
    indoor_c = state.cohort[cohort].temp
    if hour >= state.cohort[cohort].hour:
        indoor_c = at_hour(params, world, state, cohort, hour)
    outdoor_c = world.drive_c[0, hour]
    for index in range(params.threshold_count):
        level_c = params.threshold_c[index]
        if level_c < indoor_c:
            if outdoor_c >= level_c:
                return least_urgency(params)
            archetype = params.block[state.cohort[cohort].block].archetype
            hours = minutes_to_cross(params, archetype, indoor_c, outdoor_c, level_c) / HOUR
            return 1.0 / (SAFETY_HOURS + min(hours, CAP_HOURS))
    return 1.0 / SAFETY_HOURS


@kernel
def least_urgency(params: Record) -> float:
    """Urgency where no threshold is near: rooms that are warm, or will not get colder; the same for all unheated."""
    return 1.0 / (SAFETY_HOURS + CAP_HOURS) if params.heating else 1.0 / SAFETY_HOURS
