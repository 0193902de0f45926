"""What can be moved of the channels of aid: when lots are sent, how long they take, how many are late, how late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.closed import Closed
from sim.scenario.laws import Law
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Cadence, Channel
from sim.scenario.shape import file_key
from sim.units import DAY_MIN, format_duration
from sim.web.control import Control, control_of, middle_of, slot_of

ALL = "*"
"""In the place of a channel's name: all channels that have such a part."""
LONGEST_CADENCE_D, LONGEST_TIME_D = 28, 30
"""Ends of sliders, where the scenario itself does not lie beyond them [d]."""
LEAST_ROOM = 20
"""A slider of units or crews reaches at least so far."""
ASSUMED_LEVEL = 40
"""Units that are ordered up to where no plan of the scenario says how many: an assumption, which the page says."""
ASSUMED_DELAY_MIN = 7 * DAY_MIN
"""Mean delay of late lots where the scenario knows no late ones: an assumption, which the page says [min]."""
MIDDLES = ("median", "mean")
"""Keys of a law that say where its middle lies."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel that can be chosen on the page, or all of them.

    Parameters
    ----------
    name : in key paths; `ALL` for all
    label : for the page
    """

    name: str
    label: str


def main_channel(scenario: Scenario, plans: Mapping[str, Scenario]) -> str | None:
    """The channel that the page begins with: one that plans differ in, else the first; those with a calendar first."""
    channels = scenario.aid.channels

    def is_moved(name: str) -> bool:
        return any(plan.aid.channels.get(name) != channels[name] for plan in plans.values())

    ordered = sorted(channels, key=lambda name: (channels[name].cadence is None, not is_moved(name)))
    return next(iter(ordered), None)


def choices_of(scenario: Scenario) -> tuple[Choice, ...]:
    """All channels in file order, and all of them together where there are several."""
    found = [Choice(name, f"{in_words(name)} ({in_words(one.item)})") for name, one in scenario.aid.channels.items()]
    return (Choice(ALL, "all channels"), *found) if len(found) > 1 else tuple(found)


def controls_of_channels(scenario: Scenario, main: str | None, plans: Mapping[str, Scenario]) -> Iterator[Control]:
    """The controls of all channels together, then those of each, the main one first.

    Parameters
    ----------
    main : the channel that the names of plans are about unless they say another one
    plans : whose calendars may be taken where the scenario has none of that way
    """
    channels = scenario.aid.channels
    ordered = sorted(channels, key=lambda name: name != main)
    found = {}
    for name in ordered:
        elsewhere = {plan: one.aid.channels[name].cadence for plan, one in plans.items() if name in one.aid.channels}
        found[name] = list(_of_channel(channels[name], name, name == main, elsewhere))
    if len(found) > 1:
        yield from _together(found)
    for controls in found.values():
        yield from controls


def _together(found: Mapping[str, Sequence[Control]]) -> Iterator[Control]:
    """One control for each part that channels have, to move it in all of them."""
    parts: dict[str, list[Control]] = {}
    for one in (one for controls in found.values() for one in controls):
        parts.setdefault(one.part, []).append(one)
    parts.pop("order_up_to", None)  # a level belongs to one item
    for part, several in parts.items():
        first = several[0]
        whose = "all channels" if len(several) == len(found) else f"{len(several)} of {len(found)} channels"
        same = len({one.said for one in several}) == 1
        yield replace(
            first,
            key=f"aid.channels.{ALL}.{'cadence.every' if part == 'every' else part}",
            label=first.label.partition(" (")[0],
            low=max(one.low for one in several),
            high=max(one.high for one in several),
            said=first.said if same else ", ".join(f"{in_words(one.channel)} {one.said}" for one in several),
            shown=first.shown if same else "various",
            short=f"{whose} {_SHORT[part]}",
            channel=ALL,
            beside=(ALL,),
        )


_SHORT = {
    "every": "{}",
    "order_up_to": "on demand up to {}",
    "lead": "{} on the way",
    "on_time": "{} on time",
    "late": "late by {}",
}
"""Part of a channel -> how the name of a plan tells it."""


