"""What a scenario says about where its numbers come from, held against the keys it has."""

from __future__ import annotations

from collections.abc import Iterable

from sim.errors import Problem
from sim.hints import nearest_or_known
from sim.scenario.merge import SET
from sim.scenario.shape import Slot
from sim.scenario.source import Node, children, find


def evidence_for(key: str, known: Iterable[str]) -> str:
    """The longest of the known entries of `evidence` that covers a key, empty if none does."""
    covering = [entry for entry in known if key == entry or key.startswith((f"{entry}.", f"{entry}["))]
    return max(covering, key=len, default="")


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
