"""Figures that the report has beside those of every result: what came through, districts, more over time, cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Account, Comparison
from sim.analysis.tidy import named_series
from sim.hints import the_same
from sim.present.as_json import Context
from sim.present.plots.axes import better_side, draw_plan_legend, draw_reasons, labels_of
from sim.present.plots.districts import figure_of_districts
from sim.present.plots.frame import entitle, new_figure, plan_legend_in, sign
from sim.present.plots.frontier import cost_of, figure_of_cost
from sim.present.plots.ledger import AROUND_IN, height_of_rows, is_anybody_cold
from sim.present.plots.ledger_bars import figure_of_ledger_bars
from sim.present.plots.of_comparison import figure_of_series
from sim.present.report.levels import INDOOR, Levels, cold_metric, hours_by_district, level_of, what_came_through
from sim.present.style import house_style, told
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.present.results import ComparisonResult

MOST_BLOCKS = 4
"""Followed blocks whose temperature is drawn, the first ones."""
STANDING_STILL = "Sources, stations and feeders that stand still"
"""Title of the series of assets without which no heat comes."""


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
    """Series beside stock, from what causes to what comes of it; without those that are nought all the time."""
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
        OverTime("sources-out", "assets_down", "sources_out", "", STANDING_STILL, "assets"),
        OverTime("buildings-cold", "buildings_cold", "cold", "", "Buildings without heat over time", "buildings"),
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
    through, districts = what_came_through(comparison, layout), hours_by_district(comparison, layout)
    for name, levels in (("came-through", through), ("districts", districts)):
        if levels is not None:
            yield name, partial(figure_of_levels, levels, comparison, context)
    if is_anybody_cold(comparison):
        yield "ledger-bars", partial(figure_of_ledger_bars, comparison, context)
    if districts is not None and len(districts.lines) > 1:
        yield "districts-schematic", partial(figure_of_districts, districts, comparison.reference, context)
    if cost_of(comparison):
        yield "cost", partial(figure_of_cost, comparison, context)


def figure_of_levels(levels: Levels, comparison: Comparison, context: Context) -> Figure:
    """Levels of all plans, line by line, their total last."""
    plans = comparison.plans
    with house_style():
        figure = new_figure(AROUND_IN + height_of_rows(labels_of(levels.lines, levels.words), plans))
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


def _title(figure: Figure, title: str, comparison: Comparison) -> None:
    sure = f"means over {the_same(len(comparison.kept), 'world')} with {100 * comparison.confidence:g} % intervals"
    entitle(figure, f"{title}\n({sure})")
