"""Hubs: units wait there, nothing is lost in them, and no day hands on more than the hub can handle."""

from copy import deepcopy
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.model.tally import OUTCOME
from sim.model.words import Leg
from sim.scenario.quantities import FROM_FILE
from sim.scenario.schema import Scenario
from sim.study.fairness import judge
from sim.study.layout import layout_of
from tests.clocks.random_scenarios import mapping_of, scenario_of, validated
from tests.clocks.runs import Run, begun, compiled
from tests.laws.small import ALL_HIT, changed, hit, town
from tests.laws.small import TOWN as SMALL_TOWN

DAY = 1440
TOWN = {
    "threats": ALL_HIT | {"cruise": ALL_HIT["drone"]},
    "damage.exposure": {"elsewhere": "100 %"},
    "defence.layers": {
        "top": {"against": {"drone": "100 %"}, "uses": "missile"},
        "guns": {"against": {"cruise": "100 %"}, "uses": "shell"},
    },
    "initial.stock": {"missile": 0, "shell": 0},
}


def pledge(day: float, units: int, item: str = "missile", **more: object) -> dict[str, object]:
    """A channel of one lot that reaches the hub on a day."""
    return {"item": item, "accrual": {"pledges": [{"date": f"{day} d", "units": units}]}, "via": "vilnius"} | more


def run_of(hub: dict[str, object], channels: dict[str, object], **changes: object) -> Run:
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return compiled(begun(town(TOWN | {"aid.hubs": {"vilnius": hub}, "aid.channels": channels} | paths)))


def handed_on(run: Run) -> list[tuple[int, int, float, float]]:
    """Channel, units, day of leaving the hub, day of arrival."""
    lots = run.of("lot")[: int(run.of("lot_count"))]
    rows = lots[lots["leg"] == Leg.ONWARD]
    return [(int(one["channel"]), int(one["units"]), one["sent_min"] / DAY, one["arrival"] / DAY) for one in rows]


@pytest.mark.parametrize(
    ("handles", "units", "found"),
    [
        ("4/d", 10, [(4, 2.5), (4, 3), (2, 4)]),
        ("10/d", 10, [(10, 2.5)]),
        ("2.5/d", 8, [(2, 2.5), (3, 3), (2, 4), (1, 5)]),
        ("1/week", 2, [(1, 6), (1, 13)]),
    ],
)
def test_a_lot_leaves_at_once_as_far_as_the_day_allows_and_the_rest_at_midnights(handles, units, found):
    run = run_of({"handles": handles, "onward": "1 d"}, {"donor": pledge(2.5, units)})
    assert handed_on(run) == [(0, part, day, day + 1) for part, day in found]
    assert run.of("store.stock")[0] == units


def test_capacity_of_a_day_that_is_not_used_is_gone():
    run = run_of({"handles": "3/d"}, {"one": pledge(2, 3), "other": pledge(9, 5)})
    assert [(units, day) for _, units, day, _ in handed_on(run)] == [(3, 2), (3, 9), (2, 10)]


def test_lots_of_one_day_share_what_the_hub_can_handle():
    run = run_of({"handles": "5/d"}, {"one": pledge(2, 3), "other": pledge(2.25, 4)})
    assert handed_on(run) == [(0, 3, 2, 2), (1, 2, 2.25, 2.25), (1, 2, 3, 3)]


def test_proportional_gives_every_channel_its_part_of_what_waits_ties_to_the_earlier():
    run = run_of({"handles": "5/d"}, {"one": pledge(2, 6), "other": pledge(2, 6), "third": pledge(2, 3)})
    assert [row[:2] for row in handed_on(run) if row[2] == 2] == [(0, 2), (1, 2), (2, 1)]
    run = run_of({"handles": "5/d"}, {"one": pledge(2, 9), "other": pledge(2, 9)})
    assert [row[:2] for row in handed_on(run) if row[2] == 2] == [(0, 3), (1, 2)]


