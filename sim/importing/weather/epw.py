"""EnergyPlus weather files: eight header lines, then an hour a line with the dry bulb temperature in the seventh field.

Hours are counted 1 to 24 and end with the hour; local standard time. Months often come from different years.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sim.hints import nearest_or_known, shown
from sim.importing.moments import day_of_parts
from sim.importing.sheet import Cell, count_in, number_in, row_at
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.series import COLDEST_C, WARMEST_C, Reading, Series, in_order

HEADERS = (
    "LOCATION",
    "DESIGN CONDITIONS",
    "TYPICAL/EXTREME PERIODS",
    "GROUND TEMPERATURES",
    "HOLIDAYS/DAYLIGHT SAVINGS",
    "COMMENTS 1",
    "COMMENTS 2",
    "DATA PERIODS",
)
"""How the eight header lines begin."""
_OTHER_SPELLING = {"HOLIDAYS/DAYLIGHT SAVING": "HOLIDAYS/DAYLIGHT SAVINGS"}
FIELDS = 35
"""Fields of a line; some files leave out the last ones."""
LEAST_FIELDS = 7
DRY_BULB, MISSING_C = 6, 99.9
"""Position of the dry bulb temperature, and the value from which on it counts as missing [degC]."""


def is_weather_file(source: SourceFile) -> bool:
    """True if the first line is about a location, or the others begin as header lines do."""
    begins = [line.split(",")[0].strip().upper() for line in source.lines[: len(HEADERS)]]
    return begins[:1] == ["LOCATION"] or len(set(begins) & set(HEADERS)) >= 3


def read_weather_file(source: SourceFile, notes: Notes) -> Series:
    """The series of an EPW file."""
    station, clock = _about(source, notes)
    notes.refuse_problems()
    found = list(_hours(source, notes))
    if not found:
        notes.problem("no hours follow the header lines", source.last_place(), "an hour a line is due")
    readings = in_order(found, notes, "hour")
    years = sorted({one.time.year for one in readings})
    notes.drop("field", "of each line, not the dry bulb temperature", FIELDS - DRY_BULB)
    series = Series("EPW (EnergyPlus weather)", station, 1, readings, clock, typical=len(years) > 1)
    listed = ", ".join(map(str, years))
    return series.with_remark(f"a typical year, of months of {listed}" if len(years) > 1 else "")


def _about(source: SourceFile, notes: Notes) -> tuple[str, str]:
    """Station and clock from the header lines; what is missing or out of place is noted."""
    cells: dict[str, tuple[Cell, ...]] = {}
    for number, due in enumerate(HEADERS, 1):
        if number > len(source.lines):
            notes.problem(f"the header line '{due}' is missing", source.last_place())
            break
        row = row_at(source, number, notes) or ()
        begin = row[0].text.upper() if row else ""
        if _OTHER_SPELLING.get(begin, begin) != due:
            place = row[0].place if row else source.place(number)
            notes.problem(f"the header line '{due}' is due here", place, nearest_or_known(begin, HEADERS))
        cells[due] = row
    location, periods = cells.get("LOCATION", ()), cells.get("DATA PERIODS", ())
    if len(location) < 10:
        place = location[0].place if location else source.place(1)
        notes.problem("LOCATION has fewer than 10 fields", place, "city, region, country, source, number, ...")
        return "", ""
    if len(periods) > 2 and count_in(periods[2], notes, "number of records an hour", 60) not in (1, None):
        notes.problem("more than one record an hour", periods[2].place, "one is due")
    city, region, country, _, number_of, latitude, longitude, zone = (cell.text for cell in location[1:9])
    zone_h = number_in(location[8], notes, "time zone [h]", -14, 14)
    station = f"{city}, {region}, {country}, station {number_of}, latitude {latitude}, longitude {longitude}"
    return station, f"local standard time, UTC{zone_h:+g} h" if zone_h is not None else f"time zone {zone}"


def _hours(source: SourceFile, notes: Notes) -> Iterator[Reading]:
    for number in range(len(HEADERS) + 1, len(source.lines) + 1):
        row = row_at(source, number, notes)
        if row is None:
            continue
        if len(row) < LEAST_FIELDS:
            message = f"the line has {len(row)} fields, the dry bulb temperature is the {DRY_BULB + 1}th of {FIELDS}"
            notes.problem(message, source.place(number, 1, len(source.lines[number - 1])))
            continue
        day = day_of_parts(row[0], row[1], row[2], notes)
        hour = _hour(row[3], notes)
        value = _dry_bulb(row[DRY_BULB], notes)
        if day is not None and hour is not None:
            yield Reading(_begin(day, hour), value, row[DRY_BULB].place)


def _hour(cell: Cell, notes: Notes) -> int | None:
    """The hour 1 to 24 in a cell, None if noted."""
    found = count_in(cell, notes, "hour", 24)
    if found == 0 or not cell:
        notes.problem(f"{shown(cell.text)} is no hour", cell.place, "hours are counted from 1 to 24")
        return None
    return found


def _begin(day: date, hour: int) -> datetime:
    """When the hour begins that is counted 1 to 24 by its end."""
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour - 1)


def _dry_bulb(cell: Cell, notes: Notes) -> float | None:
    """The temperature in a cell, None if it is marked as missing [degC]."""
    found = number_in(cell, notes, "dry bulb temperature [degC]", -99.9, 999.9)
    if found is None or found >= MISSING_C:
        return None
    return number_in(cell, notes, "dry bulb temperature [degC]", COLDEST_C, WARMEST_C)
