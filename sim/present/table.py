"""The comparison as tables for a terminal: reference first, one table per headline metric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.aid import units
from sim.analysis.answer import Comparison, Part
from sim.analysis.equivalent import more_aid
from sim.analysis.measures import Measure
from sim.analysis.numbers import UNDEFINED, Style, apart_from_zero, exactly, half_of, proportion, style_of
from sim.analysis.statistics import Number
from sim.errors import escape
from sim.present.as_json import warnings_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST_PLAN = 20
"""Columns for the name of a plan."""
WIDTH_OF_FILES = 100
"""Columns at least where no terminal says how wide it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One plan in the table of a metric, as texts."""

    plan: str
    level: str
    spread: str
    difference: str
    better: str
    best: str


@dataclass(frozen=True, slots=True)
class Section:
    """One headline metric: a title with unit, what its middle is, and a line per plan."""

    title: str
    middle: str
    lines: tuple[Line, ...]


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print warnings, headline, metrics with differences, aid and the split into earliness and cadence.

    Parameters
    ----------
    console : 80 columns or more, widened if it is no terminal; no name of a plan is read as markup
    """
    from rich.text import Text

    if not console.is_terminal:
        console.width = max(console.width, WIDTH_OF_FILES)
    said = [one for one in warnings_of(comparison) if one not in comparison.unspent]
    for warning in said:
        console.print(Text(f"Note: {escape(warning)}", style="yellow"))
    console.print(Text(comparison.headline, style="bold"), "")
    for title, table in _tables(comparison):
        console.print(Text(title, style="bold"), table, "", sep="\n")
    for note in _notes(comparison):
        console.print(Text(note, style="dim"))


def _tables(comparison: Comparison) -> Iterator[tuple[str, Table]]:
    """Tables with their titles."""
    for section in sections_of(comparison):
        yield section.title, _metric_table(section, comparison)
    for item in comparison.aid[comparison.reference]:
        yield _aid_title(comparison, item), _aid_table(comparison, item)
    if any(found[comparison.headline_metrics[0]].cadence for found in comparison.differences.values()):
        yield _split_table(comparison)
    if comparison.equivalents:
        yield _equivalent_table(comparison)


def plans_in_order(comparison: Comparison) -> tuple[str, ...]:
    """The reference first, then the others as in the file."""
    others = [plan for plan in comparison.plans if plan != comparison.reference]
    return (comparison.reference, *others)


def sections_of(comparison: Comparison) -> Iterator[Section]:
    """Headline metrics as texts."""
    for name in comparison.headline_metrics:
        measure = comparison.metrics[name]
        level, change = _styles(comparison, name, measure)
        yield Section(
            _title(measure, level),
            "median" if measure.is_time_until else "mean",
            tuple(_line(comparison, plan, name, level, change) for plan in plans_in_order(comparison)),
        )


def _title(measure: Measure, style: Style) -> str:
    wanted = {"lower": ", lower is better", "higher": ", higher is better", "none": ""}[measure.direction]
    return f"{measure.noun[:1].upper()}{measure.noun[1:]} [{style.unit}{wanted}]"


def _styles(comparison: Comparison, name: str, measure: Measure) -> tuple[Style, Style]:
    """How levels and differences of a metric are written: in one unit, each with its own digits."""
    summaries = [comparison.summaries[plan][name] for plan in comparison.plans]
    widths = [half_of(one.ci_low, one.ci_high) for one in summaries]
    largest = [one.median if one.mean is None else one.mean for one in summaries]
    level = style_of(measure, largest, widths, compact=True)
    found = [lines[name] for lines in comparison.differences.values()]
    halves = [half_of(one.ci_low, one.ci_high) for one in found]
    changes = style_of(measure, [*largest, *(one.mean for one in found)], halves, compact=True)
    decimals = changes.decimals if any(halves) else level.decimals
    bounds = [bound for one in found for bound in (one.ci_low, one.ci_high)]
    return level, apart_from_zero(Style(level.factor, level.unit, decimals), bounds)


def _line(comparison: Comparison, plan: str, name: str, level: Style, change: Style) -> Line:
    summary = comparison.summaries[plan][name]
    found = comparison.differences.get(plan, {}).get(name)
    middle = summary.median if summary.mean is None else summary.mean
    if plan == comparison.reference and comparison.differences:
        difference = "reference"
    else:
        difference = _with_bounds(change, found.mean, found.ci_low, found.ci_high, True) if found else ""
    known = any(comparison.summaries[one][name].n_defined for one in comparison.plans)
    return Line(
        plan=escape(plan),
        level=_with_bounds(level, middle, summary.ci_low, summary.ci_high, False),
        spread=_range(level, summary.p05, summary.p95),
        difference=difference,
        better=proportion(found.p_better) if found and found.p_better is not None else "",
        best="yes" if known and plan in comparison.best.get(name, ()) else "",
    )


