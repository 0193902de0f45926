"""The table that ``attack.recorded`` reads: time, kind, class and city count of every recorded wave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from sim import units
from sim.errors import UsageError
from sim.importing.provenance import Provenance, provenance_of
from sim.importing.source import Notes, SourceFile
from sim.importing.waves.attacks import Attacks
from sim.scenario.tables import MOST_ROWS


class WaveChoices(NamedTuple):
    """What the counts do not say.

    Parameters
    ----------
    share : of the nation-wide counts that comes to the city, 0 to 1
    massive_from : missiles on one date from which on its wave is massive
    at_min : time of the day of all waves [min]
    durations : kind of wave -> length of its alert as text; under the empty kind for all others
    """

    share: Fraction
    massive_from: int
    at_min: int
    durations: Mapping[str, str]

    def duration(self, kind: str) -> str:
        """Length of the alert of a kind of wave, empty if none is chosen."""
        return self.durations.get(kind, self.durations.get("", ""))


RecordedRow = tuple[str, str, str, int, str]
"""Cells of a row of the table, in the order of its columns."""
COLUMNS = ("time", "kind", "threat", "count", "duration")


def rows_of(attacks: Attacks, choices: WaveChoices) -> Iterator[RecordedRow]:
    """The rows, in order of time.

    City counts are cut out of the running totals of each class, so that the sum over all waves is the share of the sum,
    to the nearest whole number, and single small counts are not lost.
    """
    running: dict[str, int] = defaultdict(int)
    for day in attacks.days:
        kind = day.kind(choices.massive_from)
        for threat, number in day.counts.items():
            before = _nearest(choices.share * running[threat])
            running[threat] += number
            count = _nearest(choices.share * running[threat]) - before
            if count:
                clock = f" {units.format_clock(choices.at_min)}" if choices.at_min else ""
                yield f"{day.day}{clock}", kind, threat, count, choices.duration(kind)


def _nearest(value: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return int(value + Fraction(1, 2))


def waves_provenance(attacks: Attacks, choices: WaveChoices, source: SourceFile, notes: Notes) -> Provenance:
    """What is said above a table of recorded waves."""
    percent = units.plain(100 * choices.share)
    scaled = f"{percent} % of the nation-wide counts, by the running totals of each class"
    about = [
        ("units", f"threats that come to the city: {'nation-wide counts' if choices.share == 1 else scaled}"),
        *_about(attacks, choices.massive_from),
        ("note", f"time of all waves: {units.format_clock(choices.at_min)}, by choice"),
        ("note", _said_of_alerts(choices)),
    ]
    return provenance_of("Recorded waves, for `attack: {recorded: THIS FILE}`", source, about, notes)


def fit_provenance(attacks: Attacks, massive_from: int, source: SourceFile, notes: Notes) -> Provenance:
    """What is said above fitted waves."""
    title = "Waves fitted to counts by date, for the parts `attack` and `evidence` of a scenario"
    about = [("units", "threats, nation-wide counts"), *_about(attacks, massive_from)]
    return provenance_of(title, source, about, notes)


def _about(attacks: Attacks, massive_from: int) -> list[tuple[str, str]]:
    return [
        ("format", "table of massive missile attacks, a model and a report a row"),
        ("period", f"{attacks.period}, with attacks on {len(attacks.days):,} of them"),
        ("note", "one wave a date, that on which a report ends; times of the day and places are not read"),
        ("note", f"massive: {massive_from} missiles or more on a date, nightly: the others"),
    ]


def _said_of_alerts(choices: WaveChoices) -> str:
    if not choices.durations:
        return (
            "no length of alerts (--duration): work does not stop, and layers with a limit of engagements fire nothing"
        )
    lengths = [f"{kind or 'other waves'} {text}" for kind, text in choices.durations.items()]
    return f"length of alerts by choice: {', '.join(lengths)}"


def waves_table(attacks: Attacks, choices: WaveChoices, provenance: Provenance) -> str:
    """The whole file.

    Raises
    ------
    UsageError
        If there is no row, or more than a scenario reads.
    """
    rows = list(rows_of(attacks, choices))
    if not rows:
        raise UsageError("no threat is left: choose other dates, or a larger --share")
    if len(rows) > MOST_ROWS:
        raise UsageError(
            f"{len(rows):,} rows are more than the {MOST_ROWS:,} that a scenario reads: choose --from and --to"
        )
    columns = COLUMNS if choices.durations else COLUMNS[:-1]
    lines = [",".join(str(cell) for cell in row[: len(columns)]) for row in rows]
    return f"{provenance.comment()}{','.join(columns)}\n" + "\n".join(lines) + "\n"
