"""The weather of a scenario fitted to a record: norms by month, winter anomaly, day-to-day deviations, cycle.

Daily mean = norm of its month + anomaly of its winter + AR(1). Norms by generalised least squares, the rest by
restricted maximum likelihood, which makes up for the norms being estimated from the same days. Days that are missing
are left out: over a step of g days the correlation is that of one day to the power g.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.importing.weather.series import Series

LEAST_DAYS = 30
"""Fewer days than this are no record."""
LEAST_WINTERS = 4
"""With fewer winters nothing is said of how winters differ."""
LARGEST_CORRELATION = 0.995
_FIRST_MONTH = 7
"""A winter is counted from July."""

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class DailyMean:
    """The mean of one day [degC]."""

    day: date
    mean_c: float

    @property
    def winter(self) -> int:
        """Year in which its winter begins."""
        return self.day.year - (self.day.month < _FIRST_MONTH)


@dataclass(frozen=True, slots=True)
class WeatherFit:
    """A fitted weather.

    Parameters
    ----------
    days : that it was fitted to
    missing : days between them, in the same months of the year, without a mean
    norms : month -> its norm [degC]
    autocorrelation : of one day with the next
    sd_k : stationary standard deviation of the daily deviations [K]
    autocorrelation_se, sd_se : their standard errors, from the size of the sample
    anomaly_sd_k : standard deviation of winters, None if there are too few of them [K]
    half_range_k, warmest_h : of the cycle of day and night, None if nothing is known of it [K, h]
    cycle_from : what the cycle was taken from
    by_hour : mean departure of each hour from its day, empty for a series of days [K]
    """

    days: tuple[DailyMean, ...]
    missing: int
    norms: dict[int, float]
    autocorrelation: float
    sd_k: float
    autocorrelation_se: float
    sd_se: float
    anomaly_sd_k: float | None
    half_range_k: float | None
    warmest_h: float | None
    cycle_from: str
    by_hour: tuple[float, ...] = ()

    def deviations(self) -> Floats:
        """What is left of each day without its norm and the mean of its winter [K]."""
        rest = np.array([one.mean_c - self.norms[one.day.month] for one in self.days])
        if self.anomaly_sd_k is None:
            return rest
        winters = np.array([one.winter for one in self.days])
        for winter in np.unique(winters):
            rest[winters == winter] -= rest[winters == winter].mean()
        return rest


def fit_weather(series: Series, months: Collection[int]) -> WeatherFit:
    """The weather that fits a record best.

    Parameters
    ----------
    months : of the year that are looked at, empty for all

    Raises
    ------
    UsageError
        If there are too few days.
    """
    days = tuple(one for one in _daily_means(series) if not months or one.day.month in months)
    if len(days) < LEAST_DAYS:
        raise UsageError(f"a fit needs {LEAST_DAYS} days with a mean or more, this record has {len(days)}")
    if len({one.mean_c for one in days}) < 3:
        raise UsageError("the temperature hardly changes from day to day: there is nothing to fit")
    model = _Model(days)
    phi, ratio = model.best()
    beta, variance = model.solved(phi, ratio)
    half_range, warmest, cycle_from, by_hour = _cycle(series, months)
    used = len(days) - len(model.months)
    one_day = (1.0 - phi * phi) / (1.0 + phi * phi)
    return WeatherFit(
        days=days,
        missing=_missing(days),
        norms=dict(zip(model.months, map(float, beta), strict=True)),
        autocorrelation=phi,
        sd_k=math.sqrt(variance),
        autocorrelation_se=math.sqrt((1.0 - phi * phi) / used),
        sd_se=math.sqrt(variance / (2.0 * used * one_day)),
        anomaly_sd_k=math.sqrt(variance * ratio) if model.has_winters() else None,
        half_range_k=half_range,
        warmest_h=warmest,
        cycle_from=cycle_from,
        by_hour=by_hour,
    )


class _Model:
    """Restricted likelihood of the autocorrelation and of the variance of winters over that of days."""

    def __init__(self, days: tuple[DailyMean, ...]) -> None:
        self.months = sorted({one.day.month for one in days})
        self.winters = sorted({one.winter for one in days})
        self.steps = np.diff(np.array([one.day.toordinal() for one in days])).astype(np.float64)
        rows = [[*(float(one.day.month == month) for month in self.months), one.mean_c] for one in days]
        self.days = np.array(rows)
        self.winter = np.array([[one.winter == winter for winter in self.winters] for one in days], dtype=np.float64)

    def has_winters(self) -> bool:
        """True if there are enough winters to say how they differ."""
        return len(self.winters) >= LEAST_WINTERS

    def best(self) -> tuple[float, float]:
        """Autocorrelation, and variance of winters over the variance of days."""
        from scipy.optimize import minimize, minimize_scalar

        alone = minimize_scalar(lambda phi: self.loss(phi, 0.0), bounds=(0.0, LARGEST_CORRELATION), method="bounded")
        if not self.has_winters():
            return float(alone.x), 0.0
        start = [min(float(alone.x), 0.9), 0.2]
        bounds = [(0.0, LARGEST_CORRELATION), (0.0, 25.0)]
        both = minimize(lambda at: self.loss(at[0], at[1]), start, bounds=bounds, method="Nelder-Mead", tol=1e-4)
        if both.fun >= alone.fun:
            return float(alone.x), 0.0
        return float(both.x[0]), float(both.x[1])

    def loss(self, phi: float, ratio: float) -> float:
        """Minus twice the restricted log-likelihood, constants aside."""
        squares, log_det = self._squares(phi, ratio)
        information, rest = squares[:-1, :-1], _rest(squares)
        free = len(self.days) - len(information)
        variance = max(rest / free, 1e-12)
        return free * math.log(variance) + log_det + float(np.linalg.slogdet(information)[1])

    def solved(self, phi: float, ratio: float) -> tuple[Floats, float]:
        """Norms [degC] and variance of the days [K²]."""
        squares, _ = self._squares(phi, ratio)
        norms: Floats = np.linalg.solve(squares[:-1, :-1], squares[:-1, -1]).astype(np.float64)
        return norms, _rest(squares) / (len(self.days) - len(norms))

    def _squares(self, phi: float, ratio: float) -> tuple[Floats, float]:
        """Sums of squares and products of norms and means, weighed by their errors, and the determinant's logarithm."""
        over = np.power(phi, self.steps)[:, None]
        scale = np.sqrt(1.0 - over * over)
        days = np.concatenate([self.days[:1], (self.days[1:] - over * self.days[:-1]) / scale])
        squares, log_det = days.T @ days, 2.0 * float(np.log(scale).sum())
        if ratio <= 0.0:
            return squares, log_det
        winter = np.concatenate([self.winter[:1], (self.winter[1:] - over * self.winter[:-1]) / scale])
        shared = np.eye(len(self.winters)) + ratio * (winter.T @ winter)
        across = winter.T @ days
        squares = squares - ratio * across.T @ np.linalg.solve(shared, across)
        return squares, log_det + float(np.linalg.slogdet(shared)[1])


