"""Plans in several futures, one study after the other, all on the same luck."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.futures import Future
from sim.errors import PartialError, ScenarioError
from sim.present.case import AS_WRITTEN, Case, case_of, refuse_unknown_metrics

if TYPE_CHECKING:
    from sim.present.verbs import Progress, Where
    from sim.study.store.folder import RunFolder

FUTURES = "futures"
"""Folder within the folder of a sweep: a study for each future, named after what is set in it."""
NO_TWINS = "a sweep runs no centred twins; compare the plans in one future for the split"
DIGITS = 12
"""Of the digest that names the folder of a future."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What one future sets, read and checked.

    Parameters
    ----------
    name : in words
    values : key -> value as it was written
    """

    name: str
    values: Mapping[str, str]
    case: Case


def settings_of(
    scenario: str | Path, overrides: Sequence[str], points: Sequence[tuple[str, Mapping[str, str]]]
) -> list[Setting]:
    """Read the scenario of every future.

    Parameters
    ----------
    overrides : texts ``key=value`` that hold in all of them
    points : name and values of each future

    Raises
    ------
    ScenarioError
        If one of them is not valid, naming the future.
    """
    found = []
    for name, values in points:
        try:
            case = case_of(scenario, [*overrides, *(f"{key}={value}" for key, value in values.items())])
            refuse_unknown_metrics(case)
        except ScenarioError as error:
            where = f"future '{name}': " if name else ""
            raise ScenarioError([replace(one, message=f"{where}{one.message}") for one in error.problems]) from None
        found.append(Setting(name, values, case))
    return found


def run_futures(
    settings: Sequence[Setting],
    *,
    replications: int,
    seed: int,
    where: Where,
    progress: Progress | None = None,
    folder: RunFolder | None = None,
) -> Iterator[Future]:
    """Run every future, and give each as soon as it is there.

    Parameters
    ----------
    folder : where blocks are kept; futures that it holds are not run again
    progress : called with replications done and in all, of all futures
    """
    whole = replications * len(settings)
    for number, setting in enumerate(settings):

        def told(done: int, _: int, before: int = number * replications) -> None:
            if progress is not None:
                progress(before + done, whole)

        with ExitStack() as stack:
            inner = None if folder is None else folder.within(place_of(setting.values))
            if inner is not None:
                stack.enter_context(inner.opened())
            block = stretch_in(replications, len(settings), where.workers)
            yield _run(setting, replications, seed, where, block, told, inner)


def _run(
    setting: Setting,
    replications: int,
    seed: int,
    where: Where,
    block: int,
    progress: Progress,
    folder: RunFolder | None,
) -> Future:
    """Run the plans of one future, without twins."""
    from sim.analysis.comparison import summarise
    from sim.study.fairness import judge, reference_of
    from sim.study.layout import layout_of
    from sim.study.run import run_study

    case = setting.case
    plans = case.plans or {AS_WRITTEN: case.base}
    reference = reference_of(plans)
    fairness = judge(plans, reference=reference, tree=case.tree)
    study = run_study(
        plans,
        fairness=replace(fairness, twins={}, no_split=dict.fromkeys(plans, NO_TWINS)),
        replications=replications,
        seed=seed,
        block=block,
        progress=progress,
        workers=where.workers,
        executor=where.executor,
        scheduler=where.scheduler,
        folder=folder,
    )
    if len(study.failures) == replications:
        raise PartialError(f"{setting.name}: no replication succeeded; {next(iter(study.failures.values()))}")
    base = case.base
    found = summarise(study, layout_of(*plans.values()), reference, base.compare.metrics, base.study.confidence)
    if folder is not None:
        folder.seal(replications, [])
    small = replace(found, values={}, best=dict(found.best))  # nothing that holds on to single worlds
    return Future(setting.name, setting.values, case.identity, small)


def stretch_in(replications: int, futures: int, workers: int | None) -> int:
    """How many replications of a future are given out at a time: enough for its records to pay, some for everyone.

    Parameters
    ----------
    workers : that share a future; None: one per processor
    """
    from sim.study.run import STEPS, stretch_of

    shares = 2 * (workers or os.cpu_count() or 1)
    return min(stretch_of(replications * futures), stretch_of(STEPS * (replications // shares)))


def place_of(values: Mapping[str, str]) -> str:
    """The folder of a future within that of all futures."""
    return f"{FUTURES}/{digest_of(values)}"


def digest_of(values: Mapping[str, str]) -> str:
    """What names the folder of a future: the same values, the same folder, whatever else is swept."""
    text = json.dumps(dict(values), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
