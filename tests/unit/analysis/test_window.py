"""When a difference happens, and when that may be said."""

import numpy as np

from sim.analysis.window import window_of


def days(count=100, length=40):
    return np.zeros((count, length))


def test_a_difference_on_one_day_has_a_window_of_one_day():
    differences = days()
    differences[:, 6] = 5.0
    found = window_of(differences)
    assert (found.first, found.last, found.share) == (7, 7, 1.0)


def test_a_difference_may_be_negative():
    differences = days()
    differences[:, 6:9] = -5.0
    assert (window_of(differences).first, window_of(differences).last) == (7, 9)


def test_a_window_is_a_quarter_of_the_horizon_at_most():
    exact, longer = days(), days()
    exact[:, 10:20], longer[:, 10:24] = 1.0, 1.0
    assert window_of(exact) is not None
    assert window_of(longer) is None


def test_a_window_holds_at_least_four_fifths():
    differences = days()
    differences[:, 3], differences[:, 30] = 3.0, 1.0
    assert window_of(differences) is None
    differences[:, 30] = 0.5
    assert window_of(differences).share > 0.85


def test_what_few_replications_do_is_not_enough():
    differences = days()
    differences[:, :] = 0.1
    differences[0, 5] = 2500.0
    assert window_of(differences) is None


def test_no_difference_has_no_window():
    assert window_of(days()) is None
    assert window_of(days(count=1)) is None


def test_large_studies_are_resampled_in_groups_with_the_same_answer():
    differences = days(count=2300)
    differences[:, 6] = np.random.default_rng(2).normal(1.0, 1.0, 2300)
    assert (window_of(differences).first, window_of(differences).last) == (7, 7)
