"""Laws of counts fitted by maximum likelihood; among those of a scenario the one with the least AIC is taken."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.importing.fragment import plain

Floats = np.ndarray[Any, np.dtype[np.float64]]

WIDEST_K, NARROWEST_K = 0.02, 3000.0
"""Size parameters of a negative binomial law between which it is looked for."""


@dataclass(frozen=True, slots=True)
class SizeFit:
    """A law of counts that was fitted.

    Parameters
    ----------
    law : its name in a scenario
    text : the law as a scenario writes it
    counts : that it was fitted to
    mean, sd : of the counts
    aic : Akaike's criterion of each law that was tried, by name
    cdf : chance of a count up to the given ones
    """

    law: str
    text: str
    counts: tuple[int, ...]
    mean: float
    sd: float
    aic: dict[str, float]
    cdf: Callable[[Floats], Floats]


def fit_size(counts: tuple[int, ...]) -> SizeFit:
    """The law that fits counts best, zeros included."""
    numbers = np.array(counts, dtype=np.float64)
    mean, sd = float(numbers.mean()), float(numbers.std(ddof=1)) if len(counts) > 1 else 0.0
    if numbers.min() == numbers.max():
        only = counts[0]
        return SizeFit("fixed", str(only), counts, mean, 0.0, {}, lambda at: (at >= only).astype(np.float64))
    candidates = list(_candidates(numbers))
    best = min(candidates, key=lambda one: one.aic)
    return SizeFit(best.law, best.text, counts, mean, sd, {one.law: one.aic for one in candidates}, best.cdf)


@dataclass(frozen=True, slots=True)
class _Candidate:
    law: str
    text: str
    aic: float
    cdf: Callable[[Floats], Floats]


def _candidates(numbers: Floats) -> Iterator[_Candidate]:
    """Every law that can bring these counts, at its most likely numbers."""
    yield _poisson(numbers)
    if numbers.var() > numbers.mean():
        yield _negative_binomial(numbers)
    if numbers.min() >= 1:
        yield _geometric(numbers)
        yield _lognormal(numbers)


def _poisson(numbers: Floats) -> _Candidate:
    from scipy.special import gammaln, pdtr

    mean = float(numbers.mean())
    likelihood = float((numbers * math.log(mean) - mean - gammaln(numbers + 1.0)).sum())
    text = f"{{poisson: {{mean: {plain(mean)}}}}}"
    return _Candidate(
        "poisson",
        text,
        2.0 - 2.0 * likelihood,
        lambda at: np.where(at < 0.0, 0.0, pdtr(np.floor(np.maximum(at, 0.0)), mean)),
    )


def _negative_binomial(numbers: Floats) -> _Candidate:
    """Its most likely mean is that of the counts, whatever k is."""
    from scipy.optimize import minimize_scalar
    from scipy.special import betainc, gammaln

    mean = float(numbers.mean())

    def loss(log_k: float) -> float:
        k = math.exp(log_k)
        rare = gammaln(numbers + k) - gammaln(k) - gammaln(numbers + 1.0)
        return -float((rare + k * math.log(k / (k + mean)) + numbers * math.log(mean / (k + mean))).sum())

    found = minimize_scalar(loss, bounds=(math.log(WIDEST_K), math.log(NARROWEST_K)), method="bounded")
    k = math.exp(float(found.x))
    text = f"{{negative_binomial: {{mean: {plain(mean)}, k: {plain(k)}}}}}"
    share = k / (k + mean)
    return _Candidate(
        "negative_binomial",
        text,
        4.0 + 2.0 * float(found.fun),
        lambda at: np.where(at < 0.0, 0.0, betainc(k, np.floor(np.maximum(at, 0.0)) + 1.0, share)),
    )


def _geometric(numbers: Floats) -> _Candidate:
    mean = float(numbers.mean())
    stay = 1.0 - 1.0 / mean
    likelihood = float(((numbers - 1.0) * math.log(stay) - math.log(mean)).sum())
    text = f"{{geometric: {{mean: {plain(mean)}}}}}"
    return _Candidate(
        "geometric", text, 2.0 - 2.0 * likelihood, lambda at: 1.0 - np.power(stay, np.floor(np.maximum(at, 0.0)))
    )


def _lognormal(numbers: Floats) -> _Candidate:
    """Numbers from the logarithms; a count has the chance of all that is rounded to it."""
    from scipy.special import ndtr

    logs = np.log(numbers)
    middle, sigma = float(logs.mean()), float(logs.std())

    def below(at: Floats) -> Floats:
        return np.asarray(ndtr((np.log(np.maximum(at, 1e-300)) - middle) / sigma))

    chance = np.maximum(below(numbers + 0.5) - below(numbers - 0.5), 1e-300)
    text = f"{{lognormal: {{median: {plain(math.exp(middle))}, sigma: {plain(sigma)}}}}}"
    return _Candidate("lognormal", text, 4.0 - 2.0 * float(np.log(chance).sum()), lambda at: below(np.floor(at) + 0.5))