def _of_channel(
    channel: Channel, name: str, is_main: bool, elsewhere: Mapping[str, Cadence | None]
) -> Iterator[Control]:
    """Everything that can be moved of one channel.

    Parameters
    ----------
    elsewhere : plan -> its calendar of this channel
    """
    path = f"aid.channels.{name}"

    def control(part: str, key: str, label: str, value: Any, ends: tuple[float, float, float], **more: Any) -> Control:
        short = _SHORT[part] if is_main else f"{in_words(name)} {_SHORT[part]}"
        more = {"short": short, "channel": name, "part": part, "beside": (name,), **more}
        return control_of(f"{path}.{key}", label, value, ends, **more)

    cadence = channel.cadence
    if cadence is not None:
        is_one_way = bool(channel.accrual.unlimited)
        if not is_one_way:
            every, said = _of_calendar(cadence, "every", elsewhere, DAY_MIN, format_duration)
            ends = (1.0, max(LONGEST_CADENCE_D, every / DAY_MIN), 1.0)
            yield control("every", "cadence.every", "Days between lots", every, ends, way="every", **said)
        level, said = _of_calendar(cadence, "order_up_to", elsewhere, ASSUMED_LEVEL, str)
        label = f"Order up to ({in_words(channel.item)})"
        ends = (1.0, room_above(level), 1.0)
        yield control("order_up_to", "cadence.order_up_to", label, level, ends, way="order_up_to", **said)
    key, label, value, ends = _of_law("lead", "Time on the way", channel.lead)
    yield control("lead", key, label, value, ends, meaning=slot_of(f"{path}.lead").meaning)
    yield control("on_time", "on_time", "Lots on time", channel.on_time, (0.0, 100.0, 5.0))
    meaning = slot_of(f"{path}.late").meaning
    if channel.late is not None:
        key, label, value, ends = _of_law("late", "Delay of late lots", channel.late)
        yield control("late", key, label, value, ends, meaning=meaning)
    else:
        ends = (1.0, float(LONGEST_TIME_D), 1.0)
        assumed = f"no lot is late; where lots are, a mean of {format_duration(ASSUMED_DELAY_MIN)} is assumed"
        label, more = "Delay of late lots (mean)", {"meaning": meaning, "said": assumed}
        yield control("late", "late.exponential.mean", label, ASSUMED_DELAY_MIN, ends, **more)


def _of_calendar(
    cadence: Cadence, part: str, elsewhere: Mapping[str, Cadence | None], assumed: int, written: Callable[[int], str]
) -> tuple[int, dict[str, str]]:
    """A part of a calendar; where it has none, that of a plan or one that is assumed, and how the page says so."""
    own: int | None = getattr(cadence, part)
    if own is not None:
        return own, {}
    for plan, other in elsewhere.items():
        theirs: int | None = getattr(other, part, None)
        if theirs is not None:
            return theirs, {"said": f"none; {written(theirs)}, as in the plan {plan}, is assumed"}
    return assumed, {"said": f"none; {written(assumed)} is assumed"}


def _of_law(key: str, label: str, law: Law[Any]) -> tuple[str, str, Any, tuple[float, float, float]]:
    """Key, label, value and ends of the middle of a law; it keeps its spread where it has a middle to move."""
    value: Any = law
    chosen = getattr(law, law.chosen())
    if isinstance(chosen, Closed):
        names = {file_key(name, field): name for name, field in type(chosen).model_fields.items()}
        middle = next(name for name in MIDDLES if name in names and getattr(chosen, names[name]) is not None)
        key, label, value = f"{key}.{law.chosen()}.{middle}", f"{label} ({middle})", getattr(chosen, names[middle])
    days = middle_of(value) / DAY_MIN
    step = 1.0 if days >= 2.0 or days == 0.0 else 0.25
    low = step if isinstance(chosen, Closed) else 0.0  # a law of chance has no middle of nothing
    return key, label, value, (low, float(max(LONGEST_TIME_D, 2.0 * round(days))), step)


def room_above(value: float) -> float:
    """Where a slider of units or crews ends: twice what there is, a round number."""
    wanted = max(LEAST_ROOM, 2 * value)
    step = 10 if wanted <= 200 else 100
    return float(-(-wanted // step) * step)


def in_words(name: str) -> str:
    """A name of a file as people write it."""
    return name.replace("_", " ")
