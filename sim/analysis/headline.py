"""The headline: plain words made from the numbers, and never stronger than they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sim.analysis.answer import Comparison, Difference, Summary
from sim.analysis.measures import Measure
from sim.analysis.metrics import METRICS
from sim.analysis.numbers import Style, apart_from_zero, exactly, half_of, is_clear, percent, proportion, style_of
from sim.analysis.registry import Runs, Values
from sim.analysis.statistics import sign_test
from sim.analysis.window import window_of
from sim.errors import escape
from sim.hints import at_the_start
from sim.world.record import Array

MOST_TOLD = 3
"""Clear differences told beside the largest, and further headline metrics that are told of."""
FINER = 0.4
"""Of an interval's half width: what decides the digits of bounds that are told without their mean."""
NEARLY_ALL = 0.97
"""Share of a difference that is called nearly all of it."""


def headline_of(comparison: Comparison, days: Mapping[str, Array], runs: Mapping[str, Runs]) -> tuple[str, ...]:
    """What a planner should take home, sentence by sentence.

    Parameters
    ----------
    comparison : all numbers; its own headline is ignored
    days : plan -> person-minutes below each threshold on each day, shape (n, days, thresholds)
    runs : plan -> outcomes of the same replications
    """
    if not comparison.kept:
        return ("No replication succeeded.",)
    measure = comparison.metrics[comparison.headline_metrics[0]]
    if len(comparison.plans) == 1:
        return (_one_plan(comparison, measure),)
    if measure.is_time_until:
        sentences = list(_times(comparison, measure))
    else:
        plan = _told(comparison, measure)
        if plan:
            sentences = [_difference(comparison, measure, plan)]
        else:
            sentences = [_no_difference(comparison, measure), *_elsewhere(comparison)]
        by_day = measure.metric is METRICS["person_hours_below"] and measure.district is None
        if plan and by_day:
            sentences += _when(comparison, measure, plan, days, runs)
        if plan:
            sentences += _others(comparison, measure, plan)
    if comparison.same_aid is not None:
        sentences.append("Not all plans bring the same aid.")
    return (*sentences, *comparison.unspent)


def _one_plan(comparison: Comparison, measure: Measure) -> str:
    """Mean and bad luck of a single plan."""
    plan = comparison.plans[0]
    summary = comparison.summaries[plan][measure.name]
    style = style_of(measure, [summary.mean, summary.median], [half_of(summary.ci_low, summary.ci_high)])
    bounds = _bounds(style, summary.ci_low, summary.ci_high)
    if summary.mean is None:
        if summary.median is None:
            return f"{at_the_start(escape(plan))}: {measure.noun}: undefined or never in half of the worlds."
        median = f"median {style.write(summary.median)} {style.unit}{bounds}"
        return f"{at_the_start(escape(plan))}: {measure.noun}: {median}."
    amount = _amount(style, measure, summary.mean)
    said = f"{amount} {measure.noun}" if _is_counted(measure) else f"{measure.noun} {amount}"
    return f"{at_the_start(escape(plan))}: {said} on average{bounds}{_bad_luck(style, measure, summary)}."


def _bad_luck(style: Style, measure: Measure, summary: Summary) -> str:
    """What one world of twenty is worse than, if one direction is worse."""
    bad, word = {"lower": (summary.p95, "more"), "higher": (summary.p05, "less"), "none": (None, "")}[measure.direction]
    return "" if bad is None else f"; in one world of twenty {word} than {_amount(style, measure, bad)}"


def _told(comparison: Comparison, measure: Measure) -> str | None:
    """The plan with the largest difference among those whose interval leaves out zero."""
    sizes = {
        plan: abs(found.mean)
        for plan, found in _all(comparison, measure).items()
        if found.mean is not None and is_clear(found.ci_low, found.ci_high)
    }
    return max(sizes, key=lambda plan: sizes[plan], default=None)


def _difference(comparison: Comparison, measure: Measure, plan: str) -> str:
    """A clear difference with its interval and its size relative to the reference."""
    found = comparison.differences[plan][measure.name]
    base = comparison.summaries[comparison.reference][measure.name].mean
    mean = found.mean or 0.0
    style = _style(measure, [found])
    change = _change(style, measure, mean, _reach(style, found))
    relative = f", about {percent(abs(mean) / base)}" if base and measure.unit != "share" else ""
    return f"{_versus(comparison, plan)}: {change}{relative}."


