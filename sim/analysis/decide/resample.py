"""Drawing worlds again, all plans together: what luck alone could have made of means."""

from __future__ import annotations

import numpy as np

from sim.analysis.registry import Values

RESAMPLES = 2000
KEY = 20260109
"""Fixed key of the resampling, so that output is reproducible."""


def resampled_means(values: Values, resamples: int = RESAMPLES) -> Values:
    """Means over worlds drawn with replacement, the same worlds for all columns.

    Parameters
    ----------
    values : shape (n, columns), without nan

    Returns
    -------
    shape (resamples, columns); sums run in order, so they are the same on every machine
    """
    generator = np.random.Generator(np.random.Philox(key=KEY))
    count = len(values)
    rows = (generator.integers(0, count, size=count) for _ in range(resamples))
    return np.array([np.cumsum(values[row], axis=0)[-1] / count for row in rows])


def percentile_interval(draws: Values, confidence: float) -> tuple[float, float]:
    """Interval between two order statistics of resampled values, shape (resamples,); the same share lies outside."""
    ordered = np.sort(draws)
    outside = int((1.0 - confidence) / 2.0 * len(ordered))
    return float(ordered[outside]), float(ordered[len(ordered) - 1 - outside])
