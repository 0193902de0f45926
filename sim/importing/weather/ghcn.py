"""GHCN-Daily of NOAA: the fixed-width station file, the CSV access file, and the table by station.

Temperatures are whole tenths of degC, -9999 is missing, and a quality flag says that a value failed a check: such a
value is left out and counted. Of the elements TAVG, TMIN and TMAX are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sim.errors import Place
from sim.hints import shown
from sim.importing.moments import day_in
from sim.importing.sheet import Cell, Sheet, first_line, names_in_line, row_at, sheet_at, sheet_without_header
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.series import COLDEST_C, WARMEST_C, Reading, Series, in_order

ELEMENTS = ("TAVG", "TMIN", "TMAX")
MISSING = -9999
LINE = 269
"""Characters of a line of the fixed-width file: 21, then 8 for each of 31 days; blanks at its end may be cut off."""
BY_STATION = ("id", "date", "element", "data_value", "m_flag", "q_flag", "s_flag", "obs_time")
_FIXED = re.compile(r"[A-Z0-9_-]{11}[0-9]{6}[A-Z0-9]{4}", re.ASCII)
_TENTHS = re.compile(r"[+-]?[0-9]{1,5}", re.ASCII)


@dataclass(slots=True)
class _Days:
    """What is known of each day so far."""

    station: str = ""
    values: dict[date, dict[str, float | None]] = field(default_factory=dict)
    places: dict[date, Place] = field(default_factory=dict)

    def take(self, day: date, element: str, value: float | None, place: Place, notes: Notes) -> None:
        """Note the value of an element on a day; a second one is noted as a problem."""
        of_day = self.values.setdefault(day, {})
        if element in of_day:
            notes.problem(f"{element} of {day} stands here twice", place, "one value a day is due")
        of_day[element] = value
        if element == "TAVG" or day not in self.places:
            self.places[day] = place

    def series(self, form: str, notes: Notes) -> Series:
        """The series of all days."""
        known = [day for day, one in self.values.items() if any(value is not None for value in one.values())]
        first, last = min(known, default=date.max), max(known, default=date.min)
        readings = [
            Reading(datetime.combine(day, time()), one.get("TAVG"), self.places[day], one.get("TMIN"), one.get("TMAX"))
            for day, one in self.values.items()
            if first <= day <= last  # a month has 31 values, whenever the record ends
        ]
        return Series(form, f"GHCN-Daily {self.station}", 24, in_order(readings, notes, "day"), units="tenths of degC")

    def check_station(self, station: str, place: Place, notes: Notes) -> None:
        """Note a second station."""
        self.station = self.station or station
        if station != self.station:
            message = f"the station {shown(station)} stands in a file of {shown(self.station)}"
            notes.problem(message, place, "import one station at a time")


def is_fixed_width(source: SourceFile) -> bool:
    """True if a line begins with station, year, month and element."""
    number = first_line(source)
    return bool(number) and _FIXED.match(source.lines[number - 1]) is not None


def read_fixed_width(source: SourceFile, notes: Notes) -> Series:
    """The series of a ``.dly`` file: an element and a month a line."""
    days = _Days()
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            continue
        if _FIXED.match(line) is None:
            hint = "station (11), year (4), month (2), element (4), then 31 values"
            notes.problem("the line does not begin as one of a station file", source.place(number, 1, 21), hint)
        elif line[17:21] not in ELEMENTS:
            notes.drop("line", f"elements other than {', '.join(ELEMENTS)}")
        elif len(line) != LINE and not (LINE - 3 <= len(line) < LINE and line == line.rstrip()):
            message = f"the line has {len(line)} characters, {LINE} are due"
            notes.problem(message, source.place(number, max(1, len(line)), 1), "is it cut off?")
        else:
            _month(source, number, line.ljust(LINE), days, notes)
    return days.series("GHCN-Daily station file (.dly)", notes)


def _month(source: SourceFile, number: int, line: str, days: _Days, notes: Notes) -> None:
    """The 31 values of one line."""
    days.check_station(line[:11], source.place(number, 1, 11), notes)
    year, month = int(line[11:15]), int(line[15:17])
    if not 1 <= month <= 12 or not 1600 <= year <= 2199:
        notes.problem(f"{shown(line[11:17])} is no year and month", source.place(number, 12, 6), "for example '202601'")
        return
    for day in range(1, 32):
        begin = 21 + 8 * (day - 1)
        value = Cell(line[begin : begin + 5].strip(), source.place(number, begin + 1, 5))
        try:
            on = date(year, month, day)
        except ValueError:
            if value.text not in (str(MISSING), ""):
                notes.problem(f"the month has no day {day}", value.place, f"{MISSING} is due")
            continue
        found = _value(value, line[begin + 6].strip(), line[17:21], notes)
        days.take(on, line[17:21], found, value.place, notes)


def _value(cell: Cell, flag: str, element: str, notes: Notes) -> float | None:
    """The temperature in a cell, None if it is missing or failed a check [degC]."""
    if cell.text in ("", str(MISSING)):
        return None
    if not _TENTHS.fullmatch(cell.text):
        hint = "a file asked for with units=metric holds degrees: ask for the access file" if "." in cell.text else ""
        notes.problem(f"{shown(cell.text)} is no whole number of tenths of degC", cell.place, hint or "for example -76")
        return None
    found = int(cell.text) / 10.0
    if flag:
        notes.drop("value", f"of {element}, failed a quality check (flag {flag})")
        return None
    if not COLDEST_C <= found <= WARMEST_C:
        hint = f"from {10 * COLDEST_C:g} to {10 * WARMEST_C:g} is possible"
        notes.problem(f"{cell.text} is no possible temperature [tenths of degC]", cell.place, hint)
        return None
    return found


def is_access_table(source: SourceFile) -> bool:
    """True for a header with station and date, and elements with their attributes."""
    names = _names(source)
    elements = {element.casefold() for element in ELEMENTS}
    return "station" in names and len(names & {"date", "latitude", *elements}) >= 2


def read_access_table(source: SourceFile, notes: Notes) -> Series:
    """The series of a CSV access file: a day a row, an element a column, beside it its flags."""
    sheet = sheet_at(source, first_line(source), notes)
    for name in ("station", "date"):
        sheet.require(notes, name)
    there = [element for element in ELEMENTS if element.casefold() in sheet.columns]
    if "TAVG" not in there and len(there) < 2:
        sheet.require(notes, *(("tavg",) if not there else ("tmin",) if "TMIN" not in there else ("tmax",)))
    notes.refuse_problems()
    days = _Days()
    for row in sheet.rows(notes):
        days.check_station(row["station"].text, row["station"].place, notes)
        day = day_in(row["date"], notes)
        for element in there if day is not None else ():
            attributes = row.get(f"{element.casefold()}_attributes")
            flags = attributes.text.split(",") if attributes is not None else []
            cell = row[element.casefold()]
            found = _value(cell, flags[1].strip() if len(flags) > 1 else "", element, notes)
            assert day is not None
            days.take(day, element, found, cell.place, notes)
    used = {"station", "date"} | {element.casefold() + end for element in there for end in ("", "_attributes")}
    left = sheet.left_over(used)
    notes.drop("column", f"not outdoor temperature ({names_in_line(left)})", len(left))
    return days.series("GHCN-Daily CSV access file", notes)


def is_station_table(source: SourceFile) -> bool:
    """True for a table with an element a row, with or without its header."""
    number = first_line(source)
    cells = (row_at(source, number, Notes()) or ()) if number else ()
    texts = [cell.text for cell in cells]
    is_bare = len(texts) == len(BY_STATION) and _FIXED.match("".join((texts[0], texts[1][:6], texts[2]))) is not None
    return is_bare or {"id", "date", "element"} <= {text.casefold() for text in texts}


def read_station_table(source: SourceFile, notes: Notes) -> Series:
    """The series of a table by station: an element of a day a row."""
    has_header = "element" in _names(source)
    sheet = sheet_at(source, first_line(source), notes) if has_header else sheet_without_header(source, BY_STATION)
    for name in BY_STATION[:4]:
        sheet.require(notes, name)
    sheet.require(notes, "q_flag")
    notes.refuse_problems()
    days = _Days()
    for day, element, found, place, station in _elements(sheet, notes):
        days.check_station(station.text, station.place, notes)
        days.take(day, element, found, place, notes)
    return days.series("GHCN-Daily table by station", notes)


def _elements(sheet: Sheet, notes: Notes) -> Iterator[tuple[date, str, float | None, Place, Cell]]:
    for row in sheet.rows(notes):
        element = row["element"].text
        if element not in ELEMENTS:
            notes.drop("row", f"elements other than {', '.join(ELEMENTS)}")
            continue
        day = day_in(row["date"], notes)
        found = _value(row["data_value"], row["q_flag"].text, element, notes)
        if day is not None:
            yield day, element, found, row["data_value"].place, row["id"]


def _names(source: SourceFile) -> set[str]:
    """Names of the columns of the first line, in small letters."""
    number = first_line(source)
    cells = (row_at(source, number, Notes()) or ()) if number else ()
    return {cell.text.casefold() for cell in cells}
