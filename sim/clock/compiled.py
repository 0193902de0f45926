"""The compiled clock: a binary heap of notices, run without the interpreter."""

from sim.kernel import Record, entry, kernel, open_record
from sim.model.notices import minute_of
from sim.model.rules import finish, happen
from sim.model.words import Status
from sim.world.record import Array


@kernel
def push(heap: Array, count: int, notice: int) -> int:
    """Add a notice to the heap; returns the new number of notices."""
    place = count
    while place > 0:
        parent = (place - 1) // 2
        if heap[parent] <= notice:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = notice
    return count + 1


@kernel
def sink(heap: Array, count: int, notice: int) -> None:
    """Put a notice in the place of the earliest one, which counts as one of them, and let it find its own."""
    place = 0
    child = 1
    while child < count:
        if child + 1 < count:
            child += 1 if heap[child + 1] < heap[child] else 0
        if heap[child] >= notice:
            break
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = notice


@kernel
def pop(heap: Array, count: int) -> int:
    """Take the earliest notice from the heap; the heap then holds one notice less."""
    earliest = heap[0]
    sink(heap, count - 1, heap[count - 1])
    return int(earliest)


@kernel
def collect(state: Record, heap: Array, count: int) -> int:
    """Move what the rules posted into the heap; returns the number of notices."""
    for place in range(state.outbox_count):
        if count >= heap.shape[0]:
            state.status = Status.TOO_MANY_NOTICES
            break
        count = push(heap, count, state.outbox[place])
        state.outbox[place] = 0
    state.outbox_count = 0
    return count


@kernel
def take_place(state: Record, heap: Array, count: int) -> int:
    """Put what the rules posted in the place of the earliest notice, which has come true; returns the new number."""
    if state.outbox_count == 0:
        pop(heap, count)
        return count - 1
    state.outbox_count -= 1
    sink(heap, count, state.outbox[state.outbox_count])
    state.outbox[state.outbox_count] = 0
    return collect(state, heap, count)


@kernel
def put_back(state: Record, heap: Array, count: int, minute: int) -> None:
    """Hand the notices that wait back to the state, in their order, so that it is whole; note where it stopped."""
    state.stopped_at = minute
    while count > 0 and state.outbox_count < state.outbox.shape[0]:
        state.outbox[state.outbox_count] = pop(heap, count)
        state.outbox_count += 1
        count -= 1
    if count > 0:
        state.status = Status.TOO_MANY_NOTICES


@entry
def run_until(params_array: Array, world_array: Array, state_array: Array, heap: Array, until: int) -> int:
    """Run a state that has begun, or has stopped before, until a minute; at the horizon its books are closed.

    Parameters
    ----------
    heap : int array
        Room for the notices that wait; its content on entry does not matter.
    until : int
        Events of this minute do not happen any more [min]. A state stopped before the horizon holds the notices that
        wait, and goes on as if it had not stopped. A run that is over stays as it is.

    Returns
    -------
    int
        `Status`: 0 if all went well.
    """
    params = open_record(params_array)
    world = open_record(world_array)
    state = open_record(state_array)
    if state.now >= params.horizon_min:
        return int(state.status)
    end = min(until, int(params.horizon_min))
    state.stopped_at = 0
    count = collect(state, heap, 0)
    while count > 0 and state.status == 0 and minute_of(heap[0]) < end:
        happen(params, world, state, heap[0])
        count = take_place(state, heap, count)
    if state.status == 0 and end == params.horizon_min:
        finish(params, world, state)
    elif state.status == 0:
        put_back(state, heap, count, end)
    return int(state.status)