def test_priority_empties_the_first_channel_first():
    run = run_of({"handles": "4/d", "gives": "priority"}, {"one": pledge(2, 6), "other": pledge(2, 6)})
    assert [row[:3] for row in handed_on(run)] == [(0, 4, 2), (0, 2, 3), (1, 2, 3), (1, 4, 4)]


def test_days_of_supply_hands_on_what_would_be_used_up_first_and_counts_what_is_on_its_way():
    channels = {"one": pledge(3, 6), "other": pledge(3, 6, "shell")}
    waves = [hit(f"2026-01-0{day} 12:00", threat, count) for day in (5, 6, 7) for threat, count in USED]
    run = run_of(
        {"handles": "4/d", "gives": "days_of_supply", "onward": "9 d"},
        channels,
        initial__stock={"missile": 6, "shell": 6},
        attack__recorded=waves,
    )
    # left: 3 missiles and 0 shells, wanted: 3 and 6. The shells lead until (0 + 6)/6 meets 3/3; missiles lead then
    assert [row[:3] for row in handed_on(run)] == [(1, 4, 3), (0, 2, 4), (1, 2, 4), (0, 4, 5)]


USED = (("drone", 1), ("cruise", 2))


def test_items_that_nobody_wants_come_last():
    channels = {"one": pledge(3, 6), "other": pledge(3, 6, "shell")}
    run = run_of(
        {"handles": "6/d", "gives": "days_of_supply"}, channels, attack__recorded=[hit("2026-01-06 12:00", "cruise")]
    )
    assert [row[:3] for row in handed_on(run)] == [(1, 6, 3), (0, 6, 4)]


def plain(number: int) -> dict[str, object]:
    """A random scenario whose channels all go straight, and whose full stores return nothing."""
    mapping = deepcopy(mapping_of(number))
    mapping["aid"].pop("hubs", None)
    for channel in mapping["aid"].get("channels", {}).values():
        channel.pop("via", None)
    for store in mapping["aid"].get("stores", {}).values():
        store["overflow"] = "lost"
    return mapping


def through(mapping: dict[str, object], handles: str, onward: str) -> dict[str, object]:
    """The same with all channels by one hub."""
    mapping = deepcopy(mapping)
    mapping["aid"]["hubs"] = {"vilnius": {"handles": handles, "onward": onward}}
    for channel in mapping["aid"].get("channels", {}).values():
        channel["via"] = "vilnius"
    return mapping


OF_HUBS = {"events", "handed_on", "hub_handled", "hub_could"}
"""What tells of a hub that holds nothing up."""


def test_a_hub_that_handles_everything_with_no_way_behind_it_is_the_same_as_none():
    seen = 0
    for number in range(60):
        mapping = plain(number)
        direct, by_hub = (compiled(begun(validated(one))) for one in (mapping, through(mapping, "1000000/d", "0 d")))
        one, other = direct.outcome(), by_hub.outcome()
        for name in OUTCOME.names:
            assert name in OF_HUBS or np.array_equal(one[name], other[name]), (number, name)
        rows, others = series_of(direct), series_of(by_hub)
        assert all(np.array_equal(rows[name], others[name]) for name in rows), number
        assert not any(others[name].any() for name in others.keys() - rows.keys()), number
        assert np.array_equal(direct.of("day_below_min"), by_hub.of("day_below_min"))
        seen += int(other["hub_handled"][0])
    assert seen > 1000


def series_of(run: Run) -> dict[str, np.ndarray]:
    """The series of a run by name: those of hubs stand before that of the rota."""
    return {column.name: run.of("row")[:, place] for place, column in enumerate(layout_of(run.scenario).columns)}


