"""How much more aid a plan needs to be as good as the reference: the aid equivalent.

The plan runs on the same worlds with its aid times several factors. Between them the mean of the metric is taken as a
straight line; the interval comes from resampling replications, the same ones for all factors and the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import Number, mean_of

RESAMPLES = 2000
KEY = 20260106
"""Fixed key of the resampling, so that output is reproducible."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Factor of its aid with which a plan does as well as the reference.

    Parameters
    ----------
    factor : None if there is none between the smallest and the largest tried, or no interval around it
    ci_low, ci_high : interval, None where it reaches beyond the factors tried
    reason : why there is no factor, else empty
    """

    factor: Number
    ci_low: Number
    ci_high: Number
    reason: str = ""


def more_aid(found: Equivalent) -> str:
    """An equivalent in words: ``12 % more (8 to 17)``; nothing without one."""
    if found.factor is None:
        return ""
    middle = _percent(found.factor)
    if is_unclear(found):
        low, high = (None if bound is None else _percent(bound) for bound in (found.ci_low, found.ci_high))
        return f"no clear difference: from {low or 'even less'} to {high or 'even more'}"
    ends = sorted(abs(round(100.0 * (bound - 1.0))) for bound in (found.ci_low, found.ci_high) if bound is not None)
    return f"{middle} ({ends[0]} to {ends[1]})" if len(ends) == 2 else f"{middle} ({ends[0]} or more)"


def is_unclear(found: Equivalent) -> bool:
    """True if the plan may need as much aid as it has; where the interval has no bound, anything is possible."""
    return (found.ci_low is None or found.ci_low <= 1.0) and (found.ci_high is None or found.ci_high >= 1.0)


def _percent(factor: float) -> str:
    """A factor as what is added or saved."""
    percent = round(100.0 * (factor - 1.0))
    return f"{abs(percent)} % {'more' if percent >= 0 else 'less'}"


def equivalent_of(runs: Mapping[float, Values], reference: Values, lower: bool, confidence: float) -> Equivalent:
    """The factor at which a plan's mean meets the reference's.

    Parameters
    ----------
    runs : factor -> the metric of the plan with so much aid, one value per replication, shape (n,); rising factors
    reference : the metric of the reference on the same worlds, shape (n,)
    lower : True if lower values are better
    confidence : of the interval
    """
    factors = np.array(list(runs))
    gaps = np.array([values - reference for values in runs.values()]) * (1.0 if lower else -1.0)
    sound = ~np.isnan(gaps).any(axis=0)
    gaps = gaps[:, sound]
    if gaps.shape[1] < 2:
        return Equivalent(None, None, None, "too few worlds in which it is defined")
    root = _root(factors, np.array([mean_of(row) for row in gaps]))
    if not np.isfinite(root):
        side = "more than" if root > 0 else "less than"
        edge = factors[-1] if root > 0 else factors[0]
        return Equivalent(None, None, None, f"{side} {edge:g} times its aid")
    roots = np.sort([_root(factors, means) for means in _resampled(gaps)])
    tail = (1.0 - confidence) / 2.0
    low, high = (float(roots[place]) for place in _places(tail))
    return Equivalent(root, low if np.isfinite(low) else None, high if np.isfinite(high) else None)


def _places(tail: float) -> tuple[int, int]:
    """Order statistics of the resamples that bound an interval."""
    outside = int(tail * RESAMPLES)
    return outside, RESAMPLES - 1 - outside


def _root(factors: Values, gaps: Values) -> float:
    """Where a gap that falls with the factor first comes down to 0; infinite beyond the factors (minus: below them)."""
    if gaps[0] <= 0.0:
        return float(factors[0]) if gaps[0] == 0.0 else -np.inf
    down = np.flatnonzero(gaps <= 0.0)
    if len(down) == 0:
        return float(np.inf)
    after = down[0]
    before = after - 1
    part = gaps[before] / (gaps[before] - gaps[after])
    return float(factors[before] + part * (factors[after] - factors[before]))


def _resampled(gaps: Values) -> Values:
    """Means of replications drawn with replacement, the same for all factors, shape (resamples, factors)."""
    generator = np.random.Generator(np.random.Philox(key=KEY))
    count = gaps.shape[1]
    rows = (generator.integers(0, count, size=count) for _ in range(RESAMPLES))
    return np.array([np.cumsum(gaps[:, row], axis=1)[:, -1] / count for row in rows])
