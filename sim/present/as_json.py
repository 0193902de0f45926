"""A comparison as JSON, the format ``hearthline.compare/1`` that other tools read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.comparison import Comparison

SCHEMA = "hearthline.compare/1"


@dataclass(frozen=True, slots=True)
class Context:
    """Where results come from.

    Parameters
    ----------
    scenario : its title
    scenario_id : digest of scenario and plans
    versions : package -> version
    rng : name of the random number scheme
    warnings : one sentence each
    """

    scenario: str
    scenario_id: str
    seed: int
    replications: int
    versions: Mapping[str, str]
    rng: str
    warnings: tuple[str, ...] = ()


def comparison_json(comparison: Comparison, context: Context) -> dict[str, Any]:
    """A comparison as plain values for JSON: no NaN, null only, keys in a fixed order."""
    raise NotImplementedError