def _others(comparison: Comparison, measure: Measure, told: str) -> Iterator[str]:
    """The plans beside the one that was told: what they differ by, or that it is not clear."""
    others = {plan: found for plan, found in _all(comparison, measure).items() if plan != told}
    clear = {plan: one for plan, one in others.items() if is_clear(one.ci_low, one.ci_high)}
    for plan in sorted(clear, key=lambda name: -abs(clear[name].mean or 0.0))[:MOST_TOLD]:
        found = clear[plan]
        style = _style(measure, [found])
        yield f"{at_the_start(escape(plan))}: {_shift(style, measure, found.mean or 0.0)}{_reach(style, found)}."
    unclear = [escape(plan) for plan in others if plan not in clear]
    if unclear:
        yield f"No clear difference from {_quoted(comparison.reference)}: {', '.join(unclear)}."


def _no_difference(comparison: Comparison, measure: Measure) -> str:
    """No interval leaves out zero: how large a difference could still be."""
    found = _all(comparison, measure)
    plans = list(found)
    versus = _versus(comparison, plans[0]) if len(plans) == 1 else f"Compared with {_quoted(comparison.reference)}"
    if all(one.is_always_zero for one in found.values()):
        return f"{versus}: exactly the same {measure.noun} in every world."
    lows = {one.ci_low: plan for plan, one in found.items() if one.ci_low is not None}
    highs = {one.ci_high: plan for plan, one in found.items() if one.ci_high is not None}
    if not lows or not highs:
        return f"{versus}: too few worlds to tell a difference in {measure.noun}."
    widths = [half_of(one.ci_low, one.ci_high) for one in found.values()]
    style = style_of(measure, [*lows, *highs], [width * FINER for width in widths if width is not None])
    style = apart_from_zero(style, [min(lows), max(highs)])
    less, more = (
        _shift(style, measure, bound) + (f" ({escape(of[bound])})" if len(plans) > 1 else "")
        for bound, of in ((min(lows), lows), (max(highs), highs))
    )
    between = f"between {less} and {more} on average ({exactly(comparison.confidence)})"
    return f"{versus}: no clear difference in {measure.noun}: {between}{_scale(comparison, measure)}."


def _scale(comparison: Comparison, measure: Measure) -> str:
    """How much there is with the reference, so that a difference can be held against it."""
    base = comparison.summaries[comparison.reference][measure.name]
    if not base.mean:
        return ""
    style = style_of(measure, [base.mean], [half_of(base.ci_low, base.ci_high)])
    return f"; {_quoted(comparison.reference)} has {_amount(style, measure, base.mean)}"


def _elsewhere(comparison: Comparison) -> Iterator[str]:
    """Clear differences in the other headline metrics, the largest of each, where there is none in the first."""
    for name in comparison.headline_metrics[1 : 1 + MOST_TOLD]:
        measure = comparison.metrics[name]
        plan = None if measure.is_time_until else _told(comparison, measure)
        if plan is not None:
            found = comparison.differences[plan][name]
            style = _style(measure, [found])
            change = _change(style, measure, found.mean or 0.0, _reach(style, found))
            yield f"{at_the_start(escape(plan))}: {change}."


def _times(comparison: Comparison, measure: Measure) -> Iterator[str]:
    """Times that may never come: medians, and in how many runs they are better."""
    level = (1.0 - comparison.confidence) / (2 * (len(comparison.plans) - 1))
    base = comparison.values[comparison.reference][measure.name]
    clear = {
        plan: min(sign_test(values, base), sign_test(base, values))
        for plan in comparison.differences
        if (values := comparison.values[plan][measure.name]) is not None
    }
    plan = min(clear, key=lambda name: clear[name])
    if clear[plan] >= level:
        yield f"Compared with {_quoted(comparison.reference)}: no clear difference in {measure.noun}."
        yield from _elsewhere(comparison)
        return
    medians = [comparison.summaries[one][measure.name].median for one in (plan, comparison.reference)]
    style = style_of(measure, medians, [])
    one, other = ("never" if value is None else f"{style.write(value)} {style.unit}" for value in medians)
    p_better = comparison.differences[plan][measure.name].p_better
    share = "" if p_better is None else f", better in {proportion(p_better)} of the worlds"
    yield f"{_versus(comparison, plan)}: {measure.noun}: median {one} instead of {other}{share}."


