"""The numbers behind each figure of the report, as tables of texts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from sim.analysis.answer import TOTAL, Comparison
from sim.analysis.numbers import Style, half_of, style_of, unit_over_time
from sim.analysis.statistics import Number
from sim.analysis.tidy import Fan, fan_of, named_series
from sim.errors import escape
from sim.present.plots.of_comparison import EVERY_PLAN, MOST_RUNS
from sim.present.report.levels import Levels, cold_metric
from sim.present.sections import Section, with_bounds
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout
from sim.units import DAY_MIN

MOST_DAYS = 6
"""Rows of a table of what happens over time."""
COST_METRICS = ("dispatches", "dispatch_cost", "aid_cost", "trucks", "dispatch_emissions")
"""What the table of cost has columns for, where a scenario counts it."""


def fans_of(study: StudyResult, layout: Layout, kept: tuple[int, ...], name: str) -> dict[str, tuple[list[float], Fan]]:
    """Plan -> days from the start, and the fan that its figure draws; one for all plans if it is the same in all."""
    shown = {plan: named_series(ensemble, layout, kept[:MOST_RUNS], name) for plan, ensemble in study.plans.items()}
    first, *others = shown.values()
    if others and all(np.array_equal(first.values, other.values) for other in others):
        shown = {EVERY_PLAN: first}
    return {plan: ([minute / DAY_MIN for minute in series.minutes], fan_of(series)) for plan, series in shown.items()}


def table_over_time(fans: Mapping[str, tuple[list[float], Fan]], title: str, unit: str) -> Section:
    """Medians with the range of 9 of 10 worlds, on some days."""
    days = next(iter(fans.values()))[0]
    places = np.unique(np.linspace(0, len(days) - 1, MOST_DAYS).round().astype(int)).tolist()
    style = _style(fans, unit)
    rows = tuple((f"{days[place]:,.3g}", *(_spread(style, fan, place) for _, fan in fans.values())) for place in places)
    return Section(f"{title} [{style.unit}]", ("day", *map(escape, fans)), rows)


def peak_of(fan: tuple[list[float], Fan], style: Style) -> dict[str, str]:
    """The highest median, its day, and the median at the end."""
    days, medians = fan[0], np.nan_to_num(fan[1].median)
    place = int(medians.argmax())
    return {"peak": style.write(float(medians[place])), "day": f"{days[place]:,.3g}", "end": style.write(medians[-1])}


def style_over_time(fans: Mapping[str, tuple[list[float], Fan]], unit: str) -> Style:
    """How the numbers of a series are written."""
    return _style(fans, unit)


def _style(fans: Mapping[str, tuple[list[float], Fan]], unit: str) -> Style:
    largest = max(float(np.nanmax(np.abs(np.nan_to_num(fan.p95)))) for _, fan in fans.values())
    factor, unit = unit_over_time(largest, unit)
    if factor > 1.0:
        return Style(factor, unit, 2)
    return Style(factor, unit, 1 if unit == "degC" else 0)


def _spread(style: Style, fan: Fan, place: int) -> str:
    low, middle, high = (float(values[place]) for values in (fan.p05, fan.median, fan.p95))
    if math.isnan(middle):
        return style.write(None)
    return with_bounds(style, middle, low, high, False)


def table_of_levels(levels: Levels, head: str) -> Section:
    """Means with their intervals, line by line, the total last."""
    found = [part for lines in levels.parts.values() for part in lines.values()]
    largest = max((abs(part.mean or 0.0) for part in found), default=0.0)
    style = Style(1.0, levels.unit, 0 if largest >= 100.0 else 1)
    rows = tuple(
        (
            levels.words[line],
            *(
                with_bounds(style, parts[line].mean, parts[line].ci_low, parts[line].ci_high, False)
                for parts in levels.parts.values()
            ),
        )
        for line in (*levels.lines, TOTAL)
    )
    return Section(f"{levels.title} [{levels.unit}]", (head, *map(escape, levels.parts)), rows)


def tables_of_districts(comparison: Comparison, layout: Layout, levels: Levels) -> Iterator[Section]:
    """Who lives in the districts and what each plan changes there; then what tells how evenly it is borne."""
    metric = cold_metric(comparison, layout)
    plans = tuple(comparison.differences)
    names = {name: f"{metric}.{name}" for name in levels.lines}
    found = {plan: comparison.differences[plan] for plan in plans}
    bounds = [end for one in found.values() for name in names.values() for end in (one[name].ci_low, one[name].ci_high)]
    halves = [half_of(one[name].ci_low, one[name].ci_high) for one in found.values() for name in names.values()]
    style = style_of(comparison.metrics[metric], bounds, halves)
    residents = {name: (count, share) for name, count, share in layout.districts}
    rows = tuple(
        (levels.words[line], f"{residents[line][0]:,}", f"{100.0 * residents[line][1]:.0f} %", *cells)
        for line, name in names.items()
        for cells in [[_change(style, one[name].mean, one[name].ci_low, one[name].ci_high) for one in found.values()]]
    )
    noun = comparison.metrics[metric].noun
    title = f"Residents, and difference from {escape(comparison.reference)} in {noun} [{style.unit}]"
    yield Section(title, ("district", "residents", "vulnerable", *map(escape, plans)), rows)
    yield from _of_justice(comparison, metric.removeprefix("person_hours_below_"))


def _of_justice(comparison: Comparison, level: str) -> Iterator[Section]:
    """How unevenly cold is borne."""
    names = [
        name
        for name in (
            f"worst_district_hours_below_{level}",
            f"gini_hours_below_{level}",
            f"vulnerable_person_hours_below_{level}",
        )
        if name in comparison.metrics and any(found[name].mean for found in comparison.summaries.values())
    ]
    if names:
        yield table_of_metrics(comparison, names, "How evenly it is borne")


def table_of_metrics(comparison: Comparison, names: list[str], title: str) -> Section:
    """Means of some metrics with their intervals, a column for each."""
    heads, columns = [], []
    plans = comparison.plans
    for name in names:
        measure = comparison.metrics[name]
        found = [comparison.summaries[plan][name] for plan in plans]
        ends = [end for one in found for end in (one.mean, one.ci_low, one.ci_high)]
        style = style_of(measure, ends, [half_of(one.ci_low, one.ci_high) for one in found])
        heads.append(f"{measure.noun} [{style.unit}]")
        columns.append([with_bounds(style, one.mean, one.ci_low, one.ci_high, False) for one in found])
    rows = tuple((escape(plan), *(column[place] for column in columns)) for place, plan in enumerate(plans))
    return Section(title, ("plan", *heads), rows)


def table_of_cost(comparison: Comparison) -> Section | None:
    """Dispatches and what they cost, where a scenario counts it."""
    names = [
        name
        for name in COST_METRICS
        if name in comparison.metrics and any(found[name].mean for found in comparison.summaries.values())
    ]
    return table_of_metrics(comparison, names, "What sending it takes") if names else None


def _change(style: Style, mean: Number, low: Number, high: Number) -> str:
    return with_bounds(style, mean, low, high, True)
