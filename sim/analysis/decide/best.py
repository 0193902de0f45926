"""Multiple comparisons with the best: how much worse each plan may be than the best of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import bounds_of
from sim.analysis.registry import Values
from sim.analysis.statistics import mean_of


@dataclass(frozen=True, slots=True)
class Loss:
    """How much more harm a plan does than the best of the other plans.

    Parameters
    ----------
    mean : of the plan less the least mean of the others; below zero for the plan that looks best
    low, high : simultaneous over all plans; they reach to zero at most from the side that is certain
    may_be_best : whether the plan cannot be ruled out as the best
    """

    mean: float
    low: float
    high: float
    may_be_best: bool


def losses_of(harm: Values, confidence: float) -> tuple[Loss, ...] | None:
    r"""Compare every plan with the best of the others.

    Parameters
    ----------
    harm : lower is better, shape (n, plans), without nan, two plans or more on the same worlds
    confidence : that all intervals hold together, and that the best plan is among those that may be best

    Returns
    -------
    None if there are fewer than two worlds.

    Notes
    -----
    Constrained intervals (Hsu, Multiple Comparisons, 1996, section 4.1) from one-sided bounds of all paired differences
    at the level (1 - confidence) / (plans - 1), Bonferroni's as in Nelson & Matejcik (1995), which hold under common
    worlds of any dependence. With the bounds L_il and U_il of (mean of i - mean of l), l over the other plans:

        D_i = max_l L_il;  plan i may be best if D_i <= 0
        low_i  = min(0, D_i)
        high_i = max(0, max of U_il over the plans l that may be best)

    All hold whenever the best plan's k - 1 one-sided bounds hold, whichever plan it is.
    """
    if len(harm) < 2:
        return None
    plans = harm.shape[1]
    level = (1.0 - confidence) / (plans - 1)
    means, low, high = (np.full((plans, plans), -np.inf) for _ in range(3))
    for one in range(plans):
        for other in range(one):
            between = harm[:, one] - harm[:, other]
            means[one, other] = mean_of(between) or 0.0
            means[other, one] = -means[one, other]
            low[one, other], high[one, other] = bounds_of(between, level) or (0.0, 0.0)
            low[other, one], high[other, one] = -high[one, other], -low[one, other]
    certain = low.max(axis=1)
    may_be_best = certain <= 0.0
    possible = np.max(high, axis=1, where=np.broadcast_to(may_be_best, high.shape), initial=0.0)
    gaps = means.max(axis=1)
    return tuple(
        Loss(float(gaps[plan]), min(0.0, float(certain[plan])), float(possible[plan]), bool(may_be_best[plan]))
        for plan in range(plans)
    )
