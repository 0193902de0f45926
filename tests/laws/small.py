"""A town small enough to reckon with by hand; tests change single keys of it."""

from copy import deepcopy
from typing import Any

from sim.scenario.schema import Scenario
from tests.clocks.random_scenarios import validated

TOWN: dict[str, Any] = {
    "schema_version": 1,
    "name": "small town",
    "horizon": {"start": "2026-01-05", "length": "20 d"},
    "weather": {"constant": "-10 degC"},
    "city": {
        "districts": [{"name": "town", "people": 3000, "buildings": 30}],
        "sources": [{"name": "plant", "district": "town", "buildings": 30}],
        "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
        "heating": {},
    },
    "damage": {"severities": {"light": {"hold": "1 d", "work": "5 h"}}},
    "repair": {"crews": {"heat": {"start": 2, "work": "5 h"}}},
}


def town(changes: dict[str, Any] | None = None) -> Scenario:
    """The town with some keys changed.

    Parameters
    ----------
    changes : dotted key path -> value as a file would spell it; missing parts on the way are made
    """
    return validated(changed(TOWN, changes or {}))


def changed(mapping: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy of a mapping with some keys changed."""
    mapping = deepcopy(mapping)
    for path, value in changes.items():
        *parts, last = path.split(".")
        inner = mapping
        for part in parts:
            inner = inner.setdefault(part, {})
        inner[last] = deepcopy(value)
    return mapping


def hit(time: str, threat: str = "drone", count: int = 1) -> dict[str, Any]:
    """A recorded wave of one class."""
    return {"time": time, "threat": threat, "count": count}


ALL_HIT: dict[str, Any] = {"drone": {"damage": "100 %", "severity": {"light": "100 %"}}}
"""Threats of which every leaker damages something lightly."""
