"""How much room a scenario gets: the size class that holds all it may need."""

import pytest

from sim.study.run import room_for
from sim.world.sizes import CITY, NATION
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
