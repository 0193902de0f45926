"""What a scenario may say of the grid and its rota, and what is refused."""

import pytest

from sim.errors import LimitError
from sim.scenario.check import findings
from sim.scenario.quantities import FROM_FILE
from sim.scenario.schema import Scenario
from sim.study.room import OTHER_OUTAGES, cuts_of, room_for
from sim.world.lengths import refuse_long_lists
from sim.world.sizes import CITY, NATION
from tests.laws.small import TOWN, changed


def scenario(changes):
    return Scenario.model_validate(changed(TOWN, changes), context=FROM_FILE)


def said(changes):
    """Everything that is found, by key path."""
    found = scenario(changes)
    oversights = [*found.oversights(), *(one for part in (found.city,) for one in part.oversights())]
    return {".".join(map(str, one.path)): one.message for one in (*findings(found), *oversights)}


def test_all_of_it_has_defaults():
    grid = scenario({"city.grid": {}}).city.grid
    assert (grid.capacity, grid.listed, grid.rota.queues, grid.rota.turn) == (1.0, (), 6, 240)
    assert said({"city.grid": {}}) == {}


def test_a_listed_time_must_end_after_it_starts_and_lie_in_reach():
    row = {"start": "3 d", "end": "3 d", "capacity": "x 0.5"}
    assert said({"city.grid": {"listed": [row]}}) == {"city.grid.listed.0.end": "must lie after its start"}
    past = {"start": "2025-01-03", "end": "2025-01-04", "capacity": "x 0.5"}
    assert "lies before the start" in said({"city.grid": {"listed": [past]}})["city.grid.listed.0.start"]


def test_a_grid_needs_a_city():
    assert said({"city": {"grid": {}}})["city.grid"] == "needs city.districts, which it supplies"


def test_capacities_of_feeders_need_a_grid_and_stand_in_all_rows_or_none():
    rows = [{"name": "north", "capacity": 2}, {"name": "south"}]
    assert said({"city.feeders": rows})["feeders.0.capacity"] == "counts only with city.grid, which is not there"
    assert "all rows or in none" in said({"city.feeders": rows, "city.grid": {}})["feeders.1"]


def test_with_a_grid_no_feeder_is_idle_and_generators_have_a_use():
    grid = {"city.grid": {}, "city.feeders": [{"name": "north"}]}
    lent = {"relief.generators": {"serves": 20}, "initial.stock.generator": 3}
    assert said(grid | lent) == {}
    assert "city.feeders.0.name" in said({"city.feeders": [{"name": "north"}]})


@pytest.mark.parametrize(("key", "value"), [("queues", 0), ("turn", "0 h")])
def test_a_rota_has_queues_and_turns(key, value):
    with pytest.raises(ValueError, match=key):
        scenario({"city.grid": {"rota": {key: value}}})


def test_more_queues_than_fit_are_refused_by_name():
    with pytest.raises(LimitError, match=r"city\.grid\.rota\.queues: 25 queues, at most 24 fit"):
        refuse_long_lists(scenario({"city.grid": {"rota": {"queues": 25}}}))


def test_room_is_made_for_as_many_cuts_as_turns_will_bring():
    """A third of six queues in 20 days of six turns: two outages for each of six blocks' turns."""
    grid = {"capacity": "x 0.67"}
    assert cuts_of(scenario({}), 6) == cuts_of(scenario({"city.grid": {}}), 6) == 0
    assert cuts_of(scenario({"city.grid": grid}), 6) == 20 * 6 * 2 + OTHER_OUTAGES
    listed = {"listed": [{"start": "2 d", "end": "4 d", "capacity": "x 0.9"}]}
    assert cuts_of(scenario({"city.grid": listed}), 6) == 2 * 6 * 1 + OTHER_OUTAGES
    short = {"city.grid": grid | {"rota": {"turn": "1 min"}}}
    assert room_for(scenario({"city.grid": grid})) == CITY
    assert cuts_of(scenario(short), 6) == 20 * 1440 * 2 + OTHER_OUTAGES
    assert (
        room_for(
            scenario(
                short | {"city.districts": [{"name": "town", "people": 9000, "buildings": 400}], "city.sources": []}
            )
        )
        == NATION
    )
