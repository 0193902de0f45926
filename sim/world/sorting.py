"""Putting integers in order within compiled code."""

import numpy as np

from sim.kernel import kernel
from sim.world.record import Array

EMPTY = -1
"""Marks a place of a table that holds no key."""


@kernel
def sort_keys(keys: Array, count: int) -> None:
    """Sort the first ``count`` integers, ascending, in place.

    Source: heapsort, Williams, Algorithm 232, Communications of the ACM 7, 1964.
    """
    for start in range(count // 2 - 1, -1, -1):
        _sink(keys, start, count)
    for last in range(count - 1, 0, -1):
        keys[0], keys[last] = keys[last], keys[0]
        _sink(keys, 0, last)


@kernel
def _sink(keys: Array, place: int, count: int) -> None:
    """Let the key at a place sink below larger ones."""
    key = keys[place]
    child = 2 * place + 1
    while child < count:
        if child + 1 < count and keys[child + 1] > keys[child]:
            child += 1
        if keys[child] <= key:
            break
        keys[place] = keys[child]
        place = child
        child = 2 * place + 1
    keys[place] = key


@kernel
def empty_table(count: int) -> Array:
    """A table for `insert` with room for ``count`` keys."""
    table = np.empty(3 * count, np.int64)
    for place in range(3 * count):
        table[place] = EMPTY
    return table


@kernel
def insert(table: Array, place: int, key: int) -> None:
    """Insert a key into a table that is in order, from the place on where it would stand if keys lay even.

    With twice as many places as keys the cost is a few steps (address calculation sort). For a rising key the
    place must not fall.

    Parameters
    ----------
    table : int64 array
        Keys and gaps, with enough room beyond the last place for all keys.
    place : int
        Where to look first.
    key : int
        Not negative.
    """
    while table[place] != EMPTY and table[place] <= key:
        place += 1
    while table[place] != EMPTY:
        table[place], key = key, table[place]
        place += 1
    table[place] = key
