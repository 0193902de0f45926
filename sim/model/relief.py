"""Generators: brought to blocks that lack nothing but power, and free again once that is no longer so.

A block gets all the units that it needs, or none. They are on the way for the time of a move, and then stand in for the
grid: in the block, and in the source and the pumping station as far as these serve it.
"""

from sim.kernel import Record, kernel
from sim.model.depots import lend, take_back
from sim.model.jobs import ask_for_dispatch
from sim.model.needs import lacks_only_power
from sim.model.notices import is_current, jot, post
from sim.model.words import GENERATORS, NONE, Event, Note


@kernel
def units_for(params: Record, block: int) -> int:
    """Generators that a block needs."""
    return int(-(-params.block[block].buildings // params.generator_serves))


@kernel
def free_units(params: Record, state: Record) -> int:
    """Generators in stock."""
    return int(state.store[params.generator_store].stock)


@kernel
def is_eligible(params: Record, state: Record, block: int) -> bool:
    """True if generators would bring heat to a block that has none and does not await any: power is all that it lacks.

    Buildings with a fault of their own stay cold all the same, so there must be others.
    """
    if state.block[block].cause == 0 or state.generator[block].units > 0:
        return False
    if state.block[block].damaged >= params.block[block].buildings:
        return False
    return lacks_only_power(params, state, params.asset_count + block)


@kernel
def with_generators(params: Record, state: Record, block: int, cause: int) -> int:
    """The cause of a block's darkness as generators leave it: none where they run.

    They go back as soon as power is not what the block lacks, or not all of it. While the grid is short they stay, also
    if the block could have power now: it takes none, and others are cut less.
    """
    if state.generator[block].units == 0:
        return cause
    if (cause < 0 and state.grid_short == 0) or not lacks_only_power(params, state, params.asset_count + block):
        release_generators(params, state, block)
        return cause
    return NONE if state.generator[block].running else cause


@kernel
def send_generators(params: Record, state: Record, block: int) -> None:
    """Generators leave the stock for a block, and run there after their move."""
    units = units_for(params, block)
    lend(state, params.generator_store, units)
    until = state.now + params.generator_move
    state.generators_out += units
    state.generator[block].units = units
    state.generator[block].turn += 1
    jot(state, Note.GENERATOR_SENT.value, block, units, until)
    entity = params.asset_count + state.crew.shape[0] + block
    post(params, state, until, Event.STAGE.value, entity, state.generator[block].turn)


@kernel
def start_generators(params: Record, state: Record, block: int, turn: int) -> bool:
    """Generators are in place, unless they were called back before; True if the block is to be looked at again."""
    if state.generator[block].units == 0 or not is_current(turn, state.generator[block].turn):
        return False
    state.generator[block].running = 1
    jot(state, Note.GENERATOR_ON.value, block, state.generator[block].units, 0)
    return True


@kernel
def release_generators(params: Record, state: Record, block: int) -> None:
    """A block has power again, or cannot use it: its generators are free for others at once."""
    units = state.generator[block].units
    jot(state, Note.GENERATOR_BACK.value, block, units, 0)
    take_back(state, params.generator_store, units)
    state.generators_out -= units
    state.generator[block].units = 0
    state.generator[block].running = 0
    ask_for_dispatch(params, state, GENERATORS)
