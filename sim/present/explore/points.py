"""Every future of a design, run on the same worlds; what is kept is taken, and the same future is run once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.explore.design import Design
from sim.analysis.explore.futures import Numbers, Tried
from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.analysis.sample import sample_of
from sim.errors import PartialError
from sim.present.explore.inputs import Question
from sim.present.futures import digest_of, place_of, stretch_in

if TYPE_CHECKING:
    from sim.present.verbs import Progress, Where
    from sim.scenario.schema import Scenario
    from sim.study.ensemble import StudyResult
    from sim.study.store.folder import RunFolder

Found = dict[str, dict[str, Numbers]]
"""Plan -> metric -> one value per world, shape (worlds,)."""


def try_all(
    question: Question,
    design: Design,
    *,
    replications: int,
    seed: int,
    where: Where,
    progress: Progress | None = None,
    folder: RunFolder | None = None,
) -> tuple[Tried, tuple[str, ...]]:
    """Run every future of a design.

    Returns
    -------
    tried : all of them, in the order of the design
    warnings : what must be said above the results
    """
    study = question.study
    settings = [
        {key: found.at(float(share)) for (key, found), share in zip(study.inputs.items(), row, strict=True)}
        for row in design.shares
    ]
    different = {digest_of(one): one for one in settings}
    plans = {digest: question.scenario_with(one) for digest, one in different.items()}
    results: dict[str, tuple[Found, int]] = {}
    said: dict[str, None] = {}
    failed, same_aid = 0, None
    for number, digest in enumerate(different):

        def told(done: int, _: int, before: int = number * replications) -> None:
            if progress is not None:
                progress(before + done, len(different) * replications)

        scenarios = plans.pop(digest)
        with ExitStack() as stack:
            inner = None if folder is None else folder.within(place_of(different[digest]))
            if inner is not None:
                stack.enter_context(inner.opened())
            block = stretch_in(replications, len(different), where.workers)
            ran = _run(scenarios, question, replications, seed, where, block, told, inner)
        if len(ran.failures) == replications:
            raise PartialError(f"{different[digest]}: no replication succeeded; {next(iter(ran.failures.values()))}")
        said |= dict.fromkeys(ran.banners)
        results[digest] = _values(ran, scenarios, question, replications)
        failed, same_aid = failed + len(ran.failures), same_aid or ran.same_aid
        if ran.failures:
            said[f"{len(ran.failures)} replications failed in one future and are left out there."] = None
    rows = [results[digest_of(one)] for one in settings]
    values = {
        plan: {name: np.array([found[plan][name] for found, _ in rows]) for name in question.measures}
        for plan in question.plans
    }
    numbers = np.array([[found.number(one[key]) for key, found in study.inputs.items()] for one in settings])
    residents = np.array([float(people) for _, people in rows])
    named = (question.plan, question.reference)
    tried = Tried(study, tuple(settings), numbers, *named, question.measures, values, residents, failed, same_aid)
    return tried, tuple(said)


def _run(
    plans: Mapping[str, Scenario],
    question: Question,
    replications: int,
    seed: int,
    where: Where,
    block: int,
    told: Progress,
    folder: RunFolder | None,
) -> StudyResult:
    """Run the plans of one future, without twins."""
    from sim.study.fairness import judge
    from sim.study.run import run_study

    fairness = judge(plans, reference=question.reference, tree=question.loaded.tree)
    found = run_study(
        plans,
        fairness=replace(fairness, twins={}, no_split={}),
        replications=replications,
        seed=seed,
        block=block,
        progress=told,
        workers=where.workers,
        executor=where.executor,
        scheduler=where.scheduler,
        folder=folder,
    )
    if folder is not None:
        folder.seal(replications, [])
    return found


def _values(
    ran: StudyResult, plans: Mapping[str, Scenario], question: Question, replications: int
) -> tuple[Found, int]:
    """What each plan comes to in each world, and residents of the city."""
    from sim.study.layout import layout_of

    layout = layout_of(*plans.values())
    measures = all_measures(layout)
    kept = np.array([number for number in range(replications) if number not in ran.failures], dtype=np.int64)
    values: Found = {}
    for plan, ensemble in ran.plans.items():
        runs = Runs(ensemble.outcomes[kept], layout, ensemble.rows, kept)
        values[plan] = {}
        for name in question.measures:
            values[plan][name] = np.full(replications, np.nan)
            values[plan][name][kept] = sample_of(measures[name], runs).scores
    return values, sum(residents for _, residents, _ in layout.districts)
