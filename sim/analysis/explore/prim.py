"""Boxes of inputs in which failures are dense: patient rule induction, by peeling and pasting.

Friedman & Fisher, Bump hunting in high-dimensional data, Statistics and Computing 9 (1999), 123-143; as a way to
discover scenarios: Bryant & Lempert, Thinking inside the box, Technological Forecasting and Social Change 77 (2010),
34-49.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

ALPHA = 0.05
"""Share of the points of a box that one peel takes away, or one paste adds, at most."""
LEAST_SUPPORT = 0.05
"""Share of all points that a box holds at least."""
QUASI_P = 0.05
"""A limit that the others make up for by chance with this probability or more is dropped."""

Points = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Side:
    """What a box says about one input.

    Parameters
    ----------
    low, high : smallest and largest value inside; infinite where there is no limit
    among : the values of a choice that are inside; None for an input with an order
    """

    low: float = -np.inf
    high: float = np.inf
    among: frozenset[float] | None = None

    @property
    def is_open(self) -> bool:
        """True if it limits nothing."""
        return self.among is None and np.isinf(self.low) and np.isinf(self.high)

    def holds(self, values: Points) -> Marks:
        """Which values of the input are inside, shape (n,)."""
        if self.among is not None:
            return np.isin(values, sorted(self.among))
        return (values >= self.low) & (values <= self.high)


Box = tuple[Side, ...]


@dataclass(frozen=True)
class Field:
    """Points that fail or do not, with the inputs they were made of.

    Parameters
    ----------
    points : shape (n, inputs)
    fails : shape (n,)
    choices : whether each input is a choice among values without an order
    """

    points: Points
    fails: Marks
    choices: tuple[bool, ...]

    @cached_property
    def failures(self) -> int:
        """Points that fail."""
        return int(self.fails.sum())

    @cached_property
    def ties(self) -> tuple[float, ...]:
        """What decides between equally good steps: how closely failing follows each input, whatever their order."""
        apart = self.points - self.points.mean(axis=0)
        spread = np.sqrt((apart**2).sum(axis=0))
        follows = np.abs(apart.T @ (self.fails - self.fails.mean()))
        return tuple((follows / np.where(spread > 0.0, spread, 1.0)).tolist())

    def inside(self, box: Sequence[Side]) -> Marks:
        """Which points are in a box."""
        held = np.ones(len(self.points), dtype=bool)
        for place, side in enumerate(box):
            if not side.is_open:
                held &= side.holds(self.points[:, place])
        return held

    def density(self, held: Marks) -> float:
        """Share of the points in a box that fail; 0 for an empty one."""
        return float(self.fails[held].mean()) if held.any() else 0.0

    def coverage(self, held: Marks) -> float:
        """Share of all failures that are in a box."""
        return float(self.fails[held].sum() / self.failures) if self.failures else 0.0

    def gain(self, held: Marks) -> float:
        """Share of the failures less the share of the others that a box holds (Youden's J)."""
        others = len(self.fails) - self.failures
        return self.coverage(held) - (float((~self.fails[held]).sum()) / others if others else 0.0)


def whole(field: Field) -> Box:
    """The box without a limit."""
    return (Side(),) * len(field.choices)


def peel(field: Field, alpha: float = ALPHA, least_support: float = LEAST_SUPPORT) -> Iterator[Box]:
    """Boxes, each inside the one before and denser, from the whole space on.

    Parameters
    ----------
    alpha : share of the points in the box that a peel takes away, at most where values repeat
    least_support : share of all points that every box holds

    Notes
    -----
    Of all peels (the lowest or highest values of an input, one value of a choice) that raise the density, the one with
    the largest rise per point taken away; of equals that of the input which failing follows most. Where no peel raises
    it, twice as much may be taken at once, and so on: failures at both ends of an input hide from thin peels.
    """
    box, held = whole(field), np.ones(len(field.points), dtype=bool)
    least = max(2, int(np.ceil(least_support * len(field.points))))
    yield box
    taken_at_once = alpha
    while field.density(held) < 1.0 and taken_at_once < 1.0:
        best = _best_peel(field, box, held, taken_at_once, least)
        if best is None:
            taken_at_once *= 2.0
            continue
        box, held = best
        taken_at_once = alpha
        yield box


def _best_peel(field: Field, box: Box, held: Marks, alpha: float, least: int) -> tuple[Box, Marks] | None:
    """The best way to take a little from a box, None if none raises its density."""
    density, count = field.density(held), int(held.sum())
    best: tuple[tuple[float, float], Box, Marks] | None = None
    for place, side in _peels(field, box, held, alpha):
        kept = held & side.holds(field.points[:, place])
        rise = field.density(kept) - density
        if rise <= 0.0 or kept.sum() < least:
            continue
        merit = (rise / (count - int(kept.sum())), field.ties[place])
        if best is None or merit > best[0]:
            best = (merit, (*box[:place], side, *box[place + 1 :]), kept)
    return None if best is None else best[1:]


def _peels(field: Field, box: Box, held: Marks, alpha: float) -> Iterator[tuple[int, Side]]:
    """Every way to take a little from a box: (input, its new side)."""
    for place, side in enumerate(box):
        values = field.points[held, place]
        known = np.unique(values)
        if len(known) < 2:
            continue
        if field.choices[place]:
            yield from ((place, Side(among=frozenset(known.tolist()) - {one})) for one in known.tolist())
            continue
        ranked = np.sort(values)
        count = max(1, int(alpha * len(ranked)))
        above, below = known[known > ranked[count - 1]], known[known < ranked[-count]]
        yield place, replace(side, low=float(above[0] if len(above) else known[-1]))
        yield place, replace(side, high=float(below[-1] if len(below) else known[0]))


def paste(field: Field, box: Box, alpha: float = ALPHA) -> Box:
    """The box with a little added wherever that does not lower its density, as long as it raises its gain."""
    held = field.inside(box)
    while True:
        best: tuple[tuple[float, float], Box, Marks] | None = None
        for place, side in _pastes(field, box, held, alpha):
            wider = (*box[:place], side, *box[place + 1 :])
            more = field.inside(wider)
            gain = field.gain(more)
            if field.density(more) < field.density(held) or gain <= field.gain(held):
                continue
            merit = (gain, field.ties[place])
            if best is None or merit > best[0]:
                best = (merit, wider, more)
        if best is None:
            return box
        _, box, held = best


def _pastes(field: Field, box: Box, held: Marks, alpha: float) -> Iterator[tuple[int, Side]]:
    """Every way to add a little to a box: (input, its new side)."""
    count = max(1, int(alpha * held.sum()))
    for place, side in enumerate(box):
        if side.is_open:
            continue
        without = field.inside((*box[:place], Side(), *box[place + 1 :]))
        values = field.points[without & ~held, place]
        if side.among is not None:
            yield from ((place, Side(among=side.among | {one})) for one in np.unique(values).tolist())
            continue
        lower, higher = np.sort(values[values < side.low])[::-1], np.sort(values[values > side.high])
        if len(lower):
            yield place, replace(side, low=float(lower[min(count, len(lower)) - 1]))
        if len(higher):
            yield place, replace(side, high=float(higher[min(count, len(higher)) - 1]))


def best_box(field: Field, alpha: float = ALPHA, least_support: float = LEAST_SUPPORT) -> Box:
    """The box of all peeled ones with the largest gain, pasted; limits that chance could make are dropped."""
    boxes = list(peel(field, alpha, least_support))
    gains = [field.gain(field.inside(box)) for box in boxes]
    return _without_chance(field, paste(field, boxes[int(np.argmax(gains))], alpha))


def quasi_p(field: Field, box: Box) -> dict[int, float]:
    """How likely chance alone makes the limits of an input look as good as they do: input -> quasi-p value.

    It is the probability of as many failures or more among the points of the box, if they were as dense as in the box
    without these limits (Bryant & Lempert 2010).
    """
    return {place: _chance(field, box, place, Side()) for place, side in enumerate(box) if not side.is_open}


def _chance(field: Field, box: Box, place: int, wider: Side) -> float:
    """Quasi-p value of what a box says about an input beyond a wider side."""
    from scipy.stats import binom

    held = field.inside(box)
    without = field.inside((*box[:place], wider, *box[place + 1 :]))
    return float(binom.sf(int(field.fails[held].sum()) - 1, int(held.sum()), field.density(without)))


def _without_chance(field: Field, box: Box) -> Box:
    """The box without limits whose quasi-p value is too large, the largest first; each end of a range by itself."""
    while True:
        found = [
            (_chance(field, box, place, wider), place, wider)
            for place, side in enumerate(box)
            for wider in _wider(side)
        ]
        worst = max(found, key=lambda one: one[0], default=None)
        if worst is None or worst[0] < QUASI_P:
            return box
        _, place, wider = worst
        box = (*box[:place], wider, *box[place + 1 :])


def _wider(side: Side) -> Iterator[Side]:
    """A side without one of its limits, each in turn."""
    if side.among is not None:
        yield Side()
        return
    if np.isfinite(side.low):
        yield replace(side, low=-np.inf)
    if np.isfinite(side.high):
        yield replace(side, high=np.inf)
