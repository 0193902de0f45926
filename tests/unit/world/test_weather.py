"""The weather of a world is the one its scenario describes."""

import numpy as np
import pytest

from sim.scenario.check import findings
from sim.scenario.schema import Scenario
from tests.unit.world.winter import assert_mean, winter, world, worlds

MONTHS = [{"month": 1, "mean_c": -5}, {"month": 2, "mean_c": -3}]


def outdoor(weather: dict, length: str = "28 d") -> np.ndarray:
    return world(winter(weather=weather, length=length)).tables()["outdoor_c"]


def test_a_constant_holds_all_the_time_and_the_last_hour_may_be_cut() -> None:
    assert outdoor({"constant": "-10 degC"}, "90 min").tolist() == [-10.0, -10.0]


def test_recorded_hours_are_taken_as_they_stand() -> None:
    rows = [{"hour": hour, "outdoor_c": -hour / 2} for hour in range(50)]
    assert outdoor({"hours": rows}, "2 d").tolist() == [-hour / 2 for hour in range(48)]


def test_norms_change_with_the_month() -> None:
    days = outdoor({"station_normals": MONTHS}).reshape(28, 24)
    assert set(days[:27].ravel()) == {-5.0}
    assert set(days[27]) == {-3.0}, "1 February is the 28th day after 4 January"


def test_cycle_and_cold_snap_are_added() -> None:
    snap = {"start": "2026-01-06", "length": "1 d", "shift": "-8 K"}
    days = outdoor({"mean": "-2 degC", "cycle": {"half_range": "3 K"}, "cold_snap": snap}, "3 d").reshape(3, 24)
    assert days[0, 15] == 1.0
    assert days.mean(axis=1) == pytest.approx([-2.0, -10.0, -2.0])


def test_days_deviate_with_the_stated_spread() -> None:
    weather = {"mean": "0 degC", "daily": {"autocorrelation": 0.75, "innovation_sd": "3 K"}}
    noons = np.array(
        [found.tables()["outdoor_c"][[12, 36]] for found in worlds(winter(weather=weather, length="2 d"), 3000)]
    )
    variance = 9.0 / (1.0 - 0.75**2)
    assert_mean(noons[:, 1], 0.0, variance**0.5)
    assert_mean(noons[:, 1] ** 2, variance)
    assert_mean(noons[:, 0] * noons[:, 1], 0.75 * variance)


@pytest.mark.parametrize(
    ("weather", "path"),
    [
        ({"station_normals": MONTHS[:1]}, ("weather", "station_normals")),
        ({"station_normals": [*MONTHS, MONTHS[0]]}, ("weather", "station_normals", 2, "month")),
        ({"hours": [{"hour": 0, "outdoor_c": 1}]}, ("weather", "hours")),
        ({"constant": "1 degC", "cycle": {"half_range": "3 K"}}, ("weather", "cycle")),
    ],
)
def test_weather_that_says_too_little_or_too_much_is_found(weather: dict, path: tuple) -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    assert [finding.path for finding in findings(Scenario.model_validate({**document, "weather": weather}))] == [path]
