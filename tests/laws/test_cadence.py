"""What a calendar can change and what it cannot."""

import numpy as np
import pytest

import sim
from sim.study.calendars import Span, span_of
from sim.study.fairness import Fairness
from sim.study.run import run_study
from tests.clocks.random_scenarios import mapping_of, validated
from tests.clocks.runs import begun, compiled, differing
from tests.laws.small import changed, town

CADENCES = (
    {"every": "1 d"},
    {"every": "7 d", "timing": "advance"},
    {"every": "3 d", "timing": "centred", "first": "random"},
    {"dates": ["1 d", "5 d"]},
    {"order_up_to": 9, "review": "1 d"},
)
OF_AID = (
    "lot",
    "store.stock",
    "store.arrived",
    "store.aid_min",
    "before",
    "overflow",
    "returned",
    "dispatches",
    "sent",
    "held",
    "on_order",
    "at_hub",
    "hub",
    "from_hub",
    "handed_on",
    "trucks",
    "brought",
)
OF_CLOCK = ("events", "most_events", "outbox", "phase_min", "row")
"""Beginnings of fields that a calendar may change though nobody misses a round."""


def beside_aid(one, other):
    """Fields of the state that two runs differ in, those of aid and of the clock aside."""
    return {name for name in differing(one, other) if not name.startswith(OF_AID + OF_CLOCK)}


def with_plenty(number, cadence):
    mapping = without_crews_from_elsewhere(mapping_of(number))
    items = {layer["uses"] for layer in mapping["defence"]["layers"].values() if "uses" in layer}
    items |= {severity["part"] for severity in mapping["damage"]["severities"].values() if "part" in severity}
    generators = mapping.get("relief", {}).get("generators")
    items |= {"generator"} if generators is not None else set()
    items |= {generators["fuel"]["item"]} if generators is not None and "fuel" in generators else set()
    mapping["initial"]["stock"] = dict.fromkeys(items, "unlimited")
    for channel in mapping["aid"].get("channels", {}).values():
        if "unlimited" not in channel["accrual"]:
            channel["cadence"] = cadence
    return validated(mapping)


def without_crews_from_elsewhere(mapping):
    """Crews are never in stock, so that they could be unlimited."""
    pools = mapping["repair"].get("crews", {}).values()
    joining = {pool.pop("joined_by") for pool in pools if "joined_by" in pool}
    lots = mapping["initial"].get("in_transit", [])
    mapping["initial"]["in_transit"] = [lot for lot in lots if lot["item"] not in joining]
    channels = mapping["aid"].get("channels", {})
    mapping["aid"]["channels"] = {name: one for name, one in channels.items() if one["item"] not in joining}
    accrued = mapping["initial"].get("accrued", {})
    mapping["initial"]["accrued"] = {
        name: units for name, units in accrued.items() if name in mapping["aid"]["channels"]
    }
    return mapping


def test_with_unlimited_stock_no_cadence_changes_anything_but_aid():
    told_apart = 0
    for number in range(0, 80, 4):
        plans = {str(place): with_plenty(number, cadence) for place, cadence in enumerate(CADENCES)}
        span = span_of(plans)
        first, *others = (compiled(begun(plan, span=span)) for plan in plans.values())
        for other in others:
            assert beside_aid(first, other) == set(), number
            told_apart += int(not np.array_equal(first.of("lot.units"), other.of("lot.units")))
    assert told_apart >= 20


WITHOUT_LUCK = {
    "threats": {"drone": {"damage": "80 %", "severity": {"light": "100 %"}}},
    "attack.waves": {"nightly": {"poisson": "1/d", "size": {"drone": {"poisson": {"mean": 6}}}}},
    "defence.layers": {"top": {"against": {"drone": "70 %"}, "uses": "missile"}},
    "damage.exposure": {"heat_source": "100 %"},
    "initial.stock": {"missile": 5},
}


def flow(rate, cadence, **more):
    return {"item": "missile", "accrual": {"rate": rate}, "cadence": cadence, "lead": "30 h"} | more


