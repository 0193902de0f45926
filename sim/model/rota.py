"""The rota of rolling cuts: as long as the grid cannot supply all, queues of blocks are cut in turn.

A turn begins with the queues that were cut least so far. Within a turn another one is cut if the rest does not fit, and
the one that was cut most goes back if it fits. So no queue is ever cut longer than another by more than one turn.
"""

from sim.kernel import Record, kernel
from sim.model.grid import TURN_ENDS, cut_so_far, supplied_buildings
from sim.model.notices import TURN_MASK, is_current, jot, post
from sim.model.supply import review_block, spread
from sim.model.words import NONE, Event, Note, Origin
from sim.world.address import NO_WAVE

FIRST_TURN = 1 << 19
"""Turns open outages at addresses from here on, above those of listed outages, modulo this number."""


@kernel
def keep_rota(params: Record, world: Record, state: Record, about: int, turn: int) -> None:
    """Settle who is cut: supply or demand has changed, or a turn is over.

    While it is settled nobody can ask for it again: what changes then, does not change who fits.
    """
    if about == TURN_ENDS and not is_current(turn, state.rota_turn):
        return
    state.rota_due = 1
    supplied = supplied_buildings(params, state)
    was_short = state.grid_short
    state.grid_short = 1 if state.grid_wired > supplied else 0
    begins = about == TURN_ENDS or queues_cut(params, state) == 0
    choose_queues(params, state, supplied, begins)
    chosen = 0
    for queue in range(params.rota_queues):
        chosen += state.rota[queue].chosen
    if begins and chosen > 0:
        state.rota_turn += 1
        until = state.now + params.rota_turn
        post(params, state, until, Event.ROTA.value, TURN_ENDS, state.rota_turn & TURN_MASK)
    for queue in range(params.rota_queues):
        switch_queue(params, world, state, queue)
    if was_short and state.grid_short == 0:
        call_generators_back(params, world, state)
    count_cut(params, state)
    state.rota_due = 0


@kernel
def queues_cut(params: Record, state: Record) -> int:
    """Queues that are cut now."""
    count = 0
    for queue in range(params.rota_queues):
        count += state.asset[params.rota_first + queue].failed
    return count


@kernel
def choose_queues(params: Record, state: Record, supplied: int, anew: bool) -> None:
    """Choose who is to be cut, anew at the begin of a turn: others until the rest fits, then back who fits with it.

    Looked at again without a change, the choice is the same.
    """
    rest = 0
    for queue in range(params.rota_queues):
        if anew:
            state.rota[queue].chosen = 0
        if state.rota[queue].chosen == 0:
            rest += state.rota[queue].demand
    while rest > supplied:
        queue = next_queue(params, state, 0)
        state.rota[queue].chosen = 1
        rest -= state.rota[queue].demand
    queue = next_queue(params, state, 1)
    while queue >= 0 and rest + state.rota[queue].demand <= supplied:
        state.rota[queue].chosen = 0
        rest += state.rota[queue].demand
        queue = next_queue(params, state, 1)


@kernel
def next_queue(params: Record, state: Record, chosen: int) -> int:
    """Of queues not chosen the one cut least so far, the lowest of equals; of the chosen (1) the most, the highest."""
    best = NONE
    best_minutes = 0
    for queue in range(params.rota_queues):
        if state.rota[queue].chosen == chosen:
            minutes = cut_so_far(params, state, queue)
            if best < 0 or (minutes >= best_minutes if chosen else minutes < best_minutes):
                best = queue
                best_minutes = minutes
    return best


@kernel
def switch_queue(params: Record, world: Record, state: Record, queue: int) -> None:
    """Cut a queue that is chosen, or give power back to one that is not any more."""
    asset = params.rota_first + queue
    chosen = state.rota[queue].chosen
    if chosen == state.asset[asset].failed:
        return
    if chosen:
        state.asset[asset].since = state.now
        state.asset[asset].origin = Origin.ROTA
        jot(state, Note.QUEUE_CUT.value, asset, state.rota[queue].demand, 0)
    else:
        state.rota[queue].minutes += state.now - state.asset[asset].since
        jot(state, Note.QUEUE_BACK.value, asset, state.rota[queue].demand, 0)
    state.asset[asset].failed = chosen
    spread(params, world, state, asset, NO_WAVE + FIRST_TURN + state.rota_turn % FIRST_TURN)


@kernel
def call_generators_back(params: Record, world: Record, state: Record) -> None:
    """The grid can supply all again: blocks with generators are looked at."""
    if params.generator_serves == 0:
        return
    for block in range(params.block_count):
        if state.generator[block].units > 0:
            review_block(params, world, state, block, NONE)


@kernel
def count_cut(params: Record, state: Record) -> None:
    """Count the buildings without power because of the rota."""
    state.cut_now = 0
    for queue in range(params.rota_queues):
        if state.rota[queue].chosen:
            state.cut_now += state.rota[queue].demand
