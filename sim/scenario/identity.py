"""What a scenario is, apart from how it is written: one digest of the validated values in base units."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

NOT_IDENTITY = ("name", "description", "evidence")
"""Top-level keys that change no result."""


def scenario_id(scenario: BaseModel, plans: Mapping[str, BaseModel]) -> str:
    """Digest of a scenario and its plans [64 hexadecimal digits].

    Defaults are filled in, quantities are in base units, tables count by their rows, plans by what they come
    to; so ``7 d`` and ``1 week`` are the same, and so is a table that was only rewritten. The order of the
    entries of a named mapping (layers, channels) counts, the order of the keys of a part does not.
    """
    content = {
        "base": _without_plans(scenario),
        "plans": [[name, _without_plans(plans[name])] for name in plans],
    }
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _without_plans(scenario: BaseModel) -> Any:
    content = canonical(scenario)
    kept = {key: value for key, value in content.items() if key not in NOT_IDENTITY}
    compare = kept.get("compare")
    if isinstance(compare, dict):
        kept["compare"] = {key: value for key, value in compare.items() if key != "plans"}
    return kept


def canonical(value: Any) -> Any:
    """A value as JSON can hold it, the same for equal values: named mappings become lists of pairs."""
    if isinstance(value, BaseModel):
        return {name: canonical(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return [[canonical(key), canonical(child)] for key, child in value.items()]
    if isinstance(value, list | tuple):
        return [canonical(child) for child in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return canonical(list(asdict(value).items()))
    return value + 0.0 if isinstance(value, float) else value