@pytest.mark.parametrize(
    "cadence", [{"every": "1 d"}, {"every": "5 d", "timing": "centred"}, {"every": "2 d", "first": "1 d"}]
)
@pytest.mark.parametrize("begin", ["switch", "running"])
def test_a_channel_split_in_two_halves_without_luck_brings_exactly_the_same(cadence, begin):
    cadence = {"first": "0 d"} | cadence
    whole = town(WITHOUT_LUCK | {"aid": {"begin": begin, "channels": {"one": flow("6/d", cadence)}}})
    halves = {"left": flow("2/d", cadence), "right": flow("4/d", cadence)}
    parts = town(WITHOUT_LUCK | {"aid": {"begin": begin, "channels": halves}})
    for replication in range(20):
        one, two = (compiled(begun(scenario, replication)) for scenario in (whole, parts))
        of_channels = {"rate_num", "rate_den", "sent_until"}
        assert beside_aid(one, two) - of_channels == set()
        for name in ("stock", "before", "arrived", "used", "overflow", "in_transit", "lost", "unsent", "accrued"):
            assert np.array_equal(one.outcome()[name], two.outcome()[name]), name
        assert one.outcome()["aid_min"].sum() == pytest.approx(two.outcome()["aid_min"].sum(), rel=1e-12)
        rows = int(one.of("row_count"))
        assert np.array_equal(one.of("row")[:rows], two.of("row")[:rows])


def compared(*cadences, begin="running"):
    """Plans of the small town that differ in one channel's calendar, side by side."""
    plans = {}
    for place, cadence in enumerate(cadences):
        plans[f"plan {place}"] = town(
            WITHOUT_LUCK
            | {
                "horizon.length": "56 d",
                "aid": {
                    "begin": begin,
                    "channels": {"one": flow("6/d", cadence, lead={"exponential": {"mean": "1 d"}})},
                },
                "compare": {"plans": {}, "metrics": ["person_hours_below_16"]},
            }
        )
    return sim.compare(plans, replications=20, seed=3).comparison


def parts_of(comparison, part):
    """One part of the differences of all metrics that have it."""
    found = [
        getattr(difference, part) for metrics in comparison.differences.values() for difference in metrics.values()
    ]
    split = [(each.mean, each.ci_low, each.ci_high) for each in found if each is not None]
    return [part for part in split if part != (None, None, None)]


def test_the_same_lots_at_another_time_have_a_cadence_part_of_exactly_nothing():
    comparison = compared(*({"every": "7 d", "first": "random", "timing": timing} for timing in ("arrears", "advance")))
    assert comparison.same_aid is None
    split = parts_of(comparison, "cadence")
    assert len(split) > 20
    assert set(split) == {(0.0, 0.0, 0.0)}
    assert any(part != (0.0, 0.0, 0.0) for part in parts_of(comparison, "earliness"))


def test_centred_calendars_have_an_earliness_of_exactly_nothing():
    comparison = compared(*({"every": every, "first": "random", "timing": "centred"} for every in ("1 d", "7 d")))
    split = parts_of(comparison, "earliness")
    assert len(split) > 20
    assert set(split) == {(0.0, 0.0, 0.0)}
    assert any(part != (0.0, 0.0, 0.0) for part in parts_of(comparison, "cadence"))


def test_from_a_standing_start_aid_in_advance_is_met_more_and_aid_in_arrears_less_often_than_daily():
    """In the mean, with lead 0 and without limits of stock."""
    calendars = {"advance": ("7 d", "advance"), "daily": ("1 d", "arrears"), "arrears": ("7 d", "arrears")}
    plans = {
        name: town(
            WITHOUT_LUCK
            | {
                "horizon.length": "28 d",
                "initial.stock": {"missile": 0},
                "aid.channels": {"one": flow("5/d", {"every": every, "timing": timing}, lead="0 d")},
            }
        )
        for name, (every, timing) in calendars.items()
    }
    span = span_of(plans)
    fairness = Fairness(lookback=span.lookback, accrual_end=span.accrual_end)
    study = run_study(plans, fairness=fairness, replications=200, seed=1, workers=1)
    unmet = {name: ensemble.outcomes["unengaged"][:, 0] for name, ensemble in study.plans.items()}
    assert unmet["advance"].mean() < unmet["daily"].mean() < unmet["arrears"].mean()
    for better, worse in (("advance", "daily"), ("daily", "arrears")):
        gap = (unmet[worse] - unmet[better]).astype(float)
        assert gap.mean() > 4.0 * gap.std() / len(gap) ** 0.5


