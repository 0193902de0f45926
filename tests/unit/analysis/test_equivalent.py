"""How much more aid a plan needs to match the reference."""

import numpy as np
import pytest

from sim.analysis.equivalent import Equivalent, equivalent_of, more_aid

FACTORS = (0.7, 0.85, 1.0, 1.15, 1.3, 1.6, 2.0)
RNG = np.random.Generator(np.random.Philox(key=7))
WINTERS = RNG.normal(600.0, 150.0, 400)


def harm(factor, noise=2.0):
    """Harm of a plan that falls by 80 for each multiple of its aid, on the same winters."""
    return WINTERS + 100.0 - 80.0 * factor + RNG.normal(0.0, noise, len(WINTERS))


def found(target, lower=True, sign=1.0, noise=2.0):
    runs = {factor: sign * harm(factor, noise) for factor in FACTORS}
    return equivalent_of(runs, sign * (WINTERS + 100.0 - 80.0 * target), lower, 0.95)


@pytest.mark.parametrize("target", [0.9, 1.0, 1.12, 1.7])
@pytest.mark.parametrize(("lower", "sign"), [(True, 1.0), (False, -1.0)])
def test_the_factor_is_found_between_those_tried_with_an_interval_around_it(target, lower, sign):
    one = found(target, lower, sign)
    assert one.ci_low < one.factor < one.ci_high
    assert one.factor == pytest.approx(target, abs=0.01)
    assert one.ci_high - one.ci_low < 0.02


@pytest.mark.slow
def test_the_interval_holds_the_truth_as_often_as_it_says():
    held = sum(one.ci_low <= 1.2 <= one.ci_high for one in (found(1.2, noise=30.0) for _ in range(200)))
    assert 180 <= held <= 199


@pytest.mark.parametrize(("target", "said"), [(3.0, "more than 2 times its aid"), (0.2, "less than 0.7 times its aid")])
def test_beyond_what_was_tried_there_is_no_factor_but_a_reason(target, said):
    assert found(target) == Equivalent(None, None, None, said)


def test_an_interval_that_reaches_beyond_has_no_bound_there():
    one = found(1.95, noise=150.0)
    assert one.factor is not None
    assert one.ci_high is None


def test_replications_without_a_value_are_left_out():
    reference = WINTERS + 4.0
    reference[::2] = np.nan
    runs = {factor: harm(factor) for factor in FACTORS}
    assert equivalent_of(runs, reference, True, 0.95).factor == pytest.approx(1.2, abs=0.02)
    assert equivalent_of(runs, np.full(400, np.nan), True, 0.95).reason == "too few worlds in which it is defined"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((1.12, 1.08, 1.17), "12 % more (8 to 17)"),
        ((0.8, 0.75, 0.9), "20 % less (10 to 25)"),
        ((1.02, 0.97, 1.08), "no clear difference: from 3 % less to 8 % more"),
        ((1.5, 1.2, None), "50 % more (20 or more)"),
        ((0.73, None, 0.85), "27 % less (15 or more)"),
        ((1.5, 0.9, None), "no clear difference: from 10 % less to even more"),
        ((0.8, None, 1.1), "no clear difference: from even less to 10 % more"),
        ((None, None, None), ""),
    ],
)
def test_an_equivalent_in_words(numbers, said):
    assert more_aid(Equivalent(*numbers)) == said
