"""Bad luck: quantiles with intervals from order statistics, and means of the worst worlds with their error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import Number, mean_of, spread_of, student_quantile

WORST_SHARE = 0.05
"""The worst of twenty worlds."""
ENOUGH_TAIL = 100
"""Worlds in the tail from which on an interval of their mean holds what it promises (docs/statistics.md)."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """An order statistic with its interval; a bound is None where there are too few worlds for it."""

    value: float
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class TailMean:
    """Mean of the worst worlds (conditional value at risk).

    Parameters
    ----------
    value : mean of the worst share of all worlds
    error : its standard error, None for fewer than two worlds
    low, high : interval; None if the tail has too few worlds for one to hold
    worlds : worlds in the tail
    is_enough : whether they are enough
    """

    value: float
    error: Number
    low: Number
    high: Number
    worlds: int
    is_enough: bool


def quantile_of(harm: Values, share: float, confidence: float) -> Quantile | None:
    r"""The smallest value that a share of the worlds does not exceed; None without worlds.

    Parameters
    ----------
    harm : shape (n,), without nan
    share : above 0 and below 1

    Notes
    -----
    With B binomial (n, share), the order statistics X_(l) and X_(u) enclose the quantile with the confidence at least
    for the largest l with P(B <= l - 1) <= alpha/2 and the smallest u with P(B >= u) <= alpha/2, whatever the law
    (David & Nagaraja, Order Statistics, 2003, section 7.1).
    """
    from scipy.special import bdtr

    count = len(harm)
    if count == 0:
        return None
    ordered = np.sort(harm)
    at_most = bdtr(np.arange(count, dtype=np.float64), count, share)
    tail = (1.0 - confidence) / 2.0
    below = int(np.count_nonzero(at_most <= tail))
    above = int(np.count_nonzero(at_most < 1.0 - tail)) + 1
    return Quantile(
        value=float(ordered[max(0, math.ceil(share * count - 1e-9) - 1)]),
        low=float(ordered[below - 1]) if below > 0 else None,
        high=float(ordered[above - 1]) if above <= count else None,
    )


def tail_mean(harm: Values, confidence: float, share: float = WORST_SHARE) -> TailMean | None:
    r"""Mean of the worst share of the worlds; None without worlds.

    Parameters
    ----------
    harm : higher is worse, shape (n,), without nan

    Notes
    -----
    VaR + mean((X - VaR)+) / share, with VaR the quantile 1 - share: of the world that the boundary cuts, the fraction
    that belongs to the tail counts (Rockafellar & Uryasev, 2002). The standard error is that of the mean of the
    influence values VaR + (X - VaR)+ / share. Intervals from small tails cover far too little; none is given then.
    """
    count = len(harm)
    edge = quantile_of(harm, 1.0 - share, confidence)
    if edge is None:
        return None
    influence = edge.value + np.maximum(harm - edge.value, 0.0) / share
    value = mean_of(influence) or 0.0
    spread = spread_of(influence)
    worlds = int(share * count + 1e-9)
    error = None if spread is None else spread / math.sqrt(count)
    if worlds < ENOUGH_TAIL or error is None or error == 0.0:
        return TailMean(value, error, None, None, worlds, worlds >= ENOUGH_TAIL)
    width = student_quantile(0.5 + confidence / 2.0, count - 1) * error
    return TailMean(value, error, value - width, value + width, worlds, True)
