"""Intervals of means: of differences, which may lean to either side, and of levels of harm.

Harm is many small amounts and a few large ones, and so is what plans differ by: in most worlds a little, in some a lot.
Student's intervals cover less often than they say then, for two reasons. The spread of such values is known worse than
that of normal ones, which takes degrees of freedom; and where values are skewed, a mean that is too low comes with a
spread that is too low, which Hall's transformation takes out. How often each covers, on laws of this shape and on
worlds of our own, is in docs/statistics.md. Sums are exact before they are rounded once (`math.fsum`), so no order
of replications matters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import Number, mean_of, spread_of, student_quantile

FEW_WORLDS = 30
"""With fewer, intervals of skewed harm cover clearly less than they say (docs/statistics.md)."""
NO_SKEWNESS = 1e-8
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
    known = _known_of(values)
    if known is None:
        return mean_of(values), None, None
    return known.middle, *_by_student(known, (1.0 - confidence) / (2.0 * family))


def level_interval(values: Values, confidence: float, most: float = math.inf) -> tuple[Number, Number, Number]:
    """Mean of a quantity that is never below 0 nor above `most`, with bounds that are not either.

    The part of an interval that is cut off holds no possible mean, so what is left is as sure.
    """
    known = _known_of(values)
    if known is None:
        return mean_of(values), None, None
    low, high = _by_hall(known, (1.0 - confidence) / 2.0)
    return known.middle, max(low, min(0.0, known.middle)), min(high, max(most, known.middle))


def bounds_of(values: Values, level: float) -> Bounds | None:
    """Lower and upper bound of a true mean, each wrong with about the chance `level`: the bricks of all rulings-out.

    None for fewer than two values; without a spread both are the mean.

    Notes
    -----
    A bound on one side has no other side to make up for it. So each is the farther of Student's and Hall's.
    """
    known = _known_of(values)
    if known is None:
        return None
    lows, highs = zip(_by_student(known, level), _by_hall(known, level), strict=True)
    return min(lows), max(highs)


def p_value(values: Values, limit: float) -> float:
    """P value of "the true mean is at most `limit`": below a level if the lower bound at that level is above `limit`.

    Parameters
    ----------
    values : two or more, not all the same

    Raises
    ------
    ValueError
        If they are fewer, or have no spread.
    """
    known = _known_of(values)
    if known is None or known.error == 0.0:
        raise ValueError("values without a spread have no p value")
    height = (known.middle - limit) / known.error
    by_hall = _chance_above(_with_skewness(height, known.skewness), known.count - 1.0)
    return max(_chance_above(height, known.freedom), by_hall)


def freedom_of(values: Values) -> Number:
    """How many worlds a spread rests on: its degrees of freedom; None for fewer than two values and without a spread.

    Values of which one lies far from all others have about 2, however many they are; n normal ones n - 1.
    """
    known = _known_of(values)
    return None if known is None or known.error == 0.0 else known.freedom


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a true mean from two values or more.

    Parameters
    ----------
    middle : mean of the values
    error : its standard error
    offs : the values less their mean, in standard deviations (over n)
    """

    middle: float
    error: float
    offs: Values

    @property
    def count(self) -> int:
        return len(self.offs)

    @property
    def skewness(self) -> float:
        """Of the mean: that of a value over the root of their number."""
        return self._moment(3) / math.sqrt(self.count)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the spread.

        Notes
        -----
        With k the kurtosis, var(s^2) = sigma^4 (k / n - (n - 3) / (n (n - 1))) (O'Neill, Some useful moment results in
        sampling problems, American Statistician 68, 2014, 282-296), and f = 2 sigma^4 / var(s^2) (Satterthwaite,
        Biometrics Bulletin 2, 1946, 110-114), at most n - 1. Normal values have k = 3 and f = n - 1.
        """
        count = self.count
        relative_variance = self._moment(4) / count - (count - 3) / (count * (count - 1))
        return min(2.0 / relative_variance, count - 1.0)

    def _moment(self, order: int) -> float:
        """Standardised moment: 3 skewness, 4 kurtosis."""
        return math.fsum(np.multiply.reduce([self.offs] * order).tolist()) / self.count


def _known_of(values: Values) -> _Known | None:
    """None for fewer than two values."""
    middle = mean_of(values)
    spread = spread_of(values, middle)
    if middle is None or spread is None:
        return None
    count, offs = len(values), values - middle
    if spread > 0.0:
        offs /= spread * math.sqrt((count - 1) / count)
    return _Known(middle, spread / math.sqrt(count), offs)


def _by_student(known: _Known, tail: float) -> Bounds:
    """Bounds by Student's t with the degrees of freedom of the spread, each wrong with about the chance `tail`."""
    if known.error == 0.0:
        return known.middle, known.middle
    half = student_quantile(1.0 - tail, known.freedom) * known.error
    return known.middle - half, known.middle + half


def _by_hall(known: _Known, tail: float) -> Bounds:
    """Bounds by Hall's transformation, each wrong with about the chance `tail`.

    Notes
    -----
    With the skewness g, a = g / 3, b = g / 6 and t the quantile 1 - tail of Student's t with n - 1 degrees of freedom,

        q(t) = (sqrt(n) / a) ((1 + 3 a (t - b / sqrt(n)) / sqrt(n))^(1/3) - 1),  q(t) = t for g = 0

    and the bounds are mean - q(t) s / sqrt(n) and mean - q(-t) s / sqrt(n) (Hall, On the removal of skewness by
    transformation, J. R. Statist. Soc. B 54, 1992, 221-228).
    """
    if known.error == 0.0:
        return known.middle, known.middle
    quantile, skewness = student_quantile(1.0 - tail, known.count - 1), known.skewness
    below, above = _without_skewness(quantile, skewness), _without_skewness(-quantile, skewness)
    return known.middle - below * known.error, known.middle - above * known.error


def _without_skewness(quantile: float, skewness: float) -> float:
    """Hall's transformation of a quantile; `skewness` is that of the mean."""
    if abs(skewness) < NO_SKEWNESS:
        return quantile
    return (math.cbrt(1.0 + skewness * (quantile - skewness / 6.0)) - 1.0) * 3.0 / skewness


def _with_skewness(height: float, skewness: float) -> float:
    """The quantile of which it makes `height`."""
    if abs(skewness) < NO_SKEWNESS:
        return height
    root = 1.0 + skewness * height / 3.0
    return (root * root * root - 1.0) / skewness + skewness / 6.0


def _chance_above(height: float, freedom: float) -> float:
    """Chance that Student's t is larger."""
    from scipy.special import stdtr

    return float(stdtr(freedom, -height))
