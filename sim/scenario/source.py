"""One scenario file: from bytes to a tree of values that know where they were written.

YAML 1.2 by the C parser's event stream. Everything a scenario never needs is refused while the events arrive,
before anything is built: anchors, aliases, tags, merge keys, doubled keys, several documents, deep nesting,
huge numbers. Plain scalars are true, false, null and numbers; everything else is text (``NO``, ``12:30``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from sim.errors import Place, Problem, ScenarioError
from sim.hints import shown
from sim.scenario.files import LINE_BREAK, decode

MOST_BYTES = 1_000_000
"""Largest scenario file [bytes]."""
LONGEST_LINE = 2_000
"""Longest line of a scenario file [characters]."""
DEEPEST = 24
"""Most mappings and lists inside each other."""
MOST_NODES = 5_000
"""Most values in one file."""
MOST_PROBLEMS = 100
"""Reading stops after so many problems in one file."""
LONGEST_NUMBER = 30
"""Longest plain scalar read as a number [characters]."""

_EVENTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Only its event stream is used: nothing is ever composed or constructed by PyYAML."""

Scalar = bool | int | float | str | None

_WHOLE = re.compile(r"[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_THOUSANDS = re.compile(r"[0-9]{3}(?![0-9])")
_NO_BLANK = re.compile(r" *[\w.]+:[^\s:]")
_TAB = re.compile(r"[ -]*\t")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("~", "null", "Null", "NULL")),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written.

    Parameters
    ----------
    value : a scalar, a mapping of nodes in file order, or a list of nodes
    place : where the value stands
    key_place : where its key stands, None in lists and at the top
    """

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    key_place: Place | None = None

    def under(self, key_place: Place | None) -> Node:
        """The same value under another key."""
        return Node(self.value, self.place, key_place)


def values(node: Node) -> object:
    """The plain value of a tree: dictionaries, lists and scalars."""
    if isinstance(node.value, dict):
        return {key: values(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [values(child) for child in node.value]
    return node.value


def children(node: Node | None) -> dict[str, Node]:
    """What stands below the keys of a mapping, nothing of anything else."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def find(node: Node, path: tuple[str | int, ...]) -> Node | None:
    """The node at a key path, None if nothing was written there."""
    for key in path:
        below = node.value
        if isinstance(below, dict) and isinstance(key, str):
            found = below.get(key)
        elif isinstance(below, list) and isinstance(key, int):
            found = below[key] if 0 <= key < len(below) else None
        else:
            found = None
        if found is None:
            return None
        node = found
    return node


def place_of(tree: Node | None, path: tuple[str | int, ...]) -> Place | None:
    """Where the value at a key path was written, None if that is not known."""
    node = find(tree, path) if tree is not None else None
    return node.place if node is not None else None


def read_text(content: bytes, label: str) -> Node:
    """The tree of one scenario file, whose top is a mapping.

    Parameters
    ----------
    content : the bytes of the file
    label : how messages name it
    """
    top = parse(decode(content, label, LONGEST_LINE), label)
    if not isinstance(top.value, dict):
        raise ScenarioError([Problem("a scenario file is a mapping of keys to values", place=top.place)])
    return top


def parse(text: str, label: str, *, first_line: int = 1, shown: str | None = None) -> Node:
    """The tree of one YAML document.

    Parameters
    ----------
    text : the document
    label : how messages name it
    first_line : number of its first line
    shown : what messages show instead of the document, of the same length
    """
    reader = _Reader(label, LINE_BREAK.split(text if shown is None else shown), first_line - 1)
    try:
        top = reader.document(iter(_EVENTS(text).get_event, None))
    except yaml.YAMLError as error:
        reader.problems.append(reader.syntax_problem(error))
        top = None
    except _StopError:
        top = None
    except (ValueError, RecursionError, UnicodeError):
        reader.problems.append(Problem("is not readable as YAML", label))
        top = None
    if top is None and not reader.problems:
        reader.problems.append(Problem("the file is empty", place=Place(label, first_line, 1)))
    if reader.problems or top is None:
        raise ScenarioError(reader.problems)
    return top


