"""Fingerprints of what happens in a run, and where two runs part.

A day has a digest, a line of the journal one character of 64. Characters are few and weak: they say where two runs
part, the digests say whether they do.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.study.journal import Day

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DIGITS = 8
"""Hexadecimal digits of the digest of a day."""
MOST_LINES = 24_000
"""Lines of the journal with a fingerprint of their own, in all plans together."""
AHEAD = 6
"""Lines that must agree behind a line before it is called new, missing or swapped."""

Sort = Literal["another", "new", "missing", "swapped"]


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two runs part.

    Parameters
    ----------
    plan, replication : which run
    day : the first that differs, from 0
    line : number of the first line that differs, from 0; None if only the day is known
    sort : what stands there now: another line, a new one, one less, or two in the other order
    """

    plan: str
    replication: int
    day: int
    line: int | None
    sort: Sort


def digests_of(days: Sequence[Day]) -> str:
    """Digests of all days, with blanks between."""
    return " ".join(hashlib.sha256(day.tobytes()).hexdigest()[:DIGITS] for day in days)


def fingerprints_of(days: Sequence[Day], most: int) -> str:
    """A character for each line, of the first ones."""
    letters: list[str] = []
    for day in days:
        rows = day[: most - len(letters)]
        letters += [LETTERS[zlib.crc32(row.tobytes()) & 63] for row in rows]
        if len(letters) == most:
            break
    return "".join(letters)


def first_parting(
    stored: Mapping[str, Sequence[str]], lines: Mapping[str, str], now: Mapping[str, Sequence[Sequence[Day]]]
) -> Parting | None:
    """Where the runs of a study first part from those stored: the earliest day of the first replication.

    Parameters
    ----------
    stored : plan -> digests of the days of each replication
    lines : plan -> fingerprints of its first replication
    now : plan -> days of each replication; those that only one of the two has are left out

    Returns
    -------
    Parting or None
        None if nothing differs.
    """
    found = []
    for plan, replications in stored.items():
        for number, (digests, days) in enumerate(zip(replications, now[plan], strict=False)):
            day = _first_day(digests.split(), digests_of(days).split())
            if day is not None:
                found.append((number, day, plan))
    if not found:
        return None
    number, day, plan = min(found, key=lambda one: one[:2])
    line, sort = _first_line(lines[plan], now[plan][0], day) if number == 0 else (None, "another")
    return Parting(plan, number, day, line, sort)


def _first_day(stored: Sequence[str], now: Sequence[str]) -> int | None:
    for day in range(max(len(stored), len(now))):
        if stored[day : day + 1] != now[day : day + 1]:
            return day
    return None


def _first_line(stored: str, days: Sequence[Day], day: int) -> tuple[int | None, Sort]:
    """The first line of a day that differs, as far as lines have fingerprints."""
    begin = sum(len(one) for one in days[:day])
    now = fingerprints_of(days[: day + 2], len(stored))
    for line in range(begin, min(len(stored), len(now))):
        if stored[line] != now[line]:
            return line, _sort(stored[line : line + AHEAD], now[line : line + AHEAD])
    here = begin + len(days[day]) if day < len(days) else begin
    return (len(now), "missing") if here == len(now) < len(stored) else (None, "another")


def _sort(stored: str, now: str) -> Sort:
    """What the lines from the first that differs say."""
    if stored[1:2] == now[:1] and stored[:1] == now[1:2] and stored[2:] == now[2:]:
        return "swapped"
    if stored[1:] == now[:-1]:
        return "missing"
    return "new" if stored[:-1] == now[1:] else "another"
