"""Cutting whole numbers by shares."""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

FINEST_SHARE = 10**6
"""Shares are read as the fractions that their text stands for, down to millionths."""


def by_largest_remainder(total: int, shares: Sequence[float]) -> list[int]:
    """Cut a whole number by parts of their sum: floors, then one each by largest remainder, ties to the earlier."""
    return list(_cut(total, tuple(shares)))


@lru_cache(maxsize=10_000)
def _cut(total: int, shares: tuple[float, ...]) -> tuple[int, ...]:
    """The parts; kept, as a city is cut in the same way for every plan and future."""
    parts_of_sum = [Fraction(share).limit_denominator(FINEST_SHARE) for share in shares]
    whole = sum(parts_of_sum)
    exact = [total * part / whole for part in parts_of_sum]
    parts = [math.floor(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)