def test_with_a_limit_of_stock_aid_in_advance_can_be_met_less_often_than_in_arrears():
    """The reverse of the law above: what comes early overflows, and is missing when the attack comes late.

    One lot of 17 units comes on day 0 (advance) or on day 17 (arrears) into a store that has room for two and is full
    at the start: in advance all of it overflows, in arrears two units are there for the attack of day 18.
    """
    unmet, overflow = {}, {}
    for timing in ("advance", "arrears"):
        plan = town(
            {
                "threats": {"drone": {"damage": "100 %", "severity": {"light": "100 %"}}},
                "attack.recorded": [{"time": "8 d", "threat": "drone", "count": 1}]
                + [{"time": f"{day} d", "threat": "drone", "count": 2} for day in (16, 18)],
                "defence.layers": {"top": {"against": {"drone": "100 %"}, "uses": "missile"}},
                "damage.exposure": {"heat_source": "100 %"},
                "initial.stock": {"missile": 2},
                "aid.stores": {"missile": {"capacity": 2}},
                "aid.channels": {"one": flow("1/d", {"every": "17 d", "timing": timing}, lead="0 d")},
            }
        )
        totals = compiled(begun(plan)).outcome()
        unmet[timing], overflow[timing] = int(totals["unengaged"][0]), int(totals["overflow"][0])
    assert overflow["advance"] > overflow["arrears"]
    assert unmet["advance"] > unmet["arrears"]


def test_a_smallest_lot_makes_units_wait_and_loses_none():
    for number in range(0, 60, 3):
        mapping = mapping_of(number)
        for channel in mapping["aid"].get("channels", {}).values():
            channel["min_lot"] = 1
        large = changed(mapping, {f"aid.channels.{name}.min_lot": 5 for name in mapping["aid"].get("channels", {})})
        runs = [compiled(begun(validated(each))) for each in (mapping, large)]
        on_demand = [c for c in mapping["aid"].get("channels", {}).values() if "unlimited" in c["accrual"]]
        if not on_demand:
            one, other = (units_by_item(run) for run in runs)
            assert np.array_equal(one, other), number


def units_by_item(run):
    """All units of each item that have accrued, wherever they are now."""
    totals = run.outcome()
    items = len(run.scenario.items())
    elsewhere = ("before", "overflow", "lost", "in_transit", "at_hub", "unsent")
    return run.by_item(totals["arrived"]) + sum(totals[name][:items] for name in elsewhere)


def test_how_far_back_calendars_reach_does_not_move_a_steady_flow():
    """Under `running` only what came before the start grows with the look back."""
    scenario = town(WITHOUT_LUCK | {"aid": {"begin": "running", "channels": {"one": flow("6/d", {"every": "3 d"})}}})
    spans = [Span(lookback=days * 1440, accrual_end=scenario.horizon.length) for days in (9, 30)]
    one, other = (compiled(begun(scenario, 4, span=span)) for span in spans)
    assert beside_aid(one, other) <= {"sent_until"}
    for name in ("arrived", "used", "stock", "in_transit", "unsent"):
        assert np.array_equal(one.outcome()[name], other.outcome()[name]), name
    assert other.outcome()["before"].sum() > one.outcome()["before"].sum()


@pytest.mark.parametrize("timing", ["arrears", "advance", "centred"])
def test_a_pledge_of_the_first_minute_is_in_the_first_lot(timing):
    accrual = {"pledges": [{"date": "2026-01-05", "units": 5}, {"date": "2026-01-08", "units": 3}]}
    channel = {"item": "missile", "accrual": accrual, "cadence": {"every": "4 d", "timing": timing}, "lead": "1 h"}
    run = compiled(begun(town(WITHOUT_LUCK | {"aid": {"begin": "switch", "channels": {"one": channel}}})))
    assert run.of("lot.units")[0] == 8
    assert run.outcome()["unsent"][0] == 0
    assert run.outcome()["accrued"][0] == 8


@pytest.mark.parametrize("percent", range(1, 101))
def test_a_share_of_pledges_is_fulfilled_to_the_unit(percent):
    accrual = {"pledges": [{"date": "2026-01-06", "units": 100}]}
    channel = {"item": "missile", "accrual": accrual, "fulfilment": f"{percent} %"}
    run = compiled(begun(town(WITHOUT_LUCK | {"aid": {"begin": "switch", "channels": {"one": channel}}})))
    assert run.outcome()["arrived"][0] == percent
