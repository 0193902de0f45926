"""Jobs: what has to be repaired. A cohort with a fault has one job for each of its buildings, kept as a batch.

A job belongs to a skill, goes through stages, and waits in the list of its skill until a crew takes it. Its work is
drawn when a crew first comes and counted in crew-milliminutes.
"""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import split
from sim.model.foresight import MILLE
from sim.model.ledger import enter_phase
from sim.model.notices import post
from sim.model.words import NONE, Event, JobKind, Phase, Skill, Stage, Status
from sim.world.address import Stream
from sim.world.chance import drawn

LONGEST_MIN = float(1 << 40)
"""Work that never ends [min]."""


@kernel
def ask_for_dispatch(params: Record, state: Record, who: int) -> None:
    """Post a dispatch for this minute, once."""
    if state.dispatch_due[who] == 0:
        state.dispatch_due[who] = 1
        post(params, state, state.now, Event.DISPATCH.value, who, 0)


@kernel
def score_anew(state: Record, block: int) -> None:
    """What waits for refilling in a block has changed: its score is counted again when it is asked for."""
    if state.block[block].place > 0:
        state.queue[state.block[block].place - 1].scored = 0


@kernel
def new_job(state: Record) -> int:
    """Take an empty place for a job; without one the run stops with a status, and the last place serves until then."""
    job = int(state.job_free) - 1
    if job >= 0:
        state.job_free = state.job[job].next + 1
        return job
    if state.job_count >= state.job.shape[0] - 1:
        state.status = Status.TOO_MANY_JOBS
        return int(state.job.shape[0]) - 1
    state.job_count += 1
    return int(state.job_count) - 1


@kernel
def close_job(state: Record, job: int) -> None:
    """The building has no fault any more; the job's place is free."""
    cohort = state.job[job].cohort
    block = state.cohort[cohort].block
    state.cohort[cohort].job = 0
    state.block[block].damaged -= 1
    score_anew(state, block)
    state.job[job].next = state.job_free - 1
    state.job_free = job + 1


@kernel
def open_job(
    params: Record, world: Record, state: Record, cohort: int, kind: int, severity: int, entity: int, origin: int
) -> int:
    """The buildings of a cohort have a fault of their own: one job each, waiting for crews; returns the batch."""
    block = state.cohort[cohort].block
    job = new_job(state)
    state.cohort[cohort].job = job + 1
    state.block[block].damaged += state.cohort[cohort].buildings
    score_anew(state, block)
    state.job[job].cohort = cohort
    state.job[job].skill = Skill.HEAT
    state.job[job].kind = kind
    state.job[job].severity = severity
    state.job[job].entity = entity
    state.job[job].ordinal = 0
    state.job[job].origin = origin
    state.job[job].work = 0
    state.job[job].spent = 0
    state.job[job].crew = NONE
    state.job[job].log = NONE
    state.job[job].building = NONE
    wait_for_crew(params, state, job, state.now)
    enter_stage(world, state, cohort)
    return job


@kernel
def phase_of(state: Record, cohort: int) -> int:
    """Phase of a cohort with a fault: its block's while that is dark, else that of its job's stage."""
    phase = int(state.block[state.cohort[cohort].block].phase)
    if phase != Phase.WARM:
        return phase
    stage = state.job[state.cohort[cohort].job - 1].stage
    return Phase.CREW.value if stage == Stage.CREW else Phase.REPAIR.value


@kernel
def enter_stage(world: Record, state: Record, cohort: int) -> None:
    """The job of a cohort has come to another stage: close the present phase in the books and open the next."""
    enter_phase(world, state, cohort, phase_of(state, cohort), state.cohort[cohort].origin)


@kernel
def wait_for_crew(params: Record, state: Record, job: int, since: int) -> None:
    """Put a job into the list of those that wait for its skill, since a minute, and ask for a dispatch."""
    skill = state.job[job].skill
    place = state.waiting_count[skill]
    if place >= state.waiting.shape[0]:
        state.status = Status.TOO_MANY_JOBS
        return
    state.job[job].stage = Stage.CREW
    state.job[job].queued = since
    state.job[job].scored = 0
    state.job[job].place = place
    state.waiting[place, skill] = job
    state.waiting_count[skill] += 1
    state.waiting_jobs[skill] += state.cohort[state.job[job].cohort].buildings
    ask_for_dispatch(params, state, skill)


@kernel
def leave_queue(state: Record, job: int) -> None:
    """Take a job out of the list of those that wait."""
    skill = state.job[job].skill
    state.waiting_count[skill] -= 1
    last = state.waiting[state.waiting_count[skill], skill]
    place = state.job[job].place
    state.waiting[place, skill] = last
    state.job[last].place = place


@kernel
def next_of_batch(params: Record, world: Record, state: Record, job: int) -> int:
    """Part the next job, with its building, from a waiting batch; the last one is the batch and leaves the list."""
    state.waiting_jobs[state.job[job].skill] -= 1
    cohort = state.job[job].cohort
    if state.cohort[cohort].buildings == 1:
        leave_queue(state, job)
        return job
    part = new_job(state)
    state.job[part] = state.job[job]
    state.job[part].cohort = split(params, world, state, cohort, 1)
    state.cohort[state.job[part].cohort].job = part + 1
    state.job[job].ordinal += 1
    return part


@kernel
def one_job_of(params: Record, world: Record, state: Record, job: int) -> int:
    """Part one building from a waiting batch into an entry of its own in the queue; it keeps its place in time."""
    if state.cohort[state.job[job].cohort].buildings == 1:
        return job
    part = next_of_batch(params, world, state, job)
    wait_for_crew(params, state, part, state.job[job].queued)
    return part


@kernel
def draw_work(params: Record, world: Record, state: Record, job: int) -> int:
    """Crew work of a job [milliminutes], at least one, by the address of what made it."""
    kind = state.job[job].kind
    entity = state.job[job].entity
    ordinal = state.job[job].ordinal
    if kind == JobKind.FROST_FAULT:
        minutes = drawn(world, params.work[state.job[job].skill], Stream.FROST_WORK.value, entity, ordinal)
    else:
        stream = Stream.WORK.value
        if kind == JobKind.GIVEN:
            stream = Stream.GIVEN_WORK.value
        elif kind == JobKind.FAILURE:
            stream = Stream.FAILURE_WORK.value
        minutes = drawn(world, params.severity_work[state.job[job].severity], stream, entity, ordinal)
    return milliminutes(minutes)


@kernel
def milliminutes(minutes: float) -> int:
    """Work as whole milliminutes, at least one."""
    return max(1, int(math.floor(min(minutes, LONGEST_MIN) * MILLE + 0.5)))


@kernel
def expected_work(params: Record, state: Record, job: int) -> float:
    """Mean crew work of a waiting job less what is done [min]; the draw itself is unknown to the dispatcher."""
    if state.job[job].kind == JobKind.FROST_FAULT:
        mean = params.work_mean[state.job[job].skill]
    else:
        mean = params.severity_work_mean[state.job[job].severity]
    return max(1.0, mean - state.job[job].spent / MILLE)


@kernel
def log_job(state: Record, job: int) -> int:
    """Remember a job at its start: block, when it was asked for, when a crew came, when it was done."""
    row = int(state.job_log_count)
    if row >= state.job_log.shape[0]:
        state.status = Status.TOO_MANY_JOBS
        return row - 1
    state.job_log[row].block = state.cohort[state.job[job].cohort].block
    state.job_log[row].queued = state.job[job].queued
    state.job_log[row].started = state.now
    state.job_log[row].done = NONE
    state.job_log_count = row + 1
    return row
