"""Futures and plans as a field of cells: which plan is better where, readable in grey and by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.futures import Future
from sim.analysis.measures import Measure
from sim.analysis.numbers import Estimates, Style, half_of, is_clear, row_by_row
from sim.errors import UsageError, escape
from sim.hints import at_the_start, nearest
from sim.present.plots.frame import entitle, new_figure, sign
from sim.present.style import house_style, sheet, told, wrapped
from sim.present.sweep.sections import CLEAR, ONLY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.present.as_json import Context

ROW_IN, HEAD_IN = 0.36, 1.15
"""Height of a future, and of what stands above and below all of them [in]."""
SHORTEST_HEAD, WIDEST_HEAD, WIDEST_FUTURE = 6, 18, 44
"""Characters in a line of a plan's name above a column, at least and at most, and of a future's beside a row."""
ALL_HEADS = {False: 66, True: 32}
"""Characters in a line of all plans' names above columns, by whether the sheet is narrow."""
DIFFERENCES, LEVELS = "PuOr", "Blues"
"""Colours of differences, two hues that all can tell apart, and of means."""
USED = 0.5
"""Share of the colours that is used, so that black numbers stay readable."""


def figure_of_futures(futures: Sequence[Future], context: Context, metric: str | None = None) -> Figure:
    """Differences from the reference by future and plan; of one plan alone its means.

    Parameters
    ----------
    metric : name; None: the first headline metric

    Raises
    ------
    UsageError
        If no metric has this name, or it has no means.
    """
    known = futures[0].comparison.metrics
    name = metric or futures[0].comparison.headline_metrics[0]
    if name not in known:
        raise UsageError(f"no metric is called {name!r}; {nearest(name, known) or 'see describe metrics'}")
    if known[name].is_time_until:
        raise UsageError(f"{name}: a time that may never come has no mean to draw")
    with house_style():
        figure = new_figure(HEAD_IN + ROW_IN * len(futures))
        axes = draw_futures(futures, name, figure.subplots())
        entitle(figure, heading_of(futures, name), names=[futures[0].comparison.reference])
        axes.set_title("")  # it would begin beside the names of the futures
        notes = (
            [f"{CLEAR} the interval leaves out zero; cells without colour: no clear difference"]
            if futures[0].comparison.differences
            else []
        )
        sign(figure, context, notes, sensitive=known[name].sensitive, each="each plan in each future")
    return figure


def draw_futures(futures: Sequence[Future], metric: str, axes: Axes) -> Axes:
    """Draw a row for each future and a column for each plan, with the numbers in the cells."""
    comparison = futures[0].comparison
    plans, others = _shown(comparison), len(comparison.plans) > 1
    rows, clear = _cells(futures, metric, plans)
    styles = _styles(comparison.metrics[metric], rows)
    width = max(SHORTEST_HEAD, min(WIDEST_HEAD, ALL_HEADS[sheet().is_narrow] // len(plans)))
    field = np.array([[np.nan if value is None else value for value in row.values] for row in rows])
    if others:
        field[~np.array(clear)] = 0.0  # what is not clear has no colour
    most = float(np.nanmax(np.abs(field), initial=0.0)) or 1.0
    low = -most / USED if others else 0.0
    axes.imshow(field, cmap=DIFFERENCES if others else LEVELS, vmin=low, vmax=most / USED, aspect="auto")
    _write_cells(rows, clear, styles, others, axes)
    axes.set_xticks(range(len(plans)), labels=["\n".join(wrap(escape(plan), width)) for plan in plans])
    axes.set_yticks(
        range(len(futures)), labels=[wrapped(future.name, WIDEST_FUTURE) or told(ONLY) for future in futures]
    )
    axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_title(told(heading_of(futures, metric), 100, names=[comparison.reference]), pad=10.0)
    return axes


def _shown(comparison: Comparison) -> list[str]:
    """Plans that have a column: all but the reference, or the only one."""
    return [plan for plan in comparison.plans if plan != comparison.reference] or [comparison.reference]


def _styles(measure: Measure, rows: Sequence[Estimates]) -> list[Style]:
    """How the numbers of each row are written."""
    return [style for style, _ in row_by_row(measure, [(row, row) for row in rows])]


def _cells(futures: Sequence[Future], metric: str, plans: Sequence[str]) -> tuple[list[Estimates], list[list[bool]]]:
    """Estimates of each row with half widths of their intervals, and which of them are clear."""
    rows, clear = [], []
    for future in futures:
        found = [future.comparison.differences.get(plan, future.comparison.summaries[plan])[metric] for plan in plans]
        rows.append(Estimates([one.mean for one in found], [half_of(one.ci_low, one.ci_high) for one in found]))
        clear.append([is_clear(one.ci_low, one.ci_high) for one in found])
    return rows, clear


def _write_cells(
    rows: Sequence[Estimates], clear: Sequence[Sequence[bool]], styles: Sequence[Style], signed: bool, axes: Axes
) -> None:
    """Write the numbers of each row with the digits that they support."""
    for place, (row, marks, style) in enumerate(zip(rows, clear, styles, strict=True)):
        for column, (number, is_marked) in enumerate(zip(row.values, marks, strict=True)):
            text = style.write(number, signed) + (CLEAR if is_marked and signed else "")
            axes.text(column, place, text, ha="center", va="center", fontsize=8.5)


def heading_of(futures: Sequence[Future], metric: str) -> str:
    """What the numbers are, in which unit, and which are better."""
    comparison = futures[0].comparison
    measure = comparison.metrics[metric]
    style = _styles(measure, _cells(futures, metric, _shown(comparison))[0])[0]
    is_compared = len(comparison.plans) > 1
    than = f", difference from {comparison.reference}" if is_compared else ""
    wanted = f" ({measure.wanted})" if measure.wanted else ""
    return f"{at_the_start(measure.noun)}{than} [{style.unit_of_change if is_compared else style.unit}]{wanted}"
