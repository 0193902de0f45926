"""How often the selection of the best is right: one least favourable case after another."""

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.decide import selection
from sim.analysis.decide.best import losses_of
from sim.analysis.decide.paired import filled
from sim.analysis.decide.selection import FIRST, select
from tests.coverage.laws import LAWS, Plans

INDIFFERENCE = 0.1
"""A tenth of the standard deviation of the best plan."""
CONFIDENCE = 0.95
SPREADS = {
    "equal": np.ones,
    "rising": lambda k: np.linspace(1.0, 2.0, k),
    "falling": lambda k: np.linspace(2.0, 1.0, k),
}
"""Standard deviations, the best plan first."""
PLACES = {
    "at the edge": lambda k: np.array([0.0] + [INDIFFERENCE] * (k - 1)),
    "in steps": lambda k: INDIFFERENCE * np.arange(k),
}
"""True means of the others, the best plan first."""


@dataclass(frozen=True)
class Case:
    law: str
    plans: int
    spread: str
    places: str
    correlation: float

    @property
    def made(self):
        means, sds = PLACES[self.places](self.plans), SPREADS[self.spread](self.plans)
        return Plans(self.law, tuple(means), tuple(sds), self.correlation)

    @property
    def most(self):
        """Worlds that nearly always suffice."""
        sds = np.sort(SPREADS[self.spread](self.plans))[-2:]
        gap = (sds**2).sum() - 2.0 * self.correlation * sds.prod()
        wide = selection._width_squared(self.plans, selection.SPENT * (1.0 - CONFIDENCE), FIRST)
        return FIRST + int(2.0 * wide * gap / INDIFFERENCE**2)


@dataclass
class Tally:
    """What came out of the problems of one case."""

    problems: int = 0
    right: int = 0
    undecided: int = 0
    runs: int = 0
    all_runs: int = 0
    kept_best: int = 0
    losses_hold: int = 0

    def share(self, name):
        return getattr(self, name) / self.problems


def cases(laws=LAWS):
    """The others as close as they may be, in all spreads; and in steps."""
    for law in laws:
        for correlation in (0.0, 0.9):
            for plans in (2, 5, 10):
                for spread in SPREADS:
                    yield Case(law, plans, spread, "at the edge", correlation)
            yield Case(law, 5, "rising", "in steps", correlation)


def measure(case, problems, seed=1, at_once=20):
    """Run the procedure on many problems of one case, and hold what is said about losses against the truth."""
    means = np.array(case.made.means)
    losses = means - np.array([np.delete(means, plan).min() for plan in range(case.plans)])
    generator = np.random.default_rng(seed)
    tally = Tally()
    while tally.problems < problems:
        for few in case.made.draw(generator, min(at_once, problems - tally.problems), case.most // 4):
            harm, found = few, select(few, INDIFFERENCE, CONFIDENCE)
            if found.chosen is None:
                harm = np.vstack([few, case.made.draw(generator, 1, case.most - len(few))[0]])
                found = select(harm, INDIFFERENCE, CONFIDENCE)
            judge(harm, found, losses, tally)
    return tally


def judge(harm, found, losses, tally):
    """One problem, whose first plan is the best."""
    tally.problems += 1
    tally.right += found.chosen == 0
    tally.undecided += found.chosen is None
    tally.runs += sum(found.worlds)
    tally.all_runs += max(found.worlds) * harm.shape[1]
    ragged = harm[: max(found.worlds)].copy()
    for plan, worlds in enumerate(found.worlds):
        ragged[worlds:, plan] = np.nan
    said = losses_of(filled(ragged), CONFIDENCE)
    tally.kept_best += said[0].may_be_best
    tally.losses_hold += all(
        one.low <= true + 1e-12 and true <= one.high + 1e-12 for one, true in zip(said, losses, strict=True)
    )


def sampling_error(share, problems):
    return math.sqrt(share * (1.0 - share) / problems)


HEAD = (
    "law",
    "plans",
    "spread",
    "others",
    "correlation",
    "problems",
    "right",
    "best kept",
    "losses hold",
    "runs",
    "without ruling out",
)


def table(problems, laws=LAWS):
    """Lines of a table, as they come; of ten plans fewer problems, as they take longest."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|---" * len(HEAD) + "|"
    for case in cases(laws):
        tally = measure(case, problems if case.plans < 10 else problems * 2 // 5)
        shares = [f"{tally.share(name):.3f}" for name in ("right", "kept_best", "losses_hold")]
        runs = [f"{tally.share(name):,.0f}" for name in ("runs", "all_runs")]
        what = (case.law, str(case.plans), case.spread, case.places, f"{case.correlation:g}", f"{tally.problems:,}")
        yield "| " + " | ".join((*what, *shares, *runs)) + " |"
