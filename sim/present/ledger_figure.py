"""Why plans differ: the two tables of the ledger drawn one above the other, on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.answer import Comparison
from sim.analysis.ledger import accounts_of
from sim.analysis.measures import threshold_text
from sim.analysis.numbers import half_of, style_of
from sim.errors import UsageError
from sim.hints import counted
from sim.present.as_json import Context
from sim.present.figures import LEGEND_IN, new_figure, refuse_a_single_plan, sign
from sim.present.plots import better_side, draw_plan_legend, draw_reasons, plans_abreast
from sim.present.sections import QUESTIONS, left_out
from sim.present.style import house_style, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW_IN = 0.14
"""Height of a row for each plan in it [in]."""
BETWEEN_ROWS_IN = 0.1
"""Height between two rows [in]."""
LINE_IN = 0.16
"""Height of a further line of the legend [in]."""
WIDEST_LABEL = 100
"""Characters in a line below the axis."""
AROUND_IN = 1.5
"""Titles and the axis [in]."""


def is_anybody_cold(comparison: Comparison) -> bool:
    """True if there is anything to put down to reasons."""
    return any(account.shown for _, account, _ in accounts_of(comparison.ledger))


def figure_of_ledger(comparison: Comparison, context: Context) -> Figure:
    """Differences from the reference by reason: why heat was lost above, why it was not back below, one scale.

    Parameters
    ----------
    context : where the numbers come from, said below

    Raises
    ------
    UsageError
        If there is only one plan, or nobody is cold in any of them.
    """
    refuse_a_single_plan(comparison)
    if not is_anybody_cold(comparison):
        raise UsageError("nobody is cold in any plan, so there are no reasons to draw")
    ledger = comparison.ledger
    accounts = accounts_of(ledger)
    unit = comparison.metrics[f"degree_hours_below_{threshold_text(ledger.level_c)}"]
    parts = [part for _, account, _ in accounts for lines in account.differences.values() for part in lines.values()]
    bounds = [bound for part in parts for bound in (part.ci_low, part.mean, part.ci_high)]
    style = style_of(unit, bounds, [half_of(part.ci_low, part.ci_high) for part in parts])
    plans = tuple(comparison.differences)
    rows = [len(account.shown) + 1 for _, account, _ in accounts]
    with house_style():
        figure = new_figure(AROUND_IN + sum(rows) * (BETWEEN_ROWS_IN + ROW_IN * len(plans)))
        panels = figure.subplots(len(rows), 1, sharex=True, height_ratios=rows)
        for (name, account, words), axes in zip(accounts, panels, strict=True):
            draw_reasons(account, words, comparison.plans, style.factor, axes)
            axes.set_title(QUESTIONS[name])
        said = f"difference from {comparison.reference} [{style.unit} below {ledger.level_c:g} degC]"
        panels[-1].set_xlabel(wrapped(said, WIDEST_LABEL) + better_side("lower"))
        worlds = "world" if len(comparison.kept) == 1 else counted(len(comparison.kept), "world")
        title = f"Why plans differ from the reference, on the same {worlds}"
        sure = f"{100 * comparison.confidence:g} % intervals, for all plans and reasons together"
        figure.suptitle(f"{title}\n({sure})", x=0.01, ha="left", fontsize=10.5)
        lines = max(1 + wrapped(plan).count("\n") for plan in plans) * -(-len(plans) // plans_abreast(plans))
        below = LEGEND_IN + (lines - 1) * LINE_IN
        foot = sign(figure, context, tuple(left_out(ledger)), legend_in=below)
        draw_plan_legend(plans, comparison.plans, panels[0], foot)
    return figure
