"""Figures that the report has beside those of every result: what came through, districts, more over time, cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Account, Comparison, Difference
from sim.analysis.decide.frontier import efficient, hull
from sim.analysis.numbers import style_of
from sim.analysis.question import harm_sign
from sim.analysis.statistics import Number
from sim.analysis.tidy import named_series
from sim.hints import counted
from sim.present.as_json import Context
from sim.present.plots.axes import better_side, draw_plan_legend, draw_reasons, separate_thousands
from sim.present.plots.districts import figure_of_districts
from sim.present.plots.frame import entitle, new_figure, plan_legend_in, sign
from sim.present.plots.ledger import AROUND_IN, BETWEEN_ROWS_IN, ROW_IN, is_anybody_cold
from sim.present.plots.ledger_bars import figure_of_ledger_bars
from sim.present.plots.of_comparison import figure_of_series
from sim.present.report.levels import Levels, cold_metric, hours_by_district, level_of, what_came_through
from sim.present.style import GREY, Look, house_style, look_of, told
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.present.results import ComparisonResult

INDOOR = "indoor_c."
MOST_BLOCKS = 4
"""Followed blocks whose temperature is drawn, the first ones."""
COSTS = ("aid_cost", "dispatch_cost")
"""Metrics of cost, the one that counts more first."""
STANDING_STILL = "Sources, stations and feeders that stand still"
"""Title of the series of assets without which no heat comes."""
BETTER = {"lower": "\u2193 better", "higher": "\u2191 better", "none": ""}
"""Where better values of an upright axis lie."""
FRONTIER = "Hollow: another plan has less harm and costs no more. Dashed: plans that pay at some price of a dispatch."
"""What is said below the figure of cost."""
COST_IN = 3.6
"""Height of the figure of cost [in]."""


@dataclass(frozen=True, slots=True)
class OverTime:
    """A series that the report shows over time.

    Parameters
    ----------
    file : name of the figure
    series : name of the series
    kind : what it is, as the catalogue of words calls it
    of : whose it is, if there are several
    title, unit : above the figure and beside its axis
    """

    file: str
    series: str
    kind: str
    of: str
    title: str
    unit: str


def over_time(comparison: Comparison, study: StudyResult, layout: Layout) -> list[OverTime]:
    """Series beside stock and cold buildings; without those that are nought all the time."""
    metric = cold_metric(comparison, layout)
    said = f"below {level_of(metric, layout):g} degC"
    found = [
        OverTime(
            "leak-through",
            "leak_through",
            "leak_through",
            "",
            "Share of threats that got through, over the last seven days",
            "share",
        ),
        OverTime(
            "sources-out", "assets_down", "sources_out", "", "Sources, stations and feeders that stand still", "assets"
        ),
        OverTime("cold-hours", metric, "cold_hours", said, f"Person-hours {said} on each day", "person-hours"),
    ]
    followed = [column.name for column in layout.columns if column.name.startswith(INDOOR)]
    for name in followed[:MOST_BLOCKS]:
        block = name.removeprefix(INDOOR)
        title = f"Temperature in the rooms of block {block}"
        found.append(OverTime(f"indoor-{block}", name, "indoor", block, title, "degC"))
    return [one for one in found if _is_known(one.series, study, layout, comparison.kept)]


def _is_known(name: str, study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> bool:
    """True if there is such a series and it is not nought or undefined all the time."""
    try:
        shown = [named_series(one, layout, kept, name).values for one in study.plans.values()]
    except KeyError:
        return False
    return any(bool(np.nan_to_num(values).any()) for values in shown)


def more_figures(result: ComparisonResult) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Names of these figures, and what draws them."""
    comparison, study, layout, context = result.comparison, result.study, result.layout, result.context
    for one in over_time(comparison, study, layout):
        how = (one.series, one.title, one.unit, context)
        yield one.file, partial(figure_of_series, study, layout, comparison.kept, *how)
    for name, levels in (
        ("came-through", what_came_through(comparison, layout)),
        ("districts", hours_by_district(comparison, layout)),
    ):
        if levels is not None:
            yield name, partial(figure_of_levels, levels, comparison, context)
    if is_anybody_cold(comparison):
        yield "ledger-bars", partial(figure_of_ledger_bars, comparison, context)
        if len(layout.districts) > 1:
            yield "districts-schematic", partial(figure_of_districts, comparison, layout, context)
    if cost_of(comparison):
        yield "cost", partial(figure_of_cost, comparison, context)


def figure_of_levels(levels: Levels, comparison: Comparison, context: Context) -> Figure:
    """Levels of all plans, line by line, their total last."""
    plans = comparison.plans
    with house_style():
        figure = new_figure(AROUND_IN + len(levels.words) * (BETWEEN_ROWS_IN + ROW_IN * len(plans)))
        axes = figure.subplots()
        draw_levels(levels, plans, axes)
        _title(figure, levels.title, comparison)
        draw_plan_legend(plans, plans, axes, sign(figure, context, (), levels.sensitive, plan_legend_in(plans)))
    return figure


def draw_levels(levels: Levels, plans: tuple[str, ...], axes: Axes) -> Axes:
    """A row for each line with a mark and its interval for each plan, the total last."""
    draw_reasons(Account(levels.lines, {}, levels.parts), levels.lines, levels.words, plans, 1.0, axes)
    axes.set_xlabel(told(f"mean with its interval [{levels.unit}]{better_side('lower')}"))
    return axes


