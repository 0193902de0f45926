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
        state.district[params.block[block].district].cold += buildings


@kernel
def bear_cold(params: Record, state: Record, minute: int) -> None:
    """Time goes on to a minute: buildings that are cold have been so for longer."""
    hour_min = minute // HOUR_MIN * HOUR_MIN
    if hour_min > state.now and params.dispatch_equity != 0.0:
        weigh_districts(params, state, hour_min)
    for district in range(params.district_count):
        state.district[district].cold_min += state.district[district].cold * (minute - state.now)


@kernel
def weigh_districts(params: Record, state: Record, minute: int) -> None:
    """How dispatch favours each district: by the cold that its buildings have borne until a minute, the city's beside.

    ((1 h + hours per building of the district)/(1 h + hours per building of the city))^e.
    """
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
    """Building-minutes without heat in a district until a minute at which nothing has changed yet."""
    return int(state.district[district].cold_min + state.district[district].cold * (minute - state.now))


@kernel
def favoured(params: Record, state: Record, block: int, score: float) -> float:
    """A score with the equity weight of a block's district; without one as it is."""
    if params.dispatch_equity == 0.0:
        return score
    return score * float(state.district[params.block[block].district].favour)
