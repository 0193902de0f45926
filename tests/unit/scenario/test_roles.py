"""Who decides about a key: a part that a plan may replace as a whole, it may change in every detail."""

import pytest

from sim.present.describe import schema_text
from sim.scenario.schema import Scenario
from sim.scenario.shape import slot_at

CHANNEL = ("aid", "channels", "coalition")


@pytest.mark.parametrize(
    "key",
    [
        ("accrual", "rate"),
        ("accrual", "ramp", "to"),
        ("accrual", "pledges", 0, "units"),
        ("accrual", "rate", "uncertain", "lognormal", "median"),
        ("cadence", "dates", 0),
    ],
)
def test_a_plan_may_change_every_detail_of_what_it_may_replace(key):
    assert slot_at(Scenario, (*CHANNEL, *key)).role == "choose"


@pytest.mark.parametrize("key", [("disruptions", 0, "start"), ("arrives", "uncertain", "uniform", 1), ("item",)])
def test_a_plan_may_not_change_a_detail_of_what_it_faces(key):
    assert slot_at(Scenario, (*CHANNEL, *key)).role == "face"


def test_the_keys_of_an_accrual_are_all_described_as_choices():
    lines = [line for line in schema_text().splitlines() if line.startswith("aid.channels.NAME.accrual")]
    assert len(lines) > 8
    assert [line for line in lines if ", choose." not in line] == []
