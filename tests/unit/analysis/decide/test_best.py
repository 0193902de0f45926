"""Comparisons with the best: laws that hold for all numbers, and the bounds they are made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.decide.best import losses_of
from sim.analysis.decide.paired import filled, variances_of_differences

SEEDS = st.integers(0, 2**32 - 1)
PLANS = st.integers(2, 6)


def made_up(seed, plans, worlds=30):
    """Skewed harm with common luck."""
    generator = np.random.default_rng(seed)
    return generator.exponential(1.0, (worlds, plans)) + 3.0 * generator.exponential(1.0, (worlds, 1))


@given(SEEDS, PLANS)
def test_the_least_mean_may_always_be_the_best(seed, plans):
    harm = made_up(seed, plans)
    losses = losses_of(harm, 0.95)
    best = int(np.argmin(harm.mean(axis=0)))
    assert losses[best].may_be_best
    assert losses[best].mean <= 0.0
    assert all(one.low <= 0.0 <= one.high or one.low == 0.0 for one in losses)


@given(SEEDS, PLANS)
def test_an_interval_encloses_what_was_seen_or_ends_at_zero(seed, plans):
    for one in losses_of(made_up(seed, plans), 0.9):
        assert one.low <= max(0.0, one.mean)
        assert one.high >= min(one.mean, 0.0)
        assert one.low <= one.high


@given(SEEDS, PLANS, st.floats(-1e6, 1e6))
def test_the_same_harm_added_to_all_plans_changes_nothing(seed, plans, shift):
    harm = made_up(seed, plans)
    for one, other in zip(losses_of(harm, 0.95), losses_of(harm + shift, 0.95), strict=True):
        assert one.may_be_best == other.may_be_best
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-6)


@given(SEEDS, PLANS, st.floats(0.001, 1000.0))
def test_another_unit_changes_the_numbers_and_not_the_statement(seed, plans, factor):
    harm = made_up(seed, plans)
    for one, other in zip(losses_of(harm, 0.95), losses_of(factor * harm, 0.95), strict=True):
        assert one.may_be_best == other.may_be_best
        assert (factor * one.low, factor * one.high) == pytest.approx((other.low, other.high), rel=1e-6)


@given(SEEDS, PLANS, st.randoms())
def test_the_order_of_the_plans_does_not_matter(seed, plans, random):
    places = list(range(plans))
    random.shuffle(places)
    harm = made_up(seed, plans)
    losses = losses_of(harm, 0.95)
    for place, one in zip(places, losses_of(harm[:, places], 0.95), strict=True):
        assert (one.mean, one.low, one.high) == pytest.approx(
            (losses[place].mean, losses[place].low, losses[place].high)
        )
        assert one.may_be_best == losses[place].may_be_best


@given(SEEDS)
def test_more_confidence_rules_out_no_more(seed):
    harm = made_up(seed, 4)
    for bold, careful in zip(losses_of(harm, 0.8), losses_of(harm, 0.99), strict=True):
        assert careful.may_be_best or not bold.may_be_best
        assert careful.low <= bold.low
        assert careful.high >= bold.high


def test_one_world_decides_nothing():
    assert losses_of(np.array([[1.0, 2.0]]), 0.95) is None


def test_plans_that_are_the_same_everywhere_may_both_be_best():
    first, second, third = losses_of(np.array([[1.0, 1.0, 5.0], [2.0, 2.0, 9.0], [0.0, 0.0, 6.0]] * 9), 0.95)
    assert first == second
    assert (first.mean, first.low, first.high, first.may_be_best) == (0.0, 0.0, 0.0, True)
    assert not third.may_be_best


def test_plans_that_met_fewer_worlds_lend_the_luck_of_the_others():
    harm = made_up(7, 3, worlds=400)
    ragged = harm.copy()
    ragged[100:, 2] = np.nan
    scores = filled(ragged)
    assert np.array_equal(scores[:, :2], harm[:, :2])
    expected = harm[:, 0].mean() + (harm[:100, 2] - harm[:100, 0]).mean()
    assert scores[:, 2].mean() == pytest.approx(expected, rel=1e-12)
    gap = scores[:, 2] - scores[:, 0]
    error = (harm[:100, 2] - harm[:100, 0]).std(ddof=1) / 10.0
    assert gap.std(ddof=1) / 20.0 == pytest.approx(error, rel=0.01)


def test_complete_plans_are_left_as_they_are():
    harm = made_up(8, 3)
    assert filled(harm) is harm


def test_variances_of_differences_are_those_of_all_pairs():
    harm = made_up(9, 3)
    found = variances_of_differences(harm)
    assert found[0, 2] == found[2, 0] == pytest.approx((harm[:, 0] - harm[:, 2]).var(ddof=1))
    assert found[1, 1] == 0.0
