"""Which inputs matter: how much of the spread between futures comes from each."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.explore.design import Cube, Design, problem_of
from sim.analysis.statistics import student_quantile

Outcome = NDArray[np.float64]
"""One number per point, shape (points,)."""
RESAMPLES = 400
"""Resamples behind the intervals of indices."""
HARMONICS = 6
"""Harmonics of RBD-FAST."""
SHUFFLES = 40
"""Inputs made of nothing but shuffled numbers that the floor is taken from."""
FLOOR = 0.95
"""Quantile of what such inputs get that counts as chance."""
LEAST_POINTS = 60
"""Fewer points of a latin hypercube tell nothing about indices: RBD-FAST needs several per harmonic."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much an input matters.

    Parameters
    ----------
    main, main_half : first-order index and the half width of its interval; None with morris
    total, total_half : total index, or mu* of morris in the unit of the outcome; None of given data
    sigma : spread of the elementary effects of morris, in the unit of the outcome
    luck : total that luck alone gives such an input at most (95 %); None of given data, or if it cannot be told
    is_clear : whether it is above what chance gives
    """

    main: float | None = None
    main_half: float | None = None
    total: float | None = None
    total_half: float | None = None
    sigma: float | None = None
    luck: float | None = None
    is_clear: bool = False

    def beside(self, luck: float | None) -> Index:
        """The same, clear only if its interval lies above what luck alone gives; not clear if that cannot be told."""
        total, half = self.total or 0.0, self.total_half or 0.0
        return replace(self, luck=luck, is_clear=self.is_clear and luck is not None and total - half > luck)

    @property
    def weight(self) -> float:
        """What inputs are ranked by."""
        found = self.total if self.total is not None else self.main
        return 0.0 if found is None else found


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Indices of all inputs for one outcome.

    Parameters
    ----------
    method : ``sobol``, ``morris`` or ``rbd_fast``
    indices : in the order of the inputs; empty if nothing can be said
    floor : index that shuffled numbers reach by chance; None where the method needs none
    why_not : why nothing can be said, empty if it can
    """

    method: str
    indices: tuple[Index, ...]
    floor: float | None = None
    why_not: str = ""

    def ranked(self) -> list[int]:
        """Places of the inputs, the one that matters most first."""
        return sorted(range(len(self.indices)), key=lambda place: (-self.indices[place].weight, place))


METHODS = {"latin_hypercube": "rbd_fast", "sobol": "sobol", "morris": "morris"}


def sensitivity_of(design: Design, outcome: Outcome, seed: int, confidence: float) -> Sensitivity:
    """Indices of all inputs, by the method that the design was laid for.

    Parameters
    ----------
    outcome : one number per point of the design
    seed : of the resamples

    Notes
    -----
    Sobol indices: first order after Saltelli et al. (2010), total after Jansen (1999), intervals by bootstrap. Morris:
    mu* is the mean size of the elementary effects (Campolongo, Cariboni & Saltelli 2007), sigma their spread, the
    interval that of a mean of as many values as there are trajectories. Given data: RBD-FAST (Tarantola, Gatelli &
    Mara 2006) with the correction of bias of Tissot & Prieur (2012); it sees what an input does alone. Its floor is the
    95 % quantile of the indices of inputs that are shuffled numbers.
    """
    method = METHODS[design.kind]
    spread = float(np.ptp(outcome))
    if not np.isfinite(outcome).all():
        return Sensitivity(method, (), why_not="not all futures give a number")
    if spread <= 1e-12 * max(1.0, float(np.abs(outcome).max())):
        return Sensitivity(method, (), why_not="all futures give the same")
    if method == "rbd_fast" and len(outcome) < LEAST_POINTS:
        return Sensitivity(method, (), why_not=f"{len(outcome)} points are too few, {LEAST_POINTS} are the least")
    scaled = (outcome - outcome.mean()) / outcome.std()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if method == "sobol":
            return _sobol(design.shares, scaled, seed, confidence)
        if method == "morris":
            return _morris(design.shares, outcome, seed, confidence)
        return _rbd_fast(design.shares, scaled, seed, confidence)


def _sobol(shares: Cube, outcome: Outcome, seed: int, confidence: float) -> Sensitivity:
    from SALib.analyze import sobol

    problem = problem_of(shares.shape[1])
    found = sobol.analyze(
        problem, outcome, calc_second_order=False, num_resamples=RESAMPLES, conf_level=confidence, seed=seed
    )
    rows = zip(found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    indices = [
        Index(float(main), float(half), float(total), float(width), is_clear=bool(total - width > 0.0))
        for main, half, total, width in rows
    ]
    return Sensitivity("sobol", tuple(indices))


def _morris(shares: Cube, outcome: Outcome, seed: int, confidence: float) -> Sensitivity:
    from SALib.analyze import morris

    found = morris.analyze(
        problem_of(shares.shape[1]),
        shares,
        outcome,
        num_resamples=RESAMPLES,
        conf_level=confidence,
        num_levels=4,
        seed=seed,
    )
    halves = found["mu_star_conf"] * _of_few(len(outcome) // (shares.shape[1] + 1), confidence)
    rows = zip(found["mu_star"], halves, found["sigma"], strict=True)
    indices = [
        Index(total=float(mu), total_half=float(half), sigma=float(sigma), is_clear=bool(mu - half > 0.0))
        for mu, half, sigma in rows
    ]
    return Sensitivity("morris", tuple(indices))


def _of_few(count: int, confidence: float) -> float:
    """What the interval of a mean of few independent values is wider by than one from the spread of its resamples.

    Student's quantile for the normal one, and a spread over n - 1 for one over n.
    """
    share = 0.5 + confidence / 2.0
    wider = student_quantile(share, count - 1) / student_quantile(share, math.inf)
    return wider * math.sqrt(count / (count - 1))


def _rbd_fast(shares: Cube, outcome: Outcome, seed: int, confidence: float) -> Sensitivity:
    from SALib.analyze import rbd_fast

    luck = np.random.default_rng(seed)
    how = {"M": HARMONICS, "conf_level": confidence}
    found = rbd_fast.analyze(problem_of(shares.shape[1]), shares, outcome, num_resamples=RESAMPLES, seed=seed, **how)
    shuffled = np.column_stack([luck.permutation(len(outcome)) for _ in range(SHUFFLES)]) / len(outcome)
    chance = rbd_fast.analyze(problem_of(SHUFFLES), shuffled, outcome, num_resamples=2, seed=seed, **how)
    floor = max(0.0, float(np.quantile(chance["S1"], FLOOR)))
    indices = [
        Index(float(main), float(half), is_clear=bool(main > floor))
        for main, half in zip(found["S1"], found["S1_conf"], strict=True)
    ]
    return Sensitivity("rbd_fast", tuple(indices), floor)
