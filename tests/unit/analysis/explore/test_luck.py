"""What luck gives inputs that do nothing, in designs of which all points meet the same worlds."""

import numpy as np
import pytest

from sim.analysis.explore.design import lay
from sim.analysis.explore.luck import floors_of, pairs_of
from sim.analysis.explore.sensitivity import sensitivity_of

WORLDS = 12


def with_luck(design, luck, seed):
    """The first input counts, the second only shuffles luck, the third is heeded by nothing."""
    chance = np.random.default_rng(seed)
    worlds = chance.normal(size=WORLDS)
    cells = {}
    rows = []
    for first, second, _ in design.shares:
        cell = cells.setdefault((first, second), chance.normal(size=WORLDS))
        rows.append(3.0 * first + worlds + luck * cell)
    return np.array(rows)


def clear(design, values, seed):
    found = sensitivity_of(design, values.mean(axis=1), seed, 0.95)
    floors = floors_of(design, values, seed)
    before = [one.is_clear for one in found.indices]
    return before, [one.beside(floor).is_clear for one, floor in zip(found.indices, floors, strict=True)]


@pytest.mark.parametrize(("kind", "points"), [("sobol", 32), ("morris", 30)])
def test_an_input_that_only_shuffles_luck_has_no_star(kind, points):
    starred = np.zeros((2, 3), int)
    for seed in range(20):
        design = lay(kind, points, 3, seed)
        starred += np.array(clear(design, with_luck(design, 0.7, seed), seed))
    before, now = starred.tolist()
    assert before == [20, 20, 0]
    assert now[0] == 20
    assert now[1] <= 4  # 5 % at most each time: more than 4 of 20 would be a chance of 3 in 1,000
    assert now[2] == 0


@pytest.mark.parametrize(("kind", "points"), [("sobol", 16), ("morris", 8)])
def test_without_luck_the_floor_is_nothing_and_worlds_that_failed_are_left_out(kind, points):
    design = lay(kind, points, 3, 1)
    values = with_luck(design, 0.0, 1)
    assert floors_of(design, values, 1) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)
    values = with_luck(design, 0.7, 1)
    values[3, 5] = np.nan
    assert floors_of(design, values, 1) == floors_of(design, np.delete(values, 5, axis=1), 1)
    assert floors_of(design, values[:, :1], 1) is None


@pytest.mark.parametrize(("kind", "points"), [("sobol", 8), ("morris", 6)])
def test_pairs_differ_in_one_input_alone(kind, points):
    design = lay(kind, points, 3, 1)
    for place in range(3):
        one, other = pairs_of(design, place)
        assert len(one) == points
        differs = design.shares[one] != design.shares[other]
        assert differs[:, place].all()
        assert differs.sum() == points
