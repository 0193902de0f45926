"""The public verbs: what they take, what they refuse, and the same run told by SimPy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.present.as_json import warnings_of
from sim.present.case import AS_WRITTEN, case_of, chosen
from sim.present.verbs import compare, run, versions
from sim.scenario.load import load_scenario

ROOT = Path(__file__).parents[3]
TINY = ROOT / "scenarios" / "tiny.yaml"


def test_a_verb_takes_a_file_a_loaded_scenario_or_plans():
    loaded = load_scenario(TINY)
    from_file = case_of(str(TINY))
    assert from_file.identity == case_of(loaded).identity == loaded.scenario_id
    assert from_file.base == case_of(loaded.scenario).base
    assert list(case_of(dict(loaded.plans)).plans) == ["daily", "weekly"]


def test_overrides_go_on_top_of_a_file_only():
    assert case_of(TINY, ["study.seed=9"]).base.study.seed == 9
    with pytest.raises(UsageError, match="overrides go with a scenario file"):
        case_of(load_scenario(TINY), ["study.seed=9"])


def test_a_scenario_made_in_python_is_asked_whether_its_parts_fit_together():
    sound = load_scenario(TINY).scenario
    wrong = sound.model_copy(update={"threats": {}})
    with pytest.raises(UsageError, match=r"does not fit together:\n.*no threat class is called"):
        run(wrong, replications=1)
    with pytest.raises(UsageError, match="of plan 'b' does not fit together"):
        compare({"a": sound, "b": wrong}, replications=1)


def test_a_plan_is_chosen_by_name_and_the_nearest_name_is_proposed():
    case = case_of(TINY)
    assert chosen(case, None) == (AS_WRITTEN, case.base)
    assert chosen(case, "daily")[1] == case.plans["daily"]
    with pytest.raises(UsageError, match="did you mean 'daily'"):
        chosen(case, "dayly")


def test_comparing_needs_two_plans():
    with pytest.raises(UsageError, match="two plans or more"):
        compare(load_scenario(TINY).scenario)
    with pytest.raises(UsageError, match="no plan to run"):
        compare({})


def test_plans_by_name_are_files_or_scenarios_and_the_first_is_the_reference():
    loaded = load_scenario(TINY)
    result = compare({"a": loaded.plans["daily"], "b": loaded.plans["weekly"]}, replications=2)
    assert result.comparison.reference == "a"
    assert compare({"a": loaded, "b": TINY}, replications=2).comparison.reference == "a"
    with pytest.raises(UsageError, match="plan 'b' is neither a file nor a scenario"):
        compare({"a": loaded, "b": 7}, replications=2)


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"seed": -1}, {"workers": 0}])
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(UsageError, match="1 or more"):
        run(TINY, **wrong)


def test_versions_name_all_that_may_change_a_result():
    assert {"hearthline", "python", "numpy", "numba"} <= set(versions())


STORY = """
from sim import compare, run, trace

def gift(env, city):
    yield city.next_wave()
    city.add_delivery("top_tier_missile", 5)

file = "scenarios/tiny.yaml"
both = compare(file, replications=3)
alone = run(file, plan="weekly", replications=3)
weekly = both.study.plans["weekly"].outcomes
assert (weekly["waves"] == alone.study.plans["weekly"].outcomes["waves"]).all()
for number in range(3):
    log = trace(file, number, plan="weekly")
    waves = [entry for entry in log.entries if entry.what == "wave"]
    assert len(waves) == weekly["waves"][number]
    assert sum(wave.of_which for wave in waves) == weekly["leakers"][number].sum()
given = trace(file, 0, plan="weekly", processes=[gift])
assert given.processes == ("gift",)
"""


@pytest.mark.slow
def test_python_runs_compares_and_traces_the_same_worlds():
    environment = os.environ | {"HEARTHLINE_JIT": "off"}
    found = subprocess.run([sys.executable, "-c", STORY], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def test_an_option_that_every_plan_sets_itself_is_said_to_have_no_effect():
    option = "aid.channels.coalition.cadence={every: 2 d}"
    said = warnings_of(compare(TINY, replications=2, overrides=[option]).comparison)
    assert "--set aid.channels.coalition.cadence has no effect: every plan sets it itself." in said
    said = warnings_of(run(TINY, plan="daily", replications=2, overrides=[option]).comparison)
    assert "--set aid.channels.coalition.cadence has no effect: the plan sets it itself." in said


@pytest.mark.parametrize("option", ["aid.channels.coalition.lead=2 d", "study.seed=9"])
def test_an_option_that_a_plan_heeds_needs_no_words(option):
    for verb in (compare, run):
        result = verb(TINY, replications=2, overrides=[option])
        assert not any("--set" in said for said in warnings_of(result.comparison))
