"""What a comparison says, as titled tables of texts: the same for a terminal, a page and a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from sim.analysis.aid import units
from sim.analysis.answer import SMALL, TOTAL, Account, Comparison, Difference, Ledger, Part
from sim.analysis.equivalent import more_aid
from sim.analysis.intervals import FEW_WORLDS
from sim.analysis.ledger import ENOUGH_WORLDS, accounts_of
from sim.analysis.measures import Measure, threshold_text
from sim.analysis.numbers import (
    UNDEFINED,
    Style,
    decimals_for,
    exactly,
    half_of,
    in_row,
    proportion,
    side_by_side,
    style_of,
)
from sim.analysis.statistics import Number
from sim.errors import escape
from sim.hints import at_the_start, counted, joined, the_same
from sim.present.as_json import warnings_of
from sim.present.caution import CAUTION, mark_with_option
from sim.present.precisely import said_of_precision

OF_SEVERAL = (("it ", "each "), ("its ", "the "), ("has ", "each has "), ("differs ", "each differs "))
"""How a reason that is told of one plan begins, and how it begins if it is told of several."""
UNSURE = " (?)"
"""Behind a difference of which nobody knows how far off it may be."""
QUESTIONS = {"origin": "Why heat was lost", "phase": "Why heat was not back"}
"""What the two tables of reasons answer."""
WIDEST_HEAD = 16
"""Characters in a line of a plan's name above a column."""


