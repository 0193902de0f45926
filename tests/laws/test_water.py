"""Water stations: who has no water, what that does to refilling, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.words import Origin, Phase
from tests.clocks.runs import begun, compiled
from tests.laws.small import ALL_HIT, hit, town
from tests.laws.watched import Watched

HOUR, DAY = 60, 1440

CITY = {
    "districts": [
        {"name": "town", "people": 3000, "buildings": 30, "water": "works"},
        {"name": "village", "people": 300, "buildings": 10},
    ],
    "sources": [
        {"name": "plant", "district": "town", "buildings": 30},
        {"name": "boiler", "district": "village", "buildings": 10},
    ],
    "water": [{"name": "works"}],
    "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
    "heating": {},
}
FED = CITY | {"feeders": [{"name": "north"}], "water": [{"name": "works", "feeder": "north"}]}
STORY = {
    "city": CITY,
    "threats": ALL_HIT,
    "attack.recorded": [hit("1 d")],
    "damage.exposure": {"water": "100 %"},
    "damage.severities.light.network_work": "30 h",
    "repair.crews.power": {"start": "unlimited"},
    "repair.refill": {"capacity": "60/d", "refill_after": "2 h"},
    "initial.outages": [{"district": "town", "start": "20 h", "end": "36 h"}],
}
"""Water is lost at hour 24 for 30 hours; heat supply from hour 20 to 36; 30 buildings take half a day to refill."""


def watched(changes=None):
    """The end of a run in which all that must hold was looked at after every event."""
    run = begun(town(STORY | (changes or {})))
    Watched(run.params, run.world, run.state, run.scenario.items()).watch()
    return run


def outages(run):
    """Buildings, begin and end [h] of every outage, in order."""
    rows = run.of("outage")[: int(run.of("outage_count"))]
    return sorted((int(row["buildings"]), row["begin"] / HOUR, row["end"] / HOUR) for row in rows)


def lost_from(start, end):
    """A listed outage of the town's heat supply."""
    return {"initial.outages": [{"district": "town", "start": start, "end": end}]}


def test_refilling_stands_still_until_a_water_station_works():
    run = watched()
    assert outages(run) == [(30, 20, 24 + 30 + 12)]


def test_the_wait_for_water_is_a_line_of_its_own_and_keeps_the_origin_of_the_outage():
    run = watched()
    lines, total = run.of("ledger_phase"), int(run.of("ledger_total"))
    assert {line for line in Phase if lines[line] > 0} == {Phase.HOLD, Phase.WATER, Phase.REFILL}
    hours = {Phase.HOLD: 36 - 20, Phase.WATER: 54 - 36, Phase.REFILL: 12}
    for line, share in hours.items():
        assert abs(int(lines[line]) - total * share / (66 - 20)) < 1.0
    assert run.of("ledger_origin")[Origin.GIVEN] == total


def test_water_that_fails_during_refilling_stops_it_and_what_is_filled_stays_filled():
    """Refilling runs from hour 18 on: 6 of its 12 hours are done when water fails at hour 24."""
    run = watched(lost_from("6 h", "18 h"))
    assert outages(run) == [(30, 6, 24 + 30 + 6)]
    assert run.of("ledger_phase")[Phase.WATER] > 0


def test_warm_blocks_stay_warm_without_water():
    run = watched({"initial.outages": []})
    assert outages(run) == []
    assert run.of("waterless_area") == 30 * 30 * HOUR
    assert run.of("waterless_peak") == 30
    assert run.of("waterless_people_peak") == 3000


def test_pipes_that_are_still_full_need_no_water():
    """Dark for less than `refill_after`: back at once, in the middle of the time without water."""
    assert outages(watched(lost_from("30 h", "31 h"))) == [(30, 30, 31)]


def test_without_refilling_nothing_waits_for_water():
    run = watched({"repair.refill": None})
    assert outages(run) == [(30, 20, 36)]
    assert run.of("ledger_phase")[Phase.WATER] == 0


def test_of_two_water_stations_one_is_enough_and_a_part_of_the_time_without_both_counts():
    two = {"name": "town", "people": 3000, "buildings": 30, "water": "works or tower"}
    city = CITY | {"districts": [two, CITY["districts"][1]], "water": [{"name": "works"}, {"name": "tower"}]}
    assert watched({"city": city}).of("waterless_area") == 0
    assert outages(watched({"city": city})) == [(30, 20, 36 + 12)]
    many = [hit(f"{24 + number} h") for number in range(12)]
    both = watched({"city": city, "attack.recorded": many, "damage.rehit": "ignored"})
    jobs = sorted((int(row["queued"]), int(row["done"])) for row in both.of("job_log")[: int(both.of("job_log_count"))])
    assert len(jobs) == 2, "each station is hit within the 30 hours of repair of the other"
    (_, first_back), (second, _) = jobs
    assert both.of("waterless_area") == 30 * (first_back - second)


