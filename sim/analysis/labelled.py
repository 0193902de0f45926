"""Results as arrays with named dimensions: every metric and series of every replication, with its unit.

A metric has its name and the dimensions plan and replication. A family has one dimension more for its members; where
its bare name is their sum, members stand in ``NAME_by_DIMENSION``. Series stand in ``NAME_over_time``, and what is
summed day by day in ``NAME_by_day``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.answer import Comparison
from sim.analysis.measures import Measure, members, threshold_text
from sim.analysis.registry import Axis, Metric, Values
from sim.analysis.tidy import Series, series_of
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

RUNS = ("plan", "replication")
"""Dimensions that everything has."""
DIMENSIONS: Mapping[Axis, str] = {
    "threshold": "threshold",
    "buildings": "buildings",
    "item": "item",
    "stocked_item": "item",
    "item_at_hub": "item",
    "store": "store",
    "stocked_store": "store",
    "hub": "hub",
    "layer": "layer",
    "class": "threat_class",
    "channel": "channel",
    "loaded_channel": "channel",
    "emitting_channel": "channel",
    "priced_channel": "channel",
    "donor": "donor",
    "origin": "origin",
    "phase": "phase",
}
"""Dimension of a family's members; axes that share one have some of its members, and nan for the others."""
LEVELS: Mapping[str, Axis] = {
    "threshold": "threshold",
    "buildings": "buildings",
    "item": "item",
    "store": "store",
    "hub": "hub",
    "layer": "layer",
    "threat_class": "class",
    "channel": "channel",
    "donor": "donor",
    "origin": "origin",
    "phase": "phase",
}
"""Axis that has all members of a dimension."""
OF_SERIES = {"stock": "store", "used": "store", "at_hub": "item", "days_of_supply": "item", "indoor_c": "block"}
"""Dimension of the members of a series, ``stock.ITEM``."""
DAILY = "person_hours_below_"
"""How names of series begin that are summed by day, one for each threshold."""
NOTES = {
    "number": "",
    "time_until": "infinite where it never comes: form quantiles, no mean",
    "ratio": "of single replications; over all of them numerators and denominators are summed first",
}
"""What to know before values of a kind of metric are averaged."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One array with its dimensions and what it is.

    Parameters
    ----------
    dims : plan and replication first
    values : nan where a member does not have it
    attributes : `units`, `long_name` and more, as texts
    """

    dims: tuple[str, ...]
    values: Values
    attributes: Mapping[str, str]


def coordinates_of(comparison: Comparison, layout: Layout) -> dict[str, NDArray[Any]]:
    """Labels along every dimension; times as dates, thresholds in degC, all else as names and numbers."""
    start = np.datetime64(layout.start, "m")
    found: dict[str, NDArray[Any]] = {
        "plan": np.array(comparison.plans, dtype=np.str_),
        "replication": np.array(comparison.kept, dtype=np.int64),
        "time": start + np.array(layout.row_minutes(), dtype="timedelta64[m]"),
        "day": start.astype("datetime64[D]") + np.arange(layout.days),
        "district": np.array([name for name, _, _ in layout.districts], dtype=np.str_),
        "block": np.array([_member(one.name) for one in layout.columns if one.name.startswith("indoor_c.")]),
    }
    for dimension, axis in LEVELS.items():
        found[dimension] = np.array([name for name, _ in members(axis, layout)], dtype=np.str_)
    found["threshold"] = np.array(layout.thresholds, dtype=np.float64)
    found["buildings"] = found["buildings"].astype(np.int64)
    return found


def variables_of(comparison: Comparison, study: StudyResult, layout: Layout) -> dict[str, Variable]:
    """Every metric and series that results show, by name."""
    coordinates = coordinates_of(comparison, layout)
    found = dict(_metrics(comparison, layout, coordinates))
    series = dict(_series(comparison, study, layout, coordinates))
    assert not found.keys() & series.keys()
    return found | series


