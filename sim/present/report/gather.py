"""What goes into the report, as plain values: the format ``hearthline.report/1``; the card holds the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.answer import TOTAL, Comparison, Difference
from sim.analysis.measures import Measure, threshold_text
from sim.analysis.numbers import apart_from_zero, half_of, proportion, style_of
from sim.present.as_json import warnings_of
from sim.present.plots.of_report import over_time
from sim.present.report.levels import Levels, hours_by_district, named_in, what_came_through
from sim.present.report.sources import sources_of
from sim.present.report.tables import (
    fans_of,
    peak_of,
    style_over_time,
    table_of_cost,
    table_of_levels,
    table_over_time,
    tables_of_districts,
)
from sim.present.sections import QUESTIONS, Section, notes_of, sections_of, with_bounds

if TYPE_CHECKING:
    from sim.present.results import ComparisonResult

SCHEMA = "hearthline.report/1"
CHAPTERS = ("proof", "over_time", "causes", "districts", "cost")
"""Those with figures and tables, in the order in which they stand."""
FROM_LOTS = "from the size\nof lots"
"""The column that only the table of earliness and cadence has."""


def report_of(result: ComparisonResult, drawn: Collection[str]) -> dict[str, Any]:
    """What the report shows beside the results card: the answer in numbers, figures by name, their tables.

    Parameters
    ----------
    drawn : names of the figures that there are
    """
    comparison = result.comparison
    chapters: dict[str, list[dict[str, Any]]] = {chapter: [] for chapter in CHAPTERS}
    for chapter, found in _blocks(result, drawn):
        chapters[chapter].append(found)
    return {
        "schema": SCHEMA,
        "reference": comparison.reference,
        "plans": list(comparison.plans),
        "names": named_in(result.layout),
        "warnings": [one for one in warnings_of(comparison) if one not in comparison.unspent],
        "said": list(comparison.sentences),
        "answer": _answer(comparison),
        "chapters": chapters,
        "sources": sources_of(() if result.asked is None else result.asked.plans.values()),
        "notes": list(notes_of(comparison)),
    }


def _blocks(result: ComparisonResult, drawn: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Figures with their tables, and tables alone, each with its chapter."""
    comparison = result.comparison
    by_chapter: dict[str, list[Section]] = {"proof": [], "causes": [], "cost": []}
    for place, section in enumerate(sections_of(comparison)):
        by_chapter[_chapter_of(section, place, comparison)].append(section)
    if "differences" in drawn:
        yield "proof", _figure("differences", "differences", by_chapter["proof"], facts=_changes(comparison))
    else:
        yield "proof", _tables(by_chapter["proof"])
    for kind, file, title, unit, series, of in _series(result, drawn):
        fans = fans_of(result.study, result.layout, comparison.kept, series)
        style = style_over_time(fans, unit)
        facts = [{"fact": "fan", "plan": plan, "unit": style.unit, **peak_of(fan, style)} for plan, fan in fans.items()]
        yield "over_time", _figure(file, kind, [table_over_time(fans, title, unit)], facts, of)
    through, districts = what_came_through(comparison, result.layout), hours_by_district(comparison, result.layout)
    if through is not None and "came-through" in drawn:
        tables = [table_of_levels(through, "reason")]
        yield "causes", _figure("came-through", "came_through", tables, _totals(through))
    bars = [one for one in by_chapter["causes"] if one.title.startswith(tuple(QUESTIONS.values()))]
    moved = [one for one in by_chapter["causes"] if one not in bars]
    if "ledger-bars" in drawn:
        yield "causes", _figure("ledger-bars", "ledger_bars", bars, [])
    elif bars:
        yield "causes", _tables(bars)
    if "ledger" in drawn:
        yield "causes", _figure("ledger", "ledger", moved, _moved(comparison))
    if districts is not None and "districts" in drawn:
        tables = [table_of_levels(districts, "district")]
        if "districts-schematic" in drawn:
            facts = [one for one in _totals(districts) if one["plan"] == comparison.reference]
            yield (
                "districts",
                _figure("districts-schematic", "districts_schematic", tables, facts, comparison.reference),
            )
        if comparison.differences:
            tables = list(tables_of_districts(comparison, result.layout, districts))
        yield "districts", _figure("districts", "districts", tables, _totals(districts))
    cost = [one for one in (table_of_cost(comparison),) if one is not None] + by_chapter["cost"]
    if "cost" in drawn:
        yield "cost", _figure("cost", "cost", cost, [])
    elif cost:
        yield "cost", _tables(cost)


