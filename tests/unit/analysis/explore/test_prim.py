"""Boxes and rules: what was planted is found, chance is not, and peeling never thins a box."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.explore.prim import Field, Side, best_box, paste, peel, quasi_p, whole
from sim.analysis.explore.rules import discover

FEW = 20
"""Resamples and shuffles, for speed."""


def planted(count, seed, noise=0.0):
    """Points that fail where the first input is low, the second below 14 of 10 to 39, and the fourth is 1 or 2."""
    luck = np.random.default_rng(seed)
    points = np.column_stack(
        [
            luck.uniform(-8.0, 2.0, count),
            luck.integers(10, 40, count),
            luck.uniform(0.0, 1.0, count),
            luck.integers(0, 3, count),
        ]
    )
    fails = (points[:, 0] < -2.0) & (points[:, 1] < 30) & (points[:, 3] > 0)
    return Field(points, fails ^ (luck.random(count) < noise), (False, False, False, True))


def test_a_planted_box_is_found_whole():
    field = planted(400, 1)
    box = best_box(field)
    assert [side.is_open for side in box] == [False, False, True, False]
    assert box[0].high == pytest.approx(-2.0, abs=0.3)
    assert box[1].high == 29.0
    assert box[3].among == {1.0, 2.0}
    held = field.inside(box)
    assert field.density(held) > 0.95
    assert field.coverage(held) > 0.95


def test_a_rule_survives_noise_and_says_what_is_in_it():
    field = planted(240, 2, noise=0.05)
    found = discover(field, 1, FEW)
    rule = found.rules[0]
    assert not found.why_not
    assert rule.box[0].high == pytest.approx(-2.0, abs=0.6)
    assert rule.box[2].is_open
    held = field.inside(rule.box)
    assert (rule.inside, rule.failing) == (held.sum(), field.fails[held].sum())
    assert rule.coverage == pytest.approx(rule.failing / field.failures)
    assert rule.stability[0] > 0.8
    assert rule.stability[2] < 0.2
    assert set(rule.quasi_p) == {0, 1, 3}
    assert max(rule.quasi_p.values()) < 0.05
    assert rule.chance == 0.0


@pytest.mark.slow
def test_two_planted_boxes_make_two_rules():
    luck = np.random.default_rng(5)
    points = luck.random((400, 3))
    fails = (points[:, 0] < 0.2) & (points[:, 1] < 0.5) | (points[:, 0] > 0.8) & (points[:, 1] > 0.5)
    found = discover(Field(points, fails, (False,) * 3), 1, FEW)
    assert len(found.rules) == 2
    assert found.together > 0.9
    assert all(rule.density > 0.85 for rule in found.rules)


def test_no_rule_is_made_of_chance():
    made = 0
    for seed in range(5):
        luck = np.random.default_rng(seed)
        field = Field(luck.random((80, 3)), luck.random(80) < 0.3, (False,) * 3)
        made += bool(discover(field, seed, FEW).rules)
    assert made <= 1


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        (0, "met in every future"),
        (100, "met in no future"),
        (14, "14 futures that fail are too few"),
        (90, "10 futures that do not fail are too few"),
    ],
)
def test_too_few_failures_make_no_rule(failing, said):
    points = np.linspace(0.0, 1.0, 100)[:, None]
    found = discover(Field(points, np.arange(100) < failing, (False,)), 1)
    assert found.rules == ()
    assert said in found.why_not


fields = st.integers(0, 10_000).map(
    lambda seed: Field(
        np.random.default_rng(seed).integers(0, 8, (60, 3)) / 2.0,
        np.random.default_rng(seed + 1).random(60) < 0.4,
        (False, True, False),
    )
)


@settings(max_examples=25, deadline=None)
@given(fields)
def test_each_peel_makes_a_denser_box_inside_the_one_before(field):
    before = np.ones(60, dtype=bool)
    for box in peel(field):
        held = field.inside(box)
        assert not (held & ~before).any()
        assert held.sum() >= 3
        assert before.all() or field.density(held) > field.density(before)
        before = held


@settings(max_examples=25, deadline=None)
@given(fields)
def test_pasting_never_thins_a_box_and_only_adds(field):
    for box in list(peel(field))[::3]:
        narrow, wide = field.inside(box), field.inside(paste(field, box))
        assert not (narrow & ~wide).any()
        assert field.density(wide) >= field.density(narrow) - 1e-12
        assert field.gain(wide) >= field.gain(narrow) - 1e-12


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_inputs_does_not_matter(order):
    field = planted(300, 3)
    turned = Field(field.points[:, order], field.fails, tuple(field.choices[place] for place in order))
    box, again = best_box(field), best_box(turned)
    assert [box[place] for place in order] == list(again)


def test_a_limit_that_chance_makes_has_a_large_quasi_p():
    field = planted(400, 1)
    box = (Side(high=-2.0), Side(high=29.0), Side(high=0.9), Side(among=frozenset({1.0, 2.0})))
    found = quasi_p(field, box)
    assert found[2] > 0.3
    assert max(found[0], found[1], found[3]) < 1e-6
    assert quasi_p(field, whole(field)) == {}
