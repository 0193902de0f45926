"""From a tree of nodes to a valid model, with every problem at the place where it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Place, Problem
from sim.scenario.closed import Closed, Finding
from sim.scenario.quantities import FROM_FILE
from sim.scenario.shape import Path, Slot, allowed_words, dotted, file_key, slot_at, top
from sim.scenario.source import Node, find, values
from sim.units import nearest, plain_or_text, shown

__all__ = ["Finding", "check", "without_repeats"]

Model = TypeVar("Model", bound=BaseModel)


def check(model: type[Model], tree: Node) -> tuple[Model | None, list[Problem]]:
    """The model of a tree, or every problem that keeps it from being one.

    Parameters
    ----------
    model : the schema
    tree : the merged tree, tables expanded

    Returns
    -------
    scenario : None if there are problems
    problems : in file order, each at its place, without repeats
    """
    problems = list(_not_exact(tree, top(model), ()))
    found: Model | None = None
    try:
        found = model.model_validate(values(tree), context=FROM_FILE)
    except ValidationError as error:
        problems += _in_domain_words(model, tree, error.errors(include_url=False))
    if found is not None:
        problems += [_from_finding(model, tree, finding) for finding in findings(found)]
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
    node, known = deepest(tree, finding.path)
    parent = slot_at(model, finding.path[:-1])
    names_it = parent is not None and parent.is_named()
    at_key = names_it or known != finding.path or isinstance(node.value, dict | list)
    place = node.key_place if at_key and node.key_place else node.place
    return Problem(finding.message, dotted(finding.path), place, finding.hint)


def deepest(tree: Node, path: Path) -> tuple[Node, Path]:
    """The node of a key path, or of the longest part of it that was written, and that part."""
    for length in range(len(path), 0, -1):
        node = find(tree, path[:length])
        if node is not None:
            return node, path[:length]
    return tree, ()


def _not_exact(node: Node, slot: Slot, path: Path) -> Iterator[Problem]:
    """Values that pydantic would quietly convert: text for a number, a number for true or false."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            inner = slot.below(key)
            if inner is not None and not inner.table:
                yield from _not_exact(child, inner, (*path, key))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            inner = slot.below(index)
            if inner is not None:
                yield from _not_exact(child, inner, (*path, index))
    elif {leaf.type for leaf in slot.leaves} & {bool, int, float} and not slot.quantity():
        kinds: set[Any] = {leaf.type for leaf in slot.leaves} | ({int} if _holds(slot, float) else set())
        if type(node.value) not in kinds and node.value is not None:
            wanted = (
                "true or false" if bool in kinds else "a whole number" if float not in kinds else "a number"
            )
            yield Problem(f"{_shown(node.value)} is not {wanted}", dotted(path), node.place)


def _holds(slot: Slot, kind: type) -> bool:
    return any(leaf.type is kind for leaf in slot.leaves)


