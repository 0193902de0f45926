"""The base of every part of a scenario: frozen, without unknown keys, documented by docstrings (see `meanings`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict

from sim.scenario.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit together, found in values that are each valid.

    Parameters
    ----------
    path : keys as the file writes them, below the part that reports; empty for the part itself
    message : what is wrong
    hint : what to do, may be empty
    """

    path: tuple[str | int, ...]
    message: str
    hint: str = ""


class Closed(BaseModel):
    """A part of a scenario.

    `replaced_whole` is True for a part that is a choice: overrides replace it, they never merge into it.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
    )

    replaced_whole: ClassVar[bool] = False

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name of a part that holds one kind of quantity, for example ``Law_duration``."""
        kinds = [next((p for p in get_args(param) if isinstance(p, Quantity)), param) for param in params]
        words = [kind.kind if isinstance(kind, Quantity) else getattr(kind, "__name__", "any") for kind in kinds]
        return "_".join([cls.__name__, *(word.replace(" ", "_") for word in words)])

    def findings(self) -> Iterable[Finding]:
        """What does not fit together within this part; nothing by default."""
        return ()

    def oversights(self) -> Iterable[Finding]:
        """What could be run and cannot be meant, as a file says it; nothing by default.

        Only files are asked: a study in Python may vary one key at a time and leave others without effect.
        """
        return ()


def exactly_one(part: Closed, what: str, names: Iterable[str]) -> Iterable[Finding]:
    """Report a part that gives none or several of the keys of which one is due."""
    names = list(names)
    given = [name for name in names if getattr(part, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none"
        hint = "null leaves a key out" if given else ""
        yield Finding((), f"{what} takes exactly one of {', '.join(names)}; found {found}", hint)
