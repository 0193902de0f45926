"""Assumptions of the model, from the table of docs/model.md, and which of them are in force in a scenario.

`assumptions.json` beside this file is made from that table by ``python -m tests.assumptions``; a test holds the two
against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.scenario.schema import Scenario

FILE = Path(__file__).with_name("assumptions.json")
MANY_PEOPLE = 10_000_000
"""Residents of a country rather than a city."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A line of the table.

    Parameters
    ----------
    changed_by : key paths in backquotes, as the table says them
    """

    tag: str
    statement: str
    confidence: str
    changed_by: str

    @property
    def rank(self) -> int:
        """0 what is weak or an illustration, 1 what is fair, 2 what is strong."""
        if "weak" in self.confidence or "illustration" in self.confidence:
            return 0
        return 1 if "fair" in self.confidence else 2

    @property
    def keys(self) -> list[str]:
        """Whole key paths that change it; a path that begins with a point stands beside the one before."""
        found: list[str] = []
        for key in re.findall(r"`([^`]+)`", self.changed_by):
            before = found[-1].rpartition(".")[0] if found else ""
            found.append(before + key if key.startswith(".") else key)
        return found


def assumptions() -> tuple[Assumption, ...]:
    """All of them, in the order of the table."""
    return tuple(Assumption(**one) for one in json.loads(FILE.read_text("utf-8")))


def in_force(plans: Mapping[str, Scenario], *, from_state: bool = False) -> list[Assumption]:
    """Assumptions that the results of some plans rest on, the weakest first.

    One is in force where any of the keys that change it has a value: without generators nothing is assumed of them.
    """
    held = [one for one in assumptions() if any(_holds(one, plan, from_state) for plan in plans.values())]
    return sorted(held, key=lambda one: one.rank)


def _holds(one: Assumption, plan: Scenario, from_state: bool) -> bool:
    if one.tag in _WHERE:
        return _WHERE[one.tag](plan, from_state)
    return not one.keys or any(True for key in one.keys for _ in _values(plan, key.split(".")))


_WHERE: dict[str, Callable[[Scenario, bool], bool]] = {
    "A39": lambda plan, _: plan.city.grid is not None,
    "A44": lambda plan, from_state: from_state,
    "A45": lambda plan, _: bool(plan.initial.cold),
    "A47": lambda plan, _: sum(district.people for district in plan.city.districts) > MANY_PEOPLE,
}
"""Where an assumption is in force that keys do not tell."""


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """What stands at a key path, ``*`` for each name or place; nothing that is empty."""
    if value is None or (isinstance(value, Mapping | list | tuple) and not value):
        return
    if isinstance(value, list | tuple):
        for one in value:
            yield from _values(one, path[1:] if path[:1] == ["*"] else path)
    elif not path:
        yield value
    elif path[0] == "*":
        for one in _children(value):
            yield from _values(one, path[1:])
    elif isinstance(value, Mapping):
        yield from _values(value.get(path[0]), path[1:])
    elif isinstance(value, BaseModel):
        name = path[0] if path[0] in type(value).model_fields else f"{path[0]}_"
        yield from _values(getattr(value, name, None), path[1:])


def _children(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return [getattr(value, name) for name in type(value).model_fields] if isinstance(value, BaseModel) else []
