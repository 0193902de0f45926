"""Notices of future events: one int64 each, whose order as a number is the order in which events happen.

From the highest bits: minute 23 | kind 4 | entity 21 | turn 14. The turn tells a notice that still holds from one that
was overtaken (a hold that got longer, a job that was interrupted). Order does not depend on when a notice was posted.
"""

from sim.kernel import Record, kernel
from sim.model.words import Status

KIND_BITS = 4
ENTITY_BITS = 21
TURN_BITS = 14
KIND_SHIFT = ENTITY_BITS + TURN_BITS
TIME_SHIFT = KIND_BITS + KIND_SHIFT
KIND_MASK = (1 << KIND_BITS) - 1
ENTITY_MASK = (1 << ENTITY_BITS) - 1
TURN_MASK = (1 << TURN_BITS) - 1

LATEST_MIN = 1 << 23
"""Longest horizon that a notice can name [min], about 16 years."""

NEVER = 1 << 40
"""In place of a minute of what does not happen, or is not known to [min]."""


@kernel
def notice_of(minute: int, kind: int, entity: int, turn: int) -> int:
    """Pack a notice."""
    return minute << TIME_SHIFT | kind << KIND_SHIFT | entity << TURN_BITS | (turn & TURN_MASK)


@kernel
def minute_of(notice: int) -> int:
    """When it happens [min]."""
    return notice >> TIME_SHIFT


@kernel
def kind_of(notice: int) -> int:
    """Its `Event`."""
    return notice >> KIND_SHIFT & KIND_MASK


@kernel
def entity_of(notice: int) -> int:
    """Whom it concerns."""
    return notice >> TURN_BITS & ENTITY_MASK


@kernel
def turn_of(notice: int) -> int:
    """The turn of the entity for which it was posted."""
    return notice & TURN_MASK


@kernel
def is_current(turn: int, present: int) -> bool:
    """True if a notice's turn is the present one of its entity: nothing has overtaken it."""
    return turn == present & TURN_MASK


@kernel
def post(params: Record, state: Record, minute: int, kind: int, entity: int, turn: int) -> None:
    """Announce an event; beyond the horizon nothing happens any more, and what lies in the past is no news."""
    if minute < 0 or minute >= params.horizon_min:
        return
    if state.outbox_count >= state.outbox.shape[0]:
        state.status = Status.TOO_MANY_NOTICES
        return
    state.outbox[state.outbox_count] = notice_of(minute, kind, entity, turn)
    state.outbox_count += 1


@kernel
def jot(state: Record, note: int, first: int, second: int, third: int) -> None:
    """Write a line of up to three numbers into the journal of a traced run."""
    jot_all(state, note, first, second, third, 0)


@kernel
def jot_all(state: Record, note: int, first: int, second: int, third: int, fourth: int) -> None:
    """Write a line of four numbers, and its minute, into the journal of a traced run."""
    if state.tracing == 0:
        return
    if state.note_count >= state.note.shape[0]:
        state.status = Status.TOO_MANY_NOTES
        return
    place = state.note_count
    state.note[place, 0] = note
    state.note[place, 1] = first
    state.note[place, 2] = second
    state.note[place, 3] = third
    state.note[place, 4] = fourth
    state.note[place, 5] = state.now
    state.note_count = place + 1
