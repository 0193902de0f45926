"""Waves come when their process says, whatever the other kinds do."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.scenario.check import findings
from sim.scenario.schema import Scenario
from sim.world.draw import draw
from sim.world.philox import key_of
from sim.world.record import new, world_dtype
from sim.world.setup import chances_of
from sim.world.sizes import CITY
from sim.world.status import WorldStatus
from tests.unit.world.winter import RAID, assert_mean, assert_variance, by_address, winter, world, worlds

DAY = 1440
MASSIVE = {
    "gap": {"gamma": {"mean": "6.4 d", "shape": 1.6}, "minimum": "3 d"},
    "window": "00:00-06:00",
    "duration": {"lognormal": {"median": "3 h", "sigma": 0.4}},
    "size": {"drone": {"poisson": {"mean": 20}}},
}
NIGHTLY = {
    "gap": {"fixed": "1 d"},
    "probability": "85 %",
    "window": "20:00-24:00",
    "size": {"drone": {"poisson": {"mean": 5}}},
}


def one_kind(wave: dict, **attack: object) -> dict:
    return {"waves": {"raid": {"size": {"drone": 1}, **wave}}, **attack}


def minutes(attack: dict, count: int, length: str = "28 d") -> list[np.ndarray]:
    return [found.tables()["wave_min"].copy() for found in worlds(winter(attack, length=length), count)]


def test_a_running_process_has_its_mean_number_of_waves_in_every_week() -> None:
    found = minutes({"waves": {"massive": MASSIVE}}, 1500)
    for week in range(4):
        counts = [np.count_nonzero(wave_min // (7 * DAY) == week) for wave_min in found]
        assert_mean(counts, 7.0 / 6.4)


def test_a_horizon_that_ends_at_noon_gets_the_windows_before_noon() -> None:
    found = minutes({"waves": {"massive": MASSIVE}}, 1500, "10.5 d")
    assert_mean([np.count_nonzero(wave_min // DAY == 10) for wave_min in found], 1.0 / 6.4)
    assert max(wave_min.max(initial=0) for wave_min in found) < 10.25 * DAY


def test_the_minute_of_a_wave_lies_evenly_in_its_window() -> None:
    of_day = np.concatenate(minutes({"waves": {"massive": MASSIVE}}, 800)) % DAY
    assert of_day.min() >= 0
    assert of_day.max() < 360
    assert stats.kstest((of_day + 0.5) / 360, "uniform").pvalue > 1e-5


def test_a_nightly_wave_comes_at_most_once_a_date_with_its_probability() -> None:
    found = minutes({"waves": {"nightly": NIGHTLY}}, 800)
    assert all(len(set(wave_min // DAY)) == len(wave_min) for wave_min in found)
    counts = [len(wave_min) for wave_min in found]
    assert_mean(counts, 0.85 * 28)
    assert_variance(counts, 0.85 * 0.15 * 28)


def test_probability_takes_waves_away_and_moves_none() -> None:
    every = by_address(world(winter({"waves": {"nightly": {**NIGHTLY, "probability": "100 %"}}})))
    some = by_address(world(winter({"waves": {"nightly": NIGHTLY}})))
    assert 0 < len(some) < len(every) == 28
    assert some.items() <= every.items()


def test_a_poisson_process_has_the_mean_and_the_variance_of_theory() -> None:
    found = minutes(one_kind({"poisson": "0.9/d"}), 1500)
    counts = [len(wave_min) for wave_min in found]
    assert_mean(counts, 0.9 * 28, math.sqrt(0.9 * 28))
    assert_variance(counts, 0.9 * 28)


def test_two_regimes_have_the_mean_of_theory() -> None:
    states = {"calm": {"rate": "0.2/d", "stay": "9 d"}, "intense": {"rate": "3/d", "stay": "3 d"}}
    counts = [len(wave_min) for wave_min in minutes(one_kind({"two_regime": states}), 1500)]
    assert_mean(counts, 28 * (0.2 * 9 + 3 * 3) / 12)


def test_a_profile_puts_waves_into_its_hours() -> None:
    weights = [0.0] * 24
    weights[2], weights[22] = 3.0, 1.0
    found = minutes(one_kind({"profile": {"per_day": 1.2, "hours": weights}}), 600)
    hours = np.concatenate(found) // 60 % 24
    assert set(hours) == {2, 22}
    assert_mean(hours == 2, 0.75)
    assert_mean([len(wave_min) for wave_min in found], 1.2 * 28)


def test_no_rate_no_waves() -> None:
    assert minutes(one_kind({"poisson": "0/d"}), 1)[0].size == 0


def test_listed_waves_come_at_their_minutes_and_outside_the_horizon_not_at_all() -> None:
    at = ["3 d", "2026-01-06 14:30", "2026-01-04", "28 d", "27.999 d"]
    found = world(winter(one_kind({"at": at})))
    assert found.tables()["wave_min"].tolist() == [DAY + 14 * 60 + 30, 3 * DAY, int(27.999 * DAY)]
    assert found.waves()["number"].tolist() == [1, 0, 4]


def test_a_first_wave_that_is_told_comes_then() -> None:
    gap = {"fixed": "2 d", "start": "after", "first_after": "36 h"}
    assert minutes(one_kind({"gap": gap}), 1, "6 d")[0].tolist() == [1.5 * DAY, 3.5 * DAY, 5.5 * DAY]


@pytest.mark.parametrize("order", [("massive", "nightly"), ("nightly", "massive")])
def test_a_kind_keeps_away_from_dates_of_another_whatever_their_order(order: tuple[str, str]) -> None:
    kinds = {"massive": MASSIVE, "nightly": {**NIGHTLY, "not_on_dates_of": ["massive"]}}
    for found in worlds(winter({"waves": {name: kinds[name] for name in order}}), 50):
        waves = found.waves()
        dates = {kind: set(rows["minute"] // DAY) for kind, rows in waves.groupby("kind")}
        assert not dates.get("massive", set()) & dates["nightly"]


def test_dropped_waves_move_no_other() -> None:
    free = world(winter({"waves": {"massive": MASSIVE, "nightly": NIGHTLY}}))
    kinds = {"massive": MASSIVE, "nightly": {**NIGHTLY, "not_on_dates_of": ["massive"]}}
    shy = world(winter({"waves": kinds}))
    assert len(by_address(shy)) < len(by_address(free))
    assert by_address(shy).items() <= by_address(free).items()


def test_another_kind_of_wave_moves_no_other_draw() -> None:
    few = winter({"waves": {"massive": MASSIVE, "nightly": NIGHTLY}})
    more = winter({"waves": {"massive": MASSIVE, "nightly": NIGHTLY, "raid": {**RAID, "at": ["1 d", "9 d"]}}})
    for replication in range(5):
        before, after = by_address(world(few, replication)), by_address(world(more, replication))
        assert before.items() <= after.items()
        assert len(after) == len(before) + 2


def test_waves_of_one_minute_come_in_the_order_of_their_kinds() -> None:
    raid = {"at": ["2 d", "1 d"], "size": {"drone": 1}}
    found = world(winter({"waves": {"first": raid, "second": raid}})).waves()
    assert found["minute"].tolist() == [DAY, DAY, 2 * DAY, 2 * DAY]
    assert found["kind"].tolist() == ["first", "second"] * 2


def test_durations_follow_their_law() -> None:
    lengths = np.concatenate(
        [found.tables()["wave_duration"].copy() for found in worlds(winter({"waves": {"massive": MASSIVE}}), 400)]
    )
    assert_mean(np.log(lengths), math.log(180.0), 0.4)
    assert world(winter({"waves": {"raid": RAID}})).tables()["wave_duration"].tolist() == [0.0]


RECORDED = [
    {"time": "2026-01-09 01:30", "kind": "massive", "threat": "drone", "count": 3, "duration": "2 h"},
    {"time": "2026-01-06 23:00", "kind": "nightly", "threat": "drone", "count": 2, "duration": "40 min"},
    {"time": "2026-01-09 01:30", "kind": "massive", "threat": "ballistic", "count": 2, "duration": "3 h"},
    {"time": "2026-01-09 01:30", "kind": "massive", "threat": "drone", "count": 1},
    {"time": "2026-01-03", "kind": "massive", "threat": "drone", "count": 9},
    {"time": "2026-01-08", "kind": "massive", "threat": "drone", "count": 0},
]


def test_recorded_waves_replace_the_generator_as_they_stand() -> None:
    attack = {"waves": {"raid": RAID}, "city_share": "10 %", "recorded": RECORDED}
    found = world(winter(attack))
    waves = found.waves()
    assert waves["kind"].tolist() == ["nightly", "massive", "massive"]
    assert waves["number"].tolist() == [0, 1, 2], "a wave before the start keeps its number"
    assert waves["minute"].tolist() == [DAY + 1380, 3 * DAY, 4 * DAY + 90]
    assert waves["duration_min"].tolist() == [40.0, 0.0, 180.0]
    assert waves["threats"].tolist() == [2, 0, 6]
    rows = found.threats()
    assert rows["threat"].tolist() == ["drone"] * 5 + ["ballistic"] * 2 + ["drone"]
    assert rows["number"].tolist() == [0, 1, 0, 1, 2, 0, 1, 3]


def test_more_waves_than_fit_stop_the_world_with_a_status() -> None:
    chances, array = chances_of(winter(one_kind({"poisson": "600/d"})), CITY), new(world_dtype(CITY))
    draw(chances, array, *key_of(1), 0)
    assert array["status"][0] == WorldStatus.TOO_MANY_WAVES


@pytest.mark.parametrize(
    ("wave", "words"),
    [
        ({"at": ["1 d"], "not_on_dates_of": ["raid"]}, "in a circle"),
        ({"gap": {"fixed": "2 d", "minimum": "1 d"}}, "does not go with a fixed gap"),
        ({"profile": {"per_day": 1, "hours": [0.0] * 24}}, "weights cannot be negative"),
        ({"profile": {"per_day": 0, "hours": [1.0] * 24}}, "must be more than 0"),
    ],
)
def test_processes_that_make_no_sense_are_found(wave: dict, words: str) -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    document["attack"] = one_kind(wave)
    messages = [finding.message for finding in findings(Scenario.model_validate(document))]
    assert any(words in message for message in messages)
