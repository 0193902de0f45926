"""Pools of crews: shifts, dispatch, work (docs/model.md, sections 16 and 18)."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import simpy

from sim.scenario.laws import Law
from sim.scenario.schema import Scenario
from sim.world.address import Stream
from tests.clocks.oracle_city import Job
from tests.clocks.oracle_ledger import ASSESSMENT, CREW, PART, REPAIR, TEST, TRAVEL
from tests.clocks.oracle_numbers import Luck, interpolation, mean_of
from tests.clocks.oracle_pace import Pace
from tests.clocks.oracle_parts import Parts
from tests.clocks.oracle_supply import Supply
from tests.clocks.oracle_time import DAY, DISPATCH, SHIFT, STAGE, Bell, Steps, Winter

SKILLS = ("heat", "power")
"""In the order in which pools are numbered."""

AFTER_CREWS = 1 << 19
"""Assessments are numbered behind all places of crews."""


@dataclass
class Crew:
    """A crew at a job, in a place, in the job's present stage since it started that."""

    place: int
    started: int
    process: simpy.Process | None = None


class Places:
    """Places of crews, numbered through all pools, behind the assets."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.free: list[int] = []

    def take(self) -> int:
        """The place freed last, else the next new one."""
        if self.free:
            return self.free.pop()
        self.next += 1
        return self.next - 1

    def leave(self, place: int) -> None:
        self.free.append(place)


@dataclass(frozen=True)
class Site:
    """What all pools share."""

    env: Winter
    scenario: Scenario
    supply: Supply
    luck: Luck
    pace: Pace
    places: Places
    parts: Parts
    assessments: Iterator[int]
    """Their numbers, in the order in which they begin."""
    log: list[Job]


class Crews(ABC):
    """A pool of crews of one skill, its waiting jobs and its dispatcher.

    A job is anything with `entity`, `stage`, `known_at`, `queued_at`, `work_left`, `work_done`, `log` and `crew`; an
    entry of the waiting list may be a batch of several. What the jobs of a skill are is said by a pool of that skill.
    """

    def __init__(self, site: Site, skill: str) -> None:
        self.site, self.env, self.scenario, self.supply = site, site.env, site.scenario, site.supply
        self.number = SKILLS.index(skill)
        self.pool = site.scenario.repair.crews.get(skill)
        self.waiting: list[Any] = []
        self.at_work: dict[Any, None] = {}
        self.calls = Bell(self.env)
        laws = self.laws()
        self.draws = {kind: site.luck.of(law, self.stream_of(kind)) for kind, law in laws.items()}
        self.means = {kind: mean_of(law) for kind, law in laws.items()}
        self.assessment = site.luck.of(self.pool and self.pool.assess, int(Stream.ASSESSMENT))
        self.joined = 0
        self.on_shift = self._size(0)
        self.env.process(self._shifts())
        self.env.process(self._dispatching())

    # --- what a skill says of its jobs ---

    @abstractmethod
    def laws(self) -> dict[Any, Law[Any]]:
        """Laws of work by kind of job."""

    @abstractmethod
    def stream_of(self, kind: Any) -> int:
        """Whose luck the work of a kind of job reads."""

    @abstractmethod
    def kind_of(self, job: Any) -> Any:
        """Which law its work has."""

    @abstractmethod
    def number_of_kind(self, job: Any) -> int:
        """Which draw of an assessment is its own."""

    @abstractmethod
    def part_of(self, job: Any) -> str | None:
        """The item of which it needs a unit."""

    @abstractmethod
    def jobs_in(self, batch: Any) -> int:
        """How many crews an entry of the waiting list could take."""

    @abstractmethod
    def take_from(self, batch: Any) -> Any:
        """The next job of a batch; the last one is the batch itself."""

    @abstractmethod
    def work_of(self, job: Any) -> int:
        """The work of a job, drawn at its first start."""

    @abstractmethod
    def node_of(self, job: Any) -> int:
        """Where it is, as the log says it."""

    @abstractmethod
    def rank(self, job: Any) -> tuple[float, ...]:
        """The least goes first (section 18)."""

    @abstractmethod
    def changed(self, job: Any) -> None:
        """It has come to another stage."""

    @abstractmethod
    def done(self, job: Any) -> None:
        """What its end means for who waited for it."""

    # --- how much work there is ---

    def own_law(self) -> Law[Any] | None:
        """The pool's law of work."""
        if self.pool is None:
            return None
        return self.pool.work if self.pool.output is None else self._law_of_output()

    def _law_of_output(self) -> Law[Any]:
        """Lognormal work that gives the observed output where it was seen (section 16)."""
        assert self.pool is not None
        assert self.pool.output is not None
        seen, repair = self.pool.output.observed_at, self.scenario.repair
        minutes, pace = float(DAY), 1.0
        if self.pool.shifts is not None:
            minutes = sum((end - begin) % DAY or DAY for begin, end in self.pool.shifts) / len(self.pool.shifts)
        if seen is not None and seen.outdoor is not None and repair.cold_factor is not None:
            pace *= interpolation(repair.cold_factor)(seen.outdoor)
        if seen is not None and seen.alert is not None and repair.alert is not None:
            lost = seen.alert * repair.alert.time_lost + seen.alert / 62.0 * repair.alert.settle_in
            pace *= 1.0 - lost / DAY
        mean, aside = minutes * pace / float(self.pool.output.value), self.pool.travel + self.pool.test
        if aside:
            mean = max(1.0, mean - aside * pace)
        return Law[Any].model_validate({"lognormal": {"mean": mean, "sigma": float(self.pool.sigma)}})

    def score(self, job: Any, people: int, urgency: float) -> float:
        """People, urgency and expected work from left to right (section 18)."""
        dispatch = self.scenario.repair.dispatch
        expected = max(1.0, self.means[self.kind_of(job)] - job.work_done / 1000.0)
        return people**dispatch.people * urgency**dispatch.urgency / expected**dispatch.work

    def draw_work(self, job: Any) -> None:
        if job.work_left is None:
            job.work_left = self.work_of(job)

    def add_work(self, job: Any, added: int) -> None:
        """A second hit (section 9): the work of the first goes before it, and a crew gets a new finish."""
        self.draw_work(job)
        job.work_left += added
        if job.crew is not None and job.crew.process is not None:
            job.crew.process.interrupt("more work")

    # --- shifts ---

    def _size(self, minute: int) -> float:
        """Crews on shift (section 16)."""
        if self.pool is None:
            return 0
        if self.pool.start == "unlimited":
            return math.inf
        crews, ramp = self.scenario.initial.crews.get(SKILLS[self.number], self.pool.start), self.pool.ramp
        if ramp is not None:
            crews += math.floor((ramp.to - crews) * min(minute, ramp.by) / ramp.by)
        crews += self.joined
        if self.pool.shifts is None:
            return crews
        each, odd = divmod(crews, len(self.pool.shifts))
        clock, total = minute % DAY, 0
        for number, (begin, end) in enumerate(self.pool.shifts):
            inside = begin <= clock < end if begin < end else clock >= begin or clock < end
            total += (each + (number < odd)) * inside
        return total

    def _shifts(self) -> Steps:
        """Crews change at the begin and end of shifts, or at midnights while a ramp lasts."""
        pool = self.pool
        if pool is None or (pool.shifts is None and pool.ramp is None):
            return
        times = sorted({0} if pool.shifts is None else {minute % DAY for shift in pool.shifts for minute in shift})
        for minute in (day + time for day in range(0, self.env.length, DAY) for time in times if day + time):
            yield self.env.moment(minute, SHIFT, self.number)
            self.on_shift = self._size(minute)
            if pool.shifts is not None:
                self._hand_over()
            self.calls.ring()

    def _hand_over(self) -> None:
        """Without enough crews, jobs in the highest places are interrupted."""
        surplus = len(self.at_work) - self.on_shift
        if surplus > 0:
            highest = sorted(self.at_work, key=lambda job: job.crew.place, reverse=True)
            for job in highest[: int(surplus)]:
                self._interrupt(job)

    def _interrupt(self, job: Any) -> None:
        crew = job.crew
        crew.process.interrupt("off shift")
        if job.stage == REPAIR:
            done = self.site.pace.done(crew.started, self.env.now)
            job.work_left, job.work_done = max(1, job.work_left - done), job.work_done + done
        self._leave(job, crew)
        self.wait(job)
        self.changed(job)

    def _leave(self, job: Any, crew: Crew) -> None:
        del self.at_work[job]
        self.site.places.leave(crew.place)
        job.crew = None

    # --- dispatch ---

    def join(self, units: int) -> None:
        """Crews from elsewhere have come; with shifts they work from the next change on."""
        self.joined += units
        if self.pool is not None and self.pool.shifts is None:
            self.on_shift += units
            self.calls.ring()

    # --- before a crew ---

    def begin(self, batch: Any) -> None:
        """New jobs."""
        minutes = math.floor(max(0.0, self.assessment(batch.entity, self.number_of_kind(batch))))
        if minutes:
            batch.known_at = self.env.now + minutes
            self.assess(batch)
        else:
            self._ask_for_part(batch)

    def assess(self, batch: Any) -> None:
        """Until the minute at which it is known."""
        batch.stage = ASSESSMENT
        self.env.process(self._assessment(batch, next(self.site.assessments)))

    def _assessment(self, batch: Any, number: int) -> Steps:
        yield self.env.moment(batch.known_at, STAGE, AFTER_CREWS + number)
        self._ask_for_part(batch)
        self.changed(batch)

    def _ask_for_part(self, batch: Any) -> None:
        item = self.part_of(batch)
        if item is None or self.site.parts.take(item):
            self.wait(batch)
        else:
            batch.stage = PART
            self.site.parts.wait(item, self, batch)

    def wait(self, batch: Any) -> None:
        """For a crew, from now on."""
        batch.stage, batch.queued_at = CREW, self.env.now
        self.waiting.append(batch)
        self.calls.ring()

    def _dispatching(self) -> Steps:
        while True:
            yield self.calls.called
            yield self.env.moment(max(0, self.env.now), DISPATCH, self.number)
            self.calls.answer()
            free = self.on_shift - len(self.at_work)
            if free >= sum(self.jobs_in(batch) for batch in self.waiting):
                while self.waiting:
                    self._start(self.waiting[-1])
                continue
            while free > 0 and self.waiting:
                self._start(min(self.waiting, key=self.rank))
                free -= 1

    def _start(self, batch: Any) -> None:
        job = self.take_from(batch)
        if job is batch:
            self._remove(batch)
        self.draw_work(job)
        if job.log is None:
            job.log = Job(self.node_of(job), job.queued_at, self.env.now)
            self.site.log.append(job.log)
        job.crew = Crew(self.site.places.take(), self.env.now)
        self.at_work[job] = None
        job.crew.process = self.env.process(self._visit(job, job.crew))

    def _remove(self, batch: Any) -> None:
        """The last entry of the waiting list fills the place of the one that leaves."""
        place = self.waiting.index(batch)
        last = self.waiting.pop()
        if last is not batch:
            self.waiting[place] = last

    def _visit(self, job: Any, crew: Crew) -> Steps:
        """A crew at one job, stage by stage, until it is done or the shift ends."""
        stage: int | None = None
        while (stage := self._stage_after(stage, job)) is not None:
            job.stage, crew.started = stage, self.env.now
            self.changed(job)
            is_over = False
            while not is_over:
                try:
                    yield self.env.moment(self._end_of_stage(job, crew), STAGE, crew.place)
                    is_over = True
                except simpy.Interrupt as interrupt:
                    if interrupt.cause == "off shift":
                        return
                    is_over = stage == TEST
            if stage == REPAIR:
                job.work_left, job.work_done = 0, job.work_done + job.work_left
        job.log.done = self.env.now
        self._leave(job, crew)
        self.done(job)
        self.calls.ring()

    def _stage_after(self, stage: int | None, job: Any) -> int | None:
        """First the way, then work as long as there is any, then the test."""
        assert self.pool is not None
        if stage is None and self.pool.travel:
            return TRAVEL
        if job.work_left:
            return REPAIR
        return TEST if self.pool.test and stage != TEST else None

    def _end_of_stage(self, job: Any, crew: Crew) -> float:
        assert self.pool is not None
        if job.stage == REPAIR:
            return self.site.pace.finish(crew.started, job.work_left)
        return crew.started + (self.pool.travel if job.stage == TRAVEL else self.pool.test)
