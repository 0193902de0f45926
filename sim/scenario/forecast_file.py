"""Forecasts of a replan file in tables beside it: days with their spread, or hours as `import weather` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.check import check
from sim.scenario.closed import Closed
from sim.scenario.files import FileError, below, decode, read_below
from sim.scenario.quantities import Warmth
from sim.scenario.roles import fixed
from sim.scenario.schema.setting import LONGEST_FORECAST, Weather, WeatherHour
from sim.scenario.shape import slot_at
from sim.scenario.source import LONGEST_LINE, MOST_BYTES, Node
from sim.scenario.tables import read_table

HOURS = 24
PERIOD = re.compile(r"^# period: ([0-9]{4}-[0-9]{2}-[0-9]{2}) to ", re.MULTILINE)
"""What `import weather` says above a table of the days that it covers."""


class HourlyForecast(Closed):
    """A forecast made of an imported table of hours."""

    hours: str = fixed(min_length=1)
    """Name of the table, as `hearthline import weather` writes it: hour 0 is the midnight with which today begins."""
    sd: Warmth = fixed(ge=0)
    """How far off the mean of the first day may be: its standard deviation."""
    grows: Warmth = fixed(0.0, ge=0)
    """By how much that is more from day to day."""


def rows_of_days(folder: Path, node: Node) -> Node:
    """Rows of a table of days; `node` holds its name.

    Raises
    ------
    ScenarioError
        If the table cannot be read; its values are checked with the scenario.
    """
    rows, _ = _table(folder, node, ("forecast", 0))
    return Node(list(rows), node.place, node.key_place)


def rows_of_hours(folder: Path, node: Node, today: date) -> Node:
    """Rows of days, made of the hours of an imported table; `node` holds what `HourlyForecast` says.

    Raises
    ------
    ScenarioError
        If something is missing, the table cannot be read, begins on another day, or has no whole day.
    """
    asked, problems = check(HourlyForecast, node)
    if asked is None:
        raise ScenarioError(problems)
    assert isinstance(node.value, dict)
    name = node.value["hours"]
    rows, text = _table(folder, name, ("hours", 0))
    said = PERIOD.search(text)
    if said is not None and said[1] != today.isoformat():
        hint = f"import it again with --from {today}"
        raise ScenarioError([Problem(f"the table begins on {said[1]}, not today", "forecast.hours", name.place, hint)])
    hourly = [_of_hour(row, hour) for hour, row in enumerate(rows)]
    days = min(len(hourly) // HOURS, LONGEST_FORECAST)
    whole = [fmean(hourly[HOURS * day : HOURS * (day + 1)]) for day in range(days)]
    if not whole:
        raise ScenarioError([Problem("the table has no whole day", "forecast.hours", name.place)])
    made = ((today + timedelta(days=day), mean, asked.sd + day * asked.grows) for day, mean in enumerate(whole))
    return Node([_day(node.place, *one) for one in made], node.place, node.key_place)


def _table(folder: Path, node: Node, row: tuple[str | int, ...]) -> tuple[list[Node], str]:
    """Rows of a table below a folder, and its text."""
    slot = slot_at(Weather, row)
    assert slot is not None
    try:
        relative = below("", str(node.value))
        content = read_below(folder.resolve(), relative, MOST_BYTES)
    except FileError as error:
        raise ScenarioError([Problem(f"the file '{node.value}' {error}", "forecast", node.place)]) from None
    label = str(folder / relative)
    text = decode(content, label, LONGEST_LINE)
    return read_table(text, label, slot), text


def _of_hour(row: Node, due: int) -> float:
    """Temperature of an hour [degC]."""
    found, problems = check(WeatherHour, row)
    if found is None:
        raise ScenarioError(problems)
    if found.hour != due:
        raise ScenarioError([Problem(f"hours must be 0, 1, 2, ... without gaps; {due} is due here", "hour", row.place)])
    return found.outdoor_c


def _day(place: Place, day: date, mean: float, spread: float) -> Node:
    """A row of the forecast, at the place of what it follows from."""
    said: Iterable[tuple[str, str]] = (
        ("date", day.isoformat()),
        ("mean", f"{mean:.2f} degC"),
        ("sd", f"{spread:.2f} K"),
    )
    return Node({key: Node(value, place, place) for key, value in said}, place)
