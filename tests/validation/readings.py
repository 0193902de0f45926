"""Public counts of buildings without heat after three nights of January 2026, and the scenario of each night."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "scenarios" / "readings" / "kyiv-restoration-2026.csv"
"""Counts with their addresses. Of a day without an hour 12:00 is taken, of a morning 08:00, of an evening 20:00; of two
counts on one day without an hour the first is at 10:00, the second at 18:00."""
ONSET_HOUR = 3
"""The hour of a night attack, the middle of the window of massive waves; the hours are not public."""
SCORED = ("9_january", "24_january")
"""The two events that the base scenario was tuned to, and is scored on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One public count.

    Parameters
    ----------
    hours : time since the onset [h]
    buildings : without heat
    scored : one of the counts that scores are made from; the others are only shown
    """

    hours: int
    buildings: int
    scored: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One night and what was counted after it."""

    name: str
    readings: tuple[Reading, ...]

    @property
    def scenario(self) -> Path:
        """The scenario in which the damage of that night is given."""
        return ROOT / "scenarios" / f"onset-{self.name.replace('_', '-')}.yaml"

    @property
    def scored(self) -> tuple[Reading, ...]:
        """The readings that scores are made from."""
        return tuple(one for one in self.readings if one.scored)


def events() -> dict[str, Event]:
    """All events of the table, in its order."""
    found: dict[str, list[Reading]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            day = int(row["event"].partition("_")[0])
            passed = datetime.fromisoformat(row["time"]) - datetime(2026, 1, day, ONSET_HOUR)
            reading = Reading(round(passed.total_seconds() / 3600), int(row["buildings"]), row["use"] == "scored")
            found.setdefault(row["event"], []).append(reading)
    return {name: Event(name, tuple(readings)) for name, readings in found.items()}
