"""A forecast says the days to come; what it does not say goes on from it."""

import numpy as np
import pytest

from sim.scenario.check import findings
from sim.scenario.schema import Scenario
from tests.unit.world.winter import assert_mean, winter, world, worlds

DAILY = {"autocorrelation": 0.75, "sd": "4 K"}
CLIMATE = {"mean": "-5 degC", "daily": DAILY, "cycle": {"half_range": "3 K"}}


def days_ahead(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(("date", "mean", "sd"), row, strict=True)) for row in rows]


def outdoor(weather: dict, length: str = "6 d") -> np.ndarray:
    return world(winter(weather=weather, length=length)).tables()["outdoor_c"]


def test_days_of_a_forecast_without_spread_are_as_it_says_whatever_norm_anomaly_and_snap_are() -> None:
    said = days_ahead(("2026-01-05", "-12 degC", "0 K"), ("2026-01-06", "-14.5 degC", "0 K"))
    snap = {"start": "2026-01-05", "length": "1 d", "shift": "-20 K"}
    hours = outdoor(CLIMATE | {"forecast": said, "anomaly": "7 K", "cold_snap": snap}).reshape(6, 24)
    assert hours[:2].mean(axis=1) == pytest.approx([-12.0, -14.5], abs=1e-9)
    assert hours[0, 15] == pytest.approx(-9.0)


def test_before_a_forecast_nothing_changes_and_after_it_the_deviation_fades() -> None:
    said = days_ahead(("2026-01-06", "-30 degC", "0 K"))
    without, told = (outdoor(CLIMATE | extra).reshape(6, 24) for extra in ({}, {"forecast": said}))
    assert (told[0] == without[0]).all()
    shift = -30.0 - without[1].mean()
    assert told.mean(axis=1)[2:] - without.mean(axis=1)[2:] == pytest.approx([shift * 0.75**k for k in (1, 2, 3, 4)])


def test_errors_have_the_stated_spread_and_go_together_as_deviations_do() -> None:
    said = days_ahead(("2026-01-05", "-10 degC", "1 K"), ("2026-01-06", "-11 degC", "3 K"))
    scenario = winter(weather=CLIMATE | {"forecast": said}, length="2 d")
    days = np.array([found.tables()["outdoor_c"].reshape(2, 24).mean(axis=1) for found in worlds(scenario, 3000)])
    first, second = days[:, 0] + 10.0, days[:, 1] + 11.0
    assert_mean(first, 0.0, 1.0)
    assert_mean(second, 0.0, 3.0)
    assert_mean(first**2, 1.0)
    assert_mean(second**2, 9.0)
    assert_mean(first * second, 0.75 * 3.0)


def test_a_forecast_longer_than_the_horizon_is_cut() -> None:
    said = days_ahead(*((f"2026-01-{day:02d}", f"-{day} degC", "0 K") for day in range(5, 12)))
    assert outdoor({"mean": "0 degC", "forecast": said}, "30 h").tolist() == [-5.0] * 24 + [-6.0] * 6


@pytest.mark.parametrize(
    ("weather", "path"),
    [
        ({"constant": "-3 degC", "forecast": days_ahead(("2026-01-05", "0 degC", "1 K"))}, ("weather", "forecast")),
        (
            {
                "mean": "0 degC",
                "forecast": days_ahead(("2026-01-05", "0 degC", "1 K"), ("2026-01-07", "0 degC", "1 K")),
            },
            ("weather", "forecast", 1, "date"),
        ),
        (
            {"mean": "0 degC", "forecast": days_ahead(("2026-01-04", "0 degC", "1 K"))},
            ("weather", "forecast", 0, "date"),
        ),
        (
            {"mean": "0 degC", "forecast": days_ahead(("2026-03-04", "0 degC", "1 K"))},
            ("weather", "forecast", 0, "date"),
        ),
    ],
)
def test_forecasts_that_cannot_be_meant_are_found(weather: dict, path: tuple) -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    assert [finding.path for finding in findings(Scenario.model_validate({**document, "weather": weather}))] == [path]
