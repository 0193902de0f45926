"""Counts by inversion are the exact quantiles of their laws."""

import numpy as np
import pytest
from scipy import stats

from sim.world.counts import (
    binomial_quantile,
    geometric_quantile,
    negative_binomial_quantile,
    poisson_quantile,
    whole_number_quantile,
)

U = np.random.default_rng(20260124).random(2000)


@pytest.mark.parametrize("mean", [0.0, 0.01, 3.7, 99.0, 101.0, 1000.5, 1e5])
def test_poisson_counts_are_quantiles(mean: float) -> None:
    assert [poisson_quantile(float(u), mean) for u in U] == stats.poisson(mean).ppf(U).tolist()


@pytest.mark.parametrize(
    ("number", "probability"),
    [(40, 0.03), (440, 0.25), (7, 0.5), (1000, 0.97), (40, 0.97), (100_000, 0.3), (100_000, 1e-4), (0, 0.5)],
)
def test_binomial_counts_are_quantiles(number: int, probability: float) -> None:
    ours = [binomial_quantile(float(u), number, probability) for u in U]
    assert ours == stats.binom(number, probability).ppf(U).tolist()


@pytest.mark.parametrize(
    ("mean", "size"),
    [(117.0, 9.0), (20.0, 20.0**2 / (14.0**2 - 20.0)), (12.0, 0.3), (1e4, 9.0), (1e4, 500.0)],
)
def test_negative_binomial_counts_are_quantiles(mean: float, size: float) -> None:
    ours = [negative_binomial_quantile(float(u), mean, size) for u in U]
    assert ours == stats.nbinom(size, size / (size + mean)).ppf(U).tolist()


@pytest.mark.parametrize("mean", [1.5, 10.0, 1000.0])
def test_geometric_counts_are_quantiles(mean: float) -> None:
    assert [geometric_quantile(float(u), mean) for u in U] == stats.geom(1.0 / mean).ppf(U).tolist()


def test_geometric_count_of_mean_one_is_one() -> None:
    assert {geometric_quantile(float(u), 1.0) for u in U} == {1}


def test_binomial_counts_of_certain_events_are_certain() -> None:
    assert {binomial_quantile(float(u), 12, 0.0) for u in U} == {0}
    assert {binomial_quantile(float(u), 12, 1.0) for u in U} == {12}


@pytest.mark.parametrize("u", [0.0, 2.0**-53, 1.0 - 2.0**-53])
def test_the_ends_of_the_unit_interval_give_counts_inside_the_law(u: float) -> None:
    assert 0 <= binomial_quantile(u, 40, 0.03) <= 40
    assert 0 <= binomial_quantile(u, 1000, 0.97) <= 1000
    assert 0 <= poisson_quantile(u, 3.0) < 60
    assert 1e5 - 10 * 317 < poisson_quantile(u, 1e5) < 1e5 + 10 * 317
    assert 0 <= negative_binomial_quantile(u, 117.0, 9.0) < 2000
    assert 1 <= geometric_quantile(u, 10.0) < 400
    assert 3 <= whole_number_quantile(u, 3, 5) <= 5


def test_counts_rise_with_u() -> None:
    rising = np.sort(U)
    for counts in (
        [binomial_quantile(float(u), 440, 0.25) for u in rising],
        [poisson_quantile(float(u), 500.0) for u in rising],
    ):
        assert counts == sorted(counts)


def test_whole_numbers_are_equally_likely() -> None:
    grid = (np.arange(600) + 0.5) / 600.0
    assert np.bincount([whole_number_quantile(float(u), -1, 4) + 1 for u in grid]).tolist() == [100] * 6
