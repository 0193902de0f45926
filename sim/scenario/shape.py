"""What may stand at a key path, asked of the schema itself: known keys, role, meaning, how overrides act."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.hints import joined, nearest, nearest_or_known
from sim.scenario.meanings import meanings_of
from sim.scenario.quantities import Quantity

_LONGEST_FIXED_LIST = 12
"""Lists of the schema that are not all alike are shorter."""

DEEPEST = 6
"""Keys in a path that is looked through for a key of some name."""
MOST_ELSEWHERE = 3
"""Places of a key that a hint names."""

Path = tuple[str | int, ...]
"""Keys and list positions from the top of a scenario, as a file writes them."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of the types that a value may have; `quantity` if it is text with a unit."""

    type: Any
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """What may stand at a key path.

    Parameters
    ----------
    leaves : the types it may have
    role : face, choose or fixed; inherited from the nearest key above that says so
    fields : the part and field of each part that has it, none for entries of mappings and lists
    replaced_whole : True if overrides replace it instead of merging into it
    one_role : True if all keys below have its role, as those of a part that is replaced whole have
    table : True if the name of a CSV file may stand for its rows
    required : True for a key without a default
    """

    leaves: tuple[Leaf, ...]
    role: str | None = None
    fields: tuple[tuple[type[BaseModel], str], ...] = ()
    replaced_whole: bool = False
    one_role: bool = False
    table: bool = False
    required: bool = False

    @property
    def meaning(self) -> str:
        """The docstring of the key, empty for entries of mappings and lists."""
        return next(filter(None, (meanings_of(part).get(name) for part, name in self.fields)), "")

    def models(self) -> list[type[BaseModel]]:
        """The parts of a scenario it may be."""
        return [leaf.type for leaf in self.leaves if _is_model(leaf.type)]

    def known_keys(self) -> tuple[str, ...]:
        """Keys that are known below it, as a file writes them."""
        names = (file_key(name, field) for model in self.models() for name, field in model.model_fields.items())
        return tuple(dict.fromkeys(names))

    def roles(self) -> frozenset[str]:
        """Roles of the keys in it, its own if it has none."""
        return _roles(self)

    def is_named(self) -> bool:
        """True for a mapping whose keys are names somebody gave."""
        return any(get_origin(leaf.type) is dict for leaf in self.leaves)

    def is_anything(self) -> bool:
        """True if the schema does not look inside."""
        return any(leaf.type in (Any, object) for leaf in self.leaves)

    def quantity(self) -> Quantity | None:
        """How its values are written, None if it is no quantity."""
        return next((leaf.quantity for leaf in self.leaves if leaf.quantity), None)

    def key_quantity(self) -> Quantity | None:
        """How the keys of a mapping are written, None if they are plain text or no mapping may stand here."""
        mappings = (get_args(leaf.type) for leaf in self.leaves if get_origin(leaf.type) is dict)
        return next((leaf.quantity for key, _ in mappings for leaf in _leaves(key) if leaf.quantity), None)

    def may_be_nothing(self) -> bool:
        """True if null is a value of its own here."""
        return self.is_anything() or any(leaf.type is type(None) for leaf in self.leaves)

    def entries_due(self) -> int | None:
        """How many entries a list must have, None if that is open or no list may stand here."""
        parts = (get_args(leaf.type) for leaf in self.leaves if get_origin(leaf.type) is tuple)
        return next((len(found) for found in parts if Ellipsis not in found), None)

    def hint(self, key: str, before: str = "") -> str:
        """What to write in the place of a key that is not known here: where one of its name is, or the nearest one.

        Parameters
        ----------
        before : key path of this slot
        """
        elsewhere = [f"{before}{path}".removeprefix(".") for path in keys_below(self, key)]
        if not elsewhere:
            return nearest_or_known(key, self.known_keys())
        more = len(elsewhere) - MOST_ELSEWHERE
        said = [*elsewhere[:MOST_ELSEWHERE], *([f"{more} more"] if more > 0 else [])]
        near = nearest(key, self.known_keys())
        return f"there is {joined(said)}{f'; or {near}' if near else ''}"

    def below(self, key: str | int) -> Slot | None:
        """What may stand under a key or at a list position, None if the key is unknown."""
        found = _slots_of_keys(self).get(key) if isinstance(key, str) else None
        return found or _slot_of_entries(self, "" if isinstance(key, str) else min(key, _LONGEST_FIXED_LIST))


@lru_cache(maxsize=10_000)
def _slots_of_keys(slot: Slot) -> dict[str, Slot]:
    """Every known key below a slot."""
    fields: dict[str, list[tuple[type[BaseModel], str]]] = {}
    for model in slot.models():
        for name, field in model.model_fields.items():
            fields.setdefault(file_key(name, field), []).append((model, name))
    return {key: _slot_of_field(found, slot) for key, found in fields.items()}


@lru_cache(maxsize=10_000)
def _slot_of_entries(slot: Slot, key: str | int) -> Slot | None:
    """What may stand under any name, or at one position of a list."""
    entries = [leaf for part in slot.leaves for leaf in _entry(part.type, key)]
    return _slot(entries, slot.role, one_role=slot.one_role) if entries else None


@lru_cache(maxsize=1_000)
def keys_below(slot: Slot, key: str) -> tuple[str, ...]:
    """Key paths below a slot that end in a key, what planners choose first, then the shortest ones.

    ``.NAME`` stands for a name that somebody gives, ``[1]`` for a position in a list.
    """
    found = [(inner.role != "choose", path.count("."), path) for path, inner in _ways_to(slot, f".{key}", DEEPEST)]
    return tuple(path for *_, path in sorted(found, key=lambda one: one[:2]))