class _StopError(Exception):
    """Reading cannot go on; the problem is already noted."""


@dataclass(slots=True)
class _Reader:
    """Builds the tree from events and notes every problem on the way."""

    label: str
    lines: list[str]
    shift: int
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def place(self, start: Any, end: Any = None) -> Place:
        """The spot between two marks; a value of several lines is underlined to the end of its first."""
        if start.line >= len(self.lines) or not self.lines[start.line]:
            return self._last_place_before(start.line)
        text = self.lines[start.line]
        same_line = end is not None and end.line == start.line
        width = (end.column if same_line else len(text.rstrip())) - start.column
        return Place(self.label, start.line + 1 + self.shift, start.column + 1, text, max(1, width))

    def _last_place_before(self, line: int) -> Place:
        """The end of the last line with text on it: where something is missing that never came."""
        for number in range(min(line, len(self.lines) - 1), 0, -1):
            if self.lines[number].strip():
                break
        else:
            number = 0
        text = self.lines[number].rstrip()
        return Place(self.label, number + 1 + self.shift, len(text) + 1, text)

    def note(self, message: str, place: Place, hint: str = "") -> None:
        """Remember a problem; give up after very many."""
        self.problems.append(Problem(message, place=place, hint=hint))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def syntax_problem(self, error: yaml.YAMLError) -> Problem:
        """A syntax error in the words of the parser, at its place."""
        words = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        mark, hint = self._begin_of_syntax_error(error)
        position = getattr(error, "position", None)
        if mark is None and isinstance(position, int):
            return Problem(f"not YAML: {words}", place=self._place_of_character(position))
        return Problem(f"not YAML: {words}", place=self.place(mark) if mark else None, hint=hint)

    def _begin_of_syntax_error(self, error: yaml.YAMLError) -> tuple[Any, str]:
        """Where the mistake behind a syntax error most likely is, None if unknown, and what to do about it."""
        opened: Any = getattr(error, "context_mark", None)
        mark: Any = getattr(error, "problem_mark", None)
        context, words = str(getattr(error, "context", "")), str(getattr(error, "problem", ""))
        line = self.lines[mark.line] if mark is not None and mark.line < len(self.lines) else ""
        above = self.lines[mark.line - 1] if line and mark.line else ""
        if _TAB.match(line):
            return mark, "indent with blanks, never with tabs"
        if words.startswith("mapping values are not allowed"):
            missing = f"line {mark.line + self.shift} has no blank after its colon, 'key: value'"
            return mark, missing if _NO_BLANK.match(above) else _STRAY_COLON
        if "escape character" in words:
            return mark, "a backslash is doubled in double quotes, and none in single quotes"
        if opened is not None and "quoted scalar" in context:
            return opened, "a quote that is opened here is never closed"
        if opened is not None and "simple key" in context:
            return opened, "a key has a blank after its colon, 'key: value'"
        if opened is not None and "flow" in context and "expected ','" in words:
            line_number = opened.line + 1 + self.shift
            return mark, f"a bracket that is opened on line {line_number} is not closed, or a comma is missing"
        return mark or opened, ""

    def _place_of_character(self, position: int) -> Place:
        for number, line in enumerate(self.lines):
            if position <= len(line):
                return Place(self.label, number + 1 + self.shift, position + 1, line)
            position -= len(line) + 1
        return Place(self.label, len(self.lines) + self.shift, 1)

    def document(self, events: Iterator[Any]) -> Node | None:
        """The one document of a stream, None if there is none."""
        top = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if top is not None:
                    self.note("a file holds one document, this starts another", self.place(event.start_mark))
                    return None
                if event.version or event.tags:
                    self.note("directives (%) are not allowed", self.place(event.start_mark))
                top = self._node(events, next(events), 1)
        return top

    def _node(self, events: Iterator[Any], event: Any, depth: int) -> Node:
        self.nodes += 1
        place = self.place(event.start_mark, event.end_mark)
        if depth > DEEPEST or self.nodes > MOST_NODES:
            most = f"{DEEPEST} levels" if depth > DEEPEST else f"{MOST_NODES:,} values"
            self.problems.append(Problem(f"the file has more than {most}", place=place))
            raise _StopError
        self._refuse(event, place)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._mapping(events, depth), place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(events, depth), place)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event, place), place)
        return Node(None, place)

    def _refuse(self, event: Any, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.note("aliases (*name) are not allowed", place, "write the value out, or use extends")
        elif getattr(event, "anchor", None) is not None:
            self.note("anchors (&name) are not allowed", place, "write the value out, or use extends")
        if getattr(event, "tag", None) is not None:
            self.note("tags (!name) are not allowed", place)

    def _list(self, events: Iterator[Any], depth: int) -> list[Node]:
        children = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            children.append(self._node(events, event, depth + 1))
        return children

    def _mapping(self, events: Iterator[Any], depth: int) -> dict[str, Node]:
        children: dict[str, Node] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(events, event, depth)
            following = next(events)
            if key is not None and _is_empty(following):
                before = next(reversed(children.values()), None)
                self.note(
                    _EMPTY,
                    self.place(following.start_mark, following.end_mark),
                    self._hint_of_empty(key[0], event, before),
                )
                child = Node(None, key[1])
            else:
                child = self._node(events, following, depth + 1)
            if key is None:
                continue
            name, place = key
            if name in children:
                first = children[name].key_place
                line = first.line if first else 0
                self.note(f"the key {shown(name)} stands here twice", place, f"first on line {line}")
                continue
            children[name] = child.under(place)
        return children

    def _hint_of_empty(self, name: str, key: Any, before: Node | None) -> str:
        """What somebody meant who wrote a key without a value.

        Parameters
        ----------
        name, key : the key and its event
        before : the value before it in the same mapping
        """
        line = self.lines[key.end_mark.line] if key.end_mark.line < len(self.lines) else ""
        if key.style or line[key.end_mark.column :].lstrip(" ").startswith(":"):
            return _LEAVE_OUT
        if "=" in name or ":" in name:
            return "write 'key: value', with a blank after the colon"
        if name[0].isdecimal() and before is not None and type(before.value) is int:
            proposal = "" if _THOUSANDS.match(name) else f": '{before.value}.{name}'"
            return f"numbers have a decimal point and no separators{proposal}"
        return "a key has a value after ': ', a list stands in brackets: [a, b]"

    def _key(self, events: Iterator[Any], event: Any, depth: int) -> tuple[str, Place] | None:
        """Name and place of a key, None if it is none (noted)."""
        place = self.place(event.start_mark, event.end_mark)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(events, event, depth + 1)
            self.note("a key must be a single word or text", place)
            return None
        self._refuse(event, place)
        if event.value == "<<" or not event.value:
            words = "merge keys (<<) are not allowed" if event.value else "a key is missing before ':'"
            self.note(words, place, "use extends" if event.value else "")
            return None
        return event.value, place

    def _scalar(self, event: Any, place: Place) -> Scalar:
        """The value of a scalar; quoted and block text stays text."""
        if event.style:
            return str(event.value)
        if not event.value:
            self.note(_EMPTY, place, _LEAVE_OUT)
            return None
        try:
            return plain_value(event.value)
        except ValueError as error:
            self.note(str(error), place)
            return None


_STRAY_COLON = "a value with ': ' in it needs quotes, and keys of one part begin in the same column"
_EMPTY = "nothing is written here"
_LEAVE_OUT = "write null to leave a key out, and indent what belongs below a key"


def _is_empty(event: Any) -> bool:
    """True for the place of a value where none is written."""
    plain = isinstance(event, yaml.ScalarEvent) and not event.style and not event.value
    return plain and event.tag is None and event.anchor is None


def plain_value(text: str) -> Scalar:
    """The value of unquoted text by the core rules of YAML 1.2.

    Raises
    ------
    ValueError
        If it is a number that is not finite or absurdly long.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not allowed, every number must be finite")
    is_whole = _WHOLE.fullmatch(text)
    if not is_whole and not _DECIMAL.fullmatch(text):
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"the number has more than {LONGEST_NUMBER} characters")
    if is_whole:
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large, every number must be finite")
    return number
