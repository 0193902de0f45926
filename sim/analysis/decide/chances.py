"""How likely each plan is the best, and what it costs on average to be wrong about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.registry import Values


@dataclass(frozen=True, slots=True)
class Chances:
    """What resampled means say of each plan.

    Parameters
    ----------
    best : chance that the plan has the least mean, shape (plans,); plans that are equal share it. They sum to 1
    expected_loss : mean over the resamples of its mean less the least, shape (plans,)
    """

    best: Values
    expected_loss: Values


def chances_of(means: Values) -> Chances:
    """Chances of being the best and expected losses.

    Parameters
    ----------
    means : of harm in worlds drawn again, all plans together, shape (resamples, plans)

    Notes
    -----
    The resampled means stand for what is not known about the true means. The expected loss of a plan is the mean of
    (its mean - least mean): the expected opportunity cost of choosing it (Chick & Inoue, 2001). It is 0 for a plan that
    is best in every resample.
    """
    least = means.min(axis=1, keepdims=True)
    is_least = means == least
    shares = is_least / is_least.sum(axis=1, keepdims=True)
    resamples = len(means)
    return Chances(
        best=np.cumsum(shares, axis=0)[-1] / resamples,
        expected_loss=np.cumsum(means - least, axis=0)[-1] / resamples,
    )