def _ways_to(slot: Slot, last: str, deep: int) -> Iterator[tuple[str, Slot]]:
    """Paths that end in a step, and what stands there."""
    for step, inner in _steps_down(slot):
        if step == last:
            yield step, inner
        if deep > 1:
            yield from ((f"{step}{path}", found) for path, found in _ways_to(inner, last, deep - 1))


@lru_cache(maxsize=1_000)
def _roles(slot: Slot, deep: int = DEEPEST) -> frozenset[str]:
    below = [] if slot.one_role or deep == 0 else _steps_down(slot)
    found = frozenset[str]().union(*(_roles(inner, deep - 1) for _, inner in below))
    return found or frozenset([slot.role] if slot.role else [])


def _steps_down(slot: Slot) -> list[tuple[str, Slot]]:
    """Keys of a slot that the schema looks into, and one for all names and for all positions that may be given."""
    entries = ((".NAME", _slot_of_entries(slot, "")), ("[1]", _slot_of_entries(slot, 0)))
    steps = [*((f".{key}", inner) for key, inner in _slots_of_keys(slot).items()), *entries]
    return [(step, inner) for step, inner in steps if inner is not None and not inner.is_anything()]


@cache
def top(model: type[BaseModel]) -> Slot:
    """The slot of a whole scenario."""
    return _slot([Leaf(model)], None)


@cache
def fields_holding(part: type[BaseModel], kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Fields of a part that can hold parts of a kind, themselves or further below, and their keys."""
    keys = ((name, file_key(name, field)) for name, field in part.model_fields.items())
    below = ((name, key, top(part).below(key)) for name, key in keys)
    return tuple((name, key) for name, key, slot in below if slot is not None and _may_hold(slot, kind))


def _may_hold(slot: Slot, kind: type[BaseModel]) -> bool:
    models = slot.models()
    if any(issubclass(model, kind) or fields_holding(model, kind) for model in models):
        return True
    entries = (slot.below(key) for key in ("", 0)) if not models else ()
    return any(_may_hold(entry, kind) for entry in entries if entry is not None and not entry.is_anything())


def slot_at(model: type[BaseModel], path: Path) -> Slot | None:
    """What may stand at a key path, None if the schema knows no such path."""
    slot: Slot | None = top(model)
    for key in path:
        slot = slot.below(key) if slot else None
    return slot


def file_key(name: str, field: FieldInfo) -> str:
    """The key of a field as a file writes it."""
    return field.alias or name


def dotted(path: Path) -> str:
    """A key path as text: ``aid.channels.coalition.lead``; list positions count from 1 in brackets."""
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _slot(leaves: list[Leaf], role: str | None, whole: bool = False, one_role: bool = False) -> Slot:
    whole = whole or any(leaf.type in (Any, object) or getattr(leaf.type, "replaced_whole", False) for leaf in leaves)
    return Slot(tuple(leaves), role, replaced_whole=whole, one_role=one_role or (whole and role is not None))


def _slot_of_field(found: list[tuple[type[BaseModel], str]], parent: Slot) -> Slot:
    """The slot of a key; inside a choice the role is that of the choice."""
    fields = [model.model_fields[name] for model, name in found]
    leaves = [leaf for field in fields for leaf in _leaves_of_field(field)]
    extras = [_extra(field) for field in fields]
    role = next((str(extra["role"]) for extra in extras if "role" in extra), parent.role)
    if parent.one_role:
        role = parent.role
    whole = any(extra.get("replaced_whole", False) for extra in extras)
    table = any(extra.get("table", False) for extra in extras)
    required = any(field.is_required() for field in fields)
    return replace(_slot(leaves, role, whole, parent.one_role), fields=tuple(found), table=table, required=required)


def _leaves_of_field(field: FieldInfo) -> Iterator[Leaf]:
    quantity = next((item for item in field.metadata if isinstance(item, Quantity)), None)
    for leaf in _leaves(field.annotation):
        yield Leaf(leaf.type, leaf.quantity or quantity)


def _leaves(annotation: Any) -> tuple[Leaf, ...]:
    """All types of an annotation, unions and annotations opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        quantity = next((item for item in metadata if isinstance(item, Quantity)), None)
        return tuple(Leaf(leaf.type, leaf.quantity or quantity) for leaf in _leaves(inner))
    if origin in (Union, types.UnionType):
        return tuple(leaf for part in get_args(annotation) for leaf in _leaves(part))
    return (Leaf(annotation),)


def _entry(kind: Any, key: str | int) -> tuple[Leaf, ...]:
    """Types of an entry of a mapping or list type."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in (Any, object):
        return (Leaf(Any),)
    if origin is dict and isinstance(key, str):
        return _leaves(parts[1])
    if origin is list and isinstance(key, int):
        return _leaves(parts[0])
    if origin is tuple and isinstance(key, int):
        if len(parts) == 2 and parts[1] is Ellipsis:
            return _leaves(parts[0])
        return _leaves(parts[key]) if 0 <= key < len(parts) else ()
    return ()


def allowed_words(slot: Slot) -> list[str]:
    """The words a value may be, if it is a choice among words."""
    return [str(word) for leaf in slot.leaves if get_origin(leaf.type) is Literal for word in get_args(leaf.type)]
