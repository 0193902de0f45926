"""Figures of the planner page: few, small, quickly drawn, as wide as the screen they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.tidy import Series, named_series
from sim.errors import escape
from sim.hints import the_same
from sim.present.plots.axes import draw_differences, draw_fan
from sim.present.plots.districts import TILE_IN, draw_districts, grid_of
from sim.present.report.levels import Levels
from sim.present.style import WIDEST_NAME, look_of, wrapped
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PIXELS_PER_IN = 96.0
"""Pixels of a page in an inch."""
LETTER_IN = 0.068
"""Width of a letter of the house font at 9 pt, on average [in]."""
TITLE_LETTER_IN = 0.08
"""The same of a title."""
LEFT_IN = 0.62
"""Room for the numbers left of the panels over time [in]."""
LINE_IN = 0.15
"""Height of a line of it [in]."""
TICKS_IN = 0.28
"""Height of the numbers below an axis [in]."""
SHORT_NAME = 18
"""Characters in a line of a plan's name beside a narrow picture."""
ROW_IN = 0.34
"""Height of a plan's row in the picture of differences [in]."""
PANEL_IN = 1.45
"""Height of a panel over time, without what stands around it [in]."""
BETWEEN_IN, FIRST_TITLE_IN, BELOW_IN = 0.55, 0.3, 0.5
"""Room between panels, above the first and below the last [in]."""
NARROW_IN = 5.0
"""Below this width panels stand one below the other."""


def looks_in_slots(slots: Mapping[str, int], most: int) -> tuple[str, ...]:
    """Names in the order of their colours, so that a plan keeps its own when others come and go."""
    at = {slot: name for name, slot in slots.items()}
    return tuple(at.get(slot, f"\0{slot}") for slot in range(most))


def page_differences(comparison: Comparison, metric: str, every: tuple[str, ...], width_px: int) -> Figure:
    """Differences of all plans from the reference in one metric.

    Parameters
    ----------
    every : names in the order of their colours, as of `looks_in_slots`
    """
    plans = tuple(comparison.differences)
    width_in = width_px / PIXELS_PER_IN
    named = [wrapped(plan, SHORT_NAME if width_in < NARROW_IN else WIDEST_NAME) for plan in plans]
    lines = sum(max(1.0, 0.62 * (1 + name.count("\n"))) for name in named)
    names_in = LETTER_IN * max(len(line) for name in named for line in name.split("\n")) + 0.15
    letters = int((width_in - 0.2) / LETTER_IN)
    with_axes = replace(comparison, plans=every)
    figure = _figure(width_px, 1.0)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    draw_differences(with_axes, metric, axes)
    title = "\n".join(wrap(axes.get_title(loc="left"), letters))
    said = "\n".join(line for part in axes.get_xlabel().split("\n") for line in wrap(" ".join(part.split()), letters))
    title_in, said_in = (LINE_IN * (1 + text.count("\n")) + 0.08 for text in (title, said))
    height_in = title_in + ROW_IN * (lines + 0.4) + TICKS_IN + said_in
    figure.set_figheight(height_in)
    axes.set_title("")
    axes.set_xlabel("")
    axes.set_yticks(range(len(plans)), labels=named)
    inner = (width_in - names_in - 0.25) / width_in, ROW_IN * (lines + 0.4) / height_in
    axes.set_position((names_in / width_in, (TICKS_IN + said_in) / height_in, *inner))
    figure.text(0.01, 1.0 - 0.04 / height_in, title, va="top", fontsize=9.5)
    figure.text(0.5, 0.04 / height_in, said, ha="center", va="bottom", fontsize=9.0)
    return figure


