"""Districts as a schematic: fields as large as their residents are many, the colder the darker; no map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.analysis.answer import Comparison
from sim.present.as_json import Context
from sim.present.plots.frame import entitle, new_figure, sign
from sim.present.report.levels import cold_metric, level_of
from sim.present.style import house_style, sheet, told, wrapped
from sim.study.layout import Layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FIELD_IN = 3.4
"""Height of the schematic [in]."""
PALE = 0.62
"""Part of the shades that is used, so that black words stay readable."""


def draw_districts(hours: Mapping[str, float], residents: Mapping[str, int], axes: Axes) -> Axes:
    """Districts in rows, the coldest first, with their hours in cold rooms per resident.

    Where they lie in the city is not in the model: places in the schematic mean nothing.

    Parameters
    ----------
    hours : district -> hours in cold rooms per resident
    residents : district -> number
    """
    import matplotlib as mpl
    from matplotlib.patches import Rectangle

    order = sorted(hours, key=lambda name: -hours[name])
    most = max(hours.values()) or 1.0
    rows = _rows(order, residents, 2 * sheet().abreast)
    everybody = sum(residents[name] for name in order)
    top = 1.0
    for row in rows:
        height = sum(residents[name] for name in row) / everybody
        left = 0.0
        for name in row:
            width = residents[name] / everybody / height
            shade = mpl.colormaps["Blues"](PALE * hours[name] / most)
            axes.add_patch(
                Rectangle((left, top - height), width, height, facecolor=shade, edgecolor="white", linewidth=2.0)
            )
            said = f"{wrapped(name.replace('_', ' '), 14)}\n{hours[name]:.0f} {told('h')}"
            axes.text(left + width / 2, top - height / 2, said, ha="center", va="center", fontsize=8.0)
            left += width
        top -= height
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_axis_off()
    return axes


def _rows(order: list[str], residents: Mapping[str, int], abreast: int) -> list[list[str]]:
    """Districts in rows of about as many residents, none with more than `abreast` districts."""
    count = max(1, round(len(order) ** 0.5), -(-len(order) // max(1, abreast)))
    share = sum(residents[name] for name in order) / count
    rows: list[list[str]] = [[]]
    for name in order:
        taken = sum(residents[one] for one in rows[-1])
        if rows[-1] and taken + residents[name] / 2 > share and len(rows) < count:
            rows.append([])
        rows[-1].append(name)
    return rows


def figure_of_districts(comparison: Comparison, layout: Layout, context: Context) -> Figure:
    """Hours in cold rooms per resident under the reference, by district."""
    metric = cold_metric(comparison, layout)
    found = comparison.summaries[comparison.reference]
    people = {name: count for name, count, _ in layout.districts if f"{metric}.{name}" in found}
    hours = {name: (found[f"{metric}.{name}"].mean or 0.0) / count for name, count in people.items()}
    with house_style():
        figure = new_figure(FIELD_IN)
        draw_districts(hours, people, figure.subplots())
        entitle(figure, f"Hours below {level_of(metric, layout):g} degC per resident, {comparison.reference}")
        notes = ["Fields are as large as residents are many, the colder the darker; it is no map, places mean nothing."]
        sign(figure, context, notes)
    return figure
