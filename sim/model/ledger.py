"""The cold-hours ledger: why was heat lost, and why is it not back. Two exact tables of one total.

A cohort counts its outage minutes per origin and per phase. When its spell ends, its exposure (person-millidegree-
minutes below the first threshold) is split by those minutes, largest remainders first, ties to the lower line.
"""

from sim.kernel import Record, kernel
from sim.model.foresight import MILLE
from sim.model.notices import jot_all
from sim.model.pace import done_by, lost_to_cold_by
from sim.model.words import NONE, ORIGINS, PHASES, Note, Origin, Phase
from sim.world.record import Array

LINE_BITS = 4
"""Bits of the number of a line of the ledger: there are fewer than 16 origins, and phases."""
LINE_MASK = (1 << LINE_BITS) - 1


@kernel
def enter_phase(world: Record, state: Record, cohort: int, phase: int, origin: int) -> None:
    """Close the present phase of a cohort at the present minute and open the next; an unchanged one goes on."""
    now = state.now
    begin = state.cohort[cohort].phase_since
    present = state.cohort[cohort].phase
    if present == phase and state.cohort[cohort].origin == origin:
        return
    if present != Phase.WARM and now > begin:
        state.cohort[cohort].origin_min[state.cohort[cohort].origin] += now - begin
        if present == Phase.REPAIR:
            count_work(world, state, cohort, begin, now)
        else:
            state.cohort[cohort].phase_min[present] += now - begin
    state.cohort[cohort].phase = phase
    state.cohort[cohort].origin = origin
    state.cohort[cohort].phase_since = now


@kernel
def count_work(world: Record, state: Record, cohort: int, begin: int, end: int) -> None:
    """Split minutes of work into repair, lost to alerts and lost to cold; each loss is floored once."""
    cold_mille = lost_to_cold_by(world, end) - lost_to_cold_by(world, begin)
    alert_mille = (end - begin) * MILLE - cold_mille - (done_by(world, end) - done_by(world, begin))
    cold = cold_mille // MILLE
    alert = alert_mille // MILLE
    state.cohort[cohort].phase_min[Phase.COLD] += cold
    state.cohort[cohort].phase_min[Phase.ALERT] += alert
    state.cohort[cohort].phase_min[Phase.REPAIR] += end - begin - cold - alert


@kernel
def settle(params: Record, state: Record, cohort: int) -> None:
    """Split the exposure of a cohort whose spell is over by its minutes per origin and per phase."""
    block = state.cohort[cohort].block
    total = state.cohort[cohort].exposure * state.cohort[cohort].buildings * params.block[block].residents
    if state.tracing:
        remember_ledger(state)
    share_out(total, state.cohort[cohort].origin_min, state.ledger_origin, Origin.GIVEN.value)
    share_out(total, state.cohort[cohort].phase_min, state.ledger_phase, Phase.REFILL.value)
    if state.tracing:
        tell_ledger(state, block)


@kernel
def remember_ledger(state: Record) -> None:
    """Keep the lines of the ledger as they are before a spell is added."""
    for line in range(ORIGINS):
        state.origin_before[line] = state.ledger_origin[line]
    for line in range(PHASES):
        state.phase_before[line] = state.ledger_phase[line]


@kernel
def tell_ledger(state: Record, block: int) -> None:
    """Write what a spell has added to the ledger into the journal, line by line, and forget what was before.

    There are more phases than origins, so the last lines have none.
    """
    for line in range(PHASES):
        by_origin = 0
        if line < ORIGINS:
            by_origin = state.ledger_origin[line] - state.origin_before[line]
            state.origin_before[line] = 0
        by_phase = state.ledger_phase[line] - state.phase_before[line]
        state.phase_before[line] = 0
        if by_origin != 0 or by_phase != 0:
            jot_all(state, Note.COLD_COUNTED.value, block, line, by_origin, by_phase)


@kernel
def share_out(total: int, minutes: Array, lines: Array, otherwise: int) -> None:
    """Add a total to the lines in proportion to minutes: floors first, then one unit each by largest remainder.

    Without any minutes the whole total goes to the line `otherwise`; a line that has them all gets it whole. The lines
    that have some are noted one behind the other in one number, so that the rest goes by without a question.
    """
    if total == 0:
        return
    weight = 0
    count = 0
    noted = 0
    for line in range(minutes.shape[0]):
        some = 1 if minutes[line] > 0 else 0
        weight += minutes[line]
        noted |= some * line << LINE_BITS * count
        count += some
    if count <= 1:
        lines[noted if count == 1 else otherwise] += total
        return
    whole = total // weight
    rest = total - whole * weight
    missing = rest
    turn = NONE
    for place in range(count):
        line = noted >> LINE_BITS * place & LINE_MASK
        share = rest * minutes[line]
        part = share // weight
        lines[line] += whole * minutes[line] + part
        missing -= part
        turn = max(turn, turn_of(line, share - part * weight))
    while missing > 0:
        lines[LINE_MASK - (turn & LINE_MASK)] += 1
        missing -= 1
        if missing > 0:
            turn = next_in_turn(minutes, rest, weight, noted, count, turn)


@kernel
def turn_of(line: int, remainder: int) -> int:
    """When a line is given a unit, the highest first: its remainder, and behind it how far it is from the last line."""
    return (remainder << LINE_BITS) + LINE_MASK - line


@kernel
def next_in_turn(minutes: Array, rest: int, weight: int, noted: int, count: int, turn: int) -> int:
    """The turn that comes after a turn."""
    following = NONE
    for place in range(count):
        line = noted >> LINE_BITS * place & LINE_MASK
        own = turn_of(line, rest * minutes[line] % weight)
        following = max(following, own if own < turn else NONE)
    return following
