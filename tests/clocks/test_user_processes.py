"""What processes of a user's see and bring: deliveries count from their minute, lost lots wake nobody."""

import pytest

from sim.clock.traced import TracedClock
from sim.errors import LimitError
from sim.model.words import Event, Note, Status
from tests.clocks.runs import begun
from tests.laws.small import town

ARMED = {"defence.layers": {"top": {"against": {"drone": "70 %"}, "uses": "missile"}}, "threats": {"drone": {}}}


def run_with(process, changes):
    run = begun(town(ARMED | changes))
    assert TracedClock(run.params, run.world, run.state, run.scenario.items()).run([process]) == Status.FINE
    return run


@pytest.mark.parametrize("step", ["1 d", "10 d"])
def test_a_delivery_counts_from_its_minute_however_often_the_series_looks(step):
    def bring(env, city):
        yield env.timeout(5 * 1440)
        city.add_delivery("missile", 3)

    run = run_with(bring, {"study.series_step": step})
    assert run.of("store.empty_area")[0] == 5 * 1440
    assert run.of("store.aid_min")[0] == 3 * 15 * 1440
    assert run.of("store.stock")[0] == 3


def test_what_a_process_brings_beyond_the_room_there_is_counts_as_overflow():
    def bring(env, city):
        yield env.timeout(1440)
        city.add_delivery("missile", 5)

    run = run_with(bring, {"aid.stores": {"missile": {"capacity": 3}}})
    assert run.of("store.stock")[0] == 3
    assert run.of("overflow")[0] == 2


def test_a_lost_lot_wakes_nobody_and_a_delivery_says_its_item():
    seen = []

    def wait(env, city):
        while True:
            seen.append((yield city.next_delivery()))

    lot = {"item": "missile", "accrual": {"pledges": [{"date": "2026-01-08", "units": 7}]}, "lead": "1 d"}
    run_with(wait, {"aid": {"channels": {"lost": lot | {"arrives": "0 %"}}}})
    assert seen == []
    run_with(wait, {"aid": {"channels": {"sure": lot}}})
    assert seen == [("missile", 7)]


def test_parts_and_crews_that_a_process_brings_are_put_to_use_in_that_minute():
    """Three buildings need a kit each; kits come at an odd minute, a third crew 23 minutes later."""

    def bring(env, city):
        yield env.timeout(777)
        city.add_delivery("kit", 9)
        yield env.timeout(23)
        city.add_delivery("neighbour_crew", 1)

    changes = {
        "initial.damaged": {"buildings": 3, "severity": "light"},
        "initial.stock.kit": 0,
        "damage.severities.light.part": "kit",
        "repair.crews.heat.joined_by": "neighbour_crew",
    }
    run = begun(town(ARMED | changes))
    clock = TracedClock(run.params, run.world, run.state, run.scenario.items())
    assert clock.run([bring]) == Status.FINE
    assert sorted(run.of("job_log.started")[:3].tolist()) == [777, 777, 800]
    given = [line for line in clock.journal if line.note == Note.PART_GIVEN]
    assert [(line.minute, line.event) for line in given] == [(777, Event.DELIVERY)] * 3
    assert run.of("store.stock")[:3].tolist() == [0, 6, 0]


def test_a_process_finds_the_damage_of_the_start():
    seen = []

    def look(env, city):
        seen.append((env.now, city.buildings_cold()))
        yield env.timeout(1)

    run_with(look, {"initial.damaged": {"buildings": 3, "severity": "light"}})
    assert seen == [(0, 3)]


def test_a_ramp_whose_products_do_not_fit_is_refused():
    ramp = {"from": "98.765431/d", "to": "123.456789/d", "start": "0 d", "over": "180 d"}
    channel = {"item": "missile", "accrual": {"ramp": ramp}, "cadence": {"every": "7 d"}, "lead": "1 d"}
    with pytest.raises(LimitError, match="round it"):
        begun(town(ARMED | {"horizon.length": "365 d", "aid": {"channels": {"one": channel}}}))
