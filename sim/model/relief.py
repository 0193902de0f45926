"""Generators: brought to blocks that lack nothing but power, and free again once they help no more.

A block gets all the units that it needs, or none. They are on the way for the time of a move, and then stand in for the
grid: in the block, and in the source and the pumping station as far as these serve it.
"""

from sim.kernel import Record, kernel
from sim.model.depots import put_back, take_out
from sim.model.jobs import ask_for_dispatch
from sim.model.needs import unmet_need, would_help
from sim.model.notices import is_current, jot, post
from sim.model.words import GENERATORS, Event, Note


@kernel
def has_generator(params: Record, state: Record, block: int) -> bool:
    """True if generators run at a block."""
    return bool(params.generator_serves > 0 and state.generator[block].running == 1)


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
    """True if power is the only unmet need of a block, and no generators are there or on their way."""
    if state.block[block].cause == 0 or state.generator[block].units > 0:
        return False
    return bool(unmet_need(params, state, params.asset_count + block, True) < 0)


@kernel
def attend(params: Record, state: Record, block: int) -> None:
    """A need of a block has changed: it asks for generators, or gives back those that do not help any more."""
    if state.generator[block].units == 0:
        if is_eligible(params, state, block):
            ask_for_dispatch(params, state, GENERATORS)
    elif not would_help(params, state, params.asset_count + block):
        release_generator(params, state, block)


@kernel
def send_generator(params: Record, state: Record, block: int) -> None:
    """Generators leave the stock for a block, and run there after their move."""
    units = units_for(params, block)
    take_out(state, params.generator_store, units)
    until = state.now + params.generator_move
    state.generators_out += units
    state.generator[block].units = units
    state.generator[block].turn += 1
    jot(state, Note.GENERATOR_SENT.value, block, units, until)
    entity = params.asset_count + state.crew.shape[0] + block
    post(params, state, until, Event.STAGE.value, entity, state.generator[block].turn)


@kernel
def start_generator(params: Record, state: Record, block: int, turn: int) -> bool:
    """Generators are in place, unless power came back before; True if the block's needs are to be looked at again."""
    if state.generator[block].units == 0 or not is_current(turn, state.generator[block].turn):
        return False
    state.generator[block].running = 1
    jot(state, Note.GENERATOR_ON.value, block, state.generator[block].units, 0)
    return True


@kernel
def release_generator(params: Record, state: Record, block: int) -> None:
    """A block has power again, or cannot use it: its generators are free for others at once."""
    units = state.generator[block].units
    jot(state, Note.GENERATOR_BACK.value, block, units, 0)
    put_back(state, params.generator_store, units)
    state.generators_out -= units
    state.generator[block].units = 0
    state.generator[block].running = 0
    ask_for_dispatch(params, state, GENERATORS)
