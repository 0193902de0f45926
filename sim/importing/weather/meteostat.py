"""Meteostat daily records: the bulk table with or without a header, and the JSON export.

Columns by name: ``date`` (or ``time``, or ``year``, ``month``, ``day``) and ``tavg`` (newer: ``temp``), ``tmin``,
``tmax`` [degC]. A table without a header has the eleven columns of the older bulk files in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from sim.hints import nearest_or_known, shown
from sim.importing.json_places import entries
from sim.importing.moments import day_in, day_of_parts
from sim.importing.sheet import (
    Cell,
    Row,
    Sheet,
    first_line,
    names_in_line,
    number_in,
    row_at,
    sheet_at,
    sheet_without_header,
)
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.series import COLDEST_C, WARMEST_C, Reading, Series, in_order
from sim.scenario.source import Node, children

COLUMNS = ("date", "tavg", "tmin", "tmax", "prcp", "snow", "wdir", "wspd", "wpgt", "pres", "tsun")
"""Columns of a bulk file without a header, in its order."""
_NEWER = ("time", "temp", "rhum", "snwd", "cldc", "year", "month", "day")
_KNOWN = frozenset((*COLUMNS, *_NEWER))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WHAT = "temperature [degC]"


def is_table(source: SourceFile) -> bool:
    """True for a header with several of Meteostat's columns, or a first row of eleven cells that starts with a date."""
    number = first_line(source)
    cells = row_at(source, number, Notes()) if number else None
    if not cells:
        return False
    if _DAY.fullmatch(cells[0].text):
        return len(cells) == len(COLUMNS)
    names = {cell.text.casefold() for cell in cells}
    return len(names & _KNOWN) >= 3 and bool(names & {"date", "time", "year", "tavg", "tmin", "tmax"})


def read_table(source: SourceFile, notes: Notes) -> Series:
    """The series of a bulk table or an exported one."""
    number = first_line(source)
    cells = row_at(source, number, Notes()) or ()
    is_bare = bool(cells and _DAY.fullmatch(cells[0].text))
    sheet = sheet_without_header(source, COLUMNS) if is_bare else sheet_at(source, number, notes)
    if "hour" in sheet.columns:
        notes.problem(
            "this is an hourly file", sheet.heads[sheet.columns["hour"]].place, "daily files of Meteostat are read"
        )
    names, by_parts = _columns(sheet, notes)
    notes.refuse_problems()
    readings = list(_readings(sheet, names, by_parts, notes))
    used = {*names.values(), *(("year", "month", "day") if by_parts else ())}
    left = sheet.left_over(used)
    notes.drop("column", f"not outdoor temperature ({names_in_line(left)})", len(left))
    form = "Meteostat daily CSV without a header" if is_bare else "Meteostat daily CSV with a header"
    return Series(form, _station(source), 24, in_order(readings, notes, "day"))


def _columns(sheet: Sheet, notes: Notes) -> tuple[dict[str, str], bool]:
    """Which column serves as day, mean, least and most; whether the day stands in three."""
    by_parts = "date" not in sheet.columns and "time" not in sheet.columns and "year" in sheet.columns
    names: dict[str, str] = {}
    if by_parts:
        for part in ("month", "day"):
            sheet.require(notes, part)
    else:
        names["day"] = sheet.require(notes, "date", "time")
    has_ends = {"tmin", "tmax"} <= sheet.columns.keys()
    mean = next((name for name in ("tavg", "temp") if name in sheet.columns), None)
    if mean or not has_ends:
        names["mean"] = mean or sheet.require(notes, "tavg", "temp")
    names |= {end: end for end in ("tmin", "tmax") if end in sheet.columns}
    return names, by_parts


def _readings(sheet: Sheet, names: dict[str, str], by_parts: bool, notes: Notes) -> Iterator[Reading]:
    for row in sheet.rows(notes):
        day = (
            day_of_parts(row["year"], row["month"], row["day"], notes) if by_parts else day_in(row[names["day"]], notes)
        )
        values = [_temperature(row, names.get(key), notes) for key in ("mean", "tmin", "tmax")]
        if day is not None:
            at = names.get("mean", "tmin")
            yield Reading(datetime.combine(day, time()), values[0], row[at].place, values[1], values[2])


def _temperature(row: Row, column: str | None, notes: Notes) -> float | None:
    return None if column is None else number_in(row[column], notes, _WHAT, COLDEST_C, WARMEST_C)


def _station(source: SourceFile) -> str:
    """Bulk files are called by their station and say nothing of it inside."""
    return f"not said in the file (its name is {source.name})"


def is_export(tree: Node) -> bool:
    """True for a list of days, or an object whose ``data`` is one."""
    return bool(entries(tree)) or "data" in children(tree)


def read_export(source: SourceFile, tree: Node, notes: Notes) -> Series:
    """The series of a JSON export: days as objects with the columns of the table as keys."""
    days = entries(tree) or entries(children(tree).get("data"))
    if not days:
        notes.problem("no days stand here", tree.place, "a list of objects with 'date' and 'tavg' is due")
    readings = []
    left: dict[str, None] = {}
    for node in days:
        reading = _day_of(node, notes)
        left |= dict.fromkeys(
            key for key in children(node) if key not in ("date", "time", "tavg", "temp", "tmin", "tmax")
        )
        if reading is not None:
            readings.append(reading)
    notes.drop("column", f"not outdoor temperature ({names_in_line(left)})", len(left))
    meta = children(children(tree).get("meta")) if children(tree) else {}
    station = meta["station"].value if "station" in meta else _station(source)
    return Series("Meteostat daily JSON export", str(station), 24, in_order(readings, notes, "day"))


def _day_of(node: Node, notes: Notes) -> Reading | None:
    found = children(node)
    written = found.get("date") or found.get("time")
    mean = found.get("tavg") or found.get("temp")
    if written is None or (mean is None and not {"tmin", "tmax"} <= found.keys()):
        missing = "date" if written is None else "tavg"
        hint = nearest_or_known(missing, list(found)).replace("known:", "the object has:")
        notes.problem(f"the key '{missing}' is missing", node.place, hint)
        return None
    day: date | None = day_in(Cell(str(written.value), written.place), notes)
    values = [temperature_of(one, notes) for one in (mean, found.get("tmin"), found.get("tmax"))]
    if day is None:
        return None
    place = (mean or written).place
    return Reading(datetime.combine(day, time()), values[0], place, values[1], values[2])


def temperature_of(node: Node | None, notes: Notes, low: float = COLDEST_C, high: float = WARMEST_C) -> float | None:
    """The temperature that a JSON value is, None for null, a missing one, or what is none (noted) [the file's unit]."""
    if node is None or node.value is None:
        return None
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        notes.problem(f"{shown(str(node.value))} is no temperature", node.place, "a number is due, or null")
        return None
    if not low <= node.value <= high:
        notes.problem(f"{node.value} is no possible temperature", node.place, f"from {low:g} to {high:g} is possible")
        return None
    return float(node.value)
