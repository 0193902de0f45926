"""An exploration as JSON and as rows: the study, the futures, and everything that was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.analysis.explore.findings import BreakEven, Findings, Looked
from sim.analysis.explore.futures import Tried, beyond, held_against, mean_and_error
from sim.analysis.explore.rules import Discovery, Rule
from sim.present.as_json import Context, finite
from sim.present.caution import CAUTION, sensitivity
from sim.present.explore.words import break_even_sentences, headline_of, limits_of, rule_sentence

SCHEMA = "hearthline.explore/1"


def explored_json(tried: Tried, findings: Findings, warnings: tuple[str, ...], context: Context) -> dict[str, Any]:
    """Everything as plain values: no NaN, null only, keys in a fixed order."""
    return {
        "schema": SCHEMA,
        "scenario": context.scenario,
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "replications": context.replications,
        "confidence": findings.confidence,
        "versions": dict(context.versions),
        "rng": context.rng,
        "sensitivity": sensitivity(public=False),
        "caution": CAUTION,
        "warnings": list(warnings),
        "study": tried.study.model_dump(mode="json", by_alias=True, exclude_none=True),
        "plan": tried.plan,
        "reference": tried.reference,
        "metric": {"name": tried.measure.name, "unit": tried.measure.unit, "direction": tried.measure.direction},
        "headline": headline_of(tried, findings),
        "level": _looked(tried, findings.level),
        "difference": None if findings.difference is None else _looked(tried, findings.difference),
        "failures": None if findings.discovery is None else _discovery(tried, findings.discovery, findings.close),
        "break_even": None if findings.break_even is None else _break_even(tried, findings),
        "futures": [dict(one) for one in tried.settings],
    }


def _looked(tried: Tried, looked: Looked) -> dict[str, Any]:
    found, noise = looked.sensitivity, looked.noise
    fields = ("main", "main_half", "total", "total_half", "sigma", "luck", "is_clear")
    indices = {
        key: {name: finite(getattr(one, name)) for name in fields}
        for key, one in zip(tried.keys, found.indices, strict=False)
    }
    chance = None if noise is None else {name: getattr(noise, name) for name in ("between", "within", "left", "share")}
    return {
        "method": found.method,
        "indices": indices,
        "floor": found.floor,
        "why_not": found.why_not,
        "chance": chance,
    }


def _discovery(tried: Tried, found: Discovery, close: int) -> dict[str, Any]:
    return {
        "futures": found.points,
        "failures": found.failures,
        "failures_of_reference": found.of_reference,
        "close_to_the_limit": close,
        "why_not": found.why_not,
        "rules": [_rule(tried, rule, found.failures) for rule in found.rules],
        "coverage_together": found.together,
    }


def _rule(tried: Tried, rule: Rule, failures: int) -> dict[str, Any]:
    limits = {}
    for place, side in enumerate(rule.box):
        if side.is_open:
            continue
        found = tried.inputs[place]
        among = None if side.among is None else [found.said(one) for one in sorted(side.among)]
        limits[tried.keys[place]] = {
            "low": finite(side.low),
            "high": finite(side.high),
            "among": among,
            "unit": found.unit,
            "quasi_p": rule.quasi_p[place],
        }
    return {
        "sentence": rule_sentence(tried, rule, failures),
        "words": limits_of(tried, rule.box),
        "limits": limits,
        "inside": rule.inside,
        "failing": rule.failing,
        "density": rule.density,
        "coverage": rule.coverage,
        "stability": dict(zip(tried.keys, rule.stability, strict=True)),
        "chance": rule.chance,
    }


def _break_even(tried: Tried, findings: Findings) -> dict[str, Any]:
    found = findings.break_even
    assert isinstance(found, BreakEven)
    surface = found.surface
    drawn = None
    if surface is not None:
        below, above, neither = surface.shares(findings.confidence)
        drawn = {
            "first": surface.first.tolist(),
            "second": surface.second.tolist(),
            "heights": surface.heights.tolist(),
            "share_below_zero": surface.below.tolist(),
            "futures_below_zero": dict(zip(("count", "right"), surface.below_zero, strict=True)),
            "futures_above_zero": dict(zip(("count", "right"), surface.above_zero, strict=True)),
            "foretold": surface.told,
            "surely_below": below,
            "surely_above": above,
            "neither": neither,
            "crossing": surface.crossing,
            "crossing_low": surface.crossing_low,
            "crossing_high": surface.crossing_high,
        }
    return {
        "inputs": [tried.keys[place] for place in found.places],
        "why_not": found.why_not,
        "sentences": list(break_even_sentences(tried, findings)),
        "surface": drawn,
    }


def explored_rows(tried: Tried) -> Iterator[dict[str, Any]]:
    """One row per future, plan and metric: what is set, mean, standard error, difference from the reference."""
    standard = tried.study.standard
    fails = None
    if standard is not None:
        mean, _ = held_against(tried, standard)
        fails = beyond(standard, mean) > 0.0
    for plan, metrics in tried.values.items():
        for name, values in metrics.items():
            mean, error = mean_and_error(values)
            less, doubt = mean_and_error(values - tried.values[tried.reference][name])
            is_judged = fails is not None and plan == tried.plan and name == tried.measure.name
            for number, settings in enumerate(tried.settings):
                row: dict[str, Any] = {"future": number, **settings, "plan": plan, "metric": name}
                row |= {"unit": tried.measures[name].unit, "mean": mean[number], "error": error[number]}
                is_other = plan != tried.reference
                row["difference"] = less[number] if is_other else None
                row["difference_error"] = doubt[number] if is_other else None
                row["fails"] = str(bool(fails[number])).lower() if is_judged and fails is not None else ""
                yield {key: _number(value) for key, value in row.items()}


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, np.floating) else value
