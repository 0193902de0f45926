"""Dates and moments as they stand in published files."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from sim import units
from sim.hints import shown
from sim.importing.sheet import Cell
from sim.importing.source import Notes

_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-5][0-9](?:\.[0-9]+)?)?)?", re.ASCII
)


def day_in(cell: Cell, notes: Notes) -> date | None:
    """The date in a cell: ``2026-01-22``, also with a midnight behind it, or ``20260122``; None if noted."""
    compact = _COMPACT.fullmatch(cell.text)
    found = moment_in(Cell("-".join(compact.groups()), cell.place) if compact else cell, notes)
    if found is not None and found.time() != time(0):
        notes.problem(f"{shown(cell.text)} is no whole day", cell.place, f"for example '{found.date()}'")
        return None
    return None if found is None else found.date()


def moment_in(cell: Cell, notes: Notes) -> datetime | None:
    """The minute in a cell: ``2026-01-22 14:30``, with a blank or a T; midnight without a time, seconds cut off."""
    found = _MOMENT.fullmatch(cell.text)
    hint = "for example '2026-01-22' or '2026-01-22 14:30'"
    if found is None:
        notes.problem(f"{shown(cell.text)} is no date" if cell else "a date is missing", cell.place, hint)
        return None
    try:
        day = units.day(found[1])
        return datetime.combine(day, time(int(found[2] or 0), int(found[3] or 0)))
    except units.QuantityError as error:
        notes.problem(error.message, cell.place, error.hint or hint)
    except ValueError:
        notes.problem(f"{shown(cell.text)} has no time of the day", cell.place, hint)
    return None


def day_of_parts(year: Cell, month: Cell, day: Cell, notes: Notes) -> date | None:
    """The date in three cells; None if noted, at the year."""
    parts = [cell.text.removesuffix(".0") for cell in (year, month, day)]
    text = "-".join(f"{part:0>{width}}" for part, width in zip(parts, (4, 2, 2), strict=True))
    return day_in(Cell(text, year.place), notes)
