"""What the page asks for, held against the scenario at hand: texts for a few known keys, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.errors import Problem, ScenarioError, UsageError
from sim.hints import nearest
from sim.present.case import AS_WRITTEN
from sim.scenario.load import LoadedScenario, variant_of
from sim.scenario.merge import plan_overrides
from sim.scenario.schema.study import LONGEST_PLAN_NAME
from sim.scenario.source import values
from sim.units import DAY_MIN, QuantityError, format_duration, whole_duration
from sim.web.controls import INTENSITY, Control, channel_of, controls_of

MOST_PLANS = 5
"""Four that are pinned, and the one that is moved."""
LONGEST_VALUE = 80
"""Longest text of a value [characters]."""
NARROWEST, WIDEST = 280, 1000
"""Widths of a picture that a page may ask for [pixels of 1/96 in]."""
WEEK_D = 7
INTENSITY_KEY = f"attack.regimes.{INTENSITY}.factor"


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
    """

    faced: Mapping[str, str]
    plans: tuple[PlanAsked, ...]
    width: int


class ValuesRefusedError(ScenarioError):
    """Values that do not fit, each with the control that it was typed at.

    Parameters
    ----------
    found : (key of a control or empty, what is wrong with it)
    """

    def __init__(self, found: list[tuple[str, str]]) -> None:
        self.found = tuple(found)
        super().__init__([Problem(said, key) for key, said in found])


@dataclass(frozen=True)
class Desk:
    """The scenario that a page is about.

    Parameters
    ----------
    loaded : valid, with its plans
    """

    loaded: LoadedScenario

    @cached_property
    def channel(self) -> str | None:
        """The channel whose calendar is moved."""
        return channel_of(self.loaded.scenario, self.loaded.plans)

    @cached_property
    def controls(self) -> dict[str, Control]:
        """Everything that can be moved, by key."""
        return {one.key: one for one in controls_of(self.loaded.scenario, self.channel)}

    @cached_property
    def overrides(self) -> dict[str, dict[str, Any]]:
        """Plan of the scenario -> key path -> plain value."""
        found = plan_overrides(self.loaded.tree)
        return {name: {key: values(node) for key, node in one.items()} for name, one in found.items()}

    def plain(self) -> dict[str, Any]:
        """What the page needs to know before it asks for anything."""
        scenario, plans = self.loaded.scenario, dict(self.loaded.plans)
        reference = scenario.compare.reference or next(iter(plans), "")
        return {
            "name": scenario.name,
            "question": scenario.description,
            "controls": [one.plain() for one in self.controls.values()],
            "starts": {name: self._start(one) for name, one in {"": scenario, **plans}.items()},
            "as_written": AS_WRITTEN,
            "pinned": [reference] if reference else [],
            "moved": next((name for name in plans if name != reference), ""),
            "most_plans": MOST_PLANS,
        }

    def _start(self, scenario: Any) -> dict[str, Any]:
        """Where the controls stand in a plan, and how lots are sent there."""
        found = {one.key: [one.value, one.said] for one in controls_of(scenario, self.channel)}
        channel = scenario.aid.channels.get(self.channel) if self.channel else None
        is_on_demand = channel is not None and channel.cadence is not None and channel.cadence.is_on_demand
        return {"way": "order_up_to" if is_on_demand else "every", "at": found}

    def names_of(self, asked: Asked) -> tuple[str, ...]:
        """The plans' names, as their values say them; plans with the same words are numbered."""
        names: list[str] = []
        for plan in asked.plans:
            name = self._name(plan)
            number = 2
            while name in names:
                name = f"{self._name(plan)} ({number})"
                number += 1
            names.append(name)
        return tuple(names)

    def _name(self, plan: PlanAsked) -> str:
        """What a plan is, in a few words."""
        said = [
            self.controls[key].short.format(cadence_words(text) if self.controls[key].way == "every" else text)
            for key, text in plan.settings.items()
        ]
        if not any(self.controls[key].way for key in plan.settings):
            said.insert(0, plan.start or AS_WRITTEN)
        name = ", ".join(said)
        return name if len(name) <= LONGEST_PLAN_NAME - 4 else f"{name[: LONGEST_PLAN_NAME - 8]} ..."

    def lines_of(self, asked: Asked) -> list[str]:
        """Everything that was moved, as texts of ``--set``."""
        names = self.names_of(asked)
        lines = [self._line(key, text) for key, text in asked.faced.items()] + ["compare.plans=null"]
        for name, plan in zip(names, asked.plans, strict=True):
            lines.append(f"compare.plans={_json({name: self._overrides(plan)})}")
        return [*lines, f"compare.reference={_json(names[0])}", "compare.unequal_arrivals=say"]

    def variant(self, asked: Asked) -> LoadedScenario:
        """The scenario that the page asks for, with its plans.

        Raises
        ------
        ValuesRefusedError
            Naming every value that does not fit, and where it was typed.
        """
        try:
            return variant_of(self.loaded, self.lines_of(asked), self.names_of(asked))
        except ScenarioError as error:
            raise ValuesRefusedError(self._in_words(asked, error)) from None

    def _in_words(self, asked: Asked, error: ScenarioError) -> list[tuple[str, str]]:
        """What is wrong, at the controls that are to blame each by itself; else as the scenario says it."""
        found = []
        for key, text in [*asked.faced.items(), *(one for plan in asked.plans for one in plan.settings.items())]:
            try:
                variant_of(self.loaded, [self._line(key, text)], ())
            except ScenarioError as problems:
                found.append((key, f"{self.controls[key].label}: {_sentence(problems.problems[0])}"))
        return list(dict.fromkeys(found)) or [("", _sentence(one, one.path)) for one in error.problems[:3]]

    def path_of(self, key: str) -> str:
        """The key path of the part that a control sets."""
        is_part = key == INTENSITY_KEY or bool(self.controls[key].way)
        return key.rpartition(".")[0] if is_part else key

    def _line(self, key: str, text: str) -> str:
        """One value as text of ``--set``."""
        value: Any = _scalar(text)
        if key == INTENSITY_KEY:
            length = format_duration(self.loaded.scenario.horizon.length)
            value = {"start": "0 d", "length": length, "factor": value}
        elif self.controls[key].way:
            value = self._cadence(self.controls[key].way, text)
        return f"{self.path_of(key)}={_json(value)}"

    def _cadence(self, way: str, text: str) -> dict[str, Any]:
        """A calendar: its interval or level as it was moved, its timing and phase as the scenario says."""
        if way == "order_up_to":
            return {"order_up_to": _scalar(text), "review": "1 d"}
        assert self.channel is not None
        cadence = self.loaded.scenario.aid.channels[self.channel].cadence
        timing = cadence.timing if cadence is not None and cadence.every is not None else "arrears"
        found = {"every": _scalar(text), "timing": timing}
        return found | {"first": "random"} if self.loaded.scenario.aid.is_running else found

    def _overrides(self, plan: PlanAsked) -> dict[str, Any]:
        """Key path -> value of a plan: those of the plan it starts from, and on top what was moved."""
        found = dict(self.overrides.get(plan.start, {}))
        for key, text in plan.settings.items():
            if way := self.controls[key].way:
                path = self.path_of(key)
                found = {one: value for one, value in found.items() if one != path and not one.startswith(f"{path}.")}
                found[path] = self._cadence(way, text)
            else:
                _put(found, key, _scalar(text))
        return found


