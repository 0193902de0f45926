"""From a tree of nodes to a valid model, with every problem at the place where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import Place, Problem
from sim.scenario.closed import Closed, Finding
from sim.scenario.quantities import FROM_FILE, Quantity
from sim.scenario.shape import Path, Slot, dotted, fields_holding, file_key, slot_at, top
from sim.scenario.source import Node, find
from sim.scenario.wording import in_domain_words, shown_value
from sim.units import QuantityError

__all__ = ["Finding", "check", "findings", "parts_by_node", "without_repeats"]

MOST_PROBLEMS = 100
"""How many problems of one kind are looked into; the rest shows once these are repaired."""

Model = TypeVar("Model", bound=BaseModel)
Known = Mapping[int, BaseModel]
"""Identity of a node -> the valid part that it became."""
NOTHING_KNOWN: Known = MappingProxyType({})


def check(
    model: type[Model], tree: Node, *, look_further: bool = True, known: Known = NOTHING_KNOWN
) -> tuple[Model | None, list[Problem]]:
    """The model of a tree, or every problem that keeps it from being one.

    Parameters
    ----------
    model : the schema
    tree : the merged tree, tables expanded
    look_further : False if parts are known to be missing, so that nothing can be said about how parts fit
    known : nodes that were found valid before; they are not looked into again

    Returns
    -------
    part : None if there are problems
    problems : in file order, each at its place, without repeats
    """
    problems = list(islice(_lost_silently(tree, top(model), (), known), MOST_PROBLEMS))
    found: Model | None = None
    try:
        found = model.model_validate(_plain(tree, known), context=FROM_FILE)
    except ValidationError as error:
        problems += in_domain_words(model, tree, error.errors(include_url=False)[:MOST_PROBLEMS])
    if found is not None and look_further:
        problems += [_from_finding(model, tree, finding) for finding in _said_of_file(found, known)]
    return (None if problems else found), without_repeats(problems)


def without_repeats(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in file order; what stands at the same place with the same message is said once."""
    seen: dict[tuple[Place | None, str, str], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.place, problem.message, "" if problem.place else problem.path), problem)
    files = list(dict.fromkeys(problem.place.file if problem.place else "" for problem in seen.values()))
    number = {file: place for place, file in enumerate(files)}

    def order(problem: Problem) -> tuple[int, int, int]:
        place = problem.place
        return (number[place.file], place.line, place.column) if place else (-1, 0, 0)

    return sorted(seen.values(), key=order)


def findings(part: Any, known: Known = NOTHING_KNOWN) -> Iterator[Finding]:
    """What every part of a model reports about itself, with full key paths; the outer part first."""
    for path, inner in _parts(part, (), frozenset(map(id, known.values()))):
        yield from (replace(finding, path=path + finding.path) for finding in inner.findings())


def _said_of_file(part: Any, known: Known) -> list[Finding]:
    """Findings, and oversights of the parts in which, and below which, nothing is found."""
    found = list(islice(findings(part, known), MOST_PROBLEMS))
    doubtful = {finding.path[:length] for finding in found for length in range(len(finding.path) + 1)}
    sound = (one for one in _parts(part, (), frozenset(map(id, known.values()))) if one[0] not in doubtful)
    overseen = (replace(one, path=path + one.path) for path, inner in sound for one in inner.oversights())
    return found + list(islice(overseen, MOST_PROBLEMS))


def _parts(part: Any, path: Path, known: frozenset[int] = frozenset()) -> Iterator[tuple[Path, Closed]]:
    """Every part below a value with its key path, the outer one first; those that are known are left out."""
    if isinstance(part, BaseModel):
        if id(part) in known:
            return
        if isinstance(part, Closed):
            yield path, part
        for name, key in fields_holding(type(part), BaseModel):
            yield from _parts(getattr(part, name), (*path, key), known)
    elif isinstance(part, dict):
        for key, child in part.items():
            yield from _parts(child, (*path, key), known)
    elif isinstance(part, list | tuple):
        for index, child in enumerate(part):
            yield from _parts(child, (*path, index), known)


def parts_by_node(tree: Node, part: Any) -> Known:
    """Which valid part every mapping of a tree became, to be known when the tree is checked with changes."""
    found: dict[int, BaseModel] = {}
    waiting: list[tuple[Node, Any]] = [(tree, part)]
    while waiting:
        node, value = waiting.pop()
        children: dict[Any, Any] = {}
        if isinstance(value, BaseModel):
            found[id(node)] = value
            fields = type(value).model_fields.items()
            children = {file_key(name, field): getattr(value, name) for name, field in fields}
        elif isinstance(value, dict):
            children = value
        if isinstance(node.value, dict):
            waiting += [(child, children[key]) for key, child in node.value.items() if key in children]
        elif isinstance(node.value, list) and isinstance(value, tuple):
            waiting += zip(node.value, value, strict=True)
    return found


def _plain(node: Node, known: Known) -> object:
    """The plain value of a tree, with valid parts in the place of nodes that are known."""
    if id(node) in known:
        return known[id(node)]
    if isinstance(node.value, dict):
        return {key: _plain(child, known) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child, known) for child in node.value]
    return node.value


def _from_finding(model: type[BaseModel], tree: Node, finding: Finding) -> Problem:
    """A finding at its place; an entry of a named mapping is underlined at its name."""
    node, written = _deepest(tree, finding.path)
    parent = slot_at(model, finding.path[:-1])
    is_named = parent is not None and parent.is_named()
    at_key = is_named or written != finding.path or isinstance(node.value, dict | list)
    place = node.key_place if at_key and node.key_place else node.place
    return Problem(finding.message, dotted(finding.path), place, finding.hint)


def _deepest(tree: Node, path: Path) -> tuple[Node, Path]:
    """The node of a key path, or of the longest part of it that was written, and that part."""
    for length in range(len(path), 0, -1):
        node = find(tree, path[:length])
        if node is not None:
            return node, path[:length]
    return tree, ()


def _lost_silently(node: Node, slot: Slot, path: Path, known: Known) -> Iterator[Problem]:
    """Values that pydantic would quietly convert, text for a number for example, and keys that it would overwrite."""
    children: Iterable[tuple[str | int, Node]] = ()
    if slot.quantity() or id(node) in known:
        return
    if isinstance(node.value, dict):
        children = node.value.items()
        keys = slot.key_quantity()
        yield from _same_keys(node.value, keys, path) if keys else ()
    elif isinstance(node.value, list) and not slot.table:
        children = enumerate(node.value)
    elif not isinstance(node.value, dict | list | None):
        kinds: set[Any] = {leaf.type for leaf in slot.leaves}
        exact = kinds | {int} if float in kinds else kinds
        if kinds & {bool, int, float} and type(node.value) not in exact:
            wanted = "true or false" if bool in kinds else "a number" if float in kinds else "a whole number"
            yield Problem(f"needs {wanted}, not {shown_value(node.value)}", dotted(path), node.place)
    for key, child in children:
        inner = slot.below(key)
        if inner is not None:
            yield from _lost_silently(child, inner, (*path, key), known)


def _same_keys(children: dict[str, Node], quantity: Quantity, path: Path) -> Iterator[Problem]:
    """Keys that are written differently and mean the same: ``0 degC`` and ``0.0 degC``."""
    seen: dict[Any, str] = {}
    for key, child in children.items():
        try:
            value = quantity.read(key) if quantity.read else key
        except QuantityError:
            continue
        first = seen.setdefault(value, key)
        if first != key:
            yield Problem(f"is the same as the key '{first}'", dotted((*path, key)), child.key_place or child.place)
