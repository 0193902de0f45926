"""Stock: what came, what was used, for how long there was too little."""

from __future__ import annotations

import numpy as np

from sim.analysis.registry import Runs, Values, metric, until
from sim.analysis.supply import least_supply, mean_supply
from sim.model.depots import is_plenty
from sim.units import DAY_MIN, HOUR_MIN


@metric(unit="h", direction="lower", noun="hours with too little {}", over="stocked_store", sensitive=True)
def stockout_hours(runs: Runs, places: slice) -> Values:
    """Hours with less stock than the least demanding layer fires at once, or a job needs; reserves ignored."""
    return runs.total("empty_area", places) / HOUR_MIN


@metric(
    unit="d",
    direction="higher",
    noun="days until there is too little {}",
    over="stocked_store",
    kind="time_until",
    sensitive=True,
)
def first_empty_day(runs: Runs, places: slice) -> Values:
    """Days from the start until stock is first too small for an engagement (or a job); infinite if it never is."""
    return until(runs.total("empty_first", places)) / DAY_MIN


@metric(
    unit="d",
    direction="none",
    noun="days of supply of {} at the end",
    over="stocked_item",
    since="start",
    sensitive=True,
)
def days_of_supply(runs: Runs, places: slice) -> Values:
    """Stock at the end by the mean daily use of the run; undefined if nothing was used."""
    stores = runs.layout.stores_of(places)
    used = runs.total("used", stores)
    days = runs.layout.horizon_min / DAY_MIN
    return _limited(runs.total("stock", stores)) / np.where(used > 0.0, used, np.nan) * days


@metric(unit="d", direction="higher", noun="mean days of supply of {}", over="stocked_item", sensitive=True)
def days_of_supply_mean(runs: Runs, places: slice) -> Values:
    """Stock by the mean daily use of the last seven days, mean over the rows of the series where anything was used."""
    return mean_supply(runs, places.start)


@metric(unit="d", direction="higher", noun="fewest days of supply of {}", over="stocked_item", sensitive=True)
def days_of_supply_min(runs: Runs, places: slice) -> Values:
    """Stock by the mean daily use of the last seven days, at the row of the series where it is least."""
    return least_supply(runs, places.start)


@metric(
    unit="rounds",
    direction="none",
    noun="rounds of {} fired",
    over="stocked_item",
    summed=True,
    since="start",
    sensitive=True,
)
def rounds_used(runs: Runs, places: slice) -> Values:
    """Units of an item that were fired."""
    return runs.total("used", runs.layout.stores_of(places)) - runs.total("given", places)


@metric(unit="rounds", direction="none", noun="rounds fired by {}", over="layer", since="start", sensitive=True)
def rounds_fired(runs: Runs, places: slice) -> Values:
    """Rounds fired by a layer, those of layers that need no stock included."""
    return runs.total("rounds", places)


@metric(
    unit="units",
    direction="none",
    noun="units of {} given to repair or generators",
    over="item",
    since="start",
    sensitive=True,
)
def given_to_repair(runs: Runs, places: slice) -> Values:
    """Units of an item that jobs got as their part, that joined a pool as crews, or that generators burnt."""
    return runs.total("given", places)


@metric(unit="units", direction="none", noun="units of {} delivered", over="item", since="start", sensitive=True)
def delivered(runs: Runs, places: slice) -> Values:
    """Units that arrived into stock from minute 0 on; the initial stock is not among them."""
    return runs.total("arrived", runs.layout.stores_of(places))


@metric(
    unit="units",
    direction="lower",
    noun="units of {} without room in the store",
    over="stocked_item",
    since="start",
    sensitive=True,
)
def overflow(runs: Runs, places: slice) -> Values:
    """Units that arrived and were lost because the store was full."""
    return runs.total("overflow", places)


@metric(
    unit="units",
    direction="none",
    noun="units of {} left at the end",
    over="stocked_item",
    since="start",
    sensitive=True,
)
def final_stock(runs: Runs, places: slice) -> Values:
    """Units in stock or lent at the end; undefined if the stock is unlimited."""
    stores = runs.layout.stores_of(places)
    return _limited(runs.total("stock", stores) + runs.total("lent", stores))


@metric(unit="h", direction="none", noun="generator-hours away from the store")
def generator_hours(runs: Runs) -> Values:
    """Hours that generators were at blocks or on their way, summed over generators."""
    return runs["generator_area"] / HOUR_MIN


def _limited(stock: Values) -> Values:
    """Stock; nan where it is unlimited."""
    return np.where(is_plenty(stock), np.nan, stock)
