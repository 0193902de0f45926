"""One metric of one plan, ready for statistics: values, and scores whose mean is the metric's mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.measures import Measure
from sim.analysis.registry import Runs, Values


@dataclass(frozen=True, slots=True)
class Sample:
    """One metric of one plan.

    Parameters
    ----------
    values : per replication, shape (n,); nan undefined, infinite never
    scores : per replication, shape (n,); their mean is the metric's, their spread that of its estimate
    """

    values: Values
    scores: Values

    @property
    def defined(self) -> Values:
        """Values of the replications in which the metric has a finite value."""
        return self.values[np.isfinite(self.values)]


def sample_of(measure: Measure, runs: Runs) -> Sample:
    """Compute a metric.

    A ratio R = sum A / sum B is pooled over replications: with its linearised scores
    R + (A - R B)/mean(B), means, paired differences and their intervals are those of the ratio estimator
    (Cochran, Sampling Techniques, 1977, section 6.3).
    """
    if measure.is_time_until:
        values = measure.values(runs)
        return Sample(values, np.full(len(values), np.nan))
    if not measure.is_ratio:
        values = measure.values(runs)
        return Sample(values, values)
    above, below = measure.parts(runs)
    values = measure.values(runs)
    total = math.fsum(below.tolist())
    if total <= 0.0:
        return Sample(values, np.full(len(values), np.nan))
    ratio = math.fsum(above.tolist()) / total
    return Sample(values, ratio + (above - ratio * below) / (total / len(values)))


def paired(first: Sample, second: Sample) -> Values:
    """Differences of scores in the replications where both are defined."""
    differences = first.scores - second.scores
    return differences[~np.isnan(differences)]
