"""Open-Meteo answers, hourly or daily, as JSON or as CSV, whose first block says where and when.

Hours are preferred to days if a file has both. Temperatures are ``temperature_2m`` and ``temperature_2m_mean``,
``_min``, ``_max``, in degC or degF; other quantities are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sim.errors import Place
from sim.hints import nearest_or_known, shown
from sim.importing.json_places import entries
from sim.importing.moments import moment_in
from sim.importing.sheet import Cell, Sheet, first_line, names_in_line, number_in, row_at, sheet_at
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.meteostat import temperature_of
from sim.importing.weather.series import COLDEST_C, WARMEST_C, Reading, Series, in_order, to_celsius
from sim.scenario.source import Node, children

HOURLY, MEAN, LOW, HIGH = "temperature_2m", "temperature_2m_mean", "temperature_2m_min", "temperature_2m_max"
TEMPERATURES = (HOURLY, MEAN, LOW, HIGH)
SIGNS = ("latitude", "longitude", "utc_offset_seconds")
_HEAD = re.compile(r"(?P<name>\w+)(?:\s*\((?P<unit>.*)\))?")
_UNITS = {"°C": "degC", "℃": "degC", "C": "degC", "°F": "degF", "℉": "degF", "F": "degF"}
_LATEST_S = 7e9
"""Seconds of 1970 after which a year is not one of ours."""


@dataclass(frozen=True, slots=True)
class _Quantity:
    """What is known of one temperature of the file: its unit, and whether it is there."""

    name: str
    unit: str

    def celsius(self, value: float | None) -> float | None:
        """The value in degC."""
        return to_celsius(value) if value is not None and self.unit == "degF" else value

    def limits(self) -> tuple[float, float]:
        """What is possible, in the file's unit."""
        return (-76.0, 140.0) if self.unit == "degF" else (COLDEST_C, WARMEST_C)


def is_answer(tree: Node) -> bool:
    """True for a JSON object, or a list of them, with what Open-Meteo says about a place."""
    first = entries(tree)[0] if entries(tree) else tree
    return "hourly" in children(first) or "daily" in children(first) or set(SIGNS) <= children(first).keys()


def read_answer(tree: Node, notes: Notes) -> Series:
    """The series of a JSON answer."""
    if entries(tree):
        notes.problem("several places stand in this file", tree.place, "ask for one place at a time")
        notes.refuse_problems()
    top = children(tree)
    name = "hourly" if "hourly" in top else "daily"
    block, units = children(top.get(name)), children(top.get(f"{name}_units"))
    if "time" not in block:
        words = f"'{name}' has no times" if name in top else "neither 'hourly' nor 'daily' stands in this file"
        notes.problem(words, top[name].place if name in top else tree.place, "ask for hourly=temperature_2m")
        notes.refuse_problems()
    quantities = {
        key: _quantity(key, units.get(key), block[key].key_place or block[key].place, notes)
        for key in _wanted(name, list(block), top[name].key_place or tree.place, notes)
    }
    notes.refuse_problems()
    columns = {key: entries(block[key]) for key in quantities}
    times = entries(block["time"])
    for key, column in columns.items():
        if len(column) != len(times):
            words = f"'{key}' has {len(column)} values and 'time' {len(times)}"
            notes.problem(words, block[key].key_place or block[key].place, "as many are due")
    notes.refuse_problems()
    offset = _seconds(top.get("utc_offset_seconds"), notes)
    readings = []
    for row, node in enumerate(times):
        moment = _moment_of(node, offset, notes)
        values = {key: temperature_of(columns[key][row], notes, *one.limits()) for key, one in quantities.items()}
        if moment is not None:
            readings.append(_reading(moment, values, quantities, next(iter(columns.values()))[row].place))
    left = [key for key in block if key != "time" and key not in quantities]
    other = "daily" if name == "hourly" and "daily" in top else ""
    named = ("latitude", "longitude", "elevation", "timezone")
    said: dict[str, object] = {key: top[key].value for key in named if key in top}
    return _series(f"Open-Meteo {name} JSON", name, readings, left, other, said, offset, quantities, notes)


