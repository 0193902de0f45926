"""Two stored baselines held against each other; nothing is run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.analysis.check.baseline import Baseline, KeptPlan, UnsoundBaselineError, read_baseline
from sim.analysis.check.ladder import EVENTS, OUTCOMES, ROUND_OFF, Finding, Verdict, compared
from sim.errors import UsageError, escape
from sim.present.check.places import Pair
from sim.present.check.report import Checked, Report
from sim.present.verbs import versions


def differences_of(before: Path, after: Path, only: Sequence[str], fail_on: tuple[Verdict, ...]) -> Report:
    """What differs between two baselines, or between those of the same names in two folders.

    Raises
    ------
    UsageError
        If there is nothing to compare.
    """
    for place in (before, after):
        if not place.exists():
            raise UsageError(f"{escape(str(place))}: there is no such baseline or folder")
    if before.is_dir() != after.is_dir():
        raise UsageError("--diff compares two files or two folders, not a file with a folder")
    wanted = {one.partition(":")[0]: one.partition(":")[2] for one in only}
    names = {file.name for folder in (before, after) for file in folder.glob("*.json")} if before.is_dir() else {""}
    found = []
    for name in sorted(names):
        one, other = (before / name, after / name) if name else (before, after)
        if not wanted or other.stem in wanted:
            found.append(_checked(one, other, wanted.get(other.stem, "")))
    if not found:
        raise UsageError("there is no baseline to compare")
    return Report(tuple(found), fail_on, versions())


def _checked(before: Path, after: Path, metric: str) -> Checked:
    pair = Pair(before, after)
    gone = [file for file in (before, after) if not file.exists()]
    if gone:
        said = f"{'added' if gone[0] == before else 'taken away'}: only one of the two has it"
        return Checked(pair, (Finding("", "", "", "missing", said=said),), (said,))
    try:
        one, other = read_baseline(before), read_baseline(after)
    except UnsoundBaselineError as error:
        return Checked(pair, (Finding("", "", "", "unsound", said=str(error)),), (str(error),))
    findings = [found for plan in one.plans for found in _findings(plan, one, other, metric)]
    return Checked(pair, tuple(findings), _said(one, other), min(one.replications, other.replications))


def _said(one: Baseline, other: Baseline) -> tuple[str, ...]:
    said = [] if one.scenario_id == other.scenario_id else ["The scenario is not the same in both."]
    said += [f"{change.date} {change.commit}: {change.reason}" for change in other.history[len(one.history) :]]
    return tuple(said)


def _findings(plan: str, one: Baseline, other: Baseline, metric: str) -> Iterator[Finding]:
    before, after = one.plans[plan], other.plans.get(plan)
    if after is None:
        yield Finding(plan, OUTCOMES, "", "drift", said="the plan is gone")
        return
    for name, kept in before.metrics.items():
        if metric not in ("", name):
            continue
        if name in after.metrics:
            yield compared(plan, name, kept, after.metrics[name].values)
        else:
            yield Finding(plan, name, kept.unit, "missing", kept.mean, said="only one of the two keeps it")
    if not metric:
        yield from _others(plan, before, after)


def _others(plan: str, before: KeptPlan, after: KeptPlan) -> Iterator[Finding]:
    """Metrics of which only a mean is kept, what happened, and all numbers: the same, or not."""
    for name in sorted(before.others.keys() | after.others.keys()):
        old, new = before.others.get(name), after.others.get(name)
        if old != new:
            means = [0.0 if one is None else one.mean for one in (old, new)]
            yield Finding(plan, name, "", "equivalent" if _close(*means) else "inconclusive", means[0], means[1])
    for what, same in ((OUTCOMES, before.outcomes == after.outcomes), (EVENTS, before.days == after.days)):
        yield Finding(plan, what, "", "identical" if same else "equivalent")


def _close(old: float | None, new: float | None) -> bool:
    """True for means that are the same but for rounding."""
    if old is None or new is None:
        return old == new
    return math.isclose(old, new, rel_tol=ROUND_OFF)
