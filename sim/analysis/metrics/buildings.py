"""Buildings without heat: how many, for how long, until when; and how cold it was."""

from __future__ import annotations

import numpy as np

from sim.analysis.registry import MANY_BUILDINGS, Runs, Values, metric, until
from sim.units import HOUR_MIN


@metric(unit="buildings", direction="lower", noun="buildings without heat at the peak", since="start")
def buildings_cold_peak(runs: Runs) -> Values:
    """Most buildings without heat at one time."""
    return runs["cold_peak"]


@metric(unit="building-hours", direction="lower", noun="building-hours without heat")
def building_hours_cold(runs: Runs) -> Values:
    """Buildings without heat, integrated over time."""
    return runs["cold_area"] / HOUR_MIN


@metric(unit="building-hours", direction="lower", noun="building-hours without heat beyond 8 hours")
def building_hours_cold_over_8(runs: Runs) -> Values:
    """Building-hours of outages beyond their first 8 hours."""
    return runs.total("cold_beyond", slice(0, 1)) / HOUR_MIN


@metric(unit="building-hours", direction="lower", noun="building-hours without heat beyond 16 hours")
def building_hours_cold_over_16(runs: Runs) -> Values:
    """Building-hours of outages beyond their first 16 hours."""
    return runs.total("cold_beyond", slice(1, 2)) / HOUR_MIN


@metric(unit="building-hours", direction="lower", noun="building-hours without heat beyond 24 hours")
def building_hours_cold_over_24(runs: Runs) -> Values:
    """Building-hours of outages beyond their first 24 hours."""
    return runs.total("cold_beyond", slice(2, 3)) / HOUR_MIN


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


@metric(unit="building-hours", direction="lower", noun="building-hours without power by rota")
def building_hours_cut(runs: Runs) -> Values:
    """Buildings that the rota keeps without power, integrated over time."""
    return runs["cut_area"] / HOUR_MIN


@metric(unit="buildings", direction="lower", noun="buildings cut by rota at the peak", since="start")
def buildings_cut_peak(runs: Runs) -> Values:
    """Most buildings that the rota keeps without power at one time."""
    return runs["cut_peak"]


@metric(unit="h", direction="lower", noun="hours cut by rota, in the queue cut most", since="start")
def queue_hours_cut_most(runs: Runs) -> Values:
    """Hours without power, over the whole horizon, of the queue of the rota that was cut most."""
    return runs["cut_most"] / HOUR_MIN


@metric(unit="building-hours", direction="lower", noun="building-hours without water")
def building_hours_without_water(runs: Runs) -> Values:
    """Buildings whose water stations are all down, warm or cold, integrated over time."""
    return runs["waterless_area"] / HOUR_MIN


@metric(unit="buildings", direction="lower", noun="buildings without water at the peak", since="start")
def buildings_without_water_peak(runs: Runs) -> Values:
    """Most buildings without water at one time."""
    return runs["waterless_peak"]


@metric(unit="h", direction="lower", noun="longest spell without normal warmth", since="start")
def longest_spell_hours(runs: Runs) -> Values:
    """Longest time from the loss of heat until a building is back at its set point."""
    return runs["longest_spell"] / HOUR_MIN


@metric(unit="K d", direction="none", noun="heating degree days", since="start")
def heating_degree_days(runs: Runs) -> Values:
    """Sum over all days of max(0, 18 degC - mean outdoor temperature of the day); undefined without weather."""
    return runs["heating_degree_days"] + (0.0 if runs.layout.weather else np.nan)


def _restored(runs: Runs, share: slice) -> Values:
    """Hours until a share of the buildings is restored; undefined where none lost heat."""
    return np.where(runs["outages"] > 0.0, until(runs.total("restored_min", share)) / HOUR_MIN, np.nan)
