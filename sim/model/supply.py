"""What keeps blocks supplied: failures carried through the network, blocks going dark and coming back.

Only what an event touches is looked at again.
"""

import math

from sim.kernel import Record, kernel
from sim.model.centres import count_open
from sim.model.cohorts import chill_again, chill_warm, heated_in, retire
from sim.model.grid import ask_for_rota, note_demand
from sim.model.jobs import ask_for_dispatch
from sim.model.ledger import enter_phase
from sim.model.line import repairs_scored_anew
from sim.model.needs import cause_of_needs, first_cause, phase_of_asset
from sim.model.notices import NEVER, is_current, jot, jot_all, post
from sim.model.refill import queue_block, reconnect, stand_in_line, stays_filled, stop_refilling, unqueue_block
from sim.model.relief import await_power, with_generators
from sim.model.water import note_water
from sim.model.words import GENERATORS, NONE, Event, Note, Phase


@kernel
def fail_asset(
    params: Record, world: Record, state: Record, asset: int, hold_min: float, lost: int, origin: int, opened: int
) -> None:
    """An asset is hit: down until its hold is over; a hit on a failed asset adds a fresh hold to what is left.

    The outage keeps the origin of its first hit. Posts the end of the hold.
    """
    already = state.asset[asset].failed
    if already == 0:
        state.asset[asset].failed = 1
        state.asset[asset].until_real = state.now + hold_min
        state.asset[asset].lost = lost
        state.asset[asset].origin = origin
        state.asset[asset].since = state.now
    elif params.rehit_adds:
        state.asset[asset].until_real += hold_min
        state.asset[asset].lost = max(state.asset[asset].lost, lost)
    else:
        return
    announce_restart(params, world, state, asset, already, opened)


@kernel
def hold_until(params: Record, world: Record, state: Record, asset: int, until: int, origin: int, opened: int) -> None:
    """A listed outage: the asset is down at least until a minute; overlapping outages do not add up."""
    if state.asset[asset].failed == 0:
        fail_asset(params, world, state, asset, float(until - state.now), 0, origin, opened)
    elif until > state.asset[asset].until_real:
        state.asset[asset].until_real = float(until)
        announce_restart(params, world, state, asset, 1, opened)


@kernel
def announce_restart(params: Record, world: Record, state: Record, asset: int, already: int, opened: int) -> None:
    """Post the end of an asset's hold, in place of any posted before, and carry its failure on.

    Parameters
    ----------
    already : 1 if the asset was down before this minute's hit or outage
    """
    origin = state.asset[asset].origin
    until = int(math.floor(min(state.asset[asset].until_real, float(NEVER))))
    state.asset[asset].turn += 1
    jot_all(state, Note.SOURCE_DOWN.value, asset, until, origin, already + 2 * state.asset[asset].lost)
    post(params, state, until, Event.STAGE.value, asset, state.asset[asset].turn)
    spread(params, world, state, asset, opened)


@kernel
def restart_asset(params: Record, world: Record, state: Record, asset: int, turn: int) -> None:
    """The hold of an asset is over, unless a later hit made it longer."""
    if state.asset[asset].failed == 0 or not is_current(turn, state.asset[asset].turn):
        return
    state.asset[asset].failed = 0
    jot(state, Note.SOURCE_UP.value, asset, 0, 0)
    spread(params, world, state, asset, NONE)


@kernel
def break_asset(params: Record, world: Record, state: Record, asset: int, origin: int, opened: int) -> None:
    """An asset that crews repair fails, until its job is done; the outage keeps the origin of its first hit."""
    state.asset[asset].failed = 1
    state.asset[asset].lost = 0
    state.asset[asset].origin = origin
    state.asset[asset].since = state.now
    if params.rota_queues > 0:
        ask_for_rota(params, state)
    spread(params, world, state, asset, opened)


@kernel
def mend_asset(params: Record, world: Record, state: Record, asset: int) -> None:
    """Crews have repaired an asset."""
    state.asset[asset].failed = 0
    jot(state, Note.NETWORK_UP.value, asset, 0, 0)
    if params.rota_queues > 0:
        ask_for_rota(params, state)
    spread(params, world, state, asset, NONE)


@kernel
def spread(params: Record, world: Record, state: Record, asset: int, opened: int) -> None:
    """Carry a change of one asset to all that need it: assets in the order of their numbers, then blocks.

    Others that worked before and work on pass nothing on.
    """
    due = 1
    touched = 0
    node = asset
    state.asset[asset].due = 1
    while due > 0:
        if state.asset[node].due:
            state.asset[node].due = 0
            cause = cause_of_needs(params, state, node)
            if state.asset[node].failed:
                cause = first_cause(params, state, cause, node)
            if params.asset[node].is_feeder:
                feeder_changes(params, state)
            works_on = cause < 0 and state.asset[node].cause == 0 and node != asset
            state.asset[node].cause = cause + 1
            if not works_on:
                state.asset_touched[touched] = node
                touched += 1
                due += mark_users(params, state, node)
            due -= 1
        node += 1
    for place in range(touched):
        review_users(params, world, state, state.asset_touched[place], opened)
    for place in range(touched):
        forget_reviewed(params, state, state.asset_touched[place])
    state.rewired = 0


