"""In which futures a plan fails: a few boxes, what they hold, and how far chance can be trusted to make them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.explore.prim import Box, Field, best_box, quasi_p

LEAST_FAILURES = 15
"""Fewer failures, or fewer points that do not fail, are too few for a rule."""
MOST_RULES = 3
"""Rules at most."""
RESAMPLES = 100
"""Resamples behind the stability of a rule, and shuffles behind its chance."""
MOST_CHANCE = 0.05
"""A rule as good as those of more shuffles than this share is none."""
STEPS = 100
"""Limits are rounded to about this part of what an input spans."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A box of inputs in which a plan fails.

    Parameters
    ----------
    box : its limits, rounded
    inside, failing : points in it, and how many of them fail
    density : the one over the other
    coverage : share of all failures
    quasi_p : input -> how likely chance makes its limit as good
    stability : share of the resamples that limit each input, in the order of the inputs
    chance : share of shuffles of the failures in which a rule as good is found
    """

    box: Box
    inside: int
    failing: int
    density: float
    coverage: float
    quasi_p: dict[int, float]
    stability: tuple[float, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a plan fails.

    Parameters
    ----------
    points, failures : tried, and how many of them fail
    rules : each about the failures that those before it leave
    together : share of all failures that the rules hold together
    why_not : why there is no rule, empty if there is one
    of_reference : how many of the points the reference fails in; None if it is the plan
    """

    points: int
    failures: int
    rules: tuple[Rule, ...]
    together: float
    why_not: str = ""
    of_reference: int | None = None


def discover(field: Field, seed: int, resamples: int = RESAMPLES) -> Discovery:
    """Find rules, or say why there are none.

    Parameters
    ----------
    field : which points fail
    seed : of resamples and shuffles
    resamples : how many of each
    """
    count, failures = len(field.fails), field.failures
    why_not = _too_few(count, failures)
    rules: list[Rule] = []
    covered = np.zeros(count, dtype=bool)
    while not why_not and len(rules) < MOST_RULES:
        rest = Field(field.points[~covered], field.fails[~covered], field.choices)
        if _too_few(len(rest.fails), rest.failures):
            break
        rule = _rule(field, rest, seed + len(rules), resamples)
        if rule is None:
            break
        rules.append(rule)
        covered |= field.inside(rule.box)
    if not rules:
        why_not = why_not or "no limits of the inputs tell failures apart better than chance does"
    return Discovery(count, failures, tuple(rules), field.coverage(covered), why_not)


def _too_few(count: int, failures: int) -> str:
    if failures == 0:
        return "the standard is met in every future"
    if failures == count:
        return "the standard is met in no future"
    if failures < LEAST_FAILURES:
        return f"{failures} futures that fail are too few for a rule; {LEAST_FAILURES} are the least"
    if count - failures < LEAST_FAILURES:
        return f"{count - failures} futures that do not fail are too few for a rule; {LEAST_FAILURES} are the least"
    return ""


def _rule(field: Field, rest: Field, seed: int, resamples: int) -> Rule | None:
    """The best rule about some of the points, told of all; None if chance makes one as good."""
    box = best_box(rest)
    if all(side.is_open for side in box):
        return None
    luck = np.random.default_rng(seed)
    gain = rest.gain(rest.inside(box))
    again = 0
    for _ in range(resamples):
        other = Field(rest.points, luck.permutation(rest.fails), rest.choices)
        again += other.gain(other.inside(best_box(other))) >= gain
    if again > MOST_CHANCE * resamples:
        return None
    limited = np.zeros(len(box))
    for _ in range(resamples):
        drawn = luck.integers(0, len(rest.fails), len(rest.fails))
        found = best_box(Field(rest.points[drawn], rest.fails[drawn], rest.choices))
        limited += [not side.is_open for side in found]
    rounded = rounded_box(rest, box)
    held = field.inside(rounded)
    return Rule(
        rounded,
        int(held.sum()),
        int(field.fails[held].sum()),
        field.density(held),
        field.coverage(held),
        quasi_p(rest, box),
        tuple((limited / resamples).tolist()),
        again / resamples,
    )


def rounded_box(field: Field, box: Box) -> Box:
    """The box with limits between the last point inside and the first outside, as round as the span of the input asks.

    Limits of whole numbers stay whole; those beside the outermost point of all limit nothing.
    """
    sides = []
    for place, side in enumerate(box):
        values = np.unique(field.points[:, place])
        if side.among is not None:
            sides.append(side)
            continue
        step = _step(values)
        below, above = values[values < side.low], values[values > side.high]
        low, high = -np.inf, np.inf
        if len(below):
            low = _round(side.low, float(below[-1]), step)
        if len(above):
            high = _round(side.high, float(above[0]), step)
        sides.append(replace(side, low=low, high=high))
    return tuple(sides)


def _round(last: float, beyond: float, step: float) -> float:
    """A limit at the last value inside if values are whole, else the round number nearest to the middle of the gap."""
    if float(last).is_integer() and float(beyond).is_integer():
        return last
    return round(round((last + beyond) / 2.0 / step) * step, 12)


def _step(values: np.ndarray) -> float:
    """A power of ten that cuts the span of some values into about a hundred parts."""
    span = float(values[-1] - values[0])
    return float(10.0 ** np.floor(np.log10(span / STEPS) + 0.5)) if span > 0.0 else 1.0
