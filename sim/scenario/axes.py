"""What a sweep varies: keys of a scenario with several values each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.merge import MOST_PLANS
from sim.scenario.schema import Scenario
from sim.scenario.shape import top

OVER = "--over"
"""Label of axes given on the command line; the line number is the number of the option."""
MOST_FUTURES = 1000
"""Most futures of one sweep."""
OPENING, CLOSING, QUOTES = "[{(", "]})", "\"'"


@dataclass(frozen=True, slots=True)
class Axis:
    """One key and the values that it takes.

    Parameters
    ----------
    key : dotted key path
    values : as texts, each as it would stand behind ``key=``
    chosen : True for what a plan may choose; False for what all plans face
    """

    key: str
    values: tuple[str, ...]
    chosen: bool


def axes_of(texts: Sequence[str]) -> tuple[Axis, ...]:
    """Axes from texts ``key.path=value,value,...``.

    A comma inside brackets or quotes belongs to a value.

    Raises
    ------
    ScenarioError
        Listing everything that is wrong with any of them.
    """
    axes: list[Axis] = []
    problems: list[Problem] = []
    for number, text in enumerate(texts, 1):
        place = Place(OVER, number, 1, text, max(1, len(text.partition("=")[0])))
        try:
            axes.append(_axis(text, place, [axis.key for axis in axes]))
        except ScenarioError as error:
            problems += error.problems
    if not problems:
        problems = list(_too_many(axes))
    if problems:
        raise ScenarioError(problems)
    return tuple(axes)


def _axis(text: str, place: Place, known: Sequence[str]) -> Axis:
    key, equals, written = text.partition("=")
    values = tuple(split_values(written))
    problem = ""
    if not equals or not key.strip() or not all(values):
        problem = "needs the form key=value,value,..."
    elif len(set(values)) < max(2, len(values)):
        problem = "needs two values or more, each of them once"
    elif key.strip() in known:
        problem = f"'{key.strip()}' is swept twice"
    if problem:
        raise ScenarioError([Problem(problem, place=place)])
    return Axis(key.strip(), values, role_of(key.strip(), place) == "choose")


def role_of(key: str, place: Place) -> str:
    """Role of a key that may be varied: face or choose.

    Raises
    ------
    ScenarioError
        If there is no such key, or it is neither.
    """
    slot, done = top(Scenario), list[str]()
    for word in key.split("."):
        inner = slot.below(word)
        if inner is None:
            where = f"unknown key '{'.'.join([*done, word])}'"
            raise ScenarioError([Problem(where, place=place, hint=slot.hint(word, ".".join(done)))])
        slot = inner
        done.append(word)
    if slot.role not in ("face", "choose"):
        hint = "vary what is faced or chosen; options such as --seed settle the rest"
        raise ScenarioError([Problem(f"'{key}' is no part of a winter or of a plan", place=place, hint=hint)])
    return slot.role


def _too_many(axes: Sequence[Axis]) -> Iterator[Problem]:
    for chosen, most, what in ((True, MOST_PLANS, "plans"), (False, MOST_FUTURES, "futures")):
        count = prod(len(axis.values) for axis in axes if axis.chosen is chosen)
        if count > most:
            yield Problem(f"the values make {count:,} {what}, at most {most:,} fit", place=Place(OVER, 1, 1, "", 1))


def split_values(written: str) -> Iterator[str]:
    """Values between commas, as they are written, without the blanks around them."""
    depth, quote, value = 0, "", ""
    for letter in written:
        if quote or letter in QUOTES:
            quote = ("" if letter == quote else quote) if quote else letter
        elif letter in OPENING or letter in CLOSING:
            depth += 1 if letter in OPENING else -1
        elif letter == "," and depth == 0:
            yield value.strip()
            value = ""
            continue
        value += letter
    yield value.strip()


def points_of(axes: Sequence[Axis]) -> list[dict[str, str]]:
    """All combinations of the values of some axes, the last axis changing fastest: key -> value."""
    keys = [axis.key for axis in axes]
    return [dict(zip(keys, values, strict=True)) for values in product(*(axis.values for axis in axes))]


def labels_of(axes: Sequence[Axis], least: int = 1) -> dict[str, str]:
    """Key -> how tables name it: its last words, as many as tell it from the other axes.

    Parameters
    ----------
    least : words that a name has at least, if the key has as many
    """
    labels = {}
    for axis in axes:
        words = axis.key.split(".")
        others = [other.key.split(".") for other in axes if other.key != axis.key]
        first = min(least, len(words))
        count = next(n for n in range(first, len(words) + 1) if all(other[-n:] != words[-n:] for other in others))
        labels[axis.key] = " ".join(words[-count:]).replace("_", " ")
    return labels


def name_of(point: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A combination of values as tables name it, for example ``mean -6degC, every 7d``."""
    return ", ".join(f"{labels[key]} {value}" for key, value in point.items())


def plan_settings(axes: Sequence[Axis]) -> list[str]:
    """Settings that make every combination of chosen values a plan, in place of the scenario's own plans."""
    labels = labels_of(axes)
    plans = []
    for point in points_of(axes):
        values = ", ".join(f"{json.dumps(key)}: {value}" for key, value in point.items())
        plans.append(f"{json.dumps(name_of(point, labels), ensure_ascii=False)}: {{{values}}}")
    first = name_of(points_of(axes)[0], labels)
    return [
        "compare.plans=null",
        f"compare.plans={{{', '.join(plans)}}}",
        f"compare.reference={json.dumps(first, ensure_ascii=False)}",
    ]
