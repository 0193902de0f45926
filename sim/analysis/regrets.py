"""Regret of plans over the futures of a sweep: what each loses at worst if nobody can say which future comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.decide.regret import Regret, regret_of
from sim.analysis.futures import Future
from sim.analysis.measures import Measure
from sim.analysis.question import harm_sign


@dataclass(frozen=True, slots=True)
class Regrets:
    """Regret in one metric.

    Parameters
    ----------
    plans, futures : in the order of the numbers
    found : the numbers, in the metric's unit, 0 or more
    """

    measure: Measure
    plans: tuple[str, ...]
    futures: tuple[str, ...]
    found: Regret

    @property
    def least(self) -> tuple[str, ...]:
        """Plans of least largest regret; several if they share it."""
        least = self.found.worst.min()
        return tuple(plan for plan, worst in zip(self.plans, self.found.worst, strict=True) if worst == least)

    def largest(self, plan: str) -> float:
        """Largest regret of a plan."""
        return float(self.found.worst[self.plans.index(plan)])

    def worst_future(self, plan: str) -> str:
        """Where it is largest; the first of several, none if a plan is the best in all."""
        place = self.plans.index(plan)
        return self.futures[int(self.found.table[:, place].argmax())] if self.found.worst[place] > 0.0 else ""


def regrets_of(futures: Sequence[Future], name: str) -> Regrets | None:
    """Regret in a metric, from the means of each future.

    Returns
    -------
    None with one plan or one future, where no direction is better, or where a mean is undefined
    """
    first = futures[0].comparison
    measure, plans = first.metrics[name], tuple(first.plans)
    means = [[future.comparison.summaries[plan][name].mean for plan in plans] for future in futures]
    is_defined = all(mean is not None for row in means for mean in row)
    if len(plans) < 2 or len(futures) < 2 or measure.direction == "none" or not is_defined:
        return None
    harm = harm_sign(measure) * np.array(means, np.float64)
    return Regrets(measure, plans, tuple(future.name for future in futures), regret_of(harm))
