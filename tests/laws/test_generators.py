"""Generators: which blocks get them, from when to when, and that none is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock.traced import TracedClock
from sim.model.words import Note, Phase, Status
from tests.clocks.runs import begun, traced
from tests.laws.small import hit, town
from tests.laws.test_networks import CITY
from tests.laws.test_networks import STORY as CUT
from tests.laws.watched import Watched

HOUR = 60

STORY = CUT | {
    "damage.severities.light.network_work": "5 d",
    "relief.generators": {"serves": 20, "move": "6 h"},
    "initial.stock.generator": 2,
}
"""A feeder is down from hour 24 to hour 144; the 30 buildings that need it are helped by two generators."""


def watched(changes=None):
    """The end of a run in which all that must hold was looked at after every event."""
    run = begun(town(STORY | (changes or {})))
    Watched(run.params, run.world, run.state, run.scenario.items()).watch()
    return run


def outages(changes=None):
    """Buildings, begin and end [h] of every outage, in order."""
    run = watched(changes)
    rows = run.of("outage")[: int(run.of("outage_count"))]
    return sorted((int(row["buildings"]), row["begin"] / HOUR, row["end"] / HOUR) for row in rows)


def stock(run):
    """Generators in stock, and at blocks."""
    return int(run.of("store.stock")[0]), int(run.of("store.lent")[0])


def two_blocks(north, south):
    """Two places on one feeder, with so many buildings."""
    districts = [
        {"name": "town", "people": 100 * north, "buildings": north, "feeder": "north"},
        {"name": "village", "people": 100 * south, "buildings": south, "feeder": "north"},
    ]
    sources = [
        {"name": "plant", "district": "town", "buildings": north},
        {"name": "boiler", "district": "village", "buildings": south},
    ]
    feeders = [{"name": "north", "weight": 1}]
    return CITY | {"districts": districts, "sources": sources, "feeders": feeders, "pumping": []}


def test_a_block_has_power_once_its_generators_have_moved():
    assert outages({"initial.stock.generator": 0}) == [(30, 24, 144)]
    assert outages() == [(30, 24, 30)]
    assert outages({"relief.generators.move": "0 d"}) == [(30, 24, 24)]


def test_a_block_gets_all_generators_that_it_needs_or_none():
    assert outages({"initial.stock.generator": 1}) == [(30, 24, 144)]
    assert outages({"initial.stock.generator": 1, "relief.generators.serves": 30}) == [(30, 24, 30)]


def test_generators_come_back_when_the_grid_does():
    run = watched()
    assert stock(run) == (2, 0)
    assert run.of("generators_out") == 0
    assert run.of("generator_area") == 2 * 120 * HOUR


def test_generators_still_on_their_way_turn_around_when_power_is_back():
    late = {"relief.generators.move": "7 d"}
    assert outages(late) == [(30, 24, 144)]
    run = watched(late)
    assert stock(run) == (2, 0)
    assert run.of("generator_area") == 2 * 120 * HOUR


def test_generators_that_arrive_as_aid_help_from_then_on():
    channel = {"item": "generator", "accrual": {"pledges": [{"date": "2026-01-07", "units": 2}]}}
    aid = {"initial.stock.generator": 0, "aid": {"begin": "switch", "channels": {"lenders": channel}}}
    assert outages(aid) == [(30, 24, 54)]


def test_a_generator_does_not_help_where_the_source_is_down_too():
    outage = {"initial.outages": [{"source": "plant", "start": "20 h", "end": "60 h"}]}
    assert outages(outage) == [(30, 20, 66)], "eligible only when the plant is back; six hours later there is power"
    assert stock(watched(outage)) == (2, 0)


def test_generators_are_free_while_a_source_is_down_by_itself():
    outage = {"initial.outages": [{"source": "plant", "start": "40 h", "end": "60 h"}]}
    assert outages(outage) == [(30, 24, 30), (30, 40, 66)], "they move again when it is back"
    assert watched(outage).of("generator_area") == 2 * (16 + 84) * HOUR


def test_a_block_whose_generators_leave_is_dark_for_the_cause_that_it_would_have_without_them():
    outage = {"initial.outages": [{"source": "plant", "start": "40 h", "end": "90 h"}]}
    story = {"city": only_the_plant_fed(), **outage}
    with_help, without = watched(story), watched(story | {"initial.stock.generator": 0})
    assert outages(story)[1:] == [(30, 40, 96)]
    assert lines(without) == lines(with_help) == {Phase.REPAIR}


def lines(run):
    """Lines of the ledger by phase that are not empty."""
    return {line for line in Phase if run.of("ledger_phase")[line] > 0}


def only_the_plant_fed():
    """The plant of the town has one feeder, the buildings have none."""
    districts = [{"name": "town", "people": 3000, "buildings": 30}]
    sources = [{"name": "plant", "district": "town", "buildings": 30, "feeder": "north"}]
    return CITY | {"districts": districts, "sources": sources, "feeders": [{"name": "north"}], "pumping": []}


def test_generators_run_the_part_of_a_plant_that_serves_the_block():
    assert outages({"city": only_the_plant_fed()}) == [(30, 24, 30)]


def test_buildings_with_faults_of_their_own_do_not_count():
    hurt = {"initial.damaged": {"buildings": 20, "severity": "light"}, "repair.crews.heat": {"start": 0, "work": "5 h"}}
    assert [row for row in outages({"city": two_blocks(20, 21), **hurt}) if row[2] > 0 and row[0] > 1] == [(21, 24, 30)]
    assert stock(
        watched(
            {
                "city": only_the_plant_fed(),
                "initial.damaged": {"buildings": 30, "severity": "light"},
                "repair.crews.heat": {"start": 0, "work": "5 h"},
            }
        )
    ) == (2, 0)


def test_lent_generators_count_for_orders_and_for_room():
    order = {"item": "generator", "accrual": {"rate": "10/d"}, "cadence": {"order_up_to": 2, "review": "1 h"}}
    begin = {"aid": {"begin": "switch", "channels": {"lenders": order}}}
    assert watched(begin).of("store.arrived")[0] == 0
    sent = {"item": "generator", "accrual": {"pledges": [{"date": "2026-01-07", "units": 2}]}}
    full = {"aid": {"begin": "switch", "channels": {"lenders": sent}, "stores": {"generator": {"capacity": 2}}}}
    run = watched(full)
    assert stock(run) == (2, 0)
    assert run.of("overflow")[0] == 2


def test_generators_that_a_process_brings_help_at_once():
    def bring(env, city):
        yield env.timeout(26 * HOUR)
        city.add_delivery("generator", 2)

    run = begun(town(STORY | {"initial.stock.generator": 0}))
    assert TracedClock(run.params, run.world, run.state, run.scenario.items()).run([bring]) == Status.FINE
    assert run.of("outage.end")[0] == 32 * HOUR


def test_the_time_before_observation_is_not_counted():
    late = {"horizon.observe_from": "50 h"}
    assert watched(late).of("generator_area") == 2 * 94 * HOUR


def test_generators_that_nobody_has_or_sends_are_an_oversight():
    unsupplied = town({key: value for key, value in STORY.items() if key != "initial.stock.generator"})
    assert "nobody has or sends the item generator" in [finding.message for finding in unsupplied.oversights()]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ({"order": "largest_first"}, 40),
        ({"order": "fifo"}, 20),
        ({"people": 0, "urgency": 0, "work": 1}, 20),
        ({"people": 1, "urgency": 0, "work": 0}, 40),
    ],
)
def test_the_best_block_by_the_rule_of_dispatch_is_helped_first(rule, first):
    city = {"city": two_blocks(20, 40), "initial.stock.generator": 2, "repair.dispatch": rule}
    helped = [buildings for buildings, _, end in outages(city) if end == 30]
    assert helped == [first]


def test_one_that_is_free_again_goes_to_the_next_block():
    """The village's own feeder is hit while both generators stand in the town; they move on when the town has power."""
    feeders = [{"name": "north", "weight": 1}, {"name": "south", "weight": 1}]
    city = two_blocks(30, 30) | {"feeders": feeders}
    city["districts"][1]["feeder"] = "south"
    recorded = [hit(f"{hours} h") for hours in range(24, 34)]
    run, journal = traced(begun(town(STORY | {"city": city, "attack.recorded": recorded, "damage.rehit": "ignored"})))
    told = [line for line in journal if line.note in (Note.GENERATOR_SENT, Note.GENERATOR_BACK)]
    assert [line.note.name for line in told] == ["GENERATOR_SENT", "GENERATOR_BACK"] * 2
    first, second = told[0].numbers[0], told[2].numbers[0]
    assert {first, second} == {0, 1}
    assert told[1].minute == told[2].minute, "sent on in the minute in which they are free"
    assert stock(run) == (2, 0)


@settings(max_examples=40, deadline=None)
@given(units=st.integers(0, 12), serves=st.integers(1, 40), move=st.integers(0, 200), north=st.integers(1, 40))
def test_generators_are_in_stock_or_at_blocks_and_help_nobody_by_parts(units, serves, move, north):
    changes = {
        "city": two_blocks(north, 41 - north),
        "initial.stock.generator": units,
        "relief.generators": {"serves": serves, "move": f"{move} h"},
        "horizon.length": "4 d",
    }
    run = watched(changes)
    needed = sorted(-(-buildings // serves) for buildings in (north, 41 - north))
    free, lent = stock(run)
    assert free + lent == units
    assert lent in {sum(part) for part in ([], needed[:1], needed[1:], needed)}
    helped = run.of("generator.units")[:2].tolist()
    assert all(
        -(-buildings // serves) > free for buildings, one in zip((north, 41 - north), helped, strict=True) if not one
    )
