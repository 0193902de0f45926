"""Figures of a comparison: differences of headline metrics, and series over time, a panel per plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.differences import NO_MEAN
from sim.analysis.numbers import unit_over_time
from sim.analysis.tidy import named_series
from sim.errors import UsageError, escape
from sim.hints import listed, nearest, the_same
from sim.model.depots import is_plenty
from sim.present.as_json import Context
from sim.present.plots.axes import draw_differences, draw_fan, draw_fan_legend
from sim.present.plots.frame import entitle, fan_legend_in, new_figure, sign
from sim.present.report.levels import named_in
from sim.present.style import GREY, house_style, look_of, sheet, told, wrapped
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EVERY_PLAN = "every plan"
"""Above the one panel of a series that no plan changes."""
PANEL_IN = (2.1, 1.35)
"""Height of a panel on the wide sheet, and on the narrow one, where all of them stand below each other [in]."""
MOST_RUNS = 20_000
"""Replications that a fan shows at most, the first ones."""


def refuse_a_single_plan(comparison: Comparison) -> None:
    """Raise `UsageError` where there is nothing to hold against each other."""
    if not comparison.differences:
        raise UsageError("differences need two plans or more")


def figure_of_differences(comparison: Comparison, context: Context) -> Figure:
    """Paired differences from the reference with simultaneous intervals, one panel per headline metric.

    Parameters
    ----------
    context : where the numbers come from, said below

    Raises
    ------
    UsageError
        If there is only one plan.
    """
    refuse_a_single_plan(comparison)
    names = [
        name
        for name in comparison.headline_metrics
        if any(lines[name].mean is not None for lines in comparison.differences.values())
    ]
    with house_style():
        columns = max(1, min(2, len(names), sheet().abreast))
        rows = max(1, -(-len(names) // columns))
        lines = sum(max(2, 1 + wrapped(plan).count("\n")) for plan in comparison.differences)
        figure = new_figure(rows * (1.6 + 0.16 * lines))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for place, (name, axes) in enumerate(zip(names, panels, strict=False)):
            draw_differences(comparison, name, axes)
            axes.tick_params(axis="y", labelleft=place % columns == 0)
        for axes in panels[len(names) :]:
            axes.set_axis_off()
        sure = f"{100 * comparison.confidence:g} %"
        title = f"What each plan changes, on {the_same(len(comparison.kept), 'world')}"
        entitle(figure, f"{title} ({sure} intervals, for all plans together)")
        sensitive = any(comparison.metrics[name].sensitive for name in names)
        sign(figure, context, _not_drawn(comparison, names), sensitive)
    return figure


def _not_drawn(comparison: Comparison, drawn: Sequence[str]) -> list[str]:
    """Why headline metrics have no panel."""
    missing = [name for name in comparison.headline_metrics if name not in drawn]
    return [f"Not drawn: {comparison.metrics[name].noun} ({_no_difference(comparison, name)})." for name in missing]


def _no_difference(comparison: Comparison, name: str) -> str:
    """Why no plan differs from the reference in a metric by an amount that could be drawn."""
    if comparison.metrics[name].is_time_until:
        return NO_MEAN
    undefined = [plan for plan in comparison.plans if comparison.summaries[plan][name].n_defined == 0]
    return f"undefined for {escape(listed(undefined))}" if undefined else "defined in too few worlds"


def figure_of_series(
    study: StudyResult,
    layout: Layout,
    kept: tuple[int, ...],
    name: str,
    title: str,
    unit: str,
    context: Context,
    sensitive: bool = False,
) -> Figure:
    """A series over time as fans, one panel per plan on common axes; one for all plans if it is the same in all."""
    shown = {plan: named_series(ensemble, layout, kept[:MOST_RUNS], name) for plan, ensemble in study.plans.items()}
    looks = {plan: look_of(plan, tuple(shown)).colour for plan in shown}
    first, *others = shown.values()
    if others and all(np.array_equal(first.values, other.values) for other in others):
        shown, looks = {EVERY_PLAN: first}, {EVERY_PLAN: GREY}
    factor, unit = unit_over_time(max(float(np.nanmax(series.values, initial=0.0)) for series in shown.values()), unit)
    shown = {plan: replace(series, values=series.values / factor) for plan, series in shown.items()}
    with house_style():
        columns = min(2 if len(shown) == 4 else len(shown), sheet().abreast)
        rows = -(-len(shown) // columns)
        lines = max(wrapped(plan).count("\n") for plan in shown)
        figure = new_figure(0.6 + (PANEL_IN[sheet().is_narrow] + 0.16 * lines) * rows)
        panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
        for (plan, series), axes in zip(shown.items(), panels, strict=False):
            draw_fan(series, looks[plan], axes)
            axes.set_title(wrapped(plan) if plan in study.plans else told(plan))
        for place, axes in enumerate(panels):
            if place >= len(shown):
                axes.set_axis_off()
                continue
            if place % columns == 0:
                axes.set_ylabel(told(unit))
            if place + columns >= len(shown):
                axes.set_xlabel(told(f"days from {layout.start.day} {layout.start:%B} {layout.start.year}"))
                axes.xaxis.set_tick_params(labelbottom=True)
        least = min(float(np.nanmin(series.values, initial=0.0)) for series in shown.values())
        panels[0].set_ylim(min(0.0, least), max(float(panels[0].get_ylim()[1]), 1.0))
        entitle(figure, title, named_in(layout))
        draw_fan_legend(panels[0], sign(figure, context, (), sensitive, fan_legend_in()))
    return figure


def figure_of_stock(study: StudyResult, layout: Layout, kept: tuple[int, ...], store: str, context: Context) -> Figure:
    """Stock of an item over time, or of one of its depots (`item.depot`).

    Raises
    ------
    UsageError
        If there is no such stock, or results leave it out.
    """
    if layout.public:
        raise UsageError("stock is planning-sensitive and left out of public results")
    if store in layout.stores and not layout.has_stock(store):
        raise UsageError(f"{store} is never in stock: its units join crews as they arrive")
    if store not in layout.stores:
        known = nearest(store, layout.stores) or f"known: {', '.join(layout.stores)}"
        raise UsageError(f"no stock is called {store!r}; {known}")
    title = f"Stock of {store.replace('_', ' ').replace('.', ', ')} over time"
    return figure_of_series(study, layout, kept, f"stock.{store}", title, "units in stock", context, sensitive=True)


def limited_stores(study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> list[str]:
    """Stocks limited in every plan and not always empty; others, and crews that join, show nothing; none if public."""
    if layout.public:
        return []
    first = kept[0]
    stocks = [ensemble.outcomes["stock"][first] for ensemble in study.plans.values()]
    limited = [
        store
        for place, store in enumerate(layout.stores)
        if layout.has_stock(store) and not any(is_plenty(stock[place]) for stock in stocks)
    ]
    return [store for store in limited if _is_ever_filled(study, layout, kept, store)]


def _is_ever_filled(study: StudyResult, layout: Layout, kept: tuple[int, ...], store: str) -> bool:
    """True if some plan has a unit in stock at some time."""
    series = (named_series(ensemble, layout, kept, f"stock.{store}") for ensemble in study.plans.values())
    return any(bool(one.values.any()) for one in series)


def figure_of_cold(study: StudyResult, layout: Layout, kept: tuple[int, ...], context: Context) -> Figure:
    """Buildings without heat over time."""
    title = "Buildings without heat over time"
    return figure_of_series(study, layout, kept, "buildings_cold", title, "buildings", context)
