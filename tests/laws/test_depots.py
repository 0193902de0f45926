"""Depots: what arrives is shared out by a rule, a layer fires from its own, and nothing gets lost between them."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock.traced import TracedClock
from sim.errors import ScenarioError
from sim.scenario.load import load_scenario
from tests.clocks.random_scenarios import validated
from tests.clocks.runs import Run, begun, compiled
from tests.laws.small import ALL_HIT, changed, hit, town
from tests.laws.small import TOWN as PLAIN

DAILY = {
    "item": "missile",
    "accrual": {"rate": "10/d"},
    "cadence": {"every": "1 d", "timing": "arrears"},
}
FIRES = {"against": {"drone": "100 %"}, "uses": "missile"}
TOWN = {
    "threats": ALL_HIT,
    "damage.exposure": {"elsewhere": "100 %"},
    "defence.layers": {"east_team": FIRES | {"depot": "east"}, "west_team": FIRES | {"depot": "west"}},
    "aid.channels": {"donor": DAILY},
}


def run_of(depots: dict[str, dict[str, object]], **changes: object) -> Run:
    store: dict[str, object] = {"depots": depots}
    store |= {key: changes.pop(key) for key in ("allocation", "overflow") if key in changes}
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return compiled(begun(town(TOWN | {"aid.stores": {"missile": store}} | paths)))


def stores(run: Run, name: str) -> list[float]:
    return run.of("store")[name][:2].tolist()


def test_by_default_depots_get_equal_parts_of_the_initial_stock_and_of_what_arrives():
    run = run_of({"east": {}, "west": {}}, initial__stock={"missile": 7})
    assert stores(run, "stock") == [4 + 95, 3 + 95]


@given(share=st.integers(0, 100), days=st.integers(1, 19))
def test_proportional_arrivals_follow_the_shares_to_within_one_unit(share, days):
    run = run_of(
        {"east": {"share": f"{share} %"}, "west": {"share": f"{100 - share} %"}}, horizon__length=f"{days + 1} d"
    )
    east, west = stores(run, "arrived")
    assert east + west == 10 * days
    assert abs(east - share / 100 * 10 * days) <= 1


def test_priority_fills_the_first_depot_then_the_next_and_the_rest_is_overflow():
    run = run_of({"east": {"capacity": 45}, "west": {"capacity": 100}}, allocation="priority")
    assert stores(run, "stock") == [45, 100]
    assert run.of("overflow")[0] == 190 - 145


def test_days_of_supply_sends_everything_where_it_is_used():
    waves = [hit(f"2026-01-{day:02d} 12:00", count=3) for day in range(5, 25)]
    run = run_of(
        {"east": {}, "west": {}},
        allocation="days_of_supply",
        initial__stock={"missile": 40},
        attack__recorded=waves,
    )
    assert stores(run, "used") == [60, 0]
    assert stores(run, "arrived") == [190, 0]


def test_days_of_supply_levels_out_two_depots_in_use():
    layers = {
        "east_team": {"against": {"drone": "100 %"}, "uses": "missile", "depot": "east"},
        "west_team": {"against": {"cruise": "100 %"}, "uses": "missile", "depot": "west"},
    }
    days = range(6, 25)
    waves = [hit(f"2026-01-{day:02d} {hour}", threat, count) for day in days for hour, threat, count in BOTH]
    run = run_of(
        {"east": {}, "west": {}},
        allocation="days_of_supply",
        initial__stock={"missile": 20},
        attack__recorded=waves,
        threats={**ALL_HIT, "cruise": ALL_HIT["drone"]},
        defence__layers=layers,
    )
    east, west = (stock / use for stock, use in zip(stores(run, "stock"), (6, 2), strict=True))
    assert stores(run, "used") == [6 * 19, 2 * 19]
    assert east == pytest.approx(west, abs=0.5)


BOTH = (("12:00", "drone", 6), ("13:00", "cruise", 2))


def test_a_layer_whose_depot_is_empty_does_not_fire_though_another_is_full():
    run = run_of(
        {"east": {"share": "0 %"}, "west": {"share": "100 %"}},
        defence__layers={"team": FIRES | {"depot": "east"}},
        initial__stock={"missile": 50},
        attack__recorded=[hit("2026-01-10 12:00", count=4)],
    )
    assert run.of("leakers")[0] == 4
    assert stores(run, "used") == [0, 0]


def test_too_little_is_counted_by_depot_and_never_where_no_layer_fires():
    run = run_of(
        {"east": {"share": "0 %"}, "west": {"share": "100 %"}}, defence__layers={"team": FIRES | {"depot": "east"}}
    )
    assert stores(run, "empty_area") == [20 * 1440, 0]
    assert stores(run, "empty_first") == [0, -1]


def test_one_depot_is_the_same_as_none():
    store = {"capacity": 60}
    plain = compiled(begun(town(TOWN | {"aid.stores": {"missile": store}, "defence.layers": {"team": FIRES}})))
    run = compiled(
        begun(
            town(
                TOWN
                | {
                    "aid.stores": {"missile": {"depots": {"east": store}, "allocation": "days_of_supply"}},
                    "defence.layers": {"team": FIRES | {"depot": "east"}},
                }
            )
        )
    )
    assert np.array_equal(plain.state.view(np.int64), run.state.view(np.int64))


def two_teams(east, west):
    """Layers of two depots against a class each."""
    return {
        "east_team": {"against": {"drone": "100 %"}, "uses": "missile", "depot": "east"} | east,
        "west_team": {"against": {"cruise": "100 %"}, "uses": "missile", "depot": "west"} | west,
    }


def test_a_depot_that_has_run_dry_still_counts_with_what_it_wanted():
    waves = [hit(f"2026-01-{day:02d} {hour}", *what) for day in range(5, 25) for hour, *what in BOTH]
    run = run_of(
        {"east": {"share": "100 %"}, "west": {"share": "0 %"}},
        allocation="days_of_supply",
        initial__stock={"missile": 1000},
        attack__recorded=waves,
        threats={**ALL_HIT, "cruise": ALL_HIT["drone"]},
        defence__layers=two_teams({}, {}),
    )
    assert stores(run, "arrived") == [0, 190]
    assert run.of("leakers")[1] == 2


@pytest.mark.parametrize(("day", "arrived"), [(12, [1, 0]), (13, [0, 1])])
def test_what_was_wanted_counts_on_seven_days_and_no_longer(day, arrived):
    """A round is wanted in the east on 6 January; once that is forgotten the smaller stock, west's, comes first."""
    pledge = {"accrual": {"pledges": [{"date": f"2026-01-{day}", "units": 1}]}, "item": "missile"}
    run = run_of(
        {"east": {"share": "100 %"}, "west": {"share": "0 %"}},
        allocation="days_of_supply",
        initial__stock={"missile": 2},
        attack__recorded=[hit("2026-01-06 12:00", "drone", 1)],
        aid__channels={"donor": pledge},
    )
    assert stores(run, "arrived") == arrived


