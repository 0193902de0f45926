"""Deciding between the plans of a scenario: worlds are added until one plan is selected, or no more are allowed.

Plans that are ruled out are not run on further worlds. The statements are those of `sim.analysis.decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.answer import Part
from sim.analysis.decide.best import Loss, losses_of
from sim.analysis.decide.chances import Chances, chances_of
from sim.analysis.decide.frontier import Frontier, frontier_of
from sim.analysis.decide.paired import filled
from sim.analysis.decide.resample import resampled_means
from sim.analysis.decide.selection import FIRST, Selection, select
from sim.analysis.decide.standard import Met, share_meeting
from sim.analysis.decide.tails import WORST_SHARE, Quantile, TailMean, quantile_of, tail_mean
from sim.analysis.intervals import level_interval
from sim.analysis.measures import all_measures
from sim.analysis.question import Question, harm_sign
from sim.analysis.registry import Runs, Values
from sim.analysis.statistics import mean_of
from sim.errors import PartialError, UsageError
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

Study = Callable[[int, Collection[str], StudyResult | None], StudyResult]
"""Runs some plans on so many worlds, of which some may be known."""

DISPATCHES, MONEY = "dispatches", "dispatch_cost"
"""Metrics that harm is held against."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which plan to choose, and how sure that is.

    Parameters
    ----------
    plans : in file order; all tuples below are in this order
    reference : the plan that a relative indifference belongs to
    question : what was asked
    indifference : smallest difference that matters, in the metric's unit
    selection : what the procedure came to
    most : worlds that were allowed
    worlds : worlds that each plan was run in
    means : of each plan, with intervals
    losses : against the best of the other plans, in units of harm; None with too few worlds
    chances : of being the best, and the expected losses
    quantiles, tails : of the worst twentieth of each plan's worlds
    leading : place of the plan that is selected, or of the contender that looks best so far
    met : shares of the worlds that meet the standard; empty without one
    frontier, money : harm against dispatches, and against their cost, harm less that of the leading plan; None where
        there are none
    failures : replication -> what went wrong
    """

    plans: tuple[str, ...]
    reference: str
    question: Question
    indifference: float
    selection: Selection
    most: int
    worlds: tuple[int, ...]
    means: tuple[Part, ...]
    losses: tuple[Loss, ...] | None
    chances: Chances
    quantiles: tuple[Quantile | None, ...]
    tails: tuple[TailMean | None, ...]
    leading: int
    met: tuple[Met, ...]
    frontier: Frontier | None
    money: Frontier | None
    banners: tuple[str, ...]
    same_aid: str | None
    failures: Mapping[int, str]
    public: bool

    @property
    def chosen(self) -> str | None:
        """The plan that is selected."""
        return None if self.selection.chosen is None else self.plans[self.selection.chosen]


@dataclass(slots=True)
class Worlds:
    """What all plans gave in the worlds that they met so far.

    Parameters
    ----------
    measures : what is looked at, by name
    columns : measure -> plan -> one value per world that the plan met
    """

    plans: tuple[str, ...]
    layout: Layout
    question: Question
    columns: dict[str, dict[str, Values]] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)

    def take(self, study: StudyResult) -> None:
        """Take what a study gave, all its worlds from the first."""
        self.failures |= study.failures
        for plan, ensemble in study.plans.items():
            runs = Runs(ensemble.outcomes, self.layout, ensemble.rows)
            for name, values in self._values(runs):
                self.columns.setdefault(name, {})[plan] = values

    def _values(self, runs: Runs) -> Iterator[tuple[str, Values]]:
        known = all_measures(self.layout)
        sign = harm_sign(self.question.measure)
        yield "harm", sign * self.question.measure.values(runs)
        for name in (DISPATCHES, MONEY):
            if name in known:
                yield name, known[name].values(runs)
        if self.question.standard is not None:
            yield "standard", self.question.standard.values(runs)

    def table(self, name: str) -> Values:
        """One measure, shape (worlds, plans); nan where a plan did not run. Worlds that failed are left out."""
        columns = self.columns[name]
        count = max(len(values) for values in columns.values())
        table = np.full((count, len(self.plans)), np.nan)
        for place, plan in enumerate(self.plans):
            table[: len(columns[plan]), place] = columns[plan]
        return table[self._sound(count)]

    def _sound(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Worlds in which no plan failed, and harm is defined for every plan that ran."""
        sound = np.ones(count, dtype=np.bool_)
        sound[[number for number in self.failures if number < count]] = False
        for values in self.columns["harm"].values():
            sound[: len(values)] &= np.isfinite(values)
        return sound


