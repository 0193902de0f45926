"""Gaps and point processes have the moments of theory, from the first minute on."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.scenario.law_codes import StartCode
from sim.world.address import Stream, wave_entity
from sim.world.gaps import (
    daily_profile_min,
    first_gap_min,
    gap_min,
    two_regime_next,
    two_regime_start,
    unit_gap,
)
from sim.world.philox import key_of

KEY0, KEY1 = key_of(20260124)
DAY = 1440.0
MINIMUM, SHAPE, SCALE = 3.0 * DAY, 1.6, (6.4 - 3.0) / 1.6 * DAY
MEAN = MINIMUM + SHAPE * SCALE
VARIANCE = SHAPE * SCALE**2


def first_gaps(start: StartCode, minimum: float, shape: float, scale: float, count: int) -> np.ndarray:
    wave = wave_entity(1, 0)
    law = (minimum, shape, scale)
    return np.array(
        [first_gap_min(int(start), 2.5, *law, KEY0, KEY1, replication, wave) for replication in range(count)]
    )


def times(replication: int, horizon: float) -> list[float]:
    law = (MINIMUM, SHAPE, SCALE)
    where = (KEY0, KEY1, replication)
    now = first_gap_min(int(StartCode.STATIONARY), 0.0, *law, *where, wave_entity(1, 0))
    found = []
    while now < horizon:
        found.append(now)
        now += gap_min(*law, *where, wave_entity(1, len(found)))
    return found


def test_gaps_have_the_stated_mean_and_spread() -> None:
    gaps = np.array([gap_min(MINIMUM, SHAPE, SCALE, KEY0, KEY1, 0, wave) for wave in range(20_000)])
    assert stats.kstest(gaps, stats.gamma(SHAPE, MINIMUM, SCALE).cdf).pvalue > 1e-3
    assert gaps.min() >= MINIMUM


def test_the_first_gap_of_a_running_process_has_the_density_of_a_residual_life() -> None:
    gaps = first_gaps(StartCode.STATIONARY, MINIMUM, SHAPE, SCALE, 20_000)
    grid = np.linspace(0.0, 60.0 * DAY, 60_001)
    survival = stats.gamma(SHAPE, MINIMUM, SCALE).sf(grid)
    distribution = np.concatenate([[0.0], np.cumsum((survival[1:] + survival[:-1]) / 2.0)]) * grid[1] / MEAN
    assert stats.kstest(gaps, lambda x: np.interp(x, grid, distribution)).pvalue > 1e-3
    expected = (VARIANCE + MEAN**2) / (2.0 * MEAN)
    assert gaps.mean() == pytest.approx(expected, abs=4.0 * gaps.std() / math.sqrt(gaps.size))


def test_a_running_process_has_the_same_number_of_waves_in_every_week() -> None:
    weeks = np.array(
        [np.bincount((np.array(times(r, 28 * DAY)) // (7 * DAY)).astype(int), minlength=4) for r in range(2000)]
    )
    expected = 7.0 * DAY / MEAN
    assert np.all(np.abs(weeks.mean(axis=0) - expected) < 4.0 * weeks.std(axis=0) / math.sqrt(2000))


def test_a_fixed_gap_has_an_even_first_gap() -> None:
    gaps = first_gaps(StartCode.STATIONARY, DAY, 1.0, 0.0, 5000)
    assert stats.kstest(gaps / DAY, "uniform").pvalue > 1e-3
    assert gap_min(DAY, 1.0, 0.0, KEY0, KEY1, 0, wave_entity(0, 3)) == DAY


def test_a_renewed_process_starts_with_a_whole_gap_and_a_told_one_when_told() -> None:
    renewed = first_gaps(StartCode.RENEWAL, MINIMUM, SHAPE, SCALE, 200)
    assert renewed.min() >= MINIMUM
    assert renewed[3] == gap_min(MINIMUM, SHAPE, SCALE, KEY0, KEY1, 3, wave_entity(1, 0))
    assert set(first_gaps(StartCode.AFTER, MINIMUM, SHAPE, SCALE, 5)) == {2.5}


def test_a_daily_profile_puts_events_where_its_rates_are() -> None:
    rate = np.zeros(24)
    rate[[0, 20, 23]] = (0.02, 0.01, 0.005)
    unit_times = np.cumsum([unit_gap(KEY0, KEY1, 0, Stream.ALERT, number) for number in range(20_000)])
    minutes = np.array([daily_profile_min(float(unit), rate) for unit in unit_times])
    assert np.all(np.diff(minutes) >= 0)
    hours = np.bincount((minutes % DAY // 60).astype(int), minlength=24)
    assert set(np.flatnonzero(hours)) == {0, 20, 23}
    days = minutes[-1] / DAY
    assert np.all(np.abs(hours - rate * 60 * days) <= 4.0 * np.sqrt(rate * 60 * days) + 1e-9)


def test_a_flat_profile_is_a_poisson_process() -> None:
    rate = np.full(24, 0.25)
    assert daily_profile_min(1000.0, rate) == pytest.approx(4000.0, rel=1e-12)


def test_a_profile_without_events_never_has_one() -> None:
    assert daily_profile_min(0.5, np.zeros(24)) == math.inf


def two_regime_times(replication: int, rate: np.ndarray, stay: np.ndarray, horizon: float) -> list[float]:
    where = (KEY0, KEY1, replication)
    regime, until = two_regime_start(stay, *where, 2)
    now, ordinal, found = 0.0, 0, []
    while True:
        unit = unit_gap(*where, Stream.WAVE_GAP, wave_entity(2, len(found)))
        now, regime, ordinal, until = two_regime_next(unit, now, regime, ordinal, until, rate, stay, horizon, *where, 2)
        if now >= horizon:
            return found
        found.append(now)


@pytest.mark.slow
def test_two_regimes_give_the_mean_and_the_spread_of_theory() -> None:
    """Variance of the count: Fischer and Meier-Hellstern 1993, equation for two states."""
    rate, stay, horizon = np.array([0.02, 0.001]), np.array([300.0, 900.0]), 2000.0
    counts = np.array([len(two_regime_times(r, rate, stay, horizon)) for r in range(2000)])
    share = stay / stay.sum()
    mean = float(share @ rate) * horizon
    decay = (1.0 / stay).sum() * horizon
    extra = 2.0 * share[0] * share[1] * ((rate[0] - rate[1]) * horizon / decay) ** 2
    variance = mean + extra * (decay - 1.0 + math.exp(-decay))
    assert counts.mean() == pytest.approx(mean, abs=4.0 * math.sqrt(variance / counts.size))
    spread_of_variance = math.sqrt((stats.kurtosis(counts) + 2.0) / counts.size) * variance
    assert counts.var() == pytest.approx(variance, abs=4.0 * spread_of_variance)


def test_two_silent_regimes_have_no_event_within_the_horizon() -> None:
    assert two_regime_times(0, np.zeros(2), np.array([100.0, 100.0]), 5000.0) == []


def test_equal_regimes_are_one_poisson_process_on_the_same_luck() -> None:
    rate, stay = np.array([0.01, 0.01]), np.array([50.0, 80.0])
    found = two_regime_times(5, rate, stay, 3000.0)
    units = [unit_gap(KEY0, KEY1, 5, Stream.WAVE_GAP, wave_entity(2, number)) for number in range(len(found))]
    np.testing.assert_allclose(found, np.cumsum(units) / 0.01, rtol=1e-12)