def _metrics(
    comparison: Comparison, layout: Layout, coordinates: Mapping[str, NDArray[Any]]
) -> Iterator[tuple[str, Variable]]:
    families: dict[tuple[str, tuple[str, ...]], list[Measure]] = {}
    for measure in comparison.metrics.values():
        families.setdefault(_place_of(measure), []).append(measure)
    for (name, dims), measures in families.items():
        shape = tuple(len(coordinates[one]) for one in (*RUNS, *dims))
        values = np.full(shape, np.nan)
        for measure in measures:
            place = [_index(measure, one, layout, coordinates) for one in dims]
            for number, plan in enumerate(comparison.plans):
                where: tuple[int | slice, ...] = (number, slice(None), *place)
                values[where] = comparison.values[plan][measure.name]
        yield name, Variable((*RUNS, *dims), values, _attributes(measures[0].metric, dims))


def _place_of(measure: Measure) -> tuple[str, tuple[str, ...]]:
    """Name of the variable that a measure belongs to, and its dimensions beside those of the runs."""
    metric = measure.metric
    if not metric.over or measure.name == metric.name:
        return measure.name, ()
    dimension = DIMENSIONS[metric.over]
    name = f"{metric.name}_by_{dimension}" if metric.summed else metric.name + metric.ending
    return (name, (dimension,)) if measure.district is None else (f"{name}_by_district", (dimension, "district"))


def _index(measure: Measure, dimension: str, layout: Layout, coordinates: Mapping[str, NDArray[Any]]) -> int:
    """Where along a dimension the member of a measure stands."""
    if dimension == "district":
        return measure.district or 0
    family = members(measure.metric.over, layout)
    label, _ = family[measure.places.start - (1 if measure.metric.over == "phase" else 0)]
    if dimension == "threshold":
        return [threshold_text(level) for level in layout.thresholds].index(label)
    return [str(one) for one in coordinates[dimension]].index(label)


def _attributes(metric: Metric, dims: tuple[str, ...]) -> dict[str, str]:
    member = dims[0].replace("_", " ") if dims else ""
    noun = metric.noun if member else metric.noun.replace(" by {}", "").replace(" of {}", "")
    told = {
        "units": metric.unit,
        "long_name": noun.replace("{}", f"the {member}").strip() + (", by district" if "district" in dims else ""),
        "description": metric.meaning,
        "better": metric.direction,
        "counted_from": metric.since,
        "note": NOTES[metric.kind],
    }
    return {name: said for name, said in told.items() if said}


def _series(
    comparison: Comparison, study: StudyResult, layout: Layout, coordinates: Mapping[str, NDArray[Any]]
) -> Iterator[tuple[str, Variable]]:
    arrays: dict[str, tuple[tuple[str, ...], Values, str]] = {}
    for number, plan in enumerate(comparison.plans):
        for series in series_of(study.plans[plan], layout, comparison.kept):
            name, dims, place = _place_in_time(series, layout, coordinates)
            if name not in arrays:
                shape = tuple(len(coordinates[one]) for one in (*RUNS, *dims))
                arrays[name] = ((*RUNS, *dims), np.full(shape, np.nan), series.unit)
            where: tuple[int | slice, ...] = (number, slice(None), *place)
            arrays[name][1][where] = series.values
    for name, (dims, values, unit) in arrays.items():
        words = name.replace("_over_time", "").replace("_by_day", " of the day").replace("_", " ")
        said = {"better": "none", "long_name": words.replace("hours below", "hours below the threshold")}
        yield name, Variable(dims, values, {"units": unit, **said})


def _place_in_time(
    series: Series, layout: Layout, coordinates: Mapping[str, NDArray[Any]]
) -> tuple[str, tuple[str, ...], tuple[int | slice, ...]]:
    """Name of the variable that a series belongs to, its dimensions beside those of the runs, and where it goes."""
    every = slice(None)
    if series.name.startswith(DAILY):
        level = [threshold_text(one) for one in layout.thresholds].index(series.name.removeprefix(DAILY))
        return "person_hours_below_by_day", ("day", "threshold"), (every, level)
    if series.name == "person_hours_in_centres":
        return f"{series.name}_by_day", ("day",), (every,)
    family, dot, member = series.name.partition(".")
    if not dot:
        return f"{series.name}_over_time", ("time",), (every,)
    dimension = OF_SERIES[family]
    place = [str(one) for one in coordinates[dimension]].index(member)
    return f"{family}_over_time", ("time", dimension), (every, place)


def _member(name: str) -> str:
    """Member in the name of a series: ``3`` of ``indoor_c.3``."""
    return name.partition(".")[2]
