"""Districts as a schematic: tiles, the colder the darker; no map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.present.as_json import Context
from sim.present.plots.frame import entitle, new_figure, sign
from sim.present.report.levels import Levels
from sim.present.style import house_style, sheet, told, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TILE_IN = 0.62
"""Height of a district's tile [in]."""
WIDEST_WORDS, SHORTEST_WORDS = 20, 6
"""Letters of a district's name in a line: at most, and however narrow its tile."""
LETTER_IN = 0.075
"""Width of a letter of it, with some room [in]."""
LEAST_IN = 0.95
"""Least width of a tile [in]."""
PALE = 0.62
"""Part of the shades that is used, so that black words stay readable."""


def grid_of(districts: int, width_in: float) -> tuple[int, int]:
    """Tiles side by side, and rows of them, as even as they can be in a width [in]."""
    across = max(1, min(districts, int(width_in / LEAST_IN)))
    down = -(-districts // across)
    return -(-districts // down), down


def draw_districts(hours: Mapping[str, float], axes: Axes, width_in: float, most: float | None = None) -> Axes:
    """Districts as tiles of one size in the order given, with their hours in cold rooms per resident.

    Where they lie in the city is not in the model: places in the schematic mean nothing.

    Parameters
    ----------
    hours : district -> hours in cold rooms per resident
    width_in : of the axes [in]
    most : hours of the darkest shade, the same for schematics that are compared; the most of these if None
    """
    import matplotlib as mpl
    from matplotlib.patches import Rectangle

    across, down = grid_of(len(hours), width_in)
    most = most or max(hours.values()) or 1.0
    letters = min(WIDEST_WORDS, max(SHORTEST_WORDS, int(width_in / across / LETTER_IN)))
    for number, (name, value) in enumerate(hours.items()):
        row, column = divmod(number, across)
        shade = mpl.colormaps["Blues"](PALE * value / most)
        axes.add_patch(Rectangle((column, row), 1.0, 1.0, facecolor=shade, edgecolor="white", linewidth=2.0))
        said = f"{wrapped(name.replace('_', ' '), letters)}\n{told(f'{value:,.0f}')} {told('h')}"
        axes.text(column + 0.5, row + 0.5, said, ha="center", va="center", fontsize=8.0)
    axes.set_xlim(0.0, across)
    axes.set_ylim(down, 0.0)
    axes.set_axis_off()
    return axes


def figure_of_districts(levels: Levels, plan: str, context: Context) -> Figure:
    """Hours in cold rooms per resident under a plan, by district, the coldest first."""
    hours = levels.means(plan)
    with house_style():
        width_in = sheet().width_in
        figure = new_figure(TILE_IN * grid_of(len(hours), width_in)[1])
        draw_districts(hours, figure.subplots(), width_in)
        entitle(figure, f"{levels.title}, {plan}", names=[plan])
        sign(figure, context, ["The colder the darker, the coldest first; it is no map, places mean nothing."])
    return figure
