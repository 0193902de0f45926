"""Cutting whole numbers by shares."""

import math
from collections.abc import Sequence
from fractions import Fraction

FINEST_SHARE = 10**6
"""Shares are read as the fractions that their text stands for, down to millionths."""


def by_largest_remainder(total: int, shares: Sequence[float]) -> list[int]:
    """Cut a whole number by shares: floors first, then one each by largest remainder, ties to the earlier."""
    exact = [total * Fraction(share).limit_denominator(FINEST_SHARE) for share in shares]
    parts = [math.floor(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts
