"""Stored results of a scenario: one JSON file, sorted keys, numbers as they are, sealed by a digest of its content."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.registry import Values
from sim.errors import StorageError, UsageError, escape

SCHEMA = "hearthline.baseline/1"
"""Format of the files; another one is refused, never read as something else."""
NEVER = "never"
"""Stands for a time that never comes."""
LARGEST = 10_000_000
"""No baseline is as large [bytes]."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A metric of a plan with all its values.

    Parameters
    ----------
    mean, sd, p05, median, p95 : over the replications in which it has a finite value; None without any
    margin : differences of the mean no larger than this count as none
    values : of each replication, shape (n,); nan undefined, infinite never
    """

    unit: str
    mean: float | None
    sd: float | None
    p05: float | None
    median: float | None
    p95: float | None
    margin: float
    values: Values


@dataclass(frozen=True, slots=True)
class Told:
    """A metric of a plan of which only the mean and a digest of the values are kept."""

    mean: float | None
    digest: str


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """What a plan gives.

    Parameters
    ----------
    metrics : those with all their values
    others : all others but those that are told by district; one that is not there is 0 in all replications
    outcomes : digest of all totals, days and series of all replications
    days : of the first replications, digests of what happened on each day
    lines : fingerprints of the first lines of the journal of the first replication
    """

    metrics: Mapping[str, Kept]
    others: Mapping[str, Told]
    outcomes: str
    days: tuple[str, ...]
    lines: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the history.

    Parameters
    ----------
    date, commit, reason : when it was stored, at which state of the code, and why
    old, new : digests of the results before and after; `old` is empty for the first
    moved : what changed most, in words
    """

    date: str
    commit: str
    reason: str
    old: str
    new: str
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """Stored results of a scenario.

    Parameters
    ----------
    scenario : the scenario file as seen from the folder of the baseline
    scenario_id : digest of the scenario and its plans
    luck : name of the random number scheme
    worlds : digest of the first world
    environment : versions with which it was stored; they decide nothing
    """

    scenario: str
    scenario_id: str
    luck: str
    seed: int
    replications: int
    worlds: str
    plans: Mapping[str, KeptPlan]
    environment: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Change, ...] = ()

    @property
    def results(self) -> str:
        """Digest of what the scenario gives."""
        plans = {name: _plan_json(plan) for name, plan in self.plans.items()}
        return _digest({"plans": plans, "worlds": self.worlds})

    def with_history(self, history: tuple[Change, ...]) -> Baseline:
        """The same results with another history."""
        return replace(self, history=history)


def short(digest: str) -> str:
    """A digest as people see it."""
    return digest[:12]


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline; what was there is replaced whole or not at all.

    Raises
    ------
    StorageError
        If it cannot be written.
    """
    text = _text(_content(baseline))
    half = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="ascii")
        half.replace(file)
    except OSError as problem:
        raise StorageError(f"cannot write {escape(str(file))}: {problem.strerror or problem}") from problem


class UnsoundBaselineError(UsageError):
    """A file that is no baseline any more: cut off, edited by hand, or of another format."""


def read_baseline(file: Path) -> Baseline:
    """Read a baseline.

    Raises
    ------
    StorageError
        If the file cannot be read.
    UnsoundBaselineError
        If it was edited, is damaged, or has another format.
    """
    try:
        text = file.read_text(encoding="utf-8") if file.stat().st_size < LARGEST else ""
    except OSError as problem:
        raise StorageError(f"cannot read {escape(str(file))}: {problem.strerror or problem}") from problem
    except UnicodeDecodeError:
        text = ""
    try:
        content = json.loads(text)
        seal = content.pop("digest")
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        raise UnsoundBaselineError("it is no baseline: no JSON, cut off, or without its digest") from None
    if content.get("schema") != SCHEMA:
        raise UnsoundBaselineError(
            f"its format is {escape(repr(content.get('schema')))[:60]}, this version reads {SCHEMA}"
        )
    if seal != _digest(content) or text != _text(content):
        raise UnsoundBaselineError("it was edited or damaged: its digest does not fit its content")
    try:
        return _baseline(content)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnsoundBaselineError("parts of it are missing") from None


def _content(baseline: Baseline) -> dict[str, Any]:
    plain = {name: getattr(baseline, name) for name in ("scenario", "scenario_id", "luck", "seed", "replications")}
    return plain | {
        "schema": SCHEMA,
        "worlds": baseline.worlds,
        "plans": {name: _plan_json(plan) for name, plan in baseline.plans.items()},
        "order": list(baseline.plans),
        "environment": dict(baseline.environment),
        "history": [asdict(change) | {"moved": list(change.moved)} for change in baseline.history],
    }


def _plan_json(plan: KeptPlan) -> dict[str, Any]:
    return {
        "metrics": {name: _kept_json(one) for name, one in plan.metrics.items()},
        "others": {name: [one.digest, one.mean] for name, one in plan.others.items()},
        "outcomes": plan.outcomes,
        "days": list(plan.days),
        "lines": plan.lines,
    }


def _kept_json(kept: Kept) -> dict[str, Any]:
    plain = {name: getattr(kept, name) for name in ("unit", "mean", "sd", "p05", "median", "p95", "margin")}
    return plain | {"values": [_number_json(value) for value in kept.values.tolist()]}


def _number_json(value: float) -> float | int | str | None:
    """A value as JSON can hold it, exactly; whole numbers without their point."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return NEVER
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _values(told: list[Any]) -> Values:
    numbers = [math.nan if one is None else math.inf if one == NEVER else float(one) for one in told]
    return np.array(numbers, dtype=np.float64)


def _baseline(content: Mapping[str, Any]) -> Baseline:
    plain = {name: content[name] for name in ("scenario", "scenario_id", "luck", "seed", "replications", "worlds")}
    return Baseline(
        **plain,
        plans={name: _plan(content["plans"][name]) for name in content["order"]},
        environment=content["environment"],
        history=tuple(Change(**{**one, "moved": tuple(one["moved"])}) for one in content["history"]),
    )


def _plan(content: Mapping[str, Any]) -> KeptPlan:
    return KeptPlan(
        metrics={name: Kept(**{**one, "values": _values(one["values"])}) for name, one in content["metrics"].items()},
        others={name: Told(mean, digest) for name, (digest, mean) in content["others"].items()},
        outcomes=content["outcomes"],
        days=tuple(content["days"]),
        lines=content["lines"],
    )


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(content: dict[str, Any]) -> str:
    """The whole file, with the digest of all else in it."""
    return _lines(content | {"digest": _digest(content)}) + "\n"


def _lines(content: Any, indent: str = "") -> str:
    """JSON with a line for each key, and lists of plain values on one line, so that differences can be read."""
    if isinstance(content, dict) and content:
        inner = indent + " "
        rows = [f"{inner}{json.dumps(key)}: {_lines(content[key], inner)}" for key in sorted(content)]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(content, list) and any(isinstance(one, dict | str) for one in content):
        inner = indent + " "
        return "[\n" + ",\n".join(inner + _lines(one, inner) for one in content) + f"\n{indent}]"
    return json.dumps(content, allow_nan=False, separators=(",", ":"))
