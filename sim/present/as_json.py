"""A comparison as JSON, the format ``hearthline.compare/1`` that other tools read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.aid import AidLine
from sim.analysis.answer import Comparison, Difference, Ledger, Part
from sim.analysis.ledger import UNIT, accounts_of
from sim.present.caution import CAUTION, sensitivity
from sim.present.precisely import said_of_precision

SCHEMA = "hearthline.compare/1"


@dataclass(frozen=True, slots=True)
class Context:
    """Where results come from.

    Parameters
    ----------
    scenario : its title
    scenario_id : digest of scenario and plans
    versions : package -> version
    rng : name of the random number scheme
    precision : whether results are as precise as was asked for, said below every figure; empty if nobody asked
    """

    scenario: str
    scenario_id: str
    seed: int
    replications: int
    versions: Mapping[str, str]
    rng: str
    precision: str = ""


def comparison_json(comparison: Comparison, context: Context) -> dict[str, Any]:
    """A comparison as plain values for JSON: no NaN, null only, keys in a fixed order.

    Warnings are banners, units unspent, and replications that failed.
    """
    return {
        "schema": SCHEMA,
        "scenario": context.scenario,
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "replications": context.replications,
        "confidence": comparison.confidence,
        "reference": comparison.reference,
        "versions": dict(context.versions),
        "rng": context.rng,
        "sensitivity": sensitivity(comparison.public),
        "caution": CAUTION,
        "warnings": warnings_of(comparison),
        "plans": {plan: _plan(comparison, plan) for plan in comparison.plans},
        "differences": {
            plan: {name: _difference(found[name]) for name in _ordered(comparison)}
            for plan, found in comparison.differences.items()
        },
        "best": {name: list(comparison.best[name]) for name in _ordered(comparison) if name in comparison.best},
        "same_aid": True if comparison.same_aid is None else comparison.same_aid,
        "headline": comparison.headline,
        **_precision(comparison),
        "ledger": _ledger(comparison.ledger),
        **_equivalents(comparison),
    }


def _ledger(ledger: Ledger) -> dict[str, Any]:
    """Both accounts of the ledger: plan -> line -> mean, and difference from the reference."""
    accounts = {
        f"by_{name}": {
            "plans": {plan: _parts(lines) for plan, lines in account.means.items()},
            "differences": {plan: _parts(lines) for plan, lines in account.differences.items()},
        }
        for name, account, _ in accounts_of(ledger)
    }
    return {"unit": UNIT, "below_c": ledger.level_c, **accounts}


def _parts(lines: Mapping[str, Part]) -> dict[str, Any]:
    return {line: _part(part) for line, part in lines.items()}


def _equivalents(comparison: Comparison) -> dict[str, Any]:
    """Factors of aid by plan, if they were asked for."""
    found = {
        plan: {**_plain({key: getattr(one, key) for key in ("factor", "ci_low", "ci_high")}), "reason": one.reason}
        for plan, one in comparison.equivalents.items()
    }
    return {"aid_equivalent": {"metric": comparison.headline_metrics[0], "plans": found}} if found else {}


def _precision(comparison: Comparison) -> dict[str, Any]:
    """How precise it is, if that was asked for."""
    found = comparison.precision
    if found is None:
        return {}
    checks = [asdict(check) for check in found.checks]
    numbers = {"replications": found.replications, "max_replications": found.most}
    return {"precision": {"asked": list(found.asked), "reached": found.is_reached, **numbers, "checks": checks}}


def json_text(content: Mapping[str, Any]) -> str:
    """JSON in ASCII with a line end: the same bytes on every machine."""
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def warnings_of(comparison: Comparison) -> list[str]:
    """Everything that must be said above a result, each once."""
    said = [*comparison.banners, *comparison.unspent]
    if comparison.precision is not None and not comparison.precision.is_reached:
        said.append(said_of_precision(comparison))
    if comparison.failures:
        count = len(comparison.failures)
        first = next(iter(comparison.failures.items()))
        said.append(
            f"{count} of {comparison.replications} replications failed and are left out of every plan; "
            f"the first is {first[0]}: {first[1]}."
        )
    return list(dict.fromkeys(said))


def _ordered(comparison: Comparison) -> Iterable[str]:
    """Names of metrics, those of the headline first."""
    return dict.fromkeys([*comparison.headline_metrics, *comparison.metrics])


def _plan(comparison: Comparison, plan: str) -> dict[str, Any]:
    metrics = {}
    for name in _ordered(comparison):
        measure = comparison.metrics[name]
        summary = comparison.summaries[plan][name]
        metrics[name] = {"unit": measure.unit, "direction": measure.direction, **_plain(asdict(summary))}
    return {
        "metrics": metrics,
        "aid": {item: _aid(line, comparison.public) for item, line in comparison.aid[plan].items()},
    }


def _aid(line: AidLine, public: bool) -> dict[str, float | None]:
    """Where the units of an item went."""
    return _plain({name: getattr(line, name) for name in line.shown_fields(public)})


def _difference(found: Difference) -> dict[str, Any]:
    return {
        **_plain({key: getattr(found, key) for key in ("mean", "sd", "ci_low", "ci_high", "p_better")}),
        "earliness": _part(found.earliness),
        "cadence": _part(found.cadence),
        "split": found.split,
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else _plain(asdict(part))


def _plain(values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Numbers for JSON: what is not finite is null."""
    return {key: finite(value) for key, value in values.items()}


def finite(value: Any) -> Any:
    """A value as JSON has it: null in place of a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
