"""Intervals of means: closed forms, what symmetry and skewness do, and how often they are wrong."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.analysis.intervals import bounds_of, freedom_of, interval, level_interval, p_value

HARM = arrays(np.float64, st.integers(2, 40), elements=st.floats(0.0, 1e6, width=32))


def normal_scores(count):
    """Values with the kurtosis of normal ones as nearly as so many can have it, and no skewness."""
    return stats.norm.ppf((np.arange(count) + 0.5) / count)


def test_one_value_has_no_interval_and_equal_ones_no_width():
    assert interval(np.array([]), 0.95) == (None, None, None)
    assert interval(np.array([4.0]), 0.95) == (4.0, None, None)
    assert interval(np.array([2.0, 2.0, 2.0]), 0.95) == (2.0, 2.0, 2.0)
    assert level_interval(np.array([3.0]), 0.95) == (3.0, None, None)
    assert level_interval(np.array([3.0, 3.0]), 0.95) == (3.0, 3.0, 3.0)


@pytest.mark.parametrize("count", [2, 20, 400])
@pytest.mark.parametrize("family", [1, 4])
def test_without_heavy_tails_an_interval_is_that_of_student(count, family):
    found = normal_scores(count)  # its tails end, so that its kurtosis is a little below 3
    half = stats.t.ppf(1 - 0.05 / 2 / family, count - 1) * stats.sem(found)
    assert interval(found, 0.95, family) == pytest.approx((0.0, -half, half), abs=1e-12)


def test_heavy_tails_take_degrees_of_freedom():
    found = np.array([-3.0, *[0.0] * 16, 3.0])  # n = 18: mean 0, mean square 1, mean fourth power 9
    freedom = 2.0 / (9.0 / 18.0 - 15.0 / (18.0 * 17.0))
    half = stats.t.ppf(0.975, freedom) * math.sqrt(18.0 / 17.0) / math.sqrt(18.0)
    assert freedom < 5.0
    assert interval(found, 0.95) == pytest.approx((0.0, -half, half))


def test_a_spread_rests_on_as_many_worlds_as_make_it_up():
    assert freedom_of(normal_scores(400)) == 399.0
    assert freedom_of(np.array([1.0, *[0.0] * 999])) == pytest.approx(2.0, rel=0.01)
    assert freedom_of(np.array([5.0, 5.0, *[0.0] * 998])) == pytest.approx(4.0, rel=0.01)
    assert freedom_of(np.array([2.0, 2.0])) is None
    assert freedom_of(np.array([2.0])) is None


@given(HARM, st.integers(1, 9))
def test_an_interval_is_never_narrower_than_that_of_student(found, family):
    mean, low, high = interval(found, 0.95, family)
    half = stats.t.ppf(1 - 0.05 / 2 / family, len(found) - 1) * stats.sem(found)
    assert high - mean >= half * (1 - 1e-9) - 1e-9 * abs(mean)
    assert mean - low == pytest.approx(high - mean, rel=1e-6, abs=1e-9 * abs(mean))


@given(HARM, st.randoms(use_true_random=False))
def test_the_order_of_replications_changes_no_bit(found, random):
    shuffled = np.array(random.sample(found.tolist(), len(found)))
    assert interval(found, 0.95, 3) == interval(shuffled, 0.95, 3)
    assert level_interval(found, 0.95) == level_interval(shuffled, 0.95)


@given(HARM, st.sampled_from([0.0125, 0.05]))
def test_bounds_turn_with_the_sign(found, level):
    low, high = bounds_of(found, level)
    assert bounds_of(-found, level) == pytest.approx((-high, -low))


@given(HARM)
def test_more_confidence_is_never_a_shorter_interval(found):
    for of in (interval, level_interval):
        _, low, high = of(found, 0.9)
        _, lower, higher = of(found, 0.99)
        assert lower <= low <= high <= higher


def test_without_skewness_bounds_are_those_of_student():
    low, high = bounds_of(np.array([-1.0, 1.0, -1.0, 1.0]), 0.05)
    assert (low, high) == pytest.approx((-1.358715, 1.358715), rel=1e-6)


@given(HARM, st.sampled_from([0.9, 0.95]))
def test_one_sided_bounds_reach_as_far_as_either_rule(found, confidence):
    low, high = bounds_of(found, (1.0 - confidence) / 2.0)
    _, by_student, and_above = interval(found, confidence)
    _, by_hall, and_over = level_interval(found, confidence)
    assert low <= by_student
    assert low <= by_hall
    assert high == max(and_above, and_over)


@pytest.mark.parametrize(("found", "bounds"), [([], None), ([1.0], None), ([2.0, 2.0], (2.0, 2.0))])
def test_no_bounds_are_invented(found, bounds):
    assert bounds_of(np.array(found), 0.05) == bounds


def test_a_level_reaches_farther_to_the_side_of_its_tail():
    mean, low, high = level_interval(np.array([1.0] * 20 + [5.0, 9.0]), 0.95)
    assert high - mean > 1.5 * (mean - low)


def test_a_level_has_no_bound_below_zero_or_above_what_can_be():
    few = np.array([0.0, 0.0, 0.0, 4.0])
    assert bounds_of(few, 0.025)[0] < 0.0
    mean, low, high = level_interval(few, 0.95)
    assert (mean, low) == (1.0, 0.0)
    assert high > 4.0
    assert level_interval(few / 4.0, 0.95, 1.0) == (0.25, 0.0, 1.0)
    sure = np.array([4.0, 5.0, 6.0])  # no skewness
    assert level_interval(sure, 0.95) == pytest.approx(interval(sure, 0.95))


def by_hall(found, level):
    """Bounds by the formula as Hall prints it."""
    count, error, skewness = len(found), stats.sem(found), stats.skew(found)
    a, b, root, t = skewness / 3, skewness / 6, math.sqrt(len(found)), stats.t.ppf(1 - level, count - 1)
    q = [root / a * (np.cbrt(1 + 3 * a * (one - b / root) / root) - 1) for one in (t, -t)]
    return found.mean() - q[0] * error, found.mean() - q[1] * error


def test_a_level_has_the_bounds_of_hall():
    found = np.array([1.0] * 9 + [2.0, 3.0, 7.0])
    assert level_interval(found, 0.95)[1:] == pytest.approx(by_hall(found, 0.025))


def test_a_p_value_is_that_of_student_where_only_tails_are_heavy():
    found = np.array([-3.0, *[0.0] * 16, 3.0])
    freedom = 2.0 / (9.0 / 18.0 - 15.0 / (18.0 * 17.0))
    assert p_value(found, -1.0) == pytest.approx(stats.t.sf(math.sqrt(17.0), freedom))


@given(HARM, st.floats(0.001, 0.4))
def test_a_lower_bound_is_where_the_p_value_is_the_level(found, level):
    assume(np.ptp(found) > 1e-3)
    low, high = bounds_of(found, level)
    assert p_value(found, low) == pytest.approx(level, rel=1e-4)
    assert p_value(-found, -high) == pytest.approx(level, rel=1e-4)


@pytest.mark.parametrize("found", [[], [1.0], [2.0, 2.0]])
def test_without_a_spread_there_is_no_p_value(found):
    with pytest.raises(ValueError, match="without a spread"):
        p_value(np.array(found), 0.0)


def test_bounds_of_skewed_values_fail_hardly_more_often_than_they_say():
    """On the side of the tail, of which fifty worlds know too little: Student's fails in 0.115 of such studies."""
    studies = np.random.default_rng(4).gamma(0.5, 1.0, (2000, 50)) - 0.5
    assert np.mean([bounds_of(study, 0.05)[1] < 0.0 for study in studies]) <= 0.08
