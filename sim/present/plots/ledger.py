"""Why plans differ: the two tables of the ledger drawn one above the other, on one axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.analysis.answer import Account, Comparison
from sim.analysis.ledger import Accounts, accounts_of
from sim.analysis.measures import threshold_text
from sim.analysis.numbers import exactly, half_of, style_of
from sim.errors import UsageError
from sim.hints import the_same
from sim.present.as_json import Context
from sim.present.plots.axes import better_side, draw_plan_legend, draw_reasons, labels_of
from sim.present.plots.frame import entitle, new_figure, plan_legend_in, sign
from sim.present.plots.of_comparison import refuse_a_single_plan
from sim.present.sections import QUESTIONS, why_unsure
from sim.present.style import house_style, told

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW_IN = 0.14
"""Height of a row for each plan in it [in]."""
LINE_IN = 0.14
"""Height of a line in the name of a reason [in]."""
BETWEEN_ROWS_IN = 0.1
"""Height between two rows [in]."""
WIDEST_LABEL = 100
"""Characters in a line below the axis."""
AROUND_IN = 1.5
"""Titles and the axis [in]."""
FLAT = 0.02
"""Reasons in which plans differ by no more than this share of what reaches farthest are named, not drawn."""


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
    bounds = [bound for part in parts for bound in part.reach]
    least = FLAT * max((abs(bound) for bound in bounds if bound is not None), default=0.0)
    drawn = {name: moved(account, least) for name, account, _ in accounts}
    style = style_of(unit, bounds, [half_of(part.ci_low, part.ci_high) for part in parts])
    plans = tuple(comparison.differences)
    rows = [len(drawn[name]) + 1 for name, _, _ in accounts]
    with house_style():
        labels = [label for name, _, words in accounts for label in labels_of(drawn[name], words)]
        figure = new_figure(AROUND_IN + height_of_rows(labels, plans))
        panels = figure.subplots(len(rows), 1, sharex=True, height_ratios=rows)
        for (name, account, words), axes in zip(accounts, panels, strict=True):
            draw_reasons(account, drawn[name], words, comparison.plans, style.factor, axes)
            axes.set_title(told(QUESTIONS[name]))
        said = f"difference from {comparison.reference} [{style.unit} below {ledger.level_c:g} degC]"
        panels[-1].set_xlabel(told(said, WIDEST_LABEL, comparison.plans) + told(better_side("lower")))
        title = f"Why plans differ from the reference, on {the_same(len(comparison.kept), 'world')}"
        sure = "intervals, for all plans and reasons together; in last rows for all plans"
        entitle(figure, f"{title}\n({100 * comparison.confidence:g} % {sure})")
        notes = [*_notes_on_absent(accounts, drawn)]
        if any(account.is_unsure(drawn[name]) for name, account, _ in accounts):
            notes.append(f"Marks without a line: {why_unsure(len(comparison.kept))}.")
        foot = sign(figure, context, notes, legend_in=plan_legend_in(plans))
        draw_plan_legend(plans, comparison.plans, panels[0], foot)
    return figure


def height_of_rows(labels: Sequence[str], plans: Sequence[str]) -> float:
    """Height of a row for each label, with room for all plans and all lines of the longest label [in]."""
    lines = max(label.count("\n") + 1 for label in labels)
    return len(labels) * (BETWEEN_ROWS_IN + max(ROW_IN * len(plans), LINE_IN * lines))


def moved(account: Account, least: float) -> tuple[str, ...]:
    """Reasons that some plan moves, or may move, by more than so much [person-degree-hours]."""
    return tuple(
        line
        for line in account.lines
        if any(abs(bound or 0.0) > least for lines in account.differences.values() for bound in lines[line].reach)
    )


def _notes_on_absent(accounts: Accounts, drawn: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Which reasons are not drawn: those that are known to differ little, and those that only look so."""
    absent = [
        (told(words[line]), account.is_unsure((line,)))
        for name, account, words in accounts
        for line in account.lines
        if line not in drawn[name]
    ]
    little = [said for said, unsure in absent if not unsure]
    unknown = [said for said, unsure in absent if unsure]
    share = f"at most {exactly(FLAT)} of what reaches farthest"
    if little:
        yield f"Reasons not drawn, as plans hardly differ in them ({share}): {', '.join(little)}."
    if unknown:
        yield f"Reasons not drawn, as plans seem to differ as little in them, which is not known: {', '.join(unknown)}."
