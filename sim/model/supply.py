"""What keeps blocks supplied: assets as a network with AND/OR needs, blocks going dark and coming back.

Nodes are numbered assets first, in an order in which needs come before their users, then blocks. A node's needs are
groups: every group must have a member that works. Only what an event touches is looked at again.
"""

import math

from sim.kernel import Record, kernel
from sim.model.cohorts import NONE, chill_again, chill_warm, retire
from sim.model.ledger import enter_phase
from sim.model.notices import is_current, jot, post
from sim.model.refill import queue_block, reconnect, stop_refilling
from sim.model.words import Event, Note, Phase


@kernel
def fail_asset(
    params: Record, world: Record, state: Record, asset: int, hold_min: float, lost: int, origin: int, opened: int
) -> None:
    """An asset is hit: down until its hold is over; a hit on a failed asset adds a fresh hold to what is left.

    The outage keeps the origin of its first hit. Posts the end of the hold.
    """
    if state.asset_failed[asset] == 0:
        state.asset_failed[asset] = 1
        state.asset_until_real[asset] = state.now + hold_min
        state.asset_lost[asset] = lost
        state.asset_origin[asset] = origin
        state.asset_since[asset] = state.now
    elif params.rehit_adds:
        state.asset_until_real[asset] += hold_min
        state.asset_lost[asset] = max(state.asset_lost[asset], lost)
    else:
        return
    announce_restart(params, world, state, asset, opened)


@kernel
def hold_until(params: Record, world: Record, state: Record, asset: int, until: int, origin: int, opened: int) -> None:
    """A listed outage: the asset is down at least until a minute; overlapping outages do not add up."""
    if state.asset_failed[asset] == 0:
        fail_asset(params, world, state, asset, float(until - state.now), 0, origin, opened)
    elif until > state.asset_until_real[asset]:
        state.asset_until_real[asset] = float(until)
        announce_restart(params, world, state, asset, opened)


@kernel
def announce_restart(params: Record, world: Record, state: Record, asset: int, opened: int) -> None:
    """Post the end of an asset's hold, in place of any posted before, and carry its failure on."""
    origin = state.asset_origin[asset]
    until = int(math.floor(min(state.asset_until_real[asset], float(params.horizon_min))))
    state.asset_until[asset] = until
    state.asset_turn[asset] += 1
    jot(state, Note.SOURCE_DOWN.value, asset, until, origin)
    post(params, state, until, Event.STAGE.value, asset, state.asset_turn[asset])
    spread(params, world, state, asset, opened)


@kernel
def restart_asset(params: Record, world: Record, state: Record, asset: int, turn: int) -> None:
    """The hold of an asset is over, unless a later hit made it longer."""
    if state.asset_failed[asset] == 0 or not is_current(turn, state.asset_turn[asset]):
        return
    state.asset_failed[asset] = 0
    jot(state, Note.SOURCE_UP.value, asset, 0, 0)
    spread(params, world, state, asset, NONE)


@kernel
def is_supplied(params: Record, state: Record, node: int) -> bool:
    """True if every group of needs of a node has a member that works."""
    for group in range(params.node_group[node], params.node_group[node + 1]):
        met = False
        for place in range(params.group_first[group], params.group_first[group + 1]):
            met = met or state.asset_down[params.group_member[place]] == 0
        if not met:
            return False
    return True


@kernel
def spread(params: Record, world: Record, state: Record, asset: int, opened: int) -> None:
    """Carry a change of one asset to all that need it: assets in the order of their numbers, then blocks."""
    due = 1
    touched = 0
    node = asset
    state.asset_due[asset] = 1
    while due > 0:
        if state.asset_due[node]:
            state.asset_due[node] = 0
            state.asset_down[node] = 1 if state.asset_failed[node] or not is_supplied(params, state, node) else 0
            state.asset_touched[touched] = node
            touched += 1
            due += mark_users(params, state, node) - 1
        node += 1
    for place in range(touched):
        review_users(params, world, state, state.asset_touched[place], opened)


