"""The table that ``weather.hours`` reads: whole hours from the horizon's start, and the outdoor temperature."""

from __future__ import annotations

import math
from typing import Literal

from sim.errors import UsageError
from sim.importing.provenance import Provenance, provenance_of
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.period import Period
from sim.importing.weather.series import Series
from sim.scenario.tables import MOST_ROWS

WARMEST_HOUR = 15
"""Hour of the day with the most, where only least and most of a day are known."""

Shape = Literal["flat", "range"]


def weather_provenance(series: Series, period: Period, source: SourceFile, notes: Notes) -> Provenance:
    """What is said above a table of weather."""
    title = "Outdoor temperature by the hour, for `weather: {hours: THIS FILE}`"
    horizon = f"{period}; write `horizon: {{start: {period.first}, length: {period.days} d}}`, or less"
    return provenance_of(title, source, _about(series, horizon), notes)


def fit_provenance(series: Series, period: Period, source: SourceFile, notes: Notes) -> Provenance:
    """What is said above a fitted weather."""
    title = "Weather fitted to a record, for the parts `weather` and `evidence` of a scenario"
    return provenance_of(title, source, _about(series, str(period)), notes)


def _about(series: Series, period: str) -> list[tuple[str, str]]:
    return [
        ("format", series.format),
        ("station", series.station),
        ("period", period),
        ("clock", series.clock),
        ("units", f"degC; {series.units} in the file"),
        *(("note", remark) for remark in series.remarks),
    ]


def hours_of(series: Series, shape: Shape) -> tuple[list[float], str]:
    """The temperature of every hour [degC], and how days became hours (empty for a series of hours).

    Parameters
    ----------
    shape : of a day: ``flat``, its mean all day, or ``range``, a cosine as wide as from its least to its most

    Raises
    ------
    UsageError
        If days have no least and most, or there are more hours than a scenario reads.
    """
    hours = len(series.readings) * series.step_h
    if hours > MOST_ROWS:
        raise UsageError(
            f"{hours:,} hours are more than the {MOST_ROWS:,} that a scenario reads: choose --from and --to"
        )
    means = [one.mean_c for one in series.readings if one.mean_c is not None]
    if series.step_h == 1:
        return means, ""
    if shape == "flat":
        return [mean for mean in means for _ in range(24)], "days became hours: each hour has the mean of its day"
    halves = [one.half_range() for one in series.readings]
    lacking = sum(half is None for half in halves)
    if lacking:
        raise UsageError(f"--day range needs the least and the most of each day, which {lacking:,} days do not have")
    hourly = [
        mean + (half or 0.0) * math.cos(math.pi * (hour - WARMEST_HOUR) / 12.0)
        for mean, half in zip(means, halves, strict=True)
        for hour in range(24)
    ]
    return hourly, f"days became hours: a cosine around the mean, from least to most, warmest at {WARMEST_HOUR}:00"


def weather_table(hours: list[float], provenance: Provenance) -> str:
    """The whole file."""
    rows = "".join(f"{hour},{outdoor_c:.2f}\n" for hour, outdoor_c in enumerate(hours))
    return f"{provenance.comment()}hour,outdoor_c\n{rows}"
