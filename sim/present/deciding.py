"""The public verb `decide`: which plan of a scenario to choose, with a promise."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.present.case import Given, case_of, refuse_unknown_metrics
from sim.present.decision import DecisionResult
from sim.present.verbs import Progress
from sim.present.wish import MOST_TO_DECIDE

if TYPE_CHECKING:
    from sim.study.ensemble import StudyResult


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
    morning: str | Path | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
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
    morning : a YAML file of an observed morning
    seed, workers, public, overrides, progress : as of `run`

    Raises
    ------
    ScenarioError
        If the scenario is not valid, or its plans do not bring the same aid.
    UsageError
        If there are not two plans, or what is asked does not exist.
    LimitError
        If the worlds need more memory than the machine has left.
    """
    from sim.analysis.decision import decide_between
    from sim.analysis.question import Question, indifference_of, metric_to_decide, standard_of
    from sim.present.as_json import Context
    from sim.present.verbs import versions
    from sim.study.estimate import Extent
    from sim.study.fairness import judge, reference_of
    from sim.study.layout import layout_of
    from sim.study.limits import refuse_beyond_memory
    from sim.study.room import room_for
    from sim.study.run import run_study, stretch_of
    from sim.study.store.identity import LUCK
    from sim.study.warm import warm_up

    case = case_of(scenario, overrides, morning)
    if len(case.plans) < 2:
        raise UsageError("decide needs two plans or more in compare.plans")
    refuse_unknown_metrics(case)
    settings, reference = case.base.study, reference_of(case.plans)
    most = max(settings.replications, MOST_TO_DECIDE) if max_replications is None else max_replications
    seed = settings.seed if seed is None else seed
    _refuse_impossible(most, seed, workers, confidence, worth)
    layout = replace(layout_of(*case.plans.values()), public=public)
    measure = metric_to_decide(metric, case.base.compare.metrics, layout)
    question = Question(
        measure,
        indifference_of(indifference, measure),
        settings.confidence if confidence is None else confidence,
        standard_of(standard, layout),
        worth,
    )
    fairness = replace(judge(case.plans, reference=reference, tree=case.tree), twins={})
    refuse_beyond_memory(Extent(case.base, tuple(case.plans), 0, most), workers or os.cpu_count() or 1)
    warm_up(room_for(case.base))

    def study(worlds: int, only: Collection[str], known: StudyResult | None) -> StudyResult:
        return run_study(
            case.plans,
            fairness=fairness,
            replications=worlds,
            seed=seed,
            workers=workers,
            block=stretch_of(worlds),
            progress=progress,
            known=known,
            only=only,
        )

    decision = decide_between(study, question, tuple(case.plans), reference, layout, most)
    context = Context(case.base.name, case.identity, seed, max(decision.worlds), versions(), LUCK)
    return DecisionResult(decision, context)


def _refuse_impossible(
    most: int, seed: int, workers: int | None, confidence: float | None, worth: float | None
) -> None:
    if most < 1 or seed < 0 or (workers is not None and workers < 1):
        raise UsageError("max_replications and workers are 1 or more, a seed 0 or more")
    if confidence is not None and not 0.5 < confidence < 1.0:
        raise UsageError(f"a confidence lies between 50 % and 100 %, not at {100.0 * confidence:g} %")
    if worth is not None and not worth > 0.0:
        raise UsageError("what a unit is worth is above 0 EUR")
