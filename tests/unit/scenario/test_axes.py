"""Axes of a sweep: values between commas, who may choose what, and everything that is wrong at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.axes import Axis, axes_of, labels_of, name_of, plan_settings, points_of, split_values
from sim.scenario.load import load_scenario

EVERY = "aid.channels.coalition.cadence.every"


@given(st.lists(st.text("abc 1.-", min_size=1), min_size=1))
def test_values_are_what_stands_between_commas(words):
    assert list(split_values(",".join(words))) == [word.strip() for word in words]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("{fixed: 1 d, x: [1, 2]},7 d", ["{fixed: 1 d, x: [1, 2]}", "7 d"]),
        ("'a, b',\"c, d\"", ["'a, b'", '"c, d"']),
        ("1 d,,2 d", ["1 d", "", "2 d"]),
    ],
)
def test_commas_inside_brackets_and_quotes_belong_to_a_value(written, values):
    assert list(split_values(written)) == values


def test_what_plans_may_choose_is_told_apart_from_what_they_face():
    axes = axes_of([f"{EVERY}=1d,7d", "weather.mean=-6 degC,0 degC"])
    assert axes == (Axis(EVERY, ("1d", "7d"), True), Axis("weather.mean", ("-6 degC", "0 degC"), False))
    assert points_of(axes)[1] == {EVERY: "1d", "weather.mean": "0 degC"}
    assert name_of(points_of(axes)[3], labels_of(axes)) == "every 7d, mean 0 degC"


def test_a_label_has_as_many_words_as_tell_it_from_others():
    axes = axes_of([f"{EVERY}=1d,7d", "aid.channels.partners.cadence.every=1d,7d"])
    assert list(labels_of(axes).values()) == ["coalition cadence every", "partners cadence every"]


def test_chosen_values_become_the_plans_of_a_scenario():
    axes = axes_of([f"{EVERY}=1d,7d", "aid.channels.coalition.lead=2 d,4 d"])
    loaded = load_scenario("scenarios/tiny.yaml", plan_settings(axes))
    assert list(loaded.plans) == [
        "every 1d, lead 2 d",
        "every 1d, lead 4 d",
        "every 7d, lead 2 d",
        "every 7d, lead 4 d",
    ]
    assert loaded.scenario.compare.reference == "every 1d, lead 2 d"
    chosen = loaded.plans["every 7d, lead 2 d"].aid.channels["coalition"]
    assert (chosen.cadence.every, chosen.lead.fixed) == (7 * 1440, 2 * 1440)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["weather.mean"], ["needs the form key=value,value,..."]),
        (["weather.mean=1,,2"], ["needs the form key=value,value,..."]),
        (["weather.mean=1"], ["needs two values or more"]),
        (["weather.mean=1,1"], ["needs two values or more"]),
        (["wether.mean=1,2", "study.seed=1,2"], ["did you mean 'weather'?", "is no part of a winter or of a plan"]),
        (["weather.mean=1,2", "weather.mean=3,4"], ["is swept twice"]),
        ([f"{EVERY}=" + ",".join(f"{day} d" for day in range(1, 60))], ["the values make 59 plans, at most 50 fit"]),
    ],
)
def test_what_cannot_be_swept_is_refused_all_at_once(texts, said):
    with pytest.raises(ScenarioError) as refused:
        axes_of(texts)
    assert len(refused.value.problems) == len(said)
    for one in said:
        assert one in str(refused.value)
