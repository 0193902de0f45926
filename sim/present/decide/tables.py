"""A decision as titled tables of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sim.analysis.decide.frontier import Band, Point
from sim.analysis.decision import Decision
from sim.analysis.numbers import UNDEFINED, Style, apart_from_zero, exactly, side_by_side, style_of
from sim.analysis.question import harm_sign
from sim.errors import escape
from sim.present.decide.words import chance, signed
from sim.present.sections import Section, title_of

MOST_DECIMALS = 1
"""Digits after the point of mean dispatches."""


def sections_of(decision: Decision) -> Iterator[Section]:
    """The plans beside the best, bad luck, the standard, and the frontier."""
    yield _plans(decision)
    yield _bad_luck(decision)
    if decision.met:
        yield _standard(decision)
    if decision.frontier is not None:
        yield _frontier(decision)


def _plans(decision: Decision) -> Section:
    """What each plan does, beside the best of the others."""
    level, change = _styles(decision)
    finer = replace(change, decimals=change.decimals + 1)
    sure = exactly(decision.question.confidence)
    heads = (
        "plan",
        "worlds\nneeded",
        f"mean\n({sure} interval)",
        "beside the best\nof the others",
        "best when\ndrawn again",
        "lost if\nchosen",
    )
    rows = []
    for place, plan in enumerate(decision.plans):
        mean, beside = decision.means[place], UNDEFINED
        if decision.losses is not None:
            loss = decision.losses[place]
            low, high = sorted(signed(decision, bound) for bound in (loss.low, loss.high))
            beside = _with_bounds(change, signed(decision, loss.mean), low, high, signed=True)
        rows.append(
            (
                escape(plan) + (" (chosen)" if plan == decision.chosen else ""),
                f"{decision.selection.worlds[place]:,}",
                _with_bounds(level, mean.mean, mean.ci_low, mean.ci_high),
                beside,
                chance(float(decision.chances.best[place])),
                _loss(finer, float(decision.chances.expected_loss[place])),
            )
        )
    return Section(title_of(decision.question.measure, level.unit), heads, tuple(rows))


def _loss(style: Style, value: float) -> str:
    """An expected loss; one that rounds to nothing is not nothing."""
    said = style.write(value)
    return f"under {style.write(10.0**-style.decimals * style.factor)}" if value > 0.0 and not float(
        said.replace(",", "")
    ) else said  # fmt: skip


def _styles(decision: Decision) -> tuple[Style, Style]:
    """Styles of levels and of what plans differ by, in one unit."""
    losses = decision.losses or ()
    level, change = side_by_side(
        decision.question.measure,
        [one.mean for one in decision.means],
        [
            None if one.ci_low is None or one.ci_high is None else (one.ci_high - one.ci_low) / 2
            for one in decision.means
        ],
        [one.mean for one in losses],
        [min(one.mean - one.low, one.high - one.mean) for one in losses],
    )
    return level, apart_from_zero(change, [bound for one in losses for bound in (one.low, one.high)])


def _with_bounds(style: Style, value: float | None, low: float | None, high: float | None, signed: bool = False) -> str:
    """A number with its interval; a bound that is missing is told as what it is."""
    if value is None or (low is None and high is None) or low == high:
        return style.write(value, signed)
    ends = (UNDEFINED if bound is None else style.write(bound, signed) for bound in (low, high))
    return f"{style.write(value, signed)} ({' to '.join(ends)})"


def _bad_luck(decision: Decision) -> Section:
    """What one world in twenty is worse than, and the mean of these worlds."""
    measure, sign = decision.question.measure, harm_sign(decision.question.measure)
    found = [one for one in decision.quantiles if one is not None]
    widths = [(one.high - one.low) / 2 for one in found if one.low is not None and one.high is not None]
    style = style_of(measure, [one.value for one in found], widths, compact=True)
    rows = []
    for plan, worst, tail in zip(decision.plans, decision.quantiles, decision.tails, strict=True):
        quantile = UNDEFINED if worst is None else _turned(style, sign, worst.value, worst.low, worst.high)
        mean = UNDEFINED if tail is None else _turned(style, sign, tail.value, tail.low, tail.high)
        counted = UNDEFINED if tail is None else f"{tail.worlds:,}"
        rows.append((escape(plan), quantile, mean, counted))
    word = {"lower": "more", "higher": "less"}.get(measure.direction, "")
    heads = ("plan", f"in one world of\n20 {word} than", "mean of the\nworst of 20", "worlds\nin it")
    return Section(title_of(decision.question.measure, style.unit, "bad luck: "), heads, tuple(rows))


def _turned(style: Style, sign: float, value: float, low: float | None, high: float | None) -> str:
    """A number of harm as a value of the metric."""
    ends = [None if bound is None else sign * bound for bound in (low, high)]
    first, last = ends if sign > 0.0 else ends[::-1]
    return _with_bounds(style, sign * value, first, last)


def _standard(decision: Decision) -> Section:
    """Share of the worlds that meet the standard."""
    standard = decision.question.standard
    share = Style(0.01, "%", 1)
    rows = tuple(
        (escape(plan), _with_bounds(share, one.share, one.low, one.high), f"{one.met:,} of {one.of:,}")
        for plan, one in zip(decision.plans, decision.met, strict=True)
    )
    text = "" if standard is None else standard.text.replace(standard.measure.name, standard.measure.noun, 1)
    heads = ("plan", f"worlds that meet it\n({exactly(decision.question.confidence)} interval) [%]", "worlds")
    return Section(f"Standard: {text}", heads, rows)


def _frontier(decision: Decision) -> Section:
    """Harm against dispatches, and what these cost."""
    measure, sign = decision.question.measure, harm_sign(decision.question.measure)
    points = decision.frontier.points if decision.frontier is not None else ()
    style = _styles(decision)[1]
    heads = ["plan", f"beside {escape(decision.plans[decision.leading])}\n(band)", "dispatches\n(band)"]
    money = decision.money.points if decision.money is not None else ()
    if money:
        heads.append("cost\n[thousand EUR]")
    rows = []
    for place, point in enumerate(points):
        harm = "" if place == decision.leading else _band(style, point.harm, sign)
        cells = [escape(decision.plans[place]), harm, _number(point.cost)]
        if money:
            cells.append(f"{money[place].cost.mean / 1e3:,.0f}")
        rows.append((*cells, _efficient(point)))
    title = f"Frontier: {measure.noun} against dispatches [{style.unit}]"
    return Section(title, (*heads, "no plan beats it\n(when drawn again)"), tuple(rows))


def _band(style: Style, band: Band, sign: float) -> str:
    low, high = sorted((sign * band.low, sign * band.high))
    return _with_bounds(style, sign * band.mean, low, high, signed=True)


def _number(band: Band) -> str:
    """Mean dispatches; the same in every world without a band."""
    numbers: Iterable[float] = (band.mean, band.low, band.high)
    mean, low, high = (f"{round(one, MOST_DECIMALS):,g}" for one in numbers)
    return mean if low == high else f"{mean} ({low} to {high})"


def _efficient(point: Point) -> str:
    return f"{'yes' if point.is_efficient else 'no'} ({chance(point.p_efficient)})"
