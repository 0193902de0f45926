# ruff: noqa: E501 - a case per line reads better than a short line
"""Items that no layer fires: what jobs need, and crews that come as aid; what is refused, and where."""

import pytest

from sim.scenario.load import load_scenario
from tests.unit.scenario.example import TOWN, refusal, town

EXPOSED = "exposure: {heat_source: 40 %, building: 20 %, elsewhere: 40 %}"
SENT = "      dispatch_cost: 25 kEUR\n"
KITS = "    kits: {item: kit, accrual: {rate: 1/d}, cadence: {every: 7 d}}\n"
CREWS = "    cities: {item: neighbour_crew, accrual: {rate: 1/d}, cadence: {every: 7 d}}\n"
REPAIR = (
    TOWN.replace("exposure: {heat_source: 60 %, elsewhere: 40 %}", EXPOSED)
    .replace("light: {hold: {triangular: [2 h, 8 h, 24 h]}}", "light: {hold: 8 h, work: 5 h}")
    .replace("moderate: {hold: {triangular: [12 h, 24 h, 60 h]}}", "moderate: {hold: 1 d, work: 9 h, part: kit}")
    .replace(
        "{start: 3, output: {value: 1/d}",
        "{start: 3, joined_by: neighbour_crew, travel: 45 min, test: 1 h, assess: {uniform: [1 h, 4 h]}, output: {value: 1/d}",
    )
    .replace(SENT, SENT + KITS + CREWS)
)
"""The whole scenario with a part for moderate damage, and crews that come."""


def changed(old: str, new: str) -> str:
    assert old in REPAIR, old
    return REPAIR.replace(old, new, 1)


def test_items_are_what_layers_fire_then_what_jobs_need_then_crews(tmp_path):
    assert load_scenario(town(tmp_path, REPAIR)).scenario.items() == ("top_tier_missile", "kit", "neighbour_crew")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        (KITS, "", "damage.severities.moderate.part", "nobody has or sends the item kit"),
        (KITS, KITS.replace("item: kit", "item: kits"), "aid.channels.kits.item", "nothing uses an item called kits"),
        (EXPOSED, "exposure: {heat_source: 60 %, elsewhere: 40 %}", "damage.severities.moderate.part", "no building, feeder, pumping station or water station is ever hit, so no job needs it"),
        (CREWS, "", "repair.crews.heat.joined_by", "nobody sends the item neighbour_crew"),
        ("start: 3, ", "start: unlimited, ", "repair.crews.heat.joined_by", "nobody can join unlimited crews"),
        ("joined_by: neighbour_crew", "joined_by: top_tier_missile", "repair.crews.heat.joined_by", "top_tier_missile cannot join as crews: a layer fires it"),
        ("joined_by: neighbour_crew", "joined_by: kit", "repair.crews.heat.joined_by", "kit cannot join as crews: jobs need it as a part"),
        ("{top_tier_missile: 8}", "{top_tier_missile: 8, neighbour_crew: 2}", "initial.stock.neighbour_crew", "crews that are there at the start are not in stock"),
        ("  begin: running\n", "  begin: running\n  stores: {neighbour_crew: {capacity: 4}}\n", "aid.stores.neighbour_crew", "crews join their pool when they arrive, so they need no store"),
        (CREWS, CREWS.replace("every: 7 d", "order_up_to: 4, review: 1 d"), "aid.channels.cities.cadence", "crews are never in stock, so they cannot be ordered up to a level of it"),
        ("travel: 45 min", "travel: 45.5 min", "repair.crews.heat.travel", "whole"),
        ("travel: 45 min", "travle: 45 min", "", "did you mean 'travel'?"),
        ("output: {value: 1/d}", "output: {value: 8/d}", "repair.crews.heat.output.value", "a job takes 90 min of a crew, so travel and test leave no time to work"),
        ("test: 1 h", "test: -1 h", "repair.crews.heat.test", "must not be negative"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_place(tmp_path, old, new, place, said):
    error = refusal(town(tmp_path, changed(old, new)))
    assert any(problem.path == place for problem in error.problems), [problem.path for problem in error.problems]
    assert said in str(error)


def test_a_depot_of_parts_needs_no_layer(tmp_path):
    depots = "  stores: {kit: {depots: {east: {}, west: {}}}}\n"
    text = changed("  begin: running\n", "  begin: running\n" + depots)
    assert load_scenario(town(tmp_path, text)).scenario.depots("kit") == ("east", "west")


def test_two_pools_cannot_be_joined_by_the_same_item(tmp_path):
    text = changed("  crews: {heat:", "  crews: {power: {start: 1, joined_by: neighbour_crew, work: 5 h}, heat:")
    assert "neighbour_crew cannot join as crews: it joins the pool power" in str(refusal(town(tmp_path, text)))
