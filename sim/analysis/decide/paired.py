"""Plans on the same worlds: how much two of them vary against each other, and plans that met fewer worlds."""

from __future__ import annotations

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import mean_of


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
