"""Crews: who repairs. They take jobs one by one, change shifts, and resume interrupted work with what is left of it."""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import warm
from sim.model.foresight import MILLE
from sim.model.jobs import (
    ask_for_dispatch,
    close_job,
    draw_work,
    enter_stage,
    is_drawn,
    law_of_network,
    log_job,
    milliminutes,
    next_of_batch,
    node_of,
    wait_for_crew,
)
from sim.model.notices import NEVER, is_current, jot, jot_all, post
from sim.model.pace import done_by, finish_of, lost_to_cold_by, work_left
from sim.model.supply import mend_asset, spread
from sim.model.words import NONE, Event, Note, Phase, Stage, Status
from sim.units import DAY_MIN
from sim.world.address import Stream, building_entity
from sim.world.chance import drawn

NO_LIMIT = 1 << 40
"""Crews on shift of a pool without limit."""


@kernel
def assign(params: Record, world: Record, state: Record, batch: int) -> None:
    """A free crew takes the next job of a waiting batch."""
    job = next_of_batch(params, world, state, batch)
    if state.job[job].log < 0:
        state.job[job].log = log_job(params, state, job)
    if not is_drawn(state, job):
        state.job[job].work = draw_work(params, world, state, job)
    crew = take_crew(state)
    state.busy[state.job[job].skill] += 1
    state.crew[crew].job = job
    state.job[job].crew = crew
    set_out(params, world, state, crew)


