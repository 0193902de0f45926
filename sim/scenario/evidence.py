"""What a scenario says about where its numbers come from, held against the keys it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import ValidationError

from sim.errors import Problem
from sim.hints import listed, nearest_or_known
from sim.scenario.merge import SET
from sim.scenario.schema.study import Evidence
from sim.scenario.shape import Slot
from sim.scenario.source import Node, children, find, values

NO_SOURCE = "no source given: written on top of a file that names one"
"""What stands in the place of the source of a value that another one lies on top of."""

NOT_OF = "not of {}: written on top, no source given"
"""What is said behind a source: values below its key that it is not the source of."""


def evidence_for(key: str, known: Iterable[str]) -> str:
    """The longest of the known entries of `evidence` that covers a key, empty if none does."""
    covering = [entry for entry in known if key == entry or key.startswith((f"{entry}.", f"{entry}["))]
    return max(covering, key=len, default="")


def place_of(node: Node) -> str:
    """Where something was written, as ``file:line``."""
    place = node.key_place or node.place
    return f"{place.file}:{place.line}"


def places_of(node: Node, layers: Sequence[str]) -> list[str]:
    """Where a value was written: one place in each file that says something of it, the one on top first.

    Parameters
    ----------
    layers : files of a scenario, the one on top first; options stand above all of them
    """
    found: dict[str, str] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop(0)
        found.setdefault(part.place.file, f"{part.place.file}:{part.place.line}")
        waiting += part.value.values() if isinstance(part.value, dict) else ()
    return [found[file] for file in sorted(found, key=lambda file: _depth(file, layers))]


def is_replaced(node: Node, entry: Node, layers: Sequence[str]) -> bool:
    """True if all of a value was written on top of the file that says where it comes from."""
    return all(_is_above(leaf, entry, layers) for _, leaf in _leaves(node))


def _depth(file: str, layers: Sequence[str]) -> int:
    """How far below the top a file stands; options stand above all files."""
    return layers.index(file) if file in layers else -1


def of_what_is_there(tree: Node, layers: Sequence[str]) -> Node:
    """The tree with sources of the values that it has: one that lies on top of a value with a source has none."""
    entries = find(tree, ("evidence",))
    if entries is None or not isinstance(entries.value, dict):
        return tree
    treated = {key: _of_its_values(tree, key, entry, layers) for key, entry in entries.value.items()}
    kept = {key: entry for key, entry in treated.items() if entry is not None}
    return Node({**children(tree), "evidence": Node(kept, entries.place, entries.key_place)}, tree.place)


def _of_its_values(tree: Node, key: str, entry: Node, layers: Sequence[str]) -> Node | None:
    """An entry, as far as what it is about is still there; None if other entries say where all of that comes from."""
    node = find(tree, tuple(key.split(".")))
    below = dict(_leaves(node)) if node is not None else {}
    replaced = [path for path, leaf in below.items() if _is_above(leaf, entry, layers)]
    known = children(find(tree, ("evidence",)))
    own = [path for path in replaced if evidence_for(f"{key}{path}", known) == key]
    others = {one: other for one, other in known.items() if one != key}
    bare = [path for path in own if not _is_said(f"{key}{path}", below[path], others, layers)]
    if not bare:
        return None if replaced and len(replaced) == len(below) else entry
    try:
        said = Evidence.model_validate(values(entry))
    except ValidationError:  # left to the check of the whole
        return entry
    source, confidence = NO_SOURCE, "assumption"
    if len(replaced) < len(below):
        names = listed([path.removeprefix(".") for path in bare])
        source, confidence = f"{said.from_} ({NOT_OF.format(names)})", said.confidence
    parts = {"from": Node(source, entry.place), "confidence": Node(confidence, entry.place)}
    return Node(parts, entry.place, entry.key_place)


def _is_above(value: Node, entry: Node, layers: Sequence[str]) -> bool:
    """True if a value stands in a file on top of that of an entry."""
    return _depth(value.place.file, layers) < _depth((entry.key_place or entry.place).file, layers)


def _is_said(path: str, value: Node, entries: Mapping[str, Node], layers: Sequence[str]) -> bool:
    """True if an entry covers a value that does not stand on top of it."""
    return any(evidence_for(path, [key]) and not _is_above(value, entry, layers) for key, entry in entries.items())


def _leaves(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Values below a node with the rest of their key paths, ``.a.b``; lists are values."""
    if not isinstance(node.value, dict) or not node.value:
        yield path, node
        return
    for key, child in node.value.items():
        yield from _leaves(child, f"{path}.{key}")


def unknown_evidence(files: Node, tree: Node, shape: Slot) -> list[Problem]:
    """Entries of `evidence` for keys that no file and no option has.

    What an option or a plan takes away was there, and an entry of a base may be about a part that the file on top of
    it takes away: only keys that the schema does not know, and names that its own file does not have, are refused.

    Parameters
    ----------
    files : all files on top of each other, without options
    tree : the same with options
    """
    entries = find(tree, ("evidence",))
    if entries is None or not isinstance(entries.value, dict):
        return []
    found = (_unknown(key, entry, [files, tree], shape) for key, entry in entries.value.items())
    return [problem for problem in found if problem]


def _unknown(key: str, entry: Node, trees: list[Node], shape: Slot) -> Problem | None:
    """The problem of an entry whose key path does not lead anywhere."""
    place = entry.key_place or entry.place
    inherited = place.file not in (trees[0].place.file, SET)
    slot: Slot | None = shape
    done: tuple[str, ...] = ()
    for word in key.split("."):
        below = slot.below(word) if slot else None
        is_name = slot is not None and slot.is_named() and word not in slot.known_keys()
        is_there = inherited or not is_name or any(word in children(find(tree, done)) for tree in trees)
        if below is None or not is_there:
            names = dict.fromkeys(name for tree in trees for name in children(find(tree, done)))
            known = list(names) if is_name else slot.known_keys() if slot else ()
            message = f"this is evidence for '{'.'.join([*done, word])}', and there is no such key"
            return Problem(message, "", place, nearest_or_known(word, known))
        slot, done = below, (*done, word)
    return None
