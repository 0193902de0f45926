"""Moments of a scenario held against its horizon: what lies before the start, and years that are slips of the pen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.scenario.check import Finding
from sim.scenario.laws import Uncertain
from sim.scenario.shape import Path
from sim.units import DAY_MIN, Moment

if TYPE_CHECKING:
    from sim.scenario.schema.root import Scenario

YEAR_MIN = 366 * DAY_MIN
"""What lies so far after the end was not meant for this winter [min]."""


_ABOUT_THE_PAST: dict[str | int, str] = {
    "aid": "with aid.begin: switch nothing accrues before it; count the units in initial.stock or initial.in_transit",
}
"""Section -> what to do about something that lies before the start."""


def disordered_moments(scenario: Scenario) -> Iterator[Finding]:
    """Beginnings before the start, and ends before the beginning."""
    start = scenario.horizon.start
    for row, alert in enumerate(scenario.alerts.listed):
        if alert.end.minutes(start) <= alert.start.minutes(start):
            yield Finding(("alerts", "listed", row, "end"), "an alert must end after it starts")
    for row, one in enumerate(scenario.city.grid.listed if scenario.city.grid is not None else ()):
        if one.end.minutes(start) <= one.start.minutes(start):
            yield Finding(("city", "grid", "listed", row, "end"), "must lie after its start")
    for row, outage in enumerate(scenario.initial.outages):
        end = None if outage.end is None else outage.end.minutes(start)
        if end is not None and end <= outage.start.minutes(start):
            yield Finding(("initial", "outages", row, "end"), "an outage must end after it begins")
        elif end is not None and end < 0 and scenario.repair.refill is None:
            message = "is over before the start: without repair.refill nothing of it is left"
            yield Finding(("initial", "outages", row, "end"), message)
    for row, lot in enumerate(scenario.initial.in_transit):
        if lot.arrives.minutes(start) < 0:
            place = ("initial", "in_transit", row, "arrives")
            yield Finding(place, "has arrived before the start: count it in initial.stock")


def overlapping_disruptions(scenario: Scenario) -> Iterator[Finding]:
    """Disruptions that end before they begin, and two of one kind at the same time."""
    start = scenario.horizon.start
    for key, channel in scenario.aid.channels.items():
        until: dict[str, float] = {}
        spans = [(one.start.minutes(start), one.end.minutes(start), row) for row, one in enumerate(channel.disruptions)]
        for begin, end, row in sorted(spans):
            path = ("aid", "channels", key, "disruptions", row)
            what = channel.disruptions[row].what
            if end <= begin:
                yield Finding((*path, "end"), "a disruption must end after it starts")
            if begin < until.get(what, -math.inf):
                yield Finding((*path, "start"), f"another disruption of the {what} is not over yet")
            until[what] = max(end, until.get(what, -math.inf))


def uncovered_weather(scenario: Scenario) -> Iterator[Finding]:
    """Hours and months of the horizon for which a table of the weather has no row, or two."""
    weather = scenario.weather
    hours = -(-scenario.horizon.length // 60)
    if weather is not None and weather.hours is not None and len(weather.hours) < hours:
        message = f"the horizon has {hours} hours, the table {len(weather.hours)}"
        yield Finding(("weather", "hours"), message)
    forecast = weather.forecast if weather is not None else None
    if forecast is not None and forecast[0].date < scenario.horizon.start:
        message = f"lies before the start of the horizon ({scenario.horizon.start})"
        yield Finding(("weather", "forecast", 0, "date"), message, "leave out the days that are over")
    if forecast is not None and forecast[0].date >= scenario.horizon.start + timedelta(days=-(-hours // 24)):
        yield Finding(("weather", "forecast", 0, "date"), "the forecast begins at or behind the end of the horizon")
    if weather is None or weather.station_normals is None:
        return
    known: set[int] = set()
    for row, entry in enumerate(weather.station_normals):
        if entry.month in known:
            yield Finding(("weather", "station_normals", row, "month"), f"month {entry.month} stands here twice")
        known.add(entry.month)
    dates = (scenario.horizon.start + timedelta(days=number) for number in range(-(-hours // 24)))
    missing = sorted({day.month for day in dates} - known)
    if missing:
        message = f"no norm for the months {', '.join(map(str, missing))} of the horizon"
        yield Finding(("weather", "station_normals"), message)


def moments_outside(scenario: Scenario) -> Iterator[Finding]:
    """What is over before the start, or begins more than a year after the end."""
    start, length = scenario.horizon.start, scenario.horizon.length
    for path, begin, end in (*_periods(scenario), *_dates_of_aid(scenario)):
        if end < 0:
            hint = "is the year right?" if end < -YEAR_MIN / 3 else _ABOUT_THE_PAST.get(path[0], "")
            yield Finding(path, f"lies before the start of the horizon ({start})", hint)
        elif begin > length + YEAR_MIN:
            yield Finding(path, f"lies more than a year after the end of the horizon ({_day(start, length)})")
    rows = scenario.attack.recorded
    if rows and not any(0 <= row.time.minutes(start) < length for row in rows):
        message = f"no row lies in the horizon ({start} to {_day(start, length)})"
        yield Finding(("attack", "recorded"), message)


def _day(start: date, minutes: int) -> date:
    return start + timedelta(minutes=minutes)


def _periods(scenario: Scenario) -> Iterator[tuple[Path, float, float]]:
    """Key path, begin and last minute of everything that happens once [min from the start]."""
    start = scenario.horizon.start
    for kind, wave in scenario.attack.waves.items():
        for row, moment in enumerate(wave.at or ()):
            yield ("attack", "waves", kind, "at", row), *_at(moment, start)
    for key, regime in scenario.attack.regimes.items():
        first, last = regime.start_between or (None, None)
        earliest = (regime.start or Moment(first, 0.0)).minutes(start)
        latest = (regime.start or Moment(last, 0.0)).minutes(start)
        place = "start" if regime.start else "start_between"
        longest = YEAR_MIN if isinstance(regime.length, Uncertain) else regime.length
        yield ("attack", "regimes", key, place), earliest, latest + longest - 1
    snap = scenario.weather.cold_snap if scenario.weather else None
    if snap is not None:
        begin = snap.start.minutes(start)
        yield ("weather", "cold_snap", "start"), begin, begin + snap.length - 1
    for row, alert in enumerate(scenario.alerts.listed):
        yield ("alerts", "listed", row, "start"), alert.start.minutes(start), alert.end.minutes(start) - 1
    for row, listed in enumerate(scenario.city.grid.listed if scenario.city.grid is not None else ()):
        begin, end = listed.start.minutes(start), listed.end.minutes(start) - 1
        yield ("city", "grid", "listed", row, "start"), begin, end
    for key, channel in scenario.aid.channels.items():
        for row, one in enumerate(channel.disruptions):
            path = ("aid", "channels", key, "disruptions", row, "start")
            yield path, one.start.minutes(start), one.end.minutes(start) - 1
    for row, outage in enumerate(scenario.initial.outages):
        begin = outage.start.minutes(start)
        yield ("initial", "outages", row, "start"), begin, begin + YEAR_MIN
    for row, lot in enumerate(scenario.initial.in_transit):
        yield ("initial", "in_transit", row, "arrives"), lot.arrives.minutes(start), 0.0


def _dates_of_aid(scenario: Scenario) -> Iterator[tuple[Path, float, float]]:
    """Dates of pledges and lots; a calendar that is running has a past, of a year at most."""
    start = scenario.horizon.start
    past = YEAR_MIN if scenario.aid.is_running else 0
    for key, channel in scenario.aid.channels.items():
        for row, pledge in enumerate(channel.accrual.pledges or ()):
            begin, end = _at(pledge.date, start)
            yield ("aid", "channels", key, "accrual", "pledges", row, "date"), begin, end + past
        for row, moment in enumerate(channel.cadence.dates or () if channel.cadence else ()):
            begin, end = _at(moment, start)
            yield ("aid", "channels", key, "cadence", "dates", row), begin, end + past
        if channel.invest is not None:
            yield ("aid", "channels", key, "invest", "start"), channel.invest.start.minutes(start), math.inf


def _at(moment: Moment, start: date) -> tuple[float, float]:
    return moment.minutes(start), moment.minutes(start)
