"""From a tree of nodes to a valid model, with every problem at the place where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import Place, Problem
from sim.scenario.closed import Closed, Finding
from sim.scenario.quantities import FROM_FILE
from sim.scenario.shape import Path, Slot, dotted, file_key, slot_at, top
from sim.scenario.source import Node, find, values
from sim.scenario.wording import in_domain_words
from sim.units import plain_or_text, shown

__all__ = ["Finding", "check", "findings", "without_repeats"]

MOST_PROBLEMS = 100
"""How many problems of one kind are looked into; the rest shows once these are repaired."""

Model = TypeVar("Model", bound=BaseModel)


def check(model: type[Model], tree: Node, *, look_further: bool = True) -> tuple[Model | None, list[Problem]]:
    """The model of a tree, or every problem that keeps it from being one.

    Parameters
    ----------
    model : the schema
    tree : the merged tree, tables expanded
    look_further : False if parts are known to be missing, so that nothing can be said about how parts fit

    Returns
    -------
    part : None if there are problems
    problems : in file order, each at its place, without repeats
    """
    problems = list(islice(_not_exact(tree, top(model), ()), MOST_PROBLEMS))
    found: Model | None = None
    try:
        found = model.model_validate(values(tree), context=FROM_FILE)
    except ValidationError as error:
        problems += in_domain_words(model, tree, error.errors(include_url=False)[:MOST_PROBLEMS])
    if found is not None and look_further:
        said = islice(findings(found), MOST_PROBLEMS)
        problems += [_from_finding(model, tree, finding) for finding in said]
    return (None if problems else found), without_repeats(problems)


def without_repeats(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in file order; what stands at the same place with the same message is said once."""
    seen: dict[tuple[Place | None, str, str], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.place, problem.message, "" if problem.place else problem.path), problem)
    files = list(dict.fromkeys(problem.place.file if problem.place else "" for problem in seen.values()))

    def order(problem: Problem) -> tuple[int, int, int]:
        place = problem.place
        return (files.index(place.file), place.line, place.column) if place else (-1, 0, 0)

    return sorted(seen.values(), key=order)


def findings(part: Any, path: Path = ()) -> Iterator[Finding]:
    """What every part of a model reports about itself, with full key paths; the outer part first."""
    if isinstance(part, Closed):
        for finding in part.findings():
            yield replace(finding, path=path + finding.path)
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from findings(getattr(part, name), (*path, file_key(name, field)))
    elif isinstance(part, dict):
        for key, child in part.items():
            yield from findings(child, (*path, key))
    elif isinstance(part, list | tuple):
        for index, child in enumerate(part):
            yield from findings(child, (*path, index))


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


def _not_exact(node: Node, slot: Slot, path: Path) -> Iterator[Problem]:
    """Values that pydantic would quietly convert: text for a number, a number for true or false."""
    children: Iterable[tuple[str | int, Node]] = ()
    if slot.quantity():
        return
    if isinstance(node.value, dict):
        children = node.value.items()
    elif isinstance(node.value, list) and not slot.table:
        children = enumerate(node.value)
    elif not isinstance(node.value, dict | list | None):
        kinds: set[Any] = {leaf.type for leaf in slot.leaves}
        exact = kinds | {int} if float in kinds else kinds
        if kinds & {bool, int, float} and type(node.value) not in exact:
            wanted = "true or false" if bool in kinds else "a number" if float in kinds else "a whole number"
            written = shown(node.value) if isinstance(node.value, str) else plain_or_text(node.value).lower()
            yield Problem(f"needs {wanted}, not {written}", dotted(path), node.place)
    for key, child in children:
        inner = slot.below(key)
        if inner is not None:
            yield from _not_exact(child, inner, (*path, key))
