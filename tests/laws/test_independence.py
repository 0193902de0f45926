"""A result depends on the scenario, the plan and the replication alone: not on what ran before, beside or how."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import UsageError
from sim.scenario.load import load_scenario
from sim.study.calendars import span_of
from sim.study.fairness import judge
from sim.study.replay import replay
from sim.study.run import run_study
from tests.clocks.random_scenarios import mapping_of, scenario_of, validated
from tests.clocks.runs import begun, compiled, same_end
from tests.laws.small import changed, town

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.yaml"
REPLICATIONS = 13


def study_of(plans, **how):
    """Everything that a study of some plans returns, as bytes by plan or twin."""
    study = run_study(plans, fairness=judge(plans), replications=REPLICATIONS, seed=5, **how)
    assert study.failures == {}
    ensembles = {**study.plans, **{f"twin of {name}": twin for name, twin in study.twins.items()}}
    return {name: (e.outcomes.tobytes(), e.days.tobytes(), e.rows.tobytes()) for name, e in ensembles.items()}


@pytest.fixture(scope="module", name="plans")
def tiny_plans():
    return dict(load_scenario(TINY).plans)


@pytest.fixture(scope="module", name="alone")
def study_in_one_piece(plans):
    return study_of(plans, workers=1, block=REPLICATIONS)


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("block", [1, 5])
def test_a_study_does_not_depend_on_workers_and_blocks(plans, alone, workers, block):
    assert study_of(plans, workers=workers, block=block) == alone


def test_a_plan_does_not_depend_on_the_plans_beside_it(plans, alone):
    for name in plans:
        fairness = judge(plans)
        study = run_study({name: plans[name]}, fairness=without_twins(fairness), replications=REPLICATIONS, seed=5)
        assert study.plans[name].outcomes.tobytes() == alone[name][0]


def without_twins(fairness):
    return type(fairness)(lookback=fairness.lookback, accrual_end=fairness.accrual_end)


def test_replications_that_are_known_are_kept_and_plans_left_out_change_nothing(plans, alone):
    fairness = judge(plans)
    known = run_study(plans, fairness=fairness, replications=4, seed=5, block=3)
    whole = run_study(plans, fairness=fairness, replications=REPLICATIONS, seed=5, known=known, block=2)
    for name in plans:
        assert whole.plans[name].rows.tobytes() == alone[name][2]
        assert whole.twins[name].outcomes.tobytes() == alone[f"twin of {name}"][0]
        one = run_study(plans, fairness=fairness, replications=REPLICATIONS, seed=5, known=known, only=[name])
        assert list(one.plans) == list(one.twins) == [name]
        assert one.plans[name].days.tobytes() == alone[name][1]


def test_plans_do_not_depend_on_their_order(plans, alone):
    backwards = dict(reversed(plans.items()))
    study = run_study(backwards, fairness=without_twins(judge(plans)), replications=REPLICATIONS, seed=5)
    for name, ensemble in study.plans.items():
        assert ensemble.outcomes.tobytes() == alone[name][0]


def test_a_replication_traced_alone_is_the_one_of_the_study(plans, alone):
    name = next(iter(plans))
    watched = replay(plans[name], span_of(plans), seed=5, replication=7)
    study = run_study({name: plans[name]}, fairness=without_twins(judge(plans)), replications=8, seed=5)
    totals = study.plans[name].outcomes[7]
    for field in ("cold_area", "ledger_total", "overflow", "below_min", "events"):
        kept = tuple(slice(places) for places in totals[field].shape)
        assert np.array_equal(totals[field], watched.state[field][0][kept])
    assert np.array_equal(totals["used"], watched.state["store"]["used"][0][: len(totals["used"])])


@pytest.mark.slow
def test_a_state_that_was_used_is_as_good_as_a_new_one():
    used = begun(scenario_of(3)).state
    for number in range(60):
        run = begun(scenario_of(number), state=used)
        assert same_end(compiled(run), compiled(begun(scenario_of(number)))), number


def test_a_state_whose_run_only_began_is_as_good_as_a_new_one():
    """Nothing of a run that was given up is left, notices least of all."""
    for number in range(0, 40, 2):
        scenario = scenario_of(number)
        given_up = begun(scenario_of(number + 1))
        run = begun(scenario, state=given_up.state)
        assert same_end(compiled(run), compiled(begun(scenario)))


def test_words_that_only_people_read_change_nothing():
    for number in range(0, 40, 2):
        mapping = mapping_of(number)
        told = changed(mapping, {"name": "another", "description": "about it", "study.replications": 7})
        assert same_end(compiled(begun(validated(mapping))), compiled(begun(validated(told))))


def test_another_seed_or_replication_is_other_luck():
    scenario = scenario_of(7)
    ends = [compiled(begun(scenario, replication)) for replication in range(4)]
    assert len({run.state.tobytes() for run in ends}) == 4


def test_plans_that_would_face_another_world_are_refused_because_plans_share_their_worlds():
    plans = {"mild": town({"weather": {"constant": "-5 degC"}}), "cold": town({"weather": {"constant": "-15 degC"}})}
    with pytest.raises(UsageError, match=r"'cold' has another weather\.constant"):
        sim.compare(plans, replications=2)
