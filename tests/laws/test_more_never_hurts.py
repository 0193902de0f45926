"""More stock, or more crews, never hurts: pathwise, where the rules are simple enough for that to be true.

Stock: one round per engagement, no reserve, no orders that look at the stock. Crews: first in first out, nobody is
sent home in the middle of a job, and the jobs do not depend on how fast others are done.
"""

from random import Random

import numpy as np
import pytest

from sim.clock.traced import TracedClock
from sim.model.notices import TIME_SHIFT
from sim.model.words import Event
from tests.clocks.random_scenarios import validated
from tests.clocks.runs import begun, compiled

CLASSES = tuple(f"threat_{letter}" for letter in "abcdefgh")
"""As many classes as there may be: a wave with at most one of each names its leakers."""


def duel(number, stock, *, per_engagement=False):
    """Random waves against two layers that share rounds or not; sources are hit."""
    dice = Random(number)
    waves = [
        {"time": f"{minute} min", "threat": threat, "count": 1, "duration": "3 h"}
        for minute in sorted(dice.randrange(9 * 1440) for _ in range(12))
        for threat in CLASSES
        if dice.random() < 0.7
    ]
    items = dice.choice([("missile", "missile"), ("missile", "shell")])
    layers = {
        name: {
            "against": {threat: f"{dice.randint(10, 90)} %" for threat in CLASSES if dice.random() < 0.8}
            or {CLASSES[0]: "50 %"},
            "uses": item,
            "per_engagement": per_engagement,
        }
        | ({"engagements": "1/h"} if dice.random() < 0.4 else {})
        for name, item in zip(("first", "second"), items, strict=True)
    }
    accrual = {"rate": f"{dice.randint(1, 4)}/d"}
    channel = {"item": "missile", "accrual": accrual, "cadence": {"every": f"{dice.randint(1, 4)} d"}}
    mapping = {
        "schema_version": 1,
        "name": f"duel {number}",
        "horizon": {"start": "2026-01-05", "length": "12 d"},
        "weather": {"mean": "-8 degC", "daily": {"autocorrelation": 0.5, "sd": "3 K"}},
        "threats": {threat: {"damage": "60 %", "severity": {"light": "100 %"}} for threat in CLASSES},
        "attack": {"recorded": waves},
        "defence": {"layers": layers, "night_effect": {"correlation": dict.fromkeys(CLASSES, 0.2)}},
        "damage": {
            "exposure": {"heat_source": "100 %"},
            "severities": {"light": {"hold": {"exponential": {"mean": "10 h"}}}},
        },
        "initial": {"stock": {"missile": stock}},
        "city": {
            "districts": [{"name": "town", "people": 4000, "buildings": 90}],
            "sources": [{"name": f"s{place}", "district": "town", "buildings": 30} for place in range(3)],
            "archetypes": {"panel": {"share": "100 %", "time_constant": "25 h"}},
            "heating": {},
        },
        "aid": {"channels": {"coalition": channel}},
        "study": {"seed": number, "series_step": "1 h"},
    }
    if dice.random() < 0.5:
        mapping["aid"]["stores"] = {"missile": {"capacity": 12}}
    return mapping


class Leakers(TracedClock):
    """Remembers who leaked in each wave."""

    waves: list[tuple[int, ...]]

    def _happen(self, event):
        before = self.state["leakers"][0].copy()
        super()._happen(event)
        if event.value >> (TIME_SHIFT - 4) & 15 == Event.WAVE:
            self.waves.append(tuple((self.state["leakers"][0] - before).tolist()))


def leakers_of(mapping):
    run = begun(validated(mapping))
    clock = Leakers(run.params, run.world, run.state)
    clock.waves = []
    clock.run()
    return run, np.array(clock.waves)


@pytest.mark.parametrize("more", [1, 5])
def test_with_more_stock_the_leakers_are_some_of_those_with_less(more):
    fewer = 0
    for number in range(25):
        _, few = leakers_of(duel(number, 3))
        _, some = leakers_of(duel(number, 3 + more))
        assert (some <= few).all(), number
        fewer += int((some < few).any())
    assert fewer >= 5


