"""The figure of a replan: the weather to come, buildings without heat under each plan, and what plans change."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.tidy import fan_of, named_series
from sim.errors import escape
from sim.present.plots.axes import NINE_OF_TEN, draw_differences, draw_plan_legend, separate_thousands
from sim.present.plots.frame import new_figure, plan_legend_in, sign
from sim.present.plots.of_comparison import MOST_RUNS
from sim.present.replan.morning import forecast_of
from sim.present.style import GREY, house_style, look_of, sheet, told
from sim.units import DAY_MIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.present.replan.verb import ReplanResult

HEIGHT_IN, PANEL_IN = 3.2, 1.9
"""Height of the whole, and of a panel where one stands below the other [in]."""
THICK, THIN = 3.2, 1.5
"""Lines of the reference, which others may cover, and of other plans."""
FORESEEN = "#56B4E9"


def figure_of_replan(result: ReplanResult) -> Figure:
    """Weather above buildings without heat on the left, differences in the first two metrics on the right."""
    comparison, context = result.compared.comparison, result.compared.context
    forecast = forecast_of(result.asked.loaded.scenario)
    metrics = [
        name
        for name in comparison.headline_metrics
        if any(found[name].mean is not None for found in comparison.differences.values())
    ][:2]
    with house_style():
        figure, above, below, beside = _panels(bool(forecast), len(metrics))
        draw_cold(result, below)
        if above is not None:
            draw_forecast(result, above)
        for name, axes in zip(metrics, beside, strict=True):
            draw_differences(comparison, name, axes)
        sensitive = any(comparison.metrics[name].sensitive for name in metrics)
        band = f"Band of the buildings: 9 of 10 worlds of {escape(comparison.reference)}."
        notes = [f"{band} Band of the forecast: where the mean of the day lies 9 times in 10." if forecast else band]
        foot = sign(figure, context, notes, sensitive, plan_legend_in(comparison.plans))
        draw_plan_legend(comparison.plans, comparison.plans, below, foot)
    return figure


def _panels(with_forecast: bool, differences: int) -> tuple[Figure, Axes | None, Axes, list[Axes]]:
    """A figure with room for the forecast, for buildings without heat below it, for differences beside or below."""
    if sheet().is_narrow:
        rows = with_forecast + 1 + differences
        figure = new_figure(PANEL_IN * rows)
        grid = figure.add_gridspec(rows, 1)
        top = grid[0, 0]
        below = figure.add_subplot(grid[int(with_forecast), 0])
        beside = [figure.add_subplot(grid[with_forecast + 1 + row, 0]) for row in range(differences)]
    else:
        figure = new_figure(HEIGHT_IN)
        halves = figure.add_gridspec(1, 2)
        left = halves[0].subgridspec(1 + with_forecast, 1, height_ratios=(1.0, 1.4)[1 - with_forecast :])
        below = figure.add_subplot(left[int(with_forecast), 0])
        right = halves[1].subgridspec(max(1, differences), 1)
        beside = [figure.add_subplot(right[row, 0]) for row in range(differences)]
        top = left[0, 0]
    above = figure.add_subplot(top, sharex=below) if with_forecast else None
    return figure, above, below, beside


def draw_forecast(result: ReplanResult, axes: Axes) -> Axes:
    """Daily means of the forecast with the range of 9 of 10, as steps."""
    rows = forecast_of(result.asked.loaded.scenario)
    start = _days_from(result, datetime.combine(rows[0][0], time()))
    days = start + np.arange(len(rows) + 1.0)
    means = np.array([mean for _, mean, _ in rows])
    spreads = NINE_OF_TEN * np.array([spread for _, _, spread in rows])
    low, middle, high = (np.append(values, values[-1]) for values in (means - spreads, means, means + spreads))
    axes.fill_between(days, low, high, step="post", color=FORESEEN, alpha=0.35, linewidth=0.0)
    axes.step(days, middle, where="post", color="black", linewidth=1.4)
    axes.set_ylabel(told("degC"))
    axes.set_title("Weather forecast: mean of the day")
    axes.tick_params(axis="x", labelbottom=False)
    return axes


def draw_cold(result: ReplanResult, axes: Axes) -> Axes:
    """Buildings without heat: median of each plan, the range of 9 of 10 worlds of the reference."""
    from matplotlib.ticker import MaxNLocator

    comparison, study, layout = result.compared.comparison, result.compared.study, result.compared.layout
    first = (result.begin - datetime.combine(layout.start, time())).total_seconds() / 60.0 / DAY_MIN
    for plan in comparison.plans:
        series = named_series(study.plans[plan], layout, comparison.kept[:MOST_RUNS], "buildings_cold")
        days = np.array(series.minutes) / DAY_MIN - first
        fan, look = fan_of(series), look_of(plan, comparison.plans)
        if plan == comparison.reference:
            axes.fill_between(days, fan.p05, fan.p95, step="post", color=GREY, alpha=0.18, linewidth=0.0)
        width = THICK if plan == comparison.reference else THIN
        axes.step(days, fan.median, where="post", color=look.colour, linestyle=look.line, linewidth=width)
        axes.plot(days[::2], fan.median[::2], look.marker, color=look.colour, markersize=4.0, markeredgecolor="white")
    axes.set_xlim(0.0, (result.end - result.begin).total_seconds() / 60.0 / DAY_MIN)
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    separate_thousands(axes, "y")
    axes.set_title("Buildings without heat: medians of the worlds")
    axes.set_ylabel("buildings")
    begin = result.begin
    axes.set_xlabel(f"days from {begin.day} {begin:%B} {begin.year}")
    return axes


def _days_from(result: ReplanResult, moment: datetime) -> float:
    return (moment - result.begin).total_seconds() / 60.0 / DAY_MIN
