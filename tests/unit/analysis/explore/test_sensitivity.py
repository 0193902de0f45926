"""Indices through our own path: a function whose Sobol indices are known, screening, data that are given."""

import numpy as np
import pytest
from scipy import stats

from sim.analysis.explore.design import lay, problem_of
from sim.analysis.explore.sensitivity import RESAMPLES, sensitivity_of

A, B = 7.0, 0.1
FIRST = (0.3139, 0.4424, 0.0, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437, 0.0)
"""Sobol indices of Ishigami's function (Ishigami & Homma 1990), and of an input that it does not have."""


def ishigami(shares):
    """Of the first three of four inputs."""
    x, y, z = (np.pi * (2.0 * shares[:, place] - 1.0) for place in range(3))
    return np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x)


def test_sobol_indices_of_ishigami_are_found():
    design = lay("sobol", 1024, 4, 1)
    assert len(design.shares) == 1024 * 6
    found = sensitivity_of(design, ishigami(design.shares), 1, 0.95)
    for one, first, total in zip(found.indices, FIRST, TOTAL, strict=True):
        assert one.main == pytest.approx(first, abs=0.06)
        assert one.total == pytest.approx(total, abs=0.06)
        assert abs(one.total - total) <= 2.0 * one.total_half + 1e-9
    assert [one.is_clear for one in found.indices] == [True, True, True, False]
    assert found.ranked() == [0, 1, 2, 3]


def test_morris_effects_of_a_sum_are_its_factors():
    design = lay("morris", 20, 3, 1)
    assert len(design.shares) == 20 * 4
    found = sensitivity_of(design, design.shares @ np.array([3.0, -5.0, 0.0]), 1, 0.95)
    assert [one.total for one in found.indices] == pytest.approx([3.0, 5.0, 0.0])
    assert [one.sigma for one in found.indices] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert [one.is_clear for one in found.indices] == [True, True, False]


def test_few_trajectories_have_the_interval_of_a_mean_of_few():
    from SALib.analyze import morris

    design = lay("morris", 4, 3, 1)
    outcome = design.shares[:, 0] * design.shares[:, 1] + design.shares[:, 2] ** 2
    raw = morris.analyze(problem_of(3), design.shares, outcome, num_resamples=RESAMPLES, num_levels=4, seed=1)
    wider = stats.t.ppf(0.975, 3) / stats.norm.ppf(0.975) * np.sqrt(4 / 3)
    found = sensitivity_of(design, outcome, 1, 0.95)
    assert [one.total_half for one in found.indices] == pytest.approx(wider * raw["mu_star_conf"])


def test_given_data_tell_what_inputs_do_by_themselves():
    design = lay("latin_hypercube", 512, 4, 1)
    found = sensitivity_of(design, ishigami(design.shares), 1, 0.95)
    assert [one.main for one in found.indices] == pytest.approx(FIRST, abs=0.08)
    assert [one.is_clear for one in found.indices[:2]] == [True, True]
    assert found.indices[3].main < 0.05
    assert 0.0 <= found.floor < 0.1


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_the_order_of_inputs_does_not_matter(kind):
    design = lay(kind, 64, 3, 2)
    outcome = design.shares @ np.array([1.0, 2.0, 4.0])
    found = sensitivity_of(design, outcome, 1, 0.95)
    assert found.ranked() == [2, 1, 0]
    if kind == "latin_hypercube":
        turned = type(design)(kind, design.shares[:, ::-1], design.even)
        again = sensitivity_of(turned, outcome, 1, 0.95)
        assert [one.main for one in again.indices[::-1]] == pytest.approx([one.main for one in found.indices])


@pytest.mark.parametrize(
    ("points", "outcome", "said"),
    [
        (64, np.ones(64), "all futures give the same"),
        (64, np.full(64, np.nan), "not all futures give a number"),
        (40, np.arange(40.0), "40 points are too few"),
    ],
)
def test_what_cannot_be_told_is_said(points, outcome, said):
    found = sensitivity_of(lay("latin_hypercube", points, 2, 1), outcome, 1, 0.95)
    assert found.indices == ()
    assert said in found.why_not


def test_points_that_fill_the_cube_are_known():
    assert list(lay("latin_hypercube", 8, 2, 1).even) == list(range(8))
    design = lay("sobol", 8, 2, 1)
    assert list(design.even) == [0, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 23, 24, 27, 28, 31]
    assert len(np.unique(design.shares[design.even], axis=0)) == 16
    assert len(lay("morris", 4, 2, 1).even) == 0
    again = lay("sobol", 8, 2, 1)
    assert (design.shares == again.shares).all()
