"""Which format a file of weather has, by what stands in it, never by its name."""

from __future__ import annotations

from collections.abc import Callable

from sim.importing.json_places import is_json, read_json
from sim.importing.sheet import first_line
from sim.importing.source import Notes, SourceFile
from sim.importing.weather import epw, ghcn, meteostat, open_meteo
from sim.importing.weather.series import Series, with_means

KNOWN = (
    "Meteostat daily (CSV or JSON)",
    "Open-Meteo hourly or daily (CSV or JSON)",
    "EPW",
    "GHCN-Daily (.dly, CSV access file, table by station)",
)
"""What can be read, in the words of messages."""

_TABLES: tuple[tuple[Callable[[SourceFile], bool], Callable[[SourceFile, Notes], Series]], ...] = (
    (epw.is_weather_file, epw.read_weather_file),
    (open_meteo.is_table, open_meteo.read_table),
    (ghcn.is_fixed_width, ghcn.read_fixed_width),
    (ghcn.is_access_table, ghcn.read_access_table),
    (ghcn.is_station_table, ghcn.read_station_table),
    (meteostat.is_table, meteostat.read_table),
)
"""Sign of a format and its reader; the first that fits is taken."""


def read_weather(source: SourceFile, notes: Notes) -> Series:
    """The series of a file in any known format.

    Raises
    ------
    ScenarioError
        Listing everything that is wrong with the file, each where it stands.
    """
    series = _read(source, notes)
    if not series.readings and not notes.problems:
        notes.problem("no temperatures stand in this file", source.last_place())
    notes.refuse_problems()
    return with_means(series)


def _read(source: SourceFile, notes: Notes) -> Series:
    if is_json(source):
        tree = read_json(source)
        if open_meteo.is_answer(tree):
            return open_meteo.read_answer(tree, notes)
        if meteostat.is_export(tree):
            return meteostat.read_export(source, tree, notes)
    else:
        for fits, read in _TABLES:
            if fits(source):
                return read(source, notes)
    first = source.place(max(1, first_line(source)))
    hint = "cells are separated by commas" if ";" in first.text else f"known: {'; '.join(KNOWN)}"
    notes.problem("this is no format of weather that can be read", first, hint)
    notes.refuse_problems()
    raise AssertionError
