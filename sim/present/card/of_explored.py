"""The subject of a card: a plan in many futures of what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.explore.futures import Numbers, mean_and_error
from sim.analysis.intervals import interval, level_interval
from sim.analysis.measures import Measure
from sim.analysis.numbers import percent
from sim.analysis.statistics import chance_better
from sim.hints import counted
from sim.present.card.flips import WEAK
from sim.present.card.subject import Subject, estimate
from sim.present.explore.words import break_even_sentences, rule_sentence, standard_words

if TYPE_CHECKING:
    from sim.present.explore.verb import ExploreResult

PLACES = (("lowest", 0.0), ("median", 0.5), ("highest", 1.0))
"""Futures that the table shows: words, and where they stand among all by the mean."""


def subject_of_explored(result: ExploreResult) -> Subject:
    """What `explore` gives."""
    tried, findings = result.tried, result.findings
    futures = counted(len(tried.settings), "future")
    inputs = counted(len(tried.keys), "input")
    against = f", held against {tried.reference}" if tried.plan != tried.reference else ""
    return Subject(
        context=result.context,
        question=result.asked.question,
        answer=result.headline,
        plans=result.asked.plans,
        confidence=findings.confidence,
        replications=result.context.replications,
        failed=result.failed,
        public=False,
        same_aid=True if tried.same_aid is None else tried.same_aid,
        outputs=[measure.noun for measure in tried.measures.values()],
        more_outputs=0,
        aims=f"{tried.plan} in {futures} of {inputs}{against}; standard: {standard_words(tried)}.",
        estimates=list(_lines(result)),
        could_flip=list(_flips(result)),
        varied={key: one.words for key, one in zip(tried.keys, tried.inputs, strict=True)},
    )


def _lines(result: ExploreResult) -> Iterator[dict[str, Any]]:
    """The plan in the futures where it fares best, worst and in between, beside the reference there."""
    tried, confidence = result.tried, result.findings.confidence
    mean, _ = mean_and_error(tried.levels)
    order = [number for number in np.argsort(mean, kind="stable") if np.isfinite(mean[number])]
    for word, share in PLACES if order else ():
        number = int(order[round(share * (len(order) - 1))])
        future = f"{word} ({', '.join(f'{key}={value}' for key, value in tried.settings[number].items())})"
        for plan in dict.fromkeys((tried.reference, tried.plan)):
            values = tried.values[plan][tried.measure.name][number]
            other = tried.values[tried.reference][tried.measure.name][number]
            yield _line(tried.measure, plan, values, None if plan == tried.reference else other, confidence, future)


def _line(
    measure: Measure, plan: str, values: Numbers, other: Numbers | None, confidence: float, future: str
) -> dict[str, Any]:
    known = values[np.isfinite(values)]
    level = level_interval(known, confidence, measure.most)
    if other is None:
        return estimate(measure, plan, len(known), level, future=future)
    less = values - other
    less = less[np.isfinite(less)]
    better = None
    if measure.direction != "none" and len(less):
        better = chance_better(values, other, measure.direction == "lower")
    return estimate(measure, plan, len(known), level, interval(less, confidence), better, future)


def _flips(result: ExploreResult) -> Iterator[str]:
    """What could flip the answer: where the plan fails, where it is not the better one, chance, the ranges."""
    tried, findings = result.tried, result.findings
    if findings.discovery is not None:
        yield from (rule_sentence(tried, rule, findings.discovery.failures) for rule in findings.discovery.rules)
        if findings.close:
            yield (
                f"{counted(findings.close, 'future')} lie so close to the limit of the standard that more worlds might "
                "put them on the other side."
            )
    if findings.difference is not None:
        yield from break_even_sentences(tried, findings)
    noise = (findings.difference or findings.level).noise
    if noise is not None and noise.share is not None and noise.is_much:
        yield f"{percent(noise.share)} of the spread is chance: more replications may show other inputs to matter."
    yield from result.warnings
    yield "Ranges are the study file's: what lies beyond them was not tried."
    yield WEAK
