"""JSON whose every value knows where it stands, so that a wrong number in it can be shown."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass

from sim.errors import Place, Problem, ScenarioError
from sim.importing.source import SourceFile
from sim.scenario.source import Node

DEEPEST = 12
"""Most objects and lists inside each other."""

_BLANK = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(
    r'"(?:[^"\\\x00-\x1f]|\\.)*"|-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?|true|false|null',
    re.ASCII,
)


def is_json(source: SourceFile) -> bool:
    """True for a file that starts as a JSON object or list."""
    first = next((line.lstrip() for line in source.lines if line.strip()), "")
    return first.startswith(("{", "["))


def read_json(source: SourceFile) -> Node:
    """The tree of a JSON file.

    Raises
    ------
    ScenarioError
        At the first place where it is no JSON.
    """
    reader = _Reader(source, "\n".join(source.lines), _starts(source))
    node, end = reader.value(reader.after_blank(0), 1)
    if reader.after_blank(end) < len(reader.text):
        reader.refuse(reader.after_blank(end), "nothing may follow the end of the JSON value")
    return node


def entries(node: Node | None) -> list[Node]:
    """The entries of a list, none of anything else."""
    return node.value if node is not None and isinstance(node.value, list) else []


def _starts(source: SourceFile) -> list[int]:
    """Where each line begins in the text [characters]."""
    starts = [0]
    for line in source.lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


@dataclass(frozen=True, slots=True)
class _Reader:
    source: SourceFile
    text: str
    starts: list[int]

    def after_blank(self, at: int) -> int:
        """The next character that is no blank."""
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def place(self, at: int, end: int) -> Place:
        """The spot of a value that begins at a character."""
        line = bisect_right(self.starts, at)
        width = min(end, self.starts[line - 1] + len(self.source.lines[line - 1])) - at
        return self.source.place(line, at - self.starts[line - 1] + 1, width)

    def refuse(self, at: int, message: str, hint: str = "") -> None:
        """Raise what is wrong at a character."""
        raise ScenarioError([Problem(f"not JSON: {message}", place=self.place(at, at + 1), hint=hint)])

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        """A value and the character behind it."""
        first = self.text[at : at + 1]
        if depth > DEEPEST:
            self.refuse(at, f"more than {DEEPEST} levels")
        if first == "{":
            return self.members(at, depth)
        if first == "[":
            return self.entries(at, depth)
        found = _TOKEN.match(self.text, at)
        if found is None:
            self.refuse(at, "a value is due here" if first else "the file ends too early")
            raise AssertionError
        try:
            return Node(json.loads(found[0]), self.place(at, found.end())), found.end()
        except ValueError:
            self.refuse(at, "a text with an escape that does not exist")
            raise

    def members(self, begin: int, depth: int) -> tuple[Node, int]:
        """An object."""
        found: dict[str, Node] = {}
        at = self.after_blank(begin + 1)
        while self.text[at : at + 1] != "}":
            key, end = self.value(at, depth + 1)
            if not isinstance(key.value, str) or key.value in found:
                self.refuse(at, "a key that was not there yet is due here, in double quotes")
            colon = self.after_blank(end)
            if self.text[colon : colon + 1] != ":":
                self.refuse(colon, "a colon is due here")
            child, end = self.value(self.after_blank(colon + 1), depth + 1)
            found[str(key.value)] = child.under(key.place)
            at = self.behind_comma(end, "}")
        return Node(found, self.place(begin, at + 1)), at + 1

    def entries(self, begin: int, depth: int) -> tuple[Node, int]:
        """A list."""
        found: list[Node] = []
        at = self.after_blank(begin + 1)
        while self.text[at : at + 1] != "]":
            child, end = self.value(at, depth + 1)
            found.append(child)
            at = self.behind_comma(end, "]")
        return Node(found, self.place(begin, at + 1)), at + 1

    def behind_comma(self, end: int, closing: str) -> int:
        """The character of the next entry, or of what closes the list."""
        at = self.after_blank(end)
        mark = self.text[at : at + 1]
        if mark == closing:
            return at
        if mark != ",":
            self.refuse(at if mark else max(0, len(self.text) - 1), f"a comma or '{closing}' is due here")
        following = self.after_blank(at + 1)
        if self.text[following : following + 1] == closing:
            self.refuse(at, f"a comma stands before '{closing}'")
        return following
