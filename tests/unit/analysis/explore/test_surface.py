"""Break-even surfaces: a planted line is found with its band, where there is none it is said."""

import numpy as np
import pytest

from sim.analysis.explore.futures import mean_and_error
from sim.analysis.explore.noise import noise_of
from sim.analysis.explore.surface import surface_of

ENDS = np.array([[-8.0, 2.0], [10.0, 40.0]])


def in_worlds(heights, luck):
    """Heights in twenty worlds that move all of them."""
    return heights[:, None] + luck.normal(0.0, 0.3, (1, 20))


def points(count, seed):
    luck = np.random.default_rng(seed)
    return ENDS[:, 0] + luck.random((count, 2)) * (ENDS[:, 1] - ENDS[:, 0]), luck


def test_a_planted_line_is_found_and_lies_in_its_band():
    inside = 0
    for seed in range(8):
        where, luck = points(80, seed)
        heights = where[:, 0] + 3.0 + 0.1 * (where[:, 1] - 25.0) + luck.normal(0.0, 1.0, 80)
        found = surface_of(where, in_worlds(heights, luck), ENDS, seed, 0.95)
        assert found.has_line
        assert found.crossing == pytest.approx(-3.0, abs=1.0)
        inside += found.crossing_low <= -3.0 <= found.crossing_high
        assert found.told > 0.7
        assert found.is_borne_out
        assert found.below_zero[0] + found.above_zero[0] == 80
        below, above, neither = found.shares(0.95)
        assert below > 0.2
        assert above > 0.2
        assert below + above + neither == pytest.approx(1.0)
    assert inside >= 6


def test_without_a_line_there_is_none():
    where, luck = points(80, 1)
    found = surface_of(where, in_worlds(20.0 + where[:, 0] + luck.normal(0.0, 1.0, 80), luck), ENDS, 1, 0.95)
    assert not found.has_line
    assert found.crossing is None
    assert found.shares(0.95)[1] == 1.0


def test_worlds_that_move_all_of_a_surface_widen_its_band():
    where, luck = points(80, 3)
    heights = where[:, 0] + 3.0
    steady = surface_of(where, heights[:, None] + np.zeros((1, 20)), ENDS, 1, 0.95)
    moved = surface_of(where, heights[:, None] + luck.normal(0.0, 5.0, (1, 20)), ENDS, 1, 0.95)
    assert steady.shares(0.95)[2] < 0.05
    assert moved.shares(0.95)[2] > 0.2


def test_noise_foretells_nothing():
    where, luck = points(80, 2)
    assert surface_of(where, in_worlds(luck.normal(0.0, 1.0, 80), luck), ENDS, 1, 0.95).told < 0.1


def test_chance_in_the_means_is_told_from_inputs():
    luck = np.random.default_rng(1)
    effects, worlds = luck.normal(0.0, 2.0, (400, 1)), luck.normal(0.0, 5.0, (1, 20))
    shared = noise_of(effects + worlds)
    assert shared.left == pytest.approx(0.0, abs=1e-12)
    assert shared.within > 0.5
    apart = noise_of(effects + luck.normal(0.0, 5.0, (400, 20)))
    assert apart.left == pytest.approx(25.0 / 20.0, rel=0.1)
    assert apart.share == pytest.approx(1.25 / 5.25, rel=0.25)
    assert noise_of(effects) is None


def test_worlds_that_failed_do_not_count():
    mean, error = mean_and_error(np.array([[1.0, 3.0, np.nan], [np.nan] * 3, [2.0, np.nan, np.nan]]))
    assert mean[0] == 2.0
    assert error[0] == pytest.approx(1.0)
    assert np.isnan(mean[1])
    assert mean[2] == 2.0
    assert np.isnan(error[2])
