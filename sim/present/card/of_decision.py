"""The subject of a card: one plan chosen among several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.analysis.question import harm_sign
from sim.hints import listed
from sim.present.card.flips import WEAK, failed_sentences
from sim.present.card.subject import Against, Subject, estimate
from sim.present.decide.prices import switching_sentences
from sim.present.decide.words import amount, loss_sentences

if TYPE_CHECKING:
    from sim.present.decide.result import DecisionResult


def subject_of_decision(result: DecisionResult) -> Subject:
    """What `decide` gives."""
    decision, asked = result.decision, result.asked
    measure = decision.question.measure
    matters = amount(decision, decision.indifference)
    return Subject(
        context=result.context,
        question=asked.question,
        answer=result.headline,
        plans=asked.plans,
        confidence=decision.question.confidence,
        replications=max(decision.worlds) - len(decision.failures),
        failed=len(decision.failures),
        public=decision.public,
        same_aid=True if decision.same_aid is None else decision.same_aid,
        outputs=[measure.noun],
        more_outputs=0,
        aims=f"One of {listed(decision.plans)} selected by {measure.noun}; differences below {matters} do not matter.",
        estimates=list(_lines(result)),
        could_flip=list(_flips(result)),
        against=Against("the best of the others", "best when drawn again"),
        from_state=any("saved state" in banner for banner in decision.banners),
    )


def _lines(result: DecisionResult) -> Iterator[dict[str, Any]]:
    decision = result.decision
    measure = decision.question.measure
    sign = harm_sign(measure)
    for place, plan in enumerate(decision.plans):
        mean = decision.means[place]
        apart: tuple[float, ...] = ()
        if decision.losses is not None:
            loss = decision.losses[place]
            low, high = sorted((sign * loss.low, sign * loss.high))
            apart = sign * loss.mean, low, high
        level = mean.mean, mean.ci_low, mean.ci_high
        yield estimate(measure, plan, decision.worlds[place], level, apart, float(decision.chances.best[place]))


def _flips(result: DecisionResult) -> Iterator[str]:
    """What could flip the choice: others that may be best, prices, too few worlds, assumptions."""
    decision = result.decision
    if decision.chosen is None:
        left = listed([decision.plans[place] for place in decision.selection.contenders])
        yield f"No plan is chosen yet: {left} are still in, and more worlds may rule them out."
    if decision.losses is not None and sum(one.may_be_best for one in decision.losses) > 1:
        yield from loss_sentences(decision)
    yield from switching_sentences(decision)
    yield from failed_sentences(len(decision.failures), decision.same_aid)
    yield WEAK
