"""The truth that intervals over many futures are held against."""

import numpy as np
import pytest

from tests.coverage.exploring import INPUTS, VARIANCES, alone, effect, in_all, outcome


def test_the_variances_are_those_of_the_function():
    luck = np.random.default_rng(1)
    shares, others = luck.random((2, 200_000, INPUTS))
    whole = outcome(shares)
    assert whole.var() == pytest.approx(sum(VARIANCES.values()), rel=0.01)
    for place in range(INPUTS):
        kept, changed = others.copy(), shares.copy()
        kept[:, place], changed[:, place] = shares[:, place], others[:, place]
        assert np.cov(whole, outcome(kept))[0, 1] / whole.var() == pytest.approx(alone(place), abs=0.01)
        assert ((whole - outcome(changed)) ** 2).mean() / 2 / whole.var() == pytest.approx(in_all(place), abs=0.01)


def test_effects_on_the_four_levels_are_those_worked_out_by_hand():
    """Twice the factor of each input: products and squares cancel over the levels, or never turn a sign."""
    assert [effect(place) for place in range(INPUTS)] == pytest.approx([2.0, 1.6, 1.0, 0.0])
