"""Harm against cost: who is beaten, where it pays to switch, and how sure both are."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.decide.frontier import efficient, frontier_of, hull

POINTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=8).map(
    lambda pairs: (np.array([one for one, _ in pairs], float), np.array([two for _, two in pairs], float))
)


@given(POINTS)
def test_the_efficient_are_those_that_no_other_beats(points):
    harm, cost = points
    for plan, is_efficient in enumerate(efficient(harm, cost)):
        beaten = any(
            harm[other] <= harm[plan]
            and cost[other] <= cost[plan]
            and (harm[other], cost[other]) != (harm[plan], cost[plan])
            for other in range(len(harm))
        )
        assert is_efficient != beaten


@given(POINTS)
def test_the_corners_pay_at_their_prices_and_nobody_else_pays_more(points):
    harm, cost = points
    corners = hull(harm, cost)
    prices = [(harm[cheap] - harm[dear]) / (cost[dear] - cost[cheap]) for dear, cheap in pairwise(corners)]
    assert prices == sorted(set(prices))
    edges = [0.0, *prices, (prices[-1] if prices else 1.0) + 1e6]
    for corner, low, high in zip(corners, edges, edges[1:], strict=False):
        price = (low + high) / 2.0
        assert harm[corner] + price * cost[corner] == pytest.approx((harm + price * cost).min())


def test_a_switching_point_is_the_harm_that_a_unit_of_cost_avoids():
    generator = np.random.default_rng(1)
    luck = generator.normal(0.0, 5.0, (500, 1))
    harm = np.array([[100.0, 160.0, 170.0]]) + luck + generator.normal(0.0, 1.0, (500, 3))
    cost = np.full((500, 3), [30.0, 10.0, 20.0])
    found = frontier_of(harm, cost, 0.95)
    assert [point.is_efficient for point in found.points] == [True, True, False]
    assert [point.p_efficient for point in found.points] == [1.0, 1.0, 0.0]
    (switch,) = found.switches
    assert (switch.dear, switch.cheap) == (0, 1)
    assert switch.low < switch.price < switch.high
    assert switch.price == pytest.approx(3.0, abs=0.02)
    assert switch.high - switch.low < 0.05


def test_plans_that_cost_the_same_have_no_switching_point():
    generator = np.random.default_rng(2)
    found = frontier_of(generator.normal((1.0, 2.0), 1.0, (100, 2)), np.ones((100, 2)), 0.95)
    assert found.switches == ()
    assert sum(point.is_efficient for point in found.points) == 1


def test_a_switching_point_between_costs_that_may_be_equal_has_no_interval():
    generator = np.random.default_rng(3)
    cost = generator.normal((1.02, 1.0), 0.5, (100, 2))
    cost += np.array([1.02, 1.0]) - cost.mean(axis=0)
    found = frontier_of(generator.normal((1.0, 5.0), 0.1, (100, 2)), cost, 0.95)
    (switch,) = found.switches
    assert (switch.low, switch.high) == (None, None)


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1), st.permutations(range(3)))
def test_the_order_of_the_plans_does_not_matter(seed, places):
    generator = np.random.default_rng(seed)
    harm, cost = generator.normal(0.0, 1.0, (20, 3)), generator.normal(0.0, 1.0, (20, 3))
    one = [point.is_efficient for point in frontier_of(harm, cost, 0.9).points]
    other = [point.is_efficient for point in frontier_of(harm[:, places], cost[:, places], 0.9).points]
    assert other == [one[place] for place in places]
