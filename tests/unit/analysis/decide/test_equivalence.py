"""Sameness is shown, not assumed: TOST and Holm against their definitions and against what is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.decide.equivalence import holm, paired_tost, verdicts_of

P_VALUES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12)


def test_both_p_values_are_those_of_one_sided_t_tests():
    differences = 0.3 + stats.norm.ppf((np.arange(40) + 0.5) / 40)  # no heavier tails than normal ones
    found = paired_tost(differences, 0.5)
    above = stats.ttest_1samp(differences, -0.5, alternative="greater").pvalue
    below = stats.ttest_1samp(differences, 0.5, alternative="less").pvalue
    assert found.p_equivalent == pytest.approx(max(above, below), rel=1e-9)
    outside = stats.ttest_1samp(differences, 0.5, alternative="greater").pvalue
    assert found.p_different == pytest.approx(min(1.0, 2.0 * outside), rel=1e-9)


@given(st.integers(0, 200), st.floats(0.01, 2.0))
def test_equivalent_means_that_the_interval_lies_inside_the_margin(seed, margin):
    differences = np.random.default_rng(seed).normal(0.1, 0.5, 25)
    found = paired_tost(differences, margin)
    assert (found.verdict == "equivalent") == (-margin <= found.low and found.high <= margin)


def test_at_the_edge_of_the_margin_it_is_called_equivalent_no_more_often_than_promised():
    generator = np.random.default_rng(2)
    verdicts = [paired_tost(generator.normal(1.0, 1.0, 20), 1.0).verdict for _ in range(2000)]
    assert 0.03 <= verdicts.count("equivalent") / 2000 <= 0.07
    assert verdicts.count("different") / 2000 <= 0.04


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [([], "open"), ([0.0], "open"), ([0.1, 0.1], "equivalent"), ([0.9, 0.9, 0.9], "different"), ([np.inf, 0], "open")],
)
def test_no_interval_is_invented(differences, verdict):
    found = paired_tost(np.array(differences, np.float64), 0.5)
    assert found.verdict == verdict
    assert (found.low is None) == (verdict == "open")


@given(P_VALUES)
def test_holm_is_the_step_down_rule(p_values):
    corrected = holm(p_values)
    alpha = 0.05
    order = np.argsort(p_values, kind="stable")
    rejected = set()
    for rank, place in enumerate(order):
        if p_values[place] * (len(p_values) - rank) > alpha:
            break
        rejected.add(int(place))
    assert {place for place, value in enumerate(corrected) if value <= alpha} == rejected


@given(P_VALUES, st.randoms())
def test_holm_does_not_depend_on_the_order(p_values, random):
    places = list(range(len(p_values)))
    random.shuffle(places)
    corrected = holm(p_values)
    assert holm([p_values[place] for place in places]) == [corrected[place] for place in places]


def test_a_family_is_judged_more_carefully_than_its_members():
    generator = np.random.default_rng(3)
    found = {name: paired_tost(generator.normal(0.0, 1.0, 16), 0.55) for name in range(40)}
    alone = [name for name, one in found.items() if one.verdict == "equivalent"]
    together = [name for name, verdict in verdicts_of(found).items() if verdict == "equivalent"]
    assert set(together) < set(alone)
