"""Comma-separated tables read by their header: every cell keeps its place, and missing columns are named."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.errors import Place, ScenarioError, UsageError
from sim.hints import nearest_or_known, shown
from sim.importing.source import Notes, SourceFile
from sim.scenario.tables import cells_of

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell without blanks at its ends, and where it stands."""

    text: str
    place: Place

    def __bool__(self) -> bool:
        """False where nothing is written."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row and which of its cells belongs to which column."""

    cells: tuple[Cell, ...]
    columns: Mapping[str, int]
    place: Place

    def __getitem__(self, column: str) -> Cell:
        """The cell of a column that the header has."""
        return self.cells[self.columns[column]]

    def get(self, column: str) -> Cell | None:
        """The cell of a column, None if the header does not have it."""
        return self.cells[self.columns[column]] if column in self.columns else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table below its header.

    Parameters
    ----------
    columns : name in small letters -> position
    header : the whole header line
    heads : the cells of the header
    first : number of the first line below the header, from 1
    """

    source: SourceFile
    columns: Mapping[str, int]
    header: Place
    heads: tuple[Cell, ...]
    first: int

    def require(self, notes: Notes, *alternatives: str) -> str:
        """The one of some columns that is there, first come; a missing one is noted, and the first name returned."""
        for name in alternatives:
            if name in self.columns:
                return name
        words = " or ".join(f"'{name}'" for name in alternatives)
        hint = nearest_or_known(alternatives[0], list(self.columns))
        notes.problem(f"the column {words} is missing", self.header, hint.replace("known:", "the header has:"))
        return alternatives[0]

    def rows(self, notes: Notes, last: int | None = None) -> Iterator[Row]:
        """Rows with as many cells as the header, others are noted; empty lines and comments are passed over."""
        for number in range(self.first, (last or len(self.source.lines)) + 1):
            row = row_at(self.source, number, notes)
            if row is None:
                continue
            if len(row) != len(self.heads):
                short = f"the row has {len(row)} cells, the header {len(self.heads)}"
                place = row[len(self.heads)].place if len(row) > len(self.heads) else _whole(self.source, number)
                notes.problem(short, place)
                continue
            yield Row(row, self.columns, _whole(self.source, number))

    def left_over(self, used: Collection[str]) -> list[str]:
        """Names of columns that are not used, as the header writes them."""
        return [cell.text for cell in self.heads if cell.text.casefold() not in used]


def sheet_at(source: SourceFile, number: int, notes: Notes) -> Sheet:
    """The table whose header stands on a line, counted from 1."""
    heads = row_at(source, number, notes) or ()
    columns: dict[str, int] = {}
    for position, cell in enumerate(heads):
        name = cell.text.casefold()
        if name in columns:
            notes.problem(f"the column {shown(cell.text)} stands here twice", cell.place)
        columns.setdefault(name, position)
    return Sheet(source, columns, _whole(source, number), heads, number + 1)


def sheet_for(source: SourceFile, first: date | None, last: date | None, notes: Notes) -> Sheet:
    """The table of a file that begins with its header, below comments, for a period.

    Raises
    ------
    UsageError
        If the period ends before it begins.
    ScenarioError
        If nothing stands in the file.
    """
    if first is not None and last is not None and last < first:
        raise UsageError("--to must not lie before --from")
    number = first_line(source)
    if not number:
        notes.problem("the file is empty", source.place(1), "a header and rows are due")
        notes.refuse_problems()
    return sheet_at(source, number, notes)


def sheet_without_header(source: SourceFile, names: Sequence[str]) -> Sheet:
    """A table that starts with its first row; its columns are known by their order."""
    place = source.place(1)
    heads = tuple(Cell(name, place) for name in names)
    return Sheet(source, {name: position for position, name in enumerate(names)}, place, heads, 1)


def row_at(source: SourceFile, number: int, notes: Notes) -> tuple[Cell, ...] | None:
    """The cells of a line, None if there is nothing on it, it is a comment, or it cannot be read (noted)."""
    line = source.lines[number - 1]
    if not line.strip() or line.startswith("#"):
        return None
    try:
        return tuple(Cell(text.strip(), place) for text, _, place in cells_of(source.label, number, line))
    except ScenarioError as error:
        for problem in error.problems:
            assert problem.place is not None
            notes.problem(problem.message, problem.place, problem.hint)
        return None


def first_line(source: SourceFile) -> int:
    """Number of the first line with something on it that is no comment; 0 if there is none."""
    lines = enumerate(source.lines, 1)
    return next((number for number, line in lines if line.strip() and not line.startswith("#")), 0)


def number_in(cell: Cell, notes: Notes, what: str, low: float, high: float) -> float | None:
    """The number in a cell, None if nothing is written; what is none, or out of reach, is noted.

    Parameters
    ----------
    what : noun with its unit, for example ``temperature [degC]``
    low, high : limits of what can be
    """
    if not cell:
        return None
    found = float(cell.text) if _NUMBER.fullmatch(cell.text) else math.nan
    if math.isnan(found):
        notes.problem(
            f"{shown(cell.text)} is no {what}", cell.place, f"a number from {low:g} to {high:g} is due, or nothing"
        )
        return None
    if not low <= found <= high:
        notes.problem(f"{shown(cell.text)} is no possible {what}", cell.place, f"from {low:g} to {high:g} is possible")
        return None
    return found


def count_in(cell: Cell, notes: Notes, what: str, most: int) -> int | None:
    """The whole number in a cell, written with ``.0`` or without; None if nothing is written or it is noted."""
    found = number_in(cell, notes, what, 0, most)
    if found is not None and not found.is_integer():
        notes.problem(f"{shown(cell.text)} is no {what}", cell.place, "a whole number is due")
        return None
    return None if found is None else int(found)


def _whole(source: SourceFile, number: int) -> Place:
    return source.place(number, 1, len(source.lines[number - 1]))


def names_in_line(names: Iterable[str]) -> str:
    """Names of columns in one line, those without a name as ``(no name)``."""
    return ", ".join(name or "(no name)" for name in names)
