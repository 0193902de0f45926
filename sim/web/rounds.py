"""From a move of the page to results: a first picture within a fraction of a second, then more worlds.

What a plan gives on a world depends on the plan and what it faces alone, so results of plans that did not move are
kept, and only what is new is run. The first worlds are kept, too, while only plans are moved: to draw one, with what
follows from it, takes up to a third of the time of a run.
"""

from __future__ import annotations

import gc
import os
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from statistics import median_low

from sim import kernel
from sim.analysis.comparison import Comparison, summarise
from sim.analysis.measures import threshold_text
from sim.scenario.load import LoadedScenario
from sim.study.ensemble import StudyResult
from sim.study.fairness import Fairness, judge
from sim.study.layout import Layout, layout_of
from sim.study.part import Part, Run
from sim.study.room import room_for_all
from sim.study.run import Design, GivenUp, Workspace, design_of, run_block
from sim.study.warm import warm_up, warm_up_elsewhere
from sim.study.worlds import Worlds
from sim.web.asked import Asked
from sim.web.desk import Desk
from sim.web.kept import Kept, Shelf, identities_of
from sim.world.sizes import Size

FIRST, WHOLE = 200, 1000
"""Worlds in the first picture, and in the last at most; between them as many as the scenario says."""
FEWEST = 40
"""Worlds in a first picture at least, however slow the scenario is."""
AIM_S = 0.45
"""How long after a question its first picture is to be on the screen [s]; it shows what has been run by then.
Half a second, less what the page takes to ask, and what runs take that are under way."""
EASE_S = 0.1
"""So much earlier is soon enough for a picture that has `FIRST` fresh runs, if not of so many worlds [s]."""
ASIDE_S = 0.2
"""What a first picture takes beside its runs (to be counted, drawn, sent and painted) until a page has told [s]."""
PAINT_S = 0.15
"""So long after the first picture its browser has the processors to itself, to paint it [s]."""
STRETCH = 6
"""Runs given to a thread at a time: less, and giving them takes long beside them; more, and the last are waited for."""
LOOK_S = 0.5
"""How often a page that waits for the compiler is told so [s]."""


@dataclass(frozen=True, slots=True)
class Compiling:
    """The model is being compiled for a size class that this machine has not run yet.

    Parameters
    ----------
    size : name of the class
    seconds : since the move arrived
    """

    size: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Round:
    """What is known after some worlds.

    Parameters
    ----------
    names : of the plans, the reference first
    places : key, text and place of the slider of everything that was moved
    worlds : that all of them have met
    fresh : runs of one plan on one world that were computed for this move
    seconds : from the move's arrival until all of it had been run
    is_last : False if more worlds follow
    """

    variant: LoadedScenario
    comparison: Comparison
    study: StudyResult
    layout: Layout
    names: tuple[str, ...]
    places: list[tuple[str, str, float]]
    worlds: int
    fresh: int
    seconds: float
    is_last: bool


