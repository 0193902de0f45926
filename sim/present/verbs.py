"""The public verbs: run, compare and trace a scenario from Python, as the command does."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim
from sim.errors import UsageError
from sim.present.case import Case, Given, case_of, chosen, refuse_unknown_metrics, start_of, told_apart
from sim.present.caution import ILLUSTRATION
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.analysis.answer import Comparison
    from sim.analysis.equivalent import Equivalent
    from sim.clock.traced import Process
    from sim.present.as_json import Context
    from sim.present.results import ComparisonResult
    from sim.present.story.event_log import EventLog
    from sim.present.wish import Wish
    from sim.study.ensemble import StudyResult
    from sim.study.fairness import Fairness
    from sim.study.pools.spread import Place
    from sim.study.saved import SavedState
    from sim.study.store.folder import RunFolder

Progress = Callable[[int, int], None]
"""Told how many replications of how many are done."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a study runs; no result depends on it.

    Parameters
    ----------
    workers, executor, scheduler : as of `run`
    """

    workers: int | None = None
    executor: Place = None
    scheduler: str | None = None

    @contextmanager
    def opened(self) -> Iterator[Where]:
        """The same place, open for one study after the other: its processes are started once."""
        from sim.study.pools.spread import opened

        with opened(self.executor, self.workers, self.scheduler) as pool:
            yield replace(self, executor=pool)


def run(
    scenario: Given,
    *,
    plan: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    public: bool = False,
    state: str | Path | SavedState | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    precision: str | Sequence[str] = (),
    max_replications: int | None = None,
    out: str | Path | RunFolder | None = None,
    executor: str | Executor | None = None,
    scheduler: str | None = None,
    languages: Sequence[str] = (),
) -> ComparisonResult:
    """Run one plan on many worlds.

    Parameters
    ----------
    scenario : a file, a loaded scenario, or a scenario
    plan : name of a plan; None: the scenario as it is written
    replications, seed : None: as the scenario says
    workers : threads or processes; None: one per processor; no result depends on it
    public : leave out of tables, JSON, CSV and figures what is planning-sensitive
    state : a saved state (or its file) that every world goes on from, or a YAML file of an observed morning
    overrides : texts ``key.path=value`` on top of a file
    progress : called with replications done and in all
    precision : how well means are to be known (``2 %``, ``5000 person-hours``): replications are added until they are
    max_replications : with a precision, most replications; None: as many as the scenario says
    out : folder for all results, kept block by block while they come: the same call again goes on where it was stopped
    executor : ``threads`` (also for None), ``processes``, ``dask``, or an executor of `concurrent.futures` of your own
    scheduler : address of a Dask scheduler; None: workers on this machine
    languages : beside English, in which the report in the folder is written as well: ``uk``

    Raises
    ------
    UsageError
        If there is no plan, precision or language of that name or form.
    LimitError
        If the study needs more memory than the machine has left.
    StorageError
        If the folder holds another study, is in use, or cannot be written.
    """
    from sim.study.fairness import judge
    from sim.study.store.folder import opened

    morning, saved = told_apart(state)
    case = case_of(scenario, overrides, morning)
    name, one = chosen(case, plan)
    refuse_unknown_metrics(case)
    _warm_up(one)
    fairness = judge({name: one}, reference=name)
    start = start_of(saved, {name: one})
    wish = _wish(replications, precision, max_replications)
    where = Where(workers, executor, scheduler)
    _refuse_unknown(languages)
    with opened(out) as folder:
        return _study(
            case,
            {name: one},
            fairness,
            name,
            wish,
            seed,
            where,
            progress,
            public,
            folder,
            start=start,
            languages=languages,
        )


def compare(
    scenario: Given,
    *,
    reference: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    aid_equivalent: bool = False,
    public: bool = False,
    state: str | Path | SavedState | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    precision: str | Sequence[str] = (),
    max_replications: int | None = None,
    out: str | Path | RunFolder | None = None,
    executor: str | Executor | None = None,
    scheduler: str | None = None,
    languages: Sequence[str] = (),
) -> ComparisonResult:
    """Run all plans of a scenario on the same worlds and compare them.

    Parameters
    ----------
    scenario : a file or a loaded scenario with `compare.plans`, or plans by name
    reference : the plan the others are compared with; None: as the scenario says
    aid_equivalent : also run each plan with less and more aid, and say how much it needs to match the reference
    precision : how well differences from the reference are to be known; a share is one of the reference's mean
    replications, seed, workers, public, state, overrides, progress, max_replications, out, executor, scheduler,
        languages : as of `run`

    Raises
    ------
    ScenarioError
        If the scenario is not valid, or its plans do not bring the same aid.
    UsageError
        If there are not two plans.
    LimitError
        If the study needs more memory than the machine has left.
    StorageError
        If the folder holds another study, is in use, or cannot be written.
    """
    from sim.study.fairness import judge, reference_of
    from sim.study.store.folder import opened

    morning, saved = told_apart(state)
    case = case_of(scenario, overrides, morning)
    if len(case.plans) < 2:
        raise UsageError("compare needs two plans or more in compare.plans; for one plan there is `run`")
    base = reference or reference_of(case.plans)
    refuse_unknown_metrics(case)
    _warm_up(case.base)
    fairness = judge(case.plans, reference=base, tree=case.tree)
    start = start_of(saved, case.plans)
    wish = _wish(replications, precision, max_replications)
    where = Where(workers, executor, scheduler)
    _refuse_unknown(languages)
    with opened(out) as folder:
        return _study(
            case,
            case.plans,
            fairness,
            base,
            wish,
            seed,
            where,
            progress,
            public,
            folder,
            aid_equivalent,
            start,
            languages,
        )


def _refuse_unknown(languages: Sequence[str]) -> None:
    """Raise before anything is computed if there are no words in a language."""
    if languages:
        from sim.present.report.words import words_in

        for language in languages:
            words_in(language)


def _wish(replications: int | None, precision: str | Sequence[str], max_replications: int | None) -> Wish:
    """How many replications are wanted."""
    from sim.present.wish import Wish

    return Wish(replications, precision, max_replications)


def _unheeded(case: Case, plans: Iterable[str]) -> list[str]:
    """One sentence for each option that has no effect, because every plan that is run sets its key."""
    found = [case.overruled.get(name, ()) for name in plans]
    unheeded = [key for key in dict.fromkeys(found[0]) if all(key in keys for keys in found)]
    whose = "every plan sets" if len(found) > 1 else "the plan sets"
    return [f"--set {key} has no effect: {whose} it itself." for key in unheeded]


def _warm_up(scenario: Scenario) -> None:
    """Compile the model if this machine has not done so before."""
    from sim.study.room import room_for
    from sim.study.warm import warm_up

    warm_up(room_for(scenario))


def _study(
    case: Case,
    plans: Mapping[str, Scenario],
    fairness: Fairness,
    reference: str,
    wish: Wish,
    seed: int | None,
    where: Where,
    progress: Progress | None,
    public: bool,
    folder: RunFolder | None = None,
    aid_equivalent: bool = False,
    start: SavedState | None = None,
    languages: Sequence[str] = (),
) -> ComparisonResult:
    """Run plans and make their results."""
    from sim.analysis.comparison import summarise
    from sim.analysis.equivalents import aid_equivalents
    from sim.present.enough import run_enough, targets_in
    from sim.present.results import Asked, ComparisonResult
    from sim.study.estimate import Extent
    from sim.study.layout import layout_of
    from sim.study.limits import refuse_beyond_memory
    from sim.study.run import run_study, stretch_of
    from sim.study.scaled import most_scaled
    from sim.study.start import from_state, observed_from
    from sim.study.store.folder import SCALED

    if start is not None:
        plans, fairness = observed_from(plans, start), from_state(fairness, plans, reference, start)
    settings = case.base.study
    replications = wish.most(settings.replications)
    seed = settings.seed if seed is None else seed
    if replications < 1 or seed < 0 or (where.workers is not None and where.workers < 1):
        raise UsageError("replications and workers are 1 or more, a seed 0 or more")
    scaled = most_scaled(plans) if aid_equivalent else 0
    extent = Extent(case.base, tuple(plans), len(fairness.twins), replications, scaled)
    refuse_beyond_memory(extent, where.workers or os.cpu_count() or 1)

    layout = replace(layout_of(*plans.values()), public=public)
    said = (*fairness.banners, *_unheeded(case, plans), *([ILLUSTRATION] if layout.mortality else []))
    told = replace(fairness, banners=said)
    metrics = case.base.compare.metrics

    def made_of(study: StudyResult) -> Comparison:
        return summarise(study, layout, reference, metrics, settings.confidence)

    with where.opened() as place:
        go = partial(
            run_study,
            seed=seed,
            start=start,
            block=stretch_of(replications),
            progress=progress,
            workers=place.workers,
            executor=place.executor,
            scheduler=place.scheduler,
        )

        def run_all(worlds: int, known: StudyResult | None) -> StudyResult:
            return go(plans, fairness=told, replications=worlds, known=known, folder=folder)

        study, comparison = run_enough(run_all, made_of, targets_in(wish.precision, metrics, layout), replications)
        if aid_equivalent:
            kept = None if folder is None else folder.within(SCALED)

            def run_scaled(plans: Mapping[str, Scenario], fairness: Fairness) -> StudyResult:
                return go(plans, fairness=fairness, replications=comparison.replications, folder=kept)

            comparison = _with_equivalents(comparison, aid_equivalents(comparison, plans, fairness, layout, run_scaled))
    asked = Asked(case.base.description, dict(plans))
    result = ComparisonResult(comparison, study, layout, _context(case, seed, comparison), asked)
    if folder is not None:
        folder.write(comparison.replications, partial(result.save, languages=languages))
    return result


def _with_equivalents(comparison: Comparison, found: Mapping[str, Equivalent]) -> Comparison:
    """A comparison that also says how much aid would make up for a cadence."""
    from sim.analysis.equivalents import equivalent_sentences

    told = replace(comparison, equivalents=found)
    return replace(told, sentences=(*told.sentences, *equivalent_sentences(told)))


def _context(case: Case, seed: int, comparison: Comparison) -> Context:
    """Where the numbers of a study come from."""
    from sim.present.as_json import Context
    from sim.present.precisely import said_of_precision
    from sim.study.store.identity import LUCK

    return Context(
        scenario=case.base.name,
        scenario_id=case.identity,
        seed=seed,
        replications=comparison.replications,
        versions=versions(),
        rng=LUCK,
        precision=said_of_precision(comparison),
    )


def trace(
    scenario: Given,
    replication: int | None = None,
    *,
    plan: str | None = None,
    seed: int | None = None,
    until: str | int | None = None,
    state: str | Path | SavedState | None = None,
    processes: Iterable[Process] = (),
    overrides: Sequence[str] = (),
) -> EventLog:
    """Run one replication under SimPy and write down every event.

    The run of a plan is the one that `compare` makes of it; the scenario as it is written runs as by `run`.

    Parameters
    ----------
    scenario : as of `run`
    replication : number of the world, from 0; None: 0, or that of the state
    plan : name of a plan; None: the scenario as it is written
    seed : None: as the scenario says, or as the state
    until : stop before the events of this moment (`2026-01-22 14:00`, `12 d`, or minutes); None: at the horizon
    state : where a run of this plan has stopped, or the file that it was saved to; it goes on as if it had not; or a
        YAML file of an observed morning
    processes : SimPy processes ``process(env, city)`` of your own that take part; the log says so
    overrides : as of `run`
    """
    from sim.present.story.cast import cast_of
    from sim.present.story.entries import entries_of
    from sim.present.story.event_log import EventLog
    from sim.study.calendars import Span, span_of
    from sim.study.layout import layout_of
    from sim.study.replay import go_on, replay, stopped

    morning, saved = told_apart(state)
    case = case_of(scenario, overrides, morning)
    _, one = chosen(case, plan)
    own = list(processes)
    begun = _begun(saved, one, seed, replication)
    stop = _minute(until, one)
    if begun is None:
        seed = case.base.study.seed if seed is None else seed
        replication = replication or 0
        if replication < 0 or seed < 0:
            raise UsageError("a replication and a seed are 0 or more")
        span = span_of({"": one} if plan is None else case.plans)
        watched = replay(one, span, seed=seed, replication=replication, processes=own, until=stop)
    else:
        seed, replication = begun.seed, begun.replication
        span = Span(begun.lookback, begun.accrual_end)
        watched = go_on(one, begun, own, stop)
    went_on_from = None if begun is None else begun.state
    cast = cast_of(one, watched.world, watched.state, watched.params, watched.journal, went_on_from)
    return EventLog(
        scenario=one.name,
        plan=plan or "",
        seed=seed,
        replication=replication,
        processes=tuple(getattr(process, "__name__", type(process).__name__) for process in own),
        entries=entries_of(watched.journal, cast.names),
        stopped=None if cast.over else stopped(one, span, watched, seed=seed, replication=replication),
        cast=cast,
        run=(watched, layout_of(one, *case.plans.values())) if cast.over else None,
    )


def _begun(
    state: str | Path | SavedState | None, plan: Scenario, seed: int | None, replication: int | None
) -> SavedState | None:
    """The state that a run goes on from, refused if another luck is asked for."""
    from sim.study.saved import SavedState, load_state

    if state is None:
        return None
    begun = state if isinstance(state, SavedState) else load_state(state, plan)
    for word, asked, known in (("seed", seed, begun.seed), ("replication", replication, begun.replication)):
        if asked not in (None, known):
            raise UsageError(f"the state belongs to {word} {known}, not {asked}; leave the {word} out")
    return begun


def _minute(until: str | int | None, scenario: Scenario) -> int:
    """A moment as minutes from the start; without one beyond every horizon."""
    from sim.model.notices import LATEST_MIN
    from sim.units import QuantityError, moment

    if until is None or isinstance(until, int):
        return LATEST_MIN if until is None else until
    try:
        minutes = moment(until).minutes(scenario.horizon.start)
    except QuantityError as error:
        raise UsageError(f"until: {error.message}" + (f"; {error.hint}" if error.hint else "")) from None
    if minutes < 0:
        raise UsageError(f"until: {until} lies before the start of the scenario")
    return int(minutes)


def versions() -> dict[str, str]:
    """Versions of all that may change a result."""
    found: dict[str, Any] = {"hearthline": sim.__version__, "python": platform.python_version()}
    for package in ("numpy", "scipy", "simpy", "numba"):
        found[package] = metadata.version(package) if util.find_spec(package) else "not installed"
    return found
