"""The scenario that a page is about: what can be moved in it, and what comes of what was moved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from sim.errors import ScenarioError
from sim.present.case import AS_WRITTEN
from sim.scenario.load import LoadedScenario, variant_of
from sim.scenario.merge import plan_overrides
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.scenario.schema.study import LONGEST_PLAN_NAME
from sim.scenario.source import values
from sim.units import DAY_MIN, QuantityError, format_duration, whole_duration
from sim.web.asked import MOST_PLANS, Asked, PlanAsked, Refused, ValuesRefusedError, sentence_of
from sim.web.channels import ALL, ASSUMED_DELAY_MIN, choices_of, in_words, main_channel
from sim.web.control import Control, place_of
from sim.web.controls import INTENSITY, controls_of

WEEK_D = 7
INTENSITY_KEY = f"attack.regimes.{INTENSITY}.factor"


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
        """The channel that the page begins with, and that names of plans are about."""
        return main_channel(self.loaded.scenario, self.loaded.plans)

    @cached_property
    def controls(self) -> dict[str, Control]:
        """Everything that can be moved, by key."""
        return {one.key: one for one in controls_of(self.loaded.scenario, self.channel, self.loaded.plans)}

    @cached_property
    def overrides(self) -> dict[str, dict[str, Any]]:
        """Plan of the scenario -> key path -> plain value."""
        found = plan_overrides(self.loaded.tree)
        return {name: {key: values(node) for key, node in one.items()} for name, one in found.items()}

    @cached_property
    def starts(self) -> dict[str, Scenario]:
        """What a plan of the page may start from: the scenario as it is written (empty), and its plans."""
        return {"": self.loaded.scenario, **self.loaded.plans}

    @cached_property
    def standing(self) -> dict[str, dict[str, Control]]:
        """Plan to start from -> key -> the control as it stands there; a plan may have other laws than the scenario."""
        found = {}
        for start, scenario in self.starts.items():
            there = {_same(one): one for one in controls_of(scenario, self.channel, self.loaded.plans)}
            found[start] = {key: there.get(_same(one), one) for key, one in self.controls.items()}
        return found

    def plain(self) -> dict[str, Any]:
        """What the page needs to know before it asks for anything."""
        scenario, plans = self.loaded.scenario, dict(self.loaded.plans)
        reference = scenario.compare.reference or next(iter(plans), "")
        return {
            "name": scenario.name,
            "question": scenario.description,
            "controls": [one.plain() for one in self.controls.values()],
            "channels": [asdict(one) for one in choices_of(scenario)],
            "channel": self.channel or "",
            "starts": {name: self._start(name) for name in self.starts},
            "as_written": AS_WRITTEN,
            "pinned": [reference] if reference else [],
            "moved": next((name for name in plans if name != reference), ""),
            "most_plans": MOST_PLANS,
        }

    def _start(self, name: str) -> dict[str, Any]:
        """Where the controls stand in a plan, and how lots are sent there."""
        at = {key: [one.value, one.said, one.shown] for key, one in self.standing[name].items()}
        channels = self.starts[name].aid.channels.items()
        ways = {channel: "order_up_to" if _is_on_demand(one) else "every" for channel, one in channels}
        return {"ways": ways, "at": at}

    def places(self, asked: Asked) -> list[tuple[str, str, float]]:
        """Key, text and place of the slider of everything that was moved, where the text says a number."""
        moved = [*asked.faced.items(), *(one for plan in asked.plans for one in plan.settings.items())]
        found = ((key, text, place_of(key, text)) for key, text in dict.fromkeys(moved))
        return [(key, text, place) for key, text, place in found if place is not None]

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
        moved = [(self.controls[key], text) for key, text in plan.settings.items()]
        has_others = any(one.channel not in ("", self.channel) for one, _ in moved)
        said = [_short(one, text, is_named=has_others and one.channel == self.channel) for one, text in moved]
        if not any(one.way and one.channel in (ALL, self.channel) for one, _ in moved):
            said.insert(0, plan.start or AS_WRITTEN)
        return _fitting(said)

    def lines_of(self, asked: Asked) -> list[str]:
        """Everything that was moved, as texts of ``--set``."""
        names = self.names_of(asked)
        lines = [self._faced(key, text) for key, text in asked.faced.items()] + ["compare.plans=null"]
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

    def _in_words(self, asked: Asked, error: ScenarioError) -> list[Refused]:
        """What is wrong, at the controls that are to blame each by itself; else as the scenario says it."""
        found = []
        for key, plan, lines in self._one_by_one(asked):
            try:
                variant_of(self.loaded, lines, ())
            except ScenarioError as problems:
                said = f"{self.controls[key].label}: {sentence_of(problems.problems[0])}"
                found.append(Refused(key, said, plan))
        return found or [Refused("", sentence_of(one, one.path)) for one in error.problems[:3]]

    def _one_by_one(self, asked: Asked) -> Iterator[tuple[str, int | None, list[str]]]:
        """Everything that was moved by itself: its key, the place of its plan, and it as texts of ``--set``."""
        for key, text in asked.faced.items():
            yield key, None, [self._faced(key, text)]
        for place, plan in enumerate(asked.plans):
            for key, text in plan.settings.items():
                alone = self._overrides(PlanAsked("", {key: text}, 0))
                yield key, place, [f"{path}={_json(value)}" for path, value in alone.items()]

    def path_of(self, key: str) -> str:
        """The key path of the part that a control sets."""
        is_part = key == INTENSITY_KEY or bool(self.controls[key].way)
        return key.rpartition(".")[0] if is_part else key

    def _faced(self, key: str, text: str) -> str:
        """One value of what all plans face as text of ``--set``."""
        value: Any = _scalar(text)
        if key == INTENSITY_KEY:
            length = format_duration(self.loaded.scenario.horizon.length)
            value = {"start": "0 d", "length": length, "factor": value}
        return f"{self.path_of(key)}={_json(value)}"

    def _overrides(self, plan: PlanAsked) -> dict[str, Any]:
        """Key path -> value of a plan: those of the plan it starts from, and on top what was moved."""
        found = dict(self.overrides.get(plan.start, {}))
        moved = list(self._of_each_channel(plan.settings))
        for one, text in moved:
            if one.way:
                path = self.path_of(one.key)
                found = {key: value for key, value in found.items() if key != path and not key.startswith(f"{path}.")}
                found[path] = self._cadence(one, text)
            else:
                _put(found, self.standing[plan.start][one.key].key, _scalar(text))
        parts = {(one.channel, one.part) for one, _ in moved}
        for name in dict.fromkeys(channel for channel, part in sorted(parts) if part in ("on_time", "late")):
            if self.starts[plan.start].aid.channels[name].late is None:
                _complete_lateness(found, f"aid.channels.{name}", {part for one, part in parts if one == name})
        return found

    def _of_each_channel(self, settings: Mapping[str, str]) -> Iterator[tuple[Control, str]]:
        """Controls and their texts; what was moved for all channels comes as one for each of them."""
        for key, text in settings.items():
            moved = self.controls[key]
            if moved.channel != ALL:
                yield moved, text
                continue
            for one in self.controls.values():
                if one.part == moved.part and one.channel != ALL:
                    yield one, text

    def _cadence(self, control: Control, text: str) -> dict[str, Any]:
        """A calendar: its interval or level as it was moved, its timing and phase as the scenario says."""
        if control.way == "order_up_to":
            return {"order_up_to": _scalar(text), "review": "1 d"}
        aid = self.loaded.scenario.aid
        cadence = aid.channels[control.channel].cadence
        timing = cadence.timing if cadence is not None and cadence.every is not None else "arrears"
        found = {"every": _scalar(text), "timing": timing}
        return found | {"first": "random"} if aid.is_running else found


def _same(control: Control) -> tuple[str, str]:
    """What makes a control the same in two plans: channel and part, or else its key."""
    return (control.channel, control.part) if control.part else ("", control.key)


def _is_on_demand(channel: Channel) -> bool:
    return channel.cadence is not None and channel.cadence.is_on_demand


def _complete_lateness(found: dict[str, Any], path: str, parts: set[str]) -> None:
    """Add what belongs to late lots where the scenario knows none: how late they are, or how many are on time."""
    if "late" not in parts:
        _put(found, f"{path}.late", {"exponential": {"mean": format_duration(ASSUMED_DELAY_MIN)}})
    if "on_time" not in parts:
        _put(found, f"{path}.on_time", "100 %")


def _short(control: Control, text: str, is_named: bool) -> str:
    """What was moved as the name of a plan tells it.

    Parameters
    ----------
    is_named : whether its channel has to be said, which `Control.short` leaves out of the main one
    """
    said = control.short.format(cadence_words(text) if control.way == "every" else text)
    return f"{in_words(control.channel)} {said}" if is_named else said


def _fitting(parts: Sequence[str]) -> str:
    """As many parts as a name of a plan has room for, the others counted: a value is whole or not there."""
    for count in range(len(parts), 0, -1):
        left_out = [f"{len(parts) - count} more"] if count < len(parts) else []
        name = ", ".join([*parts[:count], *left_out])
        if len(name) <= LONGEST_PLAN_NAME - 4:
            return name
    return f"{parts[0][: LONGEST_PLAN_NAME - 8]} ..."


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


def _scalar(text: str) -> float | str:
    """A text as a file would hold it: numbers as such."""
    if re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,15}", text, re.ASCII) else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