def _shown(value: Any) -> str:
    """A value as its file writes it."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return shown(value) if isinstance(value, str) else plain_or_text(value)


class _Located:
    """A pydantic error at its key path, with the branches of unions it went through."""

    def __init__(self, error: ErrorDetails, tree: Node) -> None:
        self.error = error
        self.branches: list[tuple[Path, str]] = []
        self.is_key = False
        node, path = tree, ()
        *way, last = error["loc"] or ("",)
        for key in (*way, last) if error["loc"] else ():
            child = find(node, (key,))
            if child is not None:
                node, path = child, (*path, key)
            elif key == "[key]":
                self.is_key = True
            elif error["type"] != "missing" or len(self.branches) + len(path) < len(error["loc"]) - 1:
                self.branches.append((path, str(key)))
        self.node: Node = node
        self.path: Path = path
        self.missing = str(last) if error["type"] == "missing" else ""


def _in_domain_words(model: type[BaseModel], tree: Node, errors: Sequence[ErrorDetails]) -> list[Problem]:
    located = _best_branches([_Located(error, tree) for error in errors])
    meant = {_meant(model, one) for one in located if one.error["type"] == "extra_forbidden"}
    kept = [one for one in located if not (one.missing and (*one.path, one.missing) in meant)]
    return [_problem(model, one) for one in kept]


def _meant(model: type[BaseModel], one: _Located) -> Path:
    """The key path that a misspelt key comes closest to."""
    parent = slot_at(model, one.path[:-1])
    close = re.search(r"'(.*)'", nearest(str(one.path[-1]), parent.known_keys())) if parent else None
    return (*one.path[:-1], close.group(1)) if close else ()


def _best_branches(located: list[_Located]) -> list[_Located]:
    """Of a value that fits no member of a union, only the errors of the member it comes closest to."""
    unions: dict[Path, dict[str, list[_Located]]] = {}
    for one in located:
        for path, branch in one.branches[:1]:
            unions.setdefault(path, {}).setdefault(branch, []).append(one)
    dropped: set[int] = set()
    for path, branches in unions.items():
        if len(branches) > 1:
            best = min(branches.values(), key=lambda errors: _distance(errors, path))
            losers = [one for errors in branches.values() if errors is not best for one in errors]
            dropped.update(id(one) for one in losers)
            _tell_words(best[0], [*losers, best[0]], path)
    return [one for one in located if id(one) not in dropped]


def _tell_words(best: _Located, all_errors: list[_Located], path: Path) -> None:
    """Let the error of a value say which words would be right too."""
    expected = [one.error.get("ctx", {}).get("expected", "") for one in all_errors if one.path == path]
    best.error.setdefault("ctx", {})["words"] = [
        word for text in expected for word in re.findall(r"'(.*?)'", text)
    ]


def _distance(errors: list[_Located], path: Path) -> tuple[int, int, int]:
    """How far a value is from a member of a union: the wrong shape is furthest, then wrong keys, then wrong values."""
    at_root = sum(one.path == path and not one.missing and one.error["type"] != "quantity" for one in errors)
    a_mapping = any(
        isinstance(one.node.value, dict) and one.path == path and not one.missing for one in errors
    )
    keys = sum(one.error["type"] in ("extra_forbidden", "missing") for one in errors)
    return int(bool(at_root) or a_mapping), keys, len(errors)


def _problem(model: type[BaseModel], one: _Located) -> Problem:
    """A pydantic error as a person would say it."""
    kind, path, node = one.error["type"], one.path, one.node
    key_or_value = node.key_place or node.place
    if kind == "extra_forbidden":
        parent = slot_at(model, path[:-1])
        known = parent.known_keys() if parent else ()
        hint = nearest(str(path[-1]), known) or (f"known: {', '.join(known)}" if len(known) <= 12 else "")
        return Problem(f"unknown key '{dotted(path)}'", place=key_or_value, hint=hint)
    if kind == "missing":
        return Problem(f"the key '{one.missing}' is missing", dotted(path), key_or_value)
    at_key = one.is_key or (isinstance(node.value, dict | list) and node.key_place is not None)
    place = key_or_value if at_key else node.place
    message, hint = _message(one, slot_at(model, path))
    return Problem(message, dotted(path), place, hint)


def _message(one: _Located, slot: Slot | None) -> tuple[str, str]:
    """Message and hint of an error in a value."""
    kind, value = one.error["type"], one.path[-1] if one.is_key else one.node.value
    context: dict[str, Any] = one.error.get("ctx", {})
    words: list[str] = context.get("words", [])
    if kind == "quantity":
        also = nearest(str(value), words) if isinstance(value, str) else ""
        return context["message"], also or " or ".join([context["hint"], *map(repr, words)]).removeprefix(
            " or "
        )
    if kind in ("literal_error", "enum"):
        allowed = _quoted(context.get("expected", "")) if one.is_key or not slot else allowed_words(slot)
        spelled = [{"True": "true", "False": "false"}.get(word, word) for word in allowed]
        hint = nearest(value, spelled) if isinstance(value, str) else ""
        return f"{_shown(value)} is not one of: {', '.join(spelled)}", hint
    if kind in _LIMITS:
        name, said = _LIMITS[kind]
        quantity = slot.quantity() if slot else None
        limit = quantity.write(context[name]) if quantity else plain_or_text(context[name])
        return f"{_shown(value)} must be {said} {limit}", ""
    if kind in _WANTED:
        hint = "put it in quotes" if kind == "string_type" and isinstance(value, int | float) else ""
        return f"needs {_WANTED[kind]}, not {_shown(value)}", hint
    if kind in ("too_short", "too_long"):
        most, least = context.get("max_length"), context.get("min_length")
        wanted = f"at least {least}" if kind == "too_short" else f"at most {most}"
        return f"needs {wanted} entries, has {context['actual_length']}", ""
    return one.error["msg"].removeprefix("Value error, "), ""


_LIMITS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}

_WANTED = {
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of names to values",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "none_required": "nothing (null)",
}