def _with_bounds(style: Style, value: Number, low: Number, high: Number, signed: bool) -> str:
    """A number with its interval, without one that has no width."""
    if value is None or low is None or high is None or low == high:
        return style.write(value, signed)
    return f"{style.write(value, signed)} ({style.write(low, signed)} to {style.write(high, signed)})"


def _range(style: Style, low: Number, high: Number) -> str:
    if low is None and high is None:
        return UNDEFINED
    if low == high:
        return style.write(low)
    return f"{style.write(low)} to {'never' if high is None else style.write(high)}"


def _new_table(heads: Sequence[str]) -> Table:
    """A table whose first column is a plan and whose others are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column(
        "\nplan" if any("\n" in head for head in heads) else "plan",
        max_width=WIDEST_PLAN,
        no_wrap=True,
        overflow="ellipsis",
    )
    for head in heads:
        table.add_column(Text(head), justify="right")
    return table


def _add(table: Table, *cells: str) -> None:
    """Add a row of texts; nothing in them is markup."""
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells))


def _metric_table(section: Section, comparison: Comparison) -> Table:
    interval = f"({exactly(comparison.confidence)} interval)"
    heads = [f"{section.middle}\n{interval}", "9 of 10\nruns"]
    compared = bool(comparison.differences)
    if compared:
        heads += [f"difference\n{interval}", "better\nin", "may be\nbest"]
    table = _new_table(heads)
    for line in section.lines:
        cells = [line.difference, line.better, line.best] if compared else []
        _add(table, line.plan, line.level, line.spread, *cells)
    return table


def _aid_title(comparison: Comparison, item: str) -> str:
    stock = comparison.aid[comparison.reference][item].at_start
    at_start = "unlimited stock" if stock is None else f"{units(stock)} in stock at the start"
    return f"Where the aid went: {item.replace('_', ' ')} [units], {at_start}"


def _aid_table(comparison: Comparison, item: str) -> Table:
    heads = ("from\nbefore", "accrued", "arrived", "not\narrived", "of which\nlost", "used", "left", "aid-days")
    table = _new_table(heads)
    lines = [(escape(plan), comparison.aid[plan][item]) for plan in plans_in_order(comparison)]
    if len(lines) > 1 and all(line == lines[0][1] for _, line in lines):
        lines = [("every plan", lines[0][1])]
    for plan, line in lines:
        way = (line.from_before, line.accrued, line.arrived, line.not_arrived, line.lost)
        cells = [
            "unlimited" if number is None else units(number) for number in (*way, line.used, line.left, line.aid_days)
        ]
        _add(table, plan, *cells)
    return table


def _split_table(comparison: Comparison) -> tuple[str, Table]:
    """Earliness and cadence parts of the differences in the first headline metric."""
    name = comparison.headline_metrics[0]
    measure = comparison.metrics[name]
    level, change = _styles(comparison, name, measure)
    heads = ("difference", "from aid being\nearlier or later", "from the size\nof lots")
    table = _new_table(heads)
    for plan, lines in comparison.differences.items():
        found = lines[name]
        if found.cadence is not None:
            parts = [_part(change, found.earliness), _part(change, found.cadence)]
            _add(table, escape(plan), change.write(found.mean, True), *parts)
    return f"What it comes from: {measure.noun} [{level.unit}]", table


def _equivalent_table(comparison: Comparison) -> tuple[str, Table]:
    """How much more aid each plan needs to do as well as the reference."""
    table = _new_table(("times its aid", "in words"))
    for plan, found in comparison.equivalents.items():
        factor = _with_bounds(Style(1.0, "", 2), found.factor, found.ci_low, found.ci_high, False)
        _add(table, escape(plan), factor, more_aid(found) or escape(found.reason))
    noun = comparison.metrics[comparison.headline_metrics[0]].noun
    return f"Aid needed to match {escape(comparison.reference)} in {noun}", table


def _part(style: Style, part: Part | None) -> str:
    return UNDEFINED if part is None else _with_bounds(style, part.mean, part.ci_low, part.ci_high, True)


def _notes(comparison: Comparison) -> Iterator[str]:
    """How to read the tables."""
    count = f"{len(comparison.kept):,}"
    sure = exactly(comparison.confidence)
    yield f"{count} simulated runs per plan. 9 of 10 runs lie between the two numbers of that column."
    if comparison.aid[comparison.reference]:
        yield (
            "Aid: what was under way at the start or is sent ahead (from before) + accrued = arrived + not arrived; "
            "stock at the start + arrived = used + left. Aid-days: units x days from arrival to the end."
        )
    if not comparison.differences:
        return
    yield (
        f"Every plan met the same {count} worlds. Intervals of differences hold for all plans together "
        f"({sure}). Better in: share of the worlds, ties count half. May be best: cannot be ruled out."
    )
    reasons: dict[str, list[str]] = {}
    for plan, found in comparison.differences.items():
        if (one := found[comparison.headline_metrics[0]]).earliness is None:
            reasons.setdefault(one.split, []).append(escape(plan))
    for reason, plans in reasons.items():
        yield f"No split into earlier aid and larger lots for {', '.join(plans)}: {escape(reason)}."
