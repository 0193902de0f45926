"""Repair jobs and crews: a cohort with a fault is a batch of jobs, each building one; crews take them one by one.

Work is drawn when a crew first comes and counted in crew-milliminutes; interrupted work resumes with what is left.
"""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import NONE, split, warm
from sim.model.foresight import MILLE
from sim.model.ledger import enter_phase
from sim.model.notices import is_current, jot, post
from sim.model.pace import done_by, finish_of, lost_to_cold_by, work_left
from sim.model.words import Event, JobKind, Note, Phase, Skill, Status
from sim.scenario.law_codes import LawCode
from sim.world.address import Stream, building_entity
from sim.world.chance import drawn

NO_LIMIT = 1 << 40
"""Crews on shift of a pool without limit."""

LEAST_OUTPUT = 1e-6
"""Less output per crew and day than this is none [1/d]."""

LONGEST_MIN = float(1 << 40)
"""Work that never ends [min]."""


@kernel
def settle_output(params: Record) -> None:
    """Turn an observed output per crew and day into the law of work per job: lognormal with that mean."""
    for skill in range(params.output_per_day.shape[0]):
        if params.output_minutes[skill] > 0.0:
            mean = params.output_minutes[skill] / max(params.output_per_day[skill], LEAST_OUTPUT)
            sigma = params.output_sigma[skill]
            params.work[skill, 0] = float(LawCode.LOGNORMAL.value)
            params.work[skill, 1] = math.log(mean) - sigma * sigma / 2.0
            params.work[skill, 2] = sigma
            params.work_mean[skill] = mean


@kernel
def ask_for_dispatch(params: Record, state: Record, who: int) -> None:
    """Post a dispatch for this minute, once."""
    if state.dispatch_due[who] == 0:
        state.dispatch_due[who] = 1
        post(params, state, state.now, Event.DISPATCH.value, who, 0)


@kernel
def block_phase_of(state: Record, cohort: int) -> int:
    """Phase of a cohort with a fault: its block's while that is dark, else that of its own job."""
    phase = int(state.block_phase[state.cohort_block[cohort]])
    if phase != Phase.WARM:
        return phase
    return Phase.CREW.value if state.cohort_crew[cohort] < 0 else Phase.REPAIR.value


@kernel
def open_job(params: Record, world: Record, state: Record, cohort: int, kind: int, entity: int, origin: int) -> None:
    """The buildings of a cohort have a fault of their own: one job each, waiting for crews."""
    block = state.cohort_block[cohort]
    state.cohort_job[cohort] = kind + 1
    state.block_damaged[block] += state.cohort_buildings[cohort]
    state.block_scored[block] = 0
    state.cohort_entity[cohort] = entity
    state.cohort_ordinal[cohort] = 0
    state.cohort_work[cohort] = 0
    state.cohort_spent[cohort] = 0
    state.cohort_crew[cohort] = NONE
    state.cohort_log[cohort] = NONE
    state.cohort_job_origin[cohort] = origin
    enter_phase(world, state, cohort, block_phase_of(state, cohort), state.cohort_origin[cohort])
    wait_for_crew(params, state, cohort)


@kernel
def wait_for_crew(params: Record, state: Record, cohort: int) -> None:
    """Put a cohort into the list of those that wait and ask for a dispatch."""
    state.cohort_queued[cohort] = state.now
    state.cohort_score_hour[cohort] = NONE
    state.cohort_place[cohort] = state.waiting_count
    state.waiting[state.waiting_count] = cohort
    state.waiting_count += 1
    state.waiting_jobs += state.cohort_buildings[cohort]
    ask_for_dispatch(params, state, Skill.HEAT.value)


@kernel
def draw_work(params: Record, world: Record, state: Record, cohort: int) -> int:
    """Crew work of the cohort's next job [milliminutes], at least one, by the address of what made it."""
    kind = state.cohort_job[cohort] - 1
    entity = state.cohort_entity[cohort]
    ordinal = state.cohort_ordinal[cohort]
    if kind == JobKind.FROST_FAULT:
        minutes = drawn(world, params.work[Skill.HEAT.value], Stream.FROST_WORK.value, entity, ordinal)
    else:
        stream = Stream.WORK.value
        if kind == JobKind.GIVEN:
            stream = Stream.GIVEN_WORK.value
        elif kind == JobKind.FAILURE:
            stream = Stream.FAILURE_WORK.value
        minutes = drawn(world, params.severity_work[state.cohort_severity[cohort]], stream, entity, ordinal)
    return milliminutes(minutes)


@kernel
def milliminutes(minutes: float) -> int:
    """Work as whole milliminutes, at least one."""
    return max(1, int(math.floor(min(minutes, LONGEST_MIN) * MILLE + 0.5)))


