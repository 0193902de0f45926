"""How a job begins: it is assessed, then it asks for its part, then it waits for a crew.

An assessment takes time and no crew. Jobs that wait for the same item get its units in the order in which they came;
those of frost faults need no part. Who waits for a job sees its stage in `sim.model.readiness`.
"""

import math

from sim.kernel import Record, kernel
from sim.model.depots import take_out
from sim.model.jobs import (
    draw_work,
    enter_stage,
    new_job,
    next_alone,
    next_of_batch,
    node_of,
    score_anew,
    wait_for_crew,
)
from sim.model.notices import jot, post
from sim.model.words import NONE, Event, JobKind, Note, Origin, Skill, Stage, Status
from sim.world.address import Stream
from sim.world.chance import drawn


@kernel
def open_job(
    params: Record, world: Record, state: Record, cohort: int, kind: int, severity: int, entity: int, origin: int
) -> int:
    """The buildings of a cohort have a fault of their own: one job each; returns the batch."""
    job = job_of(state, cohort)
    begin_job(params, world, state, job, Skill.HEAT.value, kind, severity, entity, origin)
    enter_stage(world, state, cohort)
    return job


@kernel
def job_of(state: Record, cohort: int) -> int:
    """An empty batch for the buildings of a cohort, which are damaged from now on."""
    block = state.cohort[cohort].block
    job = new_job(state)
    state.cohort[cohort].job = job + 1
    state.block[block].damaged += state.cohort[cohort].buildings
    score_anew(state, block)
    state.job[job].cohort = cohort
    state.job[job].asset = NONE
    return job


@kernel
def open_known_job(
    params: Record, world: Record, state: Record, cohort: int, severity: int, entity: int, done: int
) -> None:
    """The one building of a cohort has a fault whose job is known, has its part, and is done in part [milliminutes]."""
    job = job_of(state, cohort)
    fill_in(state, job, Skill.HEAT.value, JobKind.GIVEN.value, severity, entity, Origin.GIVEN.value)
    if done > 0:
        state.job[job].work = max(1, draw_work(params, world, state, job) - done)
        state.job[job].spent = done
    wait_for_crew(params, state, job, state.now)
    enter_stage(world, state, cohort)


@kernel
def open_asset_job(
    params: Record, world: Record, state: Record, asset: int, severity: int, entity: int, origin: int
) -> None:
    """A feeder or pumping station is hit: one job, for power crews."""
    job = new_job(state)
    state.asset[asset].job = job + 1
    state.job[job].cohort = NONE
    state.job[job].asset = asset
    begin_job(params, world, state, job, Skill.POWER.value, JobKind.NETWORK.value, severity, entity, origin)


@kernel
def begin_job(
    params: Record,
    world: Record,
    state: Record,
    job: int,
    skill: int,
    kind: int,
    severity: int,
    entity: int,
    origin: int,
) -> None:
    """Fill in a new job, and begin its first stage."""
    fill_in(state, job, skill, kind, severity, entity, origin)
    minutes = 0
    if params.assess[skill, 0] >= 0.0:
        drawn_min = drawn(world, params.assess[skill], Stream.ASSESSMENT.value, entity, kind)
        minutes = int(math.floor(max(0.0, min(drawn_min, float(params.horizon_min)))))
    if minutes > 0:
        assess(params, state, job, int(state.now) + minutes)
    else:
        ask_for_part(params, state, job)


@kernel
def fill_in(state: Record, job: int, skill: int, kind: int, severity: int, entity: int, origin: int) -> None:
    """Write what a new job is, with nothing done."""
    state.job[job].skill = skill
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


@kernel
def assess(params: Record, state: Record, job: int, known: int) -> None:
    """A job is assessed until a minute; assessments that end together end in the order in which they began."""
    number = state.assessments
    if number >= state.job_log.shape[0]:
        state.status = Status.TOO_MANY_JOBS
        return
    state.assessments = number + 1
    state.job[job].stage = Stage.ASSESSMENT
    state.job[job].number = number
    state.job[job].known = known
    state.job[job].next = state.assessing
    state.assessing = job + 1
    behind = params.asset_count + state.crew.shape[0] + params.block_count
    post(params, state, known, Event.STAGE.value, behind + number, 0)


@kernel
def assessed(state: Record, number: int) -> int:
    """The job whose assessment is over, taken out of the list of those under assessment."""
    before = NONE
    job = state.assessing - 1
    while state.job[job].number != number:
        before = job
        job = state.job[job].next - 1
    if before < 0:
        state.assessing = state.job[job].next
    else:
        state.job[before].next = state.job[job].next
    return int(job)


@kernel
def one_job_of(params: Record, world: Record, state: Record, job: int) -> int:
    """Part one building from a batch that no crew is on into an entry of its own; it keeps its place in time."""
    if state.cohort[state.job[job].cohort].buildings == 1:
        return job
    if state.job[job].stage == Stage.ASSESSMENT:
        part = next_alone(params, world, state, job)
        assess(params, state, part, state.job[job].known)
        return part
    part = next_of_batch(params, world, state, job)
    wait_for_crew(params, state, part, state.job[job].queued)
    return part


@kernel
def ask_for_part(params: Record, state: Record, job: int) -> None:
    """A job that needs a part waits for one if there is none; any other waits for a crew.

    Units go to those who wait as soon as they arrive, so a unit in stock means that nobody waits for it.
    """
    item = item_of_part(params, state, job)
    if item < 0:
        wait_for_crew(params, state, job, state.now)
        return
    store = take_part(params, state, item)
    if store >= 0:
        jot(state, Note.PART_GIVEN.value, item, node_of(params, state, job), store)
        wait_for_crew(params, state, job, state.now)
        return
    jot(state, Note.PART_AWAITED.value, item, node_of(params, state, job), 0)
    state.job[job].stage = Stage.PART
    state.job[job].next = 0
    if state.part_first[item] == 0:
        state.part_first[item] = job + 1
    else:
        state.job[state.part_last[item] - 1].next = job + 1
    state.part_last[item] = job + 1
    state.part_waiting += 1
    state.awaited[item] += 1


@kernel
def item_of_part(params: Record, state: Record, job: int) -> int:
    """The item of which a job needs a unit; -1 if it needs none, as those of frost faults."""
    if state.job[job].kind == JobKind.FROST_FAULT:
        return NONE
    return int(params.severity_part[state.job[job].severity] - 1)


@kernel
def take_part(params: Record, state: Record, item: int) -> int:
    """Take a unit out of the first depot of an item that has one; returns which, -1 if none has."""
    for store in range(params.item_store[item], params.item_store[item + 1]):
        if state.store[store].stock > 0:
            take_out(state, store, 1)
            state.given[item] += 1
            return int(store)
    return NONE


@kernel
def next_with_part(params: Record, state: Record, item: int) -> int:
    """The job that has waited longest for an item gets a unit and waits for a crew; -1 without a job or a unit."""
    job = int(state.part_first[item]) - 1
    store = take_part(params, state, item) if job >= 0 else NONE
    if store < 0:
        return NONE
    state.part_first[item] = state.job[job].next
    state.part_waiting -= 1
    state.awaited[item] -= 1
    jot(state, Note.PART_GIVEN.value, item, node_of(params, state, job), store)
    wait_for_crew(params, state, job, state.now)
    return job
