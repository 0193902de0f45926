"""Books of districts: how many of their buildings are cold, for how long so far, and how dispatch weighs that.

Kept only where something reads them: an equity weight of dispatch, or warming centres.
"""

import math

from sim.kernel import Record, kernel
from sim.units import HOUR_MIN


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
        state.centres_due = params.centres


@kernel
def weigh_districts(params: Record, state: Record) -> None:
    """At a new hour, dispatch favours districts by the cold that their buildings have borne until it began.

    ((1 h + hours per building of the district)/(1 h + hours per building of the city))^e. To be called before anything
    is changed or read in an hour; what was not asked for in an hour is not weighed in it.
    """
    hour = state.now // HOUR_MIN
    if params.dispatch_equity == 0.0 or hour <= state.hour_weighed:
        return
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
        state.district[district].favour = math.pow(own_min / city_min, params.dispatch_equity)


@kernel
def borne_by(state: Record, district: int, minute: int) -> int:
    """Building-minutes without heat in a district from 0 until a minute, with nothing changed since the last event."""
    minutes = minute - state.district[district].since
    return int(state.district[district].cold_min + state.district[district].cold * minutes)


@kernel
def favoured(params: Record, state: Record, block: int, score: float) -> float:
    """A score with the equity weight of a block's district; without one as it is."""
    if params.dispatch_equity == 0.0:
        return score
    weigh_districts(params, state)
    return score * float(state.district[params.block[block].district].favour)
