"""Who is next: each line keeps its best at the head, so that a choice costs no look at all who wait.

One line for the jobs of each skill, one for blocks to refill. A line is a heap, ordered anew when the first choice of
an hour is made, since scores hold for an hour. Between two such choices it is not kept up: until then nobody needs it.
Who has no score of this hour yet stands ahead of all others and gets one before anybody is chosen.
"""

from sim.kernel import Record, kernel
from sim.model.words import REFILL_SERVER, Skill, Stage

HOUR_MIN = 60
NO_SCORE = 1 << 40
"""In the place of a rank, above all ranks: a score has to be counted."""


@kernel
def is_kept(state: Record, line: int) -> bool:
    """True if a line has been ordered in this hour and is kept up."""
    return bool(state.line_hour[line] == state.now // HOUR_MIN + 1)


@kernel
def begin_line(state: Record, line: int) -> None:
    """Begin to order a line anew; `append` and then `order` follow."""
    state.line_hour[line] = state.now // HOUR_MIN + 1
    state.line_count[line] = 0


@kernel
def append(state: Record, line: int, who: int, rank: int, score: float) -> None:
    """Put somebody at the end of a line."""
    place = state.line_count[line]
    state.line_count[line] += 1
    state.line_used = max(state.line_used, state.line_count[line])
    state.line[place, line].who = who
    state.line[place, line].rank = rank
    state.line[place, line].score = score
    set_stand(state, line, who, place + 1)


@kernel
def order(state: Record, line: int) -> None:
    """Order a line whose members stand in any order."""
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
    place = stand_of(state, line, who) - 1
    state.line_count[line] -= 1
    last = state.line_count[line]
    if place != last:
        swap(state, line, place, last)
        sink(state, line, place)
        rise(state, line, place)


@kernel
def forget_score(state: Record, line: int, who: int) -> None:
    """What the score of somebody in a line says has changed."""
    if is_kept(state, line):
        place = stand_of(state, line, who) - 1
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
    while place > 0:
        ahead = (place - 1) // 2
        if not is_better(state, line, place, ahead):
            return
        swap(state, line, place, ahead)
        place = ahead


@kernel
def sink(state: Record, line: int, place: int) -> None:
    """Let all those behind who are better pass."""
    while True:
        best = 2 * place + 1
        if best >= state.line_count[line]:
            return
        if best + 1 < state.line_count[line] and is_better(state, line, best + 1, best):
            best += 1
        if not is_better(state, line, best, place):
            return
        swap(state, line, place, best)
        place = best


@kernel
def swap(state: Record, line: int, one: int, other: int) -> None:
    """Exchange two places."""
    who, rank, score = state.line[one, line].who, state.line[one, line].rank, state.line[one, line].score
    state.line[one, line] = state.line[other, line]
    state.line[other, line].who = who
    state.line[other, line].rank = rank
    state.line[other, line].score = score
    set_stand(state, line, state.line[one, line].who, one + 1)
    set_stand(state, line, who, other + 1)


@kernel
def set_stand(state: Record, line: int, who: int, stand: int) -> None:
    """Remember where somebody stands in a line, counted from 1."""
    if line == REFILL_SERVER:
        state.block[who].stand = stand
    else:
        state.job[who].stand = stand


@kernel
def stand_of(state: Record, line: int, who: int) -> int:
    """Where somebody stands in a line that is kept up, counted from 1."""
    return int(state.block[who].stand if line == REFILL_SERVER else state.job[who].stand)


@kernel
def is_better(state: Record, line: int, one: int, other: int) -> bool:
    """Of two places: without a score first, then higher rank, higher score, and the rule for equals."""
    first = state.line[one, line]
    second = state.line[other, line]
    if first.rank != second.rank:
        return bool(first.rank > second.rank)
    if first.score != second.score:
        return bool(first.score > second.score)
    if line == REFILL_SERVER:
        return bool(first.who < second.who)
    if line == Skill.POWER:
        return bool(state.job[first.who].asset < state.job[second.who].asset)
    return comes_before(state, first.who, second.who)


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
def repairs_scored_anew(params: Record, state: Record, node: int) -> None:
    """Who waits for the repair of an asset may have changed, of all that a node needs, directly or through others.

    Assets need nothing but feeders, so what a node needs is at most two steps away.
    """
    if state.line_count[Skill.POWER] == 0 or not is_kept(state, Skill.POWER.value):
        return
    for group in range(params.node_group[node], params.node_group[node + 1]):
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
