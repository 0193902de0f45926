"""When the next event comes: renewal gaps, and point processes as a unit-rate process in stretched time.

The counted time of an event is the sum of exponential numbers of mean 1 ("unit time"), each drawn by the
event's own address; the intensity only says how unit time maps to minutes. So scenarios with other rates keep
the same luck, and a Poisson process of constant rate is ``unit time / rate``.

Source of the mapping: Çinlar, Introduction to Stochastic Processes, 1975 (inverse cumulative intensity).
"""

import math
from typing import Any

import numpy as np

from sim.kernel import kernel
from sim.scenario.law_codes import StartCode
from sim.units import DAY_MIN, HOUR_MIN
from sim.world.address import Stream, draw_slot, wave_entity
from sim.world.philox import uniform, uniforms4
from sim.world.samplers import log_gamma_number

Floats = np.ndarray[Any, np.dtype[np.float64]]


@kernel
def gap_min(
    minimum: float, shape: float, scale: float, key0: np.uint64, key1: np.uint64, replication: int, wave: int
) -> float:
    """Gap before a wave: minimum + gamma [min].

    Parameters
    ----------
    minimum : float
        Shortest gap [min]; a fixed gap is a minimum with scale 0.
    shape, scale : float
        Gamma law of the excess; its mean is shape * scale [min].
    key0, key1, replication
        The study's key and the replication.
    wave : int
        The ``wave_entity`` that the gap comes before.
    """
    log_excess = log_gamma_number(shape, key0, key1, replication, Stream.WAVE_GAP, wave, draw_slot(0))
    return minimum + scale * math.exp(log_excess)


@kernel
def first_gap_min(
    start: int,
    first_min: float,
    minimum: float,
    shape: float,
    scale: float,
    key0: np.uint64,
    key1: np.uint64,
    replication: int,
    wave: int,
) -> float:
    """Time of the first wave [min].

    A process that has been running for ever is met inside a gap, and rather inside a long one: that gap has
    density x f(x)/mean. For minimum + gamma of shape k this is minimum + gamma of shape k with probability
    minimum/mean and of shape k + 1 else; the start lies anywhere in it. Without this, wave peaks would line
    up with weekly lots.

    Source: Cox, Renewal Theory, 1962 (length-biased sampling).

    Parameters
    ----------
    start : int
        A ``StartCode``.
    first_min : float
        Time of the first wave if the start is ``AFTER`` [min].
    minimum, shape, scale, key0, key1, replication, wave
        As in ``gap_min``.
    """
    if start == StartCode.AFTER:
        return first_min
    if start == StartCode.RENEWAL:
        return gap_min(minimum, shape, scale, key0, key1, replication, wave)
    place, choice, _, _ = uniforms4(key0, key1, replication, Stream.WAVE_GAP, wave, draw_slot(1))
    mean = minimum + shape * scale
    biased_shape = shape if choice * mean < minimum else shape + 1.0
    return place * gap_min(minimum, biased_shape, scale, key0, key1, replication, wave)


@kernel
def unit_gap(key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int) -> float:
    """Unit time before an event of a unit-rate process: exponential with mean 1, from the event's slot 0."""
    return -math.log1p(-uniform(key0, key1, replication, stream, entity, 0))


@kernel
def daily_profile_min(unit_time: float, hourly_rate: Floats) -> float:
    """Minute of an event whose intensity repeats every day.

    Parameters
    ----------
    unit_time : float
        Unit time of the event since minute 0, the sum of its and all earlier ``unit_gap``.
    hourly_rate : float array [1/min], shape (24,)
        Events per minute in each hour of the day; minute 0 is midnight.

    Returns
    -------
    float
        Minutes since minute 0; infinite if all rates are 0.
    """
    per_day = 0.0
    for hour in range(24):
        per_day += hourly_rate[hour] * HOUR_MIN
    if per_day <= 0.0:
        return math.inf
    day = math.floor(unit_time / per_day)
    rest = max(0.0, unit_time - day * per_day)
    for hour in range(24):
        in_hour = hourly_rate[hour] * HOUR_MIN
        if rest < in_hour:
            return day * DAY_MIN + hour * HOUR_MIN + rest / hourly_rate[hour]
        rest -= in_hour
    return (day + 1.0) * DAY_MIN


@kernel
def _stay_min(
    stay_min: Floats, regime: int, key0: np.uint64, key1: np.uint64, replication: int, kind: int, ordinal: int
) -> float:
    """Length of the ``ordinal``-th stay: exponential [min]."""
    return stay_min[regime] * unit_gap(key0, key1, replication, Stream.REGIME, wave_entity(kind, ordinal))


@kernel
def two_regime_start(
    stay_min: Floats, key0: np.uint64, key1: np.uint64, replication: int, kind: int
) -> tuple[int, float]:
    """Regime at minute 0 of a two-regime process that has been running for ever, and when it ends [min].

    Parameters
    ----------
    stay_min : float array [min], shape (2,)
        Mean length of a stay in each regime.
    key0, key1, replication
        The study's key and the replication.
    kind : int
        Wave kind that the process drives.
    """
    u = uniform(key0, key1, replication, Stream.REGIME, wave_entity(kind, 0), 1)
    regime = 0 if u * (stay_min[0] + stay_min[1]) < stay_min[0] else 1
    return regime, _stay_min(stay_min, regime, key0, key1, replication, kind, 0)


@kernel
def two_regime_next(
    unit: float,
    now_min: float,
    regime: int,
    ordinal: int,
    until_min: float,
    rate: Floats,
    stay_min: Floats,
    horizon_min: float,
    key0: np.uint64,
    key1: np.uint64,
    replication: int,
    kind: int,
) -> tuple[float, int, int, float]:
    """Next event of a Poisson process whose rate switches between two regimes (Markov-modulated).

    Source: Fischer and Meier-Hellstern, The Markov-modulated Poisson process cookbook, Performance Evaluation
    18, 1993.

    Parameters
    ----------
    unit : float
        Unit time to the next event, its ``unit_gap``.
    now_min : float
        Time of the last event, 0 at the start [min].
    regime, ordinal, until_min
        Present regime (0 or 1), ordinal of the present stay (0 at the start) and its end [min].
    rate : float array [1/min], shape (2,)
        Events per minute in each regime.
    stay_min : float array [min], shape (2,)
        Mean length of a stay in each regime.
    horizon_min : float
        Nothing is looked for beyond this time [min].
    key0, key1, replication, kind
        As in ``two_regime_start``.

    Returns
    -------
    tuple
        Time of the event [min] (beyond the horizon: there is none within it), and the regime, ordinal and end
        of the stay it falls into, to be handed in for the event after it.
    """
    while now_min < horizon_min:
        within = (until_min - now_min) * rate[regime]
        if unit < within:
            return now_min + unit / rate[regime], regime, ordinal, until_min
        unit -= within
        now_min = until_min
        regime = 1 - regime
        ordinal += 1
        until_min = now_min + _stay_min(stay_min, regime, key0, key1, replication, kind, ordinal)
    return max(now_min, horizon_min), regime, ordinal, until_min
