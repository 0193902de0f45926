"""Whether a difference falls into a short part of the winter, beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from sim.analysis.registry import Values

LONGEST = 0.25
"""Share of the horizon a window may last."""
HOLDS = 0.80
"""Share of the mean difference it must hold."""
SURE = 0.90
"""Share of the resamples in which it must."""
RESAMPLES = 400
GROUPS = 500
"""Replications are resampled in at most so many groups of neighbours."""
KEY = 20260105
"""Fixed key of the resampling, so that output is reproducible."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days that hold most of a difference, both counted from 1.

    Parameters
    ----------
    share : of the mean difference
    """

    first: int
    last: int
    share: float


def window_of(differences: Values) -> Window | None:
    """The shortest window that holds most of a mean difference in nearly all bootstrap resamples.

    Replications are resampled as a whole, the same for all days; for each length the window that holds most
    of the mean difference is tried.

    Parameters
    ----------
    differences : per replication and day, shape (n, days)

    Returns
    -------
    Window or None
        None if no window of a quarter of the horizon is enough.
    """
    count, days = differences.shape
    if count < 2 or days < 4:
        return None
    grouped = _grouped(differences)
    mean = np.cumsum(_stack_sum(grouped))
    if mean[-1] == 0.0:
        return None
    resampled = np.cumsum(_resample(grouped), axis=1)
    for length in range(1, int(days * LONGEST) + 1):
        shares = _held(mean, length) / mean[-1]
        first = int(np.argmax(shares))
        if shares[first] < HOLDS:
            continue
        held = resampled[:, first + length - 1] - (resampled[:, first - 1] if first else 0.0)
        total = resampled[:, -1]
        enough = (total * mean[-1] > 0.0) & (held * np.sign(total) >= HOLDS * np.abs(total))
        if np.count_nonzero(enough) >= SURE * RESAMPLES:
            return Window(first + 1, first + length, float(shares[first]))
    return None


def _held(cumulated: Values, length: int) -> Values:
    """Sums over all windows of a length, by their first day."""
    before = np.concatenate([[0.0], cumulated])
    return np.asarray(before[length:] - before[:-length])


def _stack_sum(rows: Values) -> Values:
    """Sum of rows in their order."""
    return reduce(np.add, rows, np.zeros(rows.shape[1]))


def _grouped(differences: Values) -> Values:
    """Sums over groups of neighbouring replications of equal size, so that large studies cost no more."""
    size = -(-len(differences) // GROUPS)
    if size == 1:
        return differences
    whole = len(differences) // size
    groups = [_stack_sum(differences[size * group : size * (group + 1)]) for group in range(whole)]
    return np.array(groups)


def _resample(rows: Values) -> Values:
    """Sums of rows drawn with replacement, in the order drawn, shape (resamples, days)."""
    generator = np.random.Generator(np.random.Philox(key=KEY))
    drawn = generator.integers(0, len(rows), size=(RESAMPLES, len(rows)))
    sums = np.zeros((RESAMPLES, rows.shape[1]))
    for places in drawn.T:  # of all resamples at once
        sums += rows[places]
    return sums
