"""A run that has stopped goes on in a world that shares its past, under a plan that may be another.

What was under way stays under way. What had been foreseen of the world to come (when crews finish, when rooms are warm,
when lots not yet sent arrive) is found anew. What had accrued and was not sent goes on under the present plan.
"""

from sim.kernel import Record, entry, kernel, open_record
from sim.model.accrual import accrued_by, settle_rates
from sim.model.centres import make_room_for_centres
from sim.model.crews import is_at_work
from sim.model.districts import take_up_books
from sim.model.grid import TURN_ENDS
from sim.model.heat import note_rises
from sim.model.hubs import could_handle
from sim.model.lots import before_first_lot, last_end, load, phase_of, send_lot, trucks_for, when_due
from sim.model.notices import TURN_MASK, entity_of, is_current, kind_of, minute_of, post, turn_of
from sim.model.pace import finish_of
from sim.model.rules import announce_wave
from sim.model.tally import sent_before_start
from sim.model.words import LINES, NONE, ORIGINS, PHASES, SKILLS, AccrualKind, Calendar, Event, Leg, Stage
from sim.units import DAY_MIN
from sim.world.record import Array


@entry
def go_on_in(
    params_array: Array, world_array: Array, state_array: Array, before_array: Array, saved_array: Array, moment: int
) -> None:
    """Let a copy of a saved state go on.

    Parameters
    ----------
    params_array, world_array : of the plan and the world that it goes on with
    state_array : a copy of the saved state, changed
    before_array : parameters under which it came about
    saved_array : the saved state, left alone
    moment : when it stopped: what happens from this minute on is new [min]
    """
    params = open_record(params_array)
    world = open_record(world_array)
    state = open_record(state_array)
    before = open_record(before_array)
    saved = open_record(saved_array)
    settle_rates(params, state)
    state.outbox_count = 0
    carry_lots_on(params, world, state, before, saved, moment)
    post_rest(params, world, state, before, saved, moment)
    look_ahead(params, world, state)
    take_up_books(params, state, moment)
    for hub in range(params.hub_count):
        days = moment // DAY_MIN
        state.hub[hub].could_apart = could_handle(before, hub, days) - could_handle(params, hub, days)
    count_from_now(state)
    make_room_for_centres(params, state)
    state.centres_since = moment
    state.centres_noted = moment


@kernel
def carry_lots_on(params: Record, world: Record, state: Record, before: Record, saved: Record, moment: int) -> None:
    """Write the table of lots anew: what was sent stays, calendars go on; in the order of a run that did not stop."""
    for lot in range(saved.lot_count):
        state.lot[lot].done = 0
        state.lot[lot].due = 0
        state.lot[lot].until = 0
        state.lot[lot].returned = 0
    state.lot_count = 0
    keep_lots(state, before, saved, NONE, True, moment)
    for channel in range(params.channel_count):
        carry_on(params, world, state, before, saved, channel, moment)
    keep_lots(state, before, saved, 0, False, moment)


@kernel
def is_planned(before: Record, saved: Record, lot: int) -> bool:
    """True for a lot of a calendar, which is in the table from the start on; false for orders and lots from hubs."""
    channel = saved.lot[lot].channel
    if channel < 0:
        return True
    return bool(before.channel_calendar[channel] != Calendar.ON_DEMAND and saved.lot[lot].leg != Leg.ONWARD)


@kernel
def was_sent(before: Record, saved: Record, lot: int, moment: int) -> bool:
    """True for a lot of a calendar that was due before the moment, or that a running one had brought by minute 0."""
    return bool(saved.lot[lot].due < moment or (before.running and saved.lot[lot].arrival <= 0))


@kernel
def keep_lots(state: Record, before: Record, saved: Record, channel: int, planned: bool, moment: int) -> None:
    """Keep planned lots of a channel (-1: of none) that were sent before the moment, or all that were not planned.

    Those still to come are posted.
    """
    for lot in range(saved.lot_count):
        if is_planned(before, saved, lot) != planned:
            continue
        if planned and (
            saved.lot[lot].channel != channel or (channel >= 0 and not was_sent(before, saved, lot, moment))
        ):
            continue
        state.lot[state.lot_count] = saved.lot[lot]
        for place in range(saved.outbox_count):
            notice = saved.outbox[place]
            if kind_of(notice) == Event.DELIVERY and entity_of(notice) == lot:
                post(before, state, minute_of(notice), Event.DELIVERY.value, int(state.lot_count), 0)
        state.lot_count += 1


