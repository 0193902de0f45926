"""A decision in plain words, never stronger than its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.analysis.decide.selection import FIRST
from sim.analysis.decision import Decision
from sim.analysis.numbers import exactly, proportion, roughly_above, style_of
from sim.analysis.question import harm_sign
from sim.errors import escape
from sim.hints import at_the_start, counted, joined
from sim.present.caution import CAUTION, mark_with_option

DIGITS = 2
"""That count in an estimate."""
DIGITS_ASKED = 3
"""That count in a number that somebody chooses."""


def headline_of(decision: Decision) -> str:
    """Which plan to choose, with what guarantee, and what it costs to be wrong."""
    return " ".join(sentences_of(decision))


def sentences_of(decision: Decision) -> Iterator[str]:
    """The headline, sentence by sentence."""
    yield from _undecided(decision) if decision.chosen is None else _choice(decision)
    yield from loss_sentences(decision)
    if decision.same_aid is not None:
        yield "Not all plans bring the same aid."


def _choice(decision: Decision) -> Iterator[str]:
    tied = [plan for place, plan in enumerate(decision.plans) if place in decision.selection.contenders]
    matters, sure = _matters(decision), exactly(decision.question.confidence)
    aim = _aim(decision)
    if len(tied) > 1:
        names = joined(map(escape, tied))
        yield f"Choose {names}, whichever you like, {aim}: they gave the same in every world."
    else:
        yield f"Choose {escape(tied[0])} {aim}."
    yield (
        f"If one plan is better than every other by {matters} or more, the chance of choosing that plan is {sure} or "
        "more; smaller differences do not count."
    )


def _aim(decision: Decision) -> str:
    """What the chosen plan is best in."""
    measure = decision.question.measure
    if measure.direction == "higher":
        return f"as the best in {measure.noun}"
    return f"for the {'fewest' if measure.noun.split()[0].endswith('s') else 'least'} {measure.noun}"


def _undecided(decision: Decision) -> Iterator[str]:
    """No plan is selected: what is known, and what would help."""
    most, found = counted(decision.most, "world"), decision.selection
    if found.at_most == 0:
        yield f"Not decided: {most} are too few to begin with, {FIRST} are needed; raise --max-replications."
        return
    left = joined(escape(decision.plans[place]) for place in found.contenders)
    sure = exactly(decision.question.confidence)
    yield f"Not decided with {most}, the most allowed: {left} are still in."
    leading = at_the_start(escape(decision.plans[decision.leading]))
    if decision.losses is not None and sum(one.may_be_best for one in decision.losses) == 1:
        yield f"{leading} looks best, and its intervals rule the others out ({sure})."
        yield f"But the promise to see every difference of {_matters(decision)} or more takes more worlds:"
    else:
        yield f"{leading} looks best so far, without a promise."
    yield (
        f"{roughly_above(found.at_most):,} worlds decide at the latest; raise --max-replications, or let more than "
        f"{_matters(decision)} count as a difference that matters (--indifference)."
    )


def loss_sentences(decision: Decision) -> Iterator[str]:
    """Which others may be best, and what it costs to be wrong."""
    if decision.losses is None:
        return
    sure = exactly(decision.question.confidence)
    others = [
        escape(plan)
        for place, plan in enumerate(decision.plans)
        if decision.losses[place].may_be_best and place != decision.leading
    ]
    loss, plan = decision.losses[decision.leading], decision.plans[decision.leading]
    if not others:
        if decision.chosen is not None:
            yield f"All other plans are ruled out as the best ({sure})."
        return
    expected = float(decision.chances.expected_loss[decision.leading])
    yield f"Cannot be ruled out as the best ({sure}): {joined(others)}."
    yield (
        f"If {escape(plan)} is the wrong choice, it costs at most {amount(decision, loss.high)} ({sure}); on average "
        f"over all that is not known, {amount(decision, expected)}."
    )
    close = [
        one for one, found in zip(decision.plans, decision.losses, strict=True) if found.high < decision.indifference
    ]
    if len(close) > 1:
        yield f"Sure to be within {_matters(decision)} of the best ({sure}): {joined(map(escape, close))}."


def _matters(decision: Decision) -> str:
    """The smallest difference that matters, with the digits that somebody may have asked for."""
    return amount(decision, decision.indifference, DIGITS_ASKED)


def amount(decision: Decision, value: float, digits: int = DIGITS) -> str:
    """A number with some digits that count, with its unit."""
    last = 10.0 ** (math.floor(math.log10(value)) - digits + 1) if value > 0.0 else 0.0
    style = style_of(decision.question.measure, [value], [2.0 * last])
    return f"{style.write(value)} {style.unit}".strip()


def notes_of(decision: Decision) -> Iterator[str]:
    """How to read the tables."""
    confidence = exactly(decision.question.confidence)
    runs, whole = sum(decision.worlds), max(decision.worlds) * len(decision.plans)
    saved = f", {whole - runs:,} fewer than without ruling plans out on the way" if whole > runs else ""
    yield f"{counted(runs, 'run')} on {counted(max(decision.worlds), 'world')}, the same for all plans{saved}."
    yield (
        "Worlds needed: until the plan was ruled out, or the decision was made (procedure of Kim and Nelson, 2001, "
        f"which begins with {FIRST} worlds). A plan that was ruled out early is estimated by one that was not, and by "
        "what they differ by in the worlds that both met."
    )
    yield (
        f"Intervals beside the best of the others hold for all plans together ({confidence}). Best when drawn again, "
        "and lost if chosen: over worlds drawn again by chance; the loss is that beside the best plan, on average."
    )
    if any(tail is not None and not tail.is_enough for tail in decision.tails):
        yield "Means of the worst of 20 worlds have an interval from 2,000 worlds on; fewer would promise too much."
    if decision.frontier is not None:
        yield (
            "Frontier: a plan is beaten if another has less harm or fewer dispatches, and no more of the other; in "
            "brackets: how often no plan beats it when worlds are drawn again."
        )
    if decision.failures:
        number, why = next(iter(decision.failures.items()))
        count = counted(len(decision.failures), "world")
        yield f"{count} failed and are left out; the first is {number}: {escape(why)}."
    yield mark_with_option(decision.public)
    yield CAUTION


def chance(share: float) -> str:
    """A chance, which is 0 or 100 % for certain only as far as resampling sees."""
    return "under 1 %" if 0.0 < share < 0.005 else proportion(share)


def signed(decision: Decision, value: float) -> float:
    """Harm as a value of the metric."""
    return harm_sign(decision.question.measure) * value + 0.0
