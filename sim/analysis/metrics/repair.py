"""Crews and the jobs of repair."""

from __future__ import annotations

import numpy as np

from sim.analysis.registry import Runs, Values, metric
from sim.model.crews import NO_LIMIT
from sim.model.foresight import MILLE
from sim.model.words import SKILLS
from sim.units import HOUR_MIN


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
    return runs["lost_to_alerts"] / (MILLE * HOUR_MIN)


@metric(unit="crew-hours", direction="lower", noun="crew-hours lost to cold")
def crew_hours_lost_to_cold(runs: Runs) -> Values:
    """Working time that cold costs crews on a job."""
    return runs["lost_to_cold"] / (MILLE * HOUR_MIN)


@metric(unit="jobs", direction="none", noun="jobs done")
def jobs_done(runs: Runs) -> Values:
    """Repair jobs finished."""
    return runs["jobs_done"]


@metric(unit="h", direction="lower", noun="wait of a job for its crew", kind="ratio")
def job_wait_mean(runs: Runs) -> tuple[Values, Values]:
    """Time from when a job asks for a crew until one first takes it, over jobs that were started; pooled."""
    return runs["job_wait_sum"] / HOUR_MIN, runs["jobs_started"]


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


@metric(unit="job-hours", direction="lower", noun="job-hours of waiting for parts", sensitive=True)
def part_wait_hours(runs: Runs) -> Values:
    """Hours that repair jobs wait for their part, summed over jobs."""
    return runs["part_area"] / HOUR_MIN


@metric(unit="jobs", direction="lower", noun="jobs without their part at the end", since="start", sensitive=True)
def jobs_without_part(runs: Runs) -> Values:
    """Repair jobs that still wait for their part at the end."""
    return runs["part_waiting"]


@metric(unit="crews", direction="none", noun="crews that joined from elsewhere", since="start")
def crews_joined(runs: Runs) -> Values:
    """Crews that arrived as aid and joined a pool, all skills together."""
    return runs.total("joined", slice(0, SKILLS))
