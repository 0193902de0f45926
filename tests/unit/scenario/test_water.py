"""What a scenario may say of water stations, and what is refused."""

import csv
from pathlib import Path

import pytest

from sim.scenario.check import findings
from sim.scenario.quantities import FROM_FILE
from sim.scenario.schema import Scenario
from sim.scenario.schema.assets import ASSET_KINDS
from tests.laws.small import ALL_HIT, TOWN, changed

BASE = Path(__file__).parents[3] / "scenarios" / "base"
DISTRICT = {"name": "town", "people": 3000, "buildings": 30}
WORKS = {"city.water": [{"name": "works"}, {"name": "tower"}]}


def said(changes):
    """Everything that is found, by key path: what is said and what it proposes."""
    scenario = Scenario.model_validate(changed(TOWN, changes), context=FROM_FILE)
    oversights = [*scenario.oversights(), *(one for part in (scenario.city,) for one in part.oversights())]
    return {".".join(map(str, one.path)): (one.message, one.hint) for one in (*findings(scenario), *oversights)}


def needing(names):
    """A town that takes water from stations."""
    return {"city.districts": [DISTRICT | {"water": names}]}


def test_a_district_names_stations_of_which_one_is_enough():
    assert said(WORKS | needing("works or tower")) == {}


def test_a_name_that_no_station_carries_is_answered_with_the_nearest():
    found = said(WORKS | needing("work or tower"))
    assert found["city.districts.0.water"][0] == "no water station is called work"
    assert "works" in found["city.districts.0.water"][1]


def test_a_station_that_nothing_needs_is_an_oversight():
    assert "nothing needs tower" in said(WORKS | needing("works"))["city.water.1.name"][0]


def test_a_station_may_need_a_feeder_that_there_is():
    rows = [{"name": "works", "feeder": "north"}]
    assert said({"city.water": rows} | needing("works"))["city.water.0.feeder"][0] == "no feeder is called north"
    assert said({"city.water": rows, "city.feeders": [{"name": "north"}]} | needing("works")) == {}


def test_a_name_stands_once():
    rows = [{"name": "works"}, {"name": "works"}]
    assert (
        said({"city.water": rows} | needing("works"))["city.water.1.name"][0] == "the water station works stands twice"
    )


@pytest.mark.parametrize("kind", ASSET_KINDS, ids=lambda kind: kind.key)
def test_hits_on_a_kind_of_asset_need_some_that_can_be_hit_and_power_crews(kind):
    hit = {"threats": ALL_HIT, "damage.exposure": {kind.key: "100 %"}, "damage.severities.light.network_work": "5 h"}
    found = said(hit)
    assert found[f"damage.exposure.{kind.key}"][0] == f"needs city.{kind.table}"
    assert found["repair.crews"][0] == (
        "a feeder, pumping station or water station can be hit, so a pool of `power` crews is needed"
    )
    never = said(hit | {f"city.{kind.table}": [{"name": "one", "weight": 0}]})
    assert never[f"city.{kind.table}"][0] == "every weight is 0, so nothing could be hit"


def test_the_districts_with_water_are_those_of_the_base_city():
    plain, wet = (
        list(csv.DictReader((BASE / f"kyiv-districts{name}.csv").read_text(encoding="utf-8").splitlines()))
        for name in ("", "-with-water")
    )
    assert [{key: row[key] for key in plain[0]} for row in wet] == plain
