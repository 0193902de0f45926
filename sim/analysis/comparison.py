"""Plans on the same worlds: what each gives, how they differ, which cannot be ruled out as best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from sim.analysis.aid import aid_lines, unspent_sentences
from sim.analysis.answer import Comparison, Difference, Part, Summary
from sim.analysis.best import Best
from sim.analysis.differences import difference
from sim.analysis.headline import headline_of
from sim.analysis.intervals import level_interval
from sim.analysis.ledger import ledger_of
from sim.analysis.measures import Measure, headline_metrics, shown_measures
from sim.analysis.money import spending_of
from sim.analysis.registry import Runs
from sim.analysis.sample import Sample, sample_of
from sim.analysis.statistics import median_interval, quantiles, spread_of
from sim.errors import Problem, ScenarioError
from sim.hints import nearest
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

__all__ = ["Comparison", "Difference", "Part", "Summary", "summarise"]

Value = TypeVar("Value")


def summarise(
    result: StudyResult,
    layout: Layout,
    reference: str | None,
    metrics: Sequence[str],
    confidence: float,
    others: Collection[str] | None = None,
    further: Iterable[Measure] = (),
) -> Comparison:
    """Compare the plans of a study.

    Parameters
    ----------
    result : what the study ran; one plan is enough
    layout : of its runs; a public one leaves out what is planning-sensitive
    reference : plan the others are compared with; the first if None
    metrics : names of the headline metrics, the first makes the headline; a default choice if empty
    confidence : of every interval, above 0.5 and below 1
    others : names of the metrics that are wanted beside the headline metrics, of those there are; None: all
    further : metrics beside those of the scenario

    Raises
    ------
    ScenarioError
        If a metric or the reference does not exist.
    """
    plans = tuple(result.plans)
    chosen = headline_metrics(metrics, layout)
    base = _reference(reference, plans)
    count = len(result.plans[base].outcomes)
    kept = np.array([number for number in range(count) if number not in result.failures], dtype=np.int64)
    runs = {plan: Runs(ensemble.outcomes[kept], layout, ensemble.rows, kept) for plan, ensemble in result.plans.items()}
    twins = {
        plan: Runs(ensemble.outcomes[kept], layout, ensemble.rows, kept) for plan, ensemble in result.twins.items()
    }
    known = shown_measures(layout) | {one.name: one for one in further}
    if others is not None:
        known = {name: one for name, one in known.items() if name in chosen or name in others}
    samples = {name: _samples(measure, runs) for name, measure in known.items()}
    aid = {plan: aid_lines(run) for plan, run in runs.items()}
    found = Comparison(
        plans=plans,
        reference=base,
        metrics=known,
        headline_metrics=chosen,
        confidence=confidence,
        replications=count,
        kept=tuple(kept.tolist()),
        summaries=_by_plan(plans, known, lambda plan, name: _summary(samples[name][plan], known[name], confidence)),
        differences=_differences(known, samples, twins, base, confidence, result.no_split),
        best=Best(known, samples, confidence) if len(plans) > 1 else {},
        aid=aid,
        same_aid=result.same_aid,
        unspent=unspent_sentences(aid, runs, base, confidence),
        banners=result.banners,
        failures=result.failures,
        sentences=(),
        public=layout.public,
        values=_by_plan(plans, known, lambda plan, name: samples[name][plan].values),
        ledger=ledger_of(runs, base, confidence),
        money={plan: paid for plan, run in runs.items() if (paid := spending_of(run)) is not None},
    )
    days = {plan: ensemble.days[kept] for plan, ensemble in result.plans.items()}
    return replace(found, sentences=headline_of(found, days, runs))


def _reference(reference: str | None, plans: Sequence[str]) -> str:
    if reference is None or reference in plans:
        return plans[0] if reference is None else reference
    hint = nearest(reference, plans)
    raise ScenarioError([Problem(f"no plan is called {reference!r}", "compare.reference", hint=hint)])


def _by_plan(
    plans: Sequence[str], metrics: Iterable[str], one: Callable[[str, str], Value]
) -> dict[str, dict[str, Value]]:
    return {plan: {name: one(plan, name) for name in metrics} for plan in plans}


def _samples(measure: Measure, runs: Mapping[str, Runs]) -> dict[str, Sample]:
    return {plan: sample_of(measure, run) for plan, run in runs.items()}


def _differences(
    known: Mapping[str, Measure],
    samples: Mapping[str, Mapping[str, Sample]],
    twins: Mapping[str, Runs],
    reference: str,
    confidence: float,
    no_split: Mapping[str, str],
) -> dict[str, dict[str, Difference]]:
    """Plan -> metric -> its difference from the reference."""
    mirrored = {name: _samples(measure, twins) for name, measure in known.items()}
    plans = [plan for plan in next(iter(samples.values())) if plan != reference]

    def one(plan: str, name: str) -> Difference:
        reason = no_split.get(plan, no_split.get(reference))
        return difference(known[name], samples[name], mirrored[name], plan, reference, confidence, reason)

    return _by_plan(plans, known, one)


def _summary(sample: Sample, measure: Measure, confidence: float) -> Summary:
    """What one plan gives: quantiles of finite and infinite values, mean and spread of finite ones."""
    p05, median, p95 = quantiles(sample.values[~np.isnan(sample.values)], (0.05, 0.5, 0.95))
    count = len(sample.defined)
    scores = sample.scores[~np.isnan(sample.scores)]
    if len(scores) == 0:
        low, high = median_interval(sample.values[~np.isnan(sample.values)], confidence)
        return Summary(count, None, None, median, p05, p95, low, high)
    mean, low, high = level_interval(scores, confidence, measure.most)
    return Summary(count, mean, spread_of(sample.defined), median, p05, p95, low, high)
