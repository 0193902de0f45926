"""The answer of a replan in a few sentences, and its plans side by side as one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.aid import units
from sim.analysis.numbers import UNDEFINED, proportion
from sim.errors import escape
from sim.hints import at_the_start, joined
from sim.present.replan.morning import day_text, last_day_text
from sim.present.sections import Section, difference_text, styles_of

if TYPE_CHECKING:
    from sim.analysis.answer import Comparison
    from sim.present.replan.verb import ReplanResult

MOST_METRICS = 2
"""Headline metrics that stand side by side on the page."""


@dataclass(frozen=True, slots=True)
class Column:
    """A metric of the table: what it is called, and plan -> mean, difference from the reference, better in."""

    noun: str
    unit: str
    wanted: str
    cells: dict[str, tuple[str, str, str]]


def answer_of(result: ReplanResult) -> Iterator[str]:
    """When, what is better by how much, in how many worlds, what cannot be ruled out, and whether aid is the same."""
    comparison = result.compared.comparison
    yield f"From {day_text(result.begin)} to {last_day_text(result.end)}: {_lowered(comparison)}"
    metric = comparison.headline_metrics[0]
    found = {plan: lines[metric].p_better for plan, lines in comparison.differences.items()}
    shares = [f"{escape(plan)} in {proportion(share)}" for plan, share in found.items() if share is not None]
    if shares and comparison.kept:
        yield f"Better than {escape(comparison.reference)} (ties count half): {joined(shares)} of the worlds."
    best = comparison.best.get(metric, ())
    if len(best) > 1:
        yield f"Cannot be ruled out as the best: {joined(map(escape, best))}."
    elif best:
        yield f"Only {escape(best[0])} may still be the best ({proportion(comparison.confidence)} sure)."
    if comparison.same_aid is None:
        yield "All plans bring the same aid."


def _lowered(comparison: Comparison) -> str:
    """The headline behind a colon, without what is left of aid: a name keeps its capitals."""
    headline = comparison.headline
    for sentence in comparison.unspent:  # the table of units says it
        headline = headline.replace(sentence, "").strip()
    names = [escape(plan) for plan in comparison.plans]
    for name in names:
        if headline.startswith(at_the_start(name)):
            return name + headline[len(name) :]
    return headline[:1].lower() + headline[1:]


def columns_of(comparison: Comparison) -> list[Column]:
    """The first headline metrics of all plans."""
    return [_column(comparison, name) for name in comparison.headline_metrics[:MOST_METRICS]]


def _column(comparison: Comparison, name: str) -> Column:
    measure = comparison.metrics[name]
    level, change = styles_of(comparison, name, measure)
    cells = {}
    for plan in comparison.plans:
        summary = comparison.summaries[plan][name]
        middle = summary.median if summary.mean is None else summary.mean
        difference, better = "reference", ""
        if plan != comparison.reference:
            found = comparison.differences[plan][name]
            difference = difference_text(change, found)
            better = UNDEFINED if found.p_better is None else proportion(found.p_better)
        cells[plan] = (level.write(middle), difference, better)
    return Column(at_the_start(measure.noun), level.unit, measure.wanted, cells)


def table_of_aid(comparison: Comparison) -> Section | None:
    """Units that arrive, and those used, of items of which plans bring different numbers; None if there are none."""
    plans = comparison.plans
    lines = {item: [comparison.aid[plan][item] for plan in plans] for item in comparison.aid[comparison.reference]}
    rows: list[tuple[str, ...]] = []
    for item, found in lines.items():
        if len({units(line.arrived) for line in found}) == 1:
            continue
        rows.append((f"{item.replace('_', ' ')}, arrived", *(units(line.arrived) for line in found)))
        used = [units(line.used) for line in found if line.used is not None]
        rows += (
            [(f"{item.replace('_', ' ')}, used", *used)]
            if len(used) == len(found) and any(number != "0" for number in used)
            else []
        )
    if not rows:
        return None
    return Section("Units that differ between plans, on average", ("units", *map(escape, plans)), tuple(rows))


def common_aid(comparison: Comparison) -> str:
    """Items of which the same number arrives under every plan."""
    plans = comparison.plans
    same = []
    for item in comparison.aid[comparison.reference]:
        said = {units(comparison.aid[plan][item].arrived) for plan in plans}
        if len(said) == 1:
            same.append(f"{item.replace('_', ' ')} {said.pop()}")
    return f"Units that arrive under every plan alike: {', '.join(same)}." if same else ""
