"""Means, spreads and quantiles against textbook numbers."""

import math

import numpy as np
import pytest

from sim.analysis.statistics import (
    chance_better,
    mean_of,
    median_interval,
    quantiles,
    sign_test,
    spread_of,
)

INF, NAN = math.inf, math.nan


def values(*numbers):
    return np.array(numbers, dtype=np.float64)


def test_mean_and_spread_of_a_few_numbers():
    assert mean_of(values(1, 2, 3, 6)) == 3.0
    assert spread_of(values(1, 2, 3, 6)) == pytest.approx(math.sqrt(14 / 3))


def test_without_values_there_is_no_mean_and_without_two_no_spread():
    assert mean_of(values()) is None
    assert spread_of(values(4)) is None


def test_the_order_of_replications_changes_no_bit():
    drawn = np.random.default_rng(3).lognormal(size=999, sigma=4)
    shuffled = np.random.default_rng(4).permutation(drawn)
    assert mean_of(drawn) == mean_of(shuffled)
    assert spread_of(drawn) == spread_of(shuffled)


def test_quantiles_interpolate_and_never_invent_a_number_beyond_the_horizon():
    assert quantiles(values(4, 1, 3, 2), (0.5, 0.0, 1.0)) == [2.5, 1.0, 4.0]
    assert quantiles(values(1, 2, 3, INF), (0.5, 0.95)) == [2.5, None]
    assert quantiles(values(1, INF, INF), (0.0, 0.5)) == [1.0, None]
    assert quantiles(values(), (0.5,)) == [None]


def test_the_interval_of_a_median_comes_from_order_statistics():
    # Binomial(10, 1/2): P(at most 1) = 11/1024 <= 2.5 %, P(at most 2) = 56/1024: second smallest and largest.
    assert median_interval(values(*range(10)), 0.95) == (1.0, 8.0)
    assert median_interval(values(1, 2, 3), 0.95) == (None, None)
    assert median_interval(values(*range(9), INF), 0.95) == (1.0, 8.0)


def test_better_counts_ties_half_and_leaves_out_what_is_undefined():
    plan, base = values(1, 2, 3, NAN, 5), values(2, 2, 2, 1, NAN)
    assert chance_better(plan, base, lower_is_better=True) == 0.5
    assert chance_better(values(1, 1, 2), values(2, 2, 2), lower_is_better=True) == pytest.approx(5 / 6)
    assert chance_better(values(3, 2), values(2, 2), lower_is_better=False) == 0.75
    assert chance_better(values(NAN), values(1), lower_is_better=True) is None


def test_a_time_that_never_comes_is_later_than_any_other():
    assert chance_better(values(INF, INF), values(5, INF), lower_is_better=True) == 0.25


def test_a_sign_test_is_the_binomial_tail():
    assert sign_test(values(2, 2, 2, 2, 1), values(1, 1, 1, 1, 1)) == pytest.approx(1 / 16)
    assert sign_test(values(1, 1), values(1, 1)) == 1.0
