"""What many futures say, in sentences: what matters, where a plan fails, where it stops being the better one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.explore.findings import Findings
from sim.analysis.explore.futures import Tried, mean_and_error
from sim.analysis.explore.prim import Box, Side
from sim.analysis.explore.rules import Rule
from sim.analysis.explore.sensitivity import Index, Sensitivity
from sim.analysis.explore.surface import Surface
from sim.analysis.numbers import percent, style_of
from sim.errors import escape
from sim.hints import at_the_start, counted
from sim.scenario.axes import Axis, labels_of
from sim.scenario.study_file import Input

WORDS = 3
"""Last words of a key that name an input, at least."""
MOST_NAMED = 2
"""Inputs that a sentence names."""


def names_of(tried: Tried) -> list[str]:
    """How tables and sentences name the inputs."""
    labels = labels_of([Axis(key, (), chosen=False) for key in tried.keys], WORDS)
    return [labels[key] for key in tried.keys]


def headline_of(tried: Tried, findings: Findings) -> str:
    """What a planner should take home, in plain words."""
    return " ".join(sentences_of(tried, findings))


def sentences_of(tried: Tried, findings: Findings) -> Iterator[str]:
    """The headline, sentence by sentence."""
    yield _range(tried)
    yield _matters(tried, findings.level.sensitivity, f"the {tried.measure.noun}")
    yield from _fails(tried, findings)
    yield from _compares(tried, findings)


def standard_words(tried: Tried) -> str:
    """The standard: ``at most 12 person-hours below 16 degC per resident``."""
    standard = tried.study.standard
    if standard is None:
        return "no standard"
    side = "at most" if standard.at_most is not None else "at least"
    per = " per resident" if standard.per == "resident" else ""
    return f"{side} {standard.limit:g} {tried.measure.noun}{per}"


def _range(tried: Tried) -> str:
    """From where to where the metric goes over the futures."""
    standard = tried.study.standard
    per = standard is not None and standard.per == "resident"
    mean, _ = mean_and_error(tried.levels)
    mean = mean / tried.residents if per else mean
    mean = mean[np.isfinite(mean)]
    if not len(mean):
        return f"{at_the_start(tried.measure.noun)} with {escape(tried.plan)}: undefined in every future."
    style = style_of(tried.measure, mean.tolist(), [float(mean.std())])
    low, high = style.write(float(mean.min())), style.write(float(mean.max()))
    tail = " per resident" if per else ""
    noun = at_the_start(tried.measure.noun)
    scale = f" {style.unit}" if style.unit not in (tried.measure.unit, "") else ""
    futures = counted(len(mean), "future")
    return f"{noun}{tail} with {escape(tried.plan)}: {low} to {high}{scale} over {futures}."


def _matters(tried: Tried, found: Sensitivity, what: str) -> str:
    """Which inputs matter most for an outcome."""
    if found.why_not:
        return f"Which inputs matter for {what} cannot be told: {found.why_not}."
    names = names_of(tried)
    clear = [place for place in found.ranked() if found.indices[place].is_clear][:MOST_NAMED]
    if not clear:
        return f"No input stands out from chance for {what}."
    if found.method == "morris":
        return f"What matters most for {what} is {', then '.join(names[place] for place in clear)}."
    parts = [f"{names[place]} ({_weight(found.indices[place])})" for place in clear]
    return f"What matters most for {what} is {', then '.join(parts)}."


def _weight(index: Index) -> str:
    """The share that an input makes, with its interval: shares of several need not add up to less than the whole."""
    half = (index.main_half if index.total is None else index.total_half) or 0.0
    ends = (index.weight - half, index.weight, index.weight + half)
    low, middle, high = (round(100.0 * min(1.0, max(0.0, end))) for end in ends)
    return f"{middle} % of the spread, {low} to {high}" if low < high else f"{middle} % of the spread"


def _fails(tried: Tried, findings: Findings) -> Iterator[str]:
    found = findings.discovery
    if found is None:
        return
    if found.points:
        share = f"{found.failures} of {counted(found.points, 'future')}"
        yield f"{at_the_start(escape(tried.plan))} fails the standard ({standard_words(tried)}) in {share}."
    if found.why_not:
        yield f"No rule says where: {found.why_not}."
    yield from (rule_sentence(tried, rule, found.failures) for rule in found.rules)
    if found.of_reference is not None:
        yield f"{at_the_start(escape(tried.reference))} fails the standard in {found.of_reference} of the same futures."


def rule_sentence(tried: Tried, rule: Rule, failures: int) -> str:
    """One rule: how many of the futures in it fail, and how many of all failures they are."""
    where = " and ".join(limits_of(tried, rule.box))
    return (
        f"It fails in {percent(rule.density)} of the futures with {where} ({rule.failing} of {rule.inside}); that is "
        f"{percent(rule.coverage)} of all {counted(failures, 'failure')}."
    )


def limits_of(tried: Tried, box: Box) -> list[str]:
    """What a box says about each input that it limits."""
    sides = zip(names_of(tried), tried.inputs, box, strict=True)
    return [f"{name} {_limit(found, side)}" for name, found, side in sides if not side.is_open]


def _limit(found: Input, side: Side) -> str:
    """What a side allows, in the unit of the input."""
    if side.among is not None:
        return " or ".join(found.said(number) for number in sorted(side.among))
    is_low, is_high = side.low > float("-inf"), side.high < float("inf")
    if is_low and is_high:
        return f"from {found.said(side.low)} to {found.said(side.high)}"
    if is_low:
        return f"{found.said(side.low)} or more" if found.whole else f"above {found.said(side.low)}"
    return f"{found.said(side.high)} or less" if found.whole else f"below {found.said(side.high)}"


def _compares(tried: Tried, findings: Findings) -> Iterator[str]:
    """What the difference to the reference depends on, and where it changes its sign."""
    if findings.difference is None:
        yield f"{at_the_start(escape(tried.plan))} is the reference: there is no difference to look at."
        return
    yield from _gap(tried)
    noise = findings.difference.noise
    if noise is not None and noise.share is not None and noise.is_much:
        chance = percent(noise.share)
        yield (
            f"Of the spread of the difference from {escape(tried.reference)} {chance} is chance: more replications "
            f"would tell which inputs matter for it."
        )
    else:
        yield _matters(tried, findings.difference.sensitivity, f"the difference from {escape(tried.reference)}")
    yield from break_even_sentences(tried, findings)


def _gap(tried: Tried) -> Iterator[str]:
    """From where to where the mean difference goes over the futures."""
    assert tried.differences is not None
    mean, _ = mean_and_error(tried.differences)
    mean = mean[np.isfinite(mean)]
    if not len(mean):
        return
    style = style_of(tried.measure, mean.tolist(), [float(mean.std())])
    low, high = style.write(float(mean.min()), True), style.write(float(mean.max()), True)
    futures = counted(len(mean), "future")
    both = f"{at_the_start(escape(tried.plan))} less {escape(tried.reference)}"
    yield f"{both}: {low} to {high} {style.unit_of_change} over {futures}."


def break_even_sentences(tried: Tried, findings: Findings) -> Iterator[str]:
    """Where the plan stops being better than the reference."""
    found = findings.break_even
    if found is None:
        return
    plan, reference = escape(tried.plan), escape(tried.reference)
    if found.surface is None or (found.why_not and found.surface.has_line):
        yield f"Where {plan} stops being better than {reference} cannot be told: {found.why_not}."
        return
    below, above, open_ground = found.surface.shares(findings.confidence)
    if tried.measure.direction == "higher":
        below, above = above, below
    if tried.measure.direction == "none":
        yield f"{at_the_start(tried.measure.noun)}: no direction is better; see the figure."
        return
    names = names_of(tried)
    ground = f"Over {names[found.places[0]]} and {names[found.places[1]]}"
    if not found.surface.has_line:
        better, worse = (plan, reference) if below + open_ground > above + open_ground else (reference, plan)
        sure = percent(max(below, above))
        yield (
            f"{ground} there is no break-even within the ranges: {better} is better than {worse} all over the field, "
            f"surely so in {sure} of it."
        )
        return
    yield (
        f"{ground}, {plan} is surely better than {reference} in {percent(below)} of the field, surely worse in "
        f"{percent(above)}; in {percent(open_ground)} the futures do not tell."
    )
    yield _sides(tried, found.surface)
    yield from _crossing(tried, findings, names)


def _sides(tried: Tried, surface: Surface) -> str:
    """How far the futures themselves bear out the line."""
    better, worse = surface.below_zero, surface.above_zero
    if tried.measure.direction == "higher":
        better, worse = worse, better
    return (
        f"It was better in {better[1]} of {counted(better[0], 'future')} on its side of the line, and not better in "
        f"{worse[1]} of {worse[0]} on the other."
    )


def _crossing(tried: Tried, findings: Findings, names: list[str]) -> Iterator[str]:
    """Where the line crosses the middle of the second input, if it surely does."""
    found = findings.break_even
    assert found is not None
    assert found.surface is not None
    surface = found.surface
    if surface.crossing is None or surface.crossing_low is None or surface.crossing_high is None:
        return
    first, second = (tried.inputs[place] for place in found.places)
    middle = float(surface.second[len(surface.second) // 2])
    low, high = (first.said(float(f"{end:.2g}")) for end in (surface.crossing_low, surface.crossing_high))
    yield (
        f"With {names[found.places[1]]} {second.said(float(f'{middle:.3g}'))} they do equally well at "
        f"{names[found.places[0]]} {first.said(float(f'{surface.crossing:.2g}'))} ({low} to {high})."
    )


def close_sentence(findings: Findings) -> str:
    """How many futures are too close to the limit to be sure."""
    count = findings.discovery.points if findings.discovery else 0
    return (
        f"{findings.close} of {counted(count, 'future')} are within two standard errors of the limit and could as "
        f"well be on the other side."
    )
