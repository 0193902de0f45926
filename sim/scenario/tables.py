"""Small CSV tables that stand for rows of a scenario: districts, heat sources, weather, recorded waves.

The header names the keys of a row; a unit in brackets holds for bare numbers below it: ``vulnerable [%]``.
Empty cells are left out, lines that start with ``#`` are comments. Every cell keeps its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sim.errors import Place, Problem, ScenarioError
from sim.hints import nearest_or_known, shown
from sim.scenario.files import LINE_BREAK, FileError, below, decode, read_below
from sim.scenario.merge import Sources
from sim.scenario.shape import Path, Slot, dotted
from sim.scenario.source import LONGEST_LINE, MOST_PROBLEMS, Node, plain_value

MOST_BYTES = 4_000_000
"""Largest table [bytes]."""
MOST_ROWS = 10_000
MOST_COLUMNS = 40

_HEADER = re.compile(r"(?P<name>[^\[\]]*?)\s*(\[\s*(?P<unit>[^\[\]]+?)\s*\])?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"[ \t]*(?=,|$)')
_BARE = re.compile(r"[+-]?[0-9.]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file that was read.

    Parameters
    ----------
    file : its name below the scenario's folder
    rows : number of rows
    sha256 : digest of its bytes [64 hexadecimal digits]
    """

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: its key, the unit of bare numbers, whether unquoted cells may be numbers."""

    name: str
    unit: str
    is_bare: bool
    place: Place


def expand_tables(sources: Sources, shape: Slot) -> tuple[Node, dict[str, Table], list[Problem]]:
    """The tree with the rows of every table in the place of its file name.

    Returns
    -------
    tree : rows are mappings of cells, each with its place in the table
    tables : dotted key path -> the table that was read there
    problems : of all tables
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []

    def expand(node: Node, slot: Slot, path: Path) -> Node:
        if slot.table and isinstance(node.value, str):
            try:
                rows, tables[dotted(path)] = _read(sources, node, slot, dotted(path))
            except ScenarioError as error:
                problems.extend(error.problems)
                rows = []
            return Node(list(rows), node.place, node.key_place)
        if not isinstance(node.value, dict):
            return node
        children = {
            key: expand(child, inner, (*path, key)) if (inner := slot.below(key)) else child
            for key, child in node.value.items()
        }
        return Node(children, node.place, node.key_place)

    return expand(sources.tree, shape, ()), tables, problems


def _read(sources: Sources, node: Node, slot: Slot, path: str) -> tuple[list[Node], Table]:
    name = str(node.value)
    try:
        relative = below(sources.folders.get(node.place.file, ""), name)
        content = read_below(sources.root, relative, MOST_BYTES)
    except FileError as error:
        raise ScenarioError([Problem(f"the file '{name}' {error}", path, node.place)]) from None
    row = slot.below(0)
    assert row is not None
    label = str(sources.typed / relative)
    rows = read_table(decode(content, label, LONGEST_LINE), label, row)
    return rows, Table(relative, len(rows), hashlib.sha256(content).hexdigest())


def read_table(text: str, label: str, row: Slot) -> list[Node]:
    """The rows of a table as mappings of cells.

    Parameters
    ----------
    text : the whole table
    label : how messages name it, a path with ``/``
    row : what a row may hold

    Raises
    ------
    ScenarioError
        Listing every problem of the table's form; the values are checked with the scenario.
    """
    lines = [(n, line) for n, line in enumerate(LINE_BREAK.split(text), 1) if line.strip() and line[0] != "#"]
    if not lines:
        raise ScenarioError([Problem("the table is empty, it needs a header", place=Place(label, 1, 1))])
    if len(lines) > MOST_ROWS + 1:
        raise ScenarioError([Problem(f"the table has more than {MOST_ROWS:,} rows", place=Place(label, MOST_ROWS, 1))])
    columns, problems = _columns(label, *lines[0], row)
    if len(lines) == 1 and not problems:
        number, header = lines[0]
        problems = [Problem("the table has no rows", place=Place(label, number, 1, header, len(header)))]
    rows = []
    for number, line in lines[1:]:
        try:
            rows.append(_row(label, number, line, columns))
        except ScenarioError as error:
            problems += error.problems
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise ScenarioError(problems)
    return rows


