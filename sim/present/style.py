"""One look for all figures: colours all can tell apart, texts as they are, the same bytes, on two widths of paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import Any, cast

from sim.errors import escape, escape_prose

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours (without yellow, too light on white); told apart with any colour vision."""
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "<")
"""Shapes, for readers in grey; one more than colours, so that a shape comes back with another colour."""
LINES = ("-", "--", "-.", ":")
"""Kinds of lines, another one each time the colours begin again."""
GREY = "#666666"
BAND = "#F5F5F5"
"""Behind every second row."""
WIDEST_NAME = 28
"""Characters in a line of a plan's name in a figure."""
MOST_LINES = 4
"""Lines of a name that a figure shows: as many as a scenario file allows take."""

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
    "figure.dpi": 100.0,
    "figure.facecolor": "white",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What figures are drawn on.

    Parameters
    ----------
    width_in : of all figures [in]
    abreast : panels side by side at most
    share : of the letters of a line on the widest sheet
    speak : puts our own words, among which names may stand, into the language of the reader; None where there is no
        word, then they stay English
    """

    width_in: float = 9.0
    abreast: int = 3
    share: float = 1.0
    speak: Callable[[str, Collection[str]], str | None] | None = None

    @property
    def is_narrow(self) -> bool:
        """True on a phone: one panel below the other."""
        return self.abreast == 1


WIDE = Sheet()
"""A page, a slide, a notebook."""
NARROW = Sheet(width_in=4.3, abreast=1, share=0.46)
"""A phone: the same letters, scaled down no further than to two thirds."""
LEAST_LETTERS = 14
"""In a line, on whatever sheet."""
DEGREES, SIGN = "degC", "\u00b0C"
"""The unit of temperature as files and terminals write it, and its sign for readers."""
_SHEET: ContextVar[Sheet] = ContextVar("sheet", default=WIDE)


def sheet() -> Sheet:
    """What is drawn on now."""
    return _SHEET.get()


@contextmanager
def drawn_on(wanted: Sheet) -> Iterator[None]:
    """Draw figures on another sheet."""
    before = _SHEET.set(wanted)
    try:
        yield
    finally:
        _SHEET.reset(before)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, whatever the reader's own settings are."""
    import warnings

    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        dict.update(cast(dict[str, Any], mpl.rcParams), _all_settings())
        yield


@cache
def _all_settings() -> dict[str, Any]:
    """Every setting of a figure in the house style, checked once: to check them all takes milliseconds."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        settings = cast(dict[str, Any], mpl.rcParams)
        settings.update(SETTINGS)
        return {key: value for key, value in dict.items(settings) if "backend" not in key}


@dataclass(frozen=True, slots=True)
class Look:
    """How a plan is drawn in all figures of a study."""

    colour: str
    marker: str
    line: str


def look_of(plan: str, plans: tuple[str, ...]) -> Look:
    """Colour, marker and line of a plan: no two of the first 56 plans share colour and marker."""
    place = plans.index(plan)
    again = place // len(COLOURS)
    return Look(COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)], LINES[again % len(LINES)])


def wrapped(text: str, width: int = WIDEST_NAME) -> str:
    """A name as a figure shows it, on several lines; of a very long one the begin and the last line.

    Parameters
    ----------
    width : letters in a line, on the wide sheet
    """
    lines = wrap(escape_prose(text), letters(width), break_on_hyphens=False)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 2], "\u2026", lines[-1]]
    return "\n".join(lines)


def letters(width: int) -> int:
    """Letters in a line that takes `width` of them on the wide sheet."""
    return max(LEAST_LETTERS, round(width * sheet().share)) if sheet().share < 1.0 else width


def told(text: str, width: int | None = None, names: Collection[str] = ()) -> str:
    """Our own words as a figure shows them: in the reader's language, with the sign of a degree; lines stay lines.

    Parameters
    ----------
    width : letters in a line, on the wide sheet; None: lines as they are
    names : of the scenario that stand in it
    """
    lines = [_spoken(line, names) for line in text.split("\n")]
    return "\n".join(lines if width is None else (wrapped(line, width) for line in lines))


def _spoken(text: str, names: Collection[str]) -> str:
    """Our own words in the reader's language."""
    speak = sheet().speak
    found = None if speak is None else speak(text, names)
    return with_degrees(text if found is None else found, names)


def with_degrees(text: str, names: Collection[str] = ()) -> str:
    """A text with the sign of a degree, in which names of the scenario stay as they are written.

    Parameters
    ----------
    names : plans, districts and whatever else a scenario names
    """
    shown = {form for name in names for form in (name, name.replace("_", " ")) if DEGREES in name}
    if not shown:
        return text.replace(DEGREES, SIGN)
    longest_first = sorted(map(escape, shown), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return "".join(one if place % 2 else one.replace(DEGREES, SIGN) for place, one in enumerate(pieces))