def test_with_more_stock_no_source_is_down_for_longer_and_nobody_is_colder():
    better = 0
    for number in range(40):
        one, other = (compiled(begun(validated(duel(number, stock)))) for stock in (2, 6))
        few, more = one.outcome(), other.outcome()
        rows = int(one.of("row_count"))
        assert (other.of("row")[:rows, 1] <= one.of("row")[:rows, 1]).all(), number
        assert (other.of("row")[:rows, 4] <= one.of("row")[:rows, 4]).all(), number
        assert more["cold_area"] <= few["cold_area"]
        assert (more["below_min"] <= few["below_min"] * (1 + 1e-9) + 1e-3).all()
        assert more["ledger_total"] <= few["ledger_total"] + 4000 * few["outages"]
        better += int(more["cold_area"] < few["cold_area"])
    assert better >= 10


def site(number, crews):
    """Frost faults of one outage and hits on the buildings of one block; jobs wait in the order they come."""
    dice = Random(number)
    hits = [
        {"time": f"{dice.randrange(15 * 1440)} min", "threat": "drone", "count": dice.randint(1, 3)} for _ in range(12)
    ]
    work = dice.choice([{"exponential": {"mean": "9 h"}}, {"lognormal": {"median": "6 h", "sigma": 0.8}}, "5 h"])
    return {
        "schema_version": 1,
        "name": f"site {number}",
        "horizon": {"start": "2026-01-05", "length": "30 d"},
        "weather": {"mean": "-8 degC", "daily": {"autocorrelation": 0.5, "sd": "3 K"}, "cycle": {"half_range": "4 K"}},
        "alerts": {"background": {"per_day": "2/d", "length": "90 min"}},
        "threats": {"drone": {"damage": "100 %", "severity": {"light": "100 %"}}},
        "attack": {"recorded": hits},
        "damage": {
            "exposure": {"building": "100 %"},
            "target": "next_undamaged",
            "severities": {"light": {"work": work}},
        },
        "city": {
            "districts": [
                {"name": "block", "people": 900, "buildings": 40},
                {"name": "rest", "people": 900, "buildings": 50},
            ],
            "archetypes": {"panel": {"share": "100 %", "time_constant": "25 h"}},
            "heating": {},
        },
        "initial": {"outages": [{"district": "rest", "start": "2 d", "end": "5 d"}]},
        "repair": {
            "frost_fault": {"share_at": {"0 degC": "30 %"}},
            "crews": {"heat": {"start": crews, "work": work}},
            "cold_factor": {"0 degC": "100 %", "-20 degC": "40 %"},
            "alert": {"time_lost": "80 %", "settle_in": "15 min", "after_alert": dice.choice(["resume", "restart"])},
            "dispatch": {"order": "fifo"},
        },
        "study": {"seed": number},
    }


def ends_of_jobs(run):
    count = int(run.of("job_log_count"))
    done = run.of("job_log.done")[:count]
    return np.sort(np.where(done < 0, 1 << 40, done))


def test_with_more_crews_no_job_is_begun_or_finished_later():
    sooner = 0
    for number in range(40):
        few, more = (compiled(begun(validated(site(number, crews)))) for crews in (1, 2))
        assert int(few.of("block.damaged")[0]) <= 40
        slow, fast = ends_of_jobs(few), ends_of_jobs(more)
        assert len(fast) >= len(slow), number
        assert (fast[: len(slow)] <= slow).all(), number
        begins, earlier = (np.sort(run.of("job_log.started")[: int(run.of("job_log_count"))]) for run in (few, more))
        assert (earlier[: len(begins)] <= begins).all(), number
        assert more.outcome()["cold_area"] <= few.outcome()["cold_area"]
        sooner += int(more.outcome()["cold_area"] < few.outcome()["cold_area"])
    assert sooner >= 30


def test_crews_without_limit_leave_no_job_waiting():
    for number in range(10):
        run = compiled(begun(validated(site(number, "unlimited"))))
        assert run.outcome()["job_wait_sum"] == 0
        assert run.of("waiting_area") == 0