@kernel
def assign(params: Record, world: Record, state: Record, cohort: int) -> None:
    """A free crew takes the next job of a waiting cohort: one building parts from it."""
    state.waiting_jobs -= 1
    if state.cohort_buildings[cohort] > 1:
        job = split(state, cohort, 1)
        state.cohort_ordinal[cohort] += 1
    else:
        job = cohort
        leave_queue(state, cohort)
    if state.cohort_log[job] < 0:
        state.cohort_log[job] = log_job(state, job)
    if state.cohort_work[job] == 0:
        state.cohort_work[job] = draw_work(params, world, state, job)
    crew = take_crew(state)
    state.busy[Skill.HEAT.value] += 1
    state.crew_cohort[crew] = job
    state.crew_from[crew] = state.now
    state.cohort_crew[job] = crew
    enter_phase(world, state, job, block_phase_of(state, job), state.cohort_origin[job])
    announce_finish(params, world, state, crew)


@kernel
def one_job_of(params: Record, state: Record, cohort: int) -> int:
    """Part one building from a waiting batch into an entry of its own in the queue; it keeps its place in time."""
    if state.cohort_buildings[cohort] == 1:
        return cohort
    queued = state.cohort_queued[cohort]
    job = split(state, cohort, 1)
    state.cohort_ordinal[cohort] += 1
    state.waiting_jobs -= 1
    wait_for_crew(params, state, job)
    state.cohort_queued[job] = queued
    return job


@kernel
def announce_finish(params: Record, world: Record, state: Record, crew: int) -> None:
    """Post the end of a crew's work under the alerts and the cold to come."""
    job = state.crew_cohort[crew]
    finish = finish_of(params, world, state.crew_from[crew], state.cohort_work[job])
    state.crew_turn[crew] += 1
    jot(state, Note.CREW_STARTED.value, crew, state.cohort_block[job], finish)
    post(params, state, finish, Event.STAGE.value, params.asset_count + crew, state.crew_turn[crew])


@kernel
def leave_queue(state: Record, cohort: int) -> None:
    """Take a cohort out of the list of those that wait."""
    state.waiting_count -= 1
    last = state.waiting[state.waiting_count]
    place = state.cohort_place[cohort]
    state.waiting[place] = last
    state.cohort_place[last] = place


@kernel
def log_job(state: Record, job: int) -> int:
    """Remember a job at its start: block, when it was asked for, when a crew came, when it was done."""
    row = int(state.job_count)
    if row >= state.job_block.shape[0]:
        state.status = Status.TOO_MANY_JOBS
        return row - 1
    state.job_block[row] = state.cohort_block[job]
    state.job_queued[row] = state.cohort_queued[job]
    state.job_started[row] = state.now
    state.job_done[row] = NONE
    state.job_count = row + 1
    return row


@kernel
def take_crew(state: Record) -> int:
    """Take an empty place for a crew at work."""
    crew = int(state.crew_free) - 1
    if crew >= 0:
        state.crew_free = state.crew_next[crew] + 1
        return crew
    if state.crew_count >= state.crew_next.shape[0]:
        state.status = Status.TOO_MANY_CREWS
        return 0
    state.crew_count += 1
    return int(state.crew_count) - 1


