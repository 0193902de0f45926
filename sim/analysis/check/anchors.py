"""A handful of cases whose answers are known exactly: the installed program against theory, in a second or two."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis.check.exact import Values, alerts_stop_work, cooling, fixed_salvo, mass_outage, ties
from sim.analysis.check.ladder import Finding
from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.analysis.statistics import mean_of, spread_of
from sim.scenario.load import load_scenario
from sim.study.fairness import judge
from sim.study.layout import layout_of
from sim.study.run import run_study

CASES = Path(__file__).with_name("cases")
PLAN = "as written"
LIMIT = 4.6
"""Accepted distance in standard errors: one false alarm in a thousand runs of all theory cases together."""
ROUND_OFF = 1e-9
"""Accepted relative error where nothing is random."""
WITHOUT_LUCK, WITH_LUCK = 2, 4000
"""Replications: of what is not random two, which must agree; else enough for a standard error below 1 %."""
DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Anchor:
    """A case with exact answers.

    Parameters
    ----------
    name : what it is, in words
    file : scenario in `CASES`
    exact : exact values by name
    metrics : name of an exact value -> metric whose mean it is, and what that is divided by
    overrides : texts ``key=value`` on top of the file
    replications : as many worlds
    """

    name: str
    file: str
    exact: Callable[[], Values]
    metrics: Mapping[str, tuple[str, float]]
    overrides: tuple[str, ...] = ()
    replications: int = WITHOUT_LUCK


def _of_ties(which: str) -> dict[str, tuple[str, float]]:
    return {
        f"leakers_{which}": ("leakers", 1.0),
        f"stock_end_{which}": ("final_stock.round", 1.0),
        f"building_days_{which}": ("building_hours_cold", DAY_H),
    }


ANCHORS = (
    Anchor(
        "salvos of two rounds",
        "P03.yaml",
        fixed_salvo,
        {"leakers_mean": ("leakers", 1.0), "rounds_used": ("rounds_used.round", 1.0)},
        replications=WITH_LUCK,
    ),
    Anchor(
        "alerts stop work",
        "P13.yaml",
        alerts_stop_work,
        {"finish_hours_after_start_resume": ("building_hours_cold", 1.0)},
    ),
    Anchor(
        "alerts undo work",
        "P13.yaml",
        alerts_stop_work,
        {"finish_hours_after_start_restart": ("building_hours_cold", 1.0)},
        ("repair.alert.after_alert=restart",),
    ),
    Anchor(
        "a mass outage",
        "P14.yaml",
        mass_outage,
        {"building_hours": ("building_hours_cold", 1.0), "all_restored_hours": ("restore_99", 1.0)},
    ),
    Anchor(
        "a building cools",
        "P15.yaml",
        cooling,
        {f"hours_to_{level}C": (f"hours_to_{level}", 1.0) for level in (16, 12, 5)}
        | {"degree_hours_below_18_in_48h": ("degree_hours_below_18", 1.0)},
    ),
    Anchor("a delivery before a wave of its minute", "P21.yaml", ties, _of_ties("delivery_first")),
    Anchor(
        "a wave before a delivery of its minute",
        "P21.yaml",
        ties,
        _of_ties("wave_first"),
        ("aid.channels.supply.lead=1 min",),
    ),
)


def hold_anchors() -> Iterator[Finding]:
    """Every anchor against its exact values: a finding for each."""
    for anchor in ANCHORS:
        yield from findings_of(anchor)


def findings_of(anchor: Anchor) -> Iterator[Finding]:
    """One anchor against its exact values."""
    scenario = load_scenario(CASES / anchor.file, anchor.overrides).scenario
    plans = {PLAN: scenario}
    study = run_study(
        plans,
        fairness=judge(plans, reference=PLAN),
        replications=anchor.replications,
        seed=scenario.study.seed,
        workers=1,
    )
    layout, exact = layout_of(scenario), anchor.exact()
    ensemble = study.plans[PLAN]
    runs, measures = Runs(ensemble.outcomes, layout, ensemble.rows), all_measures(layout)
    for name, (metric, unit) in anchor.metrics.items():
        values = np.asarray(measures[metric].values(runs), np.float64) / unit
        yield _finding(anchor, name, exact[name], values, next(iter(study.failures.values()), ""))


def _finding(anchor: Anchor, name: str, exact: float, values: np.ndarray, failure: str) -> Finding:
    mean, spread = mean_of(values), spread_of(values)
    if failure or mean is None or spread is None or not math.isfinite(mean):
        return Finding(anchor.name, name, "", "broken", exact, mean, said=failure or "it is undefined")
    most = ROUND_OFF * abs(exact)
    if anchor.replications > WITHOUT_LUCK:
        most = max(most, LIMIT * spread / math.sqrt(len(values)))
        is_off = abs(mean - exact) > most
    else:
        is_off = bool((abs(values - exact) > most).any())
    return Finding(anchor.name, name, "", "broken" if is_off else "holds", exact, mean, margin=most)
