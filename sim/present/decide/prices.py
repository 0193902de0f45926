"""Up to which price of a dispatch each plan pays, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.analysis.decide.frontier import Frontier, Switch
from sim.analysis.decision import Decision
from sim.analysis.numbers import exactly, proportion, style_of
from sim.errors import escape
from sim.hints import at_the_start, listed
from sim.present.decide.words import amount


def switching_sentences(decision: Decision) -> Iterator[str]:
    """Where it pays to switch between plans, from the dearest to the cheapest."""
    found = decision.frontier
    if found is None:
        return
    if not found.switches:
        yield _beats_all(decision, found)
    for switch in found.switches:
        yield _switching(decision, switch)
    if decision.money is not None:
        yield from _worth(decision, decision.money)


def _beats_all(decision: Decision, found: Frontier) -> str:
    """One plan has the least of both on average; others may have less, as far as that is not sure."""
    best = next(plan for plan, point in zip(decision.plans, found.points, strict=True) if point.is_efficient)
    both = f"{at_the_start(escape(best))} has both the least harm and the fewest dispatches"
    unsure = [
        f"{escape(plan)} in {proportion(point.p_efficient)}"
        for plan, point in zip(decision.plans, found.points, strict=True)
        if not point.is_efficient and point.p_efficient > 1.0 - decision.question.confidence
    ]
    if not unsure:
        return f"{both}: it pays at every price of a dispatch."
    return f"{both} on average, but that is not sure: when worlds are drawn again, no plan beats {listed(unsure)}."


def _switching(decision: Decision, switch: Switch) -> str:
    """At which price of a dispatch it pays to switch, or that this is not sure."""
    dear, cheap = decision.plans[switch.dear], decision.plans[switch.cheap]
    price, low, high = switch.price, switch.low, switch.high
    if low is None or high is None:
        each = f"{amount(decision, price)} for each dispatch more"
        unsure = "as they may need the same number, this has no interval"
        return f"{at_the_start(escape(dear))} does less harm than {escape(cheap)}, {each}; {unsure}."
    if low <= 0.0:
        sure, money = exactly(decision.question.confidence), _in_money(decision, high)
        most = f"{amount(decision, high)}{f' ({money})' if money else ''} for each dispatch more ({sure})"
        unsure = f"It is not sure that {escape(dear)} pays beside {escape(cheap)} at any price of a dispatch"
        return f"{unsure}; it avoids at most {most}."
    style = style_of(decision.question.measure, [price], [(high - low) / 2.0])
    harm = f"{style.write(price)} ({style.write(low)} to {style.write(high)}) {style.unit}"
    money = _in_money(decision, price, low, high)
    return (
        f"{at_the_start(escape(dear))} pays as long as a dispatch costs less than {harm} are worth"
        f"{f', {money}' if money else ''}; beyond that {escape(cheap)}."
    )


def _in_money(decision: Decision, *amounts: float) -> str:
    """The same in money, if somebody has said what a unit is worth."""
    worth = decision.question.worth
    if worth is None:
        return ""
    value, *bounds = (euros(worth * one) for one in amounts)
    return f"{value}{f' ({bounds[0]} to {bounds[1]})' if bounds else ''} EUR"


def _worth(decision: Decision, money: Frontier) -> Iterator[str]:
    """With prices of dispatches: what one unit of harm must be worth, where it is sure that it pays at all."""
    unit = decision.question.measure.unit.removesuffix("s")
    for switch in money.switches:
        if switch.low is None or switch.high is None or switch.low <= 0.0:
            continue
        dear, cheap = decision.plans[switch.dear], decision.plans[switch.cheap]
        value, low, high = (euros(1.0 / price) for price in (switch.price, switch.high, switch.low))
        yield (
            f"At the prices of dispatches in the scenario, {escape(dear)} pays beside {escape(cheap)} if one {unit} is "
            f"worth {value} EUR or more ({low} to {high})."
        )


def euros(value: float) -> str:
    """A sum of money with three digits that count, two if it is small."""
    if value < 10.0:
        return f"{value:.2g}"
    return f"{round(value, 2 - math.floor(math.log10(value))):,.0f}"
