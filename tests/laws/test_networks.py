"""Feeders, pumping stations and what needs them: who goes dark, for how long, and why."""

import pytest

from sim.model.words import Note, Phase
from tests.clocks.runs import begun, traced
from tests.laws.small import ALL_HIT, hit, town
from tests.laws.watched import Watched

HOUR, DAY = 60, 1440

CITY = {
    "districts": [
        {"name": "town", "people": 3000, "buildings": 30, "feeder": "north"},
        {"name": "village", "people": 300, "buildings": 10, "feeder": "south", "pumping": "pumps"},
    ],
    "sources": [
        {"name": "plant", "district": "town", "buildings": 30, "feeder": "north or south"},
        {"name": "boiler", "district": "village", "buildings": 10},
    ],
    "feeders": [{"name": "north", "weight": 1}, {"name": "south", "weight": 0}],
    "pumping": [{"name": "pumps", "feeder": "south"}],
    "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
    "heating": {},
}
STORY = {
    "city": CITY,
    "threats": ALL_HIT,
    "attack.recorded": [hit("1 d")],
    "damage.exposure": {"feeder": "100 %"},
    "damage.severities.light.network_work": "5 h",
    "repair.crews.power": {"start": "unlimited"},
}
"""A hit on the feeder `north` after a day, repaired within five hours."""


def feeders(north, south):
    """The city with other weights of its feeders."""
    return CITY | {"feeders": [{"name": "north", "weight": north}, {"name": "south", "weight": south}]}


def outages(changes=None):
    """Place, buildings, begin and end [h] of every outage, in order."""
    run = watched(changes)
    count = int(run.of("outage_count"))
    block, buildings, begin, end = (run.of(f"outage.{name}")[:count] for name in ("block", "buildings", "begin", "end"))
    rows = zip(block.tolist(), buildings.tolist(), (begin / HOUR).tolist(), (end / HOUR).tolist(), strict=True)
    return sorted(rows)


def watched(changes=None):
    """The end of a run in which all that must hold was looked at after every event."""
    run = begun(town(STORY | (changes or {})))
    Watched(run.params, run.world, run.state, run.scenario.items()).watch()
    return run


def lines(run):
    """Lines of the ledger by phase that are not empty."""
    return {line for line in Phase if run.of("ledger_phase")[line] > 0}


def test_what_needs_a_feeder_is_dark_until_it_is_repaired_and_the_others_are_not():
    assert outages() == [(0, 30, 24, 29)]


def test_a_feeder_that_feeds_pumps_takes_heat_from_those_who_need_the_pumps():
    assert outages({"city": feeders(0, 1)}) == [(1, 10, 24, 29)]


def test_of_two_feeders_one_is_enough():
    other = [row | {"feeder": "north or south"} for row in CITY["districts"]]
    assert outages({"city": CITY | {"districts": other}}) == []


def test_without_any_of_two_feeders_it_is_dark_until_the_first_is_back():
    districts = [row | {"feeder": "north or south"} for row in CITY["districts"]]
    recorded = [hit(f"{hours} h") for hours in (24, 25, 26, 27, 28)]
    both = {"city": feeders(1, 1) | {"districts": districts}, "attack.recorded": recorded, "damage.rehit": "ignored"}
    run = watched(both)
    down = sorted((int(row["queued"]), int(row["done"])) for row in run.of("job_log")[: int(run.of("job_log_count"))])
    assert len(down) == 2, "both are hit within their five hours of repair"
    (_, first_back), (second, _) = down
    assert outages(both)[0] == (0, 30, second / HOUR, first_back / HOUR)


def test_a_hit_on_a_feeder_under_repair_adds_its_work_or_nothing():
    twice = {"attack.recorded": [hit("1 d"), hit("26 h")]}
    assert outages(twice) == [(0, 30, 24, 34)]
    assert outages(twice | {"damage.rehit": "ignored"}) == [(0, 30, 24, 29)]


def test_without_work_of_the_severity_the_power_crews_own_counts():
    own = {"damage.severities.light.network_work": None, "repair.crews.power.work": "7 h"}
    assert outages(own) == [(0, 30, 24, 31)]


def test_the_ledger_names_the_wait_for_a_power_crew_and_its_work():
    assert lines(watched()) == {Phase.REPAIR}
    shift = {"repair.crews.power": {"start": 1, "shifts": ["08:00-20:00"]}}
    assert lines(watched(shift)) == {Phase.CREW, Phase.REPAIR}
    assert outages(shift) == [(0, 30, 24, 24 + 8 + 5)]


def test_power_that_is_missing_goes_before_a_source_that_is_down():
    outage = {"initial.outages": [{"source": "plant", "start": "1 d", "end": "30 h"}]}
    run, journal = traced(begun(town(STORY | outage)))
    assert lines(run) == {Phase.REPAIR, Phase.HOLD}
    assert outages(outage) == [(0, 30, 24, 30)]
    notes = [line.note for line in journal if line.note in (Note.NETWORK_DOWN, Note.NETWORK_UP, Note.SOURCE_UP)]
    assert notes == [Note.NETWORK_DOWN, Note.NETWORK_UP, Note.SOURCE_UP]


@pytest.mark.parametrize("order", ["score", "largest_first", "fifo"])
def test_one_power_crew_goes_where_most_people_are_dark_or_where_it_was_called_first(order):
    """Both feeders are hit at night, before the crew's shift."""
    sources = [{key: value for key, value in row.items() if key != "feeder"} for row in CITY["sources"]]
    changes = {
        "city": feeders(1, 1) | {"sources": sources},
        "attack.recorded": [hit(f"{minute} min") for minute in range(DAY, DAY + 20)],
        "damage.rehit": "ignored",
        "repair.crews.power": {"start": 1, "shifts": ["12:00-18:00"]},
        "repair.dispatch": {"order": order},
    }
    log = (run := watched(changes)).of("job_log")[: int(run.of("job_log_count"))]
    assert sorted(log["started"].tolist()) == [DAY + 12 * HOUR, DAY + 17 * HOUR]
    first = log["node"][log["started"].argmin()]
    assert first == (log["node"][log["queued"].argmin()] if order == "fifo" else 0)


def test_who_waits_for_one_of_two_feeders_counts_for_both():
    """South also serves the village, so more people wait for it than for north."""
    changes = {
        "city": feeders(1, 1),
        "attack.recorded": [hit(f"{minute} min") for minute in range(DAY, DAY + 20)],
        "damage.rehit": "ignored",
        "repair.crews.power": {"start": 1, "shifts": ["12:00-18:00"]},
    }
    log = (run := watched(changes)).of("job_log")[: int(run.of("job_log_count"))]
    assert log["node"][log["started"].argmin()] == 1


def test_two_pools_are_never_busier_than_all_the_time():
    many = {"attack.recorded": [hit(f"{24 + 2 * number} h") for number in range(100)], "repair.crews.power.start": 1}
    run = watched(many | {"initial.damaged": {"buildings": 30, "severity": "light"}, "repair.crews.heat.start": 1})
    horizon = run.scenario.horizon.length
    assert run.of("busy_area").max() <= horizon
    assert 0 < run.of("all_busy_area") <= run.of("busy_area").min()
