"""What can go wrong, said once: exit codes, places in texts, and errors that list every problem they know."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

WIDEST_SOURCE_LINE = 120
"""Longest piece of a source line that a message shows [characters]."""

LONGEST_SENTENCE = 600
"""Longest piece of a message: its key, what is wrong, the hint [characters]."""

MOST_SHOWN = 50
"""How many problems one error spells out; the rest is counted."""


class ExitCode(IntEnum):
    """What the command answers to the shell; 128 + N means stopped by signal N."""

    DONE = 0
    """Done."""
    DRIFT = 1
    """Results have drifted from a baseline."""
    INVALID = 2
    """Wrong usage, or a file that is not valid."""
    BUG = 3
    """A bug; a report of it was saved."""
    BASELINE = 4
    """A baseline is missing or stale, or a check was inconclusive."""
    LIMIT = 5
    """Larger than the limits, or than the machine."""
    STORAGE = 6
    """Storage is full, locked or damaged, or a file cannot be written."""
    PARTIAL = 7
    """Some replications failed, the rest is kept."""


NO_BREAK = "\u00a0"
"""A space at which no line ends, as between the digits of a number."""


def escape(text: str) -> str:
    """Text that is safe on a terminal: control, bidi and other invisible characters are spelled out."""
    return text if text.isprintable() else "".join(_escape_one(character) for character in text)


def escape_prose(text: str) -> str:
    """The same for pages and figures, in whose texts spaces may stand at which no line ends."""
    return NO_BREAK.join(map(escape, text.split(NO_BREAK)))


def _escape_one(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _columns(text: str) -> int:
    """Terminal columns of a text: wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a text somebody wrote.

    Parameters
    ----------
    file : label of the file as the reader knows it, or ``--set``
    line, column : counted from 1
    text : the source line
    width : how many characters the caret line underlines, at least 1
    """

    file: str
    line: int
    column: int
    text: str = ""
    width: int = 1

    def __str__(self) -> str:
        return f"{escape(self.file)}:{self.line}:{self.column}"

    def shifted(self, by: int, width: int) -> Place:
        """The same line, some characters further."""
        return Place(self.file, self.line, self.column + by, self.text, max(1, width))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Parameters
    ----------
    message : what is wrong, without the key
    path : dotted key path, empty for a file as a whole
    place : where it was written, None if nowhere
    hint : what to do about it, for example ``did you mean 'hour'?``
    """

    message: str
    path: str = ""
    place: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        key = f"{_cut(self.path)}: " if self.path else ""
        hint = f"; {_cut(self.hint)}" if self.hint else ""
        line = f"{where}error: {escape(key + _cut(self.message) + hint)}"
        return "\n".join([line, *_caret_lines(self.place)]) if self.place else line


def _cut(text: str) -> str:
    """A text that somebody may have made very long, cut to a readable length."""
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}..."


def _caret_lines(place: Place) -> list[str]:
    """The source line and the carets below it; a long line is cut to a window around the spot."""
    if not place.text.strip():
        return []
    start = max(0, place.column - 1 - WIDEST_SOURCE_LINE // 2)
    window = place.text[start : start + WIDEST_SOURCE_LINE]
    before = window[: place.column - 1 - start]
    marked = window[len(before) : len(before) + place.width]
    left = "..." if start else ""
    right = "..." if start + WIDEST_SOURCE_LINE < len(place.text) else ""
    number = f"{place.line:>5} | "
    indent = " " * 5 + " | " + " " * (len(left) + _columns(escape(before)))
    return [f"{number}{left}{escape(window)}{right}", indent + "^" * max(1, _columns(escape(marked)))]


class HearthlineError(Exception):
    """Base of every error that is not a bug; the command prints it without a traceback.

    Parameters
    ----------
    message : one or more lines for a person
    """

    exit_code: ExitCode = ExitCode.BUG


class UsageError(HearthlineError):
    """The command or function was asked for something that does not exist."""

    exit_code = ExitCode.INVALID


class ScenarioError(HearthlineError):
    """Everything that is wrong with a scenario, in one go.

    Parameters
    ----------
    problems : at least one; kept in ``.problems`` in the order of the files
    """

    exit_code = ExitCode.INVALID

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_say(self.problems))


def _say(problems: Sequence[Problem]) -> str:
    shown = [str(problem) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        more = len(problems) - MOST_SHOWN
        shown.append(f"and {more} more problem{'s' if more > 1 else ''}")
    return "\n".join(shown)


class LimitError(HearthlineError):
    """The job is larger than the limits; the message names the figure and the key to lower."""

    exit_code = ExitCode.LIMIT


class StorageError(HearthlineError):
    """The store is full, locked or damaged; the message names the path and what to do."""

    exit_code = ExitCode.STORAGE


class PartialError(HearthlineError):
    """Some replications failed; the rest is kept."""

    exit_code = ExitCode.PARTIAL


class WorkersLostError(PartialError):
    """The workers of a study died or are gone; what was kept can be gone on with."""
