"""Intervals of means: of differences, which may lean to either side, and of levels of harm, which lean to one.

Harm is many small amounts and a few large ones, and so is what plans differ by: in most worlds a little, in some a lot.
Student's intervals cover less often than they say then, for two reasons. The spread of such values is known worse than
that of normal ones, which takes degrees of freedom; and where values are skewed, a mean that is too low comes with a
spread that is too low, which Hall's transformation takes out. How often each covers, on laws of this shape and on
worlds of our own, is in docs/statistics.md. Sums are exact before they are rounded once (`math.fsum`), so no order
of replications matters.
"""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import Number, mean_of, spread_of, student_quantile

NO_SKEWNESS = 1e-9
"""Below it the transformation is the identity but for rounding."""

Bounds = tuple[float, float]
"""Lower and upper bound."""


def interval(values: Values, confidence: float, family: int = 1) -> tuple[Number, Number, Number]:
    """Mean of differences with its lower and upper bound; None where undefined.

    Parameters
    ----------
    family : so many intervals hold together at the confidence, by Bonferroni's bound on paired differences (methods of
        Nelson & Matejcik, 1995, under common random numbers)

    Notes
    -----
    Which side differences lean to is not known, so the skewness is left in: taken out by what a sample shows of it,
    it does more harm than good.
    """
    middle, spread = _middle_and_spread(values)
    if middle is None or spread is None:
        return middle, None, None
    return middle, *_by_student(values, middle, spread, (1.0 - confidence) / (2.0 * family))


def level_interval(values: Values, confidence: float, most: float = math.inf) -> tuple[Number, Number, Number]:
    """Mean of a quantity that is never below 0 nor above `most`, with bounds that are not either.

    Such a quantity leans away from 0. The part of an interval that is cut off holds no possible mean, so what is left
    is as sure.
    """
    middle, spread = _middle_and_spread(values)
    if middle is None or spread is None:
        return middle, None, None
    low, high = _without_skewness(values, middle, spread, (1.0 - confidence) / 2.0)
    return middle, max(low, min(0.0, middle)), min(high, max(most, middle))


def bounds_of(differences: Values, level: float) -> Bounds | None:
    """Lower and upper bound of a true mean, each wrong with at most the chance `level`: the bricks of all rulings-out.

    None for fewer than two differences; without a spread both are the mean.

    Notes
    -----
    A bound on one side has no other side to make up for it. So each is the farther of Student's and Hall's.
    """
    middle, spread = _middle_and_spread(differences)
    if middle is None or spread is None:
        return None
    lows, highs = zip(
        _by_student(differences, middle, spread, level),
        _without_skewness(differences, middle, spread, level),
        strict=True,
    )
    return min(lows), max(highs)


def freedom_of(values: Values, middle: float) -> float:
    r"""Degrees of freedom of the spread of values that are not all the same.

    Notes
    -----
    With k the kurtosis,

        var(s^2) = sigma^4 (k / n - (n - 3) / (n (n - 1)))   (O'Neill, Some useful moment results in sampling problems,
                                                              American Statistician 68, 2014, 282-296)
        f = 2 sigma^4 / var(s^2), at most n - 1              (Satterthwaite, Biometrics Bulletin 2, 1946, 110-114)

    Normal values have k = 3 and f = n - 1.
    """
    count = len(values)
    relative_variance = _moment(values, middle, 4) / count - (count - 3) / (count * (count - 1))
    return min(2.0 / relative_variance, count - 1.0)


def _middle_and_spread(values: Values) -> tuple[Number, Number]:
    middle = mean_of(values)
    return middle, spread_of(values, middle)


def _by_student(values: Values, middle: float, spread: float, tail: float) -> Bounds:
    """Bounds by Student's t with the degrees of freedom of the spread, each wrong with the chance `tail`."""
    if spread == 0.0:
        return middle, middle
    half = student_quantile(1.0 - tail, freedom_of(values, middle)) * spread / math.sqrt(len(values))
    return middle - half, middle + half


def _without_skewness(values: Values, middle: float, spread: float, tail: float) -> Bounds:
    r"""Bounds by Hall's transformation, each wrong with the chance `tail`.

    Notes
    -----
    With the skewness g, a = g / 3, b = g / 6 and t the quantile 1 - tail of Student's t with n - 1 degrees of freedom,

        q(t) = (sqrt(n) / a) ((1 + 3 a (t - b / sqrt(n)) / sqrt(n))^(1/3) - 1),  q(t) = t for g = 0

    and the bounds are mean - q(t) s / sqrt(n) and mean - q(-t) s / sqrt(n) (Hall, On the removal of skewness by
    transformation, J. R. Statist. Soc. B 54, 1992, 221-228).
    """
    if spread == 0.0:
        return middle, middle
    root = math.sqrt(len(values))
    skewness, quantile = _moment(values, middle, 3) / root, student_quantile(1.0 - tail, len(values) - 1)
    low, high = (_transformed(one, skewness) * spread / root for one in (quantile, -quantile))
    return middle - low, middle - high


def _transformed(quantile: float, skewness: float) -> float:
    """Hall's transformation of a quantile; `skewness` is that of the mean."""
    if abs(skewness) < NO_SKEWNESS:
        return quantile
    return (math.cbrt(1.0 + skewness * (quantile - skewness / 6.0)) - 1.0) * 3.0 / skewness


def _moment(values: Values, middle: float, order: int) -> float:
    """Central moment over the standard deviation (both over n) to the same power: 3 skewness, 4 kurtosis."""
    off = values - middle
    off /= math.sqrt(math.fsum((off * off).tolist()) / len(off))
    return math.fsum(np.multiply.reduce([off] * order).tolist()) / len(off)
