"""What the page asks for: texts for a few known keys, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ScenarioError, UsageError
from sim.hints import nearest

if TYPE_CHECKING:
    from sim.web.desk import Desk

MOST_PLANS = 5
"""Four that are pinned, and the one that is moved."""
LONGEST_VALUE = 80
"""Longest text of a value [characters]."""
NARROWEST, WIDEST = 280, 1000
"""Widths of a picture that a page may ask for [pixels of 1/96 in]."""


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """One plan of the page.

    Parameters
    ----------
    start : plan of the scenario that it starts from; empty: the scenario as it is written
    settings : key -> text of what was moved
    slot : place of its colour, 0 to 4
    """

    start: str
    settings: Mapping[str, str]
    slot: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one move of the page asks for.

    Parameters
    ----------
    faced : key -> text of what all plans face
    plans : the first one is the reference
    width : of its pictures [pixels]
    aside_s : what the last first picture took beside its runs [s], None if the page has had none
    """

    faced: Mapping[str, str]
    plans: tuple[PlanAsked, ...]
    width: int
    aside_s: float | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that does not fit.

    Parameters
    ----------
    key : of the control that it was typed at, or empty
    said : what is wrong with it
    plan : place of the plan that has it, None for what all plans face
    """

    key: str
    said: str
    plan: int | None = None


class ValuesRefusedError(ScenarioError):
    """Values that do not fit, each with the control that it was typed at."""

    def __init__(self, refused: list[Refused]) -> None:
        self.refused = tuple(refused)
        super().__init__([Problem(said, key) for key, said in self.found])

    @property
    def found(self) -> tuple[tuple[str, str], ...]:
        """Keys of controls, and what is wrong there."""
        return tuple((one.key, one.said) for one in self.refused)


def asked_of(content: Any, desk: Desk) -> Asked:
    """What a page has sent, if it has the right form.

    Raises
    ------
    UsageError
        If it has not.
    """
    if not isinstance(content, dict) or not isinstance(content.get("plans"), list):
        raise UsageError("the page sent something that is no question")
    if not 1 <= len(content["plans"]) <= MOST_PLANS:
        raise UsageError(f"1 to {MOST_PLANS} plans can be compared here")
    plans = tuple(_plan(one, desk) for one in content["plans"])
    width = content.get("width", 700)
    if not isinstance(width, int) or isinstance(width, bool):
        raise UsageError("a width is a whole number of pixels")
    aside = content.get("aside")
    if aside is not None and (not isinstance(aside, int) or isinstance(aside, bool) or aside < 0):
        raise UsageError("what a picture took is a whole number of milliseconds")
    faced = _texts(content.get("faced", {}), desk, "face")
    return Asked(faced, plans, min(max(width, NARROWEST), WIDEST), None if aside is None else aside / 1000.0)


def _plan(content: Any, desk: Desk) -> PlanAsked:
    if not isinstance(content, dict):
        raise UsageError("a plan has a start and settings")
    start, slot = content.get("start", ""), content.get("slot", 0)
    if not isinstance(start, str) or (start and start not in desk.overrides):
        hint = nearest(str(start), desk.overrides)
        raise UsageError(f"the scenario has no plan {str(start)[:LONGEST_VALUE]!r}; {hint}".removesuffix("; "))
    if not isinstance(slot, int) or isinstance(slot, bool) or not 0 <= slot < MOST_PLANS:
        raise UsageError(f"a slot is a whole number from 0 to {MOST_PLANS - 1}")
    settings = _texts(content.get("set", {}), desk, "choose")
    calendars = [desk.controls[key].channel for key in settings if desk.controls[key].way]
    if len(set(calendars)) < len(calendars):
        raise UsageError("a channel sends at intervals or on demand, not both")
    return PlanAsked(start, settings, slot)


def _texts(content: Any, desk: Desk, role: str) -> dict[str, str]:
    """Key -> text, in the order of the controls; only keys that the page can move."""
    if not isinstance(content, dict):
        raise UsageError("settings are texts by key")
    for key, text in content.items():
        if key not in desk.controls or desk.controls[key].role != role:
            raise UsageError(f"the page cannot set {str(key)[:LONGEST_VALUE]!r} there")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_VALUE or not text.isprintable():
            raise UsageError(
                f"{desk.controls[key].label}: a value is a short text, for example '{_example(desk, key)}'"
            )
    return {key: str(content[key]).strip() for key in desk.controls if key in content}


def _example(desk: Desk, key: str) -> str:
    control = desk.controls[key]
    return control.pattern.format(f"{control.value:g}")


def sentence_of(problem: Problem, path: str = "") -> str:
    """A problem without its place in a text that nobody has typed."""
    said = f"{path}: {problem.message}" if path else problem.message
    return f"{said}; {problem.hint}" if problem.hint else said


def problems_of(error: Exception) -> Iterator[dict[str, Any]]:
    """What is wrong, for the page: at which control of which plan, and in words."""
    if isinstance(error, ValuesRefusedError):
        yield from map(asdict, error.refused)
    elif isinstance(error, ScenarioError):
        yield from ({"key": "", "said": sentence_of(one, one.path)} for one in error.problems)
    else:
        yield {"key": "", "said": str(error)}
