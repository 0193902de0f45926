"""Whole figures: differences of headline metrics, stock and cold buildings over time, a panel per plan."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.differences import NO_MEAN
from sim.analysis.tidy import named_series
from sim.errors import UsageError, escape
from sim.hints import counted, listed, nearest
from sim.model.depots import is_plenty
from sim.present.as_json import Context
from sim.present.caution import CAUTION, mark
from sim.present.plots import draw_differences, draw_fan, draw_fan_legend
from sim.present.style import GREY, house_style, look_of, wrapped
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH_IN = 9.0
NOTE_IN = 0.14
"""Height of a line below a figure [in]."""
LEGEND_IN = 0.3
"""Height of a legend below the panels [in]."""
WIDEST_NOTE = 170
"""Characters in a line below a figure."""
MAKER = "hearthline"
"""Written into every figure's file, so that a later study knows its own."""
EVERY_PLAN = "every plan"
"""Above the one panel of a series that no plan changes."""
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


def new_figure(height_in: float) -> Figure:
    """A figure as wide as all of them."""
    return _figure_class()(figsize=(WIDTH_IN, height_in), layout="constrained")


def refuse_a_single_plan(comparison: Comparison) -> None:
    """Raise `UsageError` where there is nothing to hold against each other."""
    if not comparison.differences:
        raise UsageError("differences need two plans or more")


def sign(
    figure: Figure,
    context: Context,
    notes: Sequence[str] = (),
    sensitive: bool = False,
    legend_in: float = 0.0,
    each: str = "",
) -> float:
    """Say below a figure what is missing in it, what it is not and where it comes from; it grows by what that takes.

    Parameters
    ----------
    sensitive : whether it draws what public results leave out
    legend_in : room to leave above it for a legend [in]
    each : of what the replications are, where there are several of them

    Returns
    -------
    float
        Share of the figure's height where the room for the legend begins.
    """
    luck = f"seed {context.seed}, {counted(context.replications, 'replication')}{f' of {each}' if each else ''}"
    caution = f"{mark(public=False)} {CAUTION}" if sensitive else CAUTION
    said = (*notes, *([context.precision] if context.precision else []), caution, f"{escape(context.scenario)}, {luck}")
    lines = [line for note in said for line in wrap(note, WIDEST_NOTE)]
    notes_in = NOTE_IN * (1 + len(lines))
    height_in = float(figure.get_figheight()) + notes_in + legend_in
    figure.set_figheight(height_in)
    below = (notes_in + legend_in) / height_in
    figure.set_layout_engine("constrained", rect=(0.0, below, 1.0, 1.0 - below))
    figure.text(0.01, 0.4 * NOTE_IN / height_in, "\n".join(lines), fontsize=7.0, color=GREY, va="bottom")
    return notes_in / height_in


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
        rows = max(1, -(-len(names) // 2))
        columns = 1 if len(names) <= 1 else 2
        lines = sum(max(2, 1 + wrapped(plan).count("\n")) for plan in comparison.differences)
        figure = new_figure(rows * (1.6 + 0.16 * lines))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for place, (name, axes) in enumerate(zip(names, panels, strict=False)):
            draw_differences(comparison, name, axes)
            axes.tick_params(axis="y", labelleft=place % columns == 0)
        for axes in panels[len(names) :]:
            axes.set_axis_off()
        sure = f"{100 * comparison.confidence:g} %"
        worlds = "world" if len(comparison.kept) == 1 else counted(len(comparison.kept), "world")
        title = f"What each plan changes, on the same {worlds}"
        figure.suptitle(f"{title} ({sure} intervals, for all plans together)", x=0.01, ha="left", fontsize=10.5)
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
    return f"undefined for {escape(listed(undefined))}" if undefined else "defined in too few runs"


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
    with house_style():
        columns = 2 if len(shown) == 4 else min(len(shown), 3)
        rows = -(-len(shown) // columns)
        lines = max(wrapped(plan).count("\n") for plan in shown)
        figure = new_figure(0.6 + (2.1 + 0.16 * lines) * rows)
        panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
        for (plan, series), axes in zip(shown.items(), panels, strict=False):
            draw_fan(series, looks[plan], axes)
            axes.set_title(wrapped(plan))
        for place, axes in enumerate(panels):
            if place >= len(shown):
                axes.set_axis_off()
                continue
            if place % columns == 0:
                axes.set_ylabel(unit)
            if place + columns >= len(shown):
                axes.set_xlabel(f"days from {layout.start.day} {layout.start:%B} {layout.start.year}")
                axes.xaxis.set_tick_params(labelbottom=True)
        least = min(float(np.nanmin(series.values, initial=0.0)) for series in shown.values())
        panels[0].set_ylim(min(0.0, least), max(float(panels[0].get_ylim()[1]), 1.0))
        figure.suptitle(title, x=0.01, ha="left", fontsize=10.5)
        draw_fan_legend(panels[0], sign(figure, context, (), sensitive, LEGEND_IN))
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


def figure_bytes(figure: Figure, form: Literal["png", "svg"]) -> bytes:
    """A figure as a file's bytes, the same each time: with what made it, without date and version."""
    said: Mapping[str, Mapping[str, Any]] = {
        "png": {"Software": MAKER},
        "svg": {"Date": None, "Creator": MAKER},
    }
    with house_style():
        content = io.BytesIO()
        figure.savefig(content, format=form, metadata=dict(said[form]))
    return content.getvalue()
