"""Hearthline: given how aid arrives, who stays warm?

The public verbs are ``load_scenario``, ``run``, ``compare``, ``decide``, ``explore``, ``replan``, ``sweep`` and
``trace``; ``with_plan``, ``with_cadence`` and ``metric`` add plans and metrics of your own. Each is imported at its
first use, so that ``import sim`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "compare",
    "decide",
    "explore",
    "load_scenario",
    "metric",
    "replan",
    "run",
    "sweep",
    "trace",
    "with_cadence",
    "with_plan",
]

_VERBS = {
    "load_scenario": "sim.scenario.load",
    "run": "sim.present.verbs",
    "compare": "sim.present.verbs",
    "decide": "sim.present.decide.verb",
    "explore": "sim.present.explore.verb",
    "replan": "sim.present.replan.verb",
    "sweep": "sim.present.sweep.verb",
    "trace": "sim.present.verbs",
    "with_plan": "sim.scenario.load",
    "with_cadence": "sim.present.cadences",
    "metric": "sim.analysis.registry",
}


def __getattr__(name: str) -> Any:
    """Import a public verb at its first use."""
    if name not in _VERBS:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_VERBS[name]), name)


def __dir__() -> list[str]:
    """The public names, verbs not yet imported included."""
    return sorted({*globals(), *_VERBS})
