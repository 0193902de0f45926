"""Putting integers in order within compiled code."""

import numpy as np

from sim.kernel import kernel
from sim.world.record import Array

DIGIT_BITS = 11
DIGITS = 1 << DIGIT_BITS
DIGIT_MASK = DIGITS - 1

EMPTY = -1
"""Marks a place of a table that holds no key."""


@kernel
def sorted_keys(keys: Array, lowest_bit: int) -> Array:
    """Integers in ascending order of their bits from `lowest_bit` on; equal ones keep their order.

    Digits of 11 bits are sorted from the lowest to the highest. Source: Knuth, The Art of Computer Programming 3,
    section 5.2.5, radix sort.

    Parameters
    ----------
    keys : int64 array
        Not negative. It serves as room for the sorting and holds any order afterwards.
    """
    highest = 0
    for key in keys:
        highest = max(highest, key)
    ordered = keys
    room = np.empty_like(keys)
    first = np.empty(DIGITS + 1, np.int64)
    shift = lowest_bit
    while highest >> shift > 0:
        first[:] = 0
        for key in ordered:
            first[(key >> shift & DIGIT_MASK) + 1] += 1
        for digit in range(DIGITS):
            first[digit + 1] += first[digit]
        for key in ordered:
            digit = key >> shift & DIGIT_MASK
            room[first[digit]] = key
            first[digit] += 1
        ordered, room = room, ordered
        shift += DIGIT_BITS
    return ordered


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
