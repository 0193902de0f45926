"""Many futures as figures: what matters, where the plan fails, where it stops being the better one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.explore.findings import Findings, Looked
from sim.analysis.explore.futures import Tried, beyond, held_against, mean_and_error
from sim.analysis.explore.prim import Box
from sim.analysis.numbers import style_of
from sim.errors import escape
from sim.hints import at_the_start
from sim.present.explore.words import names_of, standard_words
from sim.present.plots.frame import LINE_IN, new_figure, sign
from sim.present.style import COLOURS, GREY, house_style, sheet, told, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure

    from sim.present.as_json import Context

FIELD_IN = 4.2
"""Height of a figure over two inputs [in]."""
ROW_IN, HEAD_IN = 0.34, 1.0
"""Height of an input in the figure of what matters, and of what stands around [in]."""
MOST_TICKS = 5
"""Numbers along the figure of what matters."""
ROOM = 0.02
"""Around a range, so that points at its ends are whole [share of the range]."""
USED = 0.6
"""Share of the colours that is used, so that black lines stay readable."""


def figures_of_explored(
    tried: Tried, findings: Findings, even: np.ndarray, context: Context
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Names of all figures there are, and what draws them.

    Parameters
    ----------
    even : numbers of the futures that fill the space
    """
    if findings.level.sensitivity.indices:
        yield "inputs", partial(figure_of_inputs, tried, findings, context)
    places = _places_of_failures(tried, findings)
    if len(places) == 2:
        yield "failures", partial(figure_of_failures, tried, findings, even, places, context)
    found = findings.break_even
    if found is not None and found.surface is not None and not (found.why_not and found.surface.has_line):
        yield "break-even", partial(figure_of_break_even, tried, findings, even, context)


def figure_of_inputs(tried: Tried, findings: Findings, context: Context) -> Figure:
    """How much each input matters, with intervals, for the metric and for the difference."""
    looked = [(findings.level, f"{tried.measure.noun}, {tried.plan}")]
    if findings.difference is not None and findings.difference.sensitivity.indices:
        looked.append((findings.difference, f"difference from {tried.reference}"))
    with house_style():
        lines = max(1 + wrapped(name).count("\n") for name in names_of(tried))
        figure = new_figure(HEAD_IN + max(ROW_IN, LINE_IN * (lines + 0.5)) * len(tried.keys))
        columns = min(len(looked), sheet().abreast)
        rows = -(-len(looked) // columns)
        figure.set_figheight(rows * float(figure.get_figheight()))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes, (one, title) in zip(panels, looked, strict=True):
            draw_inputs(tried, one, at_the_start(title), axes)
        sign(
            figure,
            context,
            [_method_note(findings)],
            sensitive=tried.measure.sensitive,
            each="each plan in each future",
        )
    return figure


def _method_note(findings: Findings) -> str:
    method = findings.level.sensitivity.method
    names = {"rbd_fast": "RBD-FAST, first order", "sobol": "total Sobol indices", "morris": "mu* of Morris"}
    floor = "; dotted: what chance reaches" if findings.level.sensitivity.floor is not None else ""
    return f"{names[method]}, with intervals{floor}"


def draw_inputs(tried: Tried, looked: Looked, title: str, axes: Axes) -> Axes:
    """How much each input matters, the one that matters most above, with intervals."""
    found = looked.sensitivity
    order = found.ranked()[::-1]
    rows = np.arange(len(order))
    scale = style_of(tried.measure, [one.total for one in found.indices], []) if found.method == "morris" else None
    factor = scale.factor if scale else 1.0
    weights = np.array([found.indices[place].weight for place in order]) / factor
    halves = (
        np.array([found.indices[place].total_half or found.indices[place].main_half or 0.0 for place in order]) / factor
    )
    for row, weight, half, place in zip(rows, weights, halves, order, strict=True):
        clear = found.indices[place].is_clear
        low, high = max(0.0, weight - half), max(0.0, weight + half)
        axes.plot([low, high], [row, row], color=COLOURS[0] if clear else GREY, linewidth=1.6)
        face = COLOURS[0] if clear else "white"
        axes.plot(max(0.0, weight), row, "o", color=COLOURS[0], markerfacecolor=face, clip_on=False, zorder=4)
    if found.floor is not None:
        axes.axvline(found.floor, color=GREY, linestyle=":", linewidth=1.0)
    names = names_of(tried)
    axes.set_yticks(rows, labels=[wrapped(names[place]) for place in order])
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlim(left=0.0)
    axes.locator_params(axis="x", nbins=MOST_TICKS)
    axes.set_xlabel(told(scale.unit if scale else "share of the spread between futures"))
    axes.set_title(told(title, 50, names=tuple(tried.values)))
    return axes


def _places_of_failures(tried: Tried, findings: Findings) -> tuple[int, ...]:
    """The two ranges that failures are drawn over: those of the first rule, then those that matter most."""
    if findings.discovery is None or not findings.discovery.points:
        return ()
    limited = sorted(findings.discovery.rules[0].quasi_p) if findings.discovery.rules else []
    ranked = [*limited, *findings.level.sensitivity.ranked(), *range(len(tried.keys))]
    places = [place for place in dict.fromkeys(ranked) if not tried.inputs[place].is_choice]
    return tuple(places[:2])


def figure_of_failures(
    tried: Tried, findings: Findings, even: np.ndarray, places: tuple[int, int], context: Context
) -> Figure:
    """Every future over two inputs, whether it fails, and the rules."""
    assert findings.discovery is not None
    with house_style():
        figure = new_figure(FIELD_IN)
        draw_failures(tried, findings, even, places, figure.subplots())
        notes = ["shaded: rules, with their limits of these two inputs"] if findings.discovery.rules else []
        sign(figure, context, notes, sensitive=tried.measure.sensitive, each="each plan in each future")
    return figure


def draw_failures(tried: Tried, findings: Findings, even: np.ndarray, places: tuple[int, int], axes: Axes) -> Axes:
    """Futures as points over two inputs: which meet the standard and which fail; rules as shaded fields."""
    standard = tried.study.standard
    assert standard is not None
    assert findings.discovery is not None
    mean = held_against(tried, standard)[0][even]
    fails = beyond(standard, mean) > 0.0
    points = tried.numbers[even][:, places]
    for rule in findings.discovery.rules:
        _draw_box(tried, rule.box, places, axes)
    if not fails.all():
        axes.plot(*points[~fails].T, "o", color=COLOURS[5], markersize=4.5, label=told("meets the standard"))
    if fails.any():
        axes.plot(*points[fails].T, "X", color=COLOURS[1], markersize=6.0, label=told("fails"))
    _name_axes(tried, places, axes)
    axes.set_title(told(f"{tried.plan}: {standard_words(tried)}", 90, names=tuple(tried.values)), pad=22.0)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False, borderaxespad=0.2)
    return axes


