"""Writing a parameter record: plain numbers, laws, and numbers that are drawn per winter."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.world.record import Array, new
from sim.world.uncertain import Placement, Unknown, row_of


class Writer:
    """A record under construction, and the places in it that wait for a drawn number.

    Parameters
    ----------
    dtype : shape of the record
    rows : row of each uncertain number among a world's draws
    """

    def __init__(self, dtype: np.dtype[Any], rows: Mapping[Unknown, int]) -> None:
        self.array: Array = new(dtype)
        self._placement = Placement(self.array, rows)

    def patches(self) -> Array:
        """Places that take a number drawn per world, for `settle`."""
        return self._placement.table()

    def put(self, name: str, value: Any) -> None:
        """Write a scalar, or the first elements of an array."""
        if self.array[name].ndim == 1:
            self.array[name][0] = value
        else:
            self.array[name][0, : len(value)] = value

    def at(self, name: str, index: int | tuple[int, ...], value: Any) -> None:
        """Write one element of an array (or one row)."""
        place = index if isinstance(index, tuple) else (index,)
        self.array[name][(0, *place)] = value

    def unsure(self, name: str, index: tuple[int, ...], path: str, value: Any) -> None:
        """Write a float that may be uncertain: its median stands there until a world's draw replaces it."""
        self._placement.put(path, value, name, *index)

    def law(self, name: str, index: int, law: Any) -> None:
        """Write a law as a row of an array."""
        self.at(name, index, row_of(law))


def mean_minutes(law: Any) -> float:
    """Mean of a law of durations [min]."""
    from sim.world.moments import mean_of

    code, numbers = law.spell()
    return float(mean_of(code, numbers[0], numbers[1], numbers[2]))


def cumulated(shares: list[float]) -> list[float]:
    """Shares as rising sums that end at exactly 1, for `pick`; all zero shares give equal chances."""
    total = math.fsum(shares)
    if total <= 0.0:
        shares, total = [1.0] * len(shares), float(len(shares))
    sums = [rising / total for rising in rising_sums(shares)]
    return [*sums[:-1], 1.0] if sums else []


def rising_sums(numbers: Iterable[float]) -> Iterator[float]:
    """The sum of the first number, of the first two and so on, each rounded once.

    What is exact so far is kept as parts that do not overlap (Shewchuk 1997, Grow-Expansion).
    """
    parts: list[float] = []
    for number in numbers:
        total = number
        grown = []
        for part in parts:
            small, large = sorted((total, part), key=abs)
            total = large + small
            rest = small - (total - large)
            if rest:
                grown.append(rest)
        parts = [*grown, total]
        yield math.fsum(parts)


def curve(points: dict[float, float]) -> tuple[list[float], list[float]]:
    """An interpolation table with rising arguments."""
    ordered = sorted(points.items())
    return [float(at) for at, _ in ordered], [float(level) for _, level in ordered]
