"""Means, spreads and quantiles of laws of chance, for planning figures and tests; never on a hot path."""

import math

import numpy as np

from sim.scenario.law_codes import LawCode
from sim.world.quantiles import quantiles_of


def mean_of(law: int, a: float, b: float, c: float) -> float:
    """Mean of a law.

    Parameters
    ----------
    law : int
        A ``LawCode``.
    a, b, c : float
        The law's numbers.
    """
    means = {
        LawCode.CONSTANT: lambda: a,
        LawCode.UNIFORM: lambda: (a + b) / 2.0,
        LawCode.TRIANGULAR: lambda: (a + b + c) / 3.0,
        LawCode.EXPONENTIAL: lambda: a,
        LawCode.NORMAL: lambda: a,
        LawCode.LOGNORMAL: lambda: math.exp(a + b * b / 2.0),
        LawCode.GAMMA: lambda: a * b,
        LawCode.BETA: lambda: a / (a + b),
        LawCode.GEOMETRIC: lambda: a,
        LawCode.POISSON: lambda: a,
        LawCode.NEGATIVE_BINOMIAL: lambda: a,
        LawCode.UNIFORM_INT: lambda: (a + b) / 2.0,
    }
    return means[LawCode(law)]()


def sd_of(law: int, a: float, b: float, c: float) -> float:
    """Standard deviation of a law.

    Parameters
    ----------
    law : int
        A ``LawCode``.
    a, b, c : float
        The law's numbers.
    """
    variances = {
        LawCode.CONSTANT: lambda: 0.0,
        LawCode.UNIFORM: lambda: (b - a) ** 2 / 12.0,
        LawCode.TRIANGULAR: lambda: (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0,
        LawCode.EXPONENTIAL: lambda: a * a,
        LawCode.NORMAL: lambda: b * b,
        LawCode.LOGNORMAL: lambda: math.expm1(b * b) * math.exp(2.0 * a + b * b),
        LawCode.GAMMA: lambda: a * b * b,
        LawCode.BETA: lambda: a * b / ((a + b) ** 2 * (a + b + 1.0)),
        LawCode.GEOMETRIC: lambda: a * (a - 1.0),
        LawCode.POISSON: lambda: a,
        LawCode.NEGATIVE_BINOMIAL: lambda: a + a * a / b,
        LawCode.UNIFORM_INT: lambda: ((b - a + 1.0) ** 2 - 1.0) / 12.0,
    }
    return math.sqrt(variances[LawCode(law)]())


def quantile_of(law: int, a: float, b: float, c: float, u: float) -> float:
    """The smallest value that a law stays at or below with probability u [0 <= u < 1]."""
    if law == LawCode.GAMMA:
        from scipy.special import gammaincinv

        return b * float(gammaincinv(a, u))
    if law == LawCode.BETA:
        from scipy.special import betaincinv

        return float(betaincinv(a, b, u))
    values = np.empty(1)
    quantiles_of(np.array([float(law), a, b, c, 0.0]), np.array([u]), values)
    return float(values[0])