def _put(found: dict[str, Any], key: str, value: Any) -> None:
    """Set a key in the overrides of a plan, inside what one of them sets as a whole."""
    words = key.split(".")
    for count in range(len(words) - 1, 0, -1):
        above = ".".join(words[:count])
        if above in found and isinstance(found[above], dict):
            changed = json.loads(json.dumps(found[above]))
            inner = changed
            for word in words[count:-1]:
                if not isinstance(inner.get(word), dict):
                    inner[word] = {}
                inner = inner[word]
            inner[words[-1]] = value
            found[above] = changed
            return
        found.pop(above, None)
    found[key] = value


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
    faced = _texts(content.get("faced", {}), desk, "face")
    return Asked(faced, plans, min(max(width, NARROWEST), WIDEST))


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
    if len({desk.controls[key].way for key in settings} - {""}) > 1:
        raise UsageError("a plan sends at intervals or on demand, not both")
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


def cadence_words(text: str) -> str:
    """How often, in words: ``daily``, ``weekly``, ``every 3 days``, ``every 2 weeks``."""
    try:
        minutes = whole_duration(text)
    except QuantityError:
        return f"every {text}"
    days, rest = divmod(minutes, DAY_MIN)
    if rest or not days:
        return f"every {format_duration(minutes)}"
    if days in (1, WEEK_D):
        return {1: "daily", WEEK_D: "weekly"}[days]
    return f"every {days // WEEK_D} weeks" if days % WEEK_D == 0 else f"every {days} days"


def _scalar(text: str) -> int | str:
    """A text as a file would hold it: whole numbers as such."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII) else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sentence(problem: Problem, path: str = "") -> str:
    """A problem without its place in a text that nobody has typed."""
    said = f"{path}: {problem.message}" if path else problem.message
    return f"{said}; {problem.hint}" if problem.hint else said


def problems_of(error: Exception) -> Iterator[dict[str, str]]:
    """What is wrong, for the page: at which control, and in words."""
    if isinstance(error, ValuesRefusedError):
        yield from ({"key": key, "said": said} for key, said in error.found)
    elif isinstance(error, ScenarioError):
        yield from ({"key": "", "said": _sentence(one, one.path)} for one in error.problems)
    else:
        yield {"key": "", "said": str(error)}
