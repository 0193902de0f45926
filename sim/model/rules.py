"""What happens: one rule per kind of event, and the turn of time between events.

Rules know no clock: they change the state and post notices. A clock takes the earliest notice and calls `happen`.
"""

from sim.kernel import Record, entry, kernel, open_record
from sim.model.centres import note_most_cold, seat
from sim.model.cohorts import close_books
from sim.model.crews import change_shift, end_of_stage
from sim.model.damage import chill_buildings, damage_at_start, fail_building
from sim.model.dispatch import dispatch_crews, dispatch_generators, dispatch_refill
from sim.model.districts import weigh_districts
from sim.model.hubs import handle
from sim.model.interception import meet_wave
from sim.model.lots import receive, review, stow
from sim.model.notices import TURN_MASK, entity_of, kind_of, minute_of, post, turn_of
from sim.model.readiness import end_assessment, put_to_use
from sim.model.refill import finish_refilling
from sim.model.relief import start_generators
from sim.model.rota import keep_rota
from sim.model.series import observe
from sim.model.supply import hold_until, restart_asset, review_block
from sim.model.water import keep_waterless
from sim.model.words import GENERATORS, NONE, REFILL_SERVER, Event, Origin, Past, Status
from sim.world.address import NO_WAVE
from sim.world.record import Array

EVENTS_PER_MINUTE = 1_000_000
"""More events than this in one minute mean that a scenario makes no progress."""

EVENTS_PER_RUN = 3_000_000
"""More events than this in one run mean that it goes on in steps too small to come to an end."""


@entry
def happen_in(params_array: Array, world_array: Array, state_array: Array, notice: int) -> None:
    """Let one event happen in records given as arrays: the entry for a clock outside the compiler."""
    happen(open_record(params_array), open_record(world_array), open_record(state_array), notice)


@entry
def finish_in(params_array: Array, world_array: Array, state_array: Array) -> None:
    """Close the books of records given as arrays."""
    finish(open_record(params_array), open_record(world_array), open_record(state_array))


@entry
def bring_in(params_array: Array, world_array: Array, state_array: Array, minute: int, item: int, units: int) -> None:
    """Bring units at a minute, beyond all channels: the entry for processes of the user's."""
    params = open_record(params_array)
    state = open_record(state_array)
    turn_time(params, state, minute, Event.DELIVERY.value)
    placed = stow(params, state, item, units, NONE)
    state.overflow[item] += units - placed
    put_to_use(params, open_record(world_array), state, item, placed)


@kernel
def happen(params: Record, world: Record, state: Record, notice: int) -> None:
    """Let one event happen: turn time to its minute, then apply the rule of its kind."""
    kind = kind_of(notice)
    turn_time(params, state, minute_of(notice), kind)
    entity = entity_of(notice)
    turn = turn_of(notice)
    if kind == Event.START:
        start(params, world, state)
    elif kind == Event.DELIVERY:
        receive(params, world, state, entity)
    elif kind == Event.HANDLING:
        handle(params, state, entity)
    elif kind == Event.WAVE:
        announce_wave(params, world, state, entity + 1)
        meet_wave(params, world, state, entity)
    elif kind == Event.OUTAGE:
        begin_outage(params, world, state, entity)
    elif kind == Event.STAGE:
        end_stage(params, world, state, entity, turn)
    elif kind == Event.ROTA:
        keep_rota(params, world, state, entity, turn)
    elif kind == Event.REFILL:
        finish_refilling(params, world, state, entity, turn)
    elif kind == Event.SHIFT:
        change_shift(params, world, state, entity)
    elif kind == Event.DISPATCH:
        dispatch(params, world, state, entity)
    elif kind == Event.REVIEW:
        review(params, world, state, entity)
    else:
        observe(params, world, state)
        post(params, state, state.now + params.series_step, Event.OBSERVATION.value, 0, 0)


@kernel
def start(params: Record, world: Record, state: Record) -> None:
    """What has been has been; the pools take the crews that they begin with, and what is damaged is damaged."""
    live_through_past(params, world, state)
    for skill in range(params.skill_count):
        if params.crew_start[skill] != 0 or params.crew_to[skill] != 0 or params.crew_item[skill] != 0:
            change_shift(params, world, state, skill)
    damage_at_start(params, world, state)


