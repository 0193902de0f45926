"""Whole figures: differences of headline metrics, stock and cold buildings over time, a panel per plan."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.answer import Comparison
from sim.analysis.tidy import named_series
from sim.errors import UsageError
from sim.model.depots import PLENTY
from sim.present.plots import draw_differences, draw_fan, draw_fan_legend
from sim.present.style import colour_of, house_style, short
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout
from sim.units import nearest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH_IN = 9.0
MOST_RUNS = 20_000
"""Replications that a fan shows at most, the first ones."""


@cache
def _figure_class() -> type[Figure]:
    """A figure that notebooks show without pyplot."""
    from matplotlib.figure import Figure

    class Picture(Figure):
        def _repr_png_(self) -> bytes:
            return figure_bytes(self, "png")

    return Picture


def _new_figure(height_in: float) -> Figure:
    return _figure_class()(figsize=(WIDTH_IN, height_in), layout="constrained")


def figure_of_differences(comparison: Comparison) -> Figure:
    """Paired differences from the reference with simultaneous intervals, one panel per headline metric.

    Raises
    ------
    UsageError
        If there is only one plan.
    """
    if not comparison.differences:
        raise UsageError("differences need two plans or more")
    names = [
        name
        for name in comparison.headline_metrics
        if any(lines[name].mean is not None for lines in comparison.differences.values())
    ]
    with house_style():
        rows = max(1, -(-len(names) // 2))
        columns = 1 if len(names) <= 1 else 2
        figure = _new_figure(rows * (1.5 + 0.32 * len(comparison.differences)))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for place, (name, axes) in enumerate(zip(names, panels, strict=False)):
            draw_differences(comparison, name, axes)
            axes.tick_params(axis="y", labelleft=place % columns == 0)
        for axes in panels[len(names) :]:
            axes.set_axis_off()
        sure = f"{100 * comparison.confidence:g} %"
        title = f"What each plan changes, on the same {len(comparison.kept):,} worlds"
        figure.suptitle(f"{title} ({sure} intervals, for all plans together)", x=0.01, ha="left", fontsize=10.5)
    return figure


def figure_of_series(
    study: StudyResult, layout: Layout, kept: tuple[int, ...], name: str, title: str, unit: str
) -> Figure:
    """A series over time as fans, one panel per plan on common axes."""
    plans = tuple(study.plans)
    with house_style():
        columns = 2 if len(plans) == 4 else min(len(plans), 3)
        rows = -(-len(plans) // columns)
        figure = _new_figure(0.9 + 2.1 * rows)
        panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
        for plan, axes in zip(plans, panels, strict=False):
            series = named_series(study.plans[plan], layout, kept[:MOST_RUNS], name)
            draw_fan(series, colour_of(plan, plans), axes)
            axes.set_title(short(plan))
        for place, axes in enumerate(panels):
            if place >= len(plans):
                axes.set_axis_off()
                continue
            if place % columns == 0:
                axes.set_ylabel(unit)
            if place + columns >= len(plans):
                axes.set_xlabel("days from the start")
                axes.xaxis.set_tick_params(labelbottom=True)
        panels[0].set_ylim(0.0, max(float(panels[0].get_ylim()[1]), 1.0))
        draw_fan_legend(panels[0])
        figure.suptitle(title, x=0.01, ha="left", fontsize=10.5)
    return figure


def figure_of_stock(study: StudyResult, layout: Layout, kept: tuple[int, ...], store: str) -> Figure:
    """Stock of an item over time, or of one of its depots (`item.depot`).

    Raises
    ------
    UsageError
        If there is no such stock.
    """
    if store not in layout.stores:
        known = nearest(store, layout.stores) or f"known: {', '.join(layout.stores)}"
        raise UsageError(f"no stock is called {store!r}; {known}")
    title = f"Stock of {store.replace('_', ' ').replace('.', ', ')} over time"
    return figure_of_series(study, layout, kept, f"stock.{store}", title, "units in stock")


def limited_stores(study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> list[str]:
    """Stocks that are limited in every plan; the others have nothing to show."""
    first = kept[0]
    stocks = [ensemble.outcomes["stock"][first] for ensemble in study.plans.values()]
    return [store for place, store in enumerate(layout.stores) if all(stock[place] < PLENTY / 2 for stock in stocks)]


def figure_of_cold(study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> Figure:
    """Buildings without heat over time."""
    title = "Buildings without heat over time"
    return figure_of_series(study, layout, kept, "buildings_cold", title, "buildings")


def figure_bytes(figure: Figure, form: Literal["png", "svg"]) -> bytes:
    """A figure as a file's bytes, the same each time: without date and version."""
    unsaid: Mapping[str, Mapping[str, Any]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": "hearthline"},
    }
    with house_style():
        content = io.BytesIO()
        figure.savefig(content, format=form, metadata=dict(unsaid[form]))
    return content.getvalue()
