"""Draws from laws of chance, each from its own address.

By inversion of the one uniform at the address, wherever an inverse exists; scalar ``math`` only, so that
compiled and uncompiled code agree to the last bit. Gamma and beta have no inverse there and try again on
further slots of their own address. What the numbers of a law mean is said in ``LawCode``.

==============  ===============================================================
slots           of a draw that starts at slot s (``DRAW_SLOTS`` = 128 are its own)
==============  ===============================================================
s               everything drawn by inversion
s               gamma: power that lowers the shape (shape < 1)
s + 1 + 2j      gamma: normal number of attempt j = 0..30
s + 2 + 2j      gamma: whether attempt j is accepted
s + 64 ...      beta: its second gamma
==============  ===============================================================
"""

import math

import numpy as np

from sim.kernel import kernel
from sim.scenario.law_codes import LawCode
from sim.world.counts import (
    geometric_quantile,
    negative_binomial_quantile,
    poisson_quantile,
    whole_number_quantile,
)
from sim.world.philox import uniform

_HALF_ULP = 2.0**-54
_GAMMA_ATTEMPTS = 31
_GAMMA_SLOTS = 64
_LARGEST_EXPONENT = 700.0

# Coefficients of AS 241 (PPND16), constant term first: near the middle, in the tail, far in the tail.
_MIDDLE_ABOVE = (
    3.3871328727963666080,
    133.14166789178437745,
    1971.5909503065514427,
    13731.693765509461125,
    45921.953931549871457,
    67265.770927008700853,
    33430.575583588128105,
    2509.0809287301226727,
)
_MIDDLE_BELOW = (
    1.0,
    42.313330701600911252,
    687.18700749205790830,
    5394.1960214247511077,
    21213.794301586595867,
    39307.895800092710610,
    28729.085735721942674,
    5226.4952788528545610,
)
_TAIL_ABOVE = (
    1.42343711074968357734,
    4.63033784615654529590,
    5.76949722146069140550,
    3.64784832476320460504,
    1.27045825245236838258,
    0.241780725177450611770,
    0.0227238449892691845833,
    7.74545014278341407640e-4,
)
_TAIL_BELOW = (
    1.0,
    2.05319162663775882187,
    1.67638483018380384940,
    0.689767334985100004550,
    0.148103976427480074590,
    0.0151986665636164571966,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)
_FAR_ABOVE = (
    6.65790464350110377720,
    5.46378491116411436990,
    1.78482653991729133580,
    0.296560571828504891230,
    0.0265321895265761230930,
    0.00124266094738807843860,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)
_FAR_BELOW = (
    1.0,
    0.599832206555887937690,
    0.136929880922735805310,
    0.0148753612908506148525,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)


@kernel
def _ratio(x: float, above: tuple[float, ...], below: tuple[float, ...]) -> float:
    """Quotient of two polynomials of degree 7, by Horner's rule."""
    numerator = above[7]
    denominator = below[7]
    for power in range(6, -1, -1):
        numerator = numerator * x + above[power]
        denominator = denominator * x + below[power]
    return numerator / denominator


@kernel
def normal_quantile(u: float) -> float:
    """Standard normal number with distribution function u [0 <= u < 1; 0 counts as half a step].

    Source: Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37, 1988; relative error about 1e-16.
    """
    u = max(u, _HALF_ULP)
    from_middle = u - 0.5
    if abs(from_middle) <= 0.425:
        return from_middle * _ratio(0.180625 - from_middle * from_middle, _MIDDLE_ABOVE, _MIDDLE_BELOW)
    depth = math.sqrt(-math.log(u if from_middle < 0.0 else 1.0 - u))
    if depth <= 5.0:
        size = _ratio(depth - 1.6, _TAIL_ABOVE, _TAIL_BELOW)
    else:
        size = _ratio(depth - 5.0, _FAR_ABOVE, _FAR_BELOW)
    return -size if from_middle < 0.0 else size


@kernel
def triangular_quantile(u: float, low: float, mode: float, high: float) -> float:
    """Triangular number with distribution function u: two parabolas that meet at the mode."""
    width = high - low
    if width <= 0.0:
        return low
    if u * width <= mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@kernel
