"""The file that is imported: its bytes, digest and lines, and what is wrong or left out of it."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import Place, Problem, ScenarioError
from sim.hints import counted
from sim.scenario.check import without_repeats
from sim.scenario.files import LINE_BREAK, FileError, decode, read_named
from sim.scenario.source import MOST_PROBLEMS

MOST_BYTES = 60_000_000
"""Largest file, packed or not [bytes]: a century of one station with all it measures."""
MOST_LINES = 1_000_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that somebody published.

    Parameters
    ----------
    name : without folders
    label : as it was typed; messages name it so
    sha256 : digest of its bytes as they lie on the disk [64 hexadecimal digits]
    lines : of the unpacked text
    """

    name: str
    label: str
    sha256: str
    lines: tuple[str, ...]

    def place(self, number: int, column: int = 1, width: int = 1) -> Place:
        """A spot in the file, counted from 1; behind its last line stands the end of it."""
        number = max(1, min(number, len(self.lines)))
        return Place(self.label, number, column, self.lines[number - 1], max(1, width))

    def last_place(self) -> Place:
        """The last line with text on it."""
        for number in range(len(self.lines), 0, -1):
            if self.lines[number - 1].strip():
                return self.place(number, 1, len(self.lines[number - 1]))
        return self.place(1)


def read_source(path: Path) -> SourceFile:
    """Read a text file, packed with gzip or not.

    Raises
    ------
    ScenarioError
        If it does not exist, is too large, damaged, or no text.
    """
    label = str(path)
    try:
        content = read_named(path, MOST_BYTES)
    except FileError as error:
        raise ScenarioError([Problem(f"the file {label} {error}")]) from None
    text = decode(_unpacked(content, label), label, MOST_BYTES, MOST_LINES)
    return SourceFile(path.name, label, hashlib.sha256(content).hexdigest(), tuple(LINE_BREAK.split(text)))


def _unpacked(content: bytes, label: str) -> bytes:
    if not content.startswith(_GZIP):
        return content
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        unpacked = reader.decompress(content, MOST_BYTES + 1)
    except zlib.error:
        raise ScenarioError([Problem("the gzip file is damaged", label, hint="load it again")]) from None
    if len(unpacked) > MOST_BYTES:
        raise ScenarioError([Problem(f"is larger than {MOST_BYTES:,} bytes when it is unpacked", label)])
    if not reader.eof or reader.unused_data:
        words = "holds several parts" if reader.eof else "ends too early"
        raise ScenarioError([Problem(f"the gzip file {words}", label, hint="load it again, or unpack it first")])
    return unpacked


@dataclass(slots=True)
class Notes:
    """What reading finds out: problems, each at its place, and what was left out and why, counted."""

    problems: list[Problem] = field(default_factory=list)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)

    def problem(self, message: str, place: Place, hint: str = "") -> None:
        """Note a problem; after very many reading stops."""
        self.problems.append(Problem(message, place=place, hint=hint))
        if len(self.problems) >= MOST_PROBLEMS:
            self.refuse_problems()

    def refuse_problems(self) -> None:
        """Raise all problems at once, if there are any."""
        if self.problems:
            raise ScenarioError(without_repeats(self.problems))

    def drop(self, what: str, why: str, number: int = 1) -> None:
        """Note that something is left out.

        Parameters
        ----------
        what : noun, for example ``row``
        why : the reason, for example ``no number launched``
        """
        if number:
            self.dropped[what, why] += number

    def left_out(self) -> list[str]:
        """What was left out, one line for each reason."""
        return [f"{counted(number, what)}: {why}" for (what, why), number in self.dropped.items()]