@kernel
def set_out(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew goes to its job; neither cold nor alerts change the time that this takes."""
    job = state.crew[crew].job
    minutes = params.travel_min[state.job[job].skill]
    if minutes == 0:
        begin_work(params, world, state, crew)
        return
    spend(params, world, state, crew, Stage.TRAVEL.value, Note.CREW_SET_OUT.value, minutes)


@kernel
def begin_work(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew is at its job and works; where all is done already, only the test is left."""
    job = state.crew[crew].job
    if state.job[job].work == 0:
        begin_test(params, world, state, crew)
        return
    state.crew[crew].since = state.now
    state.job[job].stage = Stage.WORK
    show_stage(params, world, state, job)
    announce_finish(params, world, state, crew)


@kernel
def begin_test(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew tests what it has repaired; neither cold nor alerts change the time that this takes."""
    minutes = params.test_min[state.job[state.crew[crew].job].skill]
    spend(params, world, state, crew, Stage.TEST.value, Note.CREW_TESTS.value, minutes)


@kernel
def spend(params: Record, world: Record, state: Record, crew: int, stage: int, note: int, minutes: int) -> None:
    """A crew spends a fixed time in a stage; post its end."""
    job = state.crew[crew].job
    until = int(state.now) + minutes
    state.crew[crew].since = state.now
    state.crew[crew].turn += 1
    state.job[job].stage = stage
    show_stage(params, world, state, job)
    jot_all(state, note, crew, node_of(params, state, job), until, state.job[job].skill)
    post(params, state, until, Event.STAGE.value, params.asset_count + crew, state.crew[crew].turn)


@kernel
def show_stage(params: Record, world: Record, state: Record, job: int) -> None:
    """A job has come to another stage: who waits for it enters another phase."""
    if state.job[job].asset >= 0:
        spread(params, world, state, state.job[job].asset, NONE)
    else:
        enter_stage(world, state, state.job[job].cohort)


@kernel
def announce_finish(params: Record, world: Record, state: Record, crew: int) -> None:
    """Post the end of a crew's work under the alerts and the cold to come."""
    job = state.crew[crew].job
    finish = finish_of(params, world, state.crew[crew].since, state.job[job].work)
    state.crew[crew].turn += 1
    told = finish if finish < params.horizon_min else NEVER
    jot_all(state, Note.CREW_STARTED.value, crew, node_of(params, state, job), told, state.job[job].skill)
    post(params, state, finish, Event.STAGE.value, params.asset_count + crew, state.crew[crew].turn)


@kernel
def take_crew(state: Record) -> int:
    """Take an empty place for a crew at work."""
    crew = int(state.crew_free) - 1
    if crew >= 0:
        state.crew_free = state.crew[crew].next + 1
        return crew
    if state.crew_count >= state.crew.shape[0]:
        state.status = Status.TOO_MANY_CREWS
        return 0
    state.crew_count += 1
    return int(state.crew_count) - 1


@kernel
def release_crew(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew leaves its job."""
    if state.job[state.crew[crew].job].stage == Stage.WORK:
        count_losses(params, world, state, crew)
    job = state.crew[crew].job
    state.crew[crew].turn += 1
    state.crew[crew].next = state.crew_free - 1
    state.crew_free = crew + 1
    state.job[job].crew = NONE
    state.busy[state.job[job].skill] -= 1


@kernel
def count_losses(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew has worked up to now: remember what alerts and cold cost it."""
    begin = max(int(state.crew[crew].since), int(params.observe_from))
    if begin < state.now:
        cold = lost_to_cold_by(world, state.now) - lost_to_cold_by(world, begin)
        state.lost_to_cold += cold
        total = (state.now - begin) * MILLE
        state.lost_to_alerts += total - cold - (done_by(world, state.now) - done_by(world, begin))


@kernel
def end_of_stage(params: Record, world: Record, state: Record, crew: int, turn: int) -> None:
    """A crew has arrived, worked or tested, unless it was interrupted: it goes on to what comes next."""
    if not is_current(turn, state.crew[crew].turn):
        return
    job = state.crew[crew].job
    if state.job[job].stage == Stage.TRAVEL:
        begin_work(params, world, state, crew)
    elif state.job[job].stage == Stage.WORK and params.test_min[state.job[job].skill] > 0:
        count_losses(params, world, state, crew)
        state.job[job].spent += state.job[job].work
        state.job[job].work = 0
        begin_test(params, world, state, crew)
    else:
        finish_job(params, world, state, crew)


@kernel
def finish_job(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew has finished: the asset works again, or the building has no fault."""
    job = state.crew[crew].job
    asset = state.job[job].asset
    cohort = state.job[job].cohort
    building = state.job[job].building
    jot(state, Note.CREW_DONE.value, crew, node_of(params, state, job), state.job[job].skill)
    release_crew(params, world, state, crew)
    state.job_log[state.job[job].log].done = state.now
    ask_for_dispatch(params, state, state.job[job].skill)
    close_job(state, job)
    if asset >= 0:
        mend_asset(params, world, state, asset)
    elif state.block[state.cohort[cohort].block].phase == Phase.WARM:
        warm(params, world, state, cohort)
    if building >= 0:
        announce_failure(params, world, state, building)


@kernel
def announce_failure(params: Record, world: Record, state: Record, building: int) -> None:
    """A single building works again: post its next failure, addressed by building and ordinal of the outage."""
    entity = building_entity(building, state.building_ordinal[building])
    up_min = drawn(world, params.up_time, Stream.UP_TIME.value, entity, 0)
    minute = state.now + int(math.floor(max(0.0, min(up_min, float(params.horizon_min)))))
    post(params, state, minute, Event.OUTAGE.value, params.listed_count + building, 0)


@kernel
def interrupt(params: Record, world: Record, state: Record, crew: int) -> None:
    """A crew's shift ends without another to take over: the job waits with what is left of its work.

    The next crew has the whole way to go, and a test that was broken off is done anew.
    """
    job = state.crew[crew].job
    left = int(state.job[job].work)
    if state.job[job].stage == Stage.WORK:
        left = max(1, work_left(params, world, state.crew[crew].since, state.now, left))
    release_crew(params, world, state, crew)
    state.job[job].spent += state.job[job].work - left
    state.job[job].work = left
    jot_all(state, Note.CREW_STOPPED.value, crew, node_of(params, state, job), left, state.job[job].skill)
    wait_for_crew(params, state, job, state.now)
    show_stage(params, world, state, job)


@kernel
def add_work(params: Record, world: Record, state: Record, job: int, entity: int, severity: int) -> None:
    """A building, feeder or pumping station under repair is hit again: the new work is added to what is left.

    A crew that was testing works again.
    """
    law = law_of_network(params, severity) if state.job[job].asset >= 0 else params.severity_work[severity]
    extra = milliminutes(drawn(world, law, Stream.WORK.value, entity, 0))
    if not is_drawn(state, job):
        state.job[job].work = draw_work(params, world, state, job)
    state.job[job].work += extra
    crew = state.job[job].crew
    if state.job[job].stage == Stage.WORK:
        announce_finish(params, world, state, crew)
    elif state.job[job].stage == Stage.TEST:
        begin_work(params, world, state, crew)


@kernel
def crews_on_shift(params: Record, skill: int, crews: int, minute: int) -> int:
    """Crews of a pool that work at a minute: split evenly over the shifts, odd ones to the first."""
    count = params.shift_count[skill]
    if count == 0:
        return crews
    working = 0
    of_day = minute % DAY_MIN
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
    before = state.on_shift[skill]
    state.crews[skill] = crews_of(params, skill, state.now) + state.joined[skill]
    state.on_shift[skill] = crews_on_shift(params, skill, state.crews[skill], state.now)
    if state.on_shift[skill] != before:
        jot(state, Note.SHIFT.value, skill, state.on_shift[skill], 0)
    if params.shift_count[skill] > 0:
        crew = int(state.crew_count) - 1
        while crew >= 0 and state.busy[skill] > state.on_shift[skill]:
            if is_at_work(state, crew, skill):
                interrupt(params, world, state, crew)
            crew -= 1
    announce_shift(params, state, skill)
    ask_for_dispatch(params, state, skill)


@kernel
def join_pool(params: Record, state: Record, skill: int, crews: int) -> None:
    """Crews from elsewhere arrive: on shift with the next begin or end of a shift, at once in a pool without shifts."""
    state.joined[skill] += crews
    jot(state, Note.CREWS_JOINED.value, skill, crews, 0)
    if params.shift_count[skill] == 0:
        state.crews[skill] += crews
        state.on_shift[skill] += crews
        jot(state, Note.SHIFT.value, skill, state.on_shift[skill], 0)
        ask_for_dispatch(params, state, skill)


@kernel
def is_at_work(state: Record, crew: int, skill: int) -> bool:
    """True if the place belongs to a crew of a skill that has a job now."""
    job = state.crew[crew].job
    return bool(state.job[job].crew == crew and state.job[job].skill == skill)


@kernel
def announce_shift(params: Record, state: Record, skill: int) -> None:
    """Post the next minute at which a shift begins or ends; without shifts, midnight while the ramp lasts."""
    if params.shift_count[skill] == 0:
        if state.now < params.crew_by[skill]:
            post(params, state, (state.now // DAY_MIN + 1) * DAY_MIN, Event.SHIFT.value, skill, 0)
        return
    soonest = DAY_MIN
    of_day = int(state.now % DAY_MIN)
    for shift in range(params.shift_count[skill]):
        soonest = min(soonest, (params.shift_from[skill, shift] - of_day - 1) % DAY_MIN + 1)
        soonest = min(soonest, (params.shift_to[skill, shift] - of_day - 1) % DAY_MIN + 1)
    post(params, state, state.now + soonest, Event.SHIFT.value, skill, 0)
