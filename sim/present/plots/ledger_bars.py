"""Where cold comes from, plan by plan: stacked bars of the two tables of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.analysis.answer import TOTAL, Account, Comparison
from sim.analysis.ledger import accounts_of
from sim.analysis.measures import threshold_text
from sim.analysis.numbers import style_of
from sim.present.as_json import Context
from sim.present.plots.axes import WIDEST_REASON, separate_thousands
from sim.present.plots.frame import entitle, new_figure, sign
from sim.present.sections import QUESTIONS
from sim.present.style import house_style, letters, told, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAR_IN, AROUND_IN = 0.3, 1.9
"""Height of a bar in both panels, and of what stands around them [in]."""
LEGEND_LINE_IN = 0.17
"""Height of a line of a legend [in]."""
WIDE_ENOUGH = 0.07
"""Part of the longest bar that has room for its number."""
NARROW_PART = 0.02
"""Part of the longest bar below which reasons are drawn as one, if there are several."""
SMALL_REASONS = "smaller reasons together"
DARK = 0.5
"""Lightness below which numbers are white."""


def draw_ledger_bars(account: Account, words: Mapping[str, str], scale: float, axes: Axes) -> Axes:
    """A bar for each plan, divided by reason in the order of the model; shares of the total stand in it.

    Shades go from dark to light, so that neighbours differ in grey as well; colours of plans are not used. Reasons that
    are too narrow to be told apart come last, as one.

    Parameters
    ----------
    words : what each reason is called
    scale : person-degree-hours of one unit of the axis
    """
    import matplotlib as mpl

    segments, plans = _segments(account, words), list(account.means)
    last = max(1, len(segments) - 1)
    shades = [mpl.colormaps["cividis"](0.05 + 0.87 * place / last) for place in range(len(segments))]
    longest = _longest(account) / scale
    for row, plan in enumerate(plans):
        left, total = 0.0, (account.means[plan][TOTAL].mean or 0.0) / scale
        for (name, lines), shade in zip(segments.items(), shades, strict=True):
            width = sum(account.means[plan][line].mean or 0.0 for line in lines) / scale
            said = told(name, WIDEST_REASON) if row == 0 else None
            axes.barh(row, width, left=left, height=0.72, color=shade, edgecolor="white", linewidth=0.8, label=said)
            if total and width > WIDE_ENOUGH * longest:
                ink = "white" if sum(shade[:3]) / 3.0 < DARK else "black"
                number = f"{100.0 * width / total:.0f} %"
                axes.text(left + width / 2, row, number, ha="center", va="center", color=ink, fontsize=7.5)
            left += width
    axes.set_yticks(range(len(plans)), labels=[wrapped(plan) for plan in plans])
    axes.set_ylim(len(plans) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    separate_thousands(axes, "x")
    return axes


def _segments(account: Account, words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each part of a bar is called, and the reasons in it: one, or all narrow ones."""
    least = NARROW_PART * _longest(account)
    narrow = tuple(
        line for line in account.shown if all((means[line].mean or 0.0) < least for means in account.means.values())
    )
    if len(narrow) < 2:
        return {words[line]: (line,) for line in account.shown}
    return {words[line]: (line,) for line in account.shown if line not in narrow} | {SMALL_REASONS: narrow}


def _longest(account: Account) -> float:
    """The longest bar [person-degree-hours]."""
    return max(means[TOTAL].mean or 0.0 for means in account.means.values())


def figure_of_ledger_bars(comparison: Comparison, context: Context) -> Figure:
    """Both tables of the ledger as stacked bars: why heat was lost above, why it was not back below, one scale."""
    ledger = comparison.ledger
    accounts = accounts_of(ledger)
    unit = comparison.metrics[f"degree_hours_below_{threshold_text(ledger.level_c)}"]
    style = style_of(unit, [means[TOTAL].mean for means in accounts[0][1].means.values()], [])
    columns = max(1, letters(96) // 24)
    with house_style():
        lines = sum(-(-len(_segments(account, words)) // columns) for _, account, words in accounts)
        height = AROUND_IN + 2 * BAR_IN * len(comparison.plans) + LEGEND_LINE_IN * lines
        figure = new_figure(height)
        panels = figure.subplots(2, 1, sharex=True)
        for (name, account, words), axes in zip(accounts, panels, strict=True):
            draw_ledger_bars(account, words, style.factor, axes)
            axes.set_title(told(QUESTIONS[name]))
            below = 2.6 if axes is panels[-1] else 0.8
            look = {"ncols": columns, "frameon": False, "fontsize": 7.5}
            axes.legend(loc="upper left", bbox_to_anchor=(0.0, 0.0), borderaxespad=below, **look)
        said = f"mean [{style.unit} below {ledger.level_c:g} degC]"
        entitle(figure, f"Through which causes cold comes, {said}")
        sign(figure, context)
    return figure
