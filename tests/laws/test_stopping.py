"""A run that stops, is kept in a file and goes on ends as if it had not stopped, on both clocks."""

import dataclasses

import numpy as np
import pytest

from sim.errors import StorageError, UsageError
from sim.model.words import Status
from sim.study.calendars import span_of
from sim.study.replay import go_on, replay
from sim.study.saved import load_state, stopped
from sim.world.sizes import CITY
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import begun, compiled, same_end, traced


def stops(number, scenario):
    """Minutes at which a run may stop: anywhere, and at the begin of a day, where events meet."""
    length = scenario.horizon.length
    return (0, 1440 * (1 + number % 3), (7919 * number) % length, length)


def test_runs_that_stop_on_one_clock_and_go_on_with_the_other_end_as_if_they_had_not():
    for number in range(40):
        scenario = scenario_of(number)
        whole = compiled(begun(scenario))
        for until in stops(number, scenario):
            run = compiled(begun(scenario), until)
            if until < scenario.horizon.length:
                compiled(run)
            assert same_end(run, whole), (number, until)
            run, _ = traced(begun(scenario), until=until)
            if until < scenario.horizon.length:
                compiled(run)
            assert same_end(run, whole), (number, until)


def kept(scenario, until, path):
    span = span_of({"": scenario})
    run = replay(scenario, span, seed=scenario.study.seed, replication=3, until=until)
    how = {"lookback": span.lookback, "accrual_end": span.accrual_end}
    saved = stopped(scenario, CITY, run.state, seed=scenario.study.seed, replication=3, **how)
    saved.save(path)
    return run


def test_a_state_in_a_file_goes_on_as_if_it_had_not_stopped(tmp_path):
    for number in (3, 7, 11, 15, 19):
        scenario = scenario_of(number)
        whole = replay(scenario, span_of({"": scenario}), seed=scenario.study.seed, replication=3)
        first = kept(scenario, scenario.horizon.length // 2, tmp_path / "state.npz")
        second = go_on(scenario, load_state(tmp_path / "state.npz", scenario))
        assert np.array_equal(second.state.view(np.int64), whole.state.view(np.int64))
        assert first.journal + second.journal == whole.journal


def test_a_stopped_run_says_so_by_its_last_minute_only():
    scenario = scenario_of(3)
    run = compiled(begun(scenario), scenario.horizon.length // 2)
    assert run.of("status") == Status.FINE
    assert run.of("now") < scenario.horizon.length // 2
    assert run.of("outbox_count") > 0


def test_a_state_of_another_plan_is_refused(tmp_path):
    scenario = scenario_of(3)
    kept(scenario, 1440, tmp_path / "state.npz")
    with pytest.raises(UsageError, match="another scenario or plan"):
        load_state(tmp_path / "state.npz", scenario_of(7))


def test_a_damaged_state_is_refused(tmp_path):
    scenario = scenario_of(3)
    path = tmp_path / "state.npz"
    kept(scenario, 1440, path)
    good = load_state(path, scenario)
    state = good.state.copy()
    state["now"] += 1
    dataclasses.replace(good, state=state).save(tmp_path / "other.npz")
    with np.load(path) as one, np.load(tmp_path / "other.npz") as two:
        np.savez(tmp_path / "mixed.npz", header=one["header"], words=two["words"])
    with pytest.raises(StorageError, match="damaged"):
        load_state(tmp_path / "mixed.npz", scenario)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(StorageError, match="damaged"):
        load_state(path, scenario)
    with pytest.raises(StorageError, match="cannot be read"):
        load_state(tmp_path / "nowhere.npz", scenario)
