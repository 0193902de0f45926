"""Fuel of generators: what they burn, when they stand still, who gets the next units, and that no unit is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.words import Note, Phase
from tests.clocks.runs import begun, traced
from tests.laws.small import town
from tests.laws.test_generators import HOUR, STORY, outages, two_blocks, watched

FUEL = {"relief.generators.fuel": {"item": "diesel", "per_day": 1}}


def at(hour, units):
    return {"item": "diesel", "units": units, "arrives": f"{hour} h"}


def used(run):
    """Units of fuel burnt, and in stock."""
    return int(run.of("store.used")[1]), int(run.of("store.stock")[1])


def test_generators_run_as_many_days_as_their_fuel_lasts_and_again_when_more_arrives():
    """Two generators run from hour 30 on: 4 units last 2 days; 2 more, at hour 100, a day. Power is back at 144."""
    changes = FUEL | {"initial.stock.diesel": 5, "initial.in_transit": [at(100, 2)]}
    assert outages(changes) == [(30, 24, 30), (30, 78, 100), (30, 124, 144)]
    assert used(watched(changes)) == (6, 1)


def test_the_days_without_fuel_are_put_down_to_what_keeps_the_grid_down():
    run = watched(FUEL | {"initial.stock.diesel": 4, "initial.in_transit": []})
    phases = run.of("ledger_phase")
    assert phases[Phase.REPAIR] == phases.sum() > 0


def test_without_fuel_generators_stand_at_the_block_and_help_nobody():
    changes = FUEL | {"initial.stock.diesel": 1}
    assert outages(changes) == [(30, 24, 144)]
    run = watched(changes)
    assert used(run) == (0, 1)
    assert run.of("generator_area") == 2 * 120 * HOUR
    _, journal = traced(begun(town(STORY | changes)))
    assert [line.minute for line in journal if line.note == Note.GENERATOR_DRY] == [30 * HOUR]
    assert not [line for line in journal if line.note == Note.GENERATOR_ON]


def test_a_day_that_has_begun_is_burnt_though_power_is_back_before_its_end():
    run = watched(FUEL | {"initial.stock.diesel": 100})
    assert used(run) == (2 * 5, 90), "from hour 30 to 144: five days, the last one begun at hour 126"


@pytest.mark.parametrize("stock", ["unlimited", 1000])
def test_fuel_that_is_never_short_changes_nothing_but_itself(stock):
    assert outages(FUEL | {"initial.stock.diesel": stock}) == outages()


def test_who_has_stood_still_longest_gets_the_next_fuel_and_of_equals_the_lower_block():
    """Both blocks run from hour 30 on, with fuel for the first only; 1 unit is too little for it at hour 60."""
    changes = FUEL | {
        "city": two_blocks(20, 10),
        "initial.stock": {"generator": 2, "diesel": 0},
        "relief.generators.serves": 20,
        "initial.in_transit": [at(60, 1), at(70, 1)],
    }
    assert outages(changes) == [(10, 24, 70), (10, 94, 144), (20, 24, 60), (20, 84, 144)]


def test_fuel_comes_from_all_depots_in_their_order():
    store = {"depots": {"east": {"share": "40 %"}, "west": {"share": "60 %"}}}
    run = watched(FUEL | {"initial.stock.diesel": 5, "aid.stores": {"diesel": store}})
    assert run.of("store.used")[1:3].tolist() == [2, 2]
    assert run.of("store.stock")[1:3].tolist() == [0, 1]


@pytest.mark.parametrize("item", ["generator", "shell"])
def test_fuel_is_an_item_of_its_own(item):
    gun = {"gun": {"against": {"drone": "50 %"}, "uses": "shell", "rounds": 1}}
    changes = {"relief.generators.fuel": {"item": item, "per_day": 1}, "initial.stock.shell": 3, "defence.layers": gun}
    with pytest.raises(AssertionError, match="used for something else"):
        town(STORY | changes)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(0, 160), st.integers(0, 6)), max_size=4),
    st.integers(1, 3),
)
def test_no_unit_is_lost_and_more_fuel_never_makes_it_colder(stock, arrivals, per_day):
    fuel = {"relief.generators.fuel": {"item": "diesel", "per_day": per_day}}
    changes = fuel | {"initial.in_transit": [at(hour, units) for hour, units in arrivals]}
    some = watched(changes | {"initial.stock.diesel": stock})
    more = watched(changes | {"initial.stock.diesel": stock + 2 * per_day})
    burnt, left = used(some)
    assert burnt + left == stock + sum(units for _, units in arrivals)
    assert burnt % (2 * per_day) == 0
    assert more.of("cold_area") <= some.of("cold_area")