def cost_of(comparison: Comparison) -> str:
    """The metric of cost to draw: empty if plans cost the same, or nothing stands against it."""
    measure = comparison.metrics[comparison.headline_metrics[0]]
    found = comparison.differences.values()
    if measure.is_time_until or measure.name in COSTS or not any(one[measure.name].mean for one in found):
        return ""
    for name in COSTS:
        if any(one[name].mean for one in found if name in one):
            return name
    return ""


def figure_of_cost(comparison: Comparison, context: Context) -> Figure:
    """What each plan costs more or less than the reference, against what it changes in the first headline metric."""
    names = (cost_of(comparison), comparison.headline_metrics[0])
    with house_style():
        figure = new_figure(COST_IN)
        axes = figure.subplots()
        draw_cost(comparison, *names, axes)
        title = f"What each plan costs, and what comes of it, each less {comparison.reference}"
        _title(figure, title, comparison, "paired differences on")
        sensitive = any(comparison.metrics[name].sensitive for name in names)
        foot = sign(figure, context, [FRONTIER], sensitive, plan_legend_in(comparison.plans))
        draw_plan_legend(comparison.plans, comparison.plans, axes, foot)
    return figure


def draw_cost(comparison: Comparison, cost: str, harm: str, axes: Axes) -> Axes:
    """The frontier: each plan as a mark with both intervals, difference in cost across, difference in harm upwards.

    A plan that another one beats is hollow; those that pay at some price of a dispatch are joined.

    Parameters
    ----------
    cost, harm : names of metrics
    """
    measures = [comparison.metrics[name] for name in (cost, harm)]
    found = {plan: [lines[cost], lines[harm]] for plan, lines in comparison.differences.items()}
    styles = [
        style_of(measure, [end for both in found.values() for end in _ends(both[place])], [])
        for place, measure in enumerate(measures)
    ]
    axes.axhline(0.0, color="black", linewidth=1.0)
    axes.axvline(0.0, color="black", linewidth=1.0)
    factors = styles[0].factor, styles[1].factor
    wasteful = _draw_hull(comparison, cost, harm, factors, axes)
    for plan, (across, up) in found.items():
        _cross(axes, look_of(plan, comparison.plans), across, up, factors, plan in wasteful)
    base = comparison.reference
    look = look_of(base, comparison.plans)
    face = "white" if base in wasteful else look.colour
    axes.plot([0.0], [0.0], look.marker, color=look.colour, markerfacecolor=face, markersize=8.5, zorder=4)
    units = [
        "percentage points" if one.unit == "share" else style.unit for one, style in zip(measures, styles, strict=True)
    ]
    axes.set_xlabel(told(f"difference in {measures[0].noun} [{units[0]}]\n\u2190 cheaper"))
    axes.set_ylabel(told(f"difference in {measures[1].noun}", 32) + f"\n[{told(units[1])}]")
    axes.set_title(told(BETTER[measures[1].direction]))
    separate_thousands(axes, "x")
    separate_thousands(axes, "y")
    return axes


def _draw_hull(
    comparison: Comparison, cost: str, harm: str, factors: tuple[float, float], axes: Axes
) -> frozenset[str]:
    """Join the plans that pay at some price of a dispatch; returns the plans that another one beats."""
    plans = [comparison.reference, *comparison.differences]
    means = {
        name: np.array([0.0, *(found[name].mean for found in comparison.differences.values())], dtype=np.float64)
        for name in (cost, harm)
    }
    if any(np.isnan(one).any() for one in means.values()):
        return frozenset()
    harms = harm_sign(comparison.metrics[harm]) * means[harm]
    corners = hull(harms, means[cost])
    across, up = means[cost][corners] / factors[0], means[harm][corners] / factors[1]
    axes.plot(across, up, color=GREY, linestyle="--", linewidth=1.0, zorder=1)
    return frozenset(plan for plan, is_kept in zip(plans, efficient(harms, means[cost]), strict=True) if not is_kept)


def _cross(
    axes: Axes, look: Look, cost: Difference, change: Difference, factors: tuple[float, float], is_beaten: bool
) -> None:
    """A plan as a mark with both of its intervals, hollow if another one beats it."""
    across, up = (
        [None if end is None else end / factor for end in _ends(one)]
        for one, factor in zip((cost, change), factors, strict=True)
    )
    if across[1] is None or up[1] is None:
        return
    for x, y in (([across[0], across[2]], [up[1], up[1]]), ([across[1], across[1]], [up[0], up[2]])):
        known = [end for end in (*x, *y) if end is not None]
        if len(known) == 4:
            axes.plot(known[:2], known[2:], color=look.colour, linestyle=look.line, linewidth=1.6)
    face = "white" if is_beaten else look.colour
    axes.plot([across[1]], [up[1]], look.marker, color=look.colour, markerfacecolor=face, markersize=8.5)


def _ends(one: Difference) -> tuple[Number, Number, Number]:
    return one.ci_low, one.mean, one.ci_high


def _title(figure: Figure, title: str, comparison: Comparison, what: str = "means over") -> None:
    worlds = "world" if len(comparison.kept) == 1 else counted(len(comparison.kept), "world")
    sure = f"{what} the same {worlds} with {100 * comparison.confidence:g} % intervals"
    entitle(figure, f"{title}\n({sure})")
