"""What is drawn into one pair of axes: pure functions from results to axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.answer import TOTAL, Account, Comparison, Difference, Part
from sim.analysis.tidy import Series, fan_of
from sim.hints import at_the_start
from sim.present.sections import styles_of
from sim.present.style import BAND, GREY, Look, letters, look_of, sheet, told, wrapped
from sim.units import DAY_MIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OUTER, INNER = 0.18, 0.35
"""Opacities of the bands of a fan: 9 of 10 worlds, and the middle half of them."""
MEAN_INK, MEAN_LINE = "black", ":"
"""How the mean of a fan is drawn, which the median does not tell where few worlds have most of it."""
WIDEST_LEGEND = 110
"""Characters in a line of a legend."""
MARK_AS_LETTERS = 8
"""What the mark of a plan in a legend takes, and what stands between plans [characters]."""
MARK, SMALL_MARK = 8.5, 7.0
"""Sizes of marks, where plans stand in rows of their own and where they share a row [pt]."""
SPREAD = 0.78
"""Part of a row that the plans in it take."""
WIDEST_REASON = 34
"""Characters in a line of a reason."""
NINE_OF_TEN = 1.645
"""Standard deviations to both sides of a normal law that hold 9 of 10."""
WIDEST_TITLE = 50
"""Characters in a line above or below one of two panels side by side."""


def draw_differences(comparison: Comparison, metric: str, axes: Axes) -> Axes:
    """Differences of all plans from the reference with their simultaneous intervals, better side named.

    Parameters
    ----------
    metric : name of a metric that has means
    """
    measure = comparison.metrics[metric]
    found = {plan: lines[metric] for plan, lines in comparison.differences.items()}
    _, style = styles_of(comparison, metric, measure)
    axes.axvline(0.0, color="black", linewidth=1.0)
    for row, (plan, one) in enumerate(found.items()):
        if one.mean is None:
            axes.annotate(told("undefined"), (0.02, row), xycoords=("axes fraction", "data"), color=GREY, va="center")
            continue
        draw_interval(one, style.factor, row, look_of(plan, comparison.plans), axes)
    axes.set_yticks(range(len(found)), labels=[wrapped(plan) for plan in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_title(told(at_the_start(measure.noun), on_half(WIDEST_TITLE)))
    said = told(
        f"difference from {comparison.reference} [{style.unit_of_change}]", on_half(WIDEST_TITLE), comparison.plans
    )
    axes.set_xlabel(said + told(better_side(measure.direction)))
    separate_thousands(axes, "x")
    return axes


def on_half(width: int) -> int:
    """Letters in a line of a panel that stands beside another one, and alone on a narrow sheet."""
    return 2 * width if sheet().is_narrow else width


def better_side(direction: str) -> str:
    """Where better values lie, as the last line of an axis says it."""
    return {"lower": "\n\u2190 better", "higher": "\nbetter \u2192", "none": ""}[direction]


def draw_reasons(
    account: Account,
    reasons: Sequence[str],
    words: Mapping[str, str],
    plans: tuple[str, ...],
    scale: float,
    axes: Axes,
) -> Axes:
    """Differences from the reference by reason, in the order of the model from above, their total last.

    Parameters
    ----------
    reasons : lines that are drawn
    words : what each line is called
    plans : all plans of the study, for their looks
    scale : person-degree-hours of one unit of the axis
    """
    lines = (*reasons, TOTAL)
    found = account.differences
    step = SPREAD / max(1, len(found))
    axes.axvline(0.0, color="black", linewidth=1.0)
    axes.axhline(len(lines) - 1.5, color=GREY, linewidth=0.8)
    for row in range(0, len(lines), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, linewidth=0.0, zorder=0)
    for place, (plan, parts) in enumerate(found.items()):
        look = look_of(plan, plans)
        for row, line in enumerate(lines):
            height = row + step * (place - (len(found) - 1) / 2)
            draw_interval(parts[line], scale, height, look, axes, SMALL_MARK)
    axes.set_yticks(range(len(lines)), labels=labels_of(reasons, words))
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    separate_thousands(axes, "x")
    return axes


def labels_of(reasons: Sequence[str], words: Mapping[str, str]) -> list[str]:
    """Names of reasons and of their total as an axis shows them, on one line or several."""
    return [told(words[line], WIDEST_REASON) for line in (*reasons, TOTAL)]


def draw_interval(
    part: Part | Difference, scale: float, height: float, look: Look, axes: Axes, mark: float = MARK
) -> None:
    """A number as a mark with its interval as a line; `mark` is its size in points."""
    if part.mean is None:
        return
    if part.ci_low is not None and part.ci_high is not None:
        ends = [part.ci_low / scale, part.ci_high / scale]
        axes.plot(ends, [height, height], color=look.colour, linestyle=look.line, linewidth=2.2)
    axes.plot(
        [part.mean / scale],
        [height],
        marker=look.marker,
        color=look.colour,
        markersize=mark,
        markeredgecolor="white",
        markeredgewidth=0.8,
    )


def draw_fan(series: Series, colour: str, axes: Axes) -> Axes:
    """A series over time: median, mean, middle half and 9 of 10 worlds, as steps from one row to the next."""
    from matplotlib.ticker import MaxNLocator

    days = np.array(series.minutes, dtype=np.float64) / DAY_MIN
    fan = fan_of(series)
    for below, above, opacity in ((fan.p05, fan.p95, OUTER), (fan.p25, fan.p75, INNER)):
        axes.fill_between(days, below, above, step="post", color=colour, alpha=opacity, linewidth=0.0)
    axes.step(
        days,
        fan.median,
        where="post",
        color=colour,
        linewidth=1.6,
        clip_on=False,
        zorder=3,
    )
    axes.step(days, fan.mean, where="post", color=MEAN_INK, linestyle=MEAN_LINE, linewidth=1.0, zorder=3)
    axes.set_xlim(0.0, float(days[-1]))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    separate_thousands(axes, "y", is_counted=bool((series.values == np.floor(series.values)).all()))
    return axes


def draw_fan_legend(axes: Axes, foot: float) -> Axes:
    """What the shades of a fan mean, below all panels.

    Parameters
    ----------
    foot : where it stands, as a share of the figure's height
    """
    from matplotlib.colors import to_hex

    inner, outer = (to_hex((shade := 1.0 - 0.6 * part, shade, shade)) for part in (0.5, OUTER))
    marks = (
        ("median", GREY, "-", ""),
        ("mean", MEAN_INK, MEAN_LINE, ""),
        ("middle half of the worlds", inner, "bar", ""),
        ("9 of 10 worlds", outer, "bar", ""),
    )
    return draw_marks(marks, axes, foot)


def draw_marks(marks: Sequence[tuple[str, str, Any, str]], axes: Axes, foot: float) -> Axes:
    """What marks mean, below all panels.

    Parameters
    ----------
    marks : words, colour, line (``bar``: a filled field) and shape of each
    foot : where it stands, as a share of the figure's height
    """
    from matplotlib.artist import Artist
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    drawn: list[Artist] = [
        Patch(color=colour, linewidth=0.0, label=told(said))
        if line == "bar"
        else Line2D([], [], color=colour, ls=line, marker=shape, linewidth=1.6, label=told(said))
        for said, colour, line, shape in marks
    ]
    columns = min(len(drawn), 2 * sheet().abreast)
    axes.figure.legend(handles=drawn, loc="lower center", bbox_to_anchor=(0.5, foot), ncols=columns, frameon=False)
    return axes


def plans_abreast(plans: Sequence[str]) -> int:
    """Plans in one line of a legend."""
    longest = max(len(line) for plan in plans for line in wrapped(plan).split("\n"))
    return max(1, min(len(plans), letters(WIDEST_LEGEND) // (longest + MARK_AS_LETTERS)))


def draw_plan_legend(plans: Sequence[str], every: tuple[str, ...], axes: Axes, foot: float) -> Axes:
    """Which mark stands for which plan, below all panels.

    Parameters
    ----------
    plans : those that are drawn, of `every` plan
    foot : where it stands, as a share of the figure's height
    """
    marks = [
        axes.plot(
            [],
            [],
            marker=look.marker,
            color=look.colour,
            linestyle=look.line,
            linewidth=2.2,
            markersize=SMALL_MARK,
            markeredgecolor="white",
            label=wrapped(plan),
        )[0]
        for plan in plans
        for look in [look_of(plan, every)]
    ]
    axes.figure.legend(
        handles=marks,
        loc="lower center",
        bbox_to_anchor=(0.5, foot),
        ncols=plans_abreast(plans),
        frameon=False,
    )
    return axes


def separate_thousands(axes: Axes, which: str, is_counted: bool = False) -> None:
    """Write tick labels with thousands separated and without powers of ten.

    Parameters
    ----------
    is_counted : whether only whole numbers stand on the axis
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10], integer=is_counted))
    axis.set_major_formatter(FuncFormatter(_tick))


def _tick(value: float, _place: int | None = None) -> str:
    if value == 0.0:
        return "0"
    return told(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}")
