"""Tables of findings, as text for the terminal and as Markdown for the docs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One finding.

    Parameters
    ----------
    title : what was measured
    header : names of the columns
    rows : cells
    notes : how to read it
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def as_text(table: Table) -> str:
    """Aligned columns; all but the first are numbers and stand at the right."""
    widths = [max(len(row[column]) for row in (table.header, *table.rows)) for column in range(len(table.header))]
    lines = [_line(row, widths) for row in (table.header, *table.rows)]
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join([table.title, "", *lines, *table.notes, ""])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])


def as_markdown(table: Table) -> str:
    rule = ["---", *["---:"] * (len(table.header) - 1)]
    rows = [f"| {' | '.join(row)} |" for row in (table.header, rule, *table.rows)]
    notes = [f"{note}" for note in table.notes]
    return "\n".join([f"## {table.title}", "", *rows, "", *([" ".join(notes), ""] if notes else [])])
