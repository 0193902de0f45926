"""Hourly outdoor temperature of one winter: norm of the day + anomalies + daily cycle + cold snap."""

import math
from typing import Any

import numpy as np

from sim.kernel import kernel
from sim.world.address import Stream
from sim.world.philox import uniform
from sim.world.samplers import normal_quantile

_HALF_DAY_H = 12.0
_DAY_H = 24.0

Floats = np.ndarray[Any, np.dtype[np.float64]]


@kernel
def daily_cycle(hour: int, half_range: float, warmest_hour: float) -> float:
    """Departure of an hour from the mean of its day [K].

    A cosine read at the start of the hour and held during it, so the hour that starts at ``warmest_hour`` has
    the full half range. Opposite hours are exact negatives: the exact sum of the 24 values is 0.

    Parameters
    ----------
    hour : int
        Hour of the day, 0..23.
    half_range : float
        Half the difference between the warmest and the coldest hour [K].
    warmest_hour : float
        Hour of the maximum, 0..23; the model's is 15.
    """
    after_warmest = (hour - warmest_hour) % _DAY_H
    if after_warmest < _HALF_DAY_H:
        return half_range * math.cos(math.pi * after_warmest / _HALF_DAY_H)
    return -half_range * math.cos(math.pi * (after_warmest - _HALF_DAY_H) / _HALF_DAY_H)


@kernel
def day_shock(day: int, key0: np.uint64, key1: np.uint64, replication: int) -> float:
    """Standard normal number of one day."""
    return normal_quantile(uniform(key0, key1, replication, Stream.WEATHER_DAY, day, 0))


@kernel
def fill_outdoor(
    outdoor_c: Floats,
    hours: int,
    norm_c: Floats,
    anomaly: float,
    autocorrelation: float,
    daily_sd: float,
    half_range: float,
    warmest_hour: float,
    snap_from_min: int,
    snap_to_min: int,
    snap_shift: float,
    key0: np.uint64,
    key1: np.uint64,
    replication: int,
) -> None:
    """Fill the hourly outdoor temperatures of one replication, hour 0 starting at midnight.

    The daily anomaly is a stationary AR(1): x(0) = sd z(0), x(t) = phi x(t - 1) + sd sqrt(1 - phi²) z(t),
    constant within a day (Box and Jenkins, Time Series Analysis, 1970).

    Parameters
    ----------
    outdoor_c : float array [degC], shape (>= hours,)
        Filled from 0 to ``hours``, the rest is left alone.
    hours : int
        Length of the horizon [h].
    norm_c : float array [degC], shape (>= days of the horizon,)
        Norm of each day (a step from month to month).
    anomaly : float
        Anomaly of the whole winter [K].
    autocorrelation : float
        phi of the daily anomaly, -1 < phi < 1.
    daily_sd : float
        Stationary standard deviation of the daily anomaly [K].
    half_range, warmest_hour
        As in ``daily_cycle``.
    snap_from_min, snap_to_min : int
        Cold snap [from, to): an hour belongs to it by its first minute; equal for none.
    snap_shift : float
        Added during the snap, negative for cold [K].
    key0, key1, replication
        The study's key and the replication.
    """
    innovation_sd = daily_sd * math.sqrt(1.0 - autocorrelation * autocorrelation)
    day_anomaly = daily_sd * day_shock(0, key0, key1, replication)
    for day in range((hours + 23) // 24):
        if day > 0:
            shock = innovation_sd * day_shock(day, key0, key1, replication)
            day_anomaly = autocorrelation * day_anomaly + shock
        outdoor_c[24 * day] = norm_c[day] + anomaly + day_anomaly
    # Midnight comes last: until then it holds the base of its day.
    for clock_hour in range(23, -1, -1):
        cycle = daily_cycle(clock_hour, half_range, warmest_hour)
        for hour in range(clock_hour, hours, 24):
            shift = snap_shift if snap_from_min <= 60 * hour < snap_to_min else 0.0
            outdoor_c[hour] = outdoor_c[hour - clock_hour] + cycle + shift


@kernel
def anomaly_on(
    day: int, autocorrelation: float, daily_sd: float, key0: np.uint64, key1: np.uint64, replication: int
) -> float:
    """Daily anomaly of one day of a replication [K]; parameters as in ``fill_outdoor``."""
    innovation_sd = daily_sd * math.sqrt(1.0 - autocorrelation * autocorrelation)
    day_anomaly = daily_sd * day_shock(0, key0, key1, replication)
    for later in range(1, day + 1):
        shock = innovation_sd * day_shock(later, key0, key1, replication)
        day_anomaly = autocorrelation * day_anomaly + shock
    return day_anomaly


@kernel
def change_of_first_day(
    before: float, autocorrelation: float, daily_sd: float, key0: np.uint64, key1: np.uint64, replication: int
) -> float:
    """What the anomaly of the first day changes by if that of the day before it is known [K]."""
    innovation_sd = daily_sd * math.sqrt(1.0 - autocorrelation * autocorrelation)
    return autocorrelation * before + (innovation_sd - daily_sd) * day_shock(0, key0, key1, replication)
