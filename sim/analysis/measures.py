"""The metrics of one scenario: members of families by the names of its items, layers, thresholds, ..."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from sim.analysis.metrics import METRICS
from sim.analysis.reasons import origin_words, phase_words
from sim.analysis.registry import MANY_BUILDINGS, Axis, Direction, Metric, Runs, Since, Values
from sim.errors import Problem, ScenarioError
from sim.hints import nearest
from sim.scenario.source import Node, place_of
from sim.study.layout import Layout


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of one scenario: a member of a family with its places.

    Parameters
    ----------
    name : full name, for example ``person_hours_below_16``
    noun : what is counted, for example ``person-hours below 16 degC``
    places : where the member stands in the outcomes
    district : the place of its district, None for all of them
    """

    name: str
    noun: str
    metric: Metric
    places: slice
    district: int | None = None

    @property
    def unit(self) -> str:
        """Unit of the values."""
        return self.metric.unit

    @property
    def direction(self) -> Direction:
        """Which values are better."""
        return self.metric.direction

    @property
    def wanted(self) -> str:
        """Which values are better, in words; empty if neither are."""
        return "" if self.direction == "none" else f"{self.direction} is better"

    @property
    def sensitive(self) -> bool:
        """True if public results leave it out."""
        return self.metric.sensitive

    @property
    def most(self) -> float:
        """What no value exceeds; none is below 0."""
        return 1.0 if self.unit == "share" else math.inf

    @property
    def is_time_until(self) -> bool:
        """True if the value may be infinite: never."""
        return self.metric.kind == "time_until"

    @property
    def is_ratio(self) -> bool:
        """True if numerator and denominator are pooled over replications."""
        return self.metric.kind == "ratio"

    def parts(self, runs: Runs) -> tuple[Values, Values]:
        """Numerators and denominators of a ratio, each of shape (n,)."""
        return cast(tuple[Values, Values], self._computed(runs))

    def values(self, runs: Runs) -> Values:
        """One value per replication, shape (n,); nan where it is undefined."""
        if self.is_ratio:
            above, below = self.parts(runs)
            return above / np.where(below > 0.0, below, np.nan)
        return cast(Values, self._computed(runs)) + 0.0

    def _computed(self, runs: Runs) -> Values | tuple[Values, Values]:
        if not self.metric.over:
            return self.metric.compute(runs)
        if not self.metric.by_district:
            return self.metric.compute(runs, self.places)
        districts = runs.districts if self.district is None else slice(self.district, self.district + 1)
        return self.metric.compute(runs, self.places, districts)


OF_STOCK = ("stocked_item", "stocked_store")
"""Axes whose members are items and stores but for items that are never in stock, as those that join crews."""

WHERE_COUNTED = ("loaded_channel", "emitting_channel", "priced_channel")
"""Axes of metrics that a scenario has only if it says what they count."""


def threshold_text(level_c: float) -> str:
    """A threshold as names of metrics carry it: 16, 12_5, minus_5."""
    return f"{level_c:g}".replace("-", "minus_").replace(".", "_")


def members(axis: Axis, layout: Layout) -> list[tuple[str, str]]:
    """Members of an axis in the order of their places: (as names carry them, as people say them)."""
    if axis == "threshold":
        return [(threshold_text(level), f"{level:g} degC") for level in layout.thresholds]
    if axis in ("origin", "phase"):
        return list((origin_words() if axis == "origin" else phase_words()).items())
    names: dict[str, Iterable[str]] = {
        "buildings": [str(number) for number in MANY_BUILDINGS],
        "item": layout.items,
        "store": layout.stores,
        "stocked_item": layout.items,
        "stocked_store": layout.stores,
        "item_at_hub": layout.items_at_hubs,
        "hub": layout.hubs,
        "layer": layout.layers,
        "class": layout.classes,
        "channel": [name for name, _, _ in layout.channels],
        "donor": tuple(layout.donors),
        "loaded_channel": [layout.channels[place][0] for place in layout.with_trucks],
        "emitting_channel": [layout.channels[place][0] for place in layout.with_emissions],
        "priced_channel": [layout.channels[place][0] for place in layout.with_costs],
    }
    return [(name, name.replace("_", " ").replace(".", " ")) for name in names.get(axis, ())]


