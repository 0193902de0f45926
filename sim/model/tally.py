"""What is kept of a run: one row of totals, and one row per day of time below the thresholds."""

import numpy as np

from sim.kernel import Record, entry, kernel, open_record
from sim.model.accrual import accrued_by
from sim.model.grid import cut_so_far
from sim.model.hubs import could_handle
from sim.model.outages import BEYOND, STILL_COLD, long_outages, restore_times
from sim.model.words import ORIGINS, PHASES, SKILLS, AccrualKind, Calendar, Leg
from sim.units import DAY_MIN
from sim.world import sizes
from sim.world.record import Array

F8 = np.float64
I8 = np.int64

HALF_DAY = DAY_MIN // 2
"""Waits of jobs longer than this are counted [min]."""

OUTCOME = np.dtype(
    [
        ("status", I8),
        ("events", I8),
        ("waves", I8),
        ("first_wave_min", I8),
        ("threats", I8, (sizes.CLASSES,)),
        ("leakers", I8, (sizes.CLASSES,)),
        ("damaging", I8),
        ("engaged", I8, (sizes.LAYERS,)),
        ("stopped", I8, (sizes.LAYERS,)),
        ("rounds", I8, (sizes.LAYERS,)),
        ("unengaged", I8, (sizes.LAYERS,)),
        ("origins", I8, (ORIGINS,)),
        ("cold_now", I8),
        ("cold_peak", I8),
        ("cold_area", I8),
        ("cut_peak", I8),
        ("cut_area", I8),
        ("cut_most", I8),
        ("waterless_peak", I8),
        ("waterless_people_peak", I8),
        ("waterless_area", I8),
        ("waiting_area", I8),
        ("part_area", I8),
        ("part_waiting", I8),
        ("joined", I8, (SKILLS,)),
        ("busy_area", I8, (SKILLS,)),
        ("on_shift_area", I8, (SKILLS,)),
        ("all_busy_area", I8),
        ("lost_to_alerts", I8),
        ("lost_to_cold", I8),
        ("generator_area", I8),
        ("below_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("below_degree_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("first_below_min", F8, (sizes.THRESHOLDS,)),
        ("people_peak", F8, (sizes.THRESHOLDS,)),
        ("net_peak", F8, (sizes.THRESHOLDS,)),
        ("centre_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("centre_peak", F8),
        ("centre_room_min", F8),
        ("longest_spell", F8),
        ("departed", F8),
        ("mortality_ratio", F8),
        ("ledger_total", I8),
        ("ledger_origin", I8, (ORIGINS,)),
        ("ledger_phase", I8, (PHASES,)),
        ("stock", I8, (sizes.STORES,)),
        ("before", I8, (sizes.ITEMS,)),
        ("arrived", I8, (sizes.STORES,)),
        ("used", I8, (sizes.STORES,)),
        ("lent", I8, (sizes.STORES,)),
        ("overflow", I8, (sizes.ITEMS,)),
        ("returned", I8, (sizes.ITEMS,)),
        ("lost", I8, (sizes.ITEMS,)),
        ("in_transit", I8, (sizes.ITEMS,)),
        ("at_hub", I8, (sizes.ITEMS,)),
        ("handed_on", I8, (sizes.ITEMS,)),
        ("hub_area", I8, (sizes.ITEMS,)),
        ("hub_handled", I8, (sizes.HUBS,)),
        ("hub_could", I8, (sizes.HUBS,)),
        ("unsent", I8, (sizes.ITEMS,)),
        ("accrued", I8, (sizes.ITEMS,)),
        ("given", I8, (sizes.ITEMS,)),
        ("aid_min", F8, (sizes.STORES,)),
        ("empty_area", I8, (sizes.STORES,)),
        ("empty_first", I8, (sizes.STORES,)),
        ("dispatches", I8, (sizes.CHANNELS,)),
        ("brought", I8, (sizes.CHANNELS,)),
        ("trucks", I8, (sizes.CHANNELS,)),
        ("bought", I8, (sizes.CHANNELS,)),
        ("outages", I8),
        ("restored_min", I8, (len(STILL_COLD),)),
        ("cold_beyond", I8, (len(BEYOND),)),
        ("long_peak", I8),
        ("jobs_done", I8),
        ("jobs_started", I8),
        ("job_wait_sum", I8),
        ("job_waited", I8),
        ("job_waited_long", I8),
        ("heating_degree_days", F8),
    ],
    align=True,
)
"""Totals of one run. Areas are counts x minutes; `restored_min` is -1 where a share was not reached."""


@entry
def tally(params_array: Array, world_array: Array, state_array: Array, outcomes: Array, row: int) -> None:
    """Write the totals of a finished run into a row of outcomes.

    Parameters
    ----------
    outcomes : structured array of `OUTCOME`
    row : which of its rows to fill
    """
    params = open_record(params_array)
    world = open_record(world_array)
    state = open_record(state_array)
    outcome = open_record(outcomes[row : row + 1])
    copy_counts(params, state, outcome)
    copy_vectors(state, outcome)
    copy_stock(state, outcome)
    people_on_worst_day(params, state, outcome)
    sum_lots(params, state, outcome)
    sum_hubs(params, state, outcome)
    sum_jobs(params, state, outcome)
    restore_times(state, outcome)
    long_outages(params, state, outcome)
    outcome.heating_degree_days = degree_days(world)


@kernel
def copy_counts(params: Record, state: Record, outcome: Record) -> None:
    """Copy the plain numbers."""
    outcome.status = state.status
    outcome.events = state.events
    outcome.waves = state.waves
    outcome.first_wave_min = state.first_wave_min
    outcome.damaging = state.damaging
    outcome.cold_now = state.cold_now
    outcome.cold_peak = state.cold_peak
    outcome.cold_area = state.cold_area
    outcome.cut_peak = state.cut_peak
    outcome.cut_area = state.cut_area
    outcome.waterless_peak = state.waterless_peak
    outcome.waterless_people_peak = state.waterless_people_peak
    outcome.waterless_area = state.waterless_area
    outcome.cut_most = 0
    for queue in range(params.rota_queues):
        outcome.cut_most = max(outcome.cut_most, cut_so_far(params, state, queue))
    outcome.waiting_area = state.waiting_area
    outcome.part_area = state.part_area
    outcome.part_waiting = state.part_waiting
    outcome.all_busy_area = state.all_busy_area
    outcome.lost_to_alerts = state.lost_to_alerts
    outcome.lost_to_cold = state.lost_to_cold
    outcome.generator_area = state.generator_area
    outcome.longest_spell = state.longest_spell
    outcome.centre_room_min = state.centre_room_min
    outcome.departed = params.departed
    outcome.mortality_ratio = params.mortality_ratio
    outcome.ledger_total = state.ledger_total


@kernel
def copy_vectors(state: Record, outcome: Record) -> None:
    """Copy what is counted per threat class, layer, skill, line, district and threshold."""
    for index in range(state.threats.shape[0]):
        outcome.threats[index] = state.threats[index]
        outcome.leakers[index] = state.leakers[index]
    for index in range(state.engaged.shape[0]):
        outcome.engaged[index] = state.engaged[index]
        outcome.stopped[index] = state.stopped[index]
        outcome.rounds[index] = state.rounds[index]
        outcome.unengaged[index] = state.unengaged[index]
    for index in range(SKILLS):
        outcome.joined[index] = state.joined[index]
        outcome.busy_area[index] = state.busy_area[index]
        outcome.on_shift_area[index] = state.on_shift_area[index]
    for index in range(ORIGINS):
        outcome.origins[index] = state.origins[index]
        outcome.ledger_origin[index] = state.ledger_origin[index]
    for index in range(PHASES):
        outcome.ledger_phase[index] = state.ledger_phase[index]
    for index in range(state.first_below_min.shape[0]):
        outcome.first_below_min[index] = state.first_below_min[index]
        for district in range(state.below_min.shape[0]):
            outcome.below_min[district, index] = state.below_min[district, index]
            outcome.below_degree_min[district, index] = state.below_degree_min[district, index]
            outcome.centre_min[district, index] = state.centre_min[district, index]


@kernel
def people_on_worst_day(params: Record, state: Record, outcome: Record) -> None:
    """Most people below each threshold, as the mean of one day; without those in centres; and most in centres.

    Who has departed is taken off only where people in centres are, who are present.
    """
    present = 1.0 - params.departed
    outcome.centre_peak = 0.0
    for day in range(state.centre_days_used):
        outcome.centre_peak = max(outcome.centre_peak, state.day_centre_min[day, 0] / float(DAY_MIN))
    for index in range(outcome.people_peak.shape[0]):
        most = 0.0
        net = 0.0
        for day in range(state.days_used):
            below = state.day_below_min[day, index]
            most = max(most, below)
            net = max(net, below * present - state.day_centre_min[day, index])
        outcome.people_peak[index] = most / float(DAY_MIN)
        outcome.net_peak[index] = net / float(DAY_MIN)


@kernel
def copy_stock(state: Record, outcome: Record) -> None:
    """Copy what is counted per store, item and channel."""
    for store in range(state.store.shape[0]):
        outcome.stock[store] = state.store[store].stock
        outcome.arrived[store] = state.store[store].arrived
        outcome.used[store] = state.store[store].used
        outcome.lent[store] = state.store[store].lent
        outcome.aid_min[store] = state.store[store].aid_min
        outcome.empty_area[store] = state.store[store].empty_area
        outcome.empty_first[store] = state.store[store].empty_first
    for item in range(state.before.shape[0]):
        outcome.before[item] = state.before[item]
        outcome.overflow[item] = state.overflow[item]
        outcome.returned[item] = state.returned[item]
        outcome.given[item] = state.given[item]
        outcome.lost[item] = 0
        outcome.in_transit[item] = 0
        outcome.unsent[item] = 0
        outcome.accrued[item] = 0
    for channel in range(state.dispatches.shape[0]):
        outcome.dispatches[channel] = state.dispatches[channel]
        outcome.trucks[channel] = state.trucks[channel]
        outcome.brought[channel] = state.brought[channel]
        outcome.bought[channel] = 0


@kernel
def sum_lots(params: Record, state: Record, outcome: Record) -> None:
    """Where the units are that are neither in stock nor used: lost, under way, not yet sent.

    Balance per item, to the unit: everything that accrued since the first interval began = before + arrived +
    overflow + lost + in transit + at the hub + unsent; initial stock + arrived = used + stock. `unsent` is negative
    where lots of intervals that end after L were sent ahead.
    """
    horizon = params.horizon_min
    for lot in range(state.lot_count):
        item = state.lot[lot].item
        if state.lot[lot].sent_min >= horizon:
            outcome.unsent[item] += state.lot[lot].units
        elif state.lot[lot].lost:
            outcome.lost[item] += state.lot[lot].units
        elif state.lot[lot].arrival >= horizon:
            outcome.in_transit[item] += state.lot[lot].units
        channel = state.lot[lot].channel
        if channel >= 0 and state.lot[lot].leg != Leg.ONWARD and 0 <= state.lot[lot].sent_min < horizon:
            outcome.bought[channel] += state.lot[lot].units
    for channel in range(params.channel_count):
        item = params.channel_item[channel]
        if params.channel_accrual[channel] == AccrualKind.UNLIMITED:
            outcome.accrued[item] += state.sent[channel] - sent_before_start(state, channel)
            continue
        end = accrued_by(params, state, channel, horizon)
        outcome.accrued[item] += end - accrued_by(params, state, channel, 0 if params.running else -1)
        outcome.accrued[item] += state.accrued_apart[channel]
        outcome.unsent[item] += unsent_by(params, state, channel, end)


@kernel
def sent_before_start(state: Record, channel: int) -> int:
    """Units that a channel sent before minute 0, those of them that came back left out."""
    units = 0
    for lot in range(state.lot_count):
        if state.lot[lot].channel == channel and state.lot[lot].sent_min < 0 and state.lot[lot].leg != Leg.ONWARD:
            units += state.lot[lot].units
    return units


@kernel
def sum_hubs(params: Record, state: Record, outcome: Record) -> None:
    """What waits at hubs, how long units have waited there, and how much hubs handled of what they could."""
    for item in range(state.hub_area.shape[0]):
        outcome.at_hub[item] = 0
        outcome.handed_on[item] = state.handed_on[item]
        outcome.hub_area[item] = state.hub_area[item]
    for channel in range(params.channel_count):
        item = params.channel_item[channel]
        outcome.at_hub[item] += state.at_hub[channel]
        outcome.hub_area[item] += state.at_hub[channel] * params.horizon_min
    days = (params.horizon_min + DAY_MIN - 1) // DAY_MIN
    for hub in range(state.hub.shape[0]):
        outcome.hub_handled[hub] = state.hub[hub].handled
        outcome.hub_could[hub] = 0
        if hub < params.hub_count:
            outcome.hub_could[hub] = could_handle(params, hub, days) + state.hub[hub].could_apart


@kernel
def unsent_by(params: Record, state: Record, channel: int, accrued: int) -> int:
    """Units of a channel that have accrued by the horizon and stand in no lot."""
    if params.channel_calendar[channel] == Calendar.ON_DEMAND:
        base = accrued_by(params, state, channel, -params.lookback) if params.running else 0
        return accrued - base - state.sent[channel]
    return accrued - accrued_by(params, state, channel, state.sent_until[channel]) + state.held[channel]


@kernel
def sum_jobs(params: Record, state: Record, outcome: Record) -> None:
    """Waiting times of the jobs asked for since observation began."""
    outcome.jobs_done = 0
    outcome.jobs_started = 0
    outcome.job_wait_sum = 0
    outcome.job_waited = 0
    outcome.job_waited_long = 0
    for job in range(state.job_log_count):
        if state.job_log[job].done >= params.observe_from:
            outcome.jobs_done += 1
        if state.job_log[job].queued < params.observe_from:
            continue
        wait = state.job_log[job].started - state.job_log[job].queued
        outcome.jobs_started += 1
        outcome.job_wait_sum += wait
        outcome.job_waited += 1 if wait > 0 else 0
        outcome.job_waited_long += 1 if wait > HALF_DAY else 0


@kernel
def degree_days(world: Record) -> float:
    """Heating degree days below 18 degC from daily means [K d]."""
    total = 0.0
    for day in range(world.hours // 24):
        mean_c = (world.outdoor_sum[24 * day + 24] - world.outdoor_sum[24 * day]) / 24.0
        total += max(0.0, 18.0 - mean_c)
    return total


@entry
def keep_days(state_array: Array, days: Array, row: int, thresholds: int) -> None:
    """Keep the person-minutes below each threshold of each day, and those in warming centres where there are any.

    Parameters
    ----------
    days : float32 array, shape (runs, days, thresholds), or one column more
    """
    state = open_record(state_array)
    for day in range(days.shape[1]):
        for index in range(thresholds):
            days[row, day, index] = state.day_below_min[day, index]
        if thresholds < days.shape[2]:
            days[row, day, thresholds] = state.day_centre_min[day, 0]


@entry
def keep_rows(state_array: Array, rows: Array, row: int, most: int) -> None:
    """Keep the rows of the series.

    Parameters
    ----------
    rows : int array, shape (runs, rows, columns)
    most : the largest number that `rows` can hold; what is larger (a stock that never runs out) becomes that
    """
    state = open_record(state_array)
    for line in range(min(rows.shape[1], state.row_count)):
        for column in range(rows.shape[2]):
            rows[row, line, column] = min(state.row[line, column], most)
