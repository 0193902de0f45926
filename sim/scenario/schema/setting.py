"""When it happens and how cold it is: horizon, weather, alerts."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

from sim.scenario.check import Finding
from sim.scenario.closed import Closed, exactly_one
from sim.scenario.laws import Law, Unsure
from sim.scenario.quantities import (
    ClockTime,
    Day,
    Duration,
    Moment,
    Number,
    Rate,
    Temperature,
    Warmth,
    WholeDuration,
)
from sim.scenario.roles import face, fixed


class Horizon(Closed):
    """The time that is simulated: [0, length) from midnight of the start."""

    start: Day = fixed()
    """First day; local standard time, no daylight saving."""
    length: WholeDuration = fixed(gt=0)
    """How long, whole minutes."""
    observe_from: WholeDuration = fixed(0)
    """From here on areas, exposure and jobs count (a warm-up); attack, stock and outages count from the start."""

    def findings(self) -> Iterable[Finding]:
        """Report a warm-up as long as the horizon."""
        if self.observe_from >= self.length:
            yield Finding(("observe_from",), "must be shorter than the length of the horizon")


class Daily(Closed):
    """Day-to-day deviations of the temperature: AR(1), constant within a day, stationary start."""

    autocorrelation: Number = face(ge=0, lt=1)
    """Correlation of one day with the next, 0 to below 1."""
    sd: Warmth | None = face(None, ge=0)
    """Stationary standard deviation (or give innovation_sd)."""
    innovation_sd: Warmth | None = face(None, ge=0)
    """Standard deviation of the daily innovation: sd = innovation_sd/sqrt(1 - autocorrelation²)."""

    def findings(self) -> Iterable[Finding]:
        """Report no or two spreads."""
        yield from exactly_one(self, "daily weather", ("sd", "innovation_sd"))

    def stationary_sd(self) -> float:
        """Stationary standard deviation [K]."""
        if self.sd is not None:
            return float(self.sd)
        return float(self.innovation_sd or 0.0) / float((1.0 - self.autocorrelation**2) ** 0.5)


class Cycle(Closed):
    """Day and night: a cosine with mean 0 over the day."""

    half_range: Warmth = face(ge=0)
    """Half of the difference between afternoon and early morning."""
    warmest: ClockTime = face(900)
    """Warmest time of the day."""


class ColdSnap(Closed):
    """A spell with all temperatures shifted."""

    start: Moment = face()
    """When it begins."""
    length: WholeDuration = face(gt=0)
    """How long it lasts."""
    shift: Warmth = face()
    """By how much the temperature moves, usually negative."""


class StationMonth(Closed):
    """One row of a table of monthly norms."""

    month: int = face(ge=1, le=12)
    """Month of the year, 1 to 12."""
    mean_c: Number = face(ge=-60, le=60)
    """Mean temperature of the month [degC]."""


class WeatherHour(Closed):
    """One row of a table of outdoor temperatures."""

    hour: int = face(ge=0)
    """Whole hours from the horizon's start, 0, 1, 2, ... without gaps."""
    outdoor_c: Number = face(ge=-60, le=60)
    """Outdoor temperature of that hour [degC]."""


class ForecastDay(Closed):
    """One day of a weather forecast."""

    date: Day = face()
    """Which day; dates follow each other without gaps."""
    mean: Temperature = face()
    """Mean outdoor temperature of the day."""
    sd: Warmth = face(0.0, ge=0)
    """How far off that may be: its standard deviation."""


LONGEST_FORECAST = 64
"""Most days of a forecast."""


class Weather(Closed):
    """Outdoor temperature: constant, recorded, or norm + winter anomaly + daily deviation + cycle + cold snap."""

    constant: Temperature | None = face(None)
    """The same temperature all the time."""
    hours: tuple[WeatherHour, ...] | None = face(None, json_schema_extra={"table": True})
    """Recorded hourly temperatures (rows, or the name of a CSV file)."""
    mean: Temperature | None = face(None)
    """One norm for the whole horizon."""
    station_normals: tuple[StationMonth, ...] | None = face(None, json_schema_extra={"table": True})
    """Norms by month (rows, or the name of a CSV file)."""
    anomaly: Unsure[Warmth] = face(0.0)
    """How much warmer than the norm the whole winter is."""
    daily: Daily | None = face(None)
    """Day-to-day deviations."""
    cycle: Cycle | None = face(None)
    """Day and night."""
    cold_snap: ColdSnap | None = face(None)
    """A spell of frost."""
    forecast: tuple[ForecastDay, ...] | None = face(
        None, min_length=1, max_length=LONGEST_FORECAST, json_schema_extra={"table": True}
    )
    """Daily means for days to come, in place of norm, anomaly, deviation and snap (rows, or the name of a CSV file)."""

    level_keys: ClassVar[tuple[str, ...]] = ("constant", "hours", "mean", "station_normals")

    def findings(self) -> Iterable[Finding]:
        """Report no or several levels, and gaps in recorded hours."""
        yield from exactly_one(self, "weather", self.level_keys)
        for key in ("anomaly", "daily", "cycle", "cold_snap", "forecast"):
            for level in ("constant", "hours"):
                if getattr(self, level) is not None and getattr(self, key) not in (None, 0.0):
                    yield Finding((key,), f"does not go with `{level}`, which says the temperature as it is")
        for row, entry in enumerate(self.hours or ()):
            if entry.hour != row:
                yield Finding(("hours", row, "hour"), f"hours must be 0, 1, 2, ... without gaps; {row} is due here")
                break
        yield from self._gaps_in_forecast()

    def _gaps_in_forecast(self) -> Iterable[Finding]:
        for row, (one, other) in enumerate(pairwise(self.forecast or ()), 1):
            due = one.date + timedelta(days=1)
            if other.date != due:
                yield Finding(("forecast", row, "date"), f"dates follow each other without gaps; {due} is due here")
                break


class Background(Closed):
    """Alerts that come without a wave that matters here."""

    per_day: Rate = face()
    """How often they come on average (Poisson)."""
    length: Law[Duration] = face()
    """How long each lasts."""


class ListedAlert(Closed):
    """One alert that is known."""

    start: Moment = face()
    """When it begins."""
    end: Moment = face()
    """When it ends."""


class Alerts(Closed):
    """When work stops: the alerts of waves, background alerts and listed ones; overlapping alerts merge."""

    background: Background | None = face(None)
    """Alerts beside those of the waves."""
    listed: tuple[ListedAlert, ...] = face(())
    """Alerts that are known."""
