"""The public table of massive missile attacks: a model of weapon and a report a row, 22 columns.

Read are the date on which a report ends, the class of the model, and the number launched. Places, targets and all else
are left out, always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sim.errors import UsageError
from sim.importing.moments import moment_in
from sim.importing.sheet import Cell, Row, Sheet, count_in, names_in_line, sheet_for
from sim.importing.source import Notes, SourceFile
from sim.importing.waves.classes import BALLISTIC, CRUISE, LEFT_OUT, class_of
from sim.importing.weather.period import MOST_DAYS, Period

MASSIVE, NIGHTLY = "massive", "nightly"
MISSILES = (CRUISE, BALLISTIC)
MASSIVE_FROM = 20
"""Missiles on one date from which on its wave counts as massive, unless something else is asked for."""
MOST_LAUNCHED = 100_000
PLACES = (
    "launch_place",
    "launch_place_details",
    "target",
    "target_main",
    "affected region",
    "affected_region",
    "border_crossing",
    "num_hit_location",
    "num_fall_fragment_location",
)
"""Columns about places and targets."""


@dataclass(frozen=True, slots=True)
class DayOfAttack:
    """What came on one date, nation-wide.

    Parameters
    ----------
    counts : class -> number, more than 0
    """

    day: date
    counts: Mapping[str, int]

    def kind(self, massive_from: int) -> str:
        """``massive`` or ``nightly``, by the number of missiles."""
        return MASSIVE if sum(self.counts.get(kind, 0) for kind in MISSILES) >= massive_from else NIGHTLY


@dataclass(frozen=True, slots=True)
class Attacks:
    """All dates of a period on which something came, in order."""

    days: tuple[DayOfAttack, ...]
    period: Period

    def classes(self) -> tuple[str, ...]:
        """Classes in the order in which they first come, those with most first."""
        totals: dict[str, int] = defaultdict(int)
        for day in self.days:
            for kind, number in day.counts.items():
                totals[kind] += number
        return tuple(sorted(totals, key=lambda kind: (-totals[kind], kind)))


def read_attacks(
    source: SourceFile, chosen: Mapping[str, str], first: date | None, last: date | None, notes: Notes
) -> Attacks:
    """The counts of a table by date and class.

    Parameters
    ----------
    chosen : model in small letters -> class, which overrules what is known of it
    first, last : dates of the period, both included; None: those of the table

    Raises
    ------
    ScenarioError
        Listing everything that is wrong with the table, each where it stands.
    """
    sheet = sheet_for(source, first, last, notes)
    _check_header(sheet, notes)
    totals: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    dates: list[date] = []
    for row in sheet.rows(notes):
        found = _row(row, chosen, first, last, notes)
        if found is None:
            continue
        day, kind, launched = found
        dates.append(day)
        if kind is not None and launched:
            totals[day][kind] += launched
    if not dates and not notes.problems:
        notes.problem("no attack is left in the period", source.last_place(), "choose dates with --from and --to")
    notes.refuse_problems()
    period = Period(first or min(dates), last or max(dates))
    if period.days > MOST_DAYS:
        raise UsageError(f"{period} are more than a century; choose a period with --from and --to")
    return Attacks(tuple(DayOfAttack(day, dict(totals[day])) for day in sorted(totals)), period)


def _check_header(sheet: Sheet, notes: Notes) -> None:
    """Note columns that are missing and what is left out; nothing can be read without date, model and number."""
    for names in (("time_end", "time_start"), ("model",), ("launched",)):
        sheet.require(notes, *names)
    notes.refuse_problems()
    left = sheet.left_over({"time_start", "time_end", "model", "launched"})
    places = [name for name in left if name.casefold() in PLACES]
    others = [name for name in left if name.casefold() not in PLACES]
    notes.drop("column", f"places and targets are never read ({names_in_line(places)})", len(places))
    notes.drop("column", f"neither date, class nor count ({names_in_line(others)})", len(others))


def _row(
    row: Row, chosen: Mapping[str, str], first: date | None, last: date | None, notes: Notes
) -> tuple[date, str | None, int] | None:
    """Date, class and number of a row; class None if it counts for nothing but the period; None if it is left out."""
    day = _day(row, notes)
    if day is None:
        return None
    if (first is not None and day < first) or (last is not None and day > last):
        notes.drop("row", "outside the period")
        return None
    kind = class_of(row["model"], chosen, notes)
    launched = count_in(row["launched"], notes, "number launched", MOST_LAUNCHED)
    if kind == LEFT_OUT:
        notes.drop("row", "reconnaissance, and weapons of the front (see --class)")
        return day, None, 0
    if launched is None and not row["launched"]:
        notes.drop("row", "no number launched")
    return day, kind, launched or 0


def _day(row: Row, notes: Notes) -> date | None:
    """The date on which a report ends, else the one on which it begins; None if noted."""
    cells: list[Cell] = [cell for cell in (row.get("time_end"), row.get("time_start")) if cell is not None]
    written = next((cell for cell in cells if cell), cells[0])
    found = moment_in(written, notes)
    return None if found is None else found.date()
