"""Warming centres, donors and the illustration of deaths against hand computations on made-up outcomes."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.measures import all_measures, default_metrics
from sim.analysis.registry import Runs
from tests.unit.analysis.made_up import LAYOUT, outcomes

WITH_CENTRES = replace(LAYOUT, centres=True)
WITH_DONORS = replace(LAYOUT, donors={"first": (1,), "second": (0, 1)})
WITH_DEATHS = replace(LAYOUT, mortality=(1, 40 / 1_000_000))


def value(name, rows, layout):
    return all_measures(layout)[name].values(Runs(rows, layout)).tolist()


def in_centres(hours, departed=0.0):
    """A run with 1,000 person-hours below 16 degC, of which some are in centres, all of the north."""
    rows = outcomes([1000.0], departed=departed, centre_room_min=60_000.0, centre_peak=12.0)
    rows["centre_min"][:, 0, 1] = 60.0 * hours
    rows["centre_min"][:, 0, 0] = 60.0 * hours
    return rows


def test_hours_in_centres_are_taken_off_those_of_residents_who_are_present():
    rows = in_centres(100.0, departed=0.5)
    assert value("person_hours_below_16_net", rows, WITH_CENTRES) == [400.0]
    assert value("person_hours_below_16_net.north", rows, WITH_CENTRES) == [150.0]
    assert value("person_hours_below_16_net.south", rows, WITH_CENTRES) == [250.0]
    assert value("person_hours_in_centres", rows, WITH_CENTRES) == [100.0]
    assert value("centre_use_share", rows, WITH_CENTRES) == [0.1]
    assert value("people_in_centres_peak", rows, WITH_CENTRES) == [12.0]
    assert value("vulnerable_person_hours_below_16_net", rows, WITH_CENTRES) == [0.25 * 150.0 + 0.5 * 250.0]


def test_hours_per_resident_outside_centres_are_per_resident_who_is_present():
    rows = in_centres(100.0, departed=0.5)
    north, south = 150.0 / 500.0, 250.0 / 1500.0
    assert value("worst_district_hours_below_16_net", rows, WITH_CENTRES) == [pytest.approx(north)]
    gini = 2 * 1000 * 3000 * (north - south) / (2 * 4000 * (1000 * north + 3000 * south))
    assert value("gini_hours_below_16_net", rows, WITH_CENTRES) == [pytest.approx(gini)]
    everybody_gone = in_centres(0.0, departed=1.0)
    assert np.isfinite(value("worst_district_hours_below_16_net", everybody_gone, WITH_CENTRES)).all()


def test_a_donor_s_channels_are_told_together():
    rows = outcomes([1.0])
    rows["dispatches"][:, :2] = [3, 2]
    rows["brought"][:, :2] = [70, 9]
    assert value("donor_cost.first", rows, WITH_DONORS) == [2_000.0]
    assert value("donor_cost.second", rows, WITH_DONORS) == [77_000.0]
    assert value("donor_delivered.second", rows, WITH_DONORS) == [79.0]
    assert not any(name.startswith("donor_") for name in all_measures(LAYOUT))


def test_deaths_are_person_days_in_cold_rooms_times_usual_deaths_times_what_is_more():
    rows = outcomes([24_000.0], departed=0.5, mortality_ratio=1.1)
    assert value("illustrated_deaths", rows, WITH_DEATHS) == [pytest.approx(500 * 40e-6 * 0.1)]
    rows["centre_min"][:, 0, 1] = 60.0 * 2_400.0
    assert value("illustrated_deaths", rows, replace(WITH_DEATHS, centres=True)) == [pytest.approx(400 * 40e-6 * 0.1)]


def test_an_illustration_of_deaths_is_marked_in_name_unit_and_words_and_is_no_headline():
    measure = all_measures(WITH_DEATHS)["illustrated_deaths"]
    assert "illustration" in measure.unit
    assert "illustration that is no estimate" in measure.noun
    assert "an illustration, no estimate" in measure.metric.meaning
    assert "outdoor temperature in heated societies" in measure.metric.meaning
    assert "illustrated_deaths" not in default_metrics(WITH_DEATHS)
    assert "illustrated_deaths" not in all_measures(LAYOUT)
