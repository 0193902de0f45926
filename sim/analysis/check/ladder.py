"""The ladder: the same numbers, the same but for rounding, the same within a margin, or not.

Each rung is asked only if the one before did not decide. What is not shown to be the same is not called so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from sim.analysis.check.baseline import Baseline, Kept, KeptPlan, Told
from sim.analysis.check.events import Parting, first_parting
from sim.analysis.check.taken import OF_MEAN, OF_SPREAD, Taken, digest_of, told
from sim.analysis.decide.equivalence import Equivalence, holm, paired_tost, verdict_of
from sim.analysis.registry import Values
from sim.analysis.statistics import mean_of, spread_of, student_quantile

Verdict = Literal[
    "identical", "round-off", "equivalent", "drift", "inconclusive", "stale", "missing", "unsound", "broken", "holds"
]

ROUND_OFF = 1e-9
"""Numbers that differ by no more than this share differ by rounding."""
ALPHA = 0.05
"""Chance that any verdict of a check on changed numbers is wrong."""
UNDEFINED_APART = 0.02
"""Share of replications that may have a value where they had none, or the other way round."""
EVENTS, OUTCOMES = "events", "all numbers"
"""What is compared beside metrics: what happened, and every number that a run leaves."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one metric of one plan stands.

    Parameters
    ----------
    old, new : means
    low, high : interval of the difference, None without one
    margin : differences no larger than this count as none
    test : of changed numbers; None where another rung decided
    said : more, in words
    """

    plan: str
    metric: str
    unit: str
    verdict: Verdict
    old: float | None = None
    new: float | None = None
    low: float | None = None
    high: float | None = None
    margin: float = 0.0
    test: Equivalence | None = None
    said: str = ""

    @property
    def difference(self) -> float | None:
        """New less old mean."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class Held:
    """What a scenario gives now, held against its baseline.

    Parameters
    ----------
    findings : one for each metric of each plan, and for what is compared beside metrics
    parting : where the runs of the first worlds part, None if they do not
    same_worlds : whether the first world is the one of the baseline
    first : plan and number of the first replication whose numbers differ; None if those with values do not
    """

    findings: tuple[Finding, ...]
    parting: Parting | None
    same_worlds: bool
    first: tuple[str, int] | None = None


def hold(baseline: Baseline, taken: Taken, only: str = "") -> Held:
    """Hold what a scenario gives now against its baseline; digests only where all of its replications were run.

    Parameters
    ----------
    only : the one metric to look at; empty: all, and what happened
    """
    whole = baseline.replications == len(next(iter(taken.plans.values())).outcomes)
    findings = [one for plan, kept in baseline.plans.items() for one in _findings(plan, kept, taken, only)]
    if whole:
        findings += [one for plan, kept in baseline.plans.items() for one in _others(plan, kept, taken, only)]
    if only:
        return Held(tuple(findings), None, True)
    parting = first_parting(
        {name: plan.days for name, plan in baseline.plans.items()},
        {name: plan.lines for name, plan in baseline.plans.items()},
        taken.journal,
    )
    rounded = any(one.verdict == "round-off" for one in findings)
    for name, plan in baseline.plans.items() if whole else ():
        verdict: Verdict = "identical"
        if digest_of(taken.plans[name]) != plan.outcomes:
            verdict = "round-off" if rounded else "equivalent"
        findings.append(Finding(name, OUTCOMES, "", verdict))
    same_worlds = baseline.worlds == taken.worlds
    same = parting is None and same_worlds
    findings.append(Finding("" if parting is None else parting.plan, EVENTS, "", "identical" if same else "equivalent"))
    for replication, wrong in taken.failures.items():
        findings.append(Finding("", f"replication {replication}", "", "drift", said=wrong))
    return Held(tuple(findings), parting, same_worlds, _first_world(baseline, taken))


def _first_world(baseline: Baseline, taken: Taken) -> tuple[str, int] | None:
    """The plan and the number of the first replication in which any metric with values differs."""
    found = []
    for plan, kept in baseline.plans.items():
        for name, one in kept.metrics.items():
            if name in taken.measures:
                values = taken.values(plan, name)
                count = min(len(values), len(one.values))
                old, new = one.values[:count], values[:count]
                apart = np.flatnonzero((old != new) & ~(np.isnan(old) & np.isnan(new)))
                found += [(int(number), plan) for number in apart[:1]]
    return min(found)[::-1] if found else None


def _findings(plan: str, kept: KeptPlan, taken: Taken, only: str) -> Iterator[Finding]:
    """Metrics of which all values are kept."""
    for name, one in kept.metrics.items():
        if only in ("", name):
            if name not in taken.measures:
                yield Finding(plan, name, one.unit, "drift", one.mean, said="the metric is gone")
            else:
                yield compared(plan, name, one, taken.values(plan, name))