def page_over_time(
    study: StudyResult, layout: Layout, kept: tuple[int, ...], name: str, every: tuple[str, ...], width_px: int
) -> Figure:
    """A series as fans, a panel for each plan on common axes.

    Parameters
    ----------
    name : of the series
    every : names in the order of their colours
    """
    shown = {plan: named_series(one, layout, kept, name) for plan, one in study.plans.items()}
    columns = 1 if width_px / PIXELS_PER_IN < NARROW_IN else min(len(shown), 2)
    rows = -(-len(shown) // columns)
    titles = _titles(shown, (width_px / PIXELS_PER_IN - LEFT_IN) / columns)
    more_in = LINE_IN * max(title.count("\n") for title in titles.values())
    figure = _figure(width_px, rows * (PANEL_IN + more_in) + (rows - 1) * BETWEEN_IN + FIRST_TITLE_IN + BELOW_IN)
    most = max(_top(series) for series in shown.values())
    for place, (plan, series) in enumerate(shown.items()):
        axes = _panel(figure, place, rows, columns, more_in)
        draw_fan(series, look_of(plan, every).colour, axes)
        axes.set_ylim(0.0, most)
        axes.set_title(titles[plan])
        if place % columns:
            axes.tick_params(labelleft=False)
        if place + columns >= len(shown):
            axes.set_xlabel(f"days from {layout.start.day} {layout.start:%B} {layout.start.year}")
    return figure


def page_districts(levels: Levels, plans: Sequence[str], width_px: int) -> Figure:
    """Districts as tiles for each plan, in the same order: the darker, the longer its people are in the cold.

    Parameters
    ----------
    plans : whose levels are shown, side by side or one below the other
    """
    columns = 1 if width_px / PIXELS_PER_IN < NARROW_IN else len(plans)
    rows = -(-len(plans) // columns)
    each_in = width_px / PIXELS_PER_IN / columns
    inner_in = each_in - 0.1
    tiles_in = TILE_IN * grid_of(len(levels.lines), inner_in)[1]
    titles = _titles(plans, each_in - 0.2)
    title_in = 0.34 + LINE_IN * max(title.count("\n") for title in titles.values())
    figure = _figure(width_px, rows * (title_in + tiles_in) + 0.1)
    hours = {plan: levels.means(plan) for plan in plans}
    most = max(max(one.values()) for one in hours.values())
    high = tiles_in / float(figure.get_figheight())
    for place, plan in enumerate(plans):
        row, column = divmod(place, columns)
        top = 1.0 - (row * (title_in + tiles_in) + title_in) / float(figure.get_figheight())
        axes = figure.add_axes((column / columns, top - high, inner_in / each_in / columns, high))
        draw_districts(hours[plan], axes, inner_in, most)
        axes.set_title(titles[plan])
    return figure


def said_of_districts(levels: Levels, plans: Sequence[str]) -> str:
    """What the tiles show, for those who do not see them."""
    said = []
    for plan in plans:
        found = ", ".join(f"{levels.words[name]} {mean:,.0f}" for name, mean in levels.means(plan).items())
        said.append(f"{escape(plan)}: {found}")
    return f"{levels.title}. {'; '.join(said)}."


def said_of_worlds(worlds: int) -> str:
    """How many worlds a picture rests on."""
    return f"on {the_same(worlds, 'world')}"


def _top(series: Series) -> float:
    """A little above what 9 of 10 worlds reach, and the mean."""
    most, mean = np.nanquantile(series.values, 0.95, axis=0).max(), np.nanmean(series.values, axis=0).max()
    return max(1.0, 1.06 * float(max(most, mean)))


def _figure(width_px: int, height_in: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width_px / PIXELS_PER_IN, height_in))


def _titles(plans: Iterable[str], width_in: float) -> dict[str, str]:
    """Names of plans as they stand above panels of a width."""
    return {plan: wrapped(plan, max(12, int(width_in / TITLE_LETTER_IN))) for plan in plans}


def _panel(figure: Figure, place: int, rows: int, columns: int, more_in: float) -> Axes:
    """One of several panels of the same size.

    Parameters
    ----------
    more_in : room for further lines of the titles [in]
    """
    width, height = (float(one) for one in figure.get_size_inches())
    gap_in = 0.18
    each_in = (width - LEFT_IN - 0.12 - gap_in * (columns - 1)) / columns
    row, column = divmod(place, columns)
    bottom_in = BELOW_IN + (rows - 1 - row) * (PANEL_IN + BETWEEN_IN + more_in)
    left = (LEFT_IN + column * (each_in + gap_in)) / width
    return figure.add_axes((left, bottom_in / height, each_in / width, PANEL_IN / height))
