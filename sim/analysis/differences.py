"""A plan less the reference on the same worlds, and its two parts: earliness and cadence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.analysis.answer import Difference, Part
from sim.analysis.intervals import interval
from sim.analysis.measures import Measure
from sim.analysis.registry import Values
from sim.analysis.sample import Sample, paired
from sim.analysis.statistics import Number, chance_better, spread_of

TWINS = "twins"
"""The split of a difference comes from centred twins."""
NO_MEAN = "a time that may never come has no mean"
NO_TWIN = "no centred twins were run"


def difference(
    measure: Measure,
    samples: Mapping[str, Sample],
    twins: Mapping[str, Sample],
    plan: str,
    reference: str,
    confidence: float,
    no_split: str | None,
) -> Difference:
    """The difference of one metric between a plan and the reference.

    Parameters
    ----------
    samples, twins : of all plans and of their centred twins
    confidence : of the intervals, simultaneous over all plans but the reference
    no_split : why there is no split, None if there is one

    Notes
    -----
    cadence(P) = Y(twin P) - Y(twin reference), earliness(P) = the rest, per replication. Equal lots sent at
    other times have a cadence part of exactly 0, plans that are their own twins an earliness of exactly 0.
    """
    family = len(samples) - 1
    p_better = better(measure, samples[plan], samples[reference])
    if measure.is_time_until:
        return Difference(None, None, None, None, p_better, None, None, NO_MEAN)
    differences = paired(samples[plan], samples[reference])
    mean, low, high = interval(differences, confidence, family)
    spread = spread_of(differences)
    if no_split is not None or plan not in twins or reference not in twins:
        return Difference(mean, spread, low, high, p_better, None, None, no_split or NO_TWIN)
    between_twins = twins[plan].scores - twins[reference].scores
    rest = (samples[plan].scores - samples[reference].scores) - between_twins
    earliness, cadence = part_of(rest, confidence, family), part_of(between_twins, confidence, family)
    return Difference(mean, spread, low, high, p_better, earliness, cadence, TWINS)


def better(measure: Measure, plan: Sample, reference: Sample) -> Number:
    """P(better) + P(equal)/2, None if no direction is better."""
    if measure.direction == "none":
        return None
    return chance_better(plan.values, reference.values, measure.direction == "lower")


def part_of(values: Values, confidence: float, family: int) -> Part:
    """The mean of a part of a difference with an interval; `family` intervals hold together."""
    mean, low, high = interval(values[~np.isnan(values)], confidence, family)
    return Part(mean, low, high)