def invert(law: int, a: float, b: float, c: float, u: float) -> float:
    """The number of a law with distribution function u (nan for gamma and beta, which have no inverse here).

    Parameters
    ----------
    law : int
        A ``LawCode``.
    a, b, c : float
        The law's numbers.
    u : float
        Uniform number in [0, 1).
    """
    if law == LawCode.CONSTANT:
        return a
    if law == LawCode.UNIFORM:
        return a + u * (b - a)
    if law == LawCode.TRIANGULAR:
        return triangular_quantile(u, a, b, c)
    if law == LawCode.EXPONENTIAL:
        return -a * math.log1p(-u)
    if law == LawCode.NORMAL:
        return a + b * normal_quantile(u)
    if law == LawCode.LOGNORMAL:
        return math.exp(a + b * normal_quantile(u))
    if law == LawCode.GEOMETRIC:
        return float(geometric_quantile(u, a))
    if law == LawCode.POISSON:
        return float(poisson_quantile(u, a))
    if law == LawCode.NEGATIVE_BINOMIAL:
        return float(negative_binomial_quantile(u, a, b))
    if law == LawCode.UNIFORM_INT:
        return float(whole_number_quantile(u, int(a), int(b)))
    return math.nan


@kernel
def log_gamma_number(
    shape: float, key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int, slot: int
) -> float:
    """Logarithm of a gamma number of scale 1, on slots ``slot`` to ``slot + 62``.

    Source: Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26, 2000. An attempt
    succeeds with probability > 0.95; should all 31 fail (1e-40) the number is the centre of the law.
    """
    centre = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    spread = 1.0 / math.sqrt(9.0 * centre)
    log_number = math.log(centre)
    for attempt in range(_GAMMA_ATTEMPTS):
        z = normal_quantile(uniform(key0, key1, replication, stream, entity, slot + 1 + 2 * attempt))
        root = 1.0 + spread * z
        if root > 0.0:
            log_cube = 3.0 * math.log(root)
            limit = 0.5 * z * z + centre * (1.0 - root * root * root + log_cube)
            if math.log1p(-uniform(key0, key1, replication, stream, entity, slot + 2 + 2 * attempt)) < limit:
                log_number += log_cube
                break
    if shape < 1.0:
        log_number += math.log1p(-uniform(key0, key1, replication, stream, entity, slot)) / shape
    return log_number


@kernel
def beta_number(
    first: float,
    second: float,
    key0: np.uint64,
    key1: np.uint64,
    replication: int,
    stream: int,
    entity: int,
    slot: int,
) -> float:
    """A beta number from two gamma numbers, shapes ``first`` and ``second``, on 127 slots from ``slot`` on.

    Laws of different shapes at one address read the same slots and rise and fall together. A shape of 0 puts
    all weight on that side.
    """
    if first <= 0.0:
        return 0.0
    if second <= 0.0:
        return 1.0
    log_first = log_gamma_number(first, key0, key1, replication, stream, entity, slot)
    log_second = log_gamma_number(second, key0, key1, replication, stream, entity, slot + _GAMMA_SLOTS)
    return 1.0 / (1.0 + math.exp(min(log_second - log_first, _LARGEST_EXPONENT)))


@kernel
def draw(
    law: int,
    a: float,
    b: float,
    c: float,
    key0: np.uint64,
    key1: np.uint64,
    replication: int,
    stream: int,
    entity: int,
    slot: int,
) -> float:
    """One number of a law, from the address that starts at ``slot``.

    Parameters
    ----------
    law : int
        A ``LawCode``.
    a, b, c : float
        The law's numbers, as listed in ``LawCode``.
    key0, key1, replication, stream, entity, slot
        The address; the draw owns ``DRAW_SLOTS`` slots from ``slot`` on.

    Returns
    -------
    float
        The number in the law's unit; counts are whole floats.
    """
    if law == LawCode.GAMMA:
        return b * math.exp(log_gamma_number(a, key0, key1, replication, stream, entity, slot))
    if law == LawCode.BETA:
        return beta_number(a, b, key0, key1, replication, stream, entity, slot)
    return invert(law, a, b, c, uniform(key0, key1, replication, stream, entity, slot))
