"""Disruptions: what stands still goes on later, and no unit is lost by it."""

import pytest

from tests.clocks.random_scenarios import validated
from tests.clocks.runs import begun, compiled
from tests.laws.small import ALL_HIT, changed, town
from tests.laws.small import TOWN as PLAIN

TOWN = {
    "threats": ALL_HIT,
    "damage.exposure": {"elsewhere": "100 %"},
    "defence.layers": {"top": {"against": {"drone": "70 %"}, "uses": "missile"}},
}
WEEKLY = {"item": "missile", "accrual": {"rate": "1/d"}, "cadence": {"every": "5 d"}, "lead": "2 d"}
"""Sent on days 5, 10, 15 (from 0), there two days later; that of day 20 is beyond the horizon."""


def stop(what, start, end):
    return {"what": what, "start": f"{start} d", "end": f"{end} d"}


def lots(*disruptions, channel=WEEKLY):
    run = compiled(begun(town(TOWN | {"aid.channels": {"donor": channel | {"disruptions": list(disruptions)}}})))
    count = int(run.of("lot_count"))
    sent, arrival = (run.of(f"lot.{name}")[:count] / 1440 for name in ("sent_min", "arrival"))
    return list(zip(sent.tolist(), arrival.tolist(), strict=True))[:3]


@pytest.mark.parametrize(
    ("disruptions", "found"),
    [
        ((), [(5, 7), (10, 12), (15, 17)]),
        ((stop("shipment", 4, 6),), [(6, 8), (10, 12), (15, 17)]),
        ((stop("shipment", 4, 5),), [(5, 7), (10, 12), (15, 17)]),
        ((stop("shipment", 4, 6), stop("shipment", 6, 9)), [(9, 11), (10, 12), (15, 17)]),
        ((stop("transit", 6, 9),), [(5, 10), (10, 12), (15, 17)]),
        ((stop("transit", 3, 6),), [(5, 8), (10, 12), (15, 17)]),
        ((stop("transit", 6, 9), stop("transit", 9.5, 10.5)), [(5, 11), (10, 12.5), (15, 17)]),
        ((stop("receipt", 7, 11),), [(5, 11), (10, 12), (15, 17)]),
        ((stop("receipt", 5, 7),), [(5, 7), (10, 12), (15, 17)]),
        ((stop("shipment", 5, 6), stop("transit", 6, 7), stop("receipt", 9, 10)), [(6, 10), (10, 12), (15, 17)]),
        ((stop("transit", 30, 40),), [(5, 7), (10, 12), (15, 17)]),
    ],
)
def test_a_lot_waits_where_its_step_stands_still(disruptions, found):
    assert lots(*disruptions) == found


def test_no_review_orders_while_orders_stand_still_and_the_next_one_does():
    order = {"item": "missile", "accrual": {"unlimited": True}, "cadence": {"order_up_to": 4, "review": "1 d"}}
    assert lots(channel=order)[0] == (0, 0)
    assert lots(stop("order", 0, 3), channel=order)[0] == (3, 3)


@pytest.mark.parametrize(
    ("begin", "overflow", "before"),
    [("switch", "lost", 0), ("switch", "returned", 0), ("running", "lost", 4), ("running", "returned", 3)],
)
def test_what_an_unlimited_channel_orders_within_the_run_has_accrued_in_it(begin, overflow, before):
    """Four units are on their way at the start of a calendar that runs; one of them finds no room."""
    order = {"item": "missile", "accrual": {"unlimited": True}, "cadence": {"order_up_to": 9, "review": "1 d"}}
    changes = TOWN | {
        "threats": ALL_HIT,
        "attack.waves": {"raid": {"at": [f"{day} d" for day in range(5, 18, 3)], "size": {"drone": 4}}},
        "defence.layers.top": {"against": {"drone": "100 %"}, "uses": "missile"},
        "initial.stock": {"missile": 5},
        "aid.begin": begin,
        "aid.channels": {"donor": order | {"lead": "4 d"}},
        "aid.stores": {"missile": {"capacity": 8, "overflow": overflow}},
    }
    totals = compiled(begun(town(changes))).outcome()
    elsewhere = sum(int(totals[name][0]) for name in ("arrived", "overflow", "lost", "in_transit", "unsent"))
    assert elsewhere - int(totals["accrued"][0]) == before
    assert totals["accrued"][0] > 0
    assert (totals["overflow"][0] > 0) == (overflow == "lost")


def test_units_that_wait_beyond_the_end_are_not_lost():
    channel = WEEKLY | {"disruptions": [stop("shipment", 9, 40), stop("transit", 5.5, 6)]}
    run = compiled(begun(town(TOWN | {"aid.channels": {"donor": channel}})))
    totals = run.outcome()
    assert (totals["arrived"][0], totals["lost"][0], totals["in_transit"][0]) == (5, 0, 0)
    assert totals["accrued"][0] == totals["arrived"][0] + totals["unsent"][0] == 20


def test_what_two_lots_of_one_minute_bring_in_vain_goes_with_the_next_one():
    """Both leave and arrive on day 12; neither can take what the other brings, for both are there already."""
    channel = WEEKLY | {"lead": "0 d", "disruptions": [stop("shipment", 4, 12)]}
    store = {"missile": {"capacity": 3, "overflow": "returned"}}
    run = compiled(begun(town(TOWN | {"aid.channels": {"donor": channel}, "aid.stores": store})))
    totals = run.outcome()
    assert run.of("lot.units")[:3].tolist() == [3, 0, 0]
    assert (totals["arrived"][0], totals["overflow"][0], totals["in_transit"][0]) == (3, 0, 0)
    assert totals["accrued"][0] == totals["arrived"][0] + totals["unsent"][0] == 20


@pytest.mark.parametrize(
    ("disruptions", "said"),
    [
        ([stop("transit", 5, 5)], "must end after it starts"),
        ([stop("transit", 5, 9), stop("transit", 8, 10)], "another disruption of the transit is not over yet"),
    ],
)
def test_disruptions_that_cannot_be_are_refused(disruptions, said):
    channel = WEEKLY | {"disruptions": disruptions}
    with pytest.raises(AssertionError, match=said):
        validated(changed(PLAIN, TOWN | {"aid.channels": {"donor": channel}}))


def test_steps_of_different_kinds_may_stand_still_at_once():
    assert lots(stop("shipment", 4, 8), stop("transit", 4, 8), stop("receipt", 4, 8))[0] == (8, 10)
