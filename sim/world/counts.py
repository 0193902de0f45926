"""Counts by inversion: the smallest count whose cumulated probability reaches a uniform number.

Poisson, binomial and negative binomial share one recursion, P(k) = P(k - 1) * scale * (base + sign * k) / k
(Panjer, ASTIN Bulletin 12, 1981), so they share one search:

===================  ==========  =============  ====  =================
law                  base        scale          sign  mode
===================  ==========  =============  ====  =================
Poisson              1           mean              0  floor(mean)
binomial             n + 1       p/(1 - p)        -1  floor((n + 1)p)
negative binomial    k - 1       mean/(k + mean)  +1  floor(mean(k - 1)/k)
===================  ==========  =============  ====  =================

Few expected counts: from zero upwards, starting with the exact P(0). Many: unnormalised weights are summed
outwards from the mode, which needs no factorials and loses no digits, and the search starts there. The cost
is proportional to the standard deviation (about 3 ns a step); cumulated probabilities are good to about
1e-14.
"""

import math

from sim.kernel import kernel

_LEAST_LOG_ZERO = -100.0
"""Below this logarithm of P(0) the search starts at the mode."""

_NEGLIGIBLE = 1e-18
"""Weights below this, relative to the mode, are left out of the sum."""


@kernel
def _climb(target: float, count: int, weight: float, reached: float, scale: float, base: float, sign: float) -> int:
    """Go up from ``count``, with cumulated weight ``reached``, to the first count that reaches the target.

    Past the mode, weights too small to change the sum end the search: the target lies within its rounding.
    """
    while reached < target:
        count += 1
        ratio = scale * (base + sign * count) / count
        weight *= ratio
        if ratio < 1.0 and reached + weight == reached:
            return count - 1
        reached += weight
    return count


@kernel
def _from_mode(u: float, mode: int, scale: float, base: float, sign: float) -> int:
    """Search outwards from the mode, whose weight is called 1."""
    above = 0.0
    weight = 1.0
    count = mode
    while weight > _NEGLIGIBLE:
        count += 1
        weight *= scale * (base + sign * count) / count
        above += weight
    below = 1.0
    weight = 1.0
    count = mode
    while count > 0 and weight > _NEGLIGIBLE:
        weight *= count / (scale * (base + sign * count))
        count -= 1
        below += weight
    target = u * (below + above)
    if target > below:
        return _climb(target, mode, 1.0, below, scale, base, sign)
    weight = 1.0
    count = mode
    while count > 0 and below - weight >= target:
        below -= weight
        weight *= count / (scale * (base + sign * count))
        count -= 1
    return count


@kernel
def _search(u: float, log_zero: float, mode: float, scale: float, base: float, sign: float) -> int:
    """The smallest count whose cumulated probability reaches u, ``log_zero`` being the logarithm of P(0)."""
    if log_zero > _LEAST_LOG_ZERO:
        zero = math.exp(log_zero)
        return _climb(u, 0, zero, zero, scale, base, sign)
    return _from_mode(u, int(mode), scale, base, sign)


@kernel
def poisson_quantile(u: float, mean: float) -> int:
    """Poisson count with distribution function >= u [mean >= 0, good and fast up to 1e5]."""
    return _search(u, -mean, math.floor(mean), mean, 1.0, 0.0)


@kernel
def binomial_quantile(u: float, number: int, probability: float) -> int:
    """Binomial count out of ``number`` with distribution function >= u [probability 0..1, number <= 1e5]."""
    if probability <= 0.0:
        return 0
    if probability >= 1.0:
        return number
    mode = math.floor((number + 1.0) * probability)
    log_zero = number * math.log1p(-probability)
    return _search(u, log_zero, mode, probability / (1.0 - probability), number + 1.0, -1.0)


@kernel
def negative_binomial_quantile(u: float, mean: float, size: float) -> int:
    """Negative binomial count with distribution function >= u.

    Parameters
    ----------
    u : float
        Uniform number in [0, 1).
    mean : float
        Mean, >= 0.
    size : float
        k > 0; the variance is mean + mean²/k. A small k has a long tail: steps grow with mean/sqrt(k).
    """
    mode = math.floor(mean * (size - 1.0) / size) if size > 1.0 else 0.0
    return _search(u, -size * math.log1p(mean / size), mode, mean / (size + mean), size - 1.0, 1.0)


@kernel
def geometric_quantile(u: float, mean: float) -> int:
    """Geometric count 1, 2, 3, ... with distribution function 1 - (1 - 1/mean)**k >= u [mean >= 1]."""
    if mean <= 1.0:
        return 1
    log_miss = math.log1p(-1.0 / mean)
    count = max(1, math.ceil(math.log1p(-u) / log_miss))
    if count > 1 and -math.expm1((count - 1) * log_miss) >= u:
        count -= 1
    return count


@kernel
def whole_number_quantile(u: float, low: int, high: int) -> int:
    """A whole number from low to high, both included and equally likely, with distribution function >= u."""
    return low + max(0, math.ceil(u * (high - low + 1)) - 1)