def _rest(squares: Floats) -> float:
    """What the norms leave of the sum of squares of the means."""
    across = squares[:-1, -1]
    return float(squares[-1, -1] - across @ np.linalg.solve(squares[:-1, :-1], across))


def _daily_means(series: Series) -> list[DailyMean]:
    """Means of the days that are wholly known."""
    by_day: dict[date, list[float]] = defaultdict(list)
    for one in series.readings:
        by_day[one.time.date()] += [one.mean_c] if one.mean_c is not None else []
    due = 24 // series.step_h
    return [DailyMean(day, sum(found) / due) for day, found in sorted(by_day.items()) if len(found) == due]


def _missing(days: Sequence[DailyMean]) -> int:
    """How many days between the first and the last have no mean, in months of the year that others have one in."""
    months = {one.day.month for one in days}
    first, last = days[0].day.toordinal(), days[-1].day.toordinal()
    return sum(date.fromordinal(day).month in months for day in range(first, last + 1)) - len(days)


def _cycle(series: Series, months: Collection[int]) -> tuple[float | None, float | None, str, tuple[float, ...]]:
    """Half range [K] and warmest hour of the mean day, what they were taken from, and the mean day itself [K]."""
    chosen = [one for one in series.readings if not months or one.time.month in months]
    if series.step_h == 24:
        halves = [half for one in chosen if (half := one.half_range()) is not None]
        if not halves:
            return None, None, "", ()
        words = f"half of the mean range of {len(halves):,} days, which holds changes of weather, too: an upper limit"
        return sum(halves) / len(halves), None, words, ()
    table: dict[date, list[float | None]] = defaultdict(lambda: [None] * 24)
    for one in chosen:
        table[one.time.date()][one.time.hour] = one.mean_c
    whole = np.array([row for row in table.values() if None not in row], dtype=np.float64)
    by_hour = (whole - whole.mean(axis=1, keepdims=True)).mean(axis=0)
    wave = np.exp(-2j * np.pi * np.arange(24) / 24.0)
    first = complex(by_hour @ wave) / 12.0
    warmest = (-math.atan2(first.imag, first.real) * 12.0 / math.pi) % 24.0
    return abs(first), warmest, f"first harmonic of the mean day of {len(whole):,} days", tuple(map(float, by_hour))