def _others(plan: str, kept: KeptPlan, taken: Taken, only: str) -> Iterator[Finding]:
    """Metrics of which only the mean and a digest are kept, where they are not the same."""
    nothing = Told(0.0, "")
    for name, measure in taken.measures.items():
        if name in kept.metrics or measure.district is not None or only not in ("", name):
            continue
        values, other = taken.values(plan, name), kept.others.get(name, nothing)
        if told(values).digest != other.digest and not (other is nothing and not np.any(values != 0.0)):
            yield _apart(plan, name, measure.unit, other, values)
    for name, lost in kept.others.items():
        if name not in taken.measures and only in ("", name):
            yield Finding(plan, name, "", "drift", lost.mean, said="the metric is gone")


def compared(plan: str, name: str, kept: Kept, values: Values) -> Finding:
    """One metric, replication by replication, in as many as both have."""
    count = min(len(kept.values), len(values))
    old, new = kept.values[:count], values[:count]
    means = mean_of(old[np.isfinite(old)]), mean_of(new[np.isfinite(new)])
    plain = Finding(plan, name, kept.unit, "identical", *means, margin=kept.margin)
    if np.array_equal(old, new, equal_nan=True):
        return plain
    if _differ_by_rounding(old, new):
        return _with(plain, "round-off")
    both = np.isfinite(old) & np.isfinite(new)
    lost = float(np.mean(np.isfinite(old) != np.isfinite(new)))
    if lost > UNDEFINED_APART:
        return _with(plain, "drift", said=f"defined in other replications ({lost:.0%} of them)")
    test = paired_tost(new[both] - old[both], kept.margin, ALPHA)
    return _with(plain, settled(test), test=test, low=test.low, high=test.high)


_VERDICTS: dict[str, Verdict] = {"equivalent": "equivalent", "different": "drift", "open": "inconclusive"}


def settled(test: Equivalence) -> Verdict:
    """What a test of changed numbers comes to."""
    return _VERDICTS[test.verdict]


def _differ_by_rounding(old: Values, new: Values) -> bool:
    """True if both are undefined, or never, in the same replications, and finite numbers all but the same."""
    known = np.isfinite(old)
    if not np.array_equal(old[~known], new[~known], equal_nan=True) or not np.all(np.isfinite(new[known])):
        return False
    return bool(np.all(np.abs(new[known] - old[known]) <= ROUND_OFF * np.abs(old[known])))


def _apart(plan: str, name: str, unit: str, other: Told, values: Values) -> Finding:
    """A changed metric of which no values are kept: means of independent samples, which is on the safe side.

    The spread is the present one, for then as well; on the same worlds the true error is smaller.
    """
    known = values[np.isfinite(values)]
    mean, spread = mean_of(known), spread_of(known)
    said = "only its mean is kept"
    if other.mean is None or mean is None or spread is None:
        same = other.mean == mean
        return Finding(plan, name, unit, "inconclusive" if same else "drift", other.mean, mean, said=said)
    margin = max(OF_MEAN * abs(other.mean), OF_SPREAD * spread)
    difference = mean - other.mean
    if abs(difference) <= ROUND_OFF * abs(other.mean):
        return Finding(plan, name, unit, "round-off", other.mean, mean, margin=margin, said=said)
    freedom = 2 * len(known) - 2
    width = student_quantile(1.0 - ALPHA, freedom) * spread * math.sqrt(2.0 / len(known))
    bounds = difference - width, difference + width
    inside, outside = max(map(abs, bounds)) <= margin, min(bounds) > margin or max(bounds) < -margin
    verdict: Verdict = "equivalent" if inside else "drift" if outside else "inconclusive"
    return Finding(plan, name, unit, verdict, other.mean, mean, *bounds, margin, said=said)


def corrected(findings: Mapping[tuple[str, int], Finding]) -> dict[tuple[str, int], Finding]:
    """Verdicts of tests again, so that they hold together: the more that are asked, the more each has to show.

    Parameters
    ----------
    findings : (scenario, place) -> a finding, of a whole check
    """
    tested = {key: one.test for key, one in findings.items() if one.test is not None}
    same = holm([test.p_equivalent for test in tested.values()])
    other = holm([test.p_different for test in tested.values()])
    return {
        key: _with(findings[key], _VERDICTS[verdict_of(*p_values, ALPHA)])
        for key, p_values in zip(tested, zip(same, other, strict=True), strict=True)
    }


def _with(finding: Finding, verdict: Verdict, **more: Any) -> Finding:
    return replace(finding, verdict=verdict, **more)