@kernel
def live_through_past(params: Record, world: Record, state: Record) -> None:
    """Listed outages that began before the start begin, those that were over end, single buildings get cold.

    All that at their own minutes; nothing else happens before the start. Dispatches that are asked for then come in
    the first minute.
    """
    for past in range(params.past_count):
        row = params.past_row[past]
        state.now = params.past_min[past]
        if params.past_kind[past] == Past.BEGIN:
            begin_outage(params, world, state, row)
            continue
        if params.past_kind[past] == Past.COLD:
            chill_buildings(params, world, state, row)
            continue
        asset = params.listed_asset[row]
        if state.asset[asset].until_real <= state.now:
            restart_asset(params, world, state, asset, state.asset[asset].turn & TURN_MASK)
    state.now = 0


@kernel
def turn_time(params: Record, state: Record, minute: int, kind: int) -> None:
    """Time goes on for an event of a kind: what stood for the past minutes is added to the areas under the counts.

    Peaks of buildings that are cold, and cut, are taken here, after all events of a minute. An event beyond the
    `most_events` that both budgets allow in this minute stops the run.
    """
    if minute != state.now:
        state.most_events = min(state.events + EVENTS_PER_MINUTE, EVENTS_PER_RUN)
    state.events += 1
    if state.events > state.most_events:
        state.status = Status.TOO_MANY_EVENTS if state.events > EVENTS_PER_RUN else Status.NO_PROGRESS
        state.last_kind = kind
    if minute == state.now:
        return
    state.cold_peak = max(state.cold_peak, state.cold_now)
    state.cut_peak = max(state.cut_peak, state.cut_now)
    minutes = minute - max(state.now, params.observe_from)
    if minutes > 0:
        state.cold_area += state.cold_now * minutes
        state.cut_area += state.cut_now * minutes
        state.generator_area += state.generators_out * minutes
        state.part_area += state.part_waiting * minutes
        crews = 0
        idle = 0
        for skill in range(params.skill_count):
            state.waiting_area += state.waiting_jobs[skill] * minutes
            state.busy_area[skill] += state.busy[skill] * minutes
            state.on_shift_area[skill] += state.on_shift[skill] * minutes
            crews += state.on_shift[skill]
            idle += max(0, state.on_shift[skill] - state.busy[skill])
        if crews > 0 and idle == 0:
            state.all_busy_area += minutes
        for store in range(params.store_count):
            if state.store[store].stock < params.store[store].need:
                state.store[store].empty_area += minutes
                if state.store[store].empty_first < 0:
                    state.store[store].empty_first = max(state.now, params.observe_from)
    if params.centres:
        note_most_cold(params, state, minute)
    if params.with_water:
        keep_waterless(params, state, minute)
    state.now = minute


@kernel
def announce_wave(params: Record, world: Record, state: Record, wave: int) -> None:
    """Post the next wave of the world."""
    if wave < world.wave_count:
        post(params, state, world.wave_min[wave], Event.WAVE.value, wave, 0)


@kernel
def begin_outage(params: Record, world: Record, state: Record, entity: int) -> None:
    """A listed outage begins, or a single building fails by itself (numbered behind the listed ones)."""
    if entity >= params.listed_count:
        fail_building(params, world, state, entity - params.listed_count)
        return
    asset = params.listed_asset[entity]
    until = params.listed_to[entity]
    hold_until(params, world, state, asset, until, Origin.GIVEN.value, NO_WAVE + entity)


@kernel
def end_stage(params: Record, world: Record, state: Record, entity: int, turn: int) -> None:
    """A hold is over; behind the assets a crew's stage, behind the crews a block's generators, then assessments."""
    crew = entity - params.asset_count
    block = crew - state.crew.shape[0]
    assessment = block - params.block_count
    if crew < 0:
        restart_asset(params, world, state, entity, turn)
    elif block < 0:
        end_of_stage(params, world, state, crew, turn)
    elif assessment >= 0:
        end_assessment(params, world, state, assessment)
    elif start_generators(params, state, block, turn):
        review_block(params, world, state, block, state.block[block].opened)


@kernel
def dispatch(params: Record, world: Record, state: Record, who: int) -> None:
    """Crews of a skill, the refill server, or free generators take what comes next."""
    state.dispatch_due[who] = 0
    weigh_districts(params, state)
    if who == REFILL_SERVER:
        dispatch_refill(params, world, state)
    elif who == GENERATORS:
        dispatch_generators(params, world, state)
    else:
        dispatch_crews(params, world, state, who)


@kernel
def finish(params: Record, world: Record, state: Record) -> None:
    """The horizon is reached: close all books and write the last row of the series."""
    turn_time(params, state, params.horizon_min, Event.OBSERVATION.value)
    if state.first_wave_min == NONE:
        state.first_wave_min = params.horizon_min
    observe(params, world, state)
    close_books(params, world, state)
    if params.centres:
        seat(params, world, state)
