"""Where two plans do equally well: a surface over two inputs, its zero line, and how sure that line is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TERMS = 6
"""Of a quadratic surface in two inputs."""
LEAST_POINTS = 5 * TERMS
"""Fewer points are too few for it."""
LEAST_TOLD = 0.1
"""Share of the differences between futures that the surface foretells at least, or no line is drawn."""
RESAMPLES = 400
GRID = 41
"""Places of the surface along each input."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Surface:
    """The mean difference of two plans over two inputs.

    Parameters
    ----------
    first, second : values of the inputs along the grid, shape (GRID,)
    heights : fitted difference, shape (GRID, GRID), the second input along the rows
    below : share of the resamples in which it is below zero there
    below_zero, above_zero : futures on either side of the line, and how many of them differ that way themselves
    told : share of the differences that points left out are foretold (leave one out); 1 is all
    crossing : value of the first input at which the line crosses the middle of the second, None without one
    crossing_low, crossing_high : where it crosses in most resamples, None where too few of them cross
    """

    first: Numbers
    second: Numbers
    heights: Numbers
    below: Numbers
    below_zero: tuple[int, int]
    above_zero: tuple[int, int]
    told: float
    crossing: float | None
    crossing_low: float | None
    crossing_high: float | None

    @property
    def has_line(self) -> bool:
        """True if the surface is zero somewhere within the ranges."""
        return bool((self.heights < 0.0).any() and (self.heights >= 0.0).any())

    @property
    def is_borne_out(self) -> bool:
        """True if on both sides of the line most futures differ as the surface says."""
        return all(2 * right > count for count, right in (self.below_zero, self.above_zero) if count)

    def shares(self, confidence: float) -> tuple[float, float, float]:
        """Shares of the ground on which the difference is surely below zero, surely above, and neither."""
        tail = (1.0 - confidence) / 2.0
        below = float((self.below >= 1.0 - tail).mean())
        above = float((self.below <= tail).mean())
        return below, above, 1.0 - below - above


def surface_of(points: Numbers, differences: Numbers, ends: Numbers, seed: int, confidence: float) -> Surface:
    """Fit a quadratic surface by least squares, with a band from resampled points and worlds.

    Parameters
    ----------
    points : values of the two inputs, shape (n, 2)
    differences : of each point in each world, shape (n, worlds); nan does not count
    ends : low and high end of the two inputs, shape (2, 2)

    Notes
    -----
    Points and worlds are resampled at once: all points meet the same worlds, so that with others all of the surface
    would move. All other inputs vary as well: the surface is the mean over what they may be. How far it foretells a
    point that it was not fitted to is 1 - PRESS / (sum of squares around the mean).
    """
    middle, half = ends.mean(axis=1), (ends[:, 1] - ends[:, 0]) / 2.0
    terms = _terms((points - middle) / half)
    heights = _means(differences)
    fitted = _fit(terms, heights)
    line = np.linspace(-1.0, 1.0, GRID)
    ground = _terms(np.column_stack([np.tile(line, GRID), np.repeat(line, GRID)]))
    luck = np.random.default_rng(seed)
    below, crossings = np.zeros(GRID * GRID), []
    for _ in range(RESAMPLES):
        drawn = luck.integers(0, len(differences), len(differences))
        worlds = luck.integers(0, differences.shape[1], differences.shape[1])
        again = _fit(terms[drawn], _means(differences[np.ix_(drawn, worlds)]))
        below += ground @ again < 0.0
        crossings.append(_crossing(again))
    known = [one for one in crossings if one is not None]
    low = high = None
    if len(known) >= confidence * RESAMPLES:
        tail = (1.0 - confidence) / 2.0
        low, high = (float(middle[0] + half[0] * np.quantile(known, share)) for share in (tail, 1.0 - tail))
    found, side = _crossing(fitted), terms @ fitted < 0.0
    return Surface(
        middle[0] + half[0] * line,
        middle[1] + half[1] * line,
        (ground @ fitted).reshape(GRID, GRID),
        (below / RESAMPLES).reshape(GRID, GRID),
        (int(side.sum()), int((heights[side] < 0.0).sum())),
        (int((~side).sum()), int((heights[~side] >= 0.0).sum())),
        _told(terms, heights),
        None if found is None else float(middle[0] + half[0] * found),
        low,
        high,
    )


def _terms(scaled: Numbers) -> Numbers:
    """Terms of a quadratic surface, shape (n, TERMS), of inputs from -1 to 1."""
    first, second = scaled[:, 0], scaled[:, 1]
    return np.column_stack([np.ones(len(scaled)), first, second, first**2, first * second, second**2])


def _means(differences: Numbers) -> Numbers:
    """Mean over the worlds of each point; 0 where none is drawn that did not fail."""
    known = np.isfinite(differences)
    count = known.sum(axis=1)
    means: Numbers = np.where(known, differences, 0.0).sum(axis=1) / np.maximum(count, 1)
    return means


def _fit(terms: Numbers, heights: Numbers) -> Numbers:
    return np.asarray(np.linalg.lstsq(terms, heights, rcond=None)[0], dtype=np.float64)


def _told(terms: Numbers, heights: Numbers) -> float:
    """Share of the spread that is foretold of points left out, each in turn; below 0 if worse than the mean."""
    reach = terms @ np.linalg.pinv(terms)
    left_out = (heights - reach @ heights) / np.maximum(1.0 - np.diag(reach), 1e-12)
    spread = float(((heights - heights.mean()) ** 2).sum())
    return 1.0 - float((left_out**2).sum()) / spread if spread > 0.0 else 0.0


def _crossing(fitted: Numbers) -> float | None:
    """Where the surface is zero at the middle of the second input; None if not once within the range of the first."""
    constant, slope, _, bend, _, _ = fitted.tolist()
    roots = np.roots([bend, slope, constant]) if abs(bend) > 1e-12 * max(abs(slope), 1e-300) else np.array([])
    if not len(roots) and slope:
        roots = np.array([-constant / slope])
    inside = [float(root.real) for root in roots if abs(root.imag) < 1e-12 and -1.0 <= root.real <= 1.0]
    return inside[0] if len(inside) == 1 else None
