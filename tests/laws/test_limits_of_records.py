"""A run that outgrows its records ends with a status that says so: it neither hangs nor writes elsewhere."""

import numpy as np
import pytest

from sim.clock.compiled import run_until
from sim.clock.traced import TracedClock
from sim.model.notices import LATEST_MIN
from sim.model.words import Status
from tests.clocks.runs import begun
from tests.laws.small import ALL_HIT, town

BIG = {"name": "big", "people": 60_000, "buildings": 30_000}
CLASSES = {
    "threats": ALL_HIT,
    "damage.exposure": {"building": "100 %"},
    "city.districts": [BIG],
    "city.sources": [],
    "repair.crews": {"heat": {"start": 1, "work": "60 d"}},
    "horizon.length": "30 d",
}


FULL = (Status.TOO_MANY_COHORTS, Status.TOO_MANY_JOBS)


def raids(count, size):
    return [{"time": f"{number + 1} d", "threat": "drone", "count": size} for number in range(count)]


@pytest.mark.parametrize("target", ["weighted", "next_undamaged"])
def test_more_damaged_buildings_than_places_stop_the_run_with_a_status(target):
    scenario = town(CLASSES | {"attack.recorded": raids(22, 1200), "damage.target": target})
    run = begun(scenario)
    heap = np.zeros(run.of("outbox").size, np.int64)
    assert run_until(run.params, run.world, run.state, heap, LATEST_MIN) in FULL
    assert run.of("waiting_count").max() <= run.of("waiting").shape[0]


def test_more_damage_at_the_start_than_places_is_a_status_in_the_first_minute():
    run = begun(town(CLASSES | {"initial.damaged": {"buildings": 29_000, "severity": "light"}}))
    heap = np.zeros(run.of("outbox").size, np.int64)
    assert run_until(run.params, run.world, run.state, heap, LATEST_MIN) in FULL
    assert run.of("now") == 0
    assert run.of("waiting_count").max() <= run.of("waiting").shape[0]


class Hoarding(TracedClock):
    """A clock that takes no notes out of the state."""

    def _drain(self, kind):
        return []


def test_a_journal_that_is_full_stops_a_traced_run():
    run = begun(town(CLASSES | {"city.districts": [BIG | {"buildings": 50}], "attack.recorded": raids(1, 5)}))
    run.state["note_count"] = run.of("note").shape[0]
    assert Hoarding(run.params, run.world, run.state).run() == Status.TOO_MANY_NOTES
