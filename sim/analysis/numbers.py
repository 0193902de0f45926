"""Numbers as people read them: thousands separated, millions named, no false precision."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.analysis.measures import Measure
from sim.analysis.statistics import Number

UNDEFINED = "-"
"""Stands where there is no number."""
SCALES = ((1e9, 1e9, "billion"), (1e6, 1e6, "million"))
"""From which size on numbers are written in which unit."""
MILLION = 1e6
THOUSAND = (1e5, 1e3, "thousand")
"""In tables, where room is scarce."""
MOST_DECIMALS = 2
"""Differences that need more digits after the point are written in a smaller unit."""
FINEST = 20.0
"""The finest of several intervals counts for the digits up to this many times below the widest."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the numbers of one metric are written side by side.

    Parameters
    ----------
    factor : what one shown unit is worth in the metric's unit
    unit : as shown, for example ``million person-hours`` or ``%``
    decimals : digits after the point; negative rounds to tens, hundreds, ...
    """

    factor: float
    unit: str
    decimals: int

    @property
    def unit_of_change(self) -> str:
        """Unit of a difference: percentages differ by percentage points."""
        return "percentage points" if self.unit == "%" else self.unit

    def write(self, value: Number, signed: bool = False) -> str:
        """A number in this style, without its unit."""
        if value is None or not math.isfinite(value):
            return UNDEFINED
        rounded = round(value / self.factor, self.decimals) + 0.0
        return f"{rounded:{'+' if signed and rounded else ''},.{max(self.decimals, 0)}f}"


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates of one metric that are written alike, and the half widths of their intervals."""

    values: Sequence[Number]
    widths: Sequence[Number]

    @property
    def sizes(self) -> list[float]:
        """How large those are that are known."""
        return [abs(value) for value in self.values if value is not None]


def style_of(measure: Measure, values: Iterable[Number], widths: Iterable[Number], compact: bool = False) -> Style:
    """One style for numbers that stand side by side.

    Parameters
    ----------
    values : the numbers; the largest decides between plain numbers, millions and billions
    widths : half widths of their intervals; they decide the digits
    compact : True: in tables, where thousands are named, too
    """
    numbers = Estimates(list(values), list(widths))
    return _in_unit(_units_for(measure, numbers.sizes, compact)[0], numbers)


def side_by_side(
    measure: Measure,
    levels: Sequence[Number],
    level_widths: Sequence[Number],
    changes: Sequence[Number],
    change_widths: Sequence[Number],
) -> tuple[Style, Style]:
    """Styles of levels and of their differences in one table: one unit, each with its own digits.

    As in a table of one row.

    Parameters
    ----------
    levels, changes : the numbers
    level_widths, change_widths : half widths of their intervals
    """
    return row_by_row(measure, [(Estimates(levels, level_widths), Estimates(changes, change_widths))])[0]


def row_by_row(measure: Measure, rows: Sequence[tuple[Estimates, Estimates]]) -> list[tuple[Style, Style]]:
    """Styles of levels and of their differences for each row of one table: one unit for all, digits of its own each.

    The unit is the largest that suits the levels and leaves everything at most `MOST_DECIMALS` digits after the point,
    so that neither a small difference nor a small level is written as noughts.
    """
    known = [value for levels, _ in rows for value in levels.sizes]
    for unit in _units_for(measure, known, compact=True):
        styles = [(_in_unit(unit, levels), _in_unit(unit, changes)) for levels, changes in rows]
        if max(style.decimals for pair in styles for style in pair) <= MOST_DECIMALS:
            break
    return styles


def _in_unit(scale: tuple[float, str], numbers: Estimates) -> Style:
    """The style of some numbers in one unit: their intervals decide the digits."""
    factor, unit = scale
    sure = [abs(width) / factor for width in numbers.widths if width]
    if not sure:
        return Style(factor, unit, _plain_decimals(numbers.sizes, factor))
    return Style(factor, unit, decimals_for(max(min(sure), max(sure) / FINEST)))


def apart_from_zero(style: Style, bounds: Iterable[Number]) -> Style:
    """The same style with up to two more digits, so that a bound beside zero does not read as zero."""
    beside = [abs(bound) / style.factor for bound in bounds if bound]
    if not beside:
        return style
    wanted = -math.floor(math.log10(2.0 * min(beside)))
    return Style(style.factor, style.unit, min(max(style.decimals, wanted), style.decimals + 2))


def in_row(style: Style, low: Number, high: Number) -> Style:
    """The style for a difference in a row of its own: no bound of it reads as zero, and what is sure is told whole."""
    if low is not None and low == high:
        return Style(style.factor, style.unit, max(style.decimals, _plain_decimals([abs(low)], style.factor)))
    return apart_from_zero(style, (low, high))


def _units_for(measure: Measure, known: list[float], compact: bool) -> list[tuple[float, str]]:
    """Units that some numbers can be written in: the one that suits the largest first, then smaller ones."""
    if measure.unit == "share":
        return [(0.01, "%")]
    scales = (*SCALES, THOUSAND) if compact else SCALES
    largest = max(known, default=0.0)
    fitting = [(factor, f"{word} {measure.unit}".strip()) for least, factor, word in scales if largest >= least]
    return [*fitting, (1.0, measure.unit)]


def unit_over_time(largest: float, unit: str) -> tuple[float, str]:
    """In which unit a series whose values go up to `largest` is written, and how much of its own unit that is."""
    if unit == "share":
        return 0.01, "%"
    return (MILLION, f"million {unit}") if largest >= MILLION else (1.0, unit)


def decimals_for(width: float) -> int:
    """Digits after the point that a half width supports: 1.9 (1.6 to 2.2), not 1.9137 (1.6118 to 2.2156)."""
    return min(6, -math.floor(math.log10(width / 2.0)))


def _plain_decimals(values: list[float], factor: float) -> int:
    """Digits for numbers without intervals: none for whole numbers, else three significant ones."""
    if all(float(value / factor).is_integer() for value in values):
        return 0
    largest = max(values) / factor
    return min(6, max(0, 2 - math.floor(math.log10(largest))))


def half_of(low: Number, high: Number) -> Number:
    """Half width of an interval."""
    return None if low is None or high is None else (high - low) / 2.0


def reach_of(mean: Number, low: Number, high: Number) -> Number:
    """The longer half of an interval: one of a plan's own mean leans to a side, or is cut where nothing can be."""
    return None if mean is None or low is None or high is None else max(mean - low, high - mean)


def is_clear(low: Number, high: Number) -> bool:
    """True if an interval leaves out zero."""
    return low is not None and high is not None and (low > 0.0 or high < 0.0)


def exactly(share: float) -> str:
    """A share that somebody chose, with all its digits: ``95 %``, ``99.9 %``."""
    return f"{100.0 * share:.10g} %"


def proportion(share: float) -> str:
    """A share of all runs, rounded, which is ``100 %`` for all of them only."""
    return "over 99 %" if 0.995 <= share < 1.0 else percent(share)


def percent(share: float) -> str:
    """A share as a rough whole percentage: ``9 %``, ``0.4 %``, ``240 %``."""
    value = 100.0 * share
    if abs(value) >= 100.0:
        return f"{round(value, -1):,.0f} %"
    return f"{value:.0f} %" if abs(value) >= 1.0 else f"{value:.1g} %"


def roughly_above(number: int) -> int:
    """A whole number rounded up to two digits that count."""
    coarse: int = 10 ** max(0, len(str(number)) - 2)
    return -(-number // coarse) * coarse
