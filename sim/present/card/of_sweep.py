"""The subject of a card: plans in several futures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.analysis.futures import Future
from sim.analysis.measures import Measure
from sim.hints import counted, listed
from sim.present.card.flips import WEAK, failed_sentences
from sim.present.card.of_comparison import lines_of
from sim.present.card.subject import Subject
from sim.present.sweep.regret import notes_of_regret

if TYPE_CHECKING:
    from sim.present.sweep.verb import SweepResult

MOST_NAMED = 6
"""Futures that a sentence names."""


def subject_of_sweep(result: SweepResult) -> Subject:
    """What `sweep` gives; estimates of the first headline metric, so that the card stays a page."""
    futures, first = result.futures, result.futures[0].comparison
    name = first.headline_metrics[0]
    plans = f"Plans compared on the same worlds in {counted(len(futures), 'future')}: {listed(first.plans)}"
    return Subject(
        context=result.context,
        question=result.asked.question,
        answer=result.headline,
        plans=result.asked.plans,
        confidence=first.confidence,
        replications=result.context.replications,
        failed=result.failed,
        public=first.public,
        same_aid=next((said for one in futures if (said := one.comparison.same_aid) is not None), True),
        outputs=[first.metrics[one].noun for one in first.headline_metrics],
        more_outputs=len(first.metrics) - len(first.headline_metrics),
        aims=f"{plans}; reference: {first.reference}." if len(first.plans) > 1 else f"{plans}.",
        estimates=[line for one in futures for line in lines_of(one.comparison, name, one.name)],
        could_flip=list(_flips(futures, first.metrics[name], result.failed)),
        varied={axis.key: ", ".join(axis.values) for axis in result.axes},
    )


def _flips(futures: Sequence[Future], measure: Measure, failed: int) -> Iterator[str]:
    """What could flip the answer of a sweep: another future, few worlds, failed ones, assumptions."""
    first = futures[0].comparison
    if len(first.plans) == 1:
        yield "There is one plan: futures say how it fares, not whether another is better."
    else:
        yield from _winners(futures, measure)
        yield from notes_of_regret(futures)
    if len(futures) == 1:
        yield "One future was tried: nothing is said of others."
    yield "Values between and beyond those that were tried; `hearthline explore` tries whole ranges."
    yield from failed_sentences(failed, first.same_aid)
    yield WEAK


def _winners(futures: Sequence[Future], measure: Measure) -> Iterator[str]:
    """Which plan is the best where, and in which futures more worlds are needed to say."""
    by_plan: dict[str, list[str]] = {}
    unclear = []
    for future in futures:
        best = future.comparison.best.get(measure.name, ())
        if len(best) == 1:
            by_plan.setdefault(best[0], []).append(future.name)
        elif best:
            unclear.append(future.name)
    if len(by_plan) > 1:
        for plan, names in by_plan.items():
            yield f"The best plan in {measure.noun} depends on the future: {plan} at {_named(names)}."
    worlds = counted(len(futures[0].comparison.kept), "world")
    if len(unclear) == len(futures) > 1:
        where = f"in each of {counted(len(futures), 'future')}"
        yield f"With {worlds} it is open {where} which plan is the best; more may tell."
    elif any(unclear):
        yield f"With {worlds} it is open which plan is the best at {_named(unclear)}; more may tell."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more
