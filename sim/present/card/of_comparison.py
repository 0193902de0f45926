"""The subject of a card: one plan, or several side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.analysis.answer import Comparison
from sim.hints import listed
from sim.present.card.flips import flips_of
from sim.present.card.subject import Subject, estimate

if TYPE_CHECKING:
    from sim.present.results import ComparisonResult


def subject_of_comparison(result: ComparisonResult) -> Subject:
    """What `run` and `compare` give."""
    comparison, asked = result.comparison, result.asked
    reference = f"; reference: {comparison.reference}" if len(comparison.plans) > 1 else ""
    names = comparison.headline_metrics
    return Subject(
        context=result.context,
        question="" if asked is None else asked.question,
        answer=comparison.headline,
        plans={} if asked is None else asked.plans,
        confidence=comparison.confidence,
        replications=len(comparison.kept),
        failed=len(comparison.failures),
        public=comparison.public,
        same_aid=True if comparison.same_aid is None else comparison.same_aid,
        outputs=[comparison.metrics[name].noun for name in names],
        more_outputs=len(comparison.metrics) - len(names),
        aims=f"Plans compared on the same worlds: {listed(comparison.plans)}{reference}.",
        estimates=[line for name in names for line in lines_of(comparison, name)],
        could_flip=flips_of(comparison),
        from_state=any("saved state" in banner for banner in comparison.banners),
    )


def lines_of(comparison: Comparison, name: str, future: str = "") -> Iterator[dict[str, Any]]:
    """A metric of each plan and its difference from the reference."""
    measure = comparison.metrics[name]
    for plan in comparison.plans:
        summary = comparison.summaries[plan][name]
        middle = summary.mean if summary.mean is not None else summary.median
        level = middle, summary.ci_low, summary.ci_high
        if plan not in comparison.differences:
            yield estimate(measure, plan, summary.n_defined, level, future=future)
            continue
        found = comparison.differences[plan][name]
        apart = found.mean, found.ci_low, found.ci_high
        yield estimate(measure, plan, summary.n_defined, level, apart, found.p_better, future)
