"""Which plans have an aid equivalent, and the runs with more or less aid that it takes to find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.equivalent import Equivalent, equivalent_of, is_unclear, more_aid
from sim.analysis.measures import Measure
from sim.analysis.numbers import is_clear
from sim.analysis.registry import Runs, Values
from sim.errors import escape
from sim.hints import at_the_start
from sim.scenario.schema import Scenario
from sim.study.calendars import compared_channels
from sim.study.ensemble import StudyResult
from sim.study.fairness import Fairness
from sim.study.layout import Layout
from sim.study.scaled import FACTORS, cannot_be_scaled, named, scaled

Study = Callable[[Mapping[str, Scenario], Fairness], StudyResult]
"""Runs plans on the worlds of the comparison."""


def aid_equivalents(
    comparison: Comparison, plans: Mapping[str, Scenario], fairness: Fairness, layout: Layout, study: Study
) -> dict[str, Equivalent]:
    """How much more of the compared aid each plan needs to do as well as the reference in the first headline metric.

    Intervals hold for all plans together (Bonferroni).

    Parameters
    ----------
    plans : the plans of the comparison
    fairness : what the gate decided about them
    study : runs the plans with other amounts of aid
    """
    measure = comparison.metrics[comparison.headline_metrics[0]]
    others = [plan for plan in plans if plan != comparison.reference]
    reasons = {plan: reason for plan in others if (reason := _reason(plan, plans, fairness, measure))}
    asked = [plan for plan in others if plan not in reasons]
    tried = {
        (plan, factor): scaled(plans[plan], compared_channels(plans.values()), factor)
        for plan in asked
        for factor in FACTORS
        if factor != 1
    }
    found = {plan: Equivalent(None, None, None, reason) for plan, reason in reasons.items()}
    if tried:
        same_calendars = Fairness(lookback=fairness.lookback, accrual_end=fairness.accrual_end)
        result = study({named(*key): scenario for key, scenario in tried.items()}, same_calendars)
        together = 1.0 - (1.0 - comparison.confidence) / len(asked)
        for plan in asked:
            found[plan] = _equivalent(comparison, measure, plan, result, layout, together)
    return {plan: found[plan] for plan in others}


def equivalent_sentences(comparison: Comparison) -> tuple[str, ...]:
    """The largest clear aid equivalent in words, for the headline, of plans that differ clearly; none without one."""
    clear = {
        plan: one
        for plan, one in comparison.equivalents.items()
        if one.factor and not is_unclear(one) and _differs_clearly(comparison, plan)
    }
    if not clear:
        return ()
    plan = max(clear, key=lambda name: abs((clear[name].factor or 1.0) - 1.0))
    amount, interval = more_aid(clear[plan]).split(" (")
    return (f"{at_the_start(escape(plan))} needs {amount} aid ({interval} to match {escape(comparison.reference)}.",)


def _differs_clearly(comparison: Comparison, plan: str) -> bool:
    """True if the headline does not say of a plan that its difference is not clear."""
    found = comparison.differences[plan][comparison.headline_metrics[0]]
    return is_clear(found.ci_low, found.ci_high)


def _reason(plan: str, plans: Mapping[str, Scenario], fairness: Fairness, measure: Measure) -> str:
    """Why a plan has no aid equivalent; empty if it may have one."""
    if measure.is_time_until or measure.is_ratio or measure.direction == "none":
        return f"there is no aid equivalent in {measure.noun}"
    if fairness.same_aid is not None:
        return "the plans do not bring the same aid"
    return cannot_be_scaled(plans[plan], compared_channels(plans.values()))


def _equivalent(
    comparison: Comparison, measure: Measure, plan: str, result: StudyResult, layout: Layout, confidence: float
) -> Equivalent:
    kept = np.array(comparison.kept, dtype=np.int64)
    sound = np.array([number not in result.failures for number in kept.tolist()])

    def values(factor: Fraction) -> Values:
        if factor == 1:
            return np.asarray(comparison.values[plan][measure.name][sound])
        ensemble = result.plans[named(plan, factor)]
        return measure.values(Runs(ensemble.outcomes[kept[sound]], layout, ensemble.rows, kept[sound]))

    return equivalent_of(
        {float(factor): values(factor) for factor in FACTORS},
        comparison.values[comparison.reference][measure.name][sound],
        measure.direction == "lower",
        confidence,
    )
