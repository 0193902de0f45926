"""Harm against the cost of dispatches: which plans waste nothing, and up to which price each of them pays."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decide.resample import percentile_interval, resampled_means
from sim.analysis.registry import Values


@dataclass(frozen=True, slots=True)
class Band:
    """A mean, and the bounds between which lie the means of worlds drawn again."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Point:
    """One plan on the frontier, or above it.

    Parameters
    ----------
    is_efficient : no other plan has less of one and no more of the other
    p_efficient : in how many resamples that is so
    """

    harm: Band
    cost: Band
    is_efficient: bool
    p_efficient: float


@dataclass(frozen=True, slots=True)
class Switch:
    """Two plans, and the price at which one takes over from the other.

    Parameters
    ----------
    dear, cheap : places of the plan with less harm and more cost, and of the other
    price : harm that one unit of cost avoids; below it the dear plan pays
    low, high : interval of the price; below 0 means that the dear plan may avoid nothing. None where costs may be equal
    """

    dear: int
    cheap: int
    price: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Frontier:
    """All plans, and the switching points from the dearest efficient plan to the cheapest."""

    points: tuple[Point, ...]
    switches: tuple[Switch, ...]


def frontier_of(harm: Values, cost: Values, confidence: float) -> Frontier:
    """Hold harm against cost.

    Parameters
    ----------
    harm, cost : lower is better, shape (n, plans), without nan; rows are worlds
    confidence : of the intervals, by worlds drawn again with all plans, harm and cost together

    Notes
    -----
    A plan pays at a price if harm + price x cost is least. The plans that do at some price are the corners of the lower
    hull of the points; between neighbours the price is the slope (H_cheap - H_dear) / (C_dear - C_cheap).
    """
    plans = harm.shape[1]
    both = np.hstack([harm, cost])
    means = np.cumsum(both, axis=0)[-1] / len(both)
    draws = resampled_means(both)
    often = np.count_nonzero(efficient(draws[:, :plans], draws[:, plans:]), axis=0) / len(draws)
    now = efficient(means[:plans], means[plans:])
    bands = [percentile_interval(column, confidence) for column in draws.T]
    points = tuple(
        Point(
            harm=Band(float(means[plan]), *bands[plan]),
            cost=Band(float(means[plans + plan]), *bands[plans + plan]),
            is_efficient=bool(now[plan]),
            p_efficient=float(often[plan]),
        )
        for plan in range(plans)
    )
    corners = hull(means[:plans], means[plans:])
    switches = (_switch(means, draws, plans, *pair, confidence) for pair in pairwise(corners))
    return Frontier(points, tuple(switches))


def efficient(harm: Values, cost: Values) -> NDArray[np.bool_]:
    """Which plans no other plan beats: less of one and no more of the other.

    Parameters
    ----------
    harm, cost : shape (..., plans)

    Returns
    -------
    shape (..., plans)
    """
    own_harm, own_cost, harm, cost = harm[..., :, None], cost[..., :, None], harm[..., None, :], cost[..., None, :]
    no_more = (harm <= own_harm) & (cost <= own_cost)
    less = (harm < own_harm) | (cost < own_cost)
    return np.asarray(~(no_more & less).any(axis=-1))


def hull(harm: Values, cost: Values) -> list[int]:
    """Places of the plans that pay at some price, from least harm to least cost; of equal plans the first."""
    kept = [int(place) for place in np.flatnonzero(efficient(harm, cost))]
    kept.sort(key=lambda place: (harm[place], cost[place], place))
    corners: list[int] = []
    for place in kept:
        if corners and harm[place] == harm[corners[-1]]:
            continue
        while len(corners) > 1 and not _turns(harm, cost, corners[-2], corners[-1], place):
            corners.pop()
        corners.append(place)
    return corners


def _turns(harm: Values, cost: Values, first: int, middle: int, last: int) -> bool:
    """True if the middle one of three efficient plans lies below the line between the others."""
    before = (harm[middle] - harm[first]) * (cost[middle] - cost[last])
    after = (harm[last] - harm[middle]) * (cost[first] - cost[middle])
    return bool(before < after)


def _switch(means: Values, draws: Values, plans: int, dear: int, cheap: int, confidence: float) -> Switch:
    avoided = draws[:, cheap] - draws[:, dear]
    dearer = draws[:, plans + dear] - draws[:, plans + cheap]
    price = float((means[cheap] - means[dear]) / (means[plans + dear] - means[plans + cheap]))
    if (dearer <= 0.0).any():
        return Switch(dear, cheap, price, None, None)
    return Switch(dear, cheap, price, *percentile_interval(avoided / dearer, confidence))