def decide_between(
    study: Study,
    question: Question,
    plans: Sequence[str],
    reference: str,
    layout: Layout,
    most: int,
) -> Decision:
    """Run plans until one is selected.

    Parameters
    ----------
    most : worlds at most

    Raises
    ------
    PartialError
        If no replication succeeded.
    UsageError
        If the reference has no harm that a share of it could matter.
    """
    worlds = Worlds(tuple(plans), layout, question)
    known: StudyResult | None = None
    left, count, indifference = tuple(plans), min(FIRST, most), 0.0
    while True:
        known = study(count, left, known)
        worlds.take(known)
        if len(known.failures) == count:
            raise PartialError(f"no replication succeeded; {next(iter(known.failures.values()))}")
        harm = worlds.table("harm")
        indifference = indifference or _indifference(question, harm[:, plans.index(reference)])
        found = select(harm, indifference, question.confidence)
        if found.chosen is not None or count == most:
            return _decision(worlds, found, reference, indifference, most, known)
        left = tuple(plans[place] for place in found.contenders)
        count = min(most, count + max(FIRST // 4, count // 4))


def _indifference(question: Question, values: Values) -> float:
    """The smallest difference that matters; a share is one of the mean in the first worlds."""
    asked = question.indifference
    if asked.unit:
        return asked.number
    found = asked.number * abs(mean_of(values) or 0.0)
    if found == 0.0:
        unit = question.measure.unit
        raise UsageError(f"the reference has 0 {unit}, of which {asked.text} is nothing; say --indifference in {unit}")
    return found


def _decision(
    worlds: Worlds, found: Selection, reference: str, indifference: float, most: int, study: StudyResult
) -> Decision:
    """Everything that can be said about the worlds that were run."""
    question, harm = worlds.question, worlds.table("harm")
    scores, confidence = filled(harm), question.confidence
    sign, base = harm_sign(question.measure), _leading(found, scores)
    columns = [harm[~np.isnan(harm[:, place]), place] for place in range(harm.shape[1])]
    return Decision(
        plans=worlds.plans,
        reference=reference,
        question=question,
        indifference=indifference,
        selection=found,
        most=most,
        worlds=tuple(len(column) for column in columns),
        means=tuple(Part(*level_interval(sign * column, confidence, question.measure.most)) for column in scores.T),
        losses=losses_of(scores, confidence),
        chances=chances_of(resampled_means(scores)),
        quantiles=tuple(quantile_of(column, 1.0 - WORST_SHARE, confidence) for column in columns),
        tails=tuple(tail_mean(column, confidence) for column in columns),
        met=tuple(_met(worlds, confidence)),
        leading=base,
        frontier=_frontier(worlds, DISPATCHES, scores - scores[:, [base]], confidence),
        money=_frontier(worlds, MONEY, scores - scores[:, [base]], confidence),
        banners=study.banners,
        same_aid=study.same_aid,
        failures=dict(sorted(worlds.failures.items())),
        public=worlds.layout.public,
    )


def _leading(found: Selection, scores: Values) -> int:
    """Place of the plan that is selected, or of the contender that looks best so far."""
    if found.chosen is not None:
        return found.chosen
    return min(found.contenders, key=lambda plan: mean_of(scores[:, plan]) or 0.0)


def _met(worlds: Worlds, confidence: float) -> Iterator[Met]:
    standard = worlds.question.standard
    if standard is None:
        return
    harm, table = worlds.table("harm"), worlds.table("standard")
    for place in range(table.shape[1]):
        ran = ~np.isnan(harm[:, place])
        yield share_meeting(table[ran, place], standard.limit, standard.is_below, confidence, standard.includes_limit)


def _frontier(worlds: Worlds, name: str, scores: Values, confidence: float) -> Frontier | None:
    """Harm against what a plan costs, if anything costs anything."""
    if name not in worlds.columns:
        return None
    cost = filled(worlds.table(name))
    return frontier_of(scores, cost, confidence) if cost.any() else None
