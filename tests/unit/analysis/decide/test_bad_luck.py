"""Quantiles, worst means, shares that meet a standard, chances and regret."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.decide.chances import chances_of
from sim.analysis.decide.regret import rank_agreement, regret_of
from sim.analysis.decide.resample import percentile_interval, resampled_means
from sim.analysis.decide.standard import share_meeting
from sim.analysis.decide.tails import ENOUGH_TAIL, quantile_of, tail_mean

VALUES = st.lists(st.integers(0, 100), min_size=1, max_size=80).map(lambda values: np.array(values, np.float64))


@pytest.mark.parametrize("count", [10, 59, 200, 2000])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_quantile_intervals_are_the_binomial_ones(count, share):
    values = np.random.default_rng(count).exponential(1.0, count)
    found = quantile_of(values, share, 0.95)
    expected = stats.quantile_test(values, q=0, p=share).confidence_interval(0.95)
    assert [np.nan if bound is None else bound for bound in (found.low, found.high)] == pytest.approx(
        list(expected), nan_ok=True
    )


@given(VALUES, st.sampled_from([0.05, 0.5, 0.9, 0.95]))
def test_a_quantile_is_the_least_value_that_a_share_does_not_exceed(values, share):
    found = quantile_of(values, share, 0.9)
    assert np.mean(values <= found.value) >= share - 1e-9
    assert np.mean(values < found.value) < share + 1e-9
    assert found.low is None or found.low <= found.value
    assert found.high is None or found.high >= found.value


def test_without_worlds_there_is_no_quantile_and_no_tail():
    assert quantile_of(np.array([]), 0.95, 0.95) is None
    assert tail_mean(np.array([]), 0.95) is None


def test_the_mean_of_the_worst_counts_a_part_of_the_world_that_the_boundary_cuts():
    values = np.arange(1.0, 31.0)
    assert tail_mean(values, 0.95).value == pytest.approx((30.0 + 0.5 * 29.0) / 1.5)


@given(VALUES)
def test_the_worst_are_no_better_than_the_quantile_and_no_worse_than_the_worst(values):
    found = tail_mean(values, 0.95)
    assert quantile_of(values, 0.95, 0.95).value <= found.value + 1e-9
    assert found.value <= values.max() + 1e-9


def test_small_tails_have_no_interval():
    values = np.random.default_rng(5).exponential(1.0, 20 * ENOUGH_TAIL)
    enough, few = tail_mean(values, 0.95), tail_mean(values[:-1], 0.95)
    assert (enough.worlds, enough.is_enough) == (ENOUGH_TAIL, True)
    assert enough.low < enough.value < enough.high
    assert enough.value == pytest.approx(1.0 + np.log(20.0), abs=3 * enough.error)
    assert (few.worlds, few.is_enough, few.low, few.high) == (ENOUGH_TAIL - 1, False, None, None)
    assert few.error > 0.0


def test_worlds_that_are_all_the_same_have_no_interval():
    found = tail_mean(np.full(4000, 3.0), 0.95)
    assert (found.value, found.error, found.low, found.high) == (3.0, 0.0, None, None)


@pytest.mark.parametrize("met", [0, 1, 37, 50])
def test_shares_have_exact_intervals(met):
    values = np.array([1.0] * met + [3.0] * (50 - met))
    found = share_meeting(values, 2.0, True, 0.95)
    expected = stats.binomtest(met, 50).proportion_ci(0.95)
    assert (found.met, found.of, found.share) == (met, 50, met / 50)
    assert (found.low, found.high) == pytest.approx(tuple(expected))


def test_the_limit_itself_and_the_undefined_do_not_meet_a_standard():
    values = np.array([1.0, 2.0, 3.0, np.nan])
    assert share_meeting(values, 2.0, True, 0.95).met == 1
    assert share_meeting(values, 2.0, False, 0.95).met == 1
    assert share_meeting(values, 2.0, True, 0.95, includes_limit=True).met == 2
    assert share_meeting(values, 2.0, False, 0.95, includes_limit=True).met == 2
    assert share_meeting(values[:0], 2.0, True, 0.95).share is None


def test_equal_plans_share_the_chance_of_being_best():
    found = chances_of(np.array([[1.0, 1.0, 5.0], [2.0, 2.0, 1.0]]))
    assert found.best == pytest.approx([0.25, 0.25, 0.5])
    assert found.expected_loss == pytest.approx([0.5, 0.5, 2.0])


@given(st.integers(0, 2**32 - 1))
def test_chances_sum_to_one_and_the_best_loses_least(seed):
    means = np.random.default_rng(seed).normal(0.0, 1.0, (500, 4))
    found = chances_of(means)
    assert found.best.sum() == pytest.approx(1.0)
    assert found.expected_loss.min() >= 0.0
    assert int(np.argmin(found.expected_loss)) == int(np.argmin(means.mean(axis=0)))


def test_chances_agree_with_normal_theory():
    generator = np.random.default_rng(6)
    harm = generator.normal((0.0, 0.1), 1.0, (400, 2))
    found = chances_of(resampled_means(harm))
    gap = harm[:, 1] - harm[:, 0]
    error = gap.std(ddof=1) / 20.0
    assert found.best[0] == pytest.approx(stats.norm.cdf(gap.mean() / error), abs=0.04)
    loss = error * stats.norm.pdf(gap.mean() / error) - gap.mean() * stats.norm.cdf(-gap.mean() / error)
    assert found.expected_loss[0] == pytest.approx(loss, rel=0.2)


def test_resampling_repeats_and_keeps_plans_together():
    harm = np.random.default_rng(7).exponential(1.0, (60, 1))
    means = resampled_means(np.hstack([harm, harm + 2.0]), 50)
    assert np.array_equal(means, resampled_means(np.hstack([harm, harm + 2.0]), 50))
    assert means[:, 1] - means[:, 0] == pytest.approx(2.0)
    assert percentile_interval(np.arange(2000.0), 0.95) == (50.0, 1949.0)


def test_regret_is_against_the_best_of_the_same_future():
    harm = np.array([[1.0, 2.0, 3.0]] * 9 + [[9.0, 2.0, 3.0]])
    found = regret_of(harm)
    assert found.worst.tolist() == [7.0, 1.0, 2.0]
    assert found.mostly.tolist() == [0.0, 1.0, 2.0]
    assert found.table.min(axis=1).tolist() == [0.0] * 10
    assert found.mean_harm.tolist() == [1.8, 2.0, 3.0]
    assert 0.0 < found.agreement < 1.0


@given(st.integers(0, 2**32 - 1), st.floats(-1e3, 1e3))
def test_regret_does_not_see_what_a_future_does_to_all_plans(seed, shift):
    harm = np.random.default_rng(seed).exponential(1.0, (8, 3))
    moved = harm + shift * np.arange(8.0)[:, None]
    assert regret_of(moved).table == pytest.approx(regret_of(harm).table, abs=1e-9)


def test_concordance_of_ranks():
    assert rank_agreement(np.array([[1.0, 2.0, 3.0], [5.0, 6.0, 9.0]])) == pytest.approx(1.0)
    assert rank_agreement(np.array([[1.0, 2.0], [2.0, 1.0]])) == pytest.approx(0.0)
    assert rank_agreement(np.array([[1.0, 1.0], [3.0, 3.0]])) is None
    assert rank_agreement(np.array([[1.0, 1.0, 2.0], [1.0, 1.0, 2.0]])) == pytest.approx(1.0)
