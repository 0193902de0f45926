"""What luck alone gives an input that does nothing: the floor that an index of a designed sample must exceed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.explore.design import Design

Values = NDArray[np.float64]
RESAMPLES = 400
"""Resamples of the worlds behind a floor."""
QUANTILE = 0.95
"""Quantile of what luck gives that an index must exceed."""
LEAST_WORLDS = 2
"""Worlds without which luck cannot be told from effect."""


def floors_of(design: Design, values: Values, seed: int) -> tuple[float, ...] | None:
    """What luck gives each input at most (95 %), if it does nothing.

    Parameters
    ----------
    design : points of ``sobol`` or ``morris``
    values : an outcome, shape (points, worlds); worlds with an undefined value are left out
    seed : of the resamples

    Returns
    -------
    tuple of float
        In the order of the inputs, total indices or mu*; None with fewer than two worlds.

    Notes
    -----
    Both are sums over pairs of points that differ in one input. All points meet the same worlds, so the difference of a
    pair is known world by world. Less its mean it is what an input gives that changes nothing but which winters are
    bad: the worlds are drawn again, the same for all pairs, and the index is computed of these means alone. An input
    that nothing heeds has no differences and no floor; one that only shuffles events has both.
    """
    known = values[:, np.isfinite(values).all(axis=0)]
    worlds = known.shape[1]
    if worlds < LEAST_WORLDS:
        return None
    drawn = np.random.default_rng(seed).multinomial(worlds, np.full(worlds, 1.0 / worlds), RESAMPLES)
    shares = drawn.T / worlds * np.sqrt(worlds / (worlds - 1.0))
    return tuple(_floor(design, known, place, shares) for place in range(design.shares.shape[1]))


def _floor(design: Design, known: Values, place: int, shares: Values) -> float:
    """The floor of one input."""
    one, other = pairs_of(design, place)
    apart = known[other] - known[one]
    means = (apart - apart.mean(axis=1, keepdims=True)) @ shares
    if design.kind == "morris":
        distance = np.abs(design.shares[other, place] - design.shares[one, place])
        found = (np.abs(means) / distance[:, None]).mean(axis=0)
    else:
        spread = float(known.mean(axis=1)[design.even].var())
        found = (means**2).mean(axis=0) / (2.0 * spread) if spread > 0.0 else np.zeros(means.shape[1])
    return float(np.quantile(found, QUANTILE))


def pairs_of(design: Design, place: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the points that differ in one input alone: of Sobol's with their base points, of Morris' in a row."""
    inputs = design.shares.shape[1]
    if design.kind == "sobol":
        first = np.arange(0, len(design.shares), inputs + 2)
        return first, first + 1 + place
    numbers = np.arange(len(design.shares) - 1)
    in_a_row = numbers[(numbers + 1) % (inputs + 1) != 0]
    moved = design.shares[in_a_row + 1, place] != design.shares[in_a_row, place]
    return in_a_row[moved], in_a_row[moved] + 1
