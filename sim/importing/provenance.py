"""Where an imported table comes from, as the comment lines above it and as the lines that are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sim
from sim.errors import escape
from sim.importing.source import Notes, SourceFile

LONGEST = 1_500
"""Longest text behind a key [characters]: a scenario's tables have lines of 2,000 at most."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is said above a table, in order: key and text."""

    title: str
    lines: tuple[tuple[str, str], ...]

    def comment(self) -> str:
        """Comment lines, one for each thing that is said; whatever stands in names stays on its line."""
        return "".join(f"# {line}\n" for line in [self.title, *self.said()])

    def said(self) -> list[str]:
        """The same lines without marks and title."""
        return [f"{key}: {_on_one_line(text)}" for key, text in self.lines]


def provenance_of(title: str, source: SourceFile, about: Iterable[tuple[str, str]], notes: Notes) -> Provenance:
    """What is to be said of a table made of a file.

    Parameters
    ----------
    about : what only this kind of table has: format, station, period, units, ...
    """
    dropped = notes.left_out() or ["nothing"]
    lines = [
        ("source file", source.name),
        ("SHA-256", source.sha256),
        *about,
        *(("dropped", line) for line in dropped),
        ("made by", f"hearthline {sim.__version__}"),
    ]
    return Provenance(title, tuple(lines))


def _on_one_line(text: str) -> str:
    shown = escape(" ".join(text.split()))
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}..."
