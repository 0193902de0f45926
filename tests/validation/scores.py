"""Scores of a band, and the simplest rival: an exponential fitted to the other event."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from tests.validation.readings import Reading

INSIDE = 0.8
"""Share that a band is meant to hold."""
ONSET = (5500, 6000)
"""`Almost 6,000` buildings without heat."""


def interval_score(low: np.ndarray, high: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Score of a central interval, lower is better (Gneiting and Raftery 2007, section 6.2).

    Its width, and 2/(1 - inside) times what a reading lies outside. In plain buildings: people who wait do not wait on
    a scale of logarithms, and a band that reaches to 0 has no finite score there.
    """
    miss = np.maximum(low - seen, 0.0) + np.maximum(seen - high, 0.0)
    return high - low + 2.0 / (1.0 - INSIDE) * miss


def _columns(readings: tuple[Reading, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one.hours / 24.0 for one in readings]), np.array([float(one.buildings) for one in readings])


def rival_by_factor(fitted: tuple[Reading, ...], asked: tuple[Reading, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Band of an exponential fitted to logarithms of the counts: it scatters by a factor.

    It starts from the middle of the given onset, and never exceeds its top. One number is fitted, so that the scatter
    has one degree of freedom less than there are readings.
    """
    start = sum(ONSET) / 2.0
    days, seen = _columns(fitted)
    rate = -np.sum(days * np.log(seen / start)) / np.sum(days**2)
    scatter = np.sqrt(np.sum((np.log(seen / start) + rate * days) ** 2) / (len(days) - 1))
    middle = np.log(start) - rate * _columns(asked)[0]
    reach = norm.ppf((1.0 + INSIDE) / 2.0) * scatter
    return np.minimum(np.exp(middle - reach), ONSET[1]), np.minimum(np.exp(middle + reach), ONSET[1])


def rival_by_share(fitted: tuple[Reading, ...], asked: tuple[Reading, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Band of an exponential fitted to shares still cold by least squares: it scatters by so many buildings."""
    from scipy.optimize import minimize_scalar

    start = sum(ONSET) / 2.0
    days, seen = _columns(fitted)

    def squares(rate: float) -> float:
        return float(np.sum((seen - start * np.exp(-rate * days)) ** 2))

    rate = minimize_scalar(squares, bounds=(0.01, 10.0), method="bounded").x
    reach = norm.ppf((1.0 + INSIDE) / 2.0) * np.sqrt(squares(rate) / (len(days) - 1))
    middle = start * np.exp(-rate * _columns(asked)[0])
    return np.maximum(middle - reach, 0.0), np.minimum(middle + reach, ONSET[1])
