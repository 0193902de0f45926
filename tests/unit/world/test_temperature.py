"""Outdoor temperature: its parts add up and have the moments of theory."""

import math

import numpy as np
import pytest

from sim.world.philox import key_of
from sim.world.temperature import daily_cycle, fill_outdoor

KEY0, KEY1 = key_of(20260124)


def winter(replication: int = 0, *, days: int = 7, norm: float = -4.0, **parts: float) -> np.ndarray:
    chosen = {
        "anomaly": 0.0,
        "autocorrelation": 0.0,
        "daily_sd": 0.0,
        "half_range": 0.0,
        "warmest_hour": 15.0,
        "snap_from_min": 0,
        "snap_to_min": 0,
        "snap_shift": 0.0,
    } | parts
    outdoor_c = np.full(24 * days + 5, np.nan)
    fill_outdoor(outdoor_c, 24 * days, np.full(days, norm), *chosen.values(), KEY0, KEY1, replication)
    assert np.isnan(outdoor_c[24 * days :]).all()
    return outdoor_c[: 24 * days].reshape(days, 24)


def test_the_daily_cycle_has_mean_zero_and_its_maximum_at_three_in_the_afternoon() -> None:
    cycle = [daily_cycle(hour, 2.25, 15.0) for hour in range(24)]
    assert math.fsum(cycle) == 0.0
    assert cycle[15] == max(cycle) == 2.25
    assert cycle[3] == min(cycle) == -2.25
    expected = [2.25 * math.cos(2.0 * math.pi * (hour - 15) / 24.0) for hour in range(24)]
    np.testing.assert_allclose(cycle, expected, atol=1e-14)


def test_without_luck_and_cycle_every_hour_is_the_norm_and_the_winters_anomaly() -> None:
    assert (winter(anomaly=-3.5) == -7.5).all()


def test_norms_step_from_day_to_day() -> None:
    outdoor_c = np.empty(48)
    fill_outdoor(outdoor_c, 48, np.array([-3.0, -5.0]), 0.0, 0.0, 0.0, 0.0, 15.0, 0, 0, 0.0, KEY0, KEY1, 0)
    assert outdoor_c.tolist() == [-3.0] * 24 + [-5.0] * 24


def test_a_cold_snap_shifts_the_hours_that_begin_in_it() -> None:
    shift = winter(snap_from_min=1440, snap_to_min=1440 + 90, snap_shift=-6.0) + 4.0
    assert np.flatnonzero(shift).tolist() == [24, 25]
    assert shift.min() == -6.0


def test_the_anomaly_is_constant_within_a_day() -> None:
    days = winter(autocorrelation=0.75, daily_sd=4.3)
    assert (days == days[:, :1]).all()
    assert len(set(days[:, 0])) == 7


def test_daily_anomalies_are_a_stationary_autoregression() -> None:
    sd, phi, count = 4.3, 0.75, 4000
    anomaly = np.array([winter(r, autocorrelation=phi, daily_sd=sd)[:, 0] + 4.0 for r in range(count)])
    assert np.all(np.abs(anomaly.mean(axis=0)) < 4.0 * sd / math.sqrt(count))
    assert np.all(np.abs(anomaly.var(axis=0) - sd**2) < 4.0 * sd**2 * math.sqrt(2.0 / count))
    for lag in (1, 2, 5):
        correlation = np.corrcoef(anomaly[:, 0], anomaly[:, lag])[0, 1]
        assert correlation == pytest.approx(phi**lag, abs=4.0 * (1.0 - phi ** (2 * lag)) / math.sqrt(count))


def test_a_longer_horizon_does_not_change_the_days_before() -> None:
    short = winter(3, days=7, autocorrelation=0.75, daily_sd=4.3)
    long = winter(3, days=20, autocorrelation=0.75, daily_sd=4.3)
    assert (short == long[:7]).all()