def test_a_station_without_power_gives_no_water_and_is_back_with_it():
    changes = {"city": FED, "damage.exposure": {"feeder": "100 %"}}
    run = watched(changes)
    assert outages(run) == [(30, 20, 24 + 30 + 12)]
    assert run.of("waterless_area") == 30 * 30 * HOUR


def test_a_dark_block_waits_for_what_heat_needs_first_and_only_then_for_water():
    """Heat supply is out for as long as water is: no minute of it is put down to water."""
    run = watched(lost_from("20 h", "54 h"))
    assert outages(run) == [(30, 20, 54 + 12)]
    assert run.of("ledger_phase")[Phase.WATER] == 0


def test_other_blocks_are_refilled_while_one_waits_for_water():
    """The whole city loses heat supply; the village, which has water, is filled alone, and keeps the server busy."""
    run = watched({"initial.outages": [{"start": "20 h", "end": "36 h"}]})
    assert outages(run) == [(10, 20, 36 + 4), (30, 20, 54 + 12)]


def test_what_was_drained_while_it_waited_for_water_takes_its_longer_filling():
    """Frost for 24 hours drains it: at hour 44, in the middle of the wait; refilling then takes twice the time."""
    frost = {"share_at": {"0 degC": "0 %"}, "drained_after": "24 h", "drained": {"refill_work": "x 2"}}
    run = watched({"repair.frost_fault": frost})
    assert outages(run) == [(30, 20, 54 + 24)]
    assert outages(watched({"repair.frost_fault": frost, "attack.recorded": []})) == [(30, 20, 36 + 12)]


@pytest.mark.parametrize("order", ["score", "largest_first", "fifo"])
def test_a_power_crew_goes_to_the_water_station_on_which_most_people_hang(order):
    """Nobody is cold: who has no water counts all the same. The crew comes in the morning after both hits."""
    districts = [CITY["districts"][0] | {"water": "big"}, CITY["districts"][1] | {"water": "small"}]
    run = watched(
        {
            "city": CITY | {"districts": districts, "water": [{"name": "small"}, {"name": "big"}]},
            "initial.outages": [],
            "attack.recorded": [hit(f"{minute} min") for minute in range(DAY, DAY + 20)],
            "damage.rehit": "ignored",
            "repair.crews.power": {"start": 1, "shifts": ["12:00-18:00"]},
            "repair.dispatch": {"order": order},
        }
    )
    log = run.of("job_log")[: int(run.of("job_log_count"))]
    first = log["node"][log["started"].argmin()]
    assert first == (log["node"][log["queued"].argmin()] if order == "fifo" else 1)


def test_a_cold_block_without_water_weighs_more_than_warm_ones():
    """The village has ten times fewer people, but waits for water to get warm: so its station goes first."""
    districts = [CITY["districts"][0] | {"water": "big"}, CITY["districts"][1] | {"water": "small"}]
    changes = {
        "city": CITY | {"districts": districts, "water": [{"name": "big"}, {"name": "small"}]},
        "attack.recorded": [hit(f"{minute} min") for minute in range(DAY, DAY + 20)],
        "damage.rehit": "ignored",
        "repair.crews.power": {"start": 1, "shifts": ["12:00-18:00"]},
        "initial.outages": [{"district": "village", "start": "20 h", "end": "30 h"}],
    }
    log = (run := watched(changes)).of("job_log")[: int(run.of("job_log_count"))]
    assert log["node"][log["started"].argmin()] == 1
    warm = watched(changes | {"initial.outages": []})
    log = warm.of("job_log")[: int(warm.of("job_log_count"))]
    assert log["node"][log["started"].argmin()] == 0


@given(work=st.integers(1, 200), start=st.integers(0, 60), hours=st.integers(3, 60))
def test_heat_is_back_as_the_times_say(work, start, hours):
    """Closed form: the server works whenever supply and water are both there, until half a day of it is done.

    A wave comes before the end of refilling in the same minute.
    """
    changes = lost_from(f"{start} h", f"{start + hours} h") | {"damage.severities.light.network_work": f"{work} h"}
    back, dry, wet = start + hours, 24, 24 + work
    if back >= wet or back + 12 < dry:
        heated = back + 12
    else:
        heated = wet + 12 - max(0, dry - back)
    run = compiled(begun(town(STORY | changes)))
    assert outages(run) == [(30, start, heated)]
    assert run.of("waterless_area") == 30 * work * HOUR


def test_stations_that_never_fail_change_nothing():
    run, plain = (
        compiled(begun(town(STORY | {"city": city, "damage.exposure": {"elsewhere": "100 %"}}))).outcome()
        for city in (CITY, CITY | {"districts": [row | {"water": None} for row in CITY["districts"]], "water": []})
    )
    assert run.tobytes() == plain.tobytes()