@kernel
def release_crew(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew leaves its job; what alerts and cold cost it is remembered."""
    begin = max(int(state.crew_from[crew]), int(params.observe_from))
    if begin < state.now:
        cold = lost_to_cold_by(world, state.now) - lost_to_cold_by(world, begin)
        state.frost_area += cold
        total = (state.now - begin) * MILLE
        state.alert_area += total - cold - (done_by(world, state.now) - done_by(world, begin))
    state.crew_turn[crew] += 1
    state.cohort_crew[state.crew_cohort[crew]] = NONE
    state.crew_next[crew] = state.crew_free - 1
    state.crew_free = crew + 1
    state.busy[Skill.HEAT.value] -= 1


@kernel
def finish_job(params: Record, world: Record, state: Record, crew: int, turn: int) -> None:
    """A crew has finished, unless it was interrupted: the building is heated, or shares its block's state."""
    if not is_current(turn, state.crew_turn[crew]):
        return
    job = state.crew_cohort[crew]
    block = state.cohort_block[job]
    release_crew(params, world, state, crew)
    state.job_done[state.cohort_log[job]] = state.now
    state.cohort_job[job] = 0
    state.cohort_work[job] = 0
    state.block_damaged[block] -= 1
    state.block_scored[block] = 0
    jot(state, Note.CREW_DONE.value, crew, block, 0)
    if state.block_phase[block] == Phase.WARM:
        warm(params, world, state, job)
    building = state.cohort_building[job]
    if building >= 0:
        state.cohort_building[job] = NONE
        announce_failure(params, world, state, building)
    ask_for_dispatch(params, state, Skill.HEAT.value)


@kernel
def announce_failure(params: Record, world: Record, state: Record, building: int) -> None:
    """A single building works again: post its next failure, addressed by building and ordinal of the outage."""
    entity = building_entity(building, state.building_ordinal[building])
    up_min = drawn(world, params.up_time, Stream.UP_TIME.value, entity, 0)
    minute = state.now + int(math.floor(max(0.0, min(up_min, float(params.horizon_min)))))
    post(params, state, minute, Event.OUTAGE.value, params.listed_count + building, 0)


@kernel
def interrupt(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew's shift ends without another to take over: the job waits with what is left of it."""
    job = state.crew_cohort[crew]
    left = work_left(params, world, state.crew_from[crew], state.now, state.cohort_work[job])
    release_crew(params, world, state, crew)
    state.cohort_spent[job] += state.cohort_work[job] - left
    state.cohort_work[job] = max(1, left)
    jot(state, Note.CREW_STOPPED.value, crew, state.cohort_block[job], left)
    enter_phase(world, state, job, block_phase_of(state, job), state.cohort_origin[job])
    wait_for_crew(params, state, job)


@kernel
def add_work(params: Record, world: Record, state: Record, cohort: int, entity: int, severity: int) -> None:
    """A building under repair is hit again: the new damage's work is added to what is left."""
    law = params.severity_work[severity]
    extra = milliminutes(drawn(world, law, Stream.WORK.value, entity, 0))
    if state.cohort_work[cohort] == 0:
        state.cohort_work[cohort] = draw_work(params, world, state, cohort)
    state.cohort_work[cohort] += extra
    crew = state.cohort_crew[cohort]
    if crew >= 0:
        announce_finish(params, world, state, crew)


@kernel
def crews_on_shift(params: Record, skill: int, crews: int, minute: int) -> int:
    """Crews of a pool that work at a minute: split evenly over the shifts, odd ones to the first."""
    count = params.shift_count[skill]
    if count == 0:
        return crews
    working = 0
    of_day = minute % 1440
    for shift in range(count):
        begin = params.shift_from[skill, shift]
        end = params.shift_to[skill, shift]
        inside = begin <= of_day < end if begin < end else (of_day >= begin or of_day < end)
        if inside:
            working += crews // count + (1 if shift < crews % count else 0)
    return working


@kernel
def crews_of(params: Record, skill: int, minute: int) -> int:
    """Crews of a pool at a minute: the ramp is linear and floored."""
    start = params.crew_start[skill]
    if start < 0:
        return NO_LIMIT
    by = params.crew_by[skill]
    if by <= 0.0:
        return start
    return start + int(math.floor((params.crew_to[skill] - start) * min(float(minute), by) / by))


@kernel
def change_shift(params: Record, world: Record, state: Record, skill: int) -> None:
    """Crews join, leave or hand over: jobs go to the next shift; those that find no crew are interrupted.

    A pool that works around the clock sends nobody home in the middle of a job.
    """
    state.crews[skill] = crews_of(params, skill, state.now)
    state.on_shift[skill] = crews_on_shift(params, skill, state.crews[skill], state.now)
    jot(state, Note.SHIFT.value, skill, state.on_shift[skill], 0)
    if params.shift_count[skill] > 0:
        crew = int(state.crew_count) - 1
        while crew >= 0 and state.busy[skill] > state.on_shift[skill]:
            if is_at_work(state, crew):
                interrupt(params, world, state, crew)
            crew -= 1
    announce_shift(params, state, skill)
    ask_for_dispatch(params, state, skill)


@kernel
def is_at_work(state: Record, crew: int) -> bool:
    """True if the place belongs to a crew that has a job now."""
    job = state.crew_cohort[crew]
    return state.cohort_crew[job] == crew and state.cohort_job[job] != 0


@kernel
def announce_shift(params: Record, state: Record, skill: int) -> None:
    """Post the next minute at which a shift begins or ends; without shifts, midnight while the ramp lasts."""
    if params.shift_count[skill] == 0:
        if state.now < params.crew_by[skill]:
            post(params, state, (state.now // 1440 + 1) * 1440, Event.SHIFT.value, skill, 0)
        return
    soonest = 1440
    of_day = int(state.now % 1440)
    for shift in range(params.shift_count[skill]):
        soonest = min(soonest, (params.shift_from[skill, shift] - of_day - 1) % 1440 + 1)
        soonest = min(soonest, (params.shift_to[skill, shift] - of_day - 1) % 1440 + 1)
    post(params, state, state.now + soonest, Event.SHIFT.value, skill, 0)
