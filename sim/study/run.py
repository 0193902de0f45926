"""Running a study: every plan on the same worlds, one stretch of replications after the other.

What a replication gives depends on the scenario, the plan and the replication's number alone, never on stretches,
workers or order.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import get_ident

import numpy as np

from sim.clock.compiled import run_until
from sim.errors import UsageError
from sim.model.begin import COUNTED_BY, begin_in, spans_of
from sim.model.foresight import foresee
from sim.model.going_on import go_on_in
from sim.model.record import state_dtype
from sim.model.settle import settle
from sim.model.setup.build import Parameters, parameters_of
from sim.model.tally import OUTCOME, keep_days, keep_rows, tally
from sim.model.words import Status
from sim.scenario.schema import Scenario
from sim.study.ending import why_ended
from sim.study.ensemble import StudyResult, empty_ensemble, keep_outcomes
from sim.study.fairness import Fairness
from sim.study.keeping import Results
from sim.study.layout import Layout, layout_of
from sim.study.part import Failure, Part, stretches
from sim.study.pools.spread import Place, opened, spread
from sim.study.room import room_for_all, room_of
from sim.study.saved import SavedState
from sim.study.stopping import patience
from sim.study.store.folder import RunFolder
from sim.study.store.identity import BLOCK, contents_of, identity_of, model_digest
from sim.study.worlds import Worlds
from sim.world.draw import draw
from sim.world.known import know, share_past
from sim.world.philox import key_of
from sim.world.record import Array, new, world_dtype
from sim.world.setup import chances_of
from sim.world.sizes import Size
from sim.world.status import WorldStatus, in_words
from sim.world.uncertain import rows_of

Progress = Callable[[int, int], None]
"""Told how many replications of how many are done."""


@dataclass(frozen=True, slots=True)
class Design:
    """Everything a block of replications needs: what comes, and the parameters of every run.

    Parameters
    ----------
    size : room of the records
    chances : what the scenario says about what comes
    key : two words from the seed
    runs : (plan, twin or not) -> parameters
    start : the saved state that every run goes on from; None: all begin at minute 0
    """

    size: Size
    chances: Array
    key: tuple[np.uint64, np.uint64]
    runs: dict[tuple[str, bool], Parameters]
    layout: Layout
    start: SavedState | None = None


def design_of(
    plans: Mapping[str, Scenario],
    twins: Mapping[str, Scenario],
    *,
    seed: int,
    lookback: int,
    accrual_end: int,
    start: SavedState | None = None,
) -> Design:
    """Lay out a study: one draw of each world serves all plans and twins.

    Parameters
    ----------
    plans, twins : name -> scenario with the plan's overrides applied
    seed : root of all luck
    lookback, accrual_end : from the calendars of all plans [min]
    start : a saved state that all runs go on from

    Raises
    ------
    LimitError
        If they are larger than the limits, each by itself or together.
    UsageError
        If they need more room than the saved state has.
    """
    every = [*plans.values(), *twins.values()]
    needed = room_for_all(every)
    size = needed if start is None else room_of(start, needed)
    rows = rows_of(*every)
    names = [*((name, False) for name in plans), *((name, True) for name in twins)]
    runs = {
        run: parameters_of(scenario, size, rows, lookback=lookback, accrual_end=accrual_end)
        for run, scenario in zip(names, every, strict=True)
    }
    return Design(size, chances_of(every[0], size, every), key_of(seed), runs, layout_of(*every), start)


def known_world(design: Design) -> Array:
    """The world in which the saved state of a design came about; empty without one."""
    world = new(world_dtype(design.size))
    if design.start is not None:
        chances = design.chances.copy()
        if not design.start.had_forecast:
            chances["forecast_days"] = 0
        draw(chances, world, *key_of(design.start.seed), design.start.replication)
    return world


def copy_state(source: Array, target: Array) -> None:
    """Copy a state over one that may have been used: of large tables the rows that either has used."""
    for name, counter in COUNTED_BY.items():
        rows = max(int(source[counter][0]), int(target[counter][0]))
        target[name][0, :rows] = source[name][0, :rows]
    for name in source.dtype.names or ():
        if name not in COUNTED_BY:
            target[name] = source[name]


class Workspace:
    """The records of one block of work, used again for every run of it.

    Parameters
    ----------
    before : one that is no longer needed: if it has the same size its large tables are taken over, which are many
        megabytes of fresh memory otherwise
    worlds : kept ones, of designs whose plans face the same; None: each is drawn
    """

    def __init__(self, design: Design, before: Workspace | None = None, worlds: Worlds | None = None) -> None:
        self.size = design.size
        self.worlds = worlds
        self.chances = design.chances.copy()
        self.known = known_world(design)
        if design.start is not None:
            know(self.chances, self.known, design.start.moment)
        if before is not None and before.size == design.size:
            records = before.own, before.state, before.heap
        else:
            size = design.size
            records = new(world_dtype(size)), new(state_dtype(size)), np.zeros(size.outbox, np.int64)
        self.own: Array = records[0]
        self.world = self.own
        self.state: Array = records[1]
        self.heap: Array = records[2]
        self.words = self.state.view(np.int64)
        self.spans = spans_of(self.state.dtype)
        self.params = {run: parameters.array.copy() for run, parameters in design.runs.items()}

    def prepare(self, design: Design, replication: int) -> str:
        """Draw the world of a replication, with all that follows from it for every plan, or take the one that is kept.

        Returns
        -------
        str
            What went wrong; empty if nothing did.
        """
        if self.worlds is None or not self.worlds.may_hold(replication):
            self.world = self.own
            return self._draw(design, replication)
        known = self.worlds.of(replication)
        if known is not None:
            self.world = known
            self._settle(design)
            return ""
        self.world = new(world_dtype(self.size))
        wrong = self._draw(design, replication)
        if not wrong:
            self.worlds.keep(replication, self.world)
        return wrong

    def _draw(self, design: Design, replication: int) -> str:
        draw(self.chances, self.world, *design.key, replication)
        if design.start is not None and self.world["status"][0] == 0:
            share_past(self.world, self.known, design.start.moment, design.layout.horizon_min)
        if self.world["status"][0] != 0:
            return f"world: {in_words(WorldStatus(int(self.world['status'][0])))}"
        self._settle(design)
        foresee(next(iter(self.params.values())), self.world)
        if self.world["status"][0] != 0:
            return f"world: {in_words(Status(int(self.world['status'][0])))}"
        return ""

    def _settle(self, design: Design) -> None:
        """Give all plans the numbers that this world has drawn for them."""
        for run, params in self.params.items():
            settle(params, design.runs[run].patches, self.world)

    def run(self, run: tuple[str, bool], design: Design) -> Status:
        """Run one plan on the world that is drawn, from begin to end, or on from a saved state."""
        params = self.params[run]
        if design.start is None:
            begin_in(params, self.world, self.state, self.words, self.spans)
        else:
            copy_state(design.start.state, self.state)
            start = design.start
            go_on_in(params, self.world, self.state, start.params, start.state, start.moment)
        return Status(run_until(params, self.world, self.state, self.heap, design.layout.horizon_min))


def never() -> bool:
    """Nobody stops it."""
    return False


class GivenUp(Exception):  # noqa: N818 - no error: nobody waits for what was given up
    """A stretch of replications was stopped before its end."""


class RanAlone(Exception):  # noqa: N818 - no error: the one replication that was asked for has been run
    """One replication of a kept study has been run once more, and nothing else.

    Parameters
    ----------
    part : what came of it
    """

    def __init__(self, part: Part) -> None:
        super().__init__(part.replications)
        self.part = part


def run_block(
    design: Design,
    replications: range,
    is_stopped: Callable[[], bool] = never,
    space: Workspace | None = None,
) -> Part:
    """Run all plans on the worlds of a stretch of replications.

    Parameters
    ----------
    is_stopped : asked before each run
    space : a workspace of this design, which nobody else uses meanwhile; None: one of its own

    Raises
    ------
    GivenUp
        If it is stopped.
    """
    space = Workspace(design) if space is None else space
    ensembles = {run: empty_ensemble(design.layout, len(replications)) for run in design.runs}
    outcomes = {run: np.zeros(len(replications), OUTCOME) for run in design.runs}
    most = int(np.iinfo(design.layout.row_type).max)
    failures: dict[int, Failure] = {}

    def run_all(place: int, replication: int) -> None:
        """Run all plans on one world."""
        wrong = space.prepare(design, replication)
        if wrong:
            failures[replication] = Failure(OF_MODEL, wrong)
            return
        for run, ensemble in ensembles.items():
            if is_stopped():
                raise GivenUp
            params = space.params[run]
            status = space.run(run, design)
            if status != Status.FINE:
                failures[replication] = Failure(
                    OF_MODEL, f"{run[0]}: {why_ended(status, space.state, design.layout.start)}"
                )
            tally(params, space.world, space.state, outcomes[run], place)
            keep_days(space.state, ensemble.days, place, len(design.layout.thresholds))
            keep_rows(space.state, ensemble.rows, place, most)

    for place, replication in enumerate(replications):
        try:
            run_all(place, replication)
        except (GivenUp, MemoryError):
            raise
        except Exception as error:  # a bug in one world must not cost the others
            failures[replication] = Failure(type(error).__name__, str(error))
    for run, ensemble in ensembles.items():
        keep_outcomes(outcomes[run], ensemble, range(len(replications)))
    return Part(replications, ensembles, failures)


OF_MODEL = "model"
"""Kind of a failure that the model itself tells."""


@dataclass(frozen=True, slots=True)
class Work:
    """A design, to be run here or sent to other processes.

    Parameters
    ----------
    spaces : a workspace for each thread, for all its stretches: fresh memory takes longer than a run of a small town
    """

    design: Design
    spaces: dict[int, Workspace] = field(default_factory=dict, repr=False, compare=False)

    def here(self, replications: range, is_stopped: Callable[[], bool] = never) -> Part:
        """Run a stretch of replications in this process."""
        mine = get_ident()
        if mine not in self.spaces:
            self.spaces[mine] = Workspace(self.design)
        return run_block(self.design, replications, is_stopped, self.spaces[mine])

    def elsewhere(self) -> tuple[Callable[..., Part], tuple[bytes, str]]:
        """What another process calls with a stretch of replications."""
        return run_packed, (zlib.compress(pickle.dumps(self.design), 1), model_digest())


def run_packed(packed: bytes, model: str, replications: range) -> Part:
    """Run a stretch of replications of a design that another process has sent.

    Raises
    ------
    UsageError
        If this process has another model.
    """
    if model != model_digest():
        raise UsageError("a worker has another version of hearthline; install the same one everywhere")
    return _unpacked(packed).here(replications)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Work:
    """Work on a design that was sent by the process that leads the study, never one from a file."""
    return Work(pickle.loads(zlib.decompress(packed)))  # noqa: S301 - from the process this one works for


STEPS = 20
"""Stretches of replications at least, so that progress is seen and a stop need not wait long."""


def stretch_of(replications: int) -> int:
    """How many replications are given out at a time: a power of two, so that they fit into stored blocks."""
    return 1 << (max(1, min(BLOCK, replications // STEPS)).bit_length() - 1)


def run_study(
    plans: Mapping[str, Scenario],
    *,
    fairness: Fairness,
    replications: int,
    seed: int,
    start: SavedState | None = None,
    workers: int | None = None,
    block: int = BLOCK,
    progress: Progress | None = None,
    executor: Place = None,
    scheduler: str | None = None,
    folder: RunFolder | None = None,
    known: StudyResult | None = None,
    only: Collection[str] | None = None,
) -> StudyResult:
    """Run every plan, and the centred twins that fairness asks for, on the same worlds.

    Parameters
    ----------
    plans : plan -> scenario with its overrides applied
    fairness : what the gate decided, with the twins
    replications : worlds drawn
    seed : root of all luck
    start : a saved state that all runs go on from; None: they begin at minute 0
    workers : threads or processes; None: one per processor
    block : replications of one unit of work; no result depends on it
    progress : called with replications done and in all
    executor : where it runs; no result depends on it
    scheduler : address of a Dask scheduler
    folder : where it is kept, and gone on with; None: nowhere
    known : the first replications of the same study, which are kept and not run again
    only : plans that are run, if not all; no result of these depends on it

    Returns
    -------
    StudyResult
        One ensemble per plan and twin, replications in order.
    """
    span = {"lookback": fairness.lookback, "accrual_end": fairness.accrual_end}
    design = design_of(plans, fairness.twins, seed=seed, start=start, **span)
    if only is not None:
        design = replace(design, runs={run: one for run, one in design.runs.items() if run[0] in only})
    results = Results({run: empty_ensemble(design.layout, replications) for run in design.runs}, replications, folder)
    if folder is not None:
        scenarios = {(name, False): one for name, one in plans.items()}
        scenarios |= {(name, True): one for name, one in fairness.twins.items()}
        scenarios = {run: one for run, one in scenarios.items() if run in design.runs}
        folder.begin(identity_of(scenarios, seed=seed, start=start, **span), contents_of(scenarios), design.layout)
        alone = folder.to_run_alone()
        if alone is not None:
            raise RanAlone(run_block(design, range(alone, alone + 1)))
        results.take_stored()
    if known is not None:
        results.take_known(known, OF_MODEL)
    missing = stretches(results.missing(), block)
    if missing:
        with opened(executor, workers, scheduler) as pool:
            pool.take(Work(design))
            with patience():
                for part in spread(pool, missing):
                    results.take(part)
                    if progress is not None:
                        progress(results.done, replications)
    return results.as_study(fairness)
