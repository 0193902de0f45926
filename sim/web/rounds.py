"""From a move of the page to results: a first picture within a fraction of a second, then more worlds.

What a plan gives on a world depends on the plan and what it faces alone, so results of plans that did not move are
kept, and only what is new is run. Worlds are drawn anew each time: that takes a fifth of a millisecond, less than
copying one.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from sim.analysis.comparison import Comparison, summarise
from sim.analysis.measures import threshold_text
from sim.scenario.load import LoadedScenario
from sim.study.ensemble import Ensemble, StudyResult, empty_ensemble
from sim.study.fairness import Fairness, judge
from sim.study.layout import Layout, layout_of
from sim.study.part import Part, Run
from sim.study.room import room_for
from sim.study.run import Design, GivenUp, Workspace, design_of, run_block
from sim.study.warm import warm_up
from sim.web.asked import Asked, Desk

FIRST, WHOLE = 200, 1000
"""Worlds in the first picture, and in the last at most; between them as many as the scenario says."""
FEWEST = 40
"""Worlds in a first picture at least, however slow the scenario is."""
FIRST_S = 0.37
"""After so long a first picture shows what there is [s]: the rest of half a second is for drawing it."""
STRETCH = 10
"""Worlds given to a thread at a time."""
MOST_KEPT = 12
"""Plans whose results are kept: about 10 MB each for a winter in Kyiv."""


@dataclass(slots=True)
class Kept:
    """Results of one plan on the first worlds.

    Parameters
    ----------
    ensemble : room for all of them
    done : how many are there
    failures : world -> what went wrong
    """

    ensemble: Ensemble
    done: int = 0
    failures: dict[int, str] = field(default_factory=dict)

    def take(self, part: Part, run: Run) -> None:
        """Put a stretch of worlds behind those that are there."""
        found = part.ensembles[run]
        where = slice(part.replications.start, part.replications.stop)
        for name in ("outcomes", "days", "rows"):
            getattr(self.ensemble, name)[where] = getattr(found, name)
        self.failures |= {number: failure.message for number, failure in part.failures.items()}
        self.done = part.replications.stop

    def first(self, count: int) -> Ensemble:
        """The first worlds of it."""
        one = self.ensemble
        return Ensemble(one.outcomes[:count], one.days[:count], one.rows[:count])


@dataclass(frozen=True, slots=True)
class Round:
    """What is known after some worlds.

    Parameters
    ----------
    names : of the plans, the reference first
    worlds : that all of them have met
    fresh : runs of one plan on one world that were computed for this move
    seconds : since the move arrived
    is_last : False if more worlds follow
    """

    variant: LoadedScenario
    comparison: Comparison
    study: StudyResult
    layout: Layout
    names: tuple[str, ...]
    worlds: int
    fresh: int
    seconds: float
    is_last: bool


class Bench:
    """Where moves are run: threads with their records, and results that are kept.

    Parameters
    ----------
    threads : None: one per processor
    """

    def __init__(self, desk: Desk, threads: int | None = None) -> None:
        self.desk = desk
        self.threads = threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self.threads, "worlds")
        self._here = threading.local()
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._keeping = threading.Lock()

    def warm(self) -> None:
        """Compile the model, load it, and have every thread make its records."""
        warm_up(room_for(self.desk.loaded.scenario))

    def close(self) -> None:
        """End all threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def rounds(self, asked: Asked, is_stopped: Callable[[], bool]) -> Iterator[Round]:
        """Results of a move, first of few worlds, then of more; nothing more once it is stopped.

        Raises
        ------
        HearthlineError
            If the values do not fit.
        GivenUp
            If it is stopped.
        """
        begun = time.perf_counter()
        variant = self.desk.variant(asked)
        names = self.desk.names_of(asked)
        plans = {name: variant.plans[name] for name in names}
        fairness = judge(plans, reference=names[0], tree=variant.tree)
        design = design_of(
            plans,
            {},
            seed=variant.scenario.study.seed,
            lookback=fairness.lookback,
            accrual_end=fairness.accrual_end,
        )
        warm_up(design.size)
        kept = self._kept_of(design)
        whole = min(max(FIRST, variant.scenario.study.replications), WHOLE)
        target, before = FIRST, sum(one.done for one in kept.values())
        until: float | None = begun + FIRST_S
        while True:
            self._run(design, kept, target, is_stopped, until)
            if is_stopped():
                raise GivenUp
            worlds = min(one.done for one in kept.values())
            fresh = sum(one.done for one in kept.values()) - before
            is_last = worlds >= whole
            result = _result(kept, names, worlds, fairness)
            layout = layout_of(*plans.values())
            comparison = self._summarised(variant, result, layout, names)
            seconds = time.perf_counter() - begun
            yield Round(variant, comparison, result, layout, names, worlds, fresh, seconds, is_last)
            if is_last:
                return
            target, until = whole, None

    def _summarised(
        self, variant: LoadedScenario, result: StudyResult, layout: Layout, names: Sequence[str]
    ) -> Comparison:
        """The numbers that the page shows."""
        scenario = variant.scenario
        wanted = {f"person_hours_below_{threshold_text(level)}" for level in layout.thresholds}
        wanted |= {f"{name}.{district}" for name in wanted for district, _, _ in layout.districts}
        metrics, confidence = scenario.compare.metrics, scenario.study.confidence
        return summarise(result, layout, names[0], metrics, confidence, others=wanted)

    def _kept_of(self, design: Design) -> dict[Run, Kept]:
        """What is known of each plan of a design, by all that decides its results."""
        found = {}
        with self._keeping:
            for run in design.runs:
                identity = _identity(design, run)
                kept = self._kept.pop(identity, None) or Kept(empty_ensemble(design.layout, WHOLE))
                self._kept[identity] = found[run] = kept
            while len(self._kept) > max(MOST_KEPT, len(found)):
                self._kept.popitem(last=False)
        return found

    def _run(
        self,
        design: Design,
        kept: Mapping[Run, Kept],
        target: int,
        is_stopped: Callable[[], bool],
        until: float | None,
    ) -> None:
        """Run what is missing, stretch by stretch, at the latest until a moment."""
        waiting: list[tuple[Future[Part], tuple[Run, ...]]] = []
        start = min(one.done for one in kept.values())
        while True:
            while start < target and len(waiting) < self.threads + 1:
                stop = min(start - start % STRETCH + STRETCH, target)
                runs = tuple(run for run, one in kept.items() if one.done < stop)
                if runs:
                    some = replace(design, runs={run: design.runs[run] for run in runs})
                    waiting.append((self._pool.submit(self._stretch, some, range(start, stop), is_stopped), runs))
                start = stop
            if not waiting:
                return
            future, runs = waiting.pop(0)
            part = future.result()
            for run in runs:
                if kept[run].done == part.replications.start:
                    kept[run].take(part, run)
            is_late = until is not None and time.perf_counter() > until
            if is_late and min(one.done for one in kept.values()) >= FEWEST:
                target = start  # what is under way is waited for

    def _stretch(self, design: Design, replications: range, is_stopped: Callable[[], bool]) -> Part:
        """Run a stretch of worlds on this thread's records."""
        before: Workspace | None = getattr(self._here, "space", None)
        space = self._here.space = Workspace(design, before)
        return run_block(design, replications, is_stopped, space)


def _identity(design: Design, run: Run) -> bytes:
    """Digest of all that decides what a plan gives on a world."""
    one = design.runs[run]
    found = hashlib.blake2b(digest_size=16)
    for content in (design.chances, one.array, one.patches):
        found.update(content.tobytes())
    found.update(repr((design.size.name, design.key, design.layout)).encode())
    return found.digest()


def _result(kept: Mapping[Run, Kept], names: Sequence[str], worlds: int, fairness: Fairness) -> StudyResult:
    """The first worlds of all plans, as of a study without twins."""
    failures: dict[int, str] = {}
    for one in kept.values():
        failures |= {number: why for number, why in one.failures.items() if number < worlds}
    return StudyResult(
        plans={name: kept[name, False].first(worlds) for name in names},
        twins={},
        no_split={},
        same_aid=fairness.same_aid,
        banners=fairness.banners,
        failures=failures,
    )
