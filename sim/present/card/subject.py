"""What a results card tells of, whichever verb the results come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.analysis.measures import Measure
from sim.analysis.numbers import reach_of
from sim.analysis.statistics import Number
from sim.present.as_json import Context, finite
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Against:
    """What plans are held against, in the heads of the table.

    Parameters
    ----------
    other : what a difference is one from
    chance : what the share in the last column says
    """

    other: str = "the reference"
    chance: str = "better in"


@dataclass(frozen=True, slots=True)
class Subject:
    """Results, as far as a card tells of them.

    Parameters
    ----------
    context : where the numbers come from
    question, answer : of the scenario, and what came out, in words
    plans : plan -> whole scenario, of several futures in the first one
    confidence : of all intervals
    replications, failed : worlds in the numbers, and those left out; of several futures in each, and in all
    same_aid : True, or why plans do not bring the same
    outputs, more_outputs : nouns of the metrics on the card, and how many others there are
    aims : what was compared, in a sentence
    estimates : lines from `estimate`
    could_flip : sentences
    varied : key -> values that were tried, of several futures
    from_state : whether runs go on from a saved state
    """

    context: Context
    question: str
    answer: str
    plans: Mapping[str, Scenario]
    confidence: float
    replications: int
    failed: int
    public: bool
    same_aid: bool | str
    outputs: Sequence[str]
    more_outputs: int
    aims: str
    estimates: Sequence[Mapping[str, Any]]
    could_flip: Sequence[str]
    against: Against = field(default_factory=Against)
    varied: Mapping[str, str] = field(default_factory=dict)
    from_state: bool = False


def estimate(
    measure: Measure,
    plan: str,
    count: int,
    level: Sequence[Number],
    apart: Sequence[Number] = (),
    better: Number = None,
    future: str = "",
) -> dict[str, Any]:
    """A line of the table: never a number without its interval and how many worlds it comes from.

    Parameters
    ----------
    count : worlds
    level : estimate and the ends of its interval
    apart : difference and the ends of its interval; empty where there is none
    better : share of the worlds
    future : in which one; empty where there is one only
    """
    line: dict[str, Any] = {"metric": measure.name, "noun": measure.noun, "unit": measure.unit, "plan": plan}
    if future:
        line["future"] = future
    line |= {"n": count} | dict(zip(("estimate", "ci_low", "ci_high"), level, strict=True))
    line["precision"] = _relative(*level)
    if apart:
        line |= dict(zip(("difference", "difference_ci_low", "difference_ci_high"), apart, strict=True))
        line["p_better"] = better
    return {key: finite(value) for key, value in line.items()}


def _relative(level: Number, low: Number, high: Number) -> float | None:
    """How far an interval reaches from the level, as a share of it."""
    reach = reach_of(level, low, high)
    return None if reach is None or not level else reach / abs(level)
