"""What could flip the answer, in sentences: few worlds, timing, worlds the other way round, trade-offs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.answer import Comparison, Difference
from sim.analysis.measures import Measure
from sim.analysis.numbers import is_clear, percent
from sim.hints import counted, listed

NEAR = 0.5
"""A clear difference whose interval comes nearer to nought than this share of it may be small."""
OFTEN = 0.9
"""A plan that is better in fewer worlds than this is not better in each."""
WEAK = "The weak assumptions below: each names the keys that vary it; the same worlds tell what that changes."
LARGE_PART = 0.25
"""From this share of a difference on, its earliness is worth naming."""


def flips_of(comparison: Comparison) -> list[str]:
    """What could flip the answer of a comparison; of a single plan, what could move its numbers."""
    said = list(_of_one(comparison)) if len(comparison.plans) == 1 else list(_of_several(comparison))
    return [*said, *failed_sentences(len(comparison.failures), comparison.same_aid), WEAK]


def failed_sentences(failed: int, same_aid: str | None) -> Iterator[str]:
    """What is wrong with the numbers of any verb.

    Parameters
    ----------
    failed : replications without a result
    same_aid : why plans do not bring the same aid; None if they do
    """
    if failed:
        yield f"{counted(failed, 'replication')} failed and are left out of every plan."
    if same_aid is not None:
        yield f"Plans do not bring the same aid, so a difference is not one of cadence: {same_aid}"


def _of_one(comparison: Comparison) -> Iterator[str]:
    worlds = counted(len(comparison.kept), "world")
    yield f"There is one plan: {worlds} say how it fares, not whether another is better."


def _of_several(comparison: Comparison) -> Iterator[str]:
    measure = comparison.metrics[comparison.headline_metrics[0]]
    yield from _unclear(comparison, measure)
    for plan, found in comparison.differences.items():
        yield from _of_plan(plan, comparison.reference, found[measure.name])
        yield from _the_other_way(comparison, plan, measure)
        yield from _of_timing(plan, found[measure.name])
    best = comparison.best.get(measure.name, ())
    if len(best) > 1:
        yield f"In {measure.noun} none of these can be ruled out as the best: {listed(best)}."
    yield from _trade_offs(comparison)


def _unclear(comparison: Comparison, measure: Measure) -> Iterator[str]:
    """Plans of which it is open whether they differ from the reference."""
    unclear = [
        plan
        for plan, lines in comparison.differences.items()
        if (found := lines[measure.name]).ci_low is not None and not is_clear(found.ci_low, found.ci_high)
    ]
    if unclear:
        worlds = counted(len(comparison.kept), "world")
        yield f"No clear difference from {comparison.reference} in {worlds}: {listed(unclear)}; more may show one."


def _of_plan(plan: str, reference: str, found: Difference) -> Iterator[str]:
    """What could flip a clear difference."""
    mean, low, high = found.mean, found.ci_low, found.ci_high
    if not mean or low is None or high is None or not is_clear(low, high):
        return
    nearest = min(abs(low), abs(high)) / abs(mean)
    if nearest < NEAR:
        small = f"the difference may be as small as {percent(nearest)} of what is shown"
        yield f"{plan} and {reference}: {small}; more worlds narrow it."


def _the_other_way(comparison: Comparison, plan: str, measure: Measure) -> Iterator[str]:
    """In how many worlds a clear difference is none, or has the other sign."""
    reference, found = comparison.reference, comparison.differences[plan][measure.name]
    if found.mean is None or not is_clear(found.ci_low, found.ci_high):
        return
    apart = comparison.values[plan][measure.name] - comparison.values[reference][measure.name]
    other, same = float(np.mean(apart * found.mean < 0.0)), float(np.mean(apart == 0.0))
    if other + same <= 1.0 - OFTEN:
        return
    equal = f", in {percent(same)} there is no difference" if same else ""
    yield f"{plan} and {reference}: in {percent(other)} of the worlds it is the other way round{equal}."


def _of_timing(plan: str, found: Difference) -> Iterator[str]:
    """How much of a clear difference comes from aid that only arrives earlier."""
    early, cadence, mean = found.earliness, found.cadence, found.mean
    if early is None or cadence is None or early.mean is None or cadence.mean is None or not mean:
        return
    if not is_clear(found.ci_low, found.ci_high):
        return
    if early.mean * cadence.mean < 0.0 and is_clear(early.ci_low, early.ci_high):
        yield f"{plan}: timing works against cadence; with another `timing` of the lots the difference may change sign."
    elif abs(early.mean) >= LARGE_PART * abs(mean) and is_clear(early.ci_low, early.ci_high):
        share = percent(early.mean / mean)
        yield f"{plan}: {share} of the difference comes from aid arriving earlier or later, not from the size of lots."


def _trade_offs(comparison: Comparison) -> Iterator[str]:
    """Plans that are clearly better in one headline metric and clearly worse in another."""
    for plan, found in comparison.differences.items():
        better: list[str] = []
        worse: list[str] = []
        for name in comparison.headline_metrics:
            measure, one = comparison.metrics[name], found[name]
            if one.mean is None or measure.direction == "none" or not is_clear(one.ci_low, one.ci_high):
                continue
            (better if (one.mean < 0.0) == (measure.direction == "lower") else worse).append(measure.noun)
        if better and worse:
            yield f"{plan} is better in {listed(better)}, but worse in {listed(worse)}: it depends on what counts."
