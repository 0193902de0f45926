"""Plans whose true means are known, with the shapes that harm has: normal, skewed, mostly zero.

Luck of a plan = common luck of the world and its own, joined by a Gaussian copula, so that plans of one world are
correlated whatever their law.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv, ndtr

LAWS = ("normal", "skewed", "zeros")
"""Normal; gamma with shape 1/2 (skewness 2.8); zero in 70 % of the worlds and gamma with shape 1 in the others."""


@dataclass(frozen=True)
class Plans:
    """Several plans on the same worlds.

    means, sds : of each plan
    correlation : of the normal luck of two plans
    """

    law: str
    means: tuple[float, ...]
    sds: tuple[float, ...]
    correlation: float

    def draw(self, generator, problems, worlds):
        """Harm, shape (problems, worlds, plans)."""
        shape = (problems, worlds, len(self.means))
        common = generator.standard_normal((problems, worlds, 1))
        own = generator.standard_normal(shape)
        luck = math.sqrt(self.correlation) * common + math.sqrt(1.0 - self.correlation) * own
        return np.array(self.means) + np.array(self.sds) * standard(self.law, luck)


def standard(law, luck):
    """Values of mean 0 and standard deviation 1, rising in standard normal luck."""
    if law == "normal":
        return luck
    if law == "skewed":
        return (skewed_table()(luck) - 0.5) / math.sqrt(0.5)
    positive = ndtr(luck) - 0.7
    value = np.where(positive > 0.0, -np.log1p(-np.minimum(np.maximum(positive, 0.0) / 0.3, 1.0 - 1e-16)), 0.0)
    return (value - 0.3) / math.sqrt(2 * 0.3 - 0.3**2)


@lru_cache
def skewed_table():
    """The gamma quantile as a function of normal luck, read from a fine table."""
    grid = np.linspace(-8.5, 8.5, 20_001)
    quantile = gammaincinv(0.5, ndtr(grid))
    return lambda luck: np.interp(luck, grid, quantile)
