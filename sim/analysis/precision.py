"""How sure is sure enough: replications are added until what is asked for is known well enough, or no more are allowed.

Asked of a comparison are its differences, since plans that meet the same worlds differ by far less than worlds do: the
half width of the simultaneous interval of each difference, for each headline metric. A relative target is a share of
the reference's mean and not of the difference, which may be 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sim.analysis.amounts import Amount, amount_of
from sim.analysis.answer import Check, Comparison, Precision
from sim.analysis.measures import Measure
from sim.analysis.numbers import reach_of
from sim.analysis.statistics import Number
from sim.errors import UsageError

START = 50
"""Replications to begin with; they are doubled from there."""
SILENT = 400
"""Replications that all give the same say nothing before there are so many: what happens in 1 of 100 worlds would have
shown itself in them but for a chance of 2 %."""


def targets_of(texts: Sequence[str], units: Sequence[str]) -> tuple[Amount, ...]:
    """What ``--precision`` asks for, at most one amount in each unit.

    Raises
    ------
    UsageError
        If it cannot be read, or a unit is asked for twice.
    """
    found: dict[str, Amount] = {}
    for text in texts:
        one = amount_of(text, units, "--precision")
        if one.unit in found:
            raise UsageError(f"--precision: both {found[one.unit].text!r} and {one.text!r}; one of them is enough")
        found[one.unit] = one
    return tuple(found.values())


def doublings(most: int, start: int = START) -> Iterator[int]:
    """Numbers of replications, each twice the one before, until no more are allowed."""
    count = min(start, most)
    yield count
    while count < most:
        count = min(2 * count, most)
        yield count


def precision_of(comparison: Comparison, targets: Sequence[Amount], most: int) -> Precision:
    """How a study stands against what was asked for."""
    checks = tuple(_checks(comparison, targets))
    asked = tuple(target.text for target in targets)
    is_silent = len(comparison.kept) < SILENT
    missing = [one for one in checks if one.state == "not reached" or (one.state == "no spread" and is_silent)]
    missing.sort(key=lambda one: -(one.needed or 0))
    return Precision(asked, comparison.replications, most, checks, tuple(missing))


def _checks(comparison: Comparison, targets: Sequence[Amount]) -> Iterator[Check]:
    for name in comparison.headline_metrics:
        measure = comparison.metrics[name]
        base = comparison.summaries[comparison.reference][name].mean
        if not comparison.differences:
            one = comparison.summaries[comparison.reference][name]
            yield _check(comparison, measure, comparison.reference, one.mean, one.ci_low, one.ci_high, base, targets)
        for plan, lines in comparison.differences.items():
            found = lines[name]
            yield _check(comparison, measure, plan, found.mean, found.ci_low, found.ci_high, base, targets)


def _check(
    comparison: Comparison,
    measure: Measure,
    plan: str,
    mean: Number,
    low: Number,
    high: Number,
    base: Number,
    targets: Sequence[Amount],
) -> Check:
    """Hold one interval against what is wanted of it."""
    wanted = None if measure.is_time_until else wanted_of(measure, base, targets)
    half = reach_of(mean, low, high)
    if wanted is None:
        is_asked = not measure.is_time_until and any(not target.unit for target in targets)
        return Check(plan, measure.name, None, None, "not reached" if is_asked else "not asked", None)
    if mean is None or half is None:
        return Check(plan, measure.name, None, wanted, "not reached", None)
    if half == 0.0:
        return Check(plan, measure.name, 0.0, wanted, "no spread", None)
    if half <= wanted:
        return Check(plan, measure.name, half, wanted, "reached", None)
    needed = math.ceil(len(comparison.kept) * (half / wanted) ** 2) if wanted > 0.0 else None
    return Check(plan, measure.name, half, wanted, "not reached", needed)


def wanted_of(measure: Measure, base: Number, targets: Sequence[Amount]) -> Number:
    """Largest half width that is precise enough; None if nothing is asked of the metric.

    Parameters
    ----------
    base : mean of the reference, of which a relative target is a share
    """
    sizes = [target.number for target in targets if target.unit == measure.unit]
    if base is not None:
        sizes += [target.number * abs(base) for target in targets if not target.unit]
    return max(sizes, default=None)
