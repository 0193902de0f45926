"""In how many worlds a standard is met, with the interval of that share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.registry import Values
from sim.analysis.statistics import Number


@dataclass(frozen=True, slots=True)
class Met:
    """Share of worlds (or futures) that meet a standard; everything None without any.

    Parameters
    ----------
    met, of : worlds that do, and all
    low, high : interval of the share
    """

    met: int
    of: int
    share: Number
    low: Number
    high: Number


def share_meeting(values: Values, limit: float, is_below: bool, confidence: float, includes_limit: bool = False) -> Met:
    """Count the worlds that stay on the right side of a limit.

    Parameters
    ----------
    values : shape (n,); nan counts as not met
    is_below : whether values below the limit meet the standard, or those above it
    includes_limit : whether the limit itself does

    Notes
    -----
    The interval is the exact one of Clopper and Pearson (1934): bounds at which so many or more, and so few or fewer,
    would each have the chance alpha / 2.
    """
    side = values < limit if is_below else values > limit
    met = int(np.count_nonzero(side | (values == limit) if includes_limit else side))
    return Met(met, len(values), *_share_with_interval(met, len(values), confidence))


def _share_with_interval(met: int, of: int, confidence: float) -> tuple[Number, Number, Number]:
    from scipy.special import betaincinv

    if of == 0:
        return None, None, None
    tail = (1.0 - confidence) / 2.0
    low = float(betaincinv(met, of - met + 1, tail)) if met else 0.0
    high = float(betaincinv(met + 1, of - met, 1.0 - tail)) if met < of else 1.0
    return met / of, low, high
