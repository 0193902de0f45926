"""Regret over named futures: what a plan costs against the plan that would have been best in the same future."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import Number

MOSTLY = 0.9
"""Share of the futures that the second criterion looks at."""


@dataclass(frozen=True, slots=True)
class Regret:
    """How plans stand up over futures of which none is called likely.

    Parameters
    ----------
    table : mean harm of the plan less that of the best plan in the same future, shape (futures, plans)
    worst : largest regret of each plan, shape (plans,)
    mostly : regret that it does not exceed in 9 of 10 futures, shape (plans,)
    mean_harm : over the futures, each counted once, shape (plans,)
    agreement : of the three criteria about the order of the plans, from 0 to 1; None if they do not tell plans apart
    """

    table: Values
    worst: Values
    mostly: Values
    mean_harm: Values
    agreement: Number


def regret_of(harm: Values) -> Regret:
    """Regret of every plan.

    Parameters
    ----------
    harm : mean harm in each future, shape (futures, plans), without nan, one future at least
    """
    table = harm - harm.min(axis=1, keepdims=True)
    place = math.ceil(MOSTLY * len(table) - 1e-9) - 1
    worst, mostly = table.max(axis=0), np.sort(table, axis=0)[place]
    mean_harm = np.cumsum(harm, axis=0)[-1] / len(harm)
    return Regret(table, worst, mostly, mean_harm, rank_agreement(np.array([worst, mostly, mean_harm])))


def rank_agreement(scores: Values) -> Number:
    r"""Kendall's coefficient of concordance: whether several criteria (or futures) put plans in the same order.

    Parameters
    ----------
    scores : shape (criteria, plans)

    Returns
    -------
    1 for the same order in all, 0 for orders that cancel out; None if no criterion tells plans apart

    Notes
    -----
    With m criteria, k plans and rank sums R: W = 12 sum (R - mean R)^2 / (m^2 (k^3 - k) - m sum T), T = sum (t^3 - t)
    over the ties t of each criterion, which share their mean rank (Kendall & Gibbons, 1990, chapter 6).
    """
    from scipy.stats import rankdata

    criteria, plans = scores.shape
    ranks = rankdata(scores, axis=1)
    ties = sum(int(((counts := np.unique(row, return_counts=True)[1]) ** 3 - counts).sum()) for row in scores)
    most = criteria**2 * (plans**3 - plans) - criteria * ties
    sums = ranks.sum(axis=0)
    return float(12.0 * ((sums - sums.mean()) ** 2).sum() / most) if most > 0 else None