class Hands(threading.local):
    """The records of one thread, and the design that they were last made for."""

    design: Design | None = None
    space: Workspace | None = None


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
        self._here = Hands()
        self._aside_s = deque([ASIDE_S], maxlen=3)
        self._shelf = Shelf()
        self._compiling: dict[str, subprocess.Popen[bytes]] = {}
        self._beginning = threading.Lock()

    @property
    def size(self) -> Size:
        """The size class of the scenario as it is written, with all its plans."""
        loaded = self.desk.loaded
        return room_for_all([loaded.scenario, *loaded.plans.values()])

    def warm(self) -> None:
        """Compile the model for the scenario as it is written, unless that was done before."""
        warm_up(self.size)

    def close(self) -> None:
        """End all threads, and compilers that nobody waits for any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._compiling.values():
            process.kill()
            process.wait()

    def rounds(self, asked: Asked, is_stopped: Callable[[], bool]) -> Iterator[Compiling | Round]:
        """Results of a move, first of few worlds, then of more; nothing more once it is stopped.

        Raises
        ------
        HearthlineError
            If the values do not fit.
        GivenUp
            If it is stopped.
        """
        begun = time.perf_counter()
        if asked.aside_s is not None:
            self._aside_s.append(asked.aside_s)
        variant = self.desk.variant(asked)
        names, places = self.desk.names_of(asked), self.desk.places(asked)
        plans = {name: variant.plans[name] for name in names}
        fairness = judge(plans, reference=names[0], tree=variant.tree)
        design = design_of(
            plans,
            {},
            seed=variant.scenario.study.seed,
            lookback=fairness.lookback,
            accrual_end=fairness.accrual_end,
        )
        until: float | None = begun + self._running_s
        for seconds in self._made_ready(design.size, is_stopped):
            yield Compiling(design.size.name, seconds)
            until = time.perf_counter() + self._running_s
        identities = identities_of(design)
        kept = self._shelf.of(identities, design.layout, WHOLE)
        met = self._shelf.worlds_of(next(iter(identities.values())), FIRST)
        whole = min(max(FIRST, variant.scenario.study.replications), WHOLE)
        layout = layout_of(*plans.values())
        target, fresh, is_last = FIRST, 0, False
        while not is_last:
            fresh += self._run(design, kept, met, target, is_stopped, until)
            if is_stopped():
                raise GivenUp
            seconds = time.perf_counter() - begun
            worlds = min(one.done for one in kept.values())
            is_last = worlds >= whole
            result = _result(kept, names, worlds, fairness)
            comparison = self._summarised(variant, result, layout, names)
            yield Round(variant, comparison, result, layout, names, places, worlds, fresh, seconds, is_last)
            if until is not None and not is_last:
                time.sleep(PAINT_S)
                gc.collect(1)  # now, and not while the next picture is made: it takes up to 0.06 s, rarely 0.3 s
            target, until = whole, None

    @property
    def _running_s(self) -> float:
        """How long a first picture may be run for: what is left for it beside all else [s].

        The middle one of the last three tells: a single slow or quick one is no rule.
        """
        return max(0.0, AIM_S - median_low(self._aside_s))

    def _made_ready(self, size: Size, is_stopped: Callable[[], bool]) -> Iterator[float]:
        """Have the model compiled for a size class; how long that takes so far, as long as it does [s].

        It is compiled in a process of its own, so that the page goes on answering, and is not given up with the move:
        the next one finds it done.
        """
        begun = time.perf_counter()
        process = self._compiler_of(size)
        while process is not None and process.poll() is None:
            if is_stopped():
                raise GivenUp
            yield time.perf_counter() - begun
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_S)
        warm_up(size)

    def _compiler_of(self, size: Size) -> subprocess.Popen[bytes] | None:
        """The process that compiles for a size class; None if none is needed, or none would be of use."""
        if not kernel.COMPILED or kernel.is_warm(size.name):
            return None
        with self._beginning:
            if size.name not in self._compiling:
                process = warm_up_elsewhere(size)
                if process is None:
                    return None
                self._compiling[size.name] = process
            return self._compiling[size.name]

    def _summarised(
        self, variant: LoadedScenario, result: StudyResult, layout: Layout, names: Sequence[str]
    ) -> Comparison:
        """The numbers that the page shows."""
        scenario = variant.scenario
        wanted = {f"person_hours_below_{threshold_text(level)}" for level in layout.thresholds}
        wanted |= {f"{name}.{district}" for name in wanted for district, _, _ in layout.districts}
        metrics, confidence = scenario.compare.metrics, scenario.study.confidence
        return summarise(result, layout, names[0], metrics, confidence, others=wanted)

    def _run(
        self,
        design: Design,
        kept: Mapping[Run, Kept],
        met: Worlds | None,
        target: int,
        is_stopped: Callable[[], bool],
        until: float | None,
    ) -> int:
        """Run what is missing, stretch by stretch, at the latest until a moment; how many runs that were."""
        waiting: list[tuple[Future[Part], tuple[Run, ...]]] = []
        designs: dict[tuple[Run, ...], Design] = {}
        start = min(one.done for one in kept.values())
        fresh = 0
        while True:
            while start < target and len(waiting) < self.threads + 1:
                missing = sum(one.done <= start for one in kept.values())
                stop = min(start + max(1, STRETCH // max(1, missing)), target)
                runs = tuple(run for run, one in kept.items() if one.done < stop)
                if runs:
                    if runs not in designs:
                        designs[runs] = replace(design, runs={run: design.runs[run] for run in runs})
                    future = self._pool.submit(self._stretch, designs[runs], range(start, stop), met, is_stopped)
                    waiting.append((future, runs))
                start = stop
            if not waiting:
                return fresh
            future, runs = waiting.pop(0)
            part = future.result()
            fresh += sum(kept[run].take(part, run) for run in runs)
            is_late = until is not None and time.perf_counter() > until - (EASE_S if fresh >= FIRST else 0.0)
            if is_late and min(one.done for one in kept.values()) >= FEWEST:
                target = start  # what is under way is waited for, what is not yet is left
                while waiting and waiting[-1][0].cancel():
                    waiting.pop()

    def _stretch(self, design: Design, replications: range, met: Worlds | None, is_stopped: Callable[[], bool]) -> Part:
        """Run a stretch of worlds on this thread's records."""
        here = self._here
        if here.design is not design:
            here.design, here.space = design, Workspace(design, here.space, met)
        return run_block(design, replications, is_stopped, here.space)


def _result(kept: Mapping[Run, Kept], names: Sequence[str], worlds: int, fairness: Fairness) -> StudyResult:
    """The first worlds of all plans, as of a study without twins."""
    failures: dict[int, str] = {}
    for one in kept.values():
        failures |= one.failures(worlds)
    return StudyResult(
        plans={name: kept[name, False].first(worlds) for name in names},
        twins={},
        no_split={},
        same_aid=fairness.same_aid,
        banners=fairness.banners,
        failures=failures,
    )
