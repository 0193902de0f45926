"""Who is next: where many choices are made in an hour, a line keeps its best at the head.

One line for the jobs of each skill, one for blocks to refill. For a few choices a look at all who wait is cheaper, so a
line is formed only when an hour has had some, and is given up with the hour, since scores hold for an hour. It is a
heap. Who has no score of this hour stands ahead of all others and gets one before anybody is chosen.
"""

import math

from sim.kernel import Record, kernel
from sim.model.words import REFILL_SERVER, Skill, Stage
from sim.units import HOUR_MIN

LOOKS = 4
"""Choices of an hour that are made by a look at all who wait, if these are few."""
MANY = 500
"""A look at so many counts as two."""
NO_SCORE = 1 << 40
"""In the place of a rank, above all ranks: a score has to be counted."""
UNSCORED = math.inf
"""In the place of a score in the queue for refilling, above all scores: it has to be counted."""


@kernel
def is_kept(state: Record, line: int) -> bool:
    """True if a line has been formed in this hour and is kept up."""
    return bool(state.line_looks[line] > LOOKS and state.line_hour[line] == state.now // HOUR_MIN + 1)


@kernel
def looks_at_all(state: Record, line: int, waiting: int) -> bool:
    """True if a choice is made by a look at all who wait; else a line is due: `append` and `form` follow."""
    hour = state.now // HOUR_MIN + 1
    if state.line_hour[line] != hour:
        state.line_hour[line] = hour
        state.line_looks[line] = 0
        state.line_count[line] = 0
    state.line_looks[line] += 1 + waiting // MANY
    return bool(state.line_looks[line] <= LOOKS)


@kernel
def append(state: Record, line: int, who: int, rank: int, score: float) -> None:
    """Put somebody at the end of a line."""
    stand(state, line, state.line_count[line], who, rank, score)
    state.line_count[line] += 1
    state.line_used = max(state.line_used, state.line_count[line])


@kernel
def form(state: Record, line: int) -> None:
    """Bring a line into order whose members stand in any."""
    for back in range(state.line_count[line] // 2):
        sink(state, line, state.line_count[line] // 2 - 1 - back)


@kernel
def join_line(state: Record, line: int, who: int) -> None:
    """Somebody begins to wait."""
    if is_kept(state, line):
        append(state, line, who, NO_SCORE, 0.0)
        rise(state, line, state.line_count[line] - 1)


@kernel
def leave_line(state: Record, line: int, who: int) -> None:
    """Somebody waits no more; the last one takes the place and finds its own."""
    if not is_kept(state, line):
        return
    place = stand_of(state, line, who)
    state.line_count[line] -= 1
    last = state.line_count[line]
    if place != last:
        move(state, line, last, place)
        sink(state, line, place)
        rise(state, line, place)


@kernel
def forget_score(state: Record, line: int, who: int) -> None:
    """What the score of somebody in a line says has changed."""
    if is_kept(state, line):
        place = stand_of(state, line, who)
        state.line[place, line].rank = NO_SCORE
        rise(state, line, place)


@kernel
def give_score(state: Record, line: int, rank: int, score: float) -> None:
    """The head of a line, which had no score, gets one and finds its place."""
    state.line[0, line].rank = rank
    state.line[0, line].score = score
    sink(state, line, 0)


@kernel
def rise(state: Record, line: int, place: int) -> None:
    """Let somebody pass all those ahead who are worse."""
    who, rank, score = state.line[place, line].who, state.line[place, line].rank, state.line[place, line].score
    while place > 0:
        ahead = (place - 1) // 2
        if not passes(state, line, who, rank, score, ahead):
            break
        move(state, line, ahead, place)
        place = ahead
    stand(state, line, place, who, rank, score)


@kernel
def sink(state: Record, line: int, place: int) -> None:
    """Let all those behind who are better pass."""
    who, rank, score = state.line[place, line].who, state.line[place, line].rank, state.line[place, line].score
    count = state.line_count[line]
    while 2 * place + 1 < count:
        best = 2 * place + 1
        if best + 1 < count:
            right = state.line[best + 1, line]
            if passes(state, line, right.who, right.rank, right.score, best):
                best += 1
        if passes(state, line, who, rank, score, best):
            break
        move(state, line, best, place)
        place = best
    stand(state, line, place, who, rank, score)


@kernel
def move(state: Record, line: int, place: int, to: int) -> None:
    """Somebody goes from a place to another one, which is empty."""
    row = state.line[place, line]
    stand(state, line, to, row.who, row.rank, row.score)


@kernel
def stand(state: Record, line: int, place: int, who: int, rank: int, score: float) -> None:
    """Somebody stands at a place."""
    state.line[place, line].who = who
    state.line[place, line].rank = rank
    state.line[place, line].score = score
    if line == REFILL_SERVER:
        state.block[who].stand = place
    else:
        state.job[who].stand = place


@kernel
def stand_of(state: Record, line: int, who: int) -> int:
    """Where somebody stands in a line that is kept up."""
    return int(state.block[who].stand if line == REFILL_SERVER else state.job[who].stand)


@kernel
def passes(state: Record, line: int, who: int, rank: int, score: float, place: int) -> bool:
    """True if somebody goes before who stands at a place: the higher rank, the higher score, the rule for equals."""
    other = state.line[place, line]
    if rank != other.rank:
        return bool(rank > other.rank)
    if score != other.score:
        return bool(score > other.score)
    return goes_first(state, line, who, other.who)


@kernel
def goes_first(state: Record, line: int, one: int, other: int) -> bool:
    """The rule for equals: the lower block to refill, the lower asset, or what `comes_before` says of buildings."""
    if line == REFILL_SERVER:
        return one < other
    if line == Skill.POWER:
        return bool(state.job[one].asset < state.job[other].asset)
    return comes_before(state, one, other)


@kernel
def comes_before(state: Record, job: int, other: int) -> bool:
    """Of two buildings: lower block, earlier outage, lower address, lower index."""
    first = state.cohort[state.job[job].cohort]
    second = state.cohort[state.job[other].cohort]
    if first.block != second.block:
        return bool(first.block < second.block)
    if first.since != second.since:
        return bool(first.since < second.since)
    if state.job[job].entity != state.job[other].entity:
        return bool(state.job[job].entity < state.job[other].entity)
    return bool(state.job[job].ordinal < state.job[other].ordinal)


@kernel
def repairs_scored_anew(params: Record, state: Record, block: int) -> None:
    """Who waits for the repair of an asset may have changed, of all that a block needs for heat or for water.

    Assets need nothing but feeders, so what a block needs is at most two steps away.
    """
    if state.line_count[Skill.POWER] == 0 or not is_kept(state, Skill.POWER.value):
        return
    node = params.asset_count + block
    for group in range(params.node_group[node], params.node_group[node + 1]):
        group_scored_anew(params, state, group)
    if params.block[block].water > 0:
        group_scored_anew(params, state, params.block[block].water - 1)


@kernel
def group_scored_anew(params: Record, state: Record, group: int) -> None:
    """The same for the members of one group of needs, and for the feeders that they need."""
    for place in range(params.group_first[group], params.group_first[group + 1]):
        member = params.group_member[place]
        repair_scored_anew(state, member)
        for inner in range(params.node_group[member], params.node_group[member + 1]):
            for feeder in range(params.group_first[inner], params.group_first[inner + 1]):
                repair_scored_anew(state, params.group_member[feeder])


@kernel
def repair_scored_anew(state: Record, asset: int) -> None:
    """The score of an asset's job, if it waits for a crew, has to be counted again."""
    job = state.asset[asset].job - 1
    if job >= 0 and state.job[job].stage == Stage.CREW:
        forget_score(state, Skill.POWER.value, job)
