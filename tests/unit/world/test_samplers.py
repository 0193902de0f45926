"""Draws follow the laws they are named after."""

import math

import numpy as np
import pytest
from scipy import special, stats

from sim.kernel import kernel
from sim.scenario.law_codes import LawCode
from sim.world.address import DRAW_SLOTS, Stream
from sim.world.moments import mean_of, quantile_of
from sim.world.philox import key_of
from sim.world.samplers import beta_number, draw, normal_quantile

KEY0, KEY1 = key_of(20260124)
COUNT = 20_000
LEAST_P = 1e-3
"""Each law fails a sound sampler with this chance, at this fixed seed once and for all."""

CONTINUOUS = [
    (LawCode.UNIFORM, (0.1, 0.4, 0.0), stats.uniform(0.1, 0.3)),
    (LawCode.TRIANGULAR, (0.3, 0.8, 1.6), stats.triang(0.5 / 1.3, 0.3, 1.3)),
    (LawCode.TRIANGULAR, (1.0, 1.0, 3.0), stats.triang(0.0, 1.0, 2.0)),
    (LawCode.TRIANGULAR, (1.0, 3.0, 3.0), stats.triang(1.0, 1.0, 2.0)),
    (LawCode.EXPONENTIAL, (42.0, 0.0, 0.0), stats.expon(scale=42.0)),
    (LawCode.NORMAL, (-3.5, 2.1, 0.0), stats.norm(-3.5, 2.1)),
    (LawCode.LOGNORMAL, (math.log(440.0), 0.27, 0.0), stats.lognorm(0.27, scale=440.0)),
    (LawCode.GAMMA, (1.6, 3.06, 0.0), stats.gamma(1.6, scale=3.06)),
    (LawCode.GAMMA, (0.3, 2.0, 0.0), stats.gamma(0.3, scale=2.0)),
    (LawCode.GAMMA, (250.0, 0.5, 0.0), stats.gamma(250.0, scale=0.5)),
    (LawCode.BETA, (1.0, 2.35, 0.0), stats.beta(1.0, 2.35)),
    (LawCode.BETA, (0.4, 0.2, 0.0), stats.beta(0.4, 0.2)),
    (LawCode.BETA, (30.0, 70.0, 0.0), stats.beta(30.0, 70.0)),
]

DISCRETE = [
    (LawCode.GEOMETRIC, (4.0, 0.0, 0.0), stats.geom(0.25)),
    (LawCode.POISSON, (7.3, 0.0, 0.0), stats.poisson(7.3)),
    (LawCode.POISSON, (400.0, 0.0, 0.0), stats.poisson(400.0)),
    (LawCode.NEGATIVE_BINOMIAL, (117.0, 9.0, 0.0), stats.nbinom(9.0, 9.0 / 126.0)),
    (LawCode.UNIFORM_INT, (3.0, 8.0, 0.0), stats.randint(3, 9)),
]


@kernel
def fill(drawn, law, a, b, c, key0, key1):
    for entity in range(drawn.size):
        drawn[entity] = draw(law, a, b, c, key0, key1, 4, Stream.WORK, entity, DRAW_SLOTS)


def sample(law: LawCode, numbers: tuple[float, float, float]) -> np.ndarray:
    drawn = np.empty(COUNT)
    fill(drawn, int(law), *numbers, KEY0, KEY1)
    return drawn


@pytest.mark.parametrize(("law", "numbers", "reference"), CONTINUOUS)
def test_continuous_draws_follow_their_law(law, numbers, reference) -> None:
    assert stats.kstest(sample(law, numbers), reference.cdf).pvalue > LEAST_P


@pytest.mark.parametrize(("law", "numbers", "reference"), DISCRETE)
def test_discrete_draws_follow_their_law(law, numbers, reference) -> None:
    drawn = sample(law, numbers)
    edges = np.unique(reference.ppf(np.linspace(0.0, 1.0, 21)[1:-1]))
    observed = np.bincount(np.searchsorted(edges, drawn), minlength=len(edges) + 1)
    expected = COUNT * np.diff(np.concatenate([[0.0], reference.cdf(edges), [1.0]]))
    seen = expected > 0
    assert observed[~seen].sum() == 0
    assert stats.chisquare(observed[seen], expected[seen]).pvalue > LEAST_P


@pytest.mark.parametrize(("law", "numbers", "reference"), CONTINUOUS + DISCRETE)
def test_mean_and_quantiles_are_those_of_the_law(law, numbers, reference) -> None:
    assert mean_of(law, *numbers) == pytest.approx(reference.mean(), rel=1e-12)
    for u in (0.001, 0.25, 0.5, 0.9, 0.999):
        assert quantile_of(law, *numbers, u) == pytest.approx(reference.ppf(u), rel=1e-9)


def test_a_constant_needs_no_luck() -> None:
    assert set(sample(LawCode.CONSTANT, (61.5, 0.0, 0.0))) == {61.5}


def test_normal_quantile_is_exact_to_the_last_digits() -> None:
    u = np.concatenate([np.linspace(0.0005, 0.9995, 4001), [2.0**-53, 1e-12, 1.0 - 2.0**-53]])
    ours = [normal_quantile(float(value)) for value in u]
    np.testing.assert_allclose(ours, special.ndtri(u), rtol=2e-15, atol=1e-16)


def test_normal_quantile_of_zero_is_finite() -> None:
    assert normal_quantile(0.0) == pytest.approx(special.ndtri(2.0**-54), rel=1e-14)


def test_betas_of_two_layers_in_one_night_rise_and_fall_together() -> None:
    address = [(KEY0, KEY1, 4, Stream.NIGHT_EFFECT, wave, 0) for wave in range(2000)]
    weak = [beta_number(0.3, 0.7, *where) for where in address]
    strong = [beta_number(0.65, 0.35, *where) for where in address]
    assert stats.spearmanr(weak, strong).statistic > 0.8


def test_a_beta_without_one_of_its_sides_is_certain() -> None:
    assert beta_number(0.0, 2.0, KEY0, KEY1, 0, Stream.NIGHT_EFFECT, 0, 0) == 0.0
    assert beta_number(2.0, 0.0, KEY0, KEY1, 0, Stream.NIGHT_EFFECT, 0, 0) == 1.0


def test_a_beta_of_tiny_shapes_is_nearly_a_coin() -> None:
    drawn = [beta_number(0.003, 0.007, KEY0, KEY1, 0, Stream.NIGHT_EFFECT, wave, 0) for wave in range(4000)]
    assert np.mean(drawn) == pytest.approx(0.3, abs=4.0 * math.sqrt(0.21 / 4000))
    assert np.mean([0.01 < share < 0.99 for share in drawn]) < 0.05
