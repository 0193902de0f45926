"""Who is cold and in no warming centre, and who is in one; only scenarios with warming centres have these.

Residents who have departed for the winter are not counted.
"""

from __future__ import annotations

import numpy as np

from sim.analysis.metrics.people import gini_of, most_of, over_districts, per_resident
from sim.analysis.registry import Runs, Values, metric
from sim.units import HOUR_MIN


@metric(
    unit="person-hours",
    direction="lower",
    noun="person-hours below {} outside warming centres",
    over="threshold",
    by_district=True,
    ending="_net",
    where="centres",
)
def person_hours_below(runs: Runs, level: slice, districts: slice) -> Values:
    """Hours that residents spend in rooms colder than X degC, without the hours that they are in warming centres."""
    below = runs.present * over_districts(runs, "below_min", level, districts)
    return (below - over_districts(runs, "centre_min", level, districts)) / HOUR_MIN


@metric(
    unit="people",
    direction="lower",
    noun="people below {} outside warming centres on the worst day",
    over="threshold",
    ending="_peak_net",
    where="centres",
)
def people_below(runs: Runs, level: slice) -> Values:
    """Most residents in rooms colder than X degC and in no warming centre, as the mean of one day."""
    return runs.total("net_peak", level)


@metric(
    unit="person-hours",
    direction="lower",
    noun="person-hours of vulnerable people below {} outside warming centres",
    over="threshold",
    ending="_net",
    where="centres",
)
def vulnerable_person_hours_below(runs: Runs, level: slice) -> Values:
    """Hours below X degC outside warming centres of residents who are vulnerable, by each district's share of them."""
    shares = [vulnerable for _, _, vulnerable in runs.layout.districts]
    below = runs.present * over_districts(runs, "below_min", level, runs.districts, shares)
    return (below - over_districts(runs, "centre_min", level, runs.districts, shares)) / HOUR_MIN


@metric(
    unit="h",
    direction="lower",
    noun="hours below {} outside warming centres per resident of each world's worst district",
    over="threshold",
    ending="_net",
    where="centres",
)
def worst_district_hours_below(runs: Runs, level: slice) -> Values:
    """Hours below X degC outside warming centres per resident in the district where they are most."""
    return most_of(runs, _per_resident(runs, level))


@metric(
    unit="index",
    direction="lower",
    noun="inequality of hours below {} outside warming centres between districts",
    over="threshold",
    ending="_net",
    where="centres",
)
def gini_hours_below(runs: Runs, level: slice) -> Values:
    """Gini index over districts of the hours below X degC outside warming centres per resident: 0 is equal."""
    return gini_of(runs, _per_resident(runs, level))


@metric(unit="person-hours", direction="none", noun="person-hours in warming centres", where="centres")
def person_hours_in_centres(runs: Runs) -> Values:
    """Hours that residents of rooms below the first threshold are in warming centres."""
    return over_districts(runs, "centre_min", slice(0, 1), runs.districts) / HOUR_MIN


@metric(unit="people", direction="none", noun="people in warming centres on the fullest day", where="centres")
def people_in_centres_peak(runs: Runs) -> Values:
    """Most residents in warming centres, as the mean of one day, closed hours included."""
    return runs["centre_peak"]


@metric(
    unit="share", direction="none", noun="share of open places in warming centres in use", kind="ratio", where="centres"
)
def centre_use_share(runs: Runs) -> tuple[Values, Values]:
    """Person-hours in warming centres, of their places times the hours that they are open; pooled."""
    return over_districts(runs, "centre_min", slice(0, 1), runs.districts), runs["centre_room_min"]


def _per_resident(runs: Runs, level: slice) -> list[Values]:
    """Hours below a threshold outside centres per resident who is present, of each district that has residents."""
    here = np.where(runs.present > 0.0, runs.present, 1.0)[:, None, None]
    return per_resident(runs, runs.outcomes["below_min"] - runs.outcomes["centre_min"] / here, level)
