"""Where a scenario says that a number is not known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from sim.scenario.laws import Uncertain
from sim.scenario.shape import Path, Slot, file_key, top


def uncertainties(part: Any, path: Path = ()) -> Iterator[tuple[Path, Uncertain[Any]]]:
    """Every uncertain number of a part of a scenario with its key path, in the order of the schema."""
    if isinstance(part, Uncertain):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in _fields_in_doubt(type(part)):
            yield from uncertainties(getattr(part, name), (*path, file_key(name, type(part).model_fields[name])))
    elif isinstance(part, dict):
        for key, child in part.items():
            yield from uncertainties(child, (*path, key))
    elif isinstance(part, list | tuple):
        for index, child in enumerate(part):
            yield from uncertainties(child, (*path, index))


@cache
def _fields_in_doubt(part: type[BaseModel]) -> tuple[str, ...]:
    """Fields of a part that can hold an uncertain number; tables of thousands of rows have none."""
    below = ((name, top(part).below(file_key(name, field))) for name, field in part.model_fields.items())
    return tuple(name for name, slot in below if slot is not None and _may_be_uncertain(slot))


def _may_be_uncertain(slot: Slot) -> bool:
    models = slot.models()
    if any(issubclass(model, Uncertain) or _fields_in_doubt(model) for model in models):
        return True
    entries = (slot.below(key) for key in ("", 0)) if not models else ()
    return any(_may_be_uncertain(entry) for entry in entries if entry is not None and not entry.is_anything())
