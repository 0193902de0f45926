"""What a scenario is, apart from how it is written: one digest of the validated values in base units."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

NOT_IDENTITY = ("name", "description", "evidence")
"""Top-level keys that change no result."""


UNSAID = (("Weather", "forecast"),)
"""Keys that count only where a scenario names them: they came later, and without them it is what it was."""


def scenario_id(scenario: BaseModel, plans: Mapping[str, BaseModel]) -> str:
    """Digest of a scenario and its plans [64 hexadecimal digits].

    Defaults are filled in, quantities are in base units, tables count by their rows, plans by what they come
    to; so ``7 d`` and ``1 week`` are the same, and so is a table that was only rewritten. The order of the
    entries of a named mapping (layers, channels) counts, the order of the keys of a part does not.
    """
    content = {
        "base": content_of(scenario),
        "plans": [[name, content_of(plans[name])] for name in plans],
    }
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(scenario: BaseModel) -> Any:
    """What a scenario says, without its plans and what changes no result, as JSON can hold it."""
    content = canonical(scenario)
    kept = {key: value for key, value in content.items() if key not in NOT_IDENTITY}
    compare = kept.get("compare")
    if isinstance(compare, dict):
        kept["compare"] = {key: value for key, value in compare.items() if key != "plans"}
    return kept


def canonical(value: Any) -> Any:
    """A value as JSON can hold it, the same for equal values: named mappings become lists of pairs."""
    if isinstance(value, BaseModel):
        part = type(value).__name__
        said = {name: getattr(value, name) for name in type(value).model_fields}
        return {name: canonical(one) for name, one in said.items() if one is not None or (part, name) not in UNSAID}
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


def differing(one: Any, other: Any) -> list[str]:
    """Dotted key paths at which what two scenarios say differs, in the order of the second.

    Parameters
    ----------
    one, other : as `content_of` writes them
    """
    return list(_differing(one, other, ""))


def _differing(one: Any, other: Any, path: str) -> Iterator[str]:
    if one == other:
        return
    mine, others = _named(one), _named(other)
    if isinstance(one, dict) and isinstance(other, dict):
        mine, others = ({key: known.get(key) for key in (one | other)} for known in (one, other))
    if mine is None or others is None or mine.keys() != others.keys() or _order(one) != _order(other):
        yield path
        return
    for key, value in others.items():
        yield from _differing(mine[key], value, f"{path}.{key.rstrip('_')}".lstrip("."))


def _order(value: Any) -> list[str]:
    """The order of a named mapping's entries, which counts; none for a part, whose keys have none."""
    return [] if isinstance(value, dict) else [pair[0] for pair in value]


def _named(value: Any) -> dict[str, Any] | None:
    """A part or a named mapping by its keys; None for anything else."""
    if isinstance(value, dict):
        return value
    is_mapping = isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value
    )
    return dict(value) if is_mapping else None