def all_measures(layout: Layout) -> dict[str, Measure]:
    """Every metric that a scenario has, by name, in the order of definition."""
    here = [one for one in METRICS.values() if not one.where or getattr(layout, one.where)]
    return {measure.name: measure for one in here for measure in measures_of(one, layout)}


def shown_measures(layout: Layout) -> dict[str, Measure]:
    """Every metric that results show: all of a scenario, or those that are public."""
    return {name: one for name, one in all_measures(layout).items() if not (layout.public and one.sensitive)}


def measures_of(one: Metric, layout: Layout) -> Iterator[Measure]:
    """A metric as a scenario has it: itself, or the members of a family and their sum."""
    if not one.over:
        yield Measure(one.name, one.noun, one, slice(0, 0))
        return
    family = members(one.over, layout)
    offset = 1 if one.over == "phase" else 0
    if one.summed and (family or one.over not in WHERE_COUNTED):
        noun = " ".join(one.noun.replace(" by {}", "").replace(" of {}", "").replace("{}", "").split())
        yield Measure(one.name, noun, one, slice(0, len(family)))
    for place, (name, said) in enumerate(family):
        if one.over in OF_STOCK and not layout.has_stock(name):
            continue
        joint = "_" if one.over == "threshold" else "."
        noun = one.noun.format(said)
        whole = Measure(one.name + joint + name + one.ending, noun, one, slice(place + offset, place + offset + 1))
        yield whole
        for district, (title, _, _) in enumerate(layout.districts if one.by_district else ()):
            where = f"{noun} in {title.replace('_', ' ')}"
            yield replace(whole, name=f"{whole.name}.{title}", noun=where, district=district)


def metric_problems(names: Sequence[str], layout: Layout, tree: Node | None = None) -> list[Problem]:
    """What is wrong with names of metrics, each with the nearest right word.

    Parameters
    ----------
    tree : the files that the names were written in, so that a problem can point there
    """
    known = all_measures(layout)
    return [
        Problem(
            f"no metric is called {name!r}",
            "compare.metrics",
            place_of(tree, ("compare", "metrics", number)),
            nearest(name, known) or "see `hearthline describe metrics`",
        )
        for number, name in enumerate(names)
        if name not in known
    ]


def headline_metrics(names: Sequence[str], layout: Layout) -> tuple[str, ...]:
    """Names of the metrics that tables show: those asked for as far as results show them, else a default choice.

    Raises
    ------
    ScenarioError
        Naming every unknown metric and the nearest right word.
    """
    problems = metric_problems(names, layout)
    if problems:
        raise ScenarioError(problems)
    shown = shown_measures(layout)
    return tuple(name for name in dict.fromkeys(names) if name in shown) or default_metrics(layout)


def default_metrics(layout: Layout) -> tuple[str, ...]:
    """Headline metrics of a scenario that names none."""
    known = shown_measures(layout)
    cold = members("threshold", layout)[:2][-1:]
    wanted = [f"person_hours_below_{name}" for name, _ in cold]
    wanted += [f"stockout_hours.{layout.stores[first]}" for first in layout.store_first[:-1][:2]]
    wanted += ["buildings_cold_peak", "leakers"]
    return tuple(name for name in wanted if name in known)[:4]


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One line of the list of metrics.

    Parameters
    ----------
    names : all forms of the name, for example ``leakers, leakers.CLASS``
    """

    names: str
    unit: str
    direction: Direction
    since: Since
    sensitive: bool
    meaning: str


def describe_metrics() -> tuple[MetricLine, ...]:
    """All metrics with unit, direction and meaning, families by their pattern."""
    return tuple(
        MetricLine(
            f"{one.name}, {one.pattern()}" if one.summed else one.pattern(),
            one.unit,
            one.direction,
            one.since,
            one.sensitive,
            one.meaning,
        )
        for one in METRICS.values()
    )