def _when(
    comparison: Comparison, measure: Measure, plan: str, days: Mapping[str, Array], runs: Mapping[str, Runs]
) -> list[str]:
    """A clause on time, only if it is earned."""
    level = measure.places.start

    def hours(name: str) -> Values:
        daily = np.asarray(days[name][:, :, level], dtype=np.float64)
        return np.asarray(daily * runs[name].present[:, None])

    window = window_of(hours(plan) - hours(comparison.reference))
    if window is None:
        return []
    count = days[plan].shape[1]
    when = f"day {window.first}" if window.first == window.last else f"days {window.first} to {window.last}"
    part = "Nearly all" if window.share >= NEARLY_ALL else f"About {proportion(window.share)}"
    return [f"{part} of that falls on {when} of {count}."]


def _all(comparison: Comparison, measure: Measure) -> dict[str, Difference]:
    return {plan: found[measure.name] for plan, found in comparison.differences.items()}


def _style(measure: Measure, found: list[Difference]) -> Style:
    """Digits that the intervals of some differences support."""
    values = [abs(value) for one in found for value in (one.mean, one.ci_low, one.ci_high) if value is not None]
    largest = [one.mean for one in found] if len(found) == 1 else values
    style = style_of(measure, largest, [half_of(one.ci_low, one.ci_high) for one in found])
    return apart_from_zero(style, [bound for one in found for bound in (one.ci_low, one.ci_high)])


def _change(style: Style, measure: Measure, value: float, bounds: str) -> str:
    """A difference in words: ``1.9 million more person-hours below 16 degC (1.6 to 2.2)``."""
    if _is_counted(measure):
        return f"{_shift(style, measure, value)} {measure.noun}{bounds}"
    return f"{measure.noun} {_shift(style, measure, value)}{bounds}"


def _shift(style: Style, measure: Measure, value: float) -> str:
    """How far a value moves: ``1.9 million more``, ``2 percentage points higher``."""
    if _is_counted(measure):
        return f"{_amount(style, measure, abs(value))} {'more' if value > 0 else 'fewer'}"
    return f"{style.write(abs(value))} {style.unit_of_change} {'higher' if value > 0 else 'lower'}"


def _amount(style: Style, measure: Measure, value: float) -> str:
    """A number with its scale word, and with its unit unless the noun counts it."""
    unit = style.unit
    if _is_counted(measure):
        unit = unit.removesuffix(measure.unit).strip()
    return f"{style.write(value)} {unit}".strip()


def _is_counted(measure: Measure) -> bool:
    """True if the noun begins with what is counted, as ``buildings ...`` or ``person-hours ...``."""
    return measure.noun.split()[0].endswith("s")


def _reach(style: Style, found: Difference) -> str:
    """The interval of a clear difference in brackets, as sizes."""
    low, high = sorted(abs(bound) for bound in (found.ci_low or 0.0, found.ci_high or 0.0))
    return _bounds(style, low, high)


def _bounds(style: Style, low: float | None, high: float | None) -> str:
    """An interval in brackets; nothing for one without width."""
    if low is None or high is None or low == high:
        return ""
    return f" ({style.write(low)} to {style.write(high)})"


def _versus(comparison: Comparison, plan: str) -> str:
    """Which plan instead of which; plans that have twins differ in their deliveries only.

    `daily` goes before the word deliveries, `every 4 days` does not.
    """
    found = comparison.differences[plan][comparison.headline_metrics[0]]
    says_when = comparison.reference.isalpha() and "deliver" not in f"{plan} {comparison.reference}".lower()
    deliveries = " deliveries" if found.cadence is not None and says_when else ""
    return f"{at_the_start(escape(plan))} instead of {_quoted(comparison.reference)}{deliveries}"


def _quoted(plan: str) -> str:
    return escape(plan)