def _draw_box(tried: Tried, box: Box, places: tuple[int, int], axes: Axes) -> None:
    from matplotlib.patches import Rectangle

    corners = []
    for place in places:
        low, high = tried.inputs[place].ends
        corners.append((max(low, box[place].low), min(high, box[place].high)))
    (left, right), (bottom, top) = corners
    rectangle = Rectangle(
        (left, bottom), right - left, top - bottom, facecolor="#FBE3D6", edgecolor=COLOURS[1], linewidth=1.2, zorder=0.5
    )
    axes.add_patch(rectangle)


def figure_of_break_even(tried: Tried, findings: Findings, even: np.ndarray, context: Context) -> Figure:
    """The mean difference over two inputs, its zero line, and where the futures do not tell."""
    assert findings.break_even is not None
    surface = findings.break_even.surface
    assert surface is not None
    with house_style():
        figure = new_figure(FIELD_IN)
        draw_break_even(tried, findings, even, figure.subplots())
        line = "line: no difference; " if surface.has_line else "no line: zero nowhere within the ranges; "
        hatched = "hatched: the futures do not tell which plan is better; " if _unsure(findings).any() else ""
        notes = [f"{line}{hatched}mean over all other inputs"]
        sign(figure, context, notes, sensitive=tried.measure.sensitive, each="each plan in each future")
    return figure


def _unsure(findings: Findings) -> np.ndarray:
    """1 where the futures do not tell which plan is better, else 0."""
    assert findings.break_even is not None
    assert findings.break_even.surface is not None
    below, tail = findings.break_even.surface.below, (1.0 - findings.confidence) / 2.0
    return np.where((below > tail) & (below < 1.0 - tail), 1.0, 0.0)


def draw_break_even(tried: Tried, findings: Findings, even: np.ndarray, axes: Axes) -> Axes:
    """The mean difference as colour over two inputs, futures as points, a line where plans do the same."""
    found = findings.break_even
    assert found is not None
    assert found.surface is not None
    assert tried.differences is not None
    surface, (first, second) = found.surface, found.places
    most = max(float(np.abs(surface.heights).max()), 1e-300)
    style = style_of(tried.measure, [most], [])
    levels = np.linspace(-most / USED, most / USED, 41) / style.factor
    ground = axes.contourf(surface.first, surface.second, surface.heights / style.factor, levels=levels, cmap="PuOr")
    unsure = _unsure(findings)
    if unsure.any():
        axes.contourf(surface.first, surface.second, unsure, levels=[0.5, 1.5], colors="none", hatches=["///"])
    if surface.has_line:
        axes.contour(surface.first, surface.second, surface.heights, levels=[0.0], colors="black", linewidths=1.8)
    mean, _ = mean_and_error(tried.differences[even])
    for there, marker, said in ((mean < 0.0, "o", "below zero"), (mean >= 0.0, "^", "zero or more")):
        if there.any():
            points = tried.numbers[even][there][:, [first, second]]
            axes.plot(*points.T, marker, color="#333333", markersize=3.5, label=told(f"future, difference {said}"))
    _draw_bar(axes.figure.colorbar(ground, ax=axes), most / style.factor, told(style.unit))
    _name_axes(tried, (first, second), axes)
    title = f"{at_the_start(tried.measure.noun)}: {escape(tried.plan)} less {escape(tried.reference)}"
    axes.set_title(told(title, 90, names=tuple(tried.values)), pad=22.0)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False, borderaxespad=0.2)
    return axes


def _draw_bar(bar: Colorbar, most: float, unit: str) -> None:
    """Colours of the differences that there are, with round numbers beside them."""
    from matplotlib.ticker import MaxNLocator

    ticks = [float(tick) for tick in MaxNLocator(6).tick_values(-most, most) if abs(tick) <= most]
    bar.set_ticks(ticks, labels=[f"{tick + 0.0:+.6g}" if tick else "0" for tick in ticks])
    bar.ax.set_ylim(-most, most)
    bar.set_label(unit)


def _name_axes(tried: Tried, places: tuple[int, int], axes: Axes) -> None:
    names = names_of(tried)
    ends, texts = [], []
    for place in places:
        found = tried.inputs[place]
        low, high = found.ends
        room = ROOM * (high - low)
        ends.append((low - room, high + room))
        texts.append(f"{names[place]} [{found.unit}]" if found.unit else names[place])
    axes.set_xlim(*ends[0])
    axes.set_ylim(*ends[1])
    axes.set_xlabel(texts[0])
    axes.set_ylabel(texts[1])
