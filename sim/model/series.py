"""Rows of the series: what a day looks like, after everything that happens in its minute."""

import math

from sim.kernel import Record, kernel
from sim.model.words import Status

COLUMNS = ("outdoor_c", "buildings_cold", "crews_busy", "jobs_waiting", "sources_down")
"""Columns before those of the items' stocks; `outdoor_c` in millidegrees."""

MILLI = 1000.0


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
    busy = 0
    for skill in range(state.busy.shape[0]):
        busy += state.busy[skill]
    state.row[row, 2] = busy
    state.row[row, 3] = state.waiting_jobs
    down = 0
    for asset in range(params.asset_count):
        down += state.asset_failed[asset]
    state.row[row, 4] = down
    for item in range(params.item_count):
        state.row[row, 5 + item] = state.stock[item]
    state.row_count = row + 1