AID_HEADS = {
    "from_before": "from\nbefore",
    "accrued": "accrued",
    "arrived": "arrived",
    "not_arrived": "not\narrived",
    "lost": "of which\nlost",
    "at_hub": "at the\nhub",
    "used": "used",
    "left": "left",
    "aid_days": "aid-days",
}
"""Columns of the table of aid, and what stands above them."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its title.

    Parameters
    ----------
    heads : above the columns; a line end stands where a narrow column may break
    rows : a plan (or a reason) and its numbers as texts, intervals in brackets behind their numbers
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def said_above(comparison: Comparison) -> list[str]:
    """Warnings, without those that the headline repeats."""
    return [f"Note: {escape(one)}" for one in warnings_of(comparison) if one not in comparison.unspent]


def sections_of(comparison: Comparison) -> Iterator[Section]:
    """All tables: headline metrics with differences, reasons, aid, money, the split of differences, aid equivalents."""
    yield from sections_of_metrics(comparison)
    yield from _reasons(comparison)
    yield from sections_of_aid(comparison)
    if any(found[comparison.headline_metrics[0]].cadence for found in comparison.differences.values()):
        yield _split(comparison)
    if comparison.equivalents:
        yield _equivalent(comparison)


def sections_of_metrics(comparison: Comparison) -> Iterator[Section]:
    """A table for each headline metric."""
    for name in comparison.headline_metrics:
        yield _metric(comparison, name)


def sections_of_aid(comparison: Comparison) -> Iterator[Section]:
    """A table for each item that is sent, and one of what plans pay where something has a price."""
    for item in comparison.aid[comparison.reference]:
        yield _aid(comparison, item)
    if comparison.money:
        yield _money(comparison)


def _metric(comparison: Comparison, name: str) -> Section:
    """A headline metric, plan by plan as in the file."""
    measure = comparison.metrics[name]
    level, change = styles_of(comparison, name, measure)
    interval = f"({exactly(comparison.confidence)} interval)"
    heads = ["plan", f"{'median' if measure.is_time_until else 'mean'}\n{interval}", "9 of 10\nworlds"]
    if comparison.differences:
        heads += [f"difference\n{interval}", "better\nin", "may be\nbest"]
    rows = tuple(_plan(comparison, plan, name, level, change) for plan in comparison.plans)
    return Section(title_of(measure, level.unit), tuple(heads), rows)


def title_of(measure: Measure, unit: str, what: str = "") -> str:
    """What stands above a table of a metric: what it is, its unit, and which side is better.

    Parameters
    ----------
    what : of the metric, before its noun
    """
    wanted = f", {measure.wanted}" if measure.wanted else ""
    return f"{at_the_start(what + measure.noun)} [{unit}{wanted}]"


def styles_of(comparison: Comparison, name: str, measure: Measure) -> tuple[Style, Style]:
    """How levels and differences of a metric are written: in one unit, each with its own digits."""
    summaries = [found[name] for found in comparison.summaries.values()]
    found = [lines[name] for lines in comparison.differences.values()]
    return side_by_side(
        measure,
        [one.median if one.mean is None else one.mean for one in summaries],
        [half_of(one.ci_low, one.ci_high) for one in summaries],
        [one.mean for one in found],
        [half_of(one.ci_low, one.ci_high) for one in found],
    )


def _plan(comparison: Comparison, plan: str, name: str, level: Style, change: Style) -> tuple[str, ...]:
    """One plan in the table of a metric."""
    summary = comparison.summaries[plan][name]
    middle = summary.median if summary.mean is None else summary.mean
    mean = with_bounds(level, middle, summary.ci_low, summary.ci_high, False)
    cells = (escape(plan), mean, _range(level, summary.p05, summary.p95))
    if not comparison.differences:
        return cells
    best = _may_be_best(comparison, plan, name)
    if plan == comparison.reference:
        return (*cells, "reference", "", best)
    found = comparison.differences[plan][name]
    better = "" if found.p_better is None else proportion(found.p_better)
    return (*cells, difference_text(change, found), better, best)


def _may_be_best(comparison: Comparison, plan: str, name: str) -> str:
    """Whether a plan may be the best in a metric; nothing where it has no value, or the metric no better side."""
    among = comparison.best.get(name, ())
    if not among or not comparison.summaries[plan][name].n_defined:
        return ""
    return "yes" if plan in among else "no"


def difference_text(change: Style, found: Difference) -> str:
    """A difference with its interval, in a row of its own."""
    style = in_row(change, found.ci_low, found.ci_high)
    return with_bounds(style, found.mean, found.ci_low, found.ci_high, signed=True)


def with_bounds(style: Style, value: Number, low: Number, high: Number, signed: bool) -> str:
    """A number with its interval, without one that has no width."""
    if value is None or low is None or high is None or low == high:
        return style.write(value, signed)
    return f"{style.write(value, signed)} ({style.write(low, signed)} to {style.write(high, signed)})"


def _range(style: Style, low: Number, high: Number) -> str:
    if low is None and high is None:
        return UNDEFINED
    half = half_of(low, high)
    if half:  # of single worlds, so wider than the interval of their mean, which the style is for
        style = replace(style, decimals=min(style.decimals, max(0, decimals_for(half / style.factor))))
    if low == high:
        return style.write(low)
    return f"{style.write(low)} to {'never' if high is None else style.write(high)}"


def _reasons(comparison: Comparison) -> Iterator[Section]:
    """Why heat was lost and why it was not back: means of all plans, then differences from the reference."""
    ledger = comparison.ledger
    accounts = [one for one in accounts_of(ledger) if one[1].shown]
    unit = comparison.metrics[f"degree_hours_below_{threshold_text(ledger.level_c)}"]
    plans = comparison.plans
    style = _style_of_reasons(unit, [account.means for _, account, _ in accounts])
    for name, account, words in accounts:
        rows = [
            (words[line], *(_in_words(style, account.means[plan][line], False) for plan in plans))
            for line in (*account.shown, TOTAL)
        ]
        title = f"{QUESTIONS[name]} [{style.unit} below {ledger.level_c:g} degC]"
        yield Section(title, ("reason", *map(_head, plans)), tuple(rows))
    if accounts and comparison.differences:
        yield _moved_reasons(comparison, unit, tuple(comparison.differences))


def _moved_reasons(comparison: Comparison, unit: Measure, plans: Sequence[str]) -> Section:
    """Differences from the reference, reason by reason; the total once."""
    ledger = comparison.ledger
    accounts = accounts_of(ledger)
    style = _style_of_reasons(unit, [account.differences for _, account, _ in accounts])
    rows: list[tuple[str, ...]] = []
    for name, account, words in accounts:
        rows.append((f"{QUESTIONS[name].removeprefix('Why ')}:", *("" for _ in plans)))
        rows += [(f" {words[line]}", *_moved(style, account, line, plans)) for line in account.shown]
    rows.append((words[TOTAL], *_moved(style, account, TOTAL, plans)))
    title = f"Why plans differ from {escape(comparison.reference)}"
    return Section(f"{title} [{style.unit} below {ledger.level_c:g} degC]", ("reason", *map(_head, plans)), tuple(rows))


def _moved(style: Style, account: Account, line: str, plans: Sequence[str]) -> list[str]:
    found = [account.differences[plan][line] for plan in plans]
    return [f"{_in_words(style, one, True)}{UNSURE if one.is_unsure else ''}" for one in found]


def _style_of_reasons(unit: Measure, tables: Sequence[Mapping[str, Mapping[str, Part]]]) -> Style:
    """How the lines of both accounts are written."""
    parts = [part for table in tables for lines in table.values() for part in lines.values()]
    return style_of(unit, [part.mean for part in parts], [half_of(part.ci_low, part.ci_high) for part in parts])


def _head(plan: str) -> str:
    """The name of a plan above a column."""
    return "\n".join(wrap(escape(plan), WIDEST_HEAD))


def _in_words(style: Style, part: Part, signed: bool) -> str:
    return with_bounds(style, part.mean, part.ci_low, part.ci_high, signed)


def _aid(comparison: Comparison, item: str) -> Section:
    """Where the units of an item went, on one line if it is the same in every plan."""
    lines = [(escape(plan), comparison.aid[plan][item]) for plan in comparison.plans]
    if len(lines) > 1 and all(line == lines[0][1] for _, line in lines):
        lines = [("every plan", lines[0][1])]
    shown = comparison.aid[comparison.reference][item].shown_fields(comparison.public)
    columns = [name for name in AID_HEADS if name in shown]
    rows = []
    for plan, line in lines:
        numbers = (getattr(line, name) for name in columns)
        rows.append((plan, *("unlimited" if number is None else units(number) for number in numbers)))
    title = f"Where the aid went: {item.replace('_', ' ')} [units]"
    if "at_start" in shown:
        stock = comparison.aid[comparison.reference][item].at_start
        title += ", unlimited stock" if stock is None else f", {units(stock)} in stock at the start"
    return Section(title, ("plan", *(AID_HEADS[name] for name in columns)), tuple(rows))


def _money(comparison: Comparison) -> Section:
    """What each plan pays, and for how many units of each channel that has a price."""
    plans = comparison.plans
    paid = comparison.money
    channels = [name for name in paid[plans[0]].units if any(paid[plan].units[name] for plan in plans)]
    largest = max(one.total for one in paid.values())
    scale, unit = (1e6, "million EUR") if largest >= 1e6 else (1e3, "thousand EUR")
    rows = []
    for plan in plans:
        sums = (f"{paid[plan].for_units[name] / scale:,.2f} ({units(paid[plan].units[name])})" for name in channels)
        way = f"{paid[plan].for_the_way / scale:,.2f}"
        rows.append((escape(plan), f"{paid[plan].total / scale:,.2f}", *sums, way))
    heads = ("plan", "in all", *(_head(f"{name.replace('_', ' ')} (units)") for name in channels), "the way")
    return Section(f"What the money buys [{unit}; units sent]", heads, tuple(rows))


def _split(comparison: Comparison) -> Section:
    """Earliness and cadence parts of the differences in the first headline metric."""
    name = comparison.headline_metrics[0]
    measure = comparison.metrics[name]
    level, change = styles_of(comparison, name, measure)
    change = replace(change, decimals=change.decimals + 1)  # so that parts add up to their sum
    heads = ("plan", "difference", "from aid being\nearlier or later", "from the size\nof lots")
    rows = tuple(
        (escape(plan), difference_text(change, found), _part(change, found.earliness), _part(change, found.cadence))
        for plan, lines in comparison.differences.items()
        if (found := lines[name]).cadence is not None
    )
    return Section(f"What it comes from: {measure.noun} [{level.unit}]", heads, rows)


def _part(style: Style, part: Part | None) -> str:
    return UNDEFINED if part is None else _in_words(style, part, True)


def _equivalent(comparison: Comparison) -> Section:
    """How much more aid each plan needs to do as well as the reference."""
    factor = Style(1.0, "", 2)
    rows = tuple(
        (
            escape(plan),
            with_bounds(factor, found.factor, found.ci_low, found.ci_high, False),
            more_aid(found) or escape(found.reason),
        )
        for plan, found in comparison.equivalents.items()
    )
    noun = comparison.metrics[comparison.headline_metrics[0]].noun
    title = f"Aid needed to match {escape(comparison.reference)} in {noun}"
    return Section(title, ("plan", "times its aid", "in words"), rows)


def notes_of(comparison: Comparison, metrics_only: bool = False) -> Iterator[str]:
    """How to read the tables, or those of metrics if no others are shown."""
    count = len(comparison.kept)
    yield f"{counted(count, 'simulated world')} per plan. 9 of 10 worlds lie between the two numbers of that column."
    if 1 < count < FEW_WORLDS:
        yield f"Intervals from fewer than {FEW_WORLDS} worlds may be too short."
    if comparison.precision is not None and comparison.precision.is_reached:
        yield said_of_precision(comparison)
    if not metrics_only:
        yield from _notes_on_reasons(comparison)
    if comparison.aid[comparison.reference] and not metrics_only:
        stock = (
            "; units without room count as arrived"
            if comparison.public
            else "; stock at the start + arrived = used + left"
        )
        yield (
            "Aid: what was under way at the start or is sent ahead (from before) + accrued = arrived + not arrived"
            f"{stock}. Aid-days: units x days from arrival to the end."
        )
    if comparison.money and not metrics_only:
        yield "Money: units sent within the horizon times their price; the way: dispatches and trucks of all channels."
    if comparison.differences:
        yield from _notes_of_differences(comparison)
    if comparison.differences and not metrics_only:
        yield from _notes_on_splits(comparison)
    yield mark_with_option(comparison.public)
    yield CAUTION


def _notes_of_differences(comparison: Comparison) -> Iterator[str]:
    """How to read the tables of several plans."""
    told = "differences and of the aid needed" if comparison.equivalents else "differences"
    yield (
        f"Every plan met {the_same(len(comparison.kept), 'world')}. Intervals of {told} hold for all plans together "
        f"({exactly(comparison.confidence)}). Better in: share of the worlds, ties count half. "
        "May be best: cannot be ruled out."
    )


def _notes_on_splits(comparison: Comparison) -> Iterator[str]:
    """Why differences are not split."""
    reasons: dict[str, list[str]] = {}
    for plan, found in comparison.differences.items():
        if (one := found[comparison.headline_metrics[0]]).earliness is None:
            reasons.setdefault(one.split, []).append(escape(plan))
    for reason, plans in reasons.items():
        said = escape(reason if len(plans) == 1 else _of_several(reason))
        yield f"No split into earlier aid and larger lots for {joined(plans)}: {said}."


def _notes_on_reasons(comparison: Comparison) -> Iterator[str]:
    """How to read the tables of reasons, and which lines they leave out."""
    if not any(account.shown for _, account, _ in accounts_of(comparison.ledger)):
        return
    yield "Reasons: both tables divide the same cold by the time that each reason lasted, so they have the same total."
    if comparison.differences:
        yield (
            "Intervals of differences in a reason hold for all plans and reasons together, those in the last row for "
            "all plans."
        )
        if any(account.is_unsure(account.shown) for _, account, _ in accounts_of(comparison.ledger)):
            yield f"{UNSURE.strip()}: {why_unsure(len(comparison.kept))}."
    yield from left_out(comparison.ledger)


def why_unsure(worlds: int) -> str:
    """Why a difference in a reason has no interval."""
    if worlds < ENOUGH_WORLDS:
        return f"with fewer than {ENOUGH_WORLDS} worlds it is not known how far off a difference in a reason may be"
    return "a few worlds make up most of the difference, and how far off it may be is not known"


def left_out(ledger: Ledger) -> Iterator[str]:
    """Which reasons tables and figures do not show."""
    absent = [
        words[line] for _, account, words in accounts_of(ledger) for line in account.lines if line not in account.shown
    ]
    if absent:
        least = f"as 0 or below {exactly(SMALL)} in every plan"
        yield f"Reasons left out of the tables of cold, {least}: {', '.join(absent)}."


def _of_several(reason: str) -> str:
    """A reason that is told of one plan, told of several."""
    return next((many + reason.removeprefix(one) for one, many in OF_SEVERAL if reason.startswith(one)), reason)
