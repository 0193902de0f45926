"""Every metric against a hand computation on made-up outcomes."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.measures import all_measures, default_metrics, describe_metrics, headline_metrics
from sim.analysis.metrics import METRICS
from sim.analysis.registry import Runs
from sim.errors import ScenarioError
from sim.model.depots import PLENTY
from tests.unit.analysis.made_up import LAYOUT, outcomes

MEASURES = all_measures(LAYOUT)


def value(name, rows):
    return MEASURES[name].values(Runs(rows, LAYOUT)).tolist()


def no_rows(runs):
    """Series in which nothing happens."""
    return np.zeros((runs, LAYOUT.rows, len(LAYOUT.columns)), np.int32)


def one_run(**fields):
    rows = outcomes([0.0])
    for name, values in fields.items():
        rows[name].reshape(1, -1)[0, : np.size(values)] = values
    return rows


def test_hours_below_a_threshold_are_those_of_residents_who_are_present():
    rows = outcomes([1000.0, 10.0])
    rows["departed"] = [0.0, 0.2]
    assert value("person_hours_below_16", rows) == [1000.0, 8.0]
    assert value("person_hours_below_18", rows) == [2000.0, 16.0]
    assert value("person_hours_below_12_5", rows) == [0.0, 0.0]


def test_hours_are_told_district_by_district():
    rows = outcomes([1000.0])
    rows["below_min"][:, 1, 1] *= 3.0
    rows["departed"] = 0.5
    assert value("person_hours_below_16.north", rows) == [250.0]
    assert value("person_hours_below_16.south", rows) == [750.0]
    assert MEASURES["person_hours_below_16.north"].noun == "person-hours below 16 degC in north"


def test_people_below_a_threshold_are_those_who_are_present():
    assert value("people_below_12_5_peak", one_run(people_peak=[900, 700, 500], departed=0.2)) == [400.0]


def test_the_chance_of_a_long_outage_is_the_share_of_runs_that_have_one():
    rows = outcomes([0.0] * 4, long_peak=[0, 99, 100, 1000])
    assert value("chance_cold_24h.100", rows) == [0.0, 0.0, 1.0, 1.0]
    assert value("chance_cold_24h.1000", rows) == [0.0, 0.0, 0.0, 1.0]


def test_vulnerable_hours_weigh_each_district_with_its_share():
    assert value("vulnerable_person_hours_below_16", outcomes([1000.0])) == [500.0 * 0.25 + 500.0 * 0.5]


def test_degree_hours_are_summed_over_districts():
    rows = outcomes([0.0])
    rows["below_degree_min"][0, :2, 1] = [120.0, 60.0]
    rows["departed"] = 0.5
    assert value("degree_hours_below_16", rows) == [1.5]


def test_the_worst_district_has_most_hours_per_resident():
    # 6,000 person-hours in each district of 1,000 and 3,000 residents.
    assert value("worst_district_hours_below_16", outcomes([12_000.0])) == [6.0]


def test_the_gini_index_of_two_districts_is_that_of_a_hand_computation():
    # 6 h for 1,000 residents, 2 h for 3,000, mean 3 h: 2 x 1,000 x 3,000 x 4 / (2 x 4,000^2 x 3).
    assert value("gini_hours_below_16", outcomes([12_000.0])) == [pytest.approx(0.25)]
    assert math.isnan(value("gini_hours_below_16", outcomes([0.0]))[0])


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("buildings_cold_peak", {"cold_peak": 7}, 7.0),
        ("building_hours_cold", {"cold_area": 90}, 1.5),
        ("longest_spell_hours", {"longest_spell": 30.0}, 0.5),
        ("heating_degree_days", {"heating_degree_days": 12.5}, 12.5),
        ("waves", {"waves": 3}, 3.0),
        ("first_wave_day", {"waves": 1, "first_wave_min": 720}, 0.5),
        ("first_wave_day", {"waves": 0, "first_wave_min": 17_280}, math.inf),
        ("threats", {"threats": [4, 5]}, 9.0),
        ("threats.ballistic", {"threats": [4, 5]}, 5.0),
        ("leakers", {"leakers": [1, 2]}, 3.0),
        ("leakers.drone", {"leakers": [1, 2]}, 1.0),
        ("damaged", {"damaging": 2}, 2.0),
        ("interception_share", {"threats": [4, 6], "leakers": [1, 2]}, 0.7),
        ("interception_share", {}, math.nan),
        ("unengaged", {"unengaged": [1, 2], "engaged": [3, 4]}, 0.3),
        ("unengaged.top_tier", {"unengaged": [1, 3], "engaged": [3, 1]}, 0.75),
        ("leakers_by.missed", {"origins": [1, 2, 3, 4]}, 4.0),
        ("stockout_hours.missile", {"empty_area": [180]}, 3.0),
        ("first_empty_day.missile", {"empty_first": [2160]}, 1.5),
        ("first_empty_day.missile", {"empty_first": [-1]}, math.inf),
        ("days_of_supply.missile", {"stock": [20], "used": [60]}, 4.0),
        ("days_of_supply.missile", {"used": [0]}, math.nan),
        ("rounds_used", {"used": [60]}, 60.0),
        ("rounds_used.missile", {"used": [60]}, 60.0),
        ("rounds_fired.top_tier", {"rounds": [5, 6]}, 6.0),
        ("delivered.missile", {"arrived": [80]}, 80.0),
        ("overflow.missile", {"overflow": [4]}, 4.0),
        ("final_stock.missile", {"stock": [20]}, 20.0),
        ("final_stock.missile", {"stock": [PLENTY - 60]}, math.nan),
        ("dispatches", {"dispatches": [3, 4]}, 7.0),
        ("dispatch_cost", {"dispatches": [3, 4]}, 79_000.0),
        ("dispatch_cost.bilateral", {"dispatches": [3, 4]}, 4_000.0),
        ("crew_busy_share", {"busy_area": 30, "on_shift_area": 120}, 0.25),
        ("crew_busy_share", {}, math.nan),
        ("all_crews_busy_share", {"all_busy_area": 1728}, 0.1),
        ("crew_hours_lost_to_alerts", {"lost_to_alerts": 120_000}, 2.0),
        ("crew_hours_lost_to_cold", {"lost_to_cold": 60_000}, 1.0),
        ("jobs_done", {"jobs_done": 9}, 9.0),
        ("job_wait_mean", {"job_wait_sum": 600, "jobs_started": 4}, 2.5),
        ("job_wait_share", {"job_waited": 1, "jobs_started": 4}, 0.25),
        ("job_wait_over_12", {"job_waited_long": 3, "jobs_started": 4}, 0.75),
        ("queue_mean", {"waiting_area": 34_560}, 2.0),
        ("building_hours_cold_over_8", {"cold_beyond": [600, 120, 60]}, 10.0),
        ("building_hours_cold_over_16", {"cold_beyond": [600, 120, 60]}, 2.0),
        ("building_hours_cold_over_24", {"cold_beyond": [600, 120, 60]}, 1.0),
        ("buildings_cold_24h_peak", {"long_peak": 5}, 5.0),
        ("restore_50", {"outages": 3, "restored_min": [120, 240, -1]}, 2.0),
        ("restore_90", {"outages": 3, "restored_min": [120, 240, -1]}, 4.0),
        ("restore_99", {"outages": 3, "restored_min": [120, 240, -1]}, math.inf),
        ("restore_99", {"outages": 0}, math.nan),
        ("hours_to_16", {"first_below_min": [60.0, 90.0, -1.0]}, 1.5),
        ("hours_to_12_5", {"first_below_min": [60.0, 90.0, -1.0]}, math.inf),
        ("ledger_origin.reserve", {"ledger_origin": [0, 60_000]}, 1.0),
        ("ledger_phase.lost", {"ledger_phase": [0, 120_000]}, 2.0),
    ],
)
def test_a_metric_of_one_run(name, fields, expected):
    assert value(name, one_run(**fields)) == [pytest.approx(expected, nan_ok=True)]


def test_every_metric_has_one_float_for_every_run():
    runs = Runs(outcomes(np.arange(5.0)), LAYOUT, no_rows(5))
    for measure in MEASURES.values():
        values = measure.values(runs)
        assert values.dtype == np.float64, measure.name
        assert values.shape == (5,), measure.name


def test_without_weather_there_are_no_degree_days():
    runs = Runs(outcomes([1.0], heating_degree_days=648.0), replace(LAYOUT, weather=False))
    assert np.isnan(MEASURES["heating_degree_days"].values(runs)).all()


def test_no_metric_needs_any_run():
    runs = Runs(outcomes([]), LAYOUT, no_rows(0))
    assert {len(measure.values(runs)) for measure in MEASURES.values()} == {0}


def test_every_metric_says_unit_direction_and_meaning():
    assert all(one.unit and one.noun and one.meaning.endswith(".") for one in METRICS.values())
    lines = {line.names: line for line in describe_metrics()}
    assert lines["person_hours_below_X, person_hours_below_X.DISTRICT"].direction == "lower"
    assert lines["people_below_X_peak"].unit == "people"
    assert lines["leakers, leakers.CLASS"].unit == "threats"
    assert len(lines) == len(METRICS)


def test_members_of_families_carry_the_names_of_the_scenario():
    assert {"person_hours_below_12_5", "stockout_hours.missile", "unengaged.top_tier"} <= set(MEASURES)
    assert MEASURES["person_hours_below_12_5"].noun == "person-hours below 12.5 degC"
    assert MEASURES["unengaged.top_tier"].noun == "share of threats not engaged by top tier"
    assert MEASURES["dispatch_cost"].noun == "cost of dispatches"


def test_a_metric_that_does_not_exist_is_named_with_the_nearest_right_word():
    with pytest.raises(ScenarioError) as found:
        headline_metrics(["person_hours_below_17", "leakers", "nonsense_without_end"], LAYOUT)
    first, second = found.value.problems
    assert "'person_hours_below_17'" in first.message
    assert "person_hours_below_1" in first.hint
    assert "describe metrics" in second.hint


def test_each_metric_that_is_asked_for_is_shown_once_in_the_order_given():
    assert headline_metrics(["leakers", "waves", "leakers"], LAYOUT) == ("leakers", "waves")


def test_a_scenario_without_headline_metrics_gets_some():
    assert default_metrics(LAYOUT)[0] == "person_hours_below_16"
    assert set(default_metrics(LAYOUT)) <= set(MEASURES)
