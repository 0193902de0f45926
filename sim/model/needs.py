"""What nodes of the network need: which needs are unmet, and which failed asset is the cause.

Nodes are numbered assets first, in an order in which needs come before their users, then blocks. A node's needs are
groups: every group must have a member that works.
"""

from sim.kernel import Record, kernel
from sim.model.jobs import stage_phase
from sim.model.words import NONE, Origin, Phase


@kernel
def cause_of_needs(params: Record, state: Record, node: int) -> int:
    """The failed asset that is the cause of a node's unmet needs; -1 if all are met.

    A group of needs is met if one of its members works; else what keeps any of them down is a cause.
    """
    found = NONE
    for group in range(params.node_group[node], params.node_group[node + 1]):
        cause = NONE
        for place in range(params.group_first[group], params.group_first[group + 1]):
            member = state.asset[params.group_member[place]].cause - 1
            if member < 0:
                cause = NONE
                break
            cause = first_cause(params, state, cause, member)
        if cause >= 0:
            found = first_cause(params, state, found, cause)
    return found


@kernel
def lacks_only_power(params: Record, state: Record, node: int) -> bool:
    """True if the needs of a node would be met if generators stood in for the grid, for it and what it needs itself.

    With power an asset works unless it has failed itself; feeders and queues of the rota count as working. Assets need
    nothing but feeders.
    """
    for group in range(params.node_group[node], params.node_group[node + 1]):
        works = False
        for place in range(params.group_first[group], params.group_first[group + 1]):
            member = params.group_member[place]
            works = works or state.asset[member].failed == 0 or params.asset[member].is_power == 1
        if not works:
            return False
    return True


@kernel
def is_wired(params: Record, state: Record, block: int) -> bool:
    """True if power reaches a block as far as feeders go: of those of which it needs one, one works."""
    node = params.asset_count + block
    for group in range(params.node_group[node], params.node_group[node + 1]):
        works = False
        for place in range(params.group_first[group], params.group_first[group + 1]):
            member = params.group_member[place]
            works = works or params.asset[member].is_feeder == 0 or state.asset[member].failed == 0
        if not works:
            return False
    return True


@kernel
def first_cause(params: Record, state: Record, one: int, other: int) -> int:
    """Of two failed assets (-1: none) the one that counts: upstream first, down longest, lowest number."""
    if one < 0 or other < 0:
        return max(one, other)
    if params.asset[one].rank != params.asset[other].rank:
        return one if params.asset[one].rank < params.asset[other].rank else other
    if state.asset[one].since != state.asset[other].since:
        return one if state.asset[one].since < state.asset[other].since else other
    return min(one, other)


@kernel
def phase_of_asset(state: Record, asset: int) -> int:
    """Why a failed asset is not back: the stage of its repair, its hold, or the rota."""
    if state.asset[asset].job > 0:
        return stage_phase(state, state.asset[asset].job - 1)
    if state.asset[asset].origin == Origin.ROTA:
        return Phase.POWER_CUT.value
    return Phase.LOST.value if state.asset[asset].lost else Phase.HOLD.value


@kernel
def mark_waiting(params: Record, state: Record, asset: int) -> None:
    """Mark a failed asset, and the assets that wait for it, directly or through others."""
    state.asset[asset].due = 1
    for node in range(asset + 1, params.asset_count):
        state.asset[node].due = 1 if waits_for_marked(params, state, node) else 0


@kernel
def waits_for_marked(params: Record, state: Record, node: int) -> bool:
    """True if an unmet need of a node has a marked member: without all its members down a need is met."""
    for group in range(params.node_group[node], params.node_group[node + 1]):
        unmet = True
        marked = False
        for place in range(params.group_first[group], params.group_first[group + 1]):
            member = params.group_member[place]
            unmet = unmet and state.asset[member].cause > 0
            marked = marked or state.asset[member].due == 1
        if unmet and marked:
            return True
    return False


@kernel
def unmark(params: Record, state: Record) -> None:
    """Take all marks away."""
    for asset in range(params.asset_count):
        state.asset[asset].due = 0
