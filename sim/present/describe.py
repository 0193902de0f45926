"""What there is to know about files and rules, taken from the code: keys, laws, cadences, order, metrics."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from sim.scenario.laws import Law, SizeLaw, Uncertain
from sim.scenario.meanings import docstrings_in, meanings_of
from sim.scenario.merge import EXTENDS
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Accrual, Cadence
from sim.scenario.shape import Slot, allowed_words, file_key, top

LAWS = (Law, SizeLaw, Uncertain)
"""Choices that stand for a number; they are described once, not wherever they may stand."""


def order_text() -> str:
    """Kinds of events in the order in which they happen within one minute."""
    from sim.model.words import Event

    lines = [f"{kind.value}  {kind.name.lower():<12} {meaning}\n" for kind, meaning in member_docs(Event)]
    return "Within one minute, events happen in this order:\n" + "".join(lines)


def member_docs(words: type[IntEnum]) -> Iterator[tuple[IntEnum, str]]:
    """Members of a closed list with the docstrings below them."""
    (definition,) = (node for node in ast.parse(inspect.getsource(words)).body if isinstance(node, ast.ClassDef))
    docs = docstrings_in(definition)
    return ((member, docs.get(member.name, "")) for member in words)


def metrics_text() -> str:
    """Every metric with unit, better direction, what it covers and meaning; families by what they have members for."""
    from sim.analysis.measures import describe_metrics

    better = {"lower": "lower is better", "higher": "higher is better", "none": "neither is better"}
    covers = {"observe_from": "from horizon.observe_from on", "start": "over the whole horizon"}
    return "".join(
        f"{line.names} [{line.unit}], {better[line.direction]}, {covers[line.since]}"
        f"{', planning-sensitive' if line.sensitive else ''}\n    {line.meaning}\n"
        for line in describe_metrics()
    )


def cadences_text() -> str:
    """What a channel's `accrual` and `cadence` may say."""
    lines = ["accrual: when aid becomes available to send, exactly one of", *_keys_of(Accrual)]
    lines += ["cadence: how it is cut into lots; every, dates or order_up_to", *_keys_of(Cadence)]
    return "".join(f"{line}\n" for line in lines)


def laws_text() -> str:
    """Laws of chance for quantities and for counts, and numbers that are not known."""
    lines: list[str] = []
    for title, law in (("A quantity", Law[float]), ("A count", SizeLaw)):
        lines.append(f"{title}: as it stands, or one of")
        for name, field in law.model_fields.items():
            lines.append(f"  {file_key(name, field)}: {meanings_of(law)[name]}")
            for model in _models(top(law).below(file_key(name, field))):
                lines += [f"  {line}" for line in _keys_of(model)]
    lines += [_first_line(Uncertain), *_keys_of(Uncertain)]
    return "".join(f"{line}\n" for line in lines)


def schema_text() -> str:
    """Every key of a scenario file, one line each: path, kind, default, role, meaning."""
    lines = [f"extends: text, fixed. {EXTENDS}", *_tree(top(Scenario), "")]
    return "".join(f"{line}\n" for line in lines)


def _models(slot: Slot | None) -> list[type[BaseModel]]:
    return slot.models() if slot is not None else []


def _first_line(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0]


def _keys_of(model: type[BaseModel]) -> list[str]:
    meanings = meanings_of(model)
    return [f"  {file_key(name, field)}: {meanings[name]}" for name, field in model.model_fields.items()]


def _tree(slot: Slot, path: str) -> Iterator[str]:
    """Lines of all keys below a slot."""
    for model in slot.models():
        if issubclass(model, LAWS):
            continue
        for name, field in model.model_fields.items():
            key = file_key(name, field)
            below = slot.below(key)
            if below is not None:
                here = f"{path}.{key}" if path else key
                yield _line(here, below, field.default)
                yield from _below(below, here)


def _below(slot: Slot, path: str) -> Iterator[str]:
    """Lines below a key: its own keys, those of each named entry, or those of each list entry."""
    yield from _tree(slot, path)
    entry = slot.below("name") if slot.is_named() else None
    if entry is not None:
        yield from _below(entry, f"{path}.NAME")
    row = slot.below(0) if any(get_origin(leaf.type) in (list, tuple) for leaf in slot.leaves) else None
    if row is not None:
        yield from _below(row, f"{path}[]")


def _line(path: str, slot: Slot, default: Any) -> str:
    said = [_kind(slot)]
    if default is PydanticUndefined:
        said.append("required")
    elif default not in (None, "") and not isinstance(default, BaseModel | dict | tuple):
        quantity = slot.quantity()
        said.append(f"default {quantity.write(default) if quantity else default}")
    return f"{path}: {', '.join(filter(None, [*said, slot.role]))}. {slot.meaning}"


def _kind(slot: Slot) -> str:
    """What may be written at a key, in one or two words."""
    quantity, models = slot.quantity(), slot.models()
    if any(issubclass(model, Uncertain) for model in models):
        return f"{quantity.kind if quantity else 'number'} or uncertain"
    if any(issubclass(model, LAWS) for model in models):
        fixed = [top(model).below("fixed") for model in models]
        inner = [exact.kind for below in fixed if below is not None and (exact := below.quantity())]
        return f"law of {inner[0] if inner else 'count'}"
    if words := [*allowed_words(slot), *([quantity.kind] if quantity else [])]:
        return " | ".join(words)
    if slot.table:
        return "table"
    if slot.is_named():
        return "entries by name"
    if any(get_origin(leaf.type) in (list, tuple) for leaf in slot.leaves):
        return "list"
    if models:
        return "part"
    plain = {bool: "true or false", int: "whole number", float: "number", str: "text"}
    return next((plain[leaf.type] for leaf in slot.leaves if leaf.type in plain), "anything")
