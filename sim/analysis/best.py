"""Multiple comparisons with the best: the plans that cannot be ruled out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sim.analysis.intervals import bounds_of
from sim.analysis.measures import Measure
from sim.analysis.sample import Sample, paired
from sim.analysis.statistics import mean_of, sign_test


class Best(Mapping[str, tuple[str, ...]]):
    """Metric -> plans that may be the best in it; worked out when a metric is asked for, as few of them are shown.

    Parameters
    ----------
    measures : every metric, by name; those without a better side are left out
    samples : metric -> plan -> its values
    """

    def __init__(
        self, measures: Mapping[str, Measure], samples: Mapping[str, Mapping[str, Sample]], confidence: float
    ) -> None:
        self._measures = {name: one for name, one in measures.items() if one.direction != "none"}
        self._samples, self._confidence = samples, confidence
        self._known: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name not in self._known:
            self._known[name] = not_ruled_out(self._measures[name], self._samples[name], self._confidence)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._measures)

    def __len__(self) -> int:
        return len(self._measures)

    def __contains__(self, name: object) -> bool:
        return name in self._measures


def not_ruled_out(measure: Measure, samples: Mapping[str, Sample], confidence: float) -> tuple[str, ...]:
    """Plans that may be the best; all of them if there is nothing to tell them apart, none that has no value at all.

    A plan is ruled out if another is better beyond doubt: one-sided paired bounds, each at (1 - confidence)
    over the number of other plans. The true best plan stands such a test against each of the others, so it
    stays in with at least the confidence (Nelson & Matejcik, 1995; Hsu, Multiple Comparisons, 1996). Times
    that may never come are compared by sign tests.
    """
    known = {plan: sample for plan, sample in samples.items() if not np.isnan(sample.values).all()}
    level = (1.0 - confidence) / max(1, len(known) - 1)
    return tuple(
        plan
        for plan, sample in known.items()
        if not any(_is_worse(measure, sample, other, level) for name, other in known.items() if name != plan)
    )


def _is_worse(measure: Measure, plan: Sample, other: Sample, level: float) -> bool:
    """True if a plan is worse than another beyond doubt."""
    worse, better = (plan, other) if measure.direction == "lower" else (other, plan)
    if measure.is_time_until:
        return sign_test(worse.values, better.values) < level
    differences = paired(worse, better)
    if (mean_of(differences) or 0.0) <= 0.0:
        return False
    bounds = bounds_of(differences, level)
    return bounds is not None and bounds[0] > 0.0
