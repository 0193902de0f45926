"""From results per replication to an estimate with standard error, and a verdict against an exact value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

Array = NDArray[np.float64]

LIMIT = 4.6
"""Accepted distance in standard errors: one false alarm in a thousand runs of all quantities together."""
RARE = 5.0
"""Below this expected number of events a share is judged by its count, one-sided."""
COUNT_ALARM = 1e-5
"""Chance of a false alarm when a count is judged."""
RELATIVE_ERROR = {"ci": 0.025, "full": 0.01}
"""Standard error that is good enough, relative to the exact value."""
NEGLIGIBLE = 1e-6
"""A mean below this is judged as nothing at all: one-sided, whatever its standard error."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Results of n replications.

    Parameters
    ----------
    metrics : name -> values, shape (n,)
    series : name -> values, shape (n, rows); row k is the state after all events of minute k times the step
    parts : ratio -> numerators and denominators, each of shape (n,)
    step_h : time between rows [h]
    """

    metrics: Mapping[str, Array]
    parts: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)
    series: Mapping[str, Array] = field(default_factory=dict)
    step_h: float = 24.0

    def __getitem__(self, metric: str) -> Array:
        return np.asarray(self.metrics[metric], dtype=np.float64)

    def at(self, name: str, hours: float) -> Array:
        """A series at one time, shape (n,)."""
        return np.asarray(self.series[name][:, round(hours / self.step_h)], dtype=np.float64)

    def block(self, prefix: str) -> Array:
        """The only series whose name begins so, shape (n, rows): a case has one block of buildings."""
        (name,) = [name for name in self.series if name.startswith(prefix)]
        return np.asarray(self.series[name], dtype=np.float64)


Values = Callable[[Sample], Array]
"""One number per replication."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate, its standard error (0 without luck), and the events counted if it is a share."""

    value: float
    se: float
    events: int | None = None


Estimator = Callable[[Sample, float], Estimate]
"""Sample and exact value -> estimate; the exact value serves only where it fixes the standard error."""


def mean(values: Values, sd: float | None = None) -> Estimator:
    """Mean over replications; `sd` is the exact spread of one replication where it is known."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = values(sample)
        spread = float(found.std(ddof=1)) if sd is None else sd
        return Estimate(float(found.mean()), spread / math.sqrt(len(found)))

    return estimate


def share(happened: Callable[[Sample], NDArray[np.bool_]]) -> Estimator:
    """Share of replications in which something happened; its standard error is exact."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = happened(sample)
        se = math.sqrt(exact * (1.0 - exact) / len(found))
        return Estimate(float(found.mean()), se, int(found.sum()))

    return estimate


def ratio(above: Values, below: Values) -> Estimator:
    """Sum over sum, so that long replications count for more; standard error by linearisation."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        top, bottom = above(sample), below(sample)
        value = float(top.sum() / bottom.sum())
        rest = (top - value * bottom) / bottom.mean()
        return Estimate(value, float(rest.std(ddof=1)) / math.sqrt(len(rest)))

    return estimate


def variance(values: Values, sd: float | None = None) -> Estimator:
    """Variance over replications; `sd` is the exact spread of the squared deviation where it is known."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = values(sample)
        squares = (found - found.mean()) ** 2
        spread = float(squares.std(ddof=1)) if sd is None else sd
        return Estimate(float(found.var(ddof=1)), spread / math.sqrt(len(found)))

    return estimate


def deviation(values: Values, sd: float | None = None) -> Estimator:
    """Standard deviation over replications; its standard error is `sd`/sqrt(n) where that is known."""
    squared = variance(values)

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = squared(sample, exact)
        root = math.sqrt(found.value)
        number = len(values(sample))
        return Estimate(root, found.se / (2.0 * root) if sd is None else sd / math.sqrt(number))

    return estimate


def root_mean(squares: Values) -> Estimator:
    """Root of the mean over replications: a standard deviation around a mean that is known."""
    averaged = mean(squares)

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = averaged(sample, exact)
        root = math.sqrt(found.value)
        return Estimate(root, found.se / (2.0 * root))

    return estimate


