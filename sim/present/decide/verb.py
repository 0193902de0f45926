"""The public verb `decide`: which plan of a scenario to choose, with a promise."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.present.case import Case, Given, case_of, refuse_unknown_metrics, start_of, told_apart
from sim.present.decide.result import DecisionResult
from sim.present.verbs import Progress
from sim.present.wish import MOST_TO_DECIDE

if TYPE_CHECKING:
    from sim.analysis.question import Question
    from sim.study.ensemble import StudyResult
    from sim.study.layout import Layout
    from sim.study.saved import SavedState
    from sim.study.store.folder import RunFolder


def decide(
    scenario: Given,
    *,
    metric: str | None = None,
    indifference: str | None = None,
    confidence: float | None = None,
    standard: str | None = None,
    worth: float | None = None,
    max_replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    public: bool = False,
    state: str | Path | SavedState | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    out: str | Path | RunFolder | None = None,
    executor: str | Executor | None = None,
    scheduler: str | None = None,
) -> DecisionResult:
    """Select the best plan of a scenario on worlds that all plans share, as many as that takes.

    Parameters
    ----------
    scenario : a file or a loaded scenario with `compare.plans`, or plans by name
    metric : that plans are to be best in; None: the first headline metric
    indifference : smallest difference that matters, ``50000 person-hours`` or ``2 %`` of the reference's mean (None)
    confidence : that the best plan is chosen, if it is better by that much; None: as the scenario says
    standard : ``METRIC [per resident] < LIMIT``; None: none is looked at
    worth : what one unit of the metric is worth [EUR]; None: switching points are told in its unit
    max_replications : worlds at most; None: as the scenario says, 2,000 at least
    out : folder for all results, kept block by block while they come; in folders within it what plans gave that were
        left when others had been ruled out
    seed, workers, public, state, overrides, progress, executor, scheduler : as of `run`

    Raises
    ------
    ScenarioError
        If the scenario is not valid, or its plans do not bring the same aid.
    UsageError
        If there are not two plans, or what is asked does not exist.
    LimitError
        If the worlds need more memory than the machine has left.
    StorageError
        If the folder holds another study, is in use, or cannot be written.
    """
    from sim.analysis.decision import decide_between
    from sim.present.as_json import Context
    from sim.present.results import Asked
    from sim.present.verbs import Where, versions
    from sim.study.estimate import Extent
    from sim.study.fairness import judge, reference_of
    from sim.study.layout import layout_of
    from sim.study.limits import refuse_beyond_memory
    from sim.study.room import room_for
    from sim.study.run import run_study, stretch_of
    from sim.study.start import from_state, observed_from
    from sim.study.store.folder import opened
    from sim.study.store.identity import LUCK
    from sim.study.warm import warm_up

    morning, saved = told_apart(state)
    case = case_of(scenario, overrides, morning)
    if len(case.plans) < 2:
        raise UsageError("decide needs two plans or more in compare.plans")
    refuse_unknown_metrics(case)
    settings, reference = case.base.study, reference_of(case.plans)
    most = max(settings.replications, MOST_TO_DECIDE) if max_replications is None else max_replications
    seed = settings.seed if seed is None else seed
    _refuse_impossible(most, seed, workers, confidence, worth)
    plans, start = case.plans, start_of(saved, case.plans)
    fairness = replace(judge(plans, reference=reference, tree=case.tree), twins={})
    if start is not None:
        plans, fairness = observed_from(plans, start), from_state(fairness, plans, reference, start)
    layout = replace(layout_of(*plans.values()), public=public)
    question = _question(case, layout, metric, indifference, confidence, standard, worth)
    refuse_beyond_memory(Extent(case.base, tuple(plans), 0, most), workers or os.cpu_count() or 1)
    warm_up(room_for(case.base))

    with opened(out) as folder:
        with Where(workers, executor, scheduler).opened() as place:
            go = partial(
                run_study,
                plans,
                fairness=fairness,
                seed=seed,
                start=start,
                workers=place.workers,
                executor=place.executor,
                scheduler=place.scheduler,
                progress=progress,
            )

            def study(worlds: int, only: Collection[str], known: StudyResult | None) -> StudyResult:
                kept = _kept_in(folder, tuple(plans), only)
                return go(replications=worlds, block=stretch_of(worlds), known=known, only=only, folder=kept)

            decision = decide_between(study, question, tuple(plans), reference, layout, most)
        context = Context(case.base.name, case.identity, seed, max(decision.worlds), versions(), LUCK)
        result = DecisionResult(decision, context, Asked(case.base.description, dict(plans)))
        if folder is not None:
            folder.write(context.replications, result.save)
    return result


def _question(
    case: Case,
    layout: Layout,
    metric: str | None,
    indifference: str | None,
    confidence: float | None,
    standard: str | None,
    worth: float | None,
) -> Question:
    """What is asked of the plans of a case; parameters as of `decide`."""
    from sim.analysis.question import Question, indifference_of, metric_to_decide, standard_of

    measure = metric_to_decide(metric, case.base.compare.metrics, layout)
    return Question(
        measure,
        indifference_of(indifference, measure),
        case.base.study.confidence if confidence is None else confidence,
        standard_of(standard, layout),
        worth,
    )


def _kept_in(folder: RunFolder | None, plans: Sequence[str], left: Collection[str]) -> RunFolder | None:
    """Where worlds are kept in which only some plans run: named after their places, counted from 1."""
    from sim.study.store.folder import LEFT

    if folder is None or len(left) == len(plans):
        return folder
    return folder.within(f"{LEFT}/{'-'.join(str(place) for place, plan in enumerate(plans, 1) if plan in left)}")


def _refuse_impossible(
    most: int, seed: int, workers: int | None, confidence: float | None, worth: float | None
) -> None:
    if most < 1 or seed < 0 or (workers is not None and workers < 1):
        raise UsageError("max_replications and workers are 1 or more, a seed 0 or more")
    if confidence is not None and not 0.5 < confidence < 1.0:
        raise UsageError(f"a confidence lies between 50 % and 100 %, not at {100.0 * confidence:g} %")
    if worth is not None and not worth > 0.0:
        raise UsageError("what a unit is worth is above 0 EUR")
