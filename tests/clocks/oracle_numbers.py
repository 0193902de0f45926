"""Plain mathematics of docs/model.md: shares, tables, whole numbers, laws, luck by address."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from sim.scenario.law_codes import LawCode
from sim.scenario.laws import Law
from sim.world.philox import uniform
from sim.world.samplers import beta_number
from sim.world.samplers import draw as number_of_law

DRAW = 128
"""Slots of one draw (section 5)."""


class Luck:
    """Uniform numbers and draws by address: stream, entity, slot (section 5)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.place = table["key0"][0], table["key1"][0], int(table["replication"][0])
        self.chance: Callable[[int, int, int], float] = partial(uniform, *self.place)
        """Uniform number of a stream, an entity and a slot."""

    def of(self, law: Law[Any] | None, stream: int) -> Callable[..., float]:
        """What draws a law's number for an entity (and its n-th draw)."""
        if law is None:
            return lambda _entity, _ordinal=0: 0.0
        code, numbers = law.spell()
        draw = partial(number_of_law, int(code), *numbers[:3], *self.place, int(stream))
        return lambda entity, ordinal=0: draw(entity, DRAW * ordinal)

    def beta(self, a: float, b: float, stream: int, entity: int, ordinal: int) -> float:
        return float(beta_number(a, b, *self.place, stream, entity, DRAW * ordinal))


@dataclass(frozen=True)
class Weighted:
    """Choices with cumulated shares, the last of which is exactly 1 (section 4)."""

    choices: Sequence[Any]
    reached: Sequence[float]

    def pick(self, u: float) -> Any:
        """The first whose cumulated share lies above u."""
        return self.choices[bisect.bisect_right(self.reached, u)]


def weighted(weights: Mapping[Any, float] | Sequence[tuple[Any, float]]) -> Weighted:
    """Choices by weight; without any weight all count alike."""
    pairs = list(weights.items()) if isinstance(weights, Mapping) else list(weights)
    if not any(weight for _, weight in pairs):
        pairs = [(choice, 1.0) for choice, _ in pairs]
    sums = list(itertools.accumulate(float(weight) for _, weight in pairs))
    return Weighted([choice for choice, _ in pairs], [reached / sums[-1] for reached in sums])


def largest_remainders(total: int, shares: Sequence[Fraction]) -> list[int]:
    """Whole parts of a total; ties to the earlier (section 4)."""
    whole = [total * share / sum(shares) for share in shares]
    parts = [math.floor(part) for part in whole]
    order = sorted(range(len(parts)), key=lambda row: (parts[row] - whole[row], row))
    for row in order[: total - sum(parts)]:
        parts[row] += 1
    return parts


def pieces_of(count: int, most: int) -> list[int]:
    """As few and as equal pieces as possible, larger ones first (section 10)."""
    pieces = -(-count // most)
    return [count // pieces + (row < count % pieces) for row in range(pieces)]


def interpolation(table: Mapping[float, float]) -> Callable[[float], float]:
    """Linear between the points of a table, level outside (section 4)."""
    points = sorted((float(a), float(b)) for a, b in table.items())

    def at(x: float) -> float:
        place = bisect.bisect_left(points, x, key=lambda point: point[0])
        if place in {0, len(points)}:
            return points[min(place, len(points) - 1)][1]
        (x0, y0), (x1, y1) = points[place - 1], points[place]
        return y0 + (y1 - y0) * (x - x0) / (x1 - x0)

    return at


def milliminutes(minutes: float) -> int:
    """Work as whole numbers (section 16)."""
    return max(1, math.floor(minutes * 1000.0 + 0.5))


def exact(number: Any) -> Fraction:
    """A number exactly as its text says."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def mean_of(law: Law[Any]) -> float:
    """Mean of a law of work [min]."""
    code, (a, b, c, _) = law.spell()
    means = {
        LawCode.CONSTANT: lambda: a,
        LawCode.UNIFORM: lambda: (a + b) / 2.0,
        LawCode.TRIANGULAR: lambda: (a + b + c) / 3.0,
        LawCode.EXPONENTIAL: lambda: a,
        LawCode.NORMAL: lambda: a,
        LawCode.LOGNORMAL: lambda: math.exp(a + b * b / 2.0),
        LawCode.GAMMA: lambda: a * b,
    }
    return means[code]()
