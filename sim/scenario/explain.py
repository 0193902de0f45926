"""Where a value comes from: what it means, who said it, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem, ScenarioError
from sim.scenario.load import LoadedScenario
from sim.scenario.roles import ROLES
from sim.scenario.shape import Slot, file_key, top
from sim.scenario.source import find, values
from sim.units import nearest


@dataclass(frozen=True, slots=True)
class Explanation:
    """One key of a scenario, explained.

    Parameters
    ----------
    key : dotted key path
    value : in base units; a part of a scenario stays a part
    written : the value as a file would write it, shortest form
    unit : base unit of `value`, empty if none
    origin : ``file:line``, or ``default``
    meaning : what the key is
    role : face, choose or fixed, with its meaning
    source : what `evidence` says about it, empty if nothing
    confidence : quoted, derived, assumption, or empty
    evidence_key : key path of the entry of `evidence` that covers it, empty if none
    """

    key: str
    value: Any
    written: str
    unit: str
    origin: str
    meaning: str
    role: str
    source: str = ""
    confidence: str = ""
    evidence_key: str = ""

    def __str__(self) -> str:
        lines = [f"{self.key} = {self.written}", f"  from     {self.origin}"]
        lines += [f"  meaning  {self.meaning}"] if self.meaning else []
        lines += [f"  role     {self.role}"] if self.role else []
        if self.source:
            lines.append(f"  source   {self.source} ({self.confidence}; evidence for {self.evidence_key})")
        return "\n".join(lines)


def explain(loaded: LoadedScenario, key: str) -> Explanation:
    """What a key is, what it holds and where that comes from.

    Parameters
    ----------
    loaded : a valid scenario
    key : dotted key path, for example ``repair.alert.settle_in``

    Raises
    ------
    ScenarioError
        If there is no such key; names the nearest one.
    """
    value, slot = _follow(loaded.scenario, key)
    quantity = slot.quantity()
    node = find(loaded.tree, tuple(key.split(".")))
    if isinstance(value, BaseModel | dict | tuple) or quantity is None:
        written = _written(values(node)) if node else _written(value)
    else:
        written = "nothing" if value is None else quantity.write(value)
    role = f"{slot.role} ({ROLES[slot.role]})" if slot.role else ""
    evidence_key = _evidence_for(key, list(loaded.scenario.evidence))
    evidence = loaded.scenario.evidence.get(evidence_key)
    return Explanation(
        key=key,
        value=value,
        written=written,
        unit=quantity.unit if quantity else "",
        origin=loaded.origin(key),
        meaning=slot.meaning,
        role=role,
        source=evidence.from_ if evidence else "",
        confidence=evidence.confidence if evidence else "",
        evidence_key=evidence_key,
    )


def _follow(scenario: BaseModel, key: str) -> tuple[Any, Slot]:
    """Value and slot of a key path."""
    value: Any = scenario
    slot = top(type(scenario))
    done: list[str] = []
    for word in key.split("."):
        known = _children(value)
        below = slot.below(word)
        if word not in known or below is None:
            hint = nearest(word, list(known)) or (f"known: {', '.join(known)}" if known else "")
            raise ScenarioError([Problem(f"there is no key '{'.'.join([*done, word])}'", hint=hint)])
        value, slot = known[word], below
        done.append(word)
    return value, slot


def _children(value: Any) -> dict[str, Any]:
    """What stands below a value, by the keys of a file."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return {file_key(name, field): getattr(value, name) for name, field in fields}
    return {str(key): child for key, child in value.items()} if isinstance(value, dict) else {}


def _written(value: Any) -> str:
    """A value as a file would write it on one line."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(child) for child in value) + "]"
    return {None: "nothing", True: "true", False: "false"}[value] if value in (None, True, False) else str(value)


def _evidence_for(key: str, known: list[str]) -> str:
    """The longest entry of `evidence` that covers a key, empty if none does."""
    covering = [entry for entry in known if key == entry or key.startswith(entry + ".")]
    return max(covering, key=len, default="")
