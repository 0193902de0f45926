"""Buildings without heat after one night: what the model gives, and what was counted in public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.registry import Values
from sim.present.plots.axes import separate_thousands
from sim.present.style import COLOURS, GREY, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BANDS = ((0.1, 0.9, 0.2, "model, 80 % of worlds"), (0.25, 0.75, 0.35, "model, 50 %"))
"""Quantiles, opacity and name of what is shaded."""


def draw_restoration(
    days: Values, cold: Values, counted: Sequence[tuple[float, int]], shown: Sequence[tuple[float, int]], axes: Axes
) -> Axes:
    """Bands and median of the model, and public counts: those that scores are made from, and others.

    Parameters
    ----------
    days : since the night, shape (rows,) [d]
    cold : buildings without heat, shape (n, rows)
    counted, shown : days since the night and buildings, of counts that are scored and that are only shown
    """
    for low, high, opacity, said in BANDS:
        reach = np.quantile(cold, (low, high), axis=0)
        axes.fill_between(days, *reach, color=COLOURS[0], alpha=opacity, linewidth=0.0, label=told(said))
    axes.plot(days, np.median(cold, axis=0), color=COLOURS[0], label=told("model, median"))
    for points, marker, colour, said in (
        (counted, "o", COLOURS[1], "counted"),
        (shown, "D", GREY, "counted, not scored"),
    ):
        axes.plot([day for day, _ in points], [one for _, one in points], marker, color=colour, ms=5, label=told(said))
    axes.set_xlim(0.0, float(days[-1]))
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel(told("days since the night"))
    axes.set_ylabel(told("buildings without heat"))
    separate_thousands(axes, "y")
    return axes
