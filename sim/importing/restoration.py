"""Public counts of buildings without heat after a night of damage, in the shape of ``scenarios/readings``.

Columns by name: when it was counted (``time``, ``date`` or ``datetime``), and how many buildings were without heat
(``buildings``, ``buildings_without_heat`` or ``without_heat``); a column ``source`` is kept.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from sim.importing.moments import moment_in
from sim.importing.provenance import Provenance, provenance_of
from sim.importing.sheet import Sheet, count_in, names_in_line, sheet_for
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.period import Period

TIMES = ("time", "date", "datetime")
BUILDINGS = ("buildings", "buildings_without_heat", "without_heat")
MOST_BUILDINGS = 10_000_000
_FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class RestorationCount:
    """One public count.

    Parameters
    ----------
    buildings : without heat
    source : where it was published, may be empty
    """

    time: datetime
    buildings: int
    source: str


def read_restoration(
    source: SourceFile, published: str, first: date | None, last: date | None, notes: Notes
) -> list[RestorationCount]:
    """The counts in order of time.

    Parameters
    ----------
    published : where all were published, for a table that does not say it

    Raises
    ------
    ScenarioError
        Listing everything that is wrong with the table, each where it stands.
    """
    sheet = sheet_for(source, first, last, notes)
    when, what = sheet.require(notes, *TIMES), sheet.require(notes, *BUILDINGS)
    notes.refuse_problems()
    left = sheet.left_over({when, what, "source"})
    notes.drop("column", f"neither time, count nor source ({names_in_line(left)})", len(left))
    counts = [one for one in _counts(sheet, when, what, published, notes) if _is_in(one, first, last, notes)]
    if not counts and not notes.problems:
        notes.problem("no count is left", source.last_place(), "a time and a number of buildings in each row are due")
    notes.refuse_problems()
    return counts


def _counts(sheet: Sheet, when: str, what: str, published: str, notes: Notes) -> list[RestorationCount]:
    found: dict[datetime, RestorationCount] = {}
    for row in sheet.rows(notes):
        moment = moment_in(row[when], notes)
        buildings = count_in(row[what], notes, "number of buildings", MOST_BUILDINGS)
        if buildings is None and not row[what]:
            notes.drop("row", "no number of buildings")
        if moment is None or buildings is None:
            continue
        if moment in found:
            notes.problem(f"{moment:%Y-%m-%d %H:%M} stands here twice", row[when].place, "one count at a time is due")
        cell = row.get("source")
        found[moment] = RestorationCount(moment, buildings, cell.text if cell else published)
    return [found[moment] for moment in sorted(found)]


def _is_in(count: RestorationCount, first: date | None, last: date | None, notes: Notes) -> bool:
    day = count.time.date()
    inside = (first is None or day >= first) and (last is None or day <= last)
    notes.drop("row", "outside the period", int(not inside))
    return inside


def restoration_provenance(counts: list[RestorationCount], source: SourceFile, notes: Notes) -> Provenance:
    """What is said above a table of counts."""
    period = Period(counts[0].time.date(), counts[-1].time.date())
    return provenance_of(
        "Buildings without heat as they were counted in public, to hold a scenario against",
        source,
        [
            ("format", "counts by time"),
            ("period", f"{period}, {len(counts):,} counts"),
            ("units", "buildings without heat"),
            ("note", "times as in the file; a count without a time of the day stands at 00:00"),
        ],
        notes,
    )


def restoration_table(counts: list[RestorationCount], event: str, provenance: Provenance) -> str:
    """The whole file."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(["event", "time", "buildings", "use", "source"])
    for one in counts:
        safe = f"'{one.source}" if one.source.startswith(_FORMULA_STARTS) else one.source
        writer.writerow([event, f"{one.time:%Y-%m-%d %H:%M}", one.buildings, "shown", safe])
    return provenance.comment() + rows.getvalue()
