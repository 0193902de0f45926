"""Selecting the best of several plans with a promise: the fully sequential procedure of Kim and Nelson."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.decide.paired import variances_of_differences
from sim.analysis.registry import Values

FIRST = 200
"""Worlds to begin with, from which the variances come: fewer mislead where harm is skewed."""
SPENT = 0.4
"""Share of the chance of being wrong that the procedure may use up; the rest is kept for harm that is not normal."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected, and what it took.

    Parameters
    ----------
    chosen : place of the selected plan; None if the worlds at hand do not suffice
    contenders : places of the plans that were never ruled out; more than one if undecided, or if they tie exactly
    worlds : worlds that each plan was needed in
    at_most : worlds that decide between the contenders at the latest; 0 before there are enough to begin with
    """

    chosen: int | None
    contenders: tuple[int, ...]
    worlds: tuple[int, ...]
    at_most: int


def select(harm: Values, indifference: float, confidence: float, first: int = FIRST) -> Selection:
    r"""Select the plan of least mean harm, world by world.

    Parameters
    ----------
    harm : lower is better, shape (n, plans); the same world in a row; plans may be nan from the world on in which they
        are ruled out
    indifference : smallest difference that matters, above 0
    confidence : chance that the best plan is selected if it is better than any other by `indifference` or more
    first : worlds to begin with, 2 or more

    Notes
    -----
    Kim & Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM TOMACS 11(3), 2001,
    251-273, with c = 1; common worlds are allowed, since only variances of differences enter. For k plans, n0 first
    worlds, indifference d and confidence 1 - alpha:

        eta = ((2 alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2,    h2 = 2 eta (n0 - 1)
        S2_il = sample variance of X_i - X_l in the first n0 worlds
        W_il(r) = max(0, d / (2 r) * (h2 S2_il / d**2 - r))

    From r = n0 on, after each world: plan i is ruled out if for some plan l that is still in, mean_r(X_i) - mean_r(X_l)
    > W_il(r). It ends when one plan is left, or when r exceeds h2 S2_il / d**2 for all pairs that are left: then the
    least mean is selected.

    The proof takes the differences as normal. Harm is skewed, and with few first worlds the measured chance then falls
    short of the promise; with `FIRST` worlds and alpha = SPENT (1 - confidence) it does not (docs/statistics.md).
    """
    count, plans = harm.shape
    left = list(range(plans))
    worlds = [count] * plans
    if count < first:
        return Selection(None, tuple(left), tuple(worlds), 0)
    wide = _width_squared(plans, SPENT * (1.0 - confidence), first) * variances_of_differences(harm[:first])
    sums = np.cumsum(harm, axis=0)
    world = first
    while len(left) > 1:
        end = max(world, int(wide[np.ix_(left, left)].max() / indifference**2) + 1)
        found = _first_ruled_out(sums, wide, left, indifference, range(world, min(end, count) + 1))
        if found is None:
            return _at_the_end(sums, left, worlds, end, count)
        world, losers = found
        for plan in losers:
            worlds[plan] = world
        left = [plan for plan in left if plan not in losers]
    worlds[left[0]] = world
    return Selection(left[0], tuple(left), tuple(worlds), world)


def _width_squared(plans: int, alpha: float, first: int) -> float:
    """The constant h squared of the procedure."""
    eta = 0.5 * (math.pow(2.0 * alpha / (plans - 1), -2.0 / (first - 1)) - 1.0)
    return 2.0 * eta * (first - 1)


def _first_ruled_out(
    sums: Values, wide: Values, left: list[int], indifference: float, worlds: range
) -> tuple[int, tuple[int, ...]] | None:
    """The first of some worlds in which plans are ruled out, and which; None if there is none."""
    reached = np.arange(worlds.start, worlds.stop)
    total = sums[worlds.start - 1 : worlds.stop - 1][:, left]
    behind = total[:, :, None] - total[:, None, :]
    allowed = wide[np.ix_(left, left)] / (2.0 * indifference) - indifference / 2.0 * reached[:, None, None]
    ruled_out = np.any(np.greater(behind, np.maximum(allowed, 0.0)), axis=2)
    where = np.flatnonzero(ruled_out.any(axis=1))
    if len(where) == 0:
        return None
    losers = tuple(left[place] for place in np.flatnonzero(ruled_out[where[0]]))
    return int(reached[where[0]]), losers


def _at_the_end(sums: Values, left: list[int], worlds: list[int], end: int, count: int) -> Selection:
    """Nobody more is ruled out: plans that tie exactly after enough worlds, or too few worlds."""
    is_over = end <= count
    for plan in left:
        worlds[plan] = min(end, count)
    best = min(left, key=lambda plan: float(sums[min(end, count) - 1, plan]))
    return Selection(best if is_over else None, tuple(left), tuple(worlds), end)
