"""Which class of threat a model of the public table belongs to.

Three classes come, as in the base scenarios: `drone`, `cruise`, `ballistic`. What only looks (reconnaissance) brings
nothing down on a city and is left out. A report may bundle models of one class with `and`; models of several classes in
one count cannot be told apart, and whoever imports decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sim import units
from sim.errors import UsageError
from sim.hints import closest, nearest, shown
from sim.importing.sheet import Cell
from sim.importing.source import Notes

LEFT_OUT = "none"
"""The class of what is no part of an attack on a city."""
DRONE, CRUISE, BALLISTIC = "drone", "cruise", "ballistic"

_MODELS: Mapping[str, Sequence[str]] = {
    DRONE: (
        "Shahed-136/131", "Shahed-136", "Shahed-131", "Shahed-238", "Geran-2", "Geran-3", "Gerbera", "Italmas",
        "Unknown UAV",
    ),
    CRUISE: (
        "X-101/X-555", "X-101", "X-555", "X-55", "Kalibr", "Iskander-K", "X-59", "X-59MK2", "X-69", "X-35", "X-31",
        "X-31P", "X-31PD", "X-22", "X-32", "P-800 Oniks", "Oniks", "Banderol", "Unknown Missile",
    ),
    BALLISTIC: (
        "Iskander-M", "KN-23", "X-47 Kinzhal", "X-47M2 Kinzhal", "X-47", "Kinzhal", "C-300", "C-400", "3M22 Zircon",
        "Zircon", "Tochka-U", "Oreshnik", "Iskander", "Ballistic Missile", "Intercontinental Ballistic Missile",
    ),
    LEFT_OUT: (
        "Orlan-10", "Orlan-30", "Orlan", "Orion", "ZALA", "Supercam", "Merlin-VR", "Granat-4", "Eleron", "Kartograf",
        "Картограф", "Forpost", "Mohajer-6", "Reconnaissance UAV", "Lancet", "Kub", "Molniya", "Молнія", "Privet-82",
        "Привет-82", "Фенікс", "Aerial Bomb", "KAB", "GBU", "Grad/Urgan Rockets",
    ),
}  # fmt: skip
"""Class -> models. A high-speed missile counts as ballistic: the same few layers meet it. Weapons of the front are left
out, as they do not reach a city far from it."""

_CLASS = {model.casefold(): kind for kind, models in _MODELS.items() for model in models}
_JOINED = re.compile(r"\s+and\s+|/(?=[A-Z])|,\s*", re.IGNORECASE)


def chosen_classes(choices: Sequence[str]) -> dict[str, str]:
    """Model in small letters -> class, from texts ``MODEL=CLASS``.

    Raises
    ------
    UsageError
        If a text is none, or a class no name.
    """
    chosen: dict[str, str] = {}
    for choice in choices:
        model, mark, kind = (part.strip() for part in choice.rpartition("="))
        if not mark or not model:
            raise UsageError(f"--class {shown(choice)}: write MODEL=CLASS, for example 'X-101 and Iskander-M=cruise'")
        try:
            chosen[model.casefold()] = units.name(kind)
        except units.QuantityError as error:
            raise UsageError(f"--class {shown(choice)}: {error}") from None
    return chosen


def class_of(cell: Cell, chosen: Mapping[str, str], notes: Notes) -> str | None:
    """The class of a model, ``none`` for what is left out, None if it is not known (noted)."""
    whole = cell.text.casefold()
    if whole in chosen:
        return chosen[whole]
    if whole in _CLASS:
        return _CLASS[whole]
    found: dict[str, None] = {}
    for model in _parts(cell.text):
        kind = chosen.get(model.casefold()) or _CLASS.get(model.casefold())
        if kind is None:
            known = [one for models in _MODELS.values() for one in models]
            near = nearest(model, known) if closest(model, known) else ""
            say = f"say what it is with --class {shown(f'{cell.text}=CLASS')}, or none to leave it out"
            notes.problem(f"{shown(model)} is no model that is known", cell.place, f"{near} {say}".strip())
            return None
        found[kind] = None
    if len(found) > 1:
        kinds = " and ".join("what is left out" if kind == LEFT_OUT else kind for kind in found)
        words = f"{shown(cell.text)} bundles {kinds} in one number"
        notes.problem(words, cell.place, f"say which it counts as with --class {shown(f'{cell.text}=CLASS')}")
        return None
    return next(iter(found))


def _parts(text: str) -> list[str]:
    """Single models of a bundle: ``X-101/X-555 and Kalibr`` has three."""
    return [part.strip() for part in _JOINED.split(text) if part.strip()] or [text]
