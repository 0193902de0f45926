"""How much room a scenario gets: the size class that holds all it may need."""

import pytest

from sim.errors import LimitError
from sim.study.calendars import lookback_of
from sim.study.room import lots_needed, room_for, room_for_all
from sim.world.sizes import CITY, NATION
from tests.clocks.runs import begun, compiled
from tests.laws.small import town

LARGE_TOWN = {
    "city.districts": [{"name": "town", "people": 10_000, "buildings": 5_000}],
    "city.sources": [{"name": "plant", "district": "town", "buildings": 5_000}],
}


@pytest.mark.parametrize(("crews", "size"), [(4_000, CITY), (4_500, NATION), ("unlimited", CITY)])
def test_more_crews_than_a_city_has_places_for_get_the_room_of_a_nation(crews, size):
    assert room_for(town(LARGE_TOWN | {"repair.crews.heat.start": crews})) is size


def test_a_pool_that_grows_counts_with_what_it_grows_to():
    ramp = {"repair.crews.heat.ramp": {"to": 4_500, "by": "5 d"}}
    assert room_for(town(LARGE_TOWN | ramp)) is NATION


def test_no_more_crews_are_counted_than_there_are_buildings():
    assert room_for(town({"repair.crews.heat.start": 4_500})) is CITY


JOINING = {"repair.crews.heat.joined_by": "team", "aid.begin": "switch"}


@pytest.mark.parametrize(
    "changes",
    [
        {"aid.channels.c": {"item": "team", "accrual": {"pledges": [{"date": "1 d", "units": 4_200}]}}},
        {"aid.channels.c": {"item": "team", "accrual": {"rate": "210/d"}, "cadence": {"every": "1 d"}}},
        {"initial.in_transit": [{"item": "team", "units": 4_200, "arrives": "1 d"}]},
    ],
)
def test_crews_that_are_on_their_way_to_join_get_places_too(changes):
    assert room_for(town(LARGE_TOWN | JOINING | changes)) is NATION
    assert room_for(town(LARGE_TOWN | changes | FIRED)) is CITY


FIRED = {"threats": {"drone": {}}, "defence.layers.one": {"against": {"drone": "1 %"}, "uses": "team"}}


def donors(count, **more):
    channel = {"item": "missile", "accrual": {"rate": "24/d"}, "cadence": {"every": "1 d", "first": "0 d"}} | more
    aid = {"aid.hubs": {"hub": {"handles": "999/d"}}} if "via" in more else {}
    return DEFENDED | aid | {"aid.channels": {f"donor_{number}": channel for number in range(count)}}


@pytest.mark.parametrize(
    ("count", "length", "more", "size"),
    [
        (8, "300 d", {}, CITY),
        (8, "300 d", {"via": "hub"}, NATION),
        (8, "600 d", {}, NATION),
        (8, "600 d", {"accrual": {"rate": "0.1/d"}}, CITY),
        (8, "600 d", {"min_lot": 100}, CITY),
        (1, "60 d", {"cadence": {"order_up_to": 9, "review": "10 min"}, "accrual": {"rate": "99/d"}}, NATION),
        (1, "60 d", {"cadence": {"order_up_to": 9, "review": "10 min"}, "accrual": {"unlimited": True}}, CITY),
    ],
)
def test_lots_of_calendars_and_hubs_get_room(count, length, more, size):
    assert room_for(town(donors(count, **more) | {"horizon.length": length})) is size


def test_more_lots_than_a_nation_has_room_for_are_refused_with_the_key_to_change():
    changes = donors(16, via="hub") | {"horizon.length": "1000 d", "study.series_step": "1 d"}
    message = r"^aid\.channels\.donor_0\.cadence\.every: about 48,0\d\d lots are needed, at most 32,776 fit; raise it$"
    with pytest.raises(LimitError, match=message):
        room_for(town(changes))


@pytest.mark.parametrize("handles", ["999/d", "5/d", "30/d"])
def test_the_lots_of_a_run_stay_below_those_that_were_reckoned_with(handles):
    changes = donors(3, via="hub", cadence={"every": "7 h", "first": "random"}, lead="3 d")
    changes |= {"aid.begin": "running", "aid.hubs": {"hub": {"handles": handles}}}
    scenario = town(changes)
    made = int(compiled(begun(scenario)).of("lot_count"))
    assert made <= lots_needed(scenario, lookback_of({0: scenario})).count < 3 * made


def unsure(low):
    return {"uncertain": {"uniform": [f"{low} %", "99 %"]}}


DEFENDED = {
    "threats": {"drone": {}},
    "defence.layers": {"missiles": {"against": {"drone": "50 %"}, "uses": "missile"}},
}


def channels(count, low):
    doubts = dict.fromkeys(("fulfilment", "arrives", "on_time"), unsure(low)) | {"late": "1 d"}
    channel = {"item": "missile", "accrual": {"rate": "1/d"}, "cadence": {"every": "7 d"}} | doubts
    return DEFENDED | {"aid.channels": {f"donor_{number}": channel for number in range(count)}}


def test_plans_with_more_uncertain_numbers_together_than_a_world_draws_are_refused():
    plans = [town(channels(1, low)) for low in range(1, 23)]
    room_for_all(plans[:21])
    with pytest.raises(LimitError, match=r"^compare\.plans: 66 different uncertain numbers .*, at most 64"):
        room_for_all(plans)


def test_one_scenario_with_too_many_uncertain_numbers_is_told_where_most_of_them_are():
    changes = channels(16, 1)
    for channel in changes["aid.channels"].values():
        channel["accrual"] = {"rate": {"uncertain": {"uniform": ["1/d", "2/d"]}}}
    changes["attack"] = {"city_share": unsure(1)}
    with pytest.raises(LimitError, match=r"^aid: 65 uncertain numbers in the whole scenario, at most 64 fit"):
        room_for(town(changes))


def test_a_list_that_is_too_long_is_named_by_its_key_and_what_stands_in_it():
    disruption = {"what": "shipment", "start": "1 d", "end": "2 d"}
    changes = channels(1, 1)
    changes["aid.channels"]["donor_0"]["disruptions"] = [
        disruption | {"start": f"{day} d", "end": f"{day + 1} d"} for day in range(13)
    ]
    with pytest.raises(LimitError, match=r"^aid\.channels\.donor_0\.disruptions: 13 disruptions, at most 12 fit"):
        room_for(town(changes))


def test_more_buildings_than_fail_one_by_one_are_refused():
    fails = {"damage.per_building": {"up_time": {"exponential": {"mean": "9 d"}}, "severity": "light"}}
    with pytest.raises(LimitError, match=r"^city\.districts: 5,000 buildings that damage\.per_building follows"):
        room_for(town(LARGE_TOWN | fails))