def cells_of(label: str, number: int, line: str) -> Iterator[tuple[str, bool, Place]]:
    """Text, whether it was quoted, and place of every cell of a line."""
    end = -1
    while end < len(line):
        first = len(line) - len(line[end + 1 :].lstrip(" \t"))
        if line[first : first + 1] == '"':
            closing = _QUOTED.match(line, first)
            if closing is None:
                place = Place(label, number, first + 1, line, len(line) - first)
                raise ScenarioError([Problem("a quote is not closed on its line", place=place)])
            end = closing.end()
            text = closing.group(1).replace('""', '"')
            yield text, True, Place(label, number, first + 1, line, end - first)
            continue
        comma = line.find(",", first)
        end = comma if comma >= 0 else len(line)
        cell = line[first:end].strip(" \t")
        yield cell, False, Place(label, number, first + 1, line, max(1, len(cell)))


def _columns(label: str, number: int, line: str, row: Slot) -> tuple[list[_Column], list[Problem]]:
    """The columns of a header and what is wrong with it."""
    columns: list[_Column] = []
    problems: list[Problem] = []
    known = row.known_keys()
    for text, _, place in islice(cells_of(label, number, line), MOST_COLUMNS + 1):
        found = _HEADER.fullmatch(text)
        name, unit = (found["name"], found["unit"] or "") if found else (text, "")
        slot = row.below(name)
        if slot is None:
            by_commas = ";" not in name and "\t" not in name
            hint = nearest_or_known(name, known) if by_commas else "cells are separated by commas"
            problems.append(Problem(f"unknown column {shown(name)}", place=place, hint=hint))
        elif name in [column.name for column in columns]:
            problems.append(Problem(f"the column '{name}' stands here twice", place=place))
        elif unit and not _has_unit(slot):
            problems.append(Problem(f"the column '{name}' has no unit", place=place, hint=f"write '{name}' alone"))
        is_bare = slot is not None and all(leaf.quantity is None or leaf.quantity.bare for leaf in slot.leaves)
        is_text = slot is not None and any(leaf.type is str for leaf in slot.leaves)
        columns.append(_Column(name, unit, is_bare and not is_text, place))
    if len(columns) > MOST_COLUMNS:
        problems = [Problem(f"more than {MOST_COLUMNS} columns", place=Place(label, number, 1, line))]
    missing = _missing_columns(row, [column.name for column in columns])
    if missing and not problems:
        words = f"missing column{'s' if len(missing) > 1 else ''}: {', '.join(missing)}"
        problems.append(Problem(words, place=Place(label, number, 1, line, len(line))))
    return columns, problems


def _has_unit(slot: Slot) -> bool:
    """True if values are written with a unit."""
    quantity = slot.quantity()
    return quantity is not None and not quantity.bare and quantity.kind != "name"


def _missing_columns(row: Slot, given: list[str]) -> list[str]:
    fields = [(field.alias or name, field) for model in row.models() for name, field in model.model_fields.items()]
    return [f"'{key}'" for key, field in fields if field.is_required() and key not in given]


def _row(label: str, number: int, line: str, columns: list[_Column]) -> Node:
    cells = list(islice(cells_of(label, number, line), len(columns) + 1))
    whole = Place(label, number, 1, line, len(line))
    if len(cells) > len(columns):
        message = f"a cell too many, the header has {len(columns)}"
        raise ScenarioError([Problem(message, place=cells[-1][2])])
    if len(cells) < len(columns):
        message = f"the row has {len(cells)} cells, the header {len(columns)}"
        raise ScenarioError([Problem(message, place=whole)])
    row = {
        column.name: Node(_value(text, is_quoted, place, column), place, column.place)
        for column, (text, is_quoted, place) in zip(columns, cells, strict=True)
        if text or is_quoted
    }
    return Node(row, whole)


def _value(text: str, is_quoted: bool, place: Place, column: _Column) -> str | int | float | bool | None:
    """The value of a cell as a scenario file would hold it."""
    if column.unit and _BARE.fullmatch(text):
        return f"{text}{column.unit}" if column.unit.startswith("/") else f"{text} {column.unit}"
    if is_quoted or not column.is_bare:
        return text
    try:
        return plain_value(text)
    except ValueError as error:
        raise ScenarioError([Problem(str(error), column.name, place)]) from None
