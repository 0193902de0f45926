"""The invented country: its tables are those that the written rules make, with 40 times the base city's people."""

import pytest

from sim.errors import LimitError
from sim.scenario.load import load_scenario
from sim.study.room import room_for
from tests.national_grid import BASE, PEOPLE, TIMES, tables

SCENARIO = BASE.parent / "national-grid.yaml"


@pytest.mark.parametrize(("name", "text"), tables().items())
def test_a_table_is_what_its_rules_make(name, text):
    assert (BASE / name).read_text(encoding="utf-8") == text


def test_it_has_24_regions_and_40_times_the_people_of_the_base_city():
    nation, city = (load_scenario(file).scenario.city for file in (SCENARIO, BASE / "kyiv-city.yaml"))
    assert len(nation.districts) == 24
    assert sum(one.people for one in nation.districts) == PEOPLE == TIMES * sum(one.people for one in city.districts)
    buildings = sum(one.buildings for one in city.districts)
    assert sum(one.buildings for one in nation.districts) == TIMES * buildings
    assert sum(one.buildings for one in nation.sources) == TIMES * buildings


def test_it_fits_the_class_of_a_country_and_one_twice_as_large_is_refused_with_its_key():
    assert room_for(load_scenario(SCENARIO).scenario).name == "nation"
    scenario = load_scenario(SCENARIO).scenario
    districts = tuple(one.model_copy(update={"buildings": one.buildings * 2}) for one in scenario.city.districts)
    sources = tuple(one.model_copy(update={"buildings": one.buildings * 2}) for one in scenario.city.sources)
    city = scenario.city.model_copy(update={"districts": districts, "sources": sources})
    with pytest.raises(LimitError, match=r"city.*blocks are needed, at most 16,392 fit"):
        room_for(scenario.model_copy(update={"city": city}))
