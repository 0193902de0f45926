"""Errors of the schema in the words of the domain, each at the place where the value was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sim.errors import Problem
from sim.hints import closest, nearest, nearest_or_known, shown
from sim.scenario.shape import Path, Slot, allowed_words, dotted, slot_at
from sim.scenario.source import Node, Scalar, find
from sim.units import plain_or_text

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
    "int_parsing_size": "a smaller number",
    "float_type": "a number",
    "float_parsing": "a number",
    "none_required": "nothing (null)",
}

_LENGTHS = ("too_short", "too_long", "string_too_short", "string_too_long")


@dataclass(frozen=True, slots=True)
class _Located:
    """A pydantic error at its key path.

    Parameters
    ----------
    path, node : the deepest key path of the error that was written, and its node
    branches : where the error went through a member of a union: path and name of the member
    missing : the key that is missing below, empty otherwise
    is_key : True if the key itself is wrong
    words : words that would be right too
    """

    kind: str
    context: dict[str, Any]
    said: str
    path: Path
    node: Node
    branches: tuple[tuple[Path, str], ...]
    missing: str = ""
    is_key: bool = False
    words: tuple[str, ...] = field(default=())


def in_domain_words(model: type[BaseModel], tree: Node, errors: Sequence[ErrorDetails]) -> list[Problem]:
    """The problems behind the errors of a validation; consequences of a misspelt key are left out.

    Parameters
    ----------
    model : the schema
    tree : what was validated
    errors : as pydantic lists them
    """
    located = _best_branches([_locate(error, tree) for error in errors])
    meant = {_meant(model, one) for one in located if one.kind == "extra_forbidden"}
    told = [one for one in located if not (one.missing and (*one.path, one.missing) in meant)]
    return [_nothing_to_take_away(model, tree, one) or _problem(model, one) for one in told]


def _locate(error: ErrorDetails, tree: Node) -> _Located:
    """Follow the location of an error through the tree; what is not in the tree names a member of a union."""
    missing = str(error["loc"][-1]) if error["type"] == "missing" else ""
    way = error["loc"][:-1] if missing else error["loc"]
    is_key = bool(way) and way[-1] == "[key]"
    way = way[:-1] if is_key else way
    path, branches = _follow(tree, way)
    node = find(tree, path) or tree
    context = dict(error.get("ctx", {}))
    return _Located(error["type"], context, error["msg"], path, node, tuple(branches), missing, is_key)


def _follow(tree: Node, way: Path) -> tuple[Path, list[tuple[Path, str]]]:
    """Key path and members of unions of a location; a member may have the name of a key.

    The longest way through the tree is right, or the one that ends in the tree, if another step is a member.
    """
    best = _steps(tree, way, None)
    if not best[1]:
        return best
    others = [_steps(tree, way, skipped) for skipped in range(len(way))]
    return max(best, *others, key=lambda found: (found[0][-1:] == way[-1:], len(found[0])))


def _steps(tree: Node, way: Path, skipped: int | None) -> tuple[Path, list[tuple[Path, str]]]:
    """One reading of a location: every step that is in the tree is a key, except the one that is skipped."""
    node, path, branches = tree, Path(), []
    for number, key in enumerate(way):
        child = None if number == skipped else find(node, (key,))
        if child is None:
            branches.append((path, str(key)))
        else:
            node, path = child, (*path, key)
    return path, branches


def _meant(model: type[BaseModel], one: _Located) -> Path:
    """The key path that a misspelt key comes closest to, empty if none."""
    parent = slot_at(model, one.path[:-1])
    close = closest(str(one.path[-1]), parent.known_keys()) if parent else ""
    return (*one.path[:-1], close) if close else ()


def _best_branches(located: list[_Located]) -> list[_Located]:
    """Of a value that fits no member of a union, only the errors of the member it comes closest to."""
    unions: dict[Path, dict[str, list[_Located]]] = {}
    for one in located:
        for path, branch in one.branches[:1]:
            unions.setdefault(path, {}).setdefault(branch, []).append(one)
    result = [one for one in located if not one.branches or len(unions[one.branches[0][0]]) == 1]
    for path, branches in unions.items():
        if len(branches) > 1:
            best, *rest = sorted(branches.values(), key=lambda errors: _distance(errors, path))
            everything = [one for errors in (best, *rest) for one in errors if one.path == path]
            words = tuple(word for one in everything for word in _quoted(one.context.get("expected", "")))
            result += [replace(one, words=words) for one in best]
    return result


def _distance(errors: list[_Located], path: Path) -> tuple[int, int, int, bool]:
    """How far a value is from a member of a union: wrong shape is worst, then wrong keys, then values."""
    at_root = [one for one in errors if one.path == path and not one.missing]
    wrong_shape = any(one.kind != "quantity" or isinstance(one.node.value, dict | list) for one in at_root)
    keys = sum(one.kind in ("extra_forbidden", "missing") for one in errors)
    return int(wrong_shape), keys, len(errors), errors[0].kind != "quantity"


def _quoted(text: str) -> list[str]:
    """The words in quotes in a text of pydantic."""
    return re.findall(r"'(.*?)'", text)


def _nothing_to_take_away(model: type[BaseModel], tree: Node, one: _Located) -> Problem | None:
    """The problem of a null for a name that no file below has, None if that is not what is wrong."""
    parent = slot_at(model, one.path[:-1])
    siblings = find(tree, one.path[:-1])
    is_entry = parent is not None and parent.is_named() and not parent.known_keys() and not one.is_key
    if not is_entry or one.node.value is not None or siblings is None or not isinstance(siblings.value, dict):
        return None
    others = [name for name, node in siblings.value.items() if node.value is not None]
    hint = nearest_or_known(str(one.path[-1]), others)
    return Problem(f"there is no '{dotted(one.path)}' to take away", "", one.node.key_place or one.node.place, hint)


def _problem(model: type[BaseModel], one: _Located) -> Problem:
    path, node = one.path, one.node
    key_place = node.key_place or node.place
    if one.kind == "extra_forbidden":
        parent = slot_at(model, path[:-1])
        hint = parent.hint(str(path[-1]), dotted(path[:-1])) if parent else ""
        return Problem(f"unknown key '{dotted(path)}'", place=key_place, hint=hint)
    slot = slot_at(model, path)
    if slot is not None and isinstance(node.value, list) and (one.missing or one.kind == "too_long"):
        due = slot.entries_due()
        if due is not None:
            return Problem(f"needs {_counted(due, 'entries')}, not {len(node.value)}", dotted(path), key_place)
    if one.missing:
        return Problem(f"the key '{one.missing}' is missing", dotted(path), key_place)
    at_key = one.is_key or isinstance(node.value, dict | list)
    message, hint = _message(one, slot)
    return Problem(message, dotted(path), key_place if at_key else node.place, hint)


def _message(one: _Located, slot: Slot | None) -> tuple[str, str]:
    """Message and hint of an error in a value or name."""
    value = one.path[-1] if one.is_key else one.node.value
    if one.kind == "quantity":
        also = nearest(value, one.words) if isinstance(value, str) else ""
        hint = one.context["hint"] + "".join(f" or {word!r}" for word in one.words)
        return one.context["message"], also or hint.lstrip()
    if one.kind in ("literal_error", "enum"):
        allowed = _quoted(one.context["expected"]) if one.is_key or slot is None else allowed_words(slot)
        hint = nearest(value, allowed) if isinstance(value, str) else ""
        return f"{shown_value(value)} is not one of: {', '.join(allowed)}", hint
    if one.kind in _LIMITS:
        name, said = _LIMITS[one.kind]
        quantity = slot.quantity() if slot else None
        limit = quantity.write(one.context[name]) if quantity else plain_or_text(one.context[name])
        return f"{shown_value(value)} must be {said} {limit}", ""
    if one.kind in _WANTED:
        hint = "put it in quotes" if one.kind == "string_type" and isinstance(value, int | float) else ""
        return f"needs {_WANTED[one.kind]}, not {shown_value(value)}", hint
    if one.kind in _LENGTHS:
        least = one.context.get("min_length")
        said, limit = ("at least", least) if least is not None else ("at most", one.context["max_length"])
        return f"needs {said} {_counted(limit, 'characters' if one.kind.startswith('string') else 'entries')}", ""
    return one.said.removeprefix("Value error, "), ""


def _counted(number: int, things: str) -> str:
    """A number of things, in the singular if it is one."""
    singular = {"entries": "entry", "characters": "character"}
    return f"{number} {things if number != 1 else singular[things]}"


def shown_value(value: Scalar | dict[str, Node] | list[Node]) -> str:
    """A value as its file writes it."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, float) and value.is_integer():
        return f"{plain_or_text(value)}.0"
    return shown(value) if isinstance(value, str) else plain_or_text(value)
