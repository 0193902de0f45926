"""Worlds that share a past: what had begun goes on, what had not comes with what is left of its chance."""

import numpy as np
import pytest

from sim.scenario.schema import Scenario
from sim.study.calendars import span_of
from sim.study.replay import replay, stopped
from sim.study.run import Workspace, design_of
from sim.world.draw import draw, draw_world
from sim.world.known import share_past
from tests.laws.small import town

DAY = 1440
WORLDS = 400
WINTER = {
    "weather": {"mean": "-6 degC", "daily": {"autocorrelation": 0.8, "sd": "4 K"}},
    "threats": {"drone": {}},
    "attack": {
        "waves": {"massive": {"poisson": "0.5/d", "size": {"drone": 3}}},
        "regimes": {
            "surge": {
                "start_between": ["2026-01-05", "2026-01-15"],
                "length": "4 d",
                "probability": "60 %",
                "factor": "x 2",
            }
        },
    },
}
"""A surge comes with 60 %, and begins on one of the first ten days."""


def winter() -> Scenario:
    return town(WINTER)


def worlds_after(moment: int, replication: int):
    """Worlds that share the past of one, up to a moment; each is the same record, to be read before the next."""
    scenario = winter()
    span = span_of({"": scenario})
    run = replay(scenario, span, seed=scenario.study.seed, replication=replication, until=moment)
    saved = stopped(scenario, span, run, seed=scenario.study.seed, replication=replication)
    design = design_of({"": scenario}, {}, seed=99, lookback=0, accrual_end=0, start=saved)
    space = Workspace(design)
    for number in range(WORLDS):
        draw(space.chances, space.world, *design.key, number)
        share_past(space.world, space.known, moment, scenario.horizon.length)
        assert space.world["status"][0] == 0
        yield space.world[0]


def surge_of(replication: int) -> tuple[int, int]:
    tables = draw_world(winter(), None, replication).tables()
    return int(tables["regime_from"][0]), int(tables["regime_to"][0])


def test_a_regime_that_had_begun_is_the_same_in_all_worlds():
    replication = next(number for number in range(50) if 1 * DAY < surge_of(number)[0] < 4 * DAY)
    found = {(int(w["regime_from"][0]), int(w["regime_to"][0])) for w in worlds_after(5 * DAY, replication)}
    assert found == {surge_of(replication)}


def test_a_regime_that_had_not_begun_comes_with_what_is_left_of_its_chance():
    """p (1 - F) / (1 - p F) with F = 1/2 is 3/7; it then begins evenly between the moment and day 10."""
    replication = next(number for number in range(50) if surge_of(number)[1] == 0)
    begins = np.array([int(w["regime_from"][0]) for w in worlds_after(5 * DAY, replication)])
    came = begins[begins > 0]
    assert abs(came.size / WORLDS - 3 / 7) < 4 * np.sqrt(3 / 7 * 4 / 7 / WORLDS)
    assert came.min() >= 5 * DAY
    assert came.max() < 10 * DAY
    assert abs(came.mean() / DAY - 7.5) < 4 * 5 / np.sqrt(12 * came.size)


def test_a_regime_that_would_have_begun_already_does_not_come():
    replication = next(number for number in range(50) if surge_of(number)[1] == 0)
    assert all(int(w["regime_to"][0]) == 0 for w in worlds_after(10 * DAY, replication))


@pytest.mark.parametrize("hour", [0, 11])
def test_the_weather_goes_on_from_the_day_of_the_moment(hour):
    """Given its deviation x, the next day's is normal with mean 0.8 x and the sd of the shock."""
    day, replication = 6, 2
    known = draw_world(winter(), None, replication).tables()["outdoor_c"]
    last = day if hour else day - 1
    worlds = [w["outdoor_c"][:480].copy() for w in worlds_after(day * DAY + hour * 60, replication)]
    assert all(np.array_equal(one[: 24 * day + hour], known[: 24 * day + hour]) for one in worlds)
    assert np.ptp([one[24 * last] for one in worlds]) == 0.0
    after = np.array([one[24 * (last + 1)] for one in worlds]) + 6.0
    sd = 4.0 * np.sqrt(1.0 - 0.8**2)
    assert abs(after.mean() - 0.8 * (known[24 * last] + 6.0)) < 4 * sd / np.sqrt(WORLDS)
    assert abs(after.std() - sd) < 4 * sd / np.sqrt(2 * WORLDS)


def test_waves_to_come_are_those_of_each_world_with_numbers_of_their_own():
    past, counts = set(), []
    for world in worlds_after(8 * DAY, 1):
        minutes = world["wave_min"][: world["wave_count"]]
        entities = world["wave_entity"][: world["wave_count"]].tolist()
        assert len(set(entities)) == len(entities)
        past.add(tuple(minutes[minutes < 8 * DAY]))
        counts.append(int((minutes >= 8 * DAY).sum()))
    assert len(past) == 1
    assert abs(np.mean(counts) - 6.0) < 4 * np.sqrt(6.0 / WORLDS), "0.5 a day for 12 days"
