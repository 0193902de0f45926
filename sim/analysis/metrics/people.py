"""Who is cold: hours, degrees and numbers of people below each threshold, and how they fall on districts.

Residents who have departed for the winter are not counted.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from sim.analysis.registry import Runs, Values, metric, until
from sim.units import HOUR_MIN


@metric(unit="person-hours", direction="lower", noun="person-hours below {}", over="threshold", by_district=True)
def person_hours_below(runs: Runs, level: slice, districts: slice) -> Values:
    """Hours that residents spend in rooms colder than X degC, summed over residents, of all districts or of one."""
    return runs.present * over_districts(runs, "below_min", level, districts) / HOUR_MIN


@metric(unit="people", direction="lower", noun="people below {} on the worst day", over="threshold", ending="_peak")
def people_below(runs: Runs, level: slice) -> Values:
    """Most residents in rooms colder than X degC, as the mean of one day."""
    return runs.present * runs.total("people_peak", level)


@metric(unit="people", direction="lower", noun="people without water at the peak", since="start")
def people_without_water_peak(runs: Runs) -> Values:
    """Most residents in buildings without water at one time."""
    return runs.present * runs["waterless_people_peak"]


@metric(
    unit="person-hours",
    direction="lower",
    noun="person-hours of vulnerable people below {}",
    over="threshold",
)
def vulnerable_person_hours_below(runs: Runs, level: slice) -> Values:
    """Hours below X degC of residents who are vulnerable, by each district's share of them."""
    shares = [vulnerable for _, _, vulnerable in runs.layout.districts]
    return runs.present * over_districts(runs, "below_min", level, runs.districts, shares) / HOUR_MIN


@metric(unit="person-degree-hours", direction="lower", noun="person-degree-hours below {}", over="threshold")
def degree_hours_below(runs: Runs, level: slice) -> Values:
    """Degrees below X degC times hours, summed over residents."""
    return runs.present * over_districts(runs, "below_degree_min", level, runs.districts) / HOUR_MIN


@metric(
    unit="h", direction="lower", noun="hours below {} per resident of each world's worst district", over="threshold"
)
def worst_district_hours_below(runs: Runs, level: slice) -> Values:
    """Hours below X degC per resident in the district where they are most."""
    return most_of(runs, per_resident(runs, runs.outcomes["below_min"], level))


@metric(unit="index", direction="lower", noun="inequality of hours below {} between districts", over="threshold")
def gini_hours_below(runs: Runs, level: slice) -> Values:
    """Gini index over districts of the hours below X degC per resident, weighted by residents: 0 is equal."""
    return gini_of(runs, per_resident(runs, runs.outcomes["below_min"], level))


@metric(
    unit="h",
    direction="higher",
    noun="hours until a building is below {}",
    over="threshold",
    kind="time_until",
)
def hours_to(runs: Runs, level: slice) -> Values:
    """Hours from the start until the first building is colder than X degC; infinite if none ever is."""
    return until(runs.total("first_below_min", level)) / HOUR_MIN


def most_of(runs: Runs, hours: list[Values]) -> Values:
    """The largest of hours per resident of each district."""
    return reduce(np.maximum, hours, np.full(len(runs.outcomes), 0.0 if hours else np.nan))


def gini_of(runs: Runs, hours: list[Values]) -> Values:
    """Gini index of hours per resident of each district, weighted by residents; undefined without any."""
    people = [float(residents) for _, residents, _ in runs.layout.districts if residents > 0]
    zero = np.zeros(len(runs.outcomes))
    gaps = zero
    for one, weight in zip(hours, people, strict=True):
        for other, other_weight in zip(hours, people, strict=True):
            gaps = gaps + weight * other_weight * np.abs(one - other)
    total = reduce(np.add, [one * weight for one, weight in zip(hours, people, strict=True)], zero)
    return gaps / np.where(total > 0.0, 2.0 * sum(people) * total, np.nan)


def over_districts(runs: Runs, name: str, level: slice, districts: slice, weights: list[float] | None = None) -> Values:
    """A table of districts and thresholds, summed over some districts in their order, shape (n,)."""
    table = runs.outcomes[name]
    columns = [table[:, district, level.start] for district in range(districts.start, districts.stop)]
    if weights is not None:
        columns = [column * weight for column, weight in zip(columns, weights, strict=True)]
    return reduce(np.add, columns, np.zeros(len(runs.outcomes)))


def per_resident(runs: Runs, table: Values, level: slice) -> list[Values]:
    """Hours below a threshold per resident of each district that has residents, of a table of person-minutes."""
    return [
        table[:, place, level.start] / (residents * HOUR_MIN)
        for place, (_, residents, _) in enumerate(runs.layout.districts)
        if residents > 0
    ]