def test_equal_ranks_go_to_the_smaller_stock():
    run = run_of(
        {"east": {"capacity": 100}, "west": {}},
        initial__stock={"missile": 10},
        aid__channels={"donor": DAILY | {"accrual": {"rate": "1/d"}}},
        attack__recorded=[hit("2026-01-05 12:00", count=2)],
        defence__layers={"team": FIRES | {"depot": "west"}},
        horizon__length="36 h",
    )
    assert stores(run, "arrived") == [0, 1]


def test_orders_count_the_stock_of_all_depots():
    run = run_of(
        {"east": {"share": "20 %"}, "west": {"share": "80 %"}},
        initial__stock={"missile": 10},
        aid__channels={
            "donor": {
                "item": "missile",
                "accrual": {"unlimited": True},
                "cadence": {"order_up_to": 12, "review": "1 d"},
            }
        },
        horizon__length="30 h",
    )
    assert sum(stores(run, "arrived")) == 2


def test_a_reserve_holds_back_rounds_of_its_own_depot():
    keeps = {"against": {"drone": "100 %", "cruise": "100 %"}, "reserve": {"for": "cruise", "keep": 3}}
    run = run_of(
        {"east": {}, "west": {}},
        initial__stock={"missile": 10},
        attack__recorded=[hit("2026-01-05 12:00", "drone", 5)],
        threats={**ALL_HIT, "cruise": ALL_HIT["drone"]},
        defence__layers=two_teams(keeps, {}),
        aid__channels={},
    )
    assert stores(run, "stock") == [3, 5]


