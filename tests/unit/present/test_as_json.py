"""The JSON that other tools read."""

import json
import math

import numpy as np

from sim.present.as_json import comparison_json, json_text
from tests.unit.analysis.made_up import ensemble
from tests.unit.present.shown import CONTEXT, METRICS, hostile_result, result

KEYS = [
    "schema", "scenario", "scenario_id", "seed", "replications", "confidence", "reference", "versions", "rng",
    "sensitivity", "caution", "warnings", "plans", "differences", "best", "same_aid", "headline", "ledger",
]  # fmt: skip
METRIC = [
    "unit", "direction", "n_defined", "mean", "sd", "median", "p05", "p95", "ci_low", "ci_high",
]  # fmt: skip
AID = ["at_start", "from_before", "accrued", "arrived", "not_arrived", "used", "left", "lost", "no_room", "aid_days"]
DIFFERENCE = ["mean", "sd", "ci_low", "ci_high", "p_better", "earliness", "cadence", "split"]


def refuse(text):
    raise AssertionError(text)


def test_the_keys_are_those_of_the_format_in_their_order():
    content = result().to_json()
    assert list(content) == KEYS
    assert content["schema"] == "hearthline.compare/1"
    assert list(content["plans"]) == ["weekly", "daily", "every 4 weeks"]
    weekly, daily = content["plans"]["weekly"], content["differences"]["daily"]
    assert list(weekly) == ["metrics", "aid"]
    assert {tuple(metric) for metric in weekly["metrics"].values()} == {tuple(METRIC)}
    assert list(weekly["aid"]["missile"]) == AID
    assert {tuple(one) for one in daily.values()} == {tuple(DIFFERENCE)}
    assert list(daily["person_hours_below_16"]["cadence"]) == ["mean", "ci_low", "ci_high"]
    assert "weekly" not in content["differences"]


def test_the_values_are_those_of_the_comparison():
    found = result()
    content = found.to_json()
    assert list(content["plans"]["weekly"]["metrics"])[: len(METRICS)] == list(METRICS)
    assert content["differences"]["daily"]["person_hours_below_16"]["split"] == "twins"
    assert content["best"]["person_hours_below_16"] == ["daily"]
    assert content["same_aid"] is True
    assert content["headline"] == found.headline
    assert (content["seed"], content["replications"], content["scenario_id"]) == (7, 60, "ab" * 32)


def test_no_number_is_nan_or_infinite():
    plans = {"a": ensemble([1.0, 2.0], stock=1 << 50), "b": ensemble([1.0, 2.0], departed=[0.0, math.nan])}
    text = json_text(result(plans).to_json())
    content = json.loads(text, parse_constant=refuse)
    assert content["plans"]["a"]["aid"]["missile"]["left"] is None
    assert content["plans"]["a"]["metrics"]["restore_90"]["mean"] is None
    assert content["plans"]["b"]["metrics"]["person_hours_below_16"]["n_defined"] == 1


def test_times_that_may_never_come_have_no_mean_and_no_split():
    one = result().to_json()["differences"]["daily"]["restore_90"]
    assert (one["mean"], one["earliness"], one["cadence"]) == (None, None, None)
    assert 0.0 <= one["p_better"] <= 1.0


def test_one_plan_has_the_same_shape_without_differences():
    content = result({"weekly": ensemble(np.arange(5.0))}).to_json()
    assert list(content) == KEYS
    assert (content["differences"], content["best"], content["reference"]) == ({}, {}, "weekly")


def test_what_must_be_said_stands_among_the_warnings():
    found = result(
        {"a": ensemble([1.0, 2.0, 3.0]), "b": ensemble([2.0, 1.0, 1.0])},
        banners=("Not the same aid: 'b'.",),
        same_aid="b: has more crews",
        failures={1: "b: too many jobs"},
    )
    content = found.to_json()
    assert content["warnings"][0] == "Not the same aid: 'b'."
    assert "1 of 3 replications failed" in content["warnings"][1]
    assert content["same_aid"] == "b: has more crews"


def test_the_text_is_ascii_and_the_same_each_time():
    text = json_text(hostile_result().to_json())
    assert text.isascii()
    assert text.endswith("}\n")
    assert text == json_text(comparison_json(hostile_result().comparison, CONTEXT))