def quantile(values: Values, level: float) -> Estimator:
    """Quantile of counts: the smallest one reached by that share; standard error from neighbouring ranks."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = np.sort(values(sample))
        number = len(found)
        reach = math.sqrt(number * level * (1.0 - level))
        low, high = (found[min(number - 1, max(0, round(number * level + z * reach)))] for z in (-1, 1))
        return Estimate(float(found[math.ceil(number * level) - 1]), max(0.5, float(high - low) / 2.0))

    return estimate


def tail_mean(values: Values, level: float) -> Estimator:
    """Mean of the worst replications (CVaR): quantile plus mean excess over it, shared by the tail."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = np.sort(values(sample))
        edge = float(found[math.ceil(len(found) * level) - 1])
        tail = np.maximum(found - edge, 0.0) / (1.0 - level)
        return Estimate(edge + float(tail.mean()), float(tail.std(ddof=1)) / math.sqrt(len(found)))

    return estimate


def certain(values: Values) -> Estimator:
    """A quantity without luck: all replications must agree to the last bit."""

    def estimate(sample: Sample, exact: float) -> Estimate:
        found = values(sample)
        assert (found == found[0]).all(), "replications differ where nothing is random"
        return Estimate(float(found[0]), 0.0)

    return estimate


@dataclass(frozen=True, slots=True)
class Quantity:
    """One exact value and how to estimate it.

    Parameters
    ----------
    name : key in theory.json
    estimator : how to estimate it
    is_certain : True if nothing is random
    relative_error : precision asked for in the full run where 1 % would take hours, with the reason beside it
    """

    name: str
    estimator: Estimator
    is_certain: bool = False
    relative_error: float = RELATIVE_ERROR["full"]


def precision(quantity: Quantity, exact: float, tier: str) -> float:
    """Largest standard error with which a verdict is given."""
    return RELATIVE_ERROR[tier] * quantity.relative_error / RELATIVE_ERROR["full"] * abs(exact)


Rule = Literal["certain", "one-sided", "two-sided"]


def rule_of(quantity: Quantity, found: Estimate, exact: float, number: int) -> Rule:
    """How a quantity is judged that was estimated from a number of replications."""
    if quantity.is_certain:
        return "certain"
    if found.events is None:
        return "one-sided" if exact < NEGLIGIBLE else "two-sided"
    return "one-sided" if number * min(exact, 1.0 - exact) < RARE else "two-sided"


def verdict(quantity: Quantity, found: Estimate, exact: float, number: int, tier: str) -> str:
    """`pass`, `fail: why` or `inconclusive: why`; never a pass without enough precision.

    Parameters
    ----------
    number : replications that the estimate is made from
    tier : `ci` or `full`
    """
    rule = rule_of(quantity, found, exact, number)
    if rule == "certain":
        distance = abs(found.value - exact)
        return "pass" if distance <= 1e-9 * (abs(exact) or 1.0) else f"fail: {found.value!r}, not {exact!r}"
    if rule == "one-sided":
        return _one_sided(found, exact, number)
    allowed = precision(quantity, exact, tier)
    if not found.se <= allowed:
        return f"inconclusive: standard error {found.se:.3g}, needed {allowed:.3g}"
    if not abs(found.value - exact) <= LIMIT * found.se:
        distance = abs(found.value - exact) / found.se
        return f"fail: {found.value:.6g} is {distance:.1f} standard errors from {exact:.6g}"
    return "pass"


def _one_sided(found: Estimate, exact: float, number: int) -> str:
    """Whether there is too much of something rare; too little cannot be told."""
    if found.events is None:
        return "pass" if found.value == 0.0 else f"fail: {found.value:.3g} where nothing is expected"
    events, expected = found.events, number * exact
    if exact > 0.5:
        events, expected = number - events, number - expected
    likely = events == 0 or pdtrc(events - 1, expected) > COUNT_ALARM
    return "pass" if likely else f"fail: {events} events where {expected:.2g} are expected"