def test_returned_units_come_again_with_a_later_lot():
    run = run_of(
        {"east": {"capacity": 5}, "west": {"capacity": 5}},
        overflow="returned",
        attack__recorded=[hit("2026-01-10 12:00", count=4)],
    )
    totals = run.outcome()
    assert sum(stores(run, "arrived")) == 14
    assert run.of("overflow")[0] == 0
    assert totals["unsent"][0] + totals["in_transit"][0] == 190 - 14 + 10


def test_a_large_lot_is_placed_in_bundles_and_none_is_lost():
    lots = [{"item": "missile", "units": 10**9 - 7, "arrives": "1 d"}]
    run = run_of({"east": {"share": "25 %"}, "west": {"share": "75 %"}}, initial__in_transit=lots, aid__channels={})
    east, west = stores(run, "arrived")
    assert east + west == 10**9 - 7
    assert east == pytest.approx(0.25e9, rel=1e-3)


def test_a_delivery_of_a_users_process_is_allocated_too():
    store = {"depots": {"east": {"capacity": 3}, "west": {"capacity": 4}}}
    run = begun(town(TOWN | {"aid.stores": {"missile": store}, "aid.channels": {}}))
    clock = TracedClock(run.params, run.world, run.state, run.scenario.items())
    seen = []

    def gift(env, city):
        yield env.timeout(60)
        city.add_delivery("missile", 9)
        seen.append(city.stock("missile"))

    clock.run([gift])
    assert stores(run, "stock") == [3, 4]
    assert seen == [7]
    assert run.of("overflow")[0] == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"defence.layers": {"team": FIRES | {"depot": "east"}}}, "no layer fires from this depot"),
        ({"aid.stores.missile.depots": {"east": {"share": "0 %"}, "west": {"share": "100 %"}}}, "never get anything"),
        ({"aid.stores.missile.allocation": "priority"}, "nothing is left for the depots below it"),
    ],
)
def test_depots_that_cannot_be_meant_are_reported_in_files(change, said, tmp_path):
    mapping = changed(PLAIN, TOWN | {"aid.stores": {"missile": {"depots": {"east": {}, "west": {}}}}} | change)
    file = tmp_path / "town.yaml"
    file.write_text(json.dumps(mapping))
    with pytest.raises(ScenarioError, match=said):
        load_scenario(file)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"defence.layers": {"team": FIRES}}, "stands in several depots"),
        ({"defence.layers": {"team": FIRES | {"depot": "south"}}}, "no depot of missile is called south"),
        ({"aid.stores": {"missile": {"capacity": 5}}}, "stands in one place"),
        ({"aid.stores.missile.capacity": 5}, "own capacity"),
        ({"aid.stores.missile.depots.east": {"share": "30 %"}}, "every depot a share, or none"),
        ({"aid.stores.missile.depots": {"east": {"share": "30 %"}, "west": {"share": "60 %"}}}, "sum to 100 %"),
        (
            {"aid.stores.missile.depots.east": {"capacity": 3}, "initial": {"stock": {"missile": 8}}},
            "east would get 4 of it",
        ),
        ({"aid.stores": {"missile": {}}}, "'capacity' (or depots) is missing"),
    ],
)
def test_depots_that_do_not_fit_together_are_refused(change, said):
    base = changed(PLAIN, TOWN | {"aid.stores": {"missile": {"depots": {"east": {}, "west": {}}}}})
    with pytest.raises((AssertionError, ValueError), match=re.escape(said)):
        validated(changed(base, change))


def test_units_are_placed_one_by_one_so_that_a_smaller_lot_is_a_prefix_of_a_larger_one():
    arrived = [
        stores(run_of({"east": {"share": "37 %"}, "west": {"share": "63 %"}}, horizon__length=f"{days} d"), "arrived")
        for days in range(2, 12)
    ]
    for one, other in pairwise(arrived):
        assert np.less_equal(one, other).all()
