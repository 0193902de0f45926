"""Where a value comes from: what it means, who said it, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem, ScenarioError
from sim.hints import joined, nearest_or_known
from sim.scenario.evidence import evidence_for, is_replaced, place_of, places_of
from sim.scenario.load import LoadedScenario
from sim.scenario.merge import EXTENDS
from sim.scenario.roles import ROLES
from sim.scenario.shape import Path, Slot, allowed_words, dotted, file_key, keys_below, top
from sim.scenario.source import Node, find, values
from sim.units import plain

WIDEST_KEY = 15
"""Column of the keys at the top of a scenario."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One key of a scenario, explained.

    Parameters
    ----------
    key : dotted key path
    value : in base units; a part of a scenario stays a part
    written : the value as a file would write it, shortest form; a table by the name of its file
    unit : base unit of `value`, empty if none
    origin : ``file:line``, or ``default``; several where a part is put together from several files
    meaning : what the key is
    role : face, choose or fixed, with its meaning
    source : what `evidence` says about it, empty if nothing
    confidence : quoted, derived, assumption, or empty
    evidence_key : key path of the entry of `evidence` that covers it, empty if none
    outdated : ``file:line`` of an entry that covers it and was written for the value it has there, empty if none
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
    outdated: str = ""

    def __str__(self) -> str:
        lines = [f"{self.key} = {self.written}", f"  from     {self.origin}"]
        lines += [f"  meaning  {self.meaning}"] if self.meaning else []
        lines += [f"  role     {self.role}"] if self.role else []
        if self.source:
            lines.append(f"  source   {self.source} ({self.confidence}; evidence for {self.evidence_key})")
        if self.outdated:
            lines.append(f"  source   none: the evidence at {self.outdated} is about the value that this one replaces")
        return "\n".join(lines)


def explain(loaded: LoadedScenario, key: str) -> Explanation:
    """What a key is, what it holds and where that comes from.

    Parameters
    ----------
    loaded : a valid scenario
    key : dotted key path, for example ``repair.alert.settle_in`` or ``city.districts[1].people``, counted from 1

    Raises
    ------
    ScenarioError
        If there is no such key; names the nearest one.
    """
    if key == "extends":
        return _explain_extends(loaded)
    path, value, slot = _follow(loaded.scenario, key)
    quantity = slot.quantity()
    node = find(loaded.tree, path)
    known = loaded.scenario.evidence
    evidence_key = evidence_for(key, known) if node is not None or value is not None else ""
    entry = find(loaded.tree, ("evidence", evidence_key))
    part = find(loaded.tree, tuple(takewhile(lambda key: isinstance(key, str), path)))  # lists are replaced whole
    layers = loaded.sources.layers
    outdated = node is not None and part is not None and entry is not None and is_replaced(part, entry, layers)
    evidence = None if outdated else known.get(evidence_key)
    return Explanation(
        key=key,
        value=value,
        written=_written_at(loaded, key, value, node, slot),
        unit=quantity.unit if quantity else "",
        origin=", ".join(places_of(node, layers)) if node else "default",
        meaning=slot.meaning,
        role=_role(slot),
        source=evidence.from_ if evidence else "",
        confidence=evidence.confidence if evidence else "",
        evidence_key=evidence_key if evidence else "",
        outdated=place_of(entry) if entry and outdated else "",
    )


def outline(loaded: LoadedScenario) -> str:
    """The keys at the top of a scenario, one per line: what each is, and if the files say anything about it."""
    whole = top(type(loaded.scenario))
    found = [("extends", f"{EXTENDS.partition(':')[0]}.", loaded.sources.extends)]
    for key in whole.known_keys():
        slot = whole.below(key)
        found.append((key, slot.meaning if slot else "", find(loaded.tree, (key,))))
    return "\n".join(f"{key:<{WIDEST_KEY}} {meaning}{'' if node else ' (default)'}" for key, meaning, node in found)


