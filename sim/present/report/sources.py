"""Where the numbers of a scenario come from, as its `evidence` says."""

from __future__ import annotations

from collections.abc import Iterable

from sim.errors import escape
from sim.scenario.schema import Scenario


def sources_of(plans: Iterable[Scenario]) -> list[dict[str, str]]:
    """Key, source and confidence of every number that names them, each key once."""
    found: dict[str, dict[str, str]] = {}
    for plan in plans:
        for key, one in plan.evidence.items():
            said = {"key": escape(key), "source": " ".join(one.from_.split()), "confidence": one.confidence}
            found.setdefault(key, said)
    return list(found.values())
