"""Repairs per crew and day, as they are seen, become work per job."""

import numpy as np
import pytest

from tests.clocks.runs import Run, begun, compiled
from tests.laws.small import town

FAULTS = {"initial.outages": [{"start": "0 d", "end": "1 d"}], "repair.frost_fault": {"share_at": {"0 degC": "100 %"}}}


def finished(crews, changes=None, replication=0) -> Run:
    return compiled(begun(town(FAULTS | {"repair.crews": {"heat": crews}} | (changes or {})), replication))


def mean_length(crews, changes=None, replications=60):
    """Mean length of a job [min]."""
    lengths = []
    for replication in range(replications):
        run = finished(crews, changes, replication)
        lengths += (run.of("job_log.done") - run.of("job_log.started"))[: int(run.of("job_log_count"))].tolist()
    assert len(lengths) == 30 * replications
    return np.mean(lengths), np.std(lengths) / len(lengths) ** 0.5


@pytest.mark.parametrize(("output", "expected"), [("3/d", 480.0), ("2/d", 720.0), ("9/d", 160.0)])
def test_without_spread_a_job_lasts_a_day_over_the_output(output, expected):
    run = finished({"start": "unlimited", "output": {"value": output}, "sigma": 0})
    assert set((run.of("job_log.done") - run.of("job_log.started"))[:30].tolist()) == {expected}


def test_with_spread_the_mean_stays_and_lengths_differ():
    mean, error = mean_length({"start": "unlimited", "output": {"value": "3/d"}, "sigma": 0.35})
    assert abs(mean - 480.5) < 4 * error
    assert 3 < error < 5


def test_an_uncertain_output_is_drawn_once_per_winter():
    crews = {"start": "unlimited", "output": {"value": {"uncertain": {"uniform": ["2/d", "6/d"]}}}, "sigma": 0}
    ends = [finished(crews, replication=number) for number in range(5)]
    lengths = [set((run.of("job_log.done") - run.of("job_log.started"))[:30].tolist()) for run in ends]
    assert all(len(found) == 1 for found in lengths)
    assert len(set.union(*lengths)) == 5
    assert all(240 <= length <= 720 for length in set.union(*lengths))


def test_an_observed_output_has_the_cold_and_the_alerts_of_its_observation_in_it():
    slow = {"repair.cold_factor": {"0 degC": "100 %", "-10 degC": "50 %"}}
    crews = {"start": "unlimited", "output": {"value": "3/d", "observed_at": {"outdoor": "-10 degC"}}, "sigma": 0}
    run = finished(crews, slow)
    assert set((run.of("job_log.done") - run.of("job_log.started"))[:30].tolist()) == {480}


def test_an_observed_output_has_travel_and_test_in_it():
    """Three jobs a day are 8 h for each, whatever part of them is the way and the test."""
    slow = {"repair.cold_factor": {"0 degC": "100 %", "-10 degC": "50 %"}}
    seen = {"value": "3/d", "observed_at": {"outdoor": "-10 degC"}}
    for changes in ({}, slow):
        crews = {"start": "unlimited", "output": seen, "sigma": 0, "travel": "45 min", "test": "30 min"}
        run = finished(crews, changes)
        assert set((run.of("job_log.done") - run.of("job_log.started"))[:30].tolist()) == {480}
        assert run.params["work_mean"][0, 0] == pytest.approx((480 - 75) * (0.5 if changes else 1.0))


def test_an_output_of_shift_workers_is_per_calendar_day():
    crews = {"start": 60, "output": {"value": "3/d"}, "sigma": 0, "shifts": ["00:00-12:00", "12:00-24:00"]}
    run = finished(crews)
    assert set((run.of("job_log.done") - run.of("job_log.started"))[:30].tolist()) == {240}


def test_the_dispatcher_expects_the_mean_of_the_output():
    crews = {"start": 1, "output": {"value": "3/d"}, "sigma": 0.35}
    assert finished(crews).params["work_mean"][0, 0] == pytest.approx(480.0)
