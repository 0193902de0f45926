"""Warming centres: who is in them by hand, never more than there are places or people, and nothing else changes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.measures import all_measures, threshold_text
from sim.analysis.registry import Runs
from sim.study.ensemble import empty_ensemble, keep_outcomes
from sim.study.layout import layout_of
from tests.clocks.random_scenarios import mapping_of, validated
from tests.clocks.runs import begun, compiled, differing
from tests.laws.small import changed, town
from tests.laws.test_networks import STORY as CUT

HOUR, DAY = 60, 1440
PEOPLE = 3000
LEVELS = (18.0, 16.0, 12.0, 8.0)
DARK = {"horizon.length": "2 d", "initial.outages": [{"start": "0 d"}]}
"""Two days without heat at -10 degC: rooms fall below level X after 20 h x ln(30/(X + 10))."""
KEPT = (
    "centre_day",
    "centre_day_count",
    "centre_days_used",
    "centres_due",
    "centres_noted",
    "centres_since",
    "day_centre_min",
    "centre_min",
    "centre_room_min",
    "district",
)


def seated(centres, changes=None):
    """Person-minutes in centres by threshold, and place-minutes."""
    run = compiled(begun(town(DARK | (changes or {}) | {"relief.warming_centres": centres})))
    outcome = run.outcome()
    return outcome["centre_min"].sum(axis=0)[: len(LEVELS)], float(outcome["centre_room_min"])


def below_in(begin, end):
    """Person-minutes below each level between two hours of the two days."""
    falls = [20.0 * math.log(30.0 / (level + 10.0)) for level in LEVELS]
    return np.array([PEOPLE * HOUR * max(0.0, end - max(begin, fall)) for fall in falls])


def test_few_places_are_full_whenever_they_are_open():
    there, room = seated({"places": 100, "hours": "08:00-20:00"})
    assert room == 2 * 100 * 12 * HOUR
    assert there.tolist() == [room] * 4, "those in the coldest rooms come first, so these seats are theirs too"


def test_with_places_for_all_those_below_a_threshold_in_opening_hours_are_there():
    there, _ = seated({"places": 5000, "hours": "08:00-20:00"})
    np.testing.assert_allclose(there, below_in(8, 20) + below_in(32, 44), rtol=1e-12)
    there, _ = seated({"places": 5000})
    np.testing.assert_allclose(there, below_in(0, 48), rtol=1e-12)


def test_hours_may_reach_over_midnight():
    there, room = seated({"places": 5000, "hours": "20:00-08:00"})
    assert room == 2 * 5000 * 12 * HOUR
    np.testing.assert_allclose(there, below_in(0, 8) + below_in(20, 32) + below_in(44, 48), rtol=1e-12)


def test_not_all_come_and_who_has_departed_does_not():
    centres = {"places": 5000, "hours": "08:00-20:00", "comes": "30 %"}
    there, _ = seated(centres, {"people.departed": "20 %"})
    np.testing.assert_allclose(there, 0.24 * (below_in(8, 20) + below_in(32, 44)), rtol=1e-12)


def test_places_of_a_day_are_filled_by_that_day_alone():
    """1,800 places: the second day fills them; on the first they are more than those below 8 degC at its end need."""
    places = 1800
    there, _ = seated({"places": places})
    first, second = below_in(0, 24), below_in(24, 48)
    np.testing.assert_allclose(there, np.minimum(first, places * DAY) + np.minimum(second, places * DAY), rtol=1e-12)
    assert first[3] < places * DAY < first[0]


def test_centres_on_the_feeder_of_their_district_are_closed_while_it_is_down():
    days = 20
    story = CUT | {"damage.severities.light.network_work": "30 h"}
    rooms = {}
    for power in ("own", "feeder"):
        centres = {"by_district": {"town": 10}, "power": power, "hours": "06:00-18:00"}
        rooms[power] = compiled(begun(town(story | {"relief.warming_centres": centres}))).outcome()["centre_room_min"]
    assert rooms["own"] == 10 * days * 12 * HOUR
    assert rooms["feeder"] == rooms["own"] - 10 * 12 * HOUR, "hours 24 to 54: the second day, and none of the third"


def test_a_district_without_a_feeder_has_power_for_its_centres():
    _, room = seated({"places": 10, "power": "feeder"})
    assert room == 10 * 2 * DAY


@pytest.mark.parametrize(("below", "days"), [("-11 degC", 0), ("-6 degC", 1), ("-4.9 degC", 2)])
def test_they_open_on_cold_days(below, days):
    hours = [{"hour": hour, "outdoor_c": -10 if hour < 24 else -5} for hour in range(48)]
    _, room = seated({"places": 10, "opens": {"below": below}}, {"weather": {"hours": hours}})
    assert room == days * 10 * DAY


@pytest.mark.parametrize(("buildings", "days"), [(1, 2), (30, 2), (31, 0)])
def test_they_open_on_days_on_which_enough_buildings_are_cold(buildings, days):
    centres = {"places": 10, "opens": {"cold_buildings": buildings}}
    story = {"horizon.length": "5 d", "initial.outages": [{"start": "30 h", "end": "50 h"}]}
    assert seated(centres, story)[1] == days * 10 * DAY


def test_places_are_divided_by_residents():
    names = {"north": 1000, "south": 2000, "river": 0}
    districts = [{"name": name, "people": people, "buildings": 10} for name, people in names.items()]
    city = {"city.districts": districts, "city.sources": [], "relief.warming_centres": {"places": 100}}
    assert begun(town(city)).params["centre_places"][0, :3].tolist() == [33, 67, 0]


def test_nobody_is_there_twice_and_there_are_no_more_than_places_or_people(ends):
    used = 0
    for run in ends:
        outcome, seats = run.outcome(), run.outcome()["centre_min"]
        present = 1.0 - outcome["departed"]
        assert (seats >= 0.0).all()
        assert (seats <= present * outcome["below_min"] * (1 + 1e-9) + 1e-3).all()
        assert seats[:, 0].sum() <= outcome["centre_room_min"] * (1 + 1e-9)
        assert (np.diff(seats, axis=1) <= 1e-6 * (1 + seats[:, 1:])).all(), "a lower threshold has no more people there"
        np.testing.assert_allclose(run.of("day_centre_min").sum(axis=0), seats.sum(axis=0), rtol=1e-9, atol=1e-3)
        assert (outcome["net_peak"] <= present * outcome["people_peak"] * (1 + 1e-9) + 1e-6).all()
        used += seats.any()
    assert used > 20


def test_centres_change_nothing_but_their_own_books():
    for number in range(80):
        mapping = mapping_of(number)
        if mapping.get("relief", {}).pop("warming_centres", None) is not None:
            without = compiled(begun(validated(mapping)))
            with_centres = compiled(begun(validated(mapping_of(number))))
            changes = {name for name in differing(without, with_centres) if name.split(".")[0] not in KEPT}
            assert changes == set(), number


@settings(max_examples=30, deadline=None)
@given(few=st.integers(0, 3000), more=st.integers(0, 3000), hours=st.sampled_from(["08:00-20:00", "22:15-06:05", None]))
def test_more_places_never_leave_more_people_in_the_cold(few, more, hours):
    there, _ = seated({"places": few, "hours": hours})
    with_more, _ = seated({"places": few + more, "hours": hours})
    assert (with_more >= there - 1e-6).all()
    assert (with_more - there <= more * 2 * DAY + 1e-6).all()


def test_what_is_told_net_is_what_is_told_gross_less_those_in_centres(ends):
    told = 0
    for run in ends:
        layout = layout_of(run.scenario)
        if not layout.centres:
            assert not any("_net" in name or "centre" in name for name in all_measures(layout))
            continue
        ensemble = empty_ensemble(layout, 1)
        keep_outcomes(run.outcome().reshape(1), ensemble, range(1))
        measures, runs = all_measures(layout), Runs(ensemble.outcomes, layout)
        name = f"person_hours_below_{threshold_text(layout.thresholds[0])}"
        gross, net, there = (measures[one].values(runs)[0] for one in (name, f"{name}_net", "person_hours_in_centres"))
        assert net == pytest.approx(gross - there, rel=1e-9, abs=1e-6)
        parts = [measures[f"{name}_net.{district}"].values(runs)[0] for district, _, _ in layout.districts]
        assert sum(parts) == pytest.approx(net, rel=1e-9, abs=1e-6)
        told += there > 0.0
    assert told > 10


def test_places_that_stand_idle_cost_no_event():
    mapping = changed(mapping_of(7), {"relief.warming_centres": {"places": 100}})
    one, other = compiled(begun(validated(mapping))), compiled(begun(validated(mapping_of(7))))
    assert one.of("events") == other.of("events")
