"""What stands around the panels of every figure: a title, what it is not, where it comes from; and its bytes."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal

from sim.errors import UsageError, escape, escape_prose
from sim.hints import counted, the_same
from sim.present.as_json import Context
from sim.present.caution import CAUTION, mark
from sim.present.plots.axes import plans_abreast
from sim.present.style import GREY, house_style, letters, sheet, told, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.analysis.answer import Comparison

NOTE_IN = 0.14
"""Height of a line below a figure [in]."""
LEGEND_IN = 0.3
"""Height of a legend below the panels [in]."""
LINE_IN = 0.16
"""Height of a further line of a legend [in]."""
BETWEEN_IN = 0.07
"""Height between two entries of a legend [in]."""
TITLE_IN = 0.18
"""Height of a further line of a title [in]."""
WIDEST_HEADING = 105
"""Characters in a line of a title."""
WIDEST_NOTE = 170
"""Characters in a line below a figure."""
WIDER_LETTERS = 0.87
"""Of them, so many fit where letters are not Latin ones [share]."""
BESIDE_IN = 0.07
"""Room beside the panels [in]."""
PRINTED_DPI = 150.0
PLACES = 6
"""Digits of a place in a figure [share of it]."""
MAKER = "hearthline"
"""Written into every figure's file, so that a later study knows its own."""


@cache
def _figure_class() -> type[Figure]:
    """A figure that notebooks show without pyplot."""
    from matplotlib.figure import Figure

    class Picture(Figure):
        def _repr_png_(self) -> bytes:
            return figure_bytes(self, "png")

    return Picture


def new_figure(height_in: float) -> Figure:
    """A figure as wide as the sheet."""
    return _figure_class()(figsize=(sheet().width_in, height_in), layout="constrained")


def entitle(figure: Figure, title: str, names: Collection[str] = ()) -> None:
    """Set a title above all panels; the figure grows by lines beyond the first.

    Parameters
    ----------
    names : of the scenario that stand in it
    """
    said = told(title, WIDEST_HEADING, names)
    figure.set_figheight(float(figure.get_figheight()) + TITLE_IN * said.count("\n"))
    figure.suptitle(said, x=0.01, ha="left", fontsize=10.5)


def paired_on(comparison: Comparison) -> str:
    """What differences are taken on, and how sure their intervals are."""
    worlds = the_same(len(comparison.kept), "world")
    return f"paired differences on {worlds} with {100 * comparison.confidence:g} % intervals"


def plan_legend_in(plans: Sequence[str]) -> float:
    """Room for a legend of plans [in]."""
    columns = plans_abreast(plans)
    rows, longer = divmod(len(plans), columns)
    heights, entries = [], iter(plans)
    for column in range(columns):  # filled one after the other, the first ones with an entry more
        lines = [1 + wrapped(plan).count("\n") for plan in islice(entries, rows + (column < longer))]
        heights.append(LINE_IN * sum(lines) + BETWEEN_IN * (len(lines) - 1))
    return LEGEND_IN + max(heights) - LINE_IN


def fan_legend_in() -> float:
    """Room for what the shades of a fan mean [in]."""
    return LEGEND_IN + (LINE_IN if sheet().is_narrow else 0.0)


def sign(
    figure: Figure,
    context: Context,
    notes: Sequence[str] = (),
    sensitive: bool = False,
    legend_in: float = 0.0,
    each: str = "",
) -> float:
    """Say below a figure what is missing in it, what it is not and where it comes from; it grows by what that takes.

    Parameters
    ----------
    sensitive : whether it draws what public results leave out
    legend_in : room to leave above it for a legend [in]
    each : of what the replications are, where there are several of them

    Returns
    -------
    float
        Share of the figure's height where the room for the legend begins.
    """
    luck = f"seed {context.seed}, {counted(context.replications, 'replication')}{f' of {each}' if each else ''}"
    caution = [mark(public=False), CAUTION] if sensitive else [CAUTION]
    precision = [context.precision] if context.precision else []
    said = (*map(told, (*notes, *precision)), " ".join(map(told, caution)), f"{context.scenario}, {told(luck)}")
    return note_below(figure, said, legend_in)


def note_below(figure: Figure, notes: Iterable[str], legend_in: float = 0.0) -> float:
    """Write notes below a figure, which grows by what they and a legend take; returns where the legend begins."""
    lines = [line for note in notes for line in wrap(escape_prose(note), _widest(note))]
    notes_in = NOTE_IN * (1 + len(lines))
    height_in = float(figure.get_figheight()) + notes_in + legend_in
    figure.set_figheight(height_in)
    below = (notes_in + legend_in) / height_in
    figure.set_layout_engine("constrained", rect=(0.0, below, 1.0, 1.0 - below), w_pad=BESIDE_IN)
    figure.text(0.01, 0.4 * NOTE_IN / height_in, "\n".join(lines), fontsize=7.0, color=GREY, va="bottom")
    return notes_in / height_in


def _widest(note: str) -> int:
    """Letters in a line of a note."""
    is_latin = sum(map(str.isascii, note)) > len(note) / 2
    return letters(WIDEST_NOTE if is_latin else round(WIDEST_NOTE * WIDER_LETTERS))


def figure_bytes(figure: Figure, form: Literal["png", "svg"], dpi: float | None = None) -> bytes:
    """A figure as a file's bytes, the same each time: with what made it, without date and version.

    Parameters
    ----------
    dpi : points per inch of a PNG; None: as the house style says
    """
    said: Mapping[str, Mapping[str, Any]] = {
        "png": {"Software": MAKER},
        "svg": {"Date": None, "Creator": MAKER},
    }
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    content = io.BytesIO()
    with house_style():
        _settle(figure)
        before = figure.get_dpi()
        figure.set_dpi(dpi or PRINTED_DPI)
        # Figure.savefig would draw it twice, once only to see how large it is.
        canvas: Any = FigureCanvasAgg(figure) if form == "png" else FigureCanvasSVG(figure)
        draw = canvas.print_png if form == "png" else canvas.print_svg
        draw(content, metadata=dict(said[form]))
        figure.set_dpi(before)
    return content.getvalue()


def form_of(file: str | Path) -> Literal["png", "svg"]:
    """The form that a file's name asks for.

    Raises
    ------
    UsageError
        If it ends in neither .png nor .svg.
    """
    match Path(file).suffix.lower():
        case ".png":
            return "png"
        case ".svg":
            return "svg"
    raise UsageError(f"{escape(str(file))}: a figure is a .png or a .svg file")


def _settle(figure: Figure) -> None:
    """Lay a figure out once: rounded, as the last bits of the layout differ from run to run."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    engine = figure.get_layout_engine()
    if not figure.axes or not isinstance(engine, ConstrainedLayoutEngine):
        return
    before = figure.get_dpi()
    figure.set_dpi(PRINTED_DPI)  # letters are not as wide at every resolution
    engine.execute(figure)
    figure.set_dpi(before)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position(tuple(round(part, PLACES) for part in axes.get_position(original=True).bounds))
