"""Water: blocks whose water stations are all down have none, and their pipes cannot be filled.

What is full and warm stays so without water. Refilling waits for it: `sim.model.supply`.
"""

from sim.kernel import Record, kernel
from sim.model.needs import cause_in_group
from sim.model.notices import jot, jot_all
from sim.model.words import Note


@kernel
def note_water(params: Record, state: Record, block: int) -> None:
    """Count a block as without water, or with it again, as its stations are now."""
    if params.block[block].water == 0:
        return
    cause = cause_in_group(params, state, params.block[block].water - 1)
    waterless = 1 if cause >= 0 else 0
    more = waterless - state.block[block].waterless
    if more == 0:
        return
    buildings = params.block[block].buildings
    state.block[block].waterless = waterless
    state.waterless_now += more * buildings
    state.waterless_people += more * buildings * params.block[block].residents
    if waterless:
        jot_all(state, Note.WATER_LOST.value, block, buildings, state.asset[cause].origin, cause)
    else:
        jot(state, Note.WATER_BACK.value, block, buildings, 0)


@kernel
def keep_waterless(params: Record, state: Record, minute: int) -> None:
    """Time goes on to a minute: the peaks of buildings and people without water, and the area under the buildings."""
    state.waterless_peak = max(state.waterless_peak, state.waterless_now)
    state.waterless_people_peak = max(state.waterless_people_peak, state.waterless_people)
    minutes = minute - max(state.now, params.observe_from)
    if minutes > 0:
        state.waterless_area += state.waterless_now * minutes
