"""Warming centres, an equity weight, an illustration of deaths: what is refused, and where."""

import pytest

from tests.unit.scenario.example import TOWN, loaded, refusal, town

CENTRES = 'relief: {warming_centres: {places: 100, hours: "08:00-20:00", opens: {below: -5 degC}}}\n'
RATIO = "{uncertain: {lognormal: {median: x 1.1, sigma: 0.03}}}"
DEATHS = f"people: {{mortality: {{below: 16 degC, baseline: 40/d, rate_ratio: {RATIO}}}}}\n"
CARE = TOWN.replace("repair:\n", f"{CENTRES}{DEATHS}repair:\n  dispatch: {{equity: 1}}\n", 1)


def problem(tmp_path, old, new):
    """Path and message of the only problem of the file with one piece replaced."""
    assert old in CARE, old
    (found,) = refusal(town(tmp_path, CARE.replace(old, new, 1))).problems
    assert found.place is not None
    return found.path, f"{found.message}; {found.hint}"


def test_it_loads_and_a_plan_may_choose_centres_and_equity(tmp_path):
    plans = "    daily: {relief.warming_centres.places: 400, repair.dispatch: {equity: 2}}\n    weekly:"
    text = CARE.replace("    daily: {aid.channels.coalition.cadence: {every: 1 d}}\n    weekly:", plans)
    plan = loaded(tmp_path, text=text).plans["daily"]
    assert plan.relief.warming_centres.places == 400
    assert plan.repair.dispatch.equity == 2.0
    assert plan.relief.warming_centres.hours == (480, 1200)


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        (
            "places: 100",
            "by_district: {uper_town: 9}",
            "relief.warming_centres.by_district.uper_town",
            "no district is called uper_town; did you mean 'upper_town'?",
        ),
        (
            "places: 100",
            "places: 100, by_district: {upper_town: 9}",
            "relief.warming_centres",
            "takes exactly one of places, by_district; found places and by_district",
        ),
        ("places: 100, ", "", "relief.warming_centres", "takes exactly one of places, by_district; found none"),
        (
            "{below: -5 degC}",
            "{below: -5 degC, cold_buildings: 9}",
            "relief.warming_centres.opens",
            "takes exactly one of below, cold_buildings",
        ),
        ("places: 100", "places: -1", "relief.warming_centres.places", "-1"),
        ("  heating: {set_point: 20 degC, full_heat_rise: 36 K}\n", "", "relief.warming_centres", "needs city.heating"),
        ("{equity: 1}", "{equity: 1, order: fifo}", "repair.dispatch.equity", "weighs scores, and the order is fifo"),
        ("{equity: 1}", "{equity: -1}", "repair.dispatch.equity", "0"),
        (
            "below: 16 degC",
            "below: 17 degC",
            "people.mortality.below",
            "is none of people.thresholds; write 18 degC or 16 degC",
        ),
        ("places: 100", "places: 100, power: feeder", "relief.warming_centres.power", "no district has a feeder"),
        ("dispatch_cost: 25 kEUR", "donor: A B", "aid.channels.coalition.donor", "A B"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(tmp_path, old, new, path, said):
    found, message = problem(tmp_path, old, new)
    assert found == path
    assert said in message


def test_a_plan_may_not_change_what_it_faces(tmp_path):
    text = CARE.replace("    daily: {", "    daily: {people.mortality.below: 12 degC, ", 1)
    (found,) = refusal(town(tmp_path, text)).problems
    assert "people.mortality.below" in f"{found.path} {found.message}"