def test_a_hub_never_hands_on_more_than_it_can_handle_on_a_day():
    seen = 0
    for number in range(150):
        run = compiled(begun(scenario_of(number)))
        for place, hub in enumerate(run.scenario.aid.hubs.values()):
            rate = Fraction(hub.handles)
            lots = run.of("lot")[: int(run.of("lot_count"))]
            own = lots[(lots["leg"] == Leg.ONWARD) & (run.params["channel_hub"][0][lots["channel"]] == place + 1)]
            days, units = own["sent_min"] // DAY, own["units"]
            for day in np.unique(days):
                most = int(rate * (int(day) + 1) // 1) - int(rate * int(day) // 1)
                assert units[days == day].sum() <= most
                seen += 1
    assert seen > 200


@given(parts=st.lists(st.integers(1, 9), min_size=2, max_size=4), handles=st.integers(1, 9))
def test_a_lot_in_parts_leaves_the_hub_as_the_whole_does(parts, handles):
    whole = run_of({"handles": f"{handles}/d"}, {"one": pledge(2, sum(parts))})
    accrual = {"pledges": [{"date": "2 d", "units": units} for units in parts]}
    split = run_of({"handles": f"{handles}/d"}, {"one": pledge(2, 1, accrual=accrual)})
    assert handed_on(whole) == handed_on(split)


def test_units_at_a_hub_are_on_order():
    order = {"item": "missile", "accrual": {"unlimited": True}, "cadence": {"order_up_to": 6, "review": "1 d"}}
    run = run_of({"handles": "1/d", "onward": "2 d"}, {"donor": order | {"via": "vilnius"}})
    lots = run.of("lot")[: int(run.of("lot_count"))]
    assert lots["units"][lots["leg"] == Leg.TO_HUB].tolist() == [6]
    assert run.of("store.stock")[0] == 6
    assert run.of("on_order")[0] == 0


def test_under_running_the_hub_has_worked_before_the_start_and_what_waits_there_then_comes_later():
    weekly = {"item": "missile", "accrual": {"rate": "2/d"}, "cadence": {"every": "10 d", "first": "8 d"}}
    run = run_of({"handles": "5/d", "onward": "3 d"}, {"donor": weekly | {"via": "vilnius"}}, aid__begin="running")
    # the lot of day -2 (20 units): 5 leave on each of the days -2 to 1, and are there three days later
    arrived = [(units, there) for _, units, _, there in handed_on(run) if 0 < there <= 10]
    assert arrived == [(5, 1), (5, 2), (5, 3), (5, 4)]


@given(days=st.integers(1, 12), handles=st.integers(1, 9))
def test_a_lot_of_so_many_days_of_handling_waits_half_of_them_on_average(days, handles):
    """The units of the n-th of R days wait n - 1 days: (R - 1)/2 on average."""
    run = run_of({"handles": f"{handles}/d"}, {"donor": pledge(3, days * handles)})
    outcome = run.outcome()
    assert outcome["hub_area"][0] / outcome["handed_on"][0] == (days - 1) / 2 * DAY


def test_plans_by_another_way_are_the_same_aid_but_not_the_calendar_alone():
    channels = {"donor": pledge(3, 7)}
    straight = town(
        TOWN | {"aid.hubs": {"vilnius": {"handles": "4/d"}}, "aid.channels": {"donor": pledge(3, 7, via=None)}}
    )
    by_hub = town(TOWN | {"aid.hubs": {"vilnius": {"handles": "4/d"}}, "aid.channels": channels})
    larger = town(TOWN | {"aid.hubs": {"vilnius": {"handles": "9/d"}}, "aid.channels": channels})
    fairness = judge({"by the hub": by_hub, "straight": straight, "larger": larger})
    assert fairness.same_aid is None
    assert fairness.banners == (
        "Not the calendar alone: 'straight' differs from 'by the hub' in aid.channels.donor.via.",
        "Not the calendar alone: 'larger' differs from 'by the hub' in aid.hubs.vilnius.handles.",
    )


def test_metrics_of_a_hub_by_hand():
    run = run_of({"handles": "4/d"}, {"donor": pledge(2, 10), "late": pledge(19, 7)})
    outcomes = np.array([run.outcome()])
    layout = layout_of(run.scenario)
    values = {
        name: one.values(Runs(outcomes, layout, run.series(layout)))[0] for name, one in all_measures(layout).items()
    }
    assert values["at_hub.missile"] == 3
    assert values["days_at_hub.missile"] == pytest.approx((4 * 1 + 2 * 2 + 3 * 1) / 17)
    assert values["hub_busy_share.vilnius"] == pytest.approx(14 / 80)
    columns = [column.name for column in layout.columns]
    series = run.of("row")[: int(run.of("row_count")), columns.index("at_hub.missile")]
    assert series[[1, 2, 3, 4, 19, 20]].tolist() == [0, 6, 2, 0, 3, 3]


def test_a_hub_that_nobody_runs_is_answered_with_the_nearest_name():
    with pytest.raises(AssertionError, match="no hub is called vilnus"):
        town(TOWN | {"aid.hubs": {"vilnius": {"handles": "4/d"}}, "aid.channels": {"one": pledge(2, 3, via="vilnus")}})


BROKEN = TOWN | {
    "damage.exposure": {"building": "100 %"},
    "damage.severities.light.part": "kit",
    "initial.damaged": {"buildings": 3, "severity": "light"},
    "defence.layers": {"top": {"against": {"drone": "100 %"}, "uses": "missile"}},
}
"""Three jobs wait for kits from the start; one missile of many was used on the first day."""


@pytest.mark.parametrize(("lots_on", "handed"), [(1, [(1, 3, 1), (0, 2, 1)]), (12, [(1, 3, 12), (0, 2, 12)])])
def test_what_jobs_wait_for_is_wanted_however_long_they_wait(lots_on, handed):
    hub = {"handles": "5/d", "gives": "days_of_supply"}
    channels = {"missiles": pledge(lots_on, 10), "kits": pledge(lots_on, 3, "kit")}
    changes = BROKEN | {
        "initial.stock": {"missile": 50, "kit": 0},
        "attack.recorded": [hit("2026-01-05 12:00"), hit(f"2026-01-{4 + lots_on:02} 12:00")],
        "aid.hubs": {"vilnius": hub},
        "aid.channels": channels,
    }
    run = compiled(begun(town(changes)))
    assert sorted(row[:3] for row in handed_on(run) if row[2] == lots_on) == sorted(handed)
    assert run.of("awaited").tolist()[:2] == [0, 0]


def test_a_part_that_nobody_waits_for_any_more_was_wanted_for_a_week():
    channels = {"kits": pledge(1, 3, "kit"), "missiles": pledge(4, 3), "more": pledge(4, 3, "kit")}
    changes = BROKEN | {
        "initial.stock": {"missile": 50, "kit": 0},
        "attack.recorded": [hit("2026-01-05 12:00")],
        "aid.hubs": {"vilnius": {"handles": "3/d", "gives": "days_of_supply"}},
        "aid.channels": channels,
    }
    run = compiled(begun(town(changes)))
    assert [row[:3] for row in handed_on(run)] == [(0, 3, 1), (2, 3, 4), (1, 3, 5)]


@pytest.mark.parametrize(("rule", "refused"), [("days_of_supply", True), ("priority", False), ("proportional", False)])
@pytest.mark.parametrize(
    ("item", "why"), [("team", "crews that join the pool heat"), ("generator", "lent as generators")]
)
def test_days_of_supply_carries_nothing_that_is_never_used_up(item, why, rule, refused):
    changes = TOWN | {
        "repair.crews.heat.joined_by": "team",
        "relief.generators": {"serves": 10},
        "city.feeders": [{"name": "grid"}],
        "city.districts": [{"name": "town", "people": 3000, "buildings": 30, "feeder": "grid"}],
        "aid.hubs": {"vilnius": {"handles": "4/d", "gives": rule}},
        "aid.channels": {"donor": pledge(2, 3, item)},
    }
    scenario = Scenario.model_validate(changed(SMALL_TOWN, changes), context=FROM_FILE)
    found = [(finding.path, finding.message) for finding in scenario.findings()]
    message = f"{item} goes by this hub and is never used up ({why}), so it has no days of supply"
    assert found == ([(("aid", "hubs", "vilnius", "gives"), message)] if refused else [])
