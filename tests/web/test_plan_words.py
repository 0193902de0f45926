"""How plans are called whose settings are many, and what is assumed where a scenario says nothing."""

from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.schema.study import LONGEST_PLAN_NAME
from sim.web.asked import ValuesRefusedError, asked_of
from sim.web.desk import Desk

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ALL, MAIN, OTHER = (f"aid.channels.{name}" for name in ("*", "coalition", "bilateral"))


@pytest.fixture(scope="module")
def winter():
    return Desk(load_scenario(SCENARIOS / "kyiv-winter-2026.yaml"))


def name_of(desk, moved):
    return desk.names_of(asked_of({"plans": [{"start": "weekly", "set": moved}]}, desk))[0]


@pytest.mark.parametrize(
    ("moved", "name"),
    [
        ({f"{ALL}.cadence.every": "5 d"}, "4 of 7 channels every 5 days"),
        ({f"{ALL}.lead": "6 d"}, "weekly, all channels 6 d on the way"),
        ({f"{MAIN}.on_time": "60 %"}, "weekly, 60 % on time"),
        (
            {f"{MAIN}.on_time": "60 %", f"{OTHER}.on_time": "70 %"},
            "weekly, coalition 60 % on time, bilateral 70 % on time",
        ),
    ],
)
def test_a_name_says_which_channels_are_meant_where_more_than_the_main_one_is(winter, moved, name):
    assert name_of(winter, moved) == name


def test_a_name_has_values_that_are_whole_and_counts_those_it_has_no_room_for(winter):
    moved = {
        "cadence.every": "3 d",
        "lead.lognormal.median": "21 d",
        "on_time": "60 %",
        "late.lognormal.median": "12 d",
    }
    name = name_of(winter, {f"{MAIN}.{key}": text for key, text in moved.items()})
    assert name == "every 3 days, 21 d on the way, 60 % on time, 1 more"
    assert len(name) <= LONGEST_PLAN_NAME - 4


def test_a_level_that_the_scenario_lacks_is_that_of_a_plan_which_has_one(winter):
    assert winter.controls[f"{MAIN}.cadence.order_up_to"].said == "none; 60, as in the plan on demand, is assumed"
    assert winter.controls[f"{OTHER}.cadence.order_up_to"].said == "none; 40 is assumed"
    assert winter.controls[f"{MAIN}.cadence.every"].said == "7 d"


def test_a_value_that_does_not_fit_is_said_of_its_plan(winter):
    bad = {"start": "weekly", "set": {f"{MAIN}.cadence.every": "soon"}}
    with pytest.raises(ValuesRefusedError) as refused:
        winter.variant(asked_of({"plans": [{"start": "weekly"}, bad], "faced": {"weather.anomaly": "mild"}}, winter))
    assert [one.plan for one in refused.value.refused] == [None, 1]
