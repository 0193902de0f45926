"""Parameters from scenarios: sums of shares, and cities that plans have in common."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.model.setup.network import network_of
from sim.model.setup.writer import rising_sums
from tests.laws.small import town


@given(st.lists(st.floats(-1e100, 1e100), max_size=30))
@example([1e16, 1.0, -1e16, 1.0])
@example([0.1] * 10)
def test_each_rising_sum_is_rounded_once(numbers):
    assert list(rising_sums(numbers)) == [math.fsum(numbers[: count + 1]) for count in range(len(numbers))]


def test_plans_share_a_network_as_long_as_their_city_and_its_listed_outages_are_the_same():
    outage = {"initial.outages": [{"district": "town", "start": "1 d", "end": "2 d"}]}
    crews = {"repair.crews.heat.start": 7}
    larger = {
        "city.districts": [{"name": "town", "people": 1_000, "buildings": 61}],
        "city.sources": [{"name": "plant", "district": "town", "buildings": 61}],
    }
    one, other, dark, grown = map(network_of, (town(), town(crews), town(outage), town(larger)))
    assert one is other
    assert sum(block.buildings for block in grown.blocks) == 61
    assert [asset.name for asset in dark.assets] == [asset.name for asset in one.assets] + ["supply 1"]


def test_cities_whose_archetypes_stand_in_another_order_have_networks_of_their_own():
    kinds = {"panel": {"share": "90 %", "time_constant": "30 h"}, "brick": {"share": "10 %", "time_constant": "60 h"}}
    one, other = (town({"city.archetypes": dict(order)}) for order in (kinds.items(), reversed(kinds.items())))
    assert one.city == other.city
    for scenario in (one, other):
        panel = list(scenario.city.archetypes).index("panel")
        buildings = sum(block.buildings for block in network_of(scenario).blocks if block.archetype == panel)
        assert buildings == pytest.approx(0.9 * sum(block.buildings for block in network_of(scenario).blocks), abs=1)
