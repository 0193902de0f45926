"""Generators: brought to blocks that lack nothing but power, and free again once that is no longer so.

With fuel, a block's generators take what they burn on a day at its begin, all of it or none; without, they stand still.
A block gets all the units that it needs, or none. They are on the way for the time of a move, and then stand in for the
grid: in the block, and in the source and the pumping station as far as these serve it.
"""

from sim.kernel import Record, kernel
from sim.model.depots import lend, stock_of, take_back, take_out
from sim.model.jobs import ask_for_dispatch
from sim.model.needs import lacks_only_power
from sim.model.notices import is_current, jot, post
from sim.model.words import GENERATORS, NONE, Event, Note
from sim.units import DAY_MIN


@kernel
def units_for(params: Record, block: int) -> int:
    """Generators that a block needs."""
    return int(-(-params.block[block].buildings // params.generator_serves))


@kernel
def free_units(params: Record, state: Record) -> int:
    """Generators in stock."""
    return int(state.store[params.generator_store].stock)


@kernel
def await_power(params: Record, state: Record, block: int) -> bool:
    """Keep the list of those who lack nothing but power and await no generators; true if these would help a block."""
    lacks_power = state.block[block].cause > 0 and state.generator[block].units == 0
    if lacks_power and lacks_only_power(params, state, params.asset_count + block):
        enter_list(state, block)
        return is_eligible(params, state, block)
    leave_list(state, block)
    return False


@kernel
def is_eligible(params: Record, state: Record, block: int) -> bool:
    """True if generators would bring heat to a block on the list.

    Buildings with a fault of their own stay cold all the same, so there must be others.
    """
    return bool(state.block[block].damaged < params.block[block].buildings)


@kernel
def enter_list(state: Record, block: int) -> None:
    """Put a block that is not there yet at the end of the list."""
    if state.generator[block].place == 0:
        state.generator[state.unpowered].listed = block
        state.unpowered += 1
        state.generator[block].place = state.unpowered


@kernel
def leave_list(state: Record, block: int) -> None:
    """Take a block that is there off the list; the last one takes its place."""
    place = state.generator[block].place - 1
    if place < 0:
        return
    state.unpowered -= 1
    last = state.generator[state.unpowered].listed
    state.generator[place].listed = last
    state.generator[place].score = state.generator[state.unpowered].score
    state.generator[last].place = place + 1
    state.generator[block].place = 0


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
    leave_list(state, block)
    state.generator[block].turn += 1
    jot(state, Note.GENERATOR_SENT.value, block, units, until)
    entity = params.asset_count + state.crew.shape[0] + block
    post(params, state, until, Event.STAGE.value, entity, state.generator[block].turn)


@kernel
def start_generators(params: Record, state: Record, block: int, turn: int) -> bool:
    """Generators are in place, or a day of theirs is over; they run if there is fuel, unless they were called back.

    Returns
    -------
    bool
        True if the block is to be looked at again.
    """
    if state.generator[block].units == 0 or not is_current(turn, state.generator[block].turn):
        return False
    was_running = state.generator[block].running == 1
    if take_fuel(params, state, block):
        run_generators(params, state, block)
        return not was_running
    state.generator[block].running = 0
    state.generator[block].dry = state.now + 1
    state.blocks_dry += 1
    jot(state, Note.GENERATOR_DRY.value, block, state.generator[block].units, 0)
    return was_running


@kernel
def take_fuel(params: Record, state: Record, block: int) -> bool:
    """Take a day's fuel for a block out of the depots, in their order; false if there is too little of it."""
    if params.fuel_item == 0:
        return True
    item = params.fuel_item - 1
    left = int(state.generator[block].units * params.fuel_per_day)
    if stock_of(params, state, item) < left:
        return False
    for store in range(params.item_store[item], params.item_store[item + 1]):
        units = min(left, int(state.store[store].stock))
        if units > 0:
            take_out(state, store, units)
            state.given[item] += units
            jot(state, Note.FUEL_TAKEN.value, block, units, store)
            left -= units
    return True


@kernel
def run_generators(params: Record, state: Record, block: int) -> None:
    """The generators of a block run, for a day if they burn fuel."""
    if state.generator[block].running == 0:
        jot(state, Note.GENERATOR_ON.value, block, state.generator[block].units, 0)
    state.generator[block].running = 1
    if params.fuel_item > 0:
        state.generator[block].turn += 1
        entity = params.asset_count + state.crew.shape[0] + block
        post(params, state, state.now + DAY_MIN, Event.STAGE.value, entity, state.generator[block].turn)


@kernel
def next_with_fuel(params: Record, state: Record) -> int:
    """The block that has stood without fuel longest, the lower of equals, gets it and runs; -1 if none does."""
    best = NONE
    for block in range(params.block_count):
        dry = state.generator[block].dry
        if dry > 0 and (best < 0 or dry < state.generator[best].dry):
            best = block
    if best < 0 or not take_fuel(params, state, best):
        return NONE
    state.generator[best].dry = 0
    state.blocks_dry -= 1
    run_generators(params, state, best)
    return best


@kernel
def release_generators(params: Record, state: Record, block: int) -> None:
    """A block has power again, or cannot use it: its generators are free for others at once."""
    units = state.generator[block].units
    jot(state, Note.GENERATOR_BACK.value, block, units, 0)
    take_back(state, params.generator_store, units)
    state.generators_out -= units
    state.generator[block].units = 0
    state.generator[block].running = 0
    if state.generator[block].dry > 0:
        state.generator[block].dry = 0
        state.blocks_dry -= 1
    ask_for_dispatch(params, state, GENERATORS)
