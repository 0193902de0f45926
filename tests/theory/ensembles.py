"""Runs a theory case as a user would run it, and holds what comes out against the exact values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.analysis.tidy import series_of
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.study.fairness import judge
from sim.study.layout import layout_of
from sim.study.run import run_study
from tests.theory.cases import Run
from tests.theory.estimators import Estimate, Quantity, Rule, Sample, rule_of, verdict

PLAN = "as written"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One quantity of one run: what was found, and whether it is what theory says.

    Parameters
    ----------
    replications : how many runs the estimate is made from
    verdict : `pass`, `fail: why` or `inconclusive: why`
    """

    run: Run
    quantity: Quantity
    exact: float
    estimate: Estimate
    replications: int
    rule: Rule
    verdict: str

    @property
    def z(self) -> float:
        """Distance from the exact value in standard errors; only for what is judged two-sided."""
        return (self.estimate.value - self.exact) / self.estimate.se


def scenario_of(run: Run) -> Scenario:
    """The scenario of a run with its overrides."""
    return load_scenario(run.path, run.overrides).scenario


def sample_of(run: Run, replications: int) -> Sample:
    """Metrics and series of a run on the compiled clock, by the seed that the scenario has."""
    scenario = scenario_of(run)
    plans = {PLAN: scenario}
    fairness = judge(plans, reference=PLAN)
    study = run_study(plans, fairness=fairness, replications=replications, seed=scenario.study.seed)
    assert not study.failures, study.failures
    layout = layout_of(scenario)
    ensemble = study.plans[PLAN]
    outcomes = Runs(ensemble.outcomes, layout, ensemble.rows)
    measures = all_measures(layout)
    columns = {column.name for column in layout.columns}
    every = series_of(ensemble, layout, tuple(range(replications)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return Sample(
            metrics={name: measure.values(outcomes) for name, measure in measures.items()},
            parts={name: measure.parts(outcomes) for name, measure in measures.items() if measure.is_ratio},
            series={one.name: one.values for one in every if one.name in columns},
            step_h=layout.series_step / 60.0,
        )


def judgements_of(run: Run, tier: str) -> Iterator[Judgement]:
    """Every quantity of a run, judged by the rules of a tier (`ci` or `full`)."""
    replications = run.ci_replications if tier == "ci" else run.full_replications
    sample = sample_of(run, replications)
    for quantity in run.quantities:
        exact = run.exact(quantity)
        estimate = quantity.estimator(sample, exact)
        rule = rule_of(quantity, estimate, exact, replications)
        said = verdict(quantity, estimate, exact, replications, tier)
        yield Judgement(run, quantity, exact, estimate, replications, rule, said)
