"""Means, spreads, quantiles and chances of one value per replication; the same bytes whatever the blocks.

Sums are exact before they are rounded once (`math.fsum`), so no order of replications matters. Intervals of means are
in `sim.analysis.intervals`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.analysis.registry import Values

Number = float | None
"""A number, or None where it is undefined."""


def mean_of(values: Values) -> Number:
    """Mean; None without values."""
    return math.fsum(values.tolist()) / len(values) if len(values) else None


def spread_of(values: Values, middle: Number = None) -> Number:
    """Standard deviation (n - 1); None with fewer than two values.

    Parameters
    ----------
    middle : their mean, if it is known already
    """
    middle = mean_of(values) if middle is None else middle
    if len(values) < 2 or middle is None:
        return None
    return math.sqrt(math.fsum(((values - middle) * (values - middle)).tolist()) / (len(values) - 1))


def student_quantile(probability: float, freedom: float) -> float:
    """Quantile of Student's t; degrees of freedom need not be whole."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, probability))


def quantiles(values: Values, shares: Sequence[float]) -> list[Number]:
    """Quantiles by linear interpolation of order statistics; None where infinite or undefined."""
    ordered = sorted(values.tolist())
    return [_quantile(ordered, share) for share in shares]


def _quantile(ordered: list[float], share: float) -> Number:
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = min(int(place), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    part = place - below
    value = ordered[below] if part == 0.0 else ordered[below] + part * (ordered[above] - ordered[below])
    return value if math.isfinite(value) else None


def median_interval(values: Values, confidence: float) -> tuple[Number, Number]:
    """Distribution-free interval of the median from order statistics; None where there is no bound."""
    from scipy.special import bdtr

    count = len(values)
    if count == 0:
        return None, None
    below = bdtr(np.arange(count, dtype=np.float64), count, 0.5)
    place = int(np.count_nonzero(below <= (1.0 - confidence) / 2.0))
    if place == 0:
        return None, None
    ordered = sorted(values.tolist())
    low, high = ordered[place - 1], ordered[count - place]
    return (low if math.isfinite(low) else None), (high if math.isfinite(high) else None)


def chance_better(values: Values, reference: Values, lower_is_better: bool) -> Number:
    """P(better) + P(equal)/2 over replications in which both are defined; infinite times count."""
    both = ~(np.isnan(values) | np.isnan(reference))
    count = int(np.count_nonzero(both))
    if count == 0:
        return None
    lower = int(np.count_nonzero(values[both] < reference[both]))
    higher = int(np.count_nonzero(values[both] > reference[both]))
    better = lower if lower_is_better else higher
    return (better + (count - lower - higher) / 2) / count


def sign_test(values: Values, reference: Values) -> float:
    """Chance of so many replications above the reference, or more, if above and below are even."""
    from scipy.special import bdtr

    above = int(np.count_nonzero(values > reference))
    below = int(np.count_nonzero(values < reference))
    return float(bdtr(below, above + below, 0.5)) if above + below else 1.0
