"""The ladder decides each case on the first rung that can, and never calls the same what was not shown to be."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.check.baseline import Kept
from sim.analysis.check.ladder import compared, corrected

LUCK = np.random.default_rng(5)
VALUES = LUCK.gamma(2.0, 100.0, 64)


def kept(values=VALUES, margin=4.0):
    return Kept("h", None, None, None, None, None, margin, values)


def verdict(now, before=None):
    return compared("daily", "cold_hours", before or kept(), now).verdict


def test_the_same_numbers_are_identical_undefined_ones_included():
    holes = np.where(np.arange(64) % 9 == 0, np.nan, VALUES)
    never = np.where(np.arange(64) % 7 == 0, np.inf, VALUES)
    assert verdict(VALUES.copy()) == "identical"
    assert verdict(holes.copy(), kept(holes)) == "identical"
    assert verdict(never.copy(), kept(never)) == "identical"


def test_rounding_is_told_from_change():
    assert verdict(VALUES * (1.0 + 5e-10)) == "round-off"
    assert verdict(VALUES * (1.0 + 5e-9)) == "equivalent"
    assert verdict(np.append(VALUES[:-1], np.nextafter(VALUES[-1], 0.0))) == "round-off"


@pytest.mark.parametrize(
    ("shift", "noise", "expected"),
    [(0.5, 1.0, "equivalent"), (12.0, 1.0, "drift"), (4.0, 10.0, "inconclusive"), (-12.0, 1.0, "drift")],
)
def test_changed_numbers_are_judged_by_their_margin(shift, noise, expected):
    luck = np.random.default_rng(1)
    assert verdict(VALUES + shift + luck.normal(0.0, noise, 64)) == expected


def test_a_metric_that_is_defined_elsewhere_has_drifted():
    holes = VALUES.copy()
    holes[:5] = np.nan
    assert verdict(holes) == "drift"


def test_a_time_that_comes_where_it_never_came_is_a_change():
    never = VALUES.copy()
    never[3] = np.inf
    assert verdict(VALUES, kept(never)) != "identical"


def test_more_questions_ask_for_more_evidence():
    luck = np.random.default_rng(3)
    found = compared("daily", "cold_hours", kept(), VALUES + 1.0 + luck.normal(0.0, 12.0, 64))
    assert found.verdict == "equivalent"
    many = {(str(number), 0): found for number in range(40)}
    assert {one.verdict for one in corrected(many).values()} == {"inconclusive"}
    assert corrected({("only", 0): found})[("only", 0)].verdict == "equivalent"


def test_a_margin_of_nought_asks_for_the_same_mean():
    assert verdict(VALUES + 0.5, replace(kept(), margin=0.0)) == "drift"
