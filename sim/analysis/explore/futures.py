"""Many futures and what plans come to in them, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.measures import Measure
from sim.scenario.study_file import Input, Standard, StudyFile

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tried:
    """Futures that were tried, in the order of the design.

    Parameters
    ----------
    study : what was asked
    settings : of each future: key -> value as a scenario file has it
    numbers : the same as numbers in the unit of each input, places of choices; shape (futures, inputs)
    plan, reference : the plan that is looked at, and the one it is held against; the same if there is one plan
    measures : metrics with means, the first is the one that is looked at
    values : plan -> metric -> one value per world, nan where it failed; shape (futures, worlds)
    residents : of the city in each future
    failed : replications without a result, in all different futures
    same_aid : why the plans do not bring the same aid, None if they do
    """

    study: StudyFile
    settings: tuple[Mapping[str, str], ...]
    numbers: Numbers
    plan: str
    reference: str
    measures: Mapping[str, Measure]
    values: Mapping[str, Mapping[str, Numbers]]
    residents: Numbers
    failed: int = 0
    same_aid: str | None = None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What each input may be."""
        return tuple(self.study.inputs.values())

    @property
    def keys(self) -> tuple[str, ...]:
        """Key paths of the inputs."""
        return tuple(self.study.inputs)

    @property
    def measure(self) -> Measure:
        """The metric that is looked at."""
        return next(iter(self.measures.values()))

    @property
    def levels(self) -> Numbers:
        """What the plan comes to, shape (futures, worlds)."""
        return self.values[self.plan][self.measure.name]

    @property
    def differences(self) -> Numbers | None:
        """The plan less the reference, shape (futures, worlds); None if it is the reference."""
        if self.plan == self.reference:
            return None
        return self.levels - self.values[self.reference][self.measure.name]


def mean_and_error(values: Numbers) -> tuple[Numbers, Numbers]:
    """Mean over the worlds of each future and its standard error; nan where there is none.

    Parameters
    ----------
    values : shape (futures, worlds); nan does not count
    """
    known = np.isfinite(values)
    count = known.sum(axis=1)
    kept = np.where(known, values, 0.0)
    mean = np.divide(kept.sum(axis=1), count, out=np.full(len(values), np.nan), where=count > 0)
    square = np.where(known, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
    spread = np.divide(square, count - 1, out=np.full(len(values), np.nan), where=count > 1)
    return mean, np.sqrt(spread / np.maximum(count, 1))


def held_against(tried: Tried, standard: Standard, levels: Numbers | None = None) -> tuple[Numbers, Numbers]:
    """Mean in the terms of a standard, and its standard error, of each future.

    Parameters
    ----------
    levels : of each future and world; None: those of the plan
    """
    mean, error = mean_and_error(tried.levels if levels is None else levels)
    if standard.per == "resident":
        return mean / tried.residents, error / tried.residents
    return mean, error


def beyond(standard: Standard, mean: Numbers) -> Numbers:
    """How far values are beyond the limit of a standard: above 0 where it is not met."""
    return mean - standard.limit if standard.at_most is not None else standard.limit - mean
