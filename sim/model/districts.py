"""Books of districts: how many of their buildings are cold, for how long so far, and how dispatch weighs that.

Kept only where something reads them: an equity weight of dispatch, or warming centres.
"""

import math

from sim.kernel import Record, kernel
from sim.model.centres import SEVERAL, await_most_cold
from sim.units import HOUR_MIN

NOT_COUNTED = 0.0
"""In place of a district's favour: nobody has asked for it in this hour."""


@kernel
def count_cold(params: Record, state: Record, block: int, buildings: int) -> None:
    """So many more buildings of a block are without heat (fewer, if negative)."""
    state.cold_now += buildings
    if params.district_books:
        weigh_districts(params, state)
        district = params.block[block].district
        minute = max(0, state.now)
        state.district[district].cold_min = borne_by(state, district, minute)
        state.district[district].since = minute
        state.district[district].cold += buildings
        await_most_cold(params, state, district)


@kernel
def weigh_districts(params: Record, state: Record) -> None:
    """At a new hour, dispatch favours districts by the cold that their buildings have borne until it began.

    ((1 h + hours per building of the district)/(1 h + hours per building of the city))^e. To be called before anything
    is changed or read in an hour; what was not asked for in an hour is not weighed in it.
    """
    hour = state.now // HOUR_MIN
    if params.dispatch_equity != 0.0 and hour > state.hour_weighed:
        weigh_at(params, state, hour)


@kernel
def weigh_at(params: Record, state: Record, hour: int) -> None:
    """Weigh districts by what was borne until an hour began; their favour by that is counted when it is asked for."""
    state.hour_weighed = hour
    minute = hour * HOUR_MIN
    total = 0
    for district in range(params.district_count):
        total += borne_by(state, district, minute)
    if params.building_count == 0:
        return
    city_min = HOUR_MIN + total / params.building_count
    for district in range(params.district_count):
        own_min = HOUR_MIN + borne_by(state, district, minute) / params.district_buildings[district]
        state.district[district].burden = own_min / city_min
        state.district[district].favour = NOT_COUNTED


@kernel
def borne_by(state: Record, district: int, minute: int) -> int:
    """Building-minutes without heat in a district from 0 until a minute, with nothing changed since the last event."""
    minutes = minute - state.district[district].since
    return int(state.district[district].cold_min + state.district[district].cold * minutes)


@kernel
def favoured(params: Record, state: Record, block: int, score: float) -> float:
    """A score with the equity weight of a block's district, weighed by now; without a weight as it is."""
    if params.dispatch_equity == 0.0:
        return score
    district = params.block[block].district
    if state.district[district].favour == NOT_COUNTED:
        state.district[district].favour = math.pow(state.district[district].burden, params.dispatch_equity)
    return score * float(state.district[district].favour)


@kernel
def take_up_books(params: Record, state: Record, moment: int) -> None:
    """Make the books anew from the outages up to a moment: another plan may have kept none, or weighed otherwise."""
    if params.district_books:
        hour = moment // HOUR_MIN
        reckon(params, state, hour * HOUR_MIN)
        weigh_at(params, state, hour)
        reckon(params, state, moment)
        state.centres_due = SEVERAL if params.centres else 0


@kernel
def reckon(params: Record, state: Record, minute: int) -> None:
    """Sum up the outages of each district from 0 until a minute: those that are over, and those of cohorts."""
    for district in range(params.district_count):
        state.district[district].cold = 0
        state.district[district].cold_min = 0
        state.district[district].since = minute
    for row in range(state.outage_count):
        outage = state.outage[row]
        minutes = max(0, min(outage.end, minute) - max(0, outage.begin))
        state.district[params.block[outage.block].district].cold_min += outage.buildings * minutes
    for block in range(params.block_count):
        district = params.block[block].district
        cohort = state.block[block].first - 1
        while cohort >= 0:
            if state.cohort[cohort].heated == 0:
                buildings = state.cohort[cohort].buildings
                state.district[district].cold += buildings
                state.district[district].cold_min += buildings * max(0, minute - max(0, state.cohort[cohort].since))
            cohort = state.cohort[cohort].next
