"""A run that stops, is kept in a file and goes on ends as if it had not stopped, on both clocks."""

import dataclasses

import numpy as np
import pytest

from sim.clock.traced import TracedClock
from sim.errors import StorageError, UsageError
from sim.model.words import Status
from sim.study.calendars import span_of
from sim.study.replay import go_on, replay, stopped
from sim.study.saved import load_state
from sim.world.record import new
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import anew, begun, compiled, same_end, traced


def stops(number, scenario):
    """Minutes at which a run may stop: anywhere, and at the begin of a day, where events meet."""
    length = scenario.horizon.length
    return (0, 1440 * (1 + number % 3), (7919 * number) % length, length)


@pytest.mark.slow
def test_runs_that_stop_on_one_clock_and_go_on_with_the_other_end_as_if_they_had_not():
    used = None
    for number in range(40):
        scenario = scenario_of(number)
        whole = compiled(begun(scenario))
        used = new(whole.state.dtype) if used is None or used.dtype != whole.state.dtype else used
        for until in stops(number, scenario):
            run = compiled(anew(whole, used), until)
            assert same_end(compiled(run), whole), (number, until)
            run, _ = traced(anew(whole, used), until=until)
            compiled(run)
            assert same_end(run, whole), (number, until)


def kept(scenario, until, path):
    span = span_of({"": scenario})
    run = replay(scenario, span, seed=scenario.study.seed, replication=3, until=until)
    stopped(scenario, span, run, seed=scenario.study.seed, replication=3).save(path)
    return run


@pytest.mark.slow
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


def test_a_run_that_is_over_stays_as_it_is_and_is_not_kept():
    scenario = scenario_of(3)
    run = compiled(begun(scenario))
    whole = run.state.copy()
    compiled(run)
    traced(run)
    assert np.array_equal(run.state.view(np.int64), whole.view(np.int64))
    span = span_of({"": scenario})
    over = replay(scenario, span, seed=1, replication=0)
    with pytest.raises(UsageError, match="over"):
        stopped(scenario, span, over, seed=1, replication=0)


def test_one_clock_may_stop_and_go_on_again_and_again():
    scenario = scenario_of(15)
    run, whole = begun(scenario), compiled(begun(scenario))
    clock = TracedClock(run.params, run.world, run.state, scenario.items())
    for until in (1440, 4000, scenario.horizon.length // 2, scenario.horizon.length):
        assert clock.run(until=until) == Status.FINE
    assert same_end(run, whole)


def test_processes_of_a_run_that_goes_on_start_where_it_stopped():
    scenario = scenario_of(15)
    run = compiled(begun(scenario), 10_000)
    began = []

    def process(env, city):
        began.append(env.now)
        yield env.timeout(1)

    TracedClock(run.params, run.world, run.state, scenario.items()).run([process])
    assert began == [10_000]


@pytest.mark.slow
def test_a_flipped_bit_in_a_file_is_damage_and_a_changed_header_as_well(tmp_path):
    scenario = scenario_of(3)
    path = tmp_path / "state.npz"
    kept(scenario, 1440, path)
    good = path.read_bytes()
    for place in range(0, len(good), max(1, len(good) // 60)):
        path.write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1 :])
        try:
            again = load_state(path, scenario)
        except StorageError:
            continue
        assert again.replication == 3, "a bit that nobody reads"
    path.write_bytes(good)
    with np.load(path) as file:
        header = file["header"].tobytes().replace(b'"replication": 3', b'"replication": 4')
        np.savez(tmp_path / "other.npz", header=np.frombuffer(header, np.uint8), words=file["words"])
    with pytest.raises(StorageError, match="damaged"):
        load_state(tmp_path / "other.npz", scenario)
