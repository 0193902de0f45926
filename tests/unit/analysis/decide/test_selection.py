"""The selection procedure of Kim and Nelson: its constants, its steps and its promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.decide import selection
from sim.analysis.decide.selection import FIRST, SPENT, select
from tests.coverage.laws import Plans


def step_by_step(harm, indifference, confidence, first):
    """The procedure as the paper tells it, one world after another, in plain Python."""
    worlds, plans = harm.shape
    alpha = SPENT * (1.0 - confidence)
    h_squared = (first - 1) * ((2.0 * alpha / (plans - 1)) ** (-2.0 / (first - 1)) - 1.0)
    variance = {
        (i, j): float(np.var(harm[:first, i] - harm[:first, j], ddof=1)) for i in range(plans) for j in range(plans)
    }
    left, ended = list(range(plans)), {}
    for r in range(first, worlds + 1):
        mean = harm[:r].mean(axis=0)
        width = {
            pair: max(0.0, indifference / (2.0 * r) * (h_squared * spread / indifference**2 - r))
            for pair, spread in variance.items()
        }
        losers = [i for i in left if any(mean[i] - mean[j] > width[i, j] for j in left)]
        ended |= dict.fromkeys(losers, r)
        left = [i for i in left if i not in losers]
        if len(left) == 1 or r > max(h_squared * variance[i, j] / indifference**2 for i in left for j in left):
            return min(left, key=lambda i: mean[i]), tuple(ended.get(i, r) for i in range(plans))
    return None, tuple(ended.get(i, worlds) for i in range(plans))


@given(st.integers(0, 2**32 - 1), st.integers(2, 5), st.sampled_from([0.2, 0.5, 2.0]))
def test_it_is_the_procedure_of_the_paper(seed, plans, indifference):
    generator = np.random.default_rng(seed)
    harm = generator.normal(np.arange(plans) / 4.0, 1.0 + np.arange(plans) / 2.0, (400, plans))
    found = select(harm, indifference, 0.9, first=10)
    assert (found.chosen, found.worlds) == step_by_step(harm, indifference, 0.9, 10)


@pytest.mark.parametrize("law", ["normal", "zeros"])
@pytest.mark.parametrize(("sds", "correlation"), [((1.0, 1.5, 2.0), 0.0), ((2.0, 1.0, 1.5), 0.6)])
def test_the_best_of_unequal_plans_is_selected_as_often_as_promised(law, sds, correlation):
    """A thousand problems in which every other plan is worse by just the difference that matters."""
    indifference, confidence, problems = 0.25, 0.9, 1000
    plans = Plans(law, (0.0, indifference, indifference), sds, correlation)
    harm = plans.draw(np.random.default_rng(11), problems, 1200)
    found = [select(one, indifference, confidence) for one in harm]
    right = sum(one.chosen == 0 for one in found) / problems
    assert all(one.chosen is not None for one in found)
    assert right >= confidence
    assert sum(sum(one.worlds) for one in found) < 3 * sum(max(one.worlds) for one in found)


@given(st.integers(0, 2**32 - 1), st.integers(-1000, 1000))
def test_the_same_harm_added_to_all_plans_changes_nothing(seed, shift):
    harm = np.random.default_rng(seed).integers(0, 50, (300, 4)).astype(float)
    assert select(harm, 2.0, 0.9, first=20) == select(harm + shift, 2.0, 0.9, first=20)


@given(st.integers(0, 2**32 - 1), st.permutations(range(4)))
def test_the_order_of_the_plans_does_not_matter(seed, places):
    harm = np.random.default_rng(seed).normal(0.0, 1.0, (300, 4))
    one, other = select(harm, 0.3, 0.9, first=20), select(harm[:, places], 0.3, 0.9, first=20)
    assert other.worlds == tuple(one.worlds[place] for place in places)
    assert (None if other.chosen is None else places[other.chosen]) == one.chosen


@given(st.integers(0, 2**32 - 1))
def test_what_comes_after_a_plan_is_ruled_out_is_never_looked_at(seed):
    harm = np.random.default_rng(seed).normal(np.arange(4) / 3.0, 1.0, (500, 4))
    found = select(harm, 0.4, 0.9, first=20)
    ragged = harm.copy()
    for plan, worlds in enumerate(found.worlds):
        if plan not in found.contenders:
            ragged[worlds:, plan] = np.nan
    assert select(ragged, 0.4, 0.9, first=20) == found


def test_with_too_few_worlds_nothing_is_selected():
    harm = np.random.default_rng(1).normal(0.0, 1.0, (FIRST - 1, 3))
    assert select(harm, 1.0, 0.95) == selection.Selection(None, (0, 1, 2), (FIRST - 1,) * 3, 0)
    more = np.random.default_rng(1).normal(0.0, 1.0, (FIRST, 3))
    undecided = select(more, 0.01, 0.95)
    assert undecided.chosen is None
    assert undecided.at_most > 10_000


def test_plans_that_never_differ_tie():
    harm = np.repeat(np.random.default_rng(2).normal(0.0, 1.0, (FIRST, 1)), 2, axis=1)
    found = select(np.hstack([harm, harm[:, :1] + 9.0]), 0.5, 0.95)
    assert (found.chosen, found.contenders, found.worlds) == (0, (0, 1), (FIRST, FIRST, FIRST))


def test_the_constant_of_the_procedure():
    """With n0 - 1 = 2 the power is a plain fraction: eta = (1 / (2 alpha) - 1) / 2 for two plans."""
    assert selection._width_squared(2, 0.05, 3) == pytest.approx(2.0 * (1.0 / 0.1 - 1.0))
    assert math.isclose(selection._width_squared(5, 0.05, 3), 2.0 * (4.0 / 0.1 - 1.0))
