"""The order in which a file lists districts is no cause: equal in law, and exactly equal where hits are recorded."""

import numpy as np
import pytest

from sim.model.words import Origin, Phase
from sim.study.calendars import span_of
from sim.study.fairness import Fairness
from sim.study.run import run_study
from tests.clocks.runs import begun, compiled
from tests.laws.small import ALL_HIT, town

DISTRICTS = [
    {"name": "north", "people": 4000, "buildings": 40, "exposure": 1},
    {"name": "south", "people": 9000, "buildings": 70, "exposure": 3},
    {"name": "west", "people": 2600, "buildings": 25, "exposure": 2},
]
ORDERS = ([0, 1, 2], [2, 0, 1], [1, 0, 2])
REPLICATIONS = 400


def city(order, changes):
    """The town with three districts, a source each, listed in some order."""
    districts = [DISTRICTS[place] for place in order]
    sources = [
        {"name": f"{one['name']}_plant", "district": one["name"], "buildings": one["buildings"]} for one in districts
    ]
    return town({"city.districts": districts, "city.sources": sources} | changes)


def listed(order):
    """Outages of the three plants at different times, and one of a district; refilling and crews have to choose."""
    outages = [
        {"source": "south_plant", "start": "1 d", "end": "3 d"},
        {"source": "north_plant", "start": "26 h", "end": "70 h"},
        {"source": "west_plant", "start": "2 d", "end": "3 d"},
        {"district": "north", "start": "9 d", "end": "10 d"},
    ]
    return city(
        order,
        {
            "initial.outages": outages,
            "repair.refill": {"capacity": "40/d", "refill_after": "2 h"},
            "repair.crews.heat": {"start": 2, "work": "5 h"},
        },
    )


@pytest.mark.parametrize("order", ORDERS[1:])
def test_with_recorded_outages_the_order_of_districts_changes_nothing_to_the_last_digit(order):
    one, other = (compiled(begun(listed(places))).outcome() for places in (ORDERS[0], order))
    assert one["cold_area"] > 0
    assert np.array_equal(one["below_min"][[0, 1, 2], 0] > 0, [True, True, True])
    for place, district in enumerate(order):
        np.testing.assert_allclose(other["below_min"][place], one["below_min"][district], rtol=1e-12)
    for name in (
        "cold_area",
        "cold_peak",
        "ledger_total",
        "ledger_origin",
        "ledger_phase",
        "restored_min",
        "cold_beyond",
    ):
        assert np.array_equal(one[name], other[name]), name
    assert one["ledger_origin"][Origin.GIVEN] == one["ledger_total"] == one["ledger_phase"].sum()
    assert one["ledger_phase"][Phase.REFILL] > 0


def test_with_random_hits_the_order_of_districts_changes_nothing_in_law():
    attacks = {
        "threats": ALL_HIT,
        "attack.waves": {"nightly": {"poisson": "0.3/d", "size": {"drone": {"fixed": 1}}}},
        "damage.exposure": {"heat_source": "100 %"},
    }
    found = []
    for seed, order in enumerate(ORDERS):
        plans = {"": city(order, attacks)}
        span = span_of(plans)
        fairness = Fairness(lookback=span.lookback, accrual_end=span.accrual_end)
        study = run_study(plans, fairness=fairness, replications=REPLICATIONS, seed=seed, workers=1)
        below = study.plans[""].outcomes["below_min"][:, :3, 0]
        found.append(np.array([below[:, order.index(district)] for district in range(3)]))
    for other in found[1:]:
        gap = other.mean(axis=1) - found[0].mean(axis=1)
        error = np.sqrt((other.var(axis=1) + found[0].var(axis=1)) / REPLICATIONS)
        assert (found[0].mean(axis=1) > 0).all()
        assert (abs(gap) < 4.6 * error).all()
