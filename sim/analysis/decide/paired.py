"""One mean held against another on the same worlds: one-sided bounds, the bricks of all comparisons with the best."""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import mean_of, spread_of, student_quantile

NO_SKEWNESS = 1e-9
"""Below it the transformation is the identity but for rounding."""


def bounds_of(differences: Values, level: float) -> tuple[float, float] | None:
    r"""Lower and upper bound of a true mean, each wrong with the chance `level`.

    None for fewer than two differences; without a spread both are the mean.

    Notes
    -----
    Differences of harm are skewed, and the bounds of Student's t then fail too often on one side. With the skewness g,
    a = g / 3, b = g / 6 and t the quantile 1 - level of Student's t, Hall's transformation takes the skewness out:

        q(t) = (sqrt(n) / a) ((1 + 3 a (t - b / sqrt(n)) / sqrt(n))^(1/3) - 1),  q(t) = t for g = 0

    and the bounds are mean - q(t) s / sqrt(n) and mean - q(-t) s / sqrt(n) (Hall, On the removal of skewness by
    transformation, J. R. Statist. Soc. B 54, 1992, 221-228).
    """
    middle = mean_of(differences)
    spread = spread_of(differences, middle)
    if spread is None or middle is None:
        return None
    if spread == 0.0:
        return middle, middle
    count = len(differences)
    error, skewness = spread / math.sqrt(count), _skewness(differences, middle)
    quantile = student_quantile(1.0 - level, count - 1)
    low, high = (_without_skewness(one, skewness / math.sqrt(count)) for one in (quantile, -quantile))
    return middle - low * error, middle - high * error


def _skewness(values: Values, middle: float) -> float:
    """Third central moment over the standard deviation (both over n) to the third."""
    off = values - middle
    squares, cubes = math.fsum((off * off).tolist()), math.fsum((off * off * off).tolist())
    return math.sqrt(len(values)) * cubes / math.pow(squares, 1.5)


def _without_skewness(quantile: float, skewness: float) -> float:
    """Hall's transformation of a quantile; `skewness` is that of the mean."""
    if abs(skewness) < NO_SKEWNESS:
        return quantile
    return (math.cbrt(1.0 + skewness * (quantile - skewness / 6.0)) - 1.0) * 3.0 / skewness


def variances_of_differences(values: Values) -> Values:
    """Sample variances of the differences of all pairs of columns.

    Parameters
    ----------
    values : shape (n, plans), n >= 2

    Returns
    -------
    shape (plans, plans), zeros where two columns differ by a constant
    """
    between = values[:, :, None] - values[:, None, :]
    return np.asarray(between.var(axis=0, ddof=1))


def filled(harm: Values) -> Values:
    r"""Scores of plans that did not all meet the same number of worlds; their means are estimates for all worlds.

    Parameters
    ----------
    harm : shape (n, plans); nan below the last world that a plan met. One plan at least met all of them.

    Returns
    -------
    shape (n, plans), without nan; columns that were complete are unchanged

    Notes
    -----
    A plan i that met m of n worlds is estimated by a plan b that met all of them, plus the difference where both met:
    mean_n(X_b) + mean_m(X_i - X_b). With d the mean of the m differences, the scores

        Z = X_b + d + (n / m) (X_i - X_b - d) in the m worlds,  Z = X_b + d in the others

    have this mean, and their spread is that of the estimate. The luck that both share is averaged over all n worlds.
    """
    complete = ~np.isnan(harm).any(axis=0)
    if complete.all():
        return harm
    base = harm[:, int(np.argmax(complete))]
    scores = harm.copy()
    for plan in np.flatnonzero(~complete):
        met = ~np.isnan(harm[:, plan])
        gap = harm[met, plan] - base[met]
        middle = mean_of(gap) or 0.0
        scores[:, plan] = base + middle
        scores[met, plan] += len(harm) / len(gap) * (gap - middle)
    return scores
