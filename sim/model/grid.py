"""The grid as a whole: what it can supply, and what blocks take from it. Who is cut is settled in `sim.model.rota`."""

import math

from sim.kernel import Record, kernel
from sim.model.needs import is_wired
from sim.model.notices import post
from sim.model.words import AssetClass, Event

TURN_ENDS = 0
LOOK_AGAIN = 1
"""What an event of the rota is about: a turn is over, or supply or demand has changed."""


@kernel
def begin_grid(params: Record, state: Record) -> None:
    """At first all blocks take power; the rota is looked at in the first minute and whenever a listed time turns."""
    for block in range(params.block_count):
        buildings = params.block[block].buildings
        state.block[block].wired = 1
        state.block[block].draws = 1
        state.grid_wired += buildings
        state.rota[params.block[block].queue].demand += buildings
    ask_for_rota(params, state)
    for place in range(params.shortage_count):
        post(params, state, params.shortage[place].begin, Event.ROTA.value, LOOK_AGAIN, 0)
        post(params, state, params.shortage[place].end, Event.ROTA.value, LOOK_AGAIN, 0)


@kernel
def ask_for_rota(params: Record, state: Record) -> None:
    """Let the rota be looked at in this minute, once; before the start in the first one."""
    if state.rota_due == 0:
        state.rota_due = 1
        post(params, state, max(0, state.now), Event.ROTA.value, LOOK_AGAIN, 0)


@kernel
def note_demand(params: Record, state: Record, block: int) -> None:
    """Count what a block takes from the grid: nothing if its feeders are down or its generators run."""
    wired = int(state.block[block].wired)
    if state.rewired:
        wired = 1 if is_wired(params, state, block) else 0
    draws = wired if state.generator[block].running == 0 else 0
    more_wired = wired - state.block[block].wired
    more_drawn = draws - state.block[block].draws
    if more_wired == 0 and more_drawn == 0:
        return
    buildings = params.block[block].buildings
    state.block[block].wired = wired
    state.block[block].draws = draws
    state.grid_wired += buildings * more_wired
    state.rota[params.block[block].queue].demand += buildings * more_drawn
    ask_for_rota(params, state)


@kernel
def supplied_buildings(params: Record, state: Record) -> int:
    """Buildings that the grid can supply now: its capacity, and of that the part of the feeders that work."""
    share = params.grid_capacity
    listed = -1.0
    for place in range(params.shortage_count):
        if params.shortage[place].begin <= state.now < params.shortage[place].end:
            capacity = params.shortage[place].capacity
            listed = capacity if listed < 0.0 else min(listed, capacity)
    if listed >= 0.0:
        share = listed
    whole = 0.0
    working = 0.0
    first = params.class_first[AssetClass.FEEDER]
    for feeder in range(first, first + params.class_assets[AssetClass.FEEDER]):
        whole += params.asset[feeder].capacity
        if state.asset[feeder].failed == 0:
            working += params.asset[feeder].capacity
    if whole > 0.0:
        share *= working / whole
    return int(math.floor(share * params.building_count + 0.5))


@kernel
def cut_so_far(params: Record, state: Record, queue: int) -> int:
    """How long a queue has been cut up to now [min]."""
    minutes = state.rota[queue].minutes
    asset = params.rota_first + queue
    if state.asset[asset].failed:
        minutes += state.now - state.asset[asset].since
    return int(minutes)