def _explain_extends(loaded: LoadedScenario) -> Explanation:
    """The one key that is about files, so that no scenario has it."""
    node = loaded.sources.extends
    named = str(node.value) if node else None
    origin = place_of(node) if node else "default"
    return Explanation("extends", named, named or "nothing", "", origin, EXTENDS, ROLES["fixed"])


def _written_at(loaded: LoadedScenario, key: str, value: Any, node: Node | None, slot: Slot) -> str:
    """The value of a key as a file would write it."""
    if key in loaded.tables:
        table = loaded.tables[key]
        return f"{table.file} ({table.rows} row{'s' if table.rows != 1 else ''})"
    quantity = slot.quantity()
    if isinstance(value, BaseModel | dict | tuple) or quantity is None or value in allowed_words(slot):
        return _written(_with_tables_named(loaded, key, node)) if node else _written(value)
    return "nothing" if value is None else quantity.write(value)


def _with_tables_named(loaded: LoadedScenario, key: str, node: Node) -> object:
    """The plain value of a part, with the names of files in the place of tables."""
    if key in loaded.tables:
        return loaded.tables[key].file
    if isinstance(node.value, dict):
        return {name: _with_tables_named(loaded, f"{key}.{name}", child) for name, child in node.value.items()}
    return values(node)


def _role(slot: Slot) -> str:
    """The role of a key and what that means; of a part whose keys have several all of these."""
    roles = slot.roles()
    if len(roles) > 1:
        return f"{joined(one for one in ROLES if one in roles)}, key by key: plans may differ in what they choose"
    meaning = ROLES.get(slot.role or "", "")
    return meaning if meaning.startswith(f"{slot.role}:") else f"{slot.role} ({meaning})" if meaning else ""


def _follow(scenario: BaseModel, key: str) -> tuple[Path, Any, Slot]:
    """Keys, value and slot of a key path; a name with dots in it is one key."""
    value: Any = scenario
    slot, path, rest = top(type(scenario)), Path(), f".{key}"
    while rest:
        children = _children(value, slot)
        step = max((one for one in children if _begins(rest, one)), key=lambda one: len(str(one)), default=None)
        below = slot.below(step) if step is not None else None
        if step is None or below is None:
            raise _unknown(path, rest, children, slot)
        value, slot, path = children[step], below, (*path, step)
        rest = rest[len(_step(step)) :]
    return path, value, slot


def _step(key: str | int) -> str:
    """One key or list position as it stands in a key path."""
    return f"[{key + 1}]" if isinstance(key, int) else f".{key}"


def _begins(rest: str, key: str | int) -> bool:
    """True if the rest of a key path begins with a key or list position."""
    step = _step(key)
    return rest.startswith(step) and rest[len(step) :][:1] in ("", ".", "[")


def _unknown(path: Path, rest: str, children: Mapping[str | int, Any], slot: Slot) -> ScenarioError:
    """The refusal of a key path whose rest leads nowhere; what it proposes can be typed as it stands."""
    before, word = dotted(path), re.split(r"[.\[]", rest[1:])[0]
    missing = f"{before}[{word}" if rest[0] == "[" else dotted((*path, word))
    numbers = [dotted((*path, one)) for one in children if isinstance(one, int)]
    names = [one for one in children if isinstance(one, str)] + ([] if path else ["extends"])
    hint = slot.hint(word, before) if keys_below(slot, word) else nearest_or_known(word, names, before and f"{before}.")
    if numbers:
        hint = f"known: {numbers[0]} to {numbers[-1]}"
    return ScenarioError([Problem(f"there is no key '{missing}'", hint=hint)])


def _children(value: Any, slot: Slot) -> dict[str | int, Any]:
    """What stands below a value, by the keys of a file or the positions of a list."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return {file_key(name, field): getattr(value, name) for name, field in fields}
    if isinstance(value, list | tuple):
        return dict(enumerate(value))
    keys = slot.key_quantity()
    return {keys.write(key) if keys else key: child for key, child in value.items()} if isinstance(value, dict) else {}


def _written(value: Any) -> str:
    """A value as a file would write it on one line."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(child) for child in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    return plain(value) if isinstance(value, float) else str(value)