@kernel
def carry_on(
    params: Record, world: Record, state: Record, before: Record, saved: Record, channel: int, moment: int
) -> None:
    """What a channel had sent stays; what it had not goes with its next lot, or can be ordered."""
    was_planned = before.channel_calendar[channel] != Calendar.ON_DEMAND
    begin = moment - 1
    held = unsent_order(before, saved, channel, moment)
    if was_planned:
        begin, held = forget_unsent(state, before, saved, channel, moment)
        keep_lots(state, before, saved, channel, True, moment)
    state.accrued_apart[channel] = accrued_until(before, saved, channel, moment) - accrued_until(
        params, state, channel, moment
    )
    if before.channel_accrual[channel] == AccrualKind.UNLIMITED:
        state.accrued_apart[channel] += saved.sent[channel] - sent_before_start(saved, channel)
    if params.channel_calendar[channel] != Calendar.ON_DEMAND:
        state.on_order[channel] = 0
        send_on(params, world, state, before, saved, channel, moment, begin, held)
        return
    every = params.channel_review[channel]
    post(params, state, (moment + every - 1) // every * every, Event.REVIEW.value, channel, 0)
    if was_planned:
        unsent = held + accrued_by(before, saved, channel, moment - 1) - accrued_by(before, saved, channel, begin)
        state.held[channel] = 0
        state.on_order[channel] = under_way(saved, channel, moment)
    else:
        unsent = held
    if params.channel_accrual[channel] != AccrualKind.UNLIMITED:
        base = accrued_by(params, state, channel, -params.lookback) if params.running else 0
        state.sent[channel] = accrued_by(params, state, channel, moment - 1) - base - unsent


@kernel
def unsent_order(before: Record, saved: Record, channel: int, moment: int) -> int:
    """Units that a channel on demand had accrued before the moment and not sent."""
    if before.channel_accrual[channel] == AccrualKind.UNLIMITED:
        return 0
    base = accrued_by(before, saved, channel, -before.lookback) if before.running else 0
    return int(accrued_by(before, saved, channel, moment - 1) - base - saved.sent[channel])


@kernel
def accrued_until(params: Record, state: Record, channel: int, moment: int) -> int:
    """Units that accrue from the start on before the moment."""
    return accrued_by(params, state, channel, moment - 1) - accrued_by(
        params, state, channel, 0 if params.running else -1
    )


@kernel
def under_way(saved: Record, channel: int, moment: int) -> int:
    """Units of a calendar that had been sent and had not reached the city."""
    units = int(saved.at_hub[channel])
    for lot in range(saved.lot_count):
        is_out = saved.lot[lot].done == 0 and saved.lot[lot].due < moment
        if saved.lot[lot].channel == channel and is_out and saved.lot[lot].arrival >= moment:
            units += int(saved.lot[lot].units)
    return units


@kernel
def forget_unsent(state: Record, before: Record, saved: Record, channel: int, moment: int) -> tuple[int, int]:
    """Take the lots of a calendar that were not yet sent off its counts.

    Returns
    -------
    tuple
        The minute up to which all that accrued was sent, and the units returned to it that wait beside that.
    """
    begin = before_first_lot(before, saved, channel)
    held = int(saved.held[channel])
    for lot in range(saved.lot_count):
        if saved.lot[lot].channel != channel or not is_planned(before, saved, lot):
            continue
        if was_sent(before, saved, lot, moment):
            begin = max(begin, int(saved.lot[lot].until))
            continue
        units = saved.lot[lot].units
        held += int(saved.lot[lot].returned)
        state.sent[channel] -= units
        if 0 <= saved.lot[lot].sent_min < before.horizon_min:
            state.dispatches[channel] -= 1
            state.trucks[channel] -= trucks_for(before, channel, units)
    return begin, held


@kernel
def send_on(
    params: Record,
    world: Record,
    state: Record,
    before: Record,
    saved: Record,
    channel: int,
    moment: int,
    begin: int,
    held: int,
) -> None:
    """A calendar goes on: its lots from the moment on carry all that has accrued since `begin`, and what it holds.

    An interval that is the same as before keeps its phase.
    """
    first = state.lot_count
    level = accrued_by(before, saved, channel, begin)
    unsent = accrued_by(before, saved, channel, moment - 1) - level
    since = min(begin, moment - 1)
    if params.channel_calendar[channel] == Calendar.EVERY:
        every = params.channel_every[channel]
        state.phase_min[channel] = saved.phase_min[channel]
        if not has_same_interval(params, before, channel):
            state.phase_min[channel] = phase_of(params, world, channel)
        earliest = since if params.running else max(since, 0)
        end = earliest + 1 + (state.phase_min[channel] - earliest - 1) % every
        while end <= last_end(params, channel):
            since, level = send_rest(params, world, state, before, saved, channel, moment, since, level, end)
            end += every
    else:
        pledges = params.channel_calendar[channel] == Calendar.PLEDGES
        for number in range(params.channel_listed[channel] if pledges else params.date_count[channel]):
            end = params.pledge_min[channel, number] if pledges else params.date_min[channel, number]
            if since < end <= params.horizon_min:
                since, level = send_rest(params, world, state, before, saved, channel, moment, since, level, end)
    state.held[channel] = held
    if state.lot_count == first:
        state.sent_until[channel] = moment - 1
        state.held[channel] += unsent
    if held != 0:
        for lot in range(state.lot_count):
            if state.lot[lot].channel == channel and state.lot[lot].sent_min >= moment and state.lot[lot].done == 0:
                load(params, state, lot, held)
                return


@kernel
def has_same_interval(params: Record, before: Record, channel: int) -> bool:
    """True if a channel's calendar keeps its interval, and thus its phase."""
    return bool(
        before.channel_calendar[channel] == Calendar.EVERY
        and before.channel_every[channel] == params.channel_every[channel]
        and before.channel_first[channel] == params.channel_first[channel]
        and before.channel_leader[channel] == params.channel_leader[channel]
        and before.channel_later[channel] == params.channel_later[channel]
    )


@kernel
def send_rest(
    params: Record,
    world: Record,
    state: Record,
    before: Record,
    saved: Record,
    channel: int,
    moment: int,
    begin: int,
    level: int,
    end: int,
) -> tuple[int, int]:
    """Send what accrued in (begin, end] unless it is too small or was over before; nothing leaves before the moment.

    Returns
    -------
    tuple
        Where the next interval begins, and what had been sent by then of all that accrued.
    """
    accrued = through(params, state, before, saved, channel, moment, end)
    if accrued == level:
        return end, level
    if accrued - level < params.channel_min_lot[channel] or end < moment:
        return begin, level
    due = max(moment, when_due(params, state, channel, begin, end))
    send_lot(params, world, state, channel, accrued - level, due, end)
    return end, accrued


@kernel
def through(
    params: Record, state: Record, before: Record, saved: Record, channel: int, moment: int, minute: int
) -> int:
    """Units accrued by a minute: before the moment as the plan before says, from then on as the present one does."""
    last = moment - 1
    if minute <= last:
        return accrued_by(before, saved, channel, minute)
    since = accrued_by(params, state, channel, minute) - accrued_by(params, state, channel, last)
    return accrued_by(before, saved, channel, last) + since


@kernel
def post_rest(params: Record, world: Record, state: Record, before: Record, saved: Record, moment: int) -> None:
    """Post what else is to come: the world's next wave, the end of work under its weather, crews of another plan."""
    for place in range(saved.outbox_count):
        notice = saved.outbox[place]
        kind = kind_of(notice)
        entity = entity_of(notice)
        if is_posted_anew(kind):
            continue
        if kind == Event.SHIFT and has_other_crews(params, before, entity):
            continue
        if kind == Event.STAGE and is_end_of_work(params, saved, entity, turn_of(notice)):
            continue
        post(params, state, minute_of(notice), kind, entity, turn_of(notice))
    wave = 0
    while wave < world.wave_count and world.wave_min[wave] < moment:
        wave += 1
    announce_wave(params, world, state, wave)
    if params.rota_queues > 0 and params.rota_turn != before.rota_turn:
        post(params, state, moment, Event.ROTA.value, TURN_ENDS, state.rota_turn & TURN_MASK)
    for skill in range(params.skill_count):
        if has_other_crews(params, before, skill):
            post(params, state, moment, Event.SHIFT.value, skill, 0)
    for crew in range(state.crew_count):
        job = state.crew[crew].job
        if state.job[job].crew == crew and state.job[job].stage == Stage.WORK:
            finish = finish_of(params, world, state.crew[crew].since, state.job[job].work)
            post(params, state, finish, Event.STAGE.value, params.asset_count + crew, state.crew[crew].turn)


@kernel
def is_posted_anew(kind: int) -> bool:
    """True for events that depend on the plan or on the world to come."""
    if kind == Event.WAVE:
        return True
    return bool(kind == Event.REVIEW) or bool(kind == Event.DELIVERY)


@kernel
def is_end_of_work(params: Record, saved: Record, entity: int, turn: int) -> bool:
    """True for the end of work that a crew does, not for one that was overtaken, nor for ways and tests."""
    crew = entity - params.asset_count
    if crew < 0 or crew >= saved.crew_count or not is_current(turn, saved.crew[crew].turn):
        return False
    job = saved.crew[crew].job
    return bool(is_at_work(saved, crew, saved.job[job].skill) and saved.job[job].stage == Stage.WORK)


@kernel
def has_other_crews(params: Record, before: Record, skill: int) -> bool:
    """True if a plan has other crews than the plan before; they come at the moment."""
    if params.crew_start[skill] != before.crew_start[skill] or params.crew_to[skill] != before.crew_to[skill]:
        return True
    if params.crew_by[skill] != before.crew_by[skill] or params.shift_count[skill] != before.shift_count[skill]:
        return True
    for shift in range(params.shift_count[skill]):
        if params.shift_from[skill, shift] != before.shift_from[skill, shift]:
            return True
        if params.shift_to[skill, shift] != before.shift_to[skill, shift]:
            return True
    return False


@kernel
def look_ahead(params: Record, world: Record, state: Record) -> None:
    """Find anew what is known ahead: when heated rooms are warm; and scores, which another plan may count otherwise."""
    for block in range(params.block_count):
        cohort = state.block[block].first - 1
        while cohort >= 0:
            if params.heating and state.cohort[cohort].heated == 1:
                note_rises(params, world, state, cohort)
            state.cohort[cohort].exposure = 0
            cohort = state.cohort[cohort].next
    for job in range(state.job_count):
        state.job[job].scored = 0
    for place in range(state.queue_count):
        state.queue[place].weighed = 0
    state.queue_hour = 0
    for line in range(LINES):
        state.line_hour[line] = 0


@kernel
def count_from_now(state: Record) -> None:
    """Set to zero what is observed from the moment on: areas, exposure, the ledger; counts go on."""
    state.cold_area = 0
    state.cut_area = 0
    state.waterless_area = 0
    state.generator_area = 0
    state.waiting_area = 0
    state.part_area = 0
    state.all_busy_area = 0
    state.lost_to_alerts = 0
    state.lost_to_cold = 0
    state.ledger_total = 0
    for skill in range(SKILLS):
        state.busy_area[skill] = 0
        state.on_shift_area[skill] = 0
    for line in range(ORIGINS):
        state.ledger_origin[line] = 0
    for line in range(PHASES):
        state.ledger_phase[line] = 0
    for store in range(state.store.shape[0]):
        state.store[store].empty_area = 0
        state.store[store].empty_first = NONE
    for index in range(state.first_below_min.shape[0]):
        state.first_below_min[index] = -1.0
        for day in range(state.days_used):
            state.day_below_min[day, index] = 0.0
        for district in range(state.below_min.shape[0]):
            state.below_min[district, index] = 0.0
            state.below_degree_min[district, index] = 0.0
    for place in range(state.centre_day_count):
        state.centre_day[place].open_min = 0.0
        for index in range(state.first_below_min.shape[0]):
            state.centre_day[place].below_min[index] = 0.0
