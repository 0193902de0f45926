"""Rows of the series: what a day looks like, after everything that happens in its minute."""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import present_temperature
from sim.model.words import Status

COLUMNS = ("outdoor_c", "buildings_cold", "crews_busy", "jobs_waiting", "assets_down", "threats", "leakers")
"""Columns before those of the stocks: `outdoor_c` in millidegrees, `assets_down` with supplies of listed outages,
`threats` and `leakers` since minute 0."""

FIRST = len(COLUMNS)
"""Where the columns of followed blocks (`indoor_c`, nanodegrees) begin; then those of stock, of units used, with hubs
of what waits there, by item, with a grid that can fall short of buildings cut, and with water stations of buildings
without water."""

MILLI = 1000.0
NANO = 1_000_000_000.0


@kernel
def coldest_in(params: Record, world: Record, state: Record, block: int) -> float:
    """Indoor temperature of the coldest buildings of a block [degC]."""
    coldest_c = params.set_point
    cohort = state.block[block].first - 1
    while cohort >= 0:
        coldest_c = min(coldest_c, present_temperature(params, world, state, cohort))
        cohort = state.cohort[cohort].next
    return coldest_c


@kernel
def observe(params: Record, world: Record, state: Record) -> None:
    """Write one row of the series. Nothing is changed: an open segment stays open."""
    row = state.row_count
    if row >= state.row.shape[0]:
        state.status = Status.TOO_MANY_ROWS
        return
    hour = min(int(state.now // 60), int(world.hours) - 1)
    state.row[row, 0] = int(math.floor(world.outdoor_c[hour] * MILLI + 0.5)) if hour >= 0 else 0
    state.row[row, 1] = state.cold_now
    for skill in range(state.busy.shape[0]):
        state.row[row, 2] += state.busy[skill]
        state.row[row, 3] += state.waiting_jobs[skill]
    down = 0
    for asset in range(params.rota_first):
        down += 1 if state.asset[asset].cause > 0 else 0
    state.row[row, 4] = down
    for threat_class in range(state.threats.shape[0]):
        state.row[row, 5] += state.threats[threat_class]
        state.row[row, 6] += state.leakers[threat_class]
    for place in range(params.follow_count):
        indoor_c = coldest_in(params, world, state, params.follow_block[place])
        state.row[row, FIRST + place] = int(math.floor(indoor_c * NANO + 0.5))
    place = FIRST + params.follow_count
    for store in range(params.store_count):
        state.row[row, place + store] = state.store[store].stock
        state.row[row, place + params.store_count + store] = state.store[store].used
    place += 2 * params.store_count
    if params.hub_count > 0:
        for channel in range(params.channel_count):
            state.row[row, place + params.channel_item[channel]] += state.at_hub[channel]
        place += params.item_count
    if params.rota_queues > 0:
        state.row[row, place] = state.cut_now
        place += 1
    if params.with_water:
        state.row[row, place] = state.waterless_now
    state.row_count = row + 1
