"""Jobs: what has to be repaired. A cohort with a fault has one job for each of its buildings, kept as a batch.

A feeder or a pumping station that is hit has one job. A job belongs to a skill, goes through stages, and waits in the
list of its skill until a crew takes it. Its work is drawn when a crew first takes it and counted in crew-milliminutes.
"""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import split
from sim.model.foresight import MILLE
from sim.model.ledger import enter_phase
from sim.model.line import UNSCORED, forget_score, join_line, leave_line
from sim.model.notices import post
from sim.model.words import NONE, REFILL_SERVER, Event, JobKind, Phase, Skill, Stage, Status
from sim.world.address import Stream
from sim.world.chance import drawn
from sim.world.record import Array

LONGEST_MIN = float(1 << 40)
"""Work that never ends [min]."""


@kernel
def ask_for_dispatch(params: Record, state: Record, who: int) -> None:
    """Post a dispatch for this minute, once; before the start for the first one."""
    if state.dispatch_due[who] == 0:
        state.dispatch_due[who] = 1
        post(params, state, max(0, state.now), Event.DISPATCH.value, who, 0)


@kernel
def score_anew(state: Record, block: int) -> None:
    """What waits for refilling in a block has changed: its score is counted again when it is asked for."""
    place = state.block[block].place - 1
    if place >= 0:
        state.queue[place].weighed = 0
        state.queue_score[place] = UNSCORED
        forget_score(state, REFILL_SERVER, block)


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
    """The building or asset has no fault any more; the job's place is free."""
    if state.job[job].asset >= 0:
        state.asset[state.job[job].asset].job = 0
    else:
        cohort = state.job[job].cohort
        block = state.cohort[cohort].block
        state.cohort[cohort].job = 0
        state.block[block].damaged -= 1
        score_anew(state, block)
    state.job[job].next = state.job_free - 1
    state.job_free = job + 1


@kernel
def jobs_in(state: Record, job: int) -> int:
    """Jobs of a batch: one for each building, one for an asset."""
    return 1 if state.job[job].asset >= 0 else int(state.cohort[state.job[job].cohort].buildings)


@kernel
def node_of(params: Record, state: Record, job: int) -> int:
    """Where a job is: the number of its asset, or of its block behind the assets."""
    asset = state.job[job].asset
    return int(asset) if asset >= 0 else int(params.asset_count + state.cohort[state.job[job].cohort].block)


@kernel
def phase_of(state: Record, cohort: int) -> int:
    """Phase of a cohort with a fault: its block's while that is dark, else that of its job's stage."""
    phase = int(state.block[state.cohort[cohort].block].phase)
    if phase != Phase.WARM:
        return phase
    return stage_phase(state, state.cohort[cohort].job - 1)


@kernel
def stage_phase(state: Record, job: int) -> int:
    """Phase of what waits for a job: that of its stage."""
    stage = state.job[job].stage
    if stage == Stage.CREW:
        return Phase.CREW.value
    if stage == Stage.WORK:
        return Phase.REPAIR.value
    if stage == Stage.ASSESSMENT:
        return Phase.ASSESSMENT.value
    if stage == Stage.PART:
        return Phase.PART.value
    return Phase.TRAVEL.value if stage == Stage.TRAVEL else Phase.TEST.value


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
    state.waiting_jobs[skill] += jobs_in(state, job)
    join_line(state, skill, job)
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
    leave_line(state, skill, job)


@kernel
def next_of_batch(params: Record, world: Record, state: Record, job: int) -> int:
    """Part the next job, with its building, from a waiting batch; the last one is the batch and leaves the list."""
    state.waiting_jobs[state.job[job].skill] -= 1
    if jobs_in(state, job) == 1:
        leave_queue(state, job)
        return job
    return next_alone(params, world, state, job)


@kernel
def next_alone(params: Record, world: Record, state: Record, job: int) -> int:
    """Part the next job, with its building, from a batch of several; the batch goes on to the one after it."""
    cohort = state.job[job].cohort
    part = new_job(state)
    state.job[part] = state.job[job]
    state.job[part].cohort = split(params, world, state, cohort, 1)
    state.cohort[state.job[part].cohort].job = part + 1
    state.job[job].ordinal += 1
    if state.job[job].stage == Stage.CREW:
        forget_score(state, state.job[job].skill, job)
    return part


@kernel
def draw_work(params: Record, world: Record, state: Record, job: int) -> int:
    """Crew work of a job [milliminutes], at least one, by the address of what made it."""
    kind = state.job[job].kind
    entity = state.job[job].entity
    ordinal = state.job[job].ordinal
    if kind == JobKind.FROST_FAULT:
        minutes = drawn(world, params.work[state.job[job].skill], Stream.FROST_WORK.value, entity, ordinal)
    elif kind == JobKind.NETWORK:
        minutes = drawn(world, law_of_network(params, state.job[job].severity), Stream.WORK.value, entity, 0)
    else:
        stream = Stream.WORK.value
        if kind == JobKind.GIVEN:
            stream = Stream.GIVEN_WORK.value
        elif kind == JobKind.FAILURE:
            stream = Stream.FAILURE_WORK.value
        minutes = drawn(world, params.severity_work[state.job[job].severity], stream, entity, ordinal)
    return milliminutes(minutes)


@kernel
def law_of_network(params: Record, severity: int) -> Array:
    """Law of the work at a feeder or pumping station: the severity's own before that of the power crews."""
    law = params.severity_network[severity]
    return law if law[0] >= 0.0 else params.work[Skill.POWER]


@kernel
def is_drawn(state: Record, job: int) -> bool:
    """True if the work of a job is known already; where it is done there is none left and some was spent."""
    return bool(state.job[job].work > 0 or state.job[job].spent > 0)


@kernel
def milliminutes(minutes: float) -> int:
    """Work as whole milliminutes, at least one."""
    return max(1, int(math.floor(min(minutes, LONGEST_MIN) * MILLE + 0.5)))


@kernel
def expected_work(params: Record, state: Record, job: int) -> float:
    """Mean crew work of a waiting job less what is done [min]; the draw itself is unknown to the dispatcher."""
    skill = state.job[job].skill
    severity = state.job[job].severity
    if state.job[job].kind == JobKind.FROST_FAULT:
        mean = params.work_mean[skill]
    elif state.job[job].kind == JobKind.NETWORK:
        own = params.severity_network[severity, 0] >= 0.0
        mean = params.severity_network_mean[severity] if own else params.work_mean[skill]
    else:
        mean = params.severity_work_mean[severity]
    return max(1.0, mean - state.job[job].spent / MILLE)


@kernel
def log_job(params: Record, state: Record, job: int) -> int:
    """Remember a job at its start: where it is, when it was asked for, when a crew came, when it was done."""
    row = int(state.job_log_count)
    if row >= state.job_log.shape[0]:
        state.status = Status.TOO_MANY_JOBS
        return row - 1
    state.job_log[row].node = node_of(params, state, job)
    state.job_log[row].queued = state.job[job].queued
    state.job_log[row].started = state.now
    state.job_log[row].done = NONE
    state.job_log_count = row + 1
    return row
