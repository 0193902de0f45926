"""How often the selection of the best is right: one least favourable case after another."""

import math
import time
from dataclasses import dataclass

import numpy as np

from sim.analysis.decide.best import losses_of
from sim.analysis.decide.paired import filled
from sim.analysis.decide.selection import select
from tests.coverage.laws import LAWS, Plans

INDIFFERENCE = 0.25
"""A quarter of the standard deviation of the best plan."""
SPREADS = {"equal": lambda k: [1.0] * k, "rising": lambda k: list(np.linspace(1.0, 2.0, k)),
           "falling": lambda k: list(np.linspace(2.0, 1.0, k))}  # fmt: skip
PLACES = {
    "others at the edge": lambda k: [0.0] + [INDIFFERENCE] * (k - 1),
    "in steps": lambda k: [INDIFFERENCE * place for place in range(k)],
}
MOST = 6000
"""Worlds at hand."""


@dataclass(frozen=True)
class Case:
    law: str
    plans: int
    spread: str
    places: str
    correlation: float

    def make(self):
        return Plans(
            self.law, tuple(PLACES[self.places](self.plans)), tuple(SPREADS[self.spread](self.plans)), self.correlation
        )


@dataclass(frozen=True)
class Outcome:
    """right : shares of problems in which the best was chosen, or one within the indifference; worlds: mean runs."""

    problems: int
    best: float
    good: float
    undecided: int
    runs: float
    without: float
    kept_best: float
    losses_hold: float


def cases():
    for law in LAWS:
        for plans in (2, 5, 10):
            for spread in SPREADS:
                for places in PLACES:
                    for correlation in (0.0, 0.9):
                        yield Case(law, plans, spread, places, correlation)


def measure(case, problems, confidence=0.95, seed=1, most=MOST, chunk=100):
    """Run the procedure on many problems of one case."""
    plans = case.make()
    means = np.array(plans.means)
    generator = np.random.default_rng(seed)
    tally = {"best": 0, "good": 0, "undecided": 0, "runs": 0, "all": 0, "kept": 0, "hold": 0}
    for first in range(0, problems, chunk):
        for harm in plans.draw(generator, min(chunk, problems - first), most):
            _judge(harm, means, confidence, tally)
    return Outcome(
        problems,
        *(tally[key] / problems for key in ("best", "good")),
        tally["undecided"],
        *(tally[key] / problems for key in ("runs", "all", "kept", "hold")),
    )


def _judge(harm, means, confidence, tally):
    found = select(harm, INDIFFERENCE, confidence)
    if found.chosen is None:
        tally["undecided"] += 1
        return
    least = means.min()
    tally["best"] += means[found.chosen] == least
    tally["good"] += means[found.chosen] < least + INDIFFERENCE
    tally["runs"] += sum(found.worlds)
    tally["all"] += max(found.worlds) * harm.shape[1]
    ragged = harm[: max(found.worlds)].copy()
    for plan, worlds in enumerate(found.worlds):
        ragged[worlds:, plan] = np.nan
    losses = losses_of(filled(ragged), confidence)
    truth = [means[plan] - np.delete(means, plan).min() for plan in range(len(means))]
    tally["kept"] += losses[int(np.argmin(means))].may_be_best
    tally["hold"] += all(one.low - 1e-12 <= true <= one.high + 1e-12 for one, true in zip(losses, truth, strict=True))


def seconds_of(case, problems):
    start = time.perf_counter()
    measure(case, problems)
    return time.perf_counter() - start


def error_of(share, problems):
    """Sampling error of a share."""
    return math.sqrt(share * (1.0 - share) / problems)
