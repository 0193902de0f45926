"""How much of the spread between futures is chance: too few worlds, and not other inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_WORLDS = 2
"""Worlds that a spread within a future needs."""
MUCH = 0.5
"""Share of chance in a spread from which on nothing can be read from who makes it."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Chance in the means of futures.

    Parameters
    ----------
    between : variance of the means over the futures
    within : mean variance of a future's mean, as if it had been run alone
    left : the part of it that is left in comparisons of futures, as all of them meet the same worlds
    """

    between: float
    within: float
    left: float

    @property
    def is_much(self) -> bool:
        """True if so much of the spread is chance that no input can be told to make it."""
        return self.share is not None and self.share >= MUCH

    @property
    def share(self) -> float | None:
        """Share of the spread between futures that is chance; None without any spread."""
        return min(1.0, self.left / self.between) if self.between > 0.0 else None


def noise_of(values: NDArray[np.float64]) -> Noise | None:
    """Split the spread of an outcome; None if there is too little to split.

    Parameters
    ----------
    values : shape (futures, worlds); futures with an undefined value are left out

    Notes
    -----
    Two-way analysis of variance without repetition: what is left after the effects of futures and of worlds is the
    interaction, whose variance over the number of worlds is the chance in differences between futures.
    """
    known = values[np.isfinite(values).all(axis=1)]
    futures, worlds = known.shape
    if futures < 2 or worlds < LEAST_WORLDS:
        return None
    means = known.mean(axis=1, keepdims=True)
    rest = known - means - known.mean(axis=0, keepdims=True) + known.mean()
    left = float((rest**2).sum() / ((futures - 1) * (worlds - 1) * worlds))
    within = float(known.var(axis=1, ddof=1).mean() / worlds)
    return Noise(float(means.var(ddof=1)), within, left)
