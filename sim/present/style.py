"""One look for all figures: colours all can tell apart, texts as they are, the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sim.errors import escape

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31")
"""Okabe and Ito's colours (without yellow, too light on white); told apart with any colour vision."""
GREY = "#666666"
LONGEST_NAME = 28
"""Characters of a plan's name in a figure."""

SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "text.parse_math": False,
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "hearthline",
    "savefig.dpi": 150.0,
    "figure.dpi": 100.0,
    "figure.facecolor": "white",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, whatever the reader's own settings are."""
    import warnings

    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        cast(dict[str, Any], mpl.rcParams).update(SETTINGS)
        yield


def colour_of(plan: str, plans: tuple[str, ...]) -> str:
    """Colour of a plan, the same in all figures of a study."""
    return COLOURS[plans.index(plan) % len(COLOURS)]


def short(plan: str) -> str:
    """A plan's name as a figure shows it."""
    said = escape(plan)
    return said if len(said) <= LONGEST_NAME else said[: LONGEST_NAME - 1] + "\u2026"
