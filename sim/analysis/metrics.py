"""What is measured: one decorated function per metric, one value per replication; `people` has those of residents.

Areas, exposure and jobs count from `horizon.observe_from` on; what says ``since="start"`` (attack, stock, outages)
covers the whole horizon. Areas of outcomes are counts x minutes. Residents who have departed for the winter are not
counted. Shares are 0 to 1. nan: undefined; infinite: never.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from sim.analysis import people
from sim.analysis.registry import MANY_BUILDINGS, METRICS, Runs, Values, metric, until
from sim.analysis.supply import least_supply, mean_supply
from sim.model.crews import NO_LIMIT
from sim.model.depots import is_plenty
from sim.model.words import SKILLS

__all__ = ["METRICS", "people"]

HOUR = 60.0
DAY = 1440.0
MILLE = 1000.0


# Buildings without heat


@metric(unit="buildings", direction="lower", noun="buildings without heat at the peak", since="start")
def buildings_cold_peak(runs: Runs) -> Values:
    """Most buildings without heat at one time."""
    return runs["cold_peak"]


@metric(unit="building-hours", direction="lower", noun="building-hours without heat")
def building_hours_cold(runs: Runs) -> Values:
    """Buildings without heat, integrated over time."""
    return runs["cold_area"] / HOUR


@metric(unit="building-hours", direction="lower", noun="building-hours without heat beyond 8 hours")
def building_hours_cold_over_8(runs: Runs) -> Values:
    """Building-hours of outages beyond their first 8 hours."""
    return runs.total("cold_beyond", slice(0, 1)) / HOUR


@metric(unit="building-hours", direction="lower", noun="building-hours without heat beyond 16 hours")
def building_hours_cold_over_16(runs: Runs) -> Values:
    """Building-hours of outages beyond their first 16 hours."""
    return runs.total("cold_beyond", slice(1, 2)) / HOUR


@metric(unit="building-hours", direction="lower", noun="building-hours without heat beyond 24 hours")
def building_hours_cold_over_24(runs: Runs) -> Values:
    """Building-hours of outages beyond their first 24 hours."""
    return runs.total("cold_beyond", slice(2, 3)) / HOUR


@metric(
    unit="buildings", direction="lower", noun="buildings without heat for more than 24 hours at the peak", since="start"
)
def buildings_cold_24h_peak(runs: Runs) -> Values:
    """Most buildings at one time whose outage has lasted more than 24 hours."""
    return runs["long_peak"]


@metric(
    unit="share",
    direction="lower",
    noun="share of runs with {} or more buildings without heat for over 24 hours",
    over="buildings",
    since="start",
)
def chance_cold_24h(runs: Runs, places: slice) -> Values:
    """1 if so many buildings at one time have been without heat for more than 24 hours, else 0; its mean is a share."""
    return np.asarray(runs["long_peak"] >= MANY_BUILDINGS[places.start], dtype=np.float64)


@metric(
    unit="h",
    direction="lower",
    noun="hours until half of the buildings have heat again",
    kind="time_until",
    since="start",
)
def restore_50(runs: Runs) -> Values:
    """Hours in which 50 % of the buildings that lost heat get it back (Kaplan-Meier over all outages)."""
    return _restored(runs, slice(0, 1))


@metric(
    unit="h",
    direction="lower",
    noun="hours until 90 % of the buildings have heat again",
    kind="time_until",
    since="start",
)
def restore_90(runs: Runs) -> Values:
    """Hours in which 90 % of the buildings that lost heat get it back (Kaplan-Meier over all outages)."""
    return _restored(runs, slice(1, 2))


@metric(
    unit="h",
    direction="lower",
    noun="hours until 99 % of the buildings have heat again",
    kind="time_until",
    since="start",
)
def restore_99(runs: Runs) -> Values:
    """Hours in which 99 % of the buildings that lost heat get it back (Kaplan-Meier over all outages)."""
    return _restored(runs, slice(2, 3))


@metric(unit="h", direction="lower", noun="longest spell without normal warmth", since="start")
def longest_spell_hours(runs: Runs) -> Values:
    """Longest time from the loss of heat until a building is back at its set point."""
    return runs["longest_spell"] / HOUR


@metric(unit="K d", direction="none", noun="heating degree days", since="start")
def heating_degree_days(runs: Runs) -> Values:
    """Sum over all days of max(0, 18 degC - mean outdoor temperature of the day); undefined without weather."""
    return runs["heating_degree_days"] + (0.0 if runs.layout.weather else np.nan)


# Attack and defence


@metric(unit="waves", direction="none", noun="waves", since="start")
def waves(runs: Runs) -> Values:
    """Attack waves of the whole horizon."""
    return runs["waves"]


@metric(unit="d", direction="none", noun="days until the first wave", kind="time_until", since="start")
def first_wave_day(runs: Runs) -> Values:
    """Days from the start until the first wave; infinite if there is none."""
    return np.where(runs["waves"] > 0.0, runs["first_wave_min"], np.inf) / DAY


@metric(unit="threats", direction="none", noun="threats of {}", over="class", summed=True, since="start")
def threats(runs: Runs, places: slice) -> Values:
    """Threats that came to the city."""
    return runs.total("threats", places)


@metric(unit="threats", direction="lower", noun="leakers of {}", over="class", summed=True, since="start")
def leakers(runs: Runs, places: slice) -> Values:
    """Threats that passed every layer, engaged or not."""
    return runs.total("leakers", places)


@metric(unit="hits", direction="lower", noun="leakers that did damage", since="start")
def damaged(runs: Runs) -> Values:
    """Leakers that did damage, wherever it was."""
    return runs["damaging"]


@metric(unit="share", direction="higher", noun="share of threats stopped", kind="ratio", since="start")
def interception_share(runs: Runs) -> tuple[Values, Values]:
    """Threats stopped by any layer, of all threats; pooled over replications."""
    everything = slice(0, len(runs.layout.classes))
    came = runs.total("threats", everything)
    return came - runs.total("leakers", everything), came


@metric(
    unit="share",
    direction="lower",
    noun="share of threats not engaged by {}",
    over="layer",
    summed=True,
    kind="ratio",
    since="start",
    sensitive=True,
)
def unengaged(runs: Runs, places: slice) -> tuple[Values, Values]:
    """Times a layer let a threat of its classes pass without firing, of all times one met it; pooled."""
    passed = runs.total("unengaged", places)
    return passed, passed + runs.total("engaged", places)


@metric(unit="leakers", direction="lower", noun="leakers put down to {}", over="origin", since="start", sensitive=True)
def leakers_by(runs: Runs, places: slice) -> Values:
    """Leakers by the first reason that applies over the layers that cover their class."""
    return runs.total("origins", places)


# Stock and aid


@metric(unit="h", direction="lower", noun="hours with too little {}", over="store", sensitive=True)
def stockout_hours(runs: Runs, places: slice) -> Values:
    """Hours with less stock than the least demanding layer fires at once, or a job needs; reserves ignored."""
    return runs.total("empty_area", places) / HOUR


@metric(
    unit="d",
    direction="higher",
    noun="days until there is too little {}",
    over="store",
    kind="time_until",
    sensitive=True,
)
def first_empty_day(runs: Runs, places: slice) -> Values:
    """Days from the start until stock is first too small for an engagement (or a job); infinite if it never is."""
    return until(runs.total("empty_first", places)) / DAY


@metric(unit="d", direction="none", noun="days of supply of {} at the end", over="item", since="start", sensitive=True)
def days_of_supply(runs: Runs, places: slice) -> Values:
    """Stock at the end by the mean daily use of the run; undefined if nothing was used."""
    stores = runs.layout.stores_of(places)
    used = runs.total("used", stores)
    days = runs.layout.horizon_min / DAY
    return _limited(runs.total("stock", stores)) / np.where(used > 0.0, used, np.nan) * days


@metric(unit="d", direction="higher", noun="mean days of supply of {}", over="item", sensitive=True)
def days_of_supply_mean(runs: Runs, places: slice) -> Values:
    """Stock by the mean daily use of the last seven days, mean over the rows of the series where anything was used."""
    return mean_supply(runs, places.start)


@metric(unit="d", direction="higher", noun="fewest days of supply of {}", over="item", sensitive=True)
def days_of_supply_min(runs: Runs, places: slice) -> Values:
    """Stock by the mean daily use of the last seven days, at the row of the series where it is least."""
    return least_supply(runs, places.start)


@metric(
    unit="rounds", direction="none", noun="rounds of {} fired", over="item", summed=True, since="start", sensitive=True
)
def rounds_used(runs: Runs, places: slice) -> Values:
    """Units of an item that were fired."""
    return runs.total("used", runs.layout.stores_of(places)) - runs.total("given", places)


@metric(unit="rounds", direction="none", noun="rounds fired by {}", over="layer", since="start", sensitive=True)
def rounds_fired(runs: Runs, places: slice) -> Values:
    """Rounds fired by a layer, those of layers that need no stock included."""
    return runs.total("rounds", places)


@metric(unit="units", direction="none", noun="units of {} given to repair", over="item", since="start")
def given_to_repair(runs: Runs, places: slice) -> Values:
    """Units of an item that jobs got as their part, or that joined a pool as crews."""
    return runs.total("given", places)


@metric(unit="units", direction="none", noun="units of {} delivered", over="item", since="start")
def delivered(runs: Runs, places: slice) -> Values:
    """Units that arrived into stock from minute 0 on; the initial stock is not among them."""
    return runs.total("arrived", runs.layout.stores_of(places))


@metric(
    unit="units",
    direction="lower",
    noun="units of {} without room in the store",
    over="item",
    since="start",
    sensitive=True,
)
def overflow(runs: Runs, places: slice) -> Values:
    """Units that arrived and were lost because the store was full."""
    return runs.total("overflow", places)


@metric(unit="units", direction="none", noun="units of {} left at the end", over="item", since="start", sensitive=True)
def final_stock(runs: Runs, places: slice) -> Values:
    """Units in stock or lent at the end; undefined if the stock is unlimited."""
    stores = runs.layout.stores_of(places)
    return _limited(runs.total("stock", stores) + runs.total("lent", stores))


@metric(unit="h", direction="none", noun="generator-hours away from the store")
def generator_hours(runs: Runs) -> Values:
    """Hours that generators were at blocks or on their way, summed over generators."""
    return runs["generator_area"] / HOUR


@metric(unit="dispatches", direction="none", noun="dispatches by {}", over="channel", summed=True, since="start")
def dispatches(runs: Runs, places: slice) -> Values:
    """Lots sent within the horizon."""
    return runs.total("dispatches", places)


@metric(unit="EUR", direction="lower", noun="cost of dispatches by {}", over="channel", summed=True, since="start")
def dispatch_cost(runs: Runs, places: slice) -> Values:
    """Lots sent within the horizon times the cost of a dispatch, and their trucks times the cost of a truck."""
    layout = runs.layout
    each = ((place, layout.channels[place][2], layout.loads[place].truck_cost) for place in _each(places))
    return reduce(np.add, (of_loads(runs, *one) for one in each), np.zeros(len(runs.outcomes)))


# Crews and jobs


@metric(unit="share", direction="none", noun="share of crew time at work", kind="ratio")
def crew_busy_share(runs: Runs) -> tuple[Values, Values]:
    """Time of crews on a job, of all their time on shift; pools without limit have no such share and are left out."""
    busy, on_shift = (np.asarray(runs.outcomes[name], np.float64) for name in ("busy_area", "on_shift_area"))
    has_limit = on_shift < NO_LIMIT
    return (busy * has_limit).sum(axis=1), (on_shift * has_limit).sum(axis=1)


@metric(unit="share", direction="lower", noun="share of time with all crews busy")
def all_crews_busy_share(runs: Runs) -> Values:
    """Share of the time in which every crew on shift is on a job, those of all pools."""
    return runs["all_busy_area"] / runs.observed_min


@metric(unit="crew-hours", direction="lower", noun="crew-hours lost to alerts")
def crew_hours_lost_to_alerts(runs: Runs) -> Values:
    """Working time that alerts cost crews on a job."""
    return runs["lost_to_alerts"] / (MILLE * HOUR)


@metric(unit="crew-hours", direction="lower", noun="crew-hours lost to cold")
def crew_hours_lost_to_cold(runs: Runs) -> Values:
    """Working time that cold costs crews on a job."""
    return runs["lost_to_cold"] / (MILLE * HOUR)


@metric(unit="jobs", direction="none", noun="jobs done")
def jobs_done(runs: Runs) -> Values:
    """Repair jobs finished."""
    return runs["jobs_done"]


@metric(unit="h", direction="lower", noun="wait of a job for its crew", kind="ratio")
def job_wait_mean(runs: Runs) -> tuple[Values, Values]:
    """Time from when a job asks for a crew until one first takes it, over jobs that were started; pooled."""
    return runs["job_wait_sum"] / HOUR, runs["jobs_started"]


@metric(unit="share", direction="lower", noun="share of jobs that wait", kind="ratio")
def job_wait_share(runs: Runs) -> tuple[Values, Values]:
    """Jobs that waited at all, of those that were started."""
    return runs["job_waited"], runs["jobs_started"]


@metric(unit="share", direction="lower", noun="share of jobs that wait longer than 12 h", kind="ratio")
def job_wait_over_12(runs: Runs) -> tuple[Values, Values]:
    """Jobs that waited longer than 12 h, of those that were started."""
    return runs["job_waited_long"], runs["jobs_started"]


@metric(unit="jobs", direction="lower", noun="jobs waiting at a time")
def queue_mean(runs: Runs) -> Values:
    """Jobs that wait for a crew, interrupted ones included, time average."""
    return runs["waiting_area"] / runs.observed_min


@metric(unit="job-hours", direction="lower", noun="job-hours of waiting for parts")
def part_wait_hours(runs: Runs) -> Values:
    """Hours that repair jobs wait for their part, summed over jobs."""
    return runs["part_area"] / HOUR


@metric(unit="jobs", direction="lower", noun="jobs without their part at the end", since="start")
def jobs_without_part(runs: Runs) -> Values:
    """Repair jobs that still wait for their part at the end."""
    return runs["part_waiting"]


@metric(unit="crews", direction="none", noun="crews that joined from elsewhere", since="start")
def crews_joined(runs: Runs) -> Values:
    """Crews that arrived as aid and joined a pool, all skills together."""
    return runs.total("joined", slice(0, SKILLS))


# The cold-hours ledger


@metric(unit="person-degree-hours", direction="lower", noun="person-degree-hours put down to {}", over="origin")
def ledger_origin(runs: Runs, places: slice) -> Values:
    """Person-degree-hours below the first threshold by why heat was lost; the lines sum to the total."""
    return runs.present * runs.total("ledger_origin", places) / (MILLE * HOUR)


@metric(unit="person-degree-hours", direction="lower", noun="person-degree-hours put down to {}", over="phase")
def ledger_phase(runs: Runs, places: slice) -> Values:
    """Person-degree-hours below the first threshold by why heat is not back; the lines sum to the total."""
    return runs.present * runs.total("ledger_phase", places) / (MILLE * HOUR)


# Pieces


def _each(places: slice) -> range:
    return range(places.start, places.stop)


def of_loads(runs: Runs, channel: int, per_dispatch: float, per_truck: float) -> Values:
    """What the dispatches of a channel and their trucks come to."""
    place = slice(channel, channel + 1)
    return runs.total("dispatches", place) * per_dispatch + runs.total("trucks", place) * per_truck


def _restored(runs: Runs, share: slice) -> Values:
    """Hours until a share of the buildings is restored; undefined where none lost heat."""
    return np.where(runs["outages"] > 0.0, until(runs.total("restored_min", share)) / HOUR, np.nan)


def _limited(stock: Values) -> Values:
    """Stock; nan where it is unlimited."""
    return np.where(is_plenty(stock), np.nan, stock)