def _moment_of(node: Node, offset: int, notes: Notes) -> datetime | None:
    """The local time of an entry: text, or seconds since 1970, which count in UTC."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        if not 0 <= node.value < _LATEST_S:
            notes.problem(f"{node.value} are no seconds since 1970", node.place, "for example 1767571200")
            return None
        return datetime.fromtimestamp(node.value, UTC).replace(tzinfo=None) + timedelta(seconds=offset)
    return moment_in(Cell(str(node.value), node.place), notes)


def _seconds(node: Node | None, notes: Notes) -> int:
    value = node.value if node is not None else 0
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 86_400:
        return value
    assert node is not None
    notes.problem("is no offset from UTC", node.place, "a whole number of seconds is due")
    return 0


def is_table(source: SourceFile) -> bool:
    """True if the first line names what Open-Meteo says about a place."""
    number = first_line(source)
    cells = (row_at(source, number, Notes()) or ()) if number else ()
    names = {cell.text.casefold() for cell in cells}
    return len(names & {*SIGNS, "elevation", "timezone"}) >= 3 and "station" not in names


def read_table(source: SourceFile, notes: Notes) -> Series:
    """The series of a CSV answer: a block about the place, then one block of hours, one of days, or both."""
    begins = [number for number, line in enumerate(source.lines, 1) if line.strip() and _begins_block(source, number)]
    about = sheet_at(source, begins[0], notes)
    ends = [*(number - 1 for number in begins[1:]), len(source.lines)]
    places = list(about.rows(notes, ends[0]))
    notes.refuse_problems()
    if "location_id" in about.columns or len(places) != 1:
        words = "several places stand in this file" if len(places) > 1 else "the first block describes no place"
        notes.problem(words, about.header, "ask for one place at a time")
    blocks = [(sheet_at(source, begin, notes), end) for begin, end in zip(begins[1:], ends[1:], strict=True)]
    if not blocks:
        notes.problem("no table follows the place", source.last_place(), "ask for hourly=temperature_2m")
    notes.refuse_problems()
    hourly = [(sheet, end) for sheet, end in blocks if HOURLY in _heads(sheet)]
    sheet, end = (hourly or blocks)[0]
    name = "hourly" if hourly or not {MEAN, LOW, HIGH} & _heads(sheet).keys() else "daily"
    other = f"{len(blocks) - 1} other table" if len(blocks) > 1 else ""
    said = {
        key: places[0][key].text for key in ("latitude", "longitude", "elevation", "timezone") if key in about.columns
    }
    cell = places[0].get("utc_offset_seconds")
    offset = number_in(cell, notes, "offset from UTC [s]", -86_400, 86_400) if cell is not None else 0.0
    return _read_block(sheet, end, name, other, said, int(offset or 0), notes)


def _read_block(
    sheet: Sheet, end: int, name: str, other: str, said: Mapping[str, object], offset: int, notes: Notes
) -> Series:
    heads = _heads(sheet)
    sheet.require(notes, "time")
    wanted = _wanted(name, list(heads), sheet.header, notes)
    quantities = {key: _named(key, heads[key][1], sheet.heads[heads[key][0]].place, notes) for key in wanted}
    notes.refuse_problems()
    readings = []
    for row in sheet.rows(notes, end):
        cell = row["time"]
        seconds = cell.text.isascii() and cell.text.isdigit() and int(cell.text) < _LATEST_S
        node = Node(int(cell.text) if seconds else cell.text, cell.place)
        moment = _moment_of(node, offset, notes)
        cells = {key: row.cells[heads[key][0]] for key in quantities}
        values = {
            key: None
            if cells[key].text == "NaN"
            else number_in(cells[key], notes, f"temperature [{one.unit}]", *one.limits())
            for key, one in quantities.items()
        }
        if moment is not None:
            readings.append(_reading(moment, values, quantities, next(iter(cells.values())).place))
    left = [key for key in heads if key != "time" and key not in quantities]
    return _series(f"Open-Meteo {name} CSV", name, readings, left, other, said, offset, quantities, notes)


def _begins_block(source: SourceFile, number: int) -> bool:
    """True for the first line with something on it, and for one after an empty line."""
    before = source.lines[number - 2] if number > 1 else ""
    return not before.strip() and not source.lines[number - 1].startswith("#")


def _heads(sheet: Sheet) -> dict[str, tuple[int, str]]:
    """Quantity -> position and unit of its column, from heads like ``temperature_2m (°C)``."""
    found: dict[str, tuple[int, str]] = {}
    for position, cell in enumerate(sheet.heads):
        head = _HEAD.fullmatch(cell.text)
        name, unit = (head["name"], head["unit"] or "") if head else (cell.text, "")
        found.setdefault(name.casefold(), (position, unit))
    return found


def _wanted(name: str, there: list[str], place: Place, notes: Notes) -> list[str]:
    """The temperatures that are there and are used; noted if there is none."""
    if name == "hourly" and HOURLY in there:
        return [HOURLY]
    if name == "daily" and (MEAN in there or {LOW, HIGH} <= set(there)):
        return [key for key in (MEAN, LOW, HIGH) if key in there]
    due = HOURLY if name == "hourly" else MEAN
    hint = nearest_or_known(due, there).replace("known:", "the table has:")
    notes.problem(f"there is no '{due}'", place, hint)
    return []


def _quantity(key: str, unit: Node | None, place: Place, notes: Notes) -> _Quantity:
    return _named(key, str(unit.value) if unit is not None else "", unit.place if unit is not None else place, notes)


def _named(key: str, unit: str, place: Place, notes: Notes) -> _Quantity:
    """A temperature with its unit; a unit that is none is noted."""
    if unit not in _UNITS:
        words = f"{shown(unit)} is no unit of temperature" if unit else f"the unit of '{key}' is missing"
        notes.problem(words, place, "known: °C, °F")
    return _Quantity(key, _UNITS.get(unit, "degC"))


def _reading(
    moment: datetime, values: dict[str, float | None], quantities: dict[str, _Quantity], place: Place
) -> Reading:
    found = {key: quantities[key].celsius(value) for key, value in values.items()}
    return Reading(moment, found.get(HOURLY, found.get(MEAN)), place, found.get(LOW), found.get(HIGH))


def _series(
    form: str,
    name: str,
    readings: Iterable[Reading],
    left: list[str],
    other: str,
    said: Mapping[str, object],
    offset: int,
    quantities: dict[str, _Quantity],
    notes: Notes,
) -> Series:
    noun = "hour" if name == "hourly" else "day"
    notes.drop("column", f"not outdoor temperature ({names_in_line(left)})", len(left))
    notes.drop("table", "hours are finer than days", int(bool(other)))
    station = ", ".join(f"{key} {value}" for key, value in said.items())
    clock = f"as in the file, UTC{offset / 3600:+g} h"
    units = ", ".join(dict.fromkeys(one.unit for one in quantities.values()))
    ordered = in_order(readings, notes, noun)
    return Series(form, station, 1 if noun == "hour" else 24, ordered, clock, units)
