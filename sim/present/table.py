"""The comparison on a terminal: as many tables as there are things to say, as wide as there is room."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from sim.analysis.answer import Comparison
from sim.present.caution import CAUTION, mark_with_option
from sim.present.sections import Section, notes_of, said_above, sections_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

NARROWEST_PLAN = 20
"""Columns for the name of a plan, if it is that long, before intervals go to lines of their own."""
SHORTEST_LINE = 8
"""Columns for a line of a name, however narrow the terminal."""
BETWEEN = 2
"""Columns between two columns of a table."""
HANGING = "  "
"""Before the further lines of a name."""
WIDTH_OF_FILES = 100
"""Columns at least where neither a terminal nor the variable COLUMNS says how wide it is."""


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print warnings, headline, all tables and how to read them.

    Parameters
    ----------
    console : 80 columns or more, widened if nothing says how wide it is; no name of a plan is read as markup
    """
    print_report(said_above(comparison), comparison.headline, sections_of(comparison), notes_of(comparison), console)


def print_report(
    above: Iterable[str], headline: str, sections: Iterable[Section], notes: Iterable[str], console: Console
) -> None:
    """Print warnings, a headline, tables and how to read them.

    Parameters
    ----------
    console : as of `print_comparison`
    """
    from rich.text import Text

    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        console.width = max(console.width, WIDTH_OF_FILES)
    _print_headline(above, headline, console)
    for section in sections:
        _print_section(section, console)
        console.print()
    for note in notes:
        console.print(Text(note, style="dim"))


def report_text(above: Iterable[str], headline: str, sections: Iterable[Section], notes: Iterable[str]) -> str:
    """The same as a text, as wide as the terminal."""
    written = StringIO()
    console = _console_of(written)
    print_report(above, headline, sections, notes, console)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def main_text(comparison: Comparison) -> str:
    """Warnings, headline and the table of the first metric, as wide as the terminal."""
    written = StringIO()
    console = _console_of(written)
    _print_headline(said_above(comparison), comparison.headline, console)
    _print_section(next(sections_of(comparison)), console)
    console.print(mark_with_option(comparison.public), CAUTION, highlight=False)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def _console_of(written: StringIO) -> Console:
    """What prints into a text, as wide as the terminal; in a notebook as well, where it would show itself else."""
    from rich.console import Console

    width = get_terminal_size((WIDTH_OF_FILES, 0)).columns
    return Console(file=written, width=width, color_system=None, force_jupyter=False)


def _print_headline(above: Iterable[str], headline: str, console: Console) -> None:
    """Print the headline below its warnings."""
    from rich.text import Text

    for said in above:
        console.print(Text(said, style="yellow"))
    console.print(Text(headline, style="bold"), "")


def _print_section(section: Section, console: Console) -> None:
    """Print a table below its title."""
    from rich.text import Text

    console.print(Text(section.title, style="bold"))
    for part in _parts(section, console):
        console.print(_table(_fitting(part, console)))


def _parts(section: Section, console: Console) -> Iterator[Section]:
    """A section whole; one that is too wide even with its intervals below their numbers, in parts side by side."""
    names = max(_columns(row[0]) for row in section.rows)
    room = console.width - max(min(names, NARROWEST_PLAN), SHORTEST_LINE)
    first = taken = 0
    wide = _widths(_stacked(section))
    for place, width in enumerate(wide):
        if place > first and taken + width > room:
            yield _only(section, first, place)
            first, taken = place, 0
        taken += width
    yield _only(section, first, len(wide))


def _only(section: Section, first: int, behind: int) -> Section:
    """A section with some of its columns of numbers."""

    def cut(cells: tuple[str, ...]) -> tuple[str, ...]:
        return (cells[0], *cells[1 + first : 1 + behind])

    return replace(section, heads=cut(section.heads), rows=tuple(cut(row) for row in section.rows))


def _widths(section: Section) -> list[int]:
    """Columns that each column of numbers takes, with those before it."""
    numbers = zip(section.heads[1:], *(row[1:] for row in section.rows), strict=True)
    return [BETWEEN + max(_columns(cell) for cell in column) for column in numbers]


def _fitting(section: Section, console: Console) -> Section:
    """A section as it fits: if need be every interval on a line of its own, and long names on several lines."""
    names = max(_columns(row[0]) for row in section.rows)
    if min(names, NARROWEST_PLAN) > _room_for_names(section, console):
        section = _stacked(section)
    room = max(_room_for_names(section, console), SHORTEST_LINE)
    return replace(section, rows=tuple((_wrapped(row[0], room, console), *row[1:]) for row in section.rows))


def _room_for_names(section: Section, console: Console) -> int:
    """Columns that the numbers leave for the names of plans."""
    return console.width - sum(_widths(section))


def _stacked(section: Section) -> Section:
    """A section with every interval below its number."""
    rows = ((plan, *(cell.replace(" (", "\n(") for cell in numbers)) for plan, *numbers in section.rows)
    return replace(section, rows=tuple(rows))


def _wrapped(name: str, room: int, console: Console) -> str:
    """A name on as many lines as it takes; those after the first hang."""
    from rich.text import Text

    if _columns(name) <= room:
        return name
    lines = Text(name).wrap(console, room - len(HANGING))
    return f"\n{HANGING}".join(line.plain for line in lines)


def _columns(text: str) -> int:
    """Columns that the widest line of a text takes."""
    from rich.cells import cell_len

    return max(cell_len(line) for line in text.split("\n"))


def _table(section: Section) -> Table:
    """A table whose first column is a plan and whose others are numbers; nothing in it is markup."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    plan, *numbers = section.heads
    table.add_column(f"\n{plan}" if any("\n" in head for head in numbers) else plan, overflow="fold")
    for head in numbers:
        table.add_column(Text(head), justify="right")
    for row in section.rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
