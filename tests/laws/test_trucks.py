"""Trucks and emissions: as few trucks as hold a lot, counted when it leaves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.study.layout import layout_of
from tests.clocks.runs import Run, begun, compiled
from tests.laws.small import ALL_HIT, town

TOWN = {
    "threats": ALL_HIT,
    "damage.exposure": {"elsewhere": "100 %"},
    "defence.layers": {"top": {"against": {"drone": "70 %"}, "uses": "missile"}},
}
TRUCK = {"holds": 4, "cost": "3 kEUR", "emissions": "500 kg"}


def run_of(every: str = "5 d", rate: str = "2/d", **more: object) -> Run:
    channel = {"item": "missile", "accrual": {"rate": rate}, "cadence": {"every": every, "first": "0 d"}}
    return compiled(begun(town(TOWN | {"aid.channels": {"donor": channel | {"dispatch_cost": "25 kEUR"} | more}})))


def metrics(run: Run) -> dict[str, float]:
    layout, outcomes = layout_of(run.scenario), np.array([run.outcome()])
    return {
        name: one.values(Runs(outcomes, layout, run.series(layout)))[0] for name, one in all_measures(layout).items()
    }


def test_cost_and_emissions_by_hand():
    found = metrics(run_of(truck=TRUCK, dispatch_emissions="120 kg"))
    # lots of 10 units on days 5, 10 and 15 (that of day 20 is beyond the end), three trucks each
    assert found["dispatches"] == 3
    assert found["trucks"] == found["trucks.donor"] == 9
    assert found["dispatch_cost"] == 3 * 25_000 + 9 * 3_000
    assert found["dispatch_emissions"] == found["dispatch_emissions.donor"] == 3 * 120 + 9 * 500


def test_a_channel_that_says_nothing_of_trucks_has_no_metric_of_them():
    found = metrics(run_of())
    assert not any(name.startswith(("trucks", "dispatch_emissions")) for name in found)
    assert found["dispatch_cost"] == 75_000


def test_units_are_paid_when_they_are_sent_whatever_becomes_of_them():
    found = metrics(run_of(truck=TRUCK, unit_cost="200 kEUR", arrives="0 %"))
    # three lots of 10 units within the horizon, all of them lost
    assert found["aid_cost"] == found["aid_cost.donor"] == 30 * 200_000 + 3 * 25_000 + 9 * 3_000
    assert found["dispatch_cost"] == 3 * 25_000 + 9 * 3_000


def test_a_scenario_without_prices_has_no_cost_of_aid():
    assert not any(name.startswith("aid_cost") for name in metrics(run_of(truck=TRUCK)))


@given(holds=st.integers(1, 30), days=st.integers(1, 10))
def test_rarer_lots_never_take_more_trucks_for_the_same_units(holds, days):
    rare, daily = (run_of(every, truck={"holds": holds}) for every in (f"{days} d", "1 d"))
    assert rare.outcome()["trucks"][0] == -(-2 * days // holds) * (19 // days)
    assert daily.outcome()["trucks"][0] == -(-2 // holds) * 19
    assert rare.outcome()["trucks"][0] <= daily.outcome()["trucks"][0]


def test_units_returned_before_a_lot_leaves_travel_with_it():
    store = {"missile": {"capacity": 5, "overflow": "returned"}}
    channel = {
        "item": "missile",
        "accrual": {"rate": "2/d"},
        "cadence": {"every": "5 d", "first": "0 d"},
        "truck": TRUCK,
    }
    run = compiled(begun(town(TOWN | {"aid.channels": {"donor": channel}, "aid.stores": store})))
    # lots of 10, 10 + 5 and 10 + 15 units: 3, 4 and 7 trucks
    assert run.of("trucks")[0] == 14
    # what the donor takes back is not paid until it is sent again and stays
    assert run.outcome()["bought"][0] == run.by_item(run.of("store")["arrived"][:1])[0]


@pytest.mark.parametrize("via", [None, "vilnius"])
def test_what_a_hub_hands_on_is_no_dispatch(via):
    hubs = {"aid.hubs": {"vilnius": {"handles": "1/d"}}}
    channel = {
        "item": "missile",
        "accrual": {"rate": "2/d"},
        "cadence": {"every": "5 d", "first": "0 d"},
        "truck": TRUCK,
    }
    run = compiled(begun(town(TOWN | hubs | {"aid.channels": {"donor": channel | {"via": via}}})))
    assert run.of("trucks")[0] == 9
    assert run.of("dispatches")[0] == 3
    assert run.outcome()["bought"][0] == 30