def _chapter_of(section: Section, place: int, comparison: Comparison) -> str:
    """Where a table of every result stands in the report."""
    if place < len(comparison.headline_metrics) or FROM_LOTS in section.heads:
        return "proof"
    return "causes" if section.heads[0] == "reason" else "cost"


def _series(result: ComparisonResult, drawn: Collection[str]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """What is shown over time: kind, file, title, unit, series, and whose it is."""
    for store in result.layout.stores:
        if (file := f"stock-{store.replace('.', '-')}") in drawn:
            of = store.replace("_", " ").replace(".", ", ")
            yield "stock", file, f"Stock of {of}", "units", f"stock.{store}", of
    more = over_time(result.comparison, result.study, result.layout) if result.comparison.kept else []
    for one in (one for one in more if one.file in drawn):
        yield one.kind, one.file, one.title, one.unit, one.series, one.of


def _figure(file: str, kind: str, tables: list[Section], facts: list[dict[str, str]], of: str = "") -> dict[str, Any]:
    return {"file": file, "kind": kind, "of": of, "facts": facts, **_tables(tables)}


def _tables(tables: list[Section]) -> dict[str, Any]:
    return {"tables": [asdict(one) for one in tables]}


def _answer(comparison: Comparison) -> list[dict[str, Any]]:
    """What each plan changes in the first headline metric, in texts."""
    measure = comparison.metrics[comparison.headline_metrics[0]]
    found = {plan: lines[measure.name] for plan, lines in comparison.differences.items()}
    return [_said(plan, one, measure) for plan, one in found.items()]


def _said(plan: str, found: Difference, measure: Measure) -> dict[str, Any]:
    style = style_of(measure, [found.mean], [half_of(found.ci_low, found.ci_high)])
    style = apart_from_zero(style, [found.ci_low, found.ci_high])
    is_known = found.mean is not None and found.ci_low is not None
    return {
        "plan": plan,
        "unit": style.unit_of_change,
        "change": with_bounds(style, found.mean, found.ci_low, found.ci_high, True) if is_known else "",
        "better_in": "" if found.p_better is None else proportion(found.p_better),
    }


def _changes(comparison: Comparison) -> list[dict[str, str]]:
    return [
        {"fact": "level", "plan": one["plan"], "value": one["change"], "unit": one["unit"]}
        for one in _answer(comparison)
        if one["change"]
    ]


def _totals(levels: Levels) -> list[dict[str, str]]:
    """The totals of some plans."""
    section = table_of_levels(levels, "")
    return [
        {"fact": "level", "plan": plan, "value": section.rows[-1][1 + place], "unit": levels.unit}
        for place, plan in enumerate(levels.parts)
    ]


def _moved(comparison: Comparison) -> list[dict[str, str]]:
    """How plans differ from the reference in all reasons together."""
    ledger = comparison.ledger
    parts: Mapping[str, Any] = {plan: lines[TOTAL] for plan, lines in ledger.by_origin.differences.items()}
    unit = comparison.metrics[f"degree_hours_below_{threshold_text(ledger.level_c)}"]
    halves = [half_of(part.ci_low, part.ci_high) for part in parts.values()]
    style = style_of(unit, [part.mean for part in parts.values()], halves)
    return [
        {
            "fact": "level",
            "plan": plan,
            "value": with_bounds(style, part.mean, part.ci_low, part.ci_high, True),
            "unit": f"{style.unit} below {ledger.level_c:g} degC",
        }
        for plan, part in parts.items()
    ]