@kernel
def feeder_changes(params: Record, state: Record) -> None:
    """A feeder is about to fail or to work again: until then centres had power, and blocks have to ask for theirs."""
    state.rewired = 1
    if params.centres_on_feeders:
        count_open(params, state, int(state.now))


@kernel
def mark_users(params: Record, state: Record, asset: int) -> int:
    """Mark the assets that need an asset, to be looked at again; returns how many were not marked before."""
    marked = 0
    for place in range(params.asset_user_first[asset], params.asset_user_first[asset + 1]):
        user = params.asset_user[place]
        if user < params.asset_count and state.asset[user].due == 0:
            state.asset[user].due = 1
            marked += 1
    return marked


@kernel
def review_users(params: Record, world: Record, state: Record, asset: int, opened: int) -> None:
    """Look again at the blocks that need an asset; at those that need several touched ones, once."""
    for place in range(params.asset_user_first[asset], params.asset_user_first[asset + 1]):
        block = params.asset_user[place] - params.asset_count
        if block >= 0 and state.block[block].reviewed == 0:
            state.block[block].reviewed = 1
            review_block(params, world, state, block, opened)


@kernel
def forget_reviewed(params: Record, state: Record, asset: int) -> None:
    """The blocks that need an asset can be looked at again."""
    for place in range(params.asset_user_first[asset], params.asset_user_first[asset + 1]):
        block = params.asset_user[place] - params.asset_count
        if block >= 0:
            state.block[block].reviewed = 0


@kernel
def review_block(params: Record, world: Record, state: Record, block: int, opened: int) -> None:
    """Look again at a block after one of its needs changed: it goes dark, changes its phase, or gets supply back.

    One that waits for refilling may lose its water, or get it back.
    """
    repairs_scored_anew(params, state, block)
    note_water(params, state, block)
    cause = cause_of_needs(params, state, params.asset_count + block)
    if params.generator_serves > 0:
        cause = with_generators(params, state, block, cause)
    if params.rota_queues > 0:
        note_demand(params, state, block)
    before = state.block[block].cause - 1
    state.block[block].cause = cause + 1
    if cause >= 0:
        if cause != before and state.block[block].phase != Phase.WARM:
            jot(state, Note.BLOCK_CAUSE.value, block, state.asset[cause].origin, cause)
        darken(params, world, state, block, phase_of_asset(state, cause), state.asset[cause].origin, opened)
    elif before >= 0:
        resupply(params, world, state, block)
    elif state.block[block].phase != Phase.WARM and state.block[block].phase != phase_of_refilling(state, block):
        wait_for_refilling(params, world, state, block)
    if params.generator_serves > 0 and await_power(params, state, block):
        ask_for_dispatch(params, state, GENERATORS)


@kernel
def darken(params: Record, world: Record, state: Record, block: int, phase: int, origin: int, opened: int) -> None:
    """A block has no supply: its heated cohorts and its warm buildings lose heat, cold ones change their phase."""
    if state.refill_block == block + 1:
        stop_refilling(params, world, state)
    unqueue_block(state, block)
    retire(params, world, state, block)
    is_cut = 1 if state.block[block].cause > params.rota_first else 0
    if state.block[block].phase == Phase.WARM:
        state.block[block].only_cut = is_cut
        state.block[block].since = state.now
        state.block[block].opened = opened
        jot_all(state, Note.BLOCK_DARK.value, block, heated_in(state, block), origin, state.block[block].cause - 1)
    state.block[block].only_cut *= is_cut
    state.block[block].phase = phase
    state.block[block].origin = origin
    cohort = state.block[block].first - 1
    while cohort >= 0:
        if state.cohort[cohort].heated == 1:
            chill_again(params, world, state, cohort, phase, origin)
        else:
            enter_phase(world, state, cohort, phase, origin)
        cohort = state.cohort[cohort].next
    if state.block[block].warm > 0:
        chill_warm(params, world, state, block, state.block[block].warm, phase, origin)


@kernel
def resupply(params: Record, world: Record, state: Record, block: int) -> None:
    """The supply of a dark block is back: it returns at once if its pipes are full, else it waits for refilling.

    Pipes stay full when it was dark briefly, or for the rota alone and was not drained. What was back before the start
    and still is cold waits, however brief it was.
    """
    briefly = params.refill == 0 or state.now - state.block[block].since < params.refill_after
    if state.now >= 0 and (briefly or stays_filled(params, world, state, block)):
        reconnect(params, world, state, block)
        return
    state.block[block].only_cut = 0
    wait_for_refilling(params, world, state, block)


@kernel
def phase_of_refilling(state: Record, block: int) -> int:
    """What a block with supply and empty pipes waits for: water, or its turn and its refilling."""
    return Phase.WATER.value if state.block[block].waterless else Phase.REFILL.value


@kernel
def wait_for_refilling(params: Record, world: Record, state: Record, block: int) -> None:
    """A block with supply joins the queue for refilling; without water it stands aside, and keeps its place in time."""
    phase = phase_of_refilling(state, block)
    state.block[block].phase = phase
    cohort = state.block[block].first - 1
    while cohort >= 0:
        enter_phase(world, state, cohort, phase, state.block[block].origin)
        cohort = state.cohort[cohort].next
    if phase == Phase.REFILL:
        queue_block(params, state, block)
        return
    if state.refill_block == block + 1:
        stop_refilling(params, world, state)
    unqueue_block(state, block)
    stand_in_line(state, block)
