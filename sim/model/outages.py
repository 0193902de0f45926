"""What the log of outages says of a run: how fast buildings get heat back, and how many wait for very long."""

import numpy as np

from sim.kernel import Record, kernel
from sim.units import DAY_MIN, HOUR_MIN
from sim.world.sorting import sorted_keys

STILL_COLD = (0.5, 0.1, 0.01)
"""Shares of buildings still without heat at the times that are kept: 50, 90 and 99 % are restored."""

ROUNDING = 1e-12
"""What a product of shares may be off by."""

BUILDING_BITS = 24
BUILDING_MASK = (1 << BUILDING_BITS) - 1
"""Outages are sorted as keys: a time in half minutes above, buildings in the lower bits."""

BEYOND = (8 * HOUR_MIN, 16 * HOUR_MIN, DAY_MIN)
"""Lengths of an outage from which on its hours are counted apart: 8, 16 and 24 hours [min]."""

LONG = DAY_MIN
"""An outage longer than this is a long one [min]."""


@kernel
def end_of(state: Record, row: int) -> int:
    """When an outage of the log ended; now if it is open."""
    return int(state.outage[row].end if state.outage[row].end >= 0 else state.now)


@kernel
def long_from(state: Record, row: int) -> int:
    """When an outage of the log has become a long one; one that was long before the start, at the start."""
    return max(0, int(state.outage[row].begin) + LONG)


@kernel
def restore_times(state: Record, outcome: Record) -> None:
    """Times by which 50, 90 and 99 % of the buildings that lost heat were restored (Kaplan-Meier).

    Outages open at the horizon are censored there. The estimate falls at each restoration time by the share of the
    buildings still at risk; durations are sorted on the minute.
    """
    for place in range(len(STILL_COLD)):
        outcome.restored_min[place] = -1
    count = int(state.outage_count)
    outcome.outages = count
    if count == 0:
        return
    keys = np.empty(count, np.int64)
    at_risk = 0
    for row in range(count):
        closed = state.outage[row].end >= 0
        minutes = end_of(state, row) - state.outage[row].begin
        keys[row] = (2 * minutes + (0 if closed else 1)) << BUILDING_BITS | state.outage[row].buildings
        at_risk += state.outage[row].buildings
    keys = sorted_keys(keys, BUILDING_BITS)
    surviving = 1.0
    place = 0
    while place < count:
        length = keys[place] >> BUILDING_BITS
        group = 0
        while place < count and keys[place] >> BUILDING_BITS == length:
            group += keys[place] & BUILDING_MASK
            place += 1
        if length % 2 == 0:
            surviving *= 1.0 - group / at_risk
            for kept in range(len(STILL_COLD)):
                if outcome.restored_min[kept] < 0 and surviving <= STILL_COLD[kept] + ROUNDING:
                    outcome.restored_min[kept] = length // 2
        at_risk -= group


@kernel
def long_outages(params: Record, state: Record, outcome: Record) -> None:
    """Building-minutes of outages beyond 8, 16 and 24 hours, since observation began; the peak of long outages."""
    for place in range(len(BEYOND)):
        outcome.cold_beyond[place] = 0
    longer = 0
    for row in range(state.outage_count):
        for place in range(len(BEYOND)):
            begin = max(state.outage[row].begin + BEYOND[place], params.observe_from)
            outcome.cold_beyond[place] += max(0, end_of(state, row) - begin) * state.outage[row].buildings
        longer += 1 if end_of(state, row) > long_from(state, row) else 0
    outcome.long_peak = most_at_once(state, longer)


@kernel
def most_at_once(state: Record, longer: int) -> int:
    """Most buildings in long outages at one time; at equal minutes those that end go first.

    The log stands in the order in which outages end, so only the minutes at which they become long are sorted.

    Parameters
    ----------
    longer : how many outages of the log are long
    """
    keys = np.empty(longer, np.int64)
    count = 0
    for row in range(state.outage_count):
        begin = long_from(state, row)
        if end_of(state, row) > begin:
            keys[count] = begin << BUILDING_BITS | state.outage[row].buildings
            count += 1
    keys = sorted_keys(keys, BUILDING_BITS)
    present = 0
    most = 0
    place = 0
    for row in range(state.outage_count):
        end = end_of(state, row)
        if end > long_from(state, row):
            while place < count and keys[place] >> BUILDING_BITS < end:
                present += keys[place] & BUILDING_MASK
                place += 1
            most = max(most, present)
            present -= state.outage[row].buildings
    return most
