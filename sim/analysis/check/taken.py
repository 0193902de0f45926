"""What a scenario gives now, in the form in which a baseline keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.check.baseline import Kept, KeptPlan, Told
from sim.analysis.check.events import MOST_LINES, digests_of, fingerprints_of
from sim.analysis.measures import Measure, all_measures, default_metrics, headline_metrics
from sim.analysis.registry import Runs, Values
from sim.analysis.statistics import mean_of, quantiles, spread_of
from sim.scenario.schema import Scenario
from sim.study.calendars import span_of
from sim.study.ensemble import Ensemble
from sim.study.fairness import Fairness
from sim.study.journal import Day, design_for, journals
from sim.study.layout import Layout, layout_of
from sim.study.run import Workspace, run_study
from sim.study.warm import warm_up
from sim.world.draw import names_of
from sim.world.world import World

WORLDS_WITH_EVENTS = 3
"""Replications of which it is kept what happened, if there are so many."""
CORE = (
    "degree_hours_below_16",
    "building_hours_cold",
    "damaged",
    "interception_share",
    "dispatch_cost",
    "job_wait_mean",
    "crew_busy_share",
)
"""Metrics that are kept with all values in every scenario that has them, beside those of its headline."""
MOST_KEPT = 36
"""Metrics of all plans together that are kept with all values, so that files stay small."""
OF_MEAN, OF_SPREAD = 0.02, 0.05
"""A margin is the larger of these shares of the mean and of the standard deviation, where a baseline says no other."""
DIGITS = 8
"""Hexadecimal digits of the digest of a metric's values."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a scenario gives now.

    Parameters
    ----------
    layout : what places of the outcomes stand for
    measures : every metric, by name
    plans : plan -> its ensemble
    journal : plan -> days of the first replications
    worlds : digest of the first world
    failures : replication -> what went wrong
    """

    layout: Layout
    measures: Mapping[str, Measure]
    plans: Mapping[str, Ensemble]
    journal: Mapping[str, Sequence[Sequence[Day]]]
    worlds: str
    failures: Mapping[int, str]

    def values(self, plan: str, metric: str) -> Values:
        """A metric of all replications."""
        ensemble = self.plans[plan]
        return self.measures[metric].values(Runs(ensemble.outcomes, self.layout, ensemble.rows))


def take(plans: Mapping[str, Scenario], *, seed: int, replications: int, workers: int | None = None) -> Taken:
    """Run all plans of a scenario on the same worlds, and write down what happens in the first of them."""
    span = span_of(plans)
    design = design_for(plans, span, seed)
    warm_up(design.size)
    alone = Fairness(lookback=span.lookback, accrual_end=span.accrual_end)
    study = run_study(plans, fairness=alone, replications=replications, seed=seed, workers=workers)
    journal: dict[str, list[list[Day]]] = {name: [] for name in plans}
    for replication in range(min(WORLDS_WITH_EVENTS, replications)):
        failed = replication in study.failures
        for plan, days in ((plan, []) for plan in plans) if failed else journals(design, replication):
            journal[plan].append(days)
    space = Workspace(design)
    space.prepare(design, 0)
    layout = layout_of(*plans.values())
    worlds = World(space.world, names_of(*plans.values())).digest()
    return Taken(layout, all_measures(layout), study.plans, journal, worlds, study.failures)


def kept_names(taken: Taken, headline: Sequence[str]) -> tuple[str, ...]:
    """Metrics to keep with all values: those of the headline, and as many of the core as files have room for."""
    wanted = dict.fromkeys([*headline_metrics(headline, taken.layout), *default_metrics(taken.layout), *CORE])
    there = [name for name in wanted if name in taken.measures]
    return tuple(there[: max(4, MOST_KEPT // len(taken.plans))])


def kept_plans(
    taken: Taken, headline: Sequence[str], margins: Mapping[str, Mapping[str, float]]
) -> dict[str, KeptPlan]:
    """What a baseline keeps.

    Parameters
    ----------
    headline : names of the metrics that the scenario asks for
    margins : plan -> metric -> margin that somebody chose
    """
    names = kept_names(taken, headline)
    most = MOST_LINES // len(taken.plans)
    return {
        plan: KeptPlan(
            metrics={name: _kept(taken, plan, name, margins.get(plan, {}).get(name)) for name in names},
            others=dict(_others(taken, plan, names)),
            outcomes=digest_of(ensemble),
            days=tuple(digests_of(days) for days in taken.journal[plan]),
            lines=fingerprints_of(taken.journal[plan][0], most) if taken.journal[plan] else "",
        )
        for plan, ensemble in taken.plans.items()
    }


def _kept(taken: Taken, plan: str, name: str, margin: float | None) -> Kept:
    values = taken.values(plan, name)
    known = values[np.isfinite(values)]
    mean, spread = mean_of(known), spread_of(known)
    p05, median, p95 = quantiles(known, (0.05, 0.5, 0.95))
    if margin is None:
        margin = max(OF_MEAN * abs(mean or 0.0), OF_SPREAD * (spread or 0.0))
    return Kept(taken.measures[name].unit, mean, spread, p05, median, p95, margin, values)


def _others(taken: Taken, plan: str, kept: Sequence[str]) -> list[tuple[str, Told]]:
    """Metrics that are kept by a digest, without those of districts and those that are nothing but noughts."""
    found = []
    for name, measure in taken.measures.items():
        if name in kept or measure.district is not None:
            continue
        values = taken.values(plan, name)
        if np.any(values != 0.0):
            found.append((name, told(values)))
    return found


def told(values: Values) -> Told:
    """A metric by its mean and a digest."""
    mean = mean_of(values[np.isfinite(values)])
    same = np.where(np.isnan(values), np.nan, values)  # one sort of nan
    return Told(mean, hashlib.sha256(same.tobytes()).hexdigest()[:DIGITS])


def digest_of(ensemble: Ensemble) -> str:
    """Digest of all that a plan gives, number for number."""
    found = hashlib.sha256()
    for name in ensemble.outcomes.dtype.names or ():
        found.update(name.encode() + np.ascontiguousarray(ensemble.outcomes[name]).tobytes())
    found.update(ensemble.days.tobytes())
    found.update(ensemble.rows.astype(np.int64).tobytes())
    return found.hexdigest()
