"""Where a scenario says that a number is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sim.scenario.laws import Uncertain
from sim.scenario.shape import Path, fields_holding


def uncertainties(part: Any, path: Path = ()) -> Iterator[tuple[Path, Uncertain[Any]]]:
    """Every uncertain number of a part of a scenario with its key path, in the order of the schema."""
    if isinstance(part, Uncertain):
        yield path, part
    elif isinstance(part, BaseModel):
        for name, key in fields_holding(type(part), Uncertain):
            yield from uncertainties(getattr(part, name), (*path, key))
    elif isinstance(part, dict):
        for key, child in part.items():
            yield from uncertainties(child, (*path, key))
    elif isinstance(part, list | tuple):
        for index, child in enumerate(part):
            yield from uncertainties(child, (*path, index))