@kernel
def mark_users(params: Record, state: Record, asset: int) -> int:
    """Mark the assets that need an asset, to be looked at again; returns how many were not marked before."""
    marked = 0
    for place in range(params.asset_user_first[asset], params.asset_user_first[asset + 1]):
        user = params.asset_user[place]
        if user < params.asset_count and state.asset_due[user] == 0:
            state.asset_due[user] = 1
            marked += 1
    return marked


@kernel
def review_users(params: Record, world: Record, state: Record, asset: int, opened: int) -> None:
    """Look again at the blocks that need an asset."""
    for place in range(params.asset_user_first[asset], params.asset_user_first[asset + 1]):
        user = params.asset_user[place]
        if user >= params.asset_count:
            review_block(params, world, state, user - params.asset_count, opened)


@kernel
def root_cause(params: Record, state: Record, node: int) -> int:
    """The asset that is the first unmet need of a node, upstream first; -1 if all needs are met.

    Among the members of a group the one that has been down longest, then the lowest number.
    """
    cause = NONE
    at = node
    while True:
        found = NONE
        for group in range(params.node_group[at], params.node_group[at + 1]):
            longest = NONE
            for place in range(params.group_first[group], params.group_first[group + 1]):
                member = params.group_member[place]
                if state.asset_down[member] == 0:
                    longest = NONE
                    break
                if longest < 0 or state.asset_since[member] < state.asset_since[longest]:
                    longest = member
            if longest >= 0:
                found = longest
                break
        if found < 0:
            return cause
        cause = found
        at = found


@kernel
def review_block(params: Record, world: Record, state: Record, block: int, opened: int) -> None:
    """Look again at a block after one of its needs changed: it goes dark, changes its phase, or gets supply back."""
    cause = root_cause(params, state, params.asset_count + block)
    if cause >= 0:
        phase = Phase.LOST.value if state.asset_lost[cause] else Phase.HOLD.value
        darken(params, world, state, block, phase, state.asset_origin[cause], opened)
    elif state.block_phase[block] == Phase.HOLD or state.block_phase[block] == Phase.LOST:
        resupply(params, world, state, block)


@kernel
def darken(params: Record, world: Record, state: Record, block: int, phase: int, origin: int, opened: int) -> None:
    """A block has no supply: its heated cohorts and its warm buildings lose heat, cold ones change their phase."""
    if state.refill_block == block + 1:
        stop_refilling(params, world, state)
    retire(params, world, state, block)
    if state.block_phase[block] == Phase.WARM:
        state.block_since[block] = state.now
        state.block_opened[block] = opened
        jot(state, Note.BLOCK_DARK.value, block, state.block_warm[block], origin)
    state.block_phase[block] = phase
    state.block_origin[block] = origin
    cohort = state.block_first[block] - 1
    while cohort >= 0:
        if state.cohort_heated[cohort] == 1:
            chill_again(params, world, state, cohort, phase, origin)
        else:
            enter_phase(world, state, cohort, phase, origin)
        cohort = state.cohort_next[cohort]
    if state.block_warm[block] > 0:
        chill_warm(params, world, state, block, state.block_warm[block], phase, origin)


@kernel
def resupply(params: Record, world: Record, state: Record, block: int) -> None:
    """The supply of a dark block is back: it returns at once if it was dark briefly, else it waits for refilling."""
    dark = state.now - state.block_since[block]
    if params.refill == 0 or dark < params.refill_after:
        reconnect(params, world, state, block)
        return
    state.block_phase[block] = Phase.REFILL
    cohort = state.block_first[block] - 1
    while cohort >= 0:
        enter_phase(world, state, cohort, Phase.REFILL.value, state.block_origin[block])
        cohort = state.cohort_next[cohort]
    queue_block(params, state, block)
