"""What nodes of the network need: which needs are unmet, and which failed asset is the cause.

Nodes are numbered assets first, in an order in which needs come before their users, then blocks. A node's needs are
groups: every group must have a member that works.
"""

from sim.kernel import Record, kernel
from sim.model.jobs import stage_phase
from sim.model.words import NONE, Origin, Phase


@kernel
def cause_of_needs(params: Record, state: Record, node: int) -> int:
    """The failed asset that is the cause of a node's unmet needs; -1 if all are met."""
    found = NONE
    for group in range(params.node_group[node], params.node_group[node + 1]):
        found = first_cause(params, state, found, cause_in_group(params, state, group))
    return found


@kernel
def cause_in_group(params: Record, state: Record, group: int) -> int:
    """What keeps any member of a group of needs down; -1 if one of them works, which is enough."""
    cause = NONE
    for place in range(params.group_first[group], params.group_first[group + 1]):
        member = state.asset[params.group_member[place]].cause - 1
        if member < 0:
            return NONE
        cause = first_cause(params, state, cause, member)
    return int(cause)


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
def mark_waiting(params: Record, state: Record, asset: int) -> int:
    """Mark a failed asset, and the assets that wait for it, directly or through others; returns how many.

    They stand in `asset_touched`.
    """
    state.asset[asset].due = 1
    state.asset_touched[0] = asset
    reached = 1
    looked_at = 0
    while looked_at < reached:
        node = state.asset_touched[looked_at]
        looked_at += 1
        for place in range(params.asset_user_first[node], params.asset_user_first[node + 1]):
            user = params.asset_user[place]
            if user < params.asset_count and state.asset[user].due == 0 and marked_need(params, state, user) >= 0:
                state.asset[user].due = 1
                state.asset_touched[reached] = user
                reached += 1
    return reached


@kernel
def marked_need(params: Record, state: Record, node: int) -> int:
    """The first marked member of an unmet need of a node, -1 if there is none."""
    for group in range(params.node_group[node], params.node_group[node + 1]):
        marked = marked_in_group(params, state, group)
        if marked >= 0:
            return marked
    return NONE


@kernel
def marked_in_group(params: Record, state: Record, group: int) -> int:
    """The first marked member of a group of needs of which all members are down, -1 if there is none."""
    marked = NONE
    for place in range(params.group_first[group], params.group_first[group + 1]):
        member = int(params.group_member[place])
        if state.asset[member].cause == 0:
            return NONE
        if marked < 0 and state.asset[member].due == 1:
            marked = member
    return marked


@kernel
def waits_through(params: Record, state: Record, block: int) -> int:
    """Of the marked assets the one through which a block waits: for heat, else for water; -1 if it does not."""
    through = NONE
    if state.block[block].cause > 0:
        through = marked_need(params, state, params.asset_count + block)
    if through < 0 and state.block[block].waterless == 1:
        through = marked_in_group(params, state, params.block[block].water - 1)
    return through


@kernel
def unmark(state: Record, reached: int) -> None:
    """Take the marks away."""
    for place in range(reached):
        state.asset[state.asset_touched[place]].due = 0
