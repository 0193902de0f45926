"""Regret over the futures of a sweep as a table, a sentence and plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.analysis.decide.regret import MOSTLY
from sim.analysis.futures import Future
from sim.analysis.numbers import Style, half_of, style_of
from sim.analysis.regrets import Regrets, regrets_of
from sim.errors import escape
from sim.hints import counted, listed
from sim.present.sections import Section

MANY = 10
"""Futures from which on it is told what a plan stays below in 9 of 10 of them."""
NOWHERE = "-"
"""In place of a future, of a plan that is the best in all."""


def sections_of_regret(futures: Sequence[Future]) -> Iterator[Section]:
    """A row for each plan, by the first headline metric."""
    found = _first(futures)
    if found is None:
        return
    style = _style(futures, found)
    is_many = len(found.futures) >= MANY
    heads = ("plan", "largest\nregret", "in the future", *(("in 9 of 10 futures\nat most",) if is_many else ()))
    rows = []
    for plan, mostly in zip(found.plans, found.found.mostly.tolist(), strict=True):
        row = (escape(plan), style.write(found.largest(plan)), escape(found.worst_future(plan)) or NOWHERE)
        rows.append((*row, style.write(mostly)) if is_many else row)
    title = f"Regret: what a plan loses beside the best plan of the same future [{style.unit}]"
    yield Section(title, heads, tuple(rows))


def notes_of_regret(futures: Sequence[Future]) -> Iterator[str]:
    """Which plan loses least at worst, in one sentence, and how sure that is."""
    found = _first(futures)
    if found is None:
        return
    style, count = _style(futures, found), counted(len(found.futures), "future")
    least, others = found.least, [plan for plan in found.plans if plan not in found.least]
    named = escape(listed(list(least)))
    if found.largest(least[0]) == 0.0:
        said = f"{named} {_has(least)} the best mean in all {count} and so {_has(least, 'loses', 'lose')} nothing"
    else:
        said = f"{named} {_has(least, 'loses', 'lose')} least at worst, {_amount(found, least[0], style)}"
    if others:
        worst = max(others, key=found.largest)
        said += f"; {escape(worst)} loses up to {_amount(found, worst, style)}"
    yield f"If nobody can say which future comes: {said}."
    yield "Regret is counted from the means of each future; a small one may be chance."


def regret_json(futures: Sequence[Future]) -> dict[str, Any]:
    """Regret of every headline metric that has one, by plan, futures in the order of the sweep."""
    names = futures[0].comparison.headline_metrics
    found = {name: regrets_of(futures, name) for name in names}
    return {name: _values(one) for name, one in found.items() if one is not None}


def _values(found: Regrets) -> dict[str, Any]:
    regret = found.found
    return {
        "unit": found.measure.unit,
        "least": list(found.least),
        "agreement": regret.agreement,
        "plans": {
            plan: {
                "largest": found.largest(plan),
                "in_future": found.worst_future(plan) or None,
                "mostly": {"share": MOSTLY, "value": float(regret.mostly[place])},
                "by_future": regret.table[:, place].tolist(),
            }
            for place, plan in enumerate(found.plans)
        },
    }


def _first(futures: Sequence[Future]) -> Regrets | None:
    return regrets_of(futures, futures[0].comparison.headline_metrics[0])


def _style(futures: Sequence[Future], found: Regrets) -> Style:
    """As many digits as the differences between plans are known to."""
    lines = [one[found.measure.name] for future in futures for one in future.comparison.differences.values()]
    return style_of(found.measure, found.found.worst.tolist(), [half_of(one.ci_low, one.ci_high) for one in lines])


def _amount(found: Regrets, plan: str, style: Style) -> str:
    return f"{style.write(found.largest(plan))} {style.unit} ({escape(found.worst_future(plan))})"


def _has(plans: Sequence[str], one: str = "has", many: str = "have") -> str:
    return one if len(plans) == 1 else many
