"""Repair jobs, crews and their pace (docs/model.md, sections 16 to 18)."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from sim.scenario.laws import Law
from sim.scenario.schema import Scenario
from sim.world.address import Stream
from tests.clocks.oracle_city import Block, Cohort, Job
from tests.clocks.oracle_numbers import Luck, interpolation, mean_of, milliminutes
from tests.clocks.oracle_supply import FROST_FAULT, Supply
from tests.clocks.oracle_time import DAY, DISPATCH, SHIFT, STAGE, Bell, Steps, Winter

DAMAGE, GIVEN, FAILURE = "damage", "given", "failure"
STREAM_OF_WORK = {
    FROST_FAULT: Stream.FROST_WORK,
    DAMAGE: Stream.WORK,
    GIVEN: Stream.GIVEN_WORK,
    FAILURE: Stream.FAILURE_WORK,
}


@dataclass
class Crew:
    """A crew at work in a place."""

    place: int
    started: int
    process: simpy.Process | None = None


class Pace:
    """How fast all crews work, minute by minute (section 17)."""

    def __init__(self, scenario: Scenario, outdoor: Sequence[float], table: Mapping[str, Any], length: int) -> None:
        alert, cold = scenario.repair.alert, scenario.repair.cold_factor
        factor = interpolation(cold) if cold else lambda _outdoor: 1.0
        hourly = [math.floor(1000.0 * factor(temperature) + 0.5) for temperature in outdoor]
        normal = np.repeat(np.array(hourly), 60)[:length]
        rate = np.full(length, 1000)
        starts, ends = table["alert_from"].tolist(), table["alert_to"].tolist()
        if alert is not None:
            inside = math.floor(1000.0 * (1.0 - alert.time_lost) + 0.5)
            for begin, end, following in zip(starts, ends, [*starts[1:], length], strict=False):
                rate[begin:end] = inside
                rate[end : min(end + math.floor(alert.settle_in), following)] = 0
        self.sums = [0, *np.cumsum((normal * rate + 500) // 1000).tolist()]
        """Work done from minute 0 to before each minute [milliminutes]."""
        self.restarts = starts if alert is not None and alert.after_alert == "restart" else []

    def done(self, begin: int, end: int) -> int:
        """Work of one crew since it began, or since the last restart."""
        restart = bisect.bisect_left(self.restarts, end) - 1
        since = max(begin, self.restarts[restart]) if restart >= 0 else begin
        return self.sums[end] - self.sums[since]

    def finish(self, begin: int, work: int) -> float:
        """The first minute at which the work is done."""
        while True:
            end = bisect.bisect_left(self.sums, self.sums[begin] + work)
            restart = bisect.bisect_right(self.restarts, begin)
            if restart == len(self.restarts) or self.restarts[restart] >= end:
                return end if end < len(self.sums) else math.inf
            begin = self.restarts[restart]


class Crews:
    """The pool of crews, its waiting jobs and its dispatcher."""

    def __init__(self, env: Winter, scenario: Scenario, table: Mapping[str, Any], supply: Supply, luck: Luck) -> None:
        self.env, self.scenario, self.supply, self.luck = env, scenario, supply, luck
        self.pool = scenario.repair.crews.get("heat")
        self.pace = Pace(scenario, supply.climate.outdoor, table, env.length)
        self.first_place = supply.city.assets
        self.waiting: list[Cohort] = []
        self.waiting_jobs = 0
        self.at_work: dict[Cohort, None] = {}
        self.places_free: list[int] = []
        self.places_used = 0
        self.log: list[Job] = []
        self.calls = Bell(env)
        laws = self._laws()
        self.draws: dict[Any, Any] = {kind: luck.of(law, STREAM_OF_WORK[kind[0]]) for kind, law in laws.items()}
        self.means: dict[Any, float] = {kind: mean_of(law) for kind, law in laws.items()}
        self.on_shift = self._size(0)
        env.process(self._shifts())
        env.process(self._dispatching())

    # --- how much work there is ---

    def _laws(self) -> dict[tuple[str, str], Law[Any]]:
        """Laws of work by fault and severity: frost faults have the pool's, other faults their severity's."""
        severities = self.scenario.damage.severities.items()
        laws = {(fault, name): rule.work for fault in (DAMAGE, GIVEN, FAILURE) for name, rule in severities}
        if self.pool is not None:
            laws[FROST_FAULT, ""] = self.pool.work if self.pool.output is None else self._law_of_output()
        return {kind: law for kind, law in laws.items() if law is not None}

    def _law_of_output(self) -> Law[Any]:
        """Lognormal work that gives the observed output where it was seen (section 16)."""
        assert self.pool is not None
        assert self.pool.output is not None
        seen, repair = self.pool.output.observed_at, self.scenario.repair
        minutes = float(DAY)
        if self.pool.shifts is not None:
            minutes = sum((end - begin) % DAY or DAY for begin, end in self.pool.shifts) / len(self.pool.shifts)
        if seen is not None and seen.outdoor is not None and repair.cold_factor is not None:
            minutes *= interpolation(repair.cold_factor)(seen.outdoor)
        if seen is not None and seen.alert is not None and repair.alert is not None:
            lost = seen.alert * repair.alert.time_lost + seen.alert / 62.0 * repair.alert.settle_in
            minutes *= 1.0 - lost / DAY
        mean = minutes / float(self.pool.output.value)
        return Law[Any].model_validate({"lognormal": {"mean": mean, "sigma": float(self.pool.sigma)}})

    def _work(self, job: Cohort) -> int:
        """The work of a job, drawn at its first start."""
        draw = self.draws[job.fault, job.severity]
        return milliminutes(draw(job.entity, job.ordinal if job.fault == FROST_FAULT else 0))

    def _expected(self, job: Cohort) -> float:
        """What a dispatcher expects of it [min]."""
        return max(1.0, self.means[job.fault, job.severity] - job.work_done / 1000.0)

    # --- jobs ---

    def open_jobs(self, cohort: Cohort, fault: str, entity: int, severity: str = "") -> None:
        cohort.fault, cohort.entity, cohort.severity, cohort.ordinal = fault, entity, severity, 0
        cohort.queued_at, cohort.work_left, cohort.work_done, cohort.log = self.env.now, None, 0, None
        cohort.block.damaged += cohort.buildings
        self.supply.look_again(cohort.block)
        self._wait(cohort)
        self.calls.ring()

    def _wait(self, cohort: Cohort) -> None:
        self.waiting.append(cohort)
        self.waiting_jobs += cohort.buildings

    def add_work(self, block: Block, number: int, added: int) -> None:
        """A second hit on a damaged building (section 9)."""
        for batch in [cohort for cohort in block.cohorts if cohort.fault is not None]:
            if number < batch.buildings:
                break
            number -= batch.buildings
        job = self._take_from(batch)
        if job is not batch:
            self.waiting.append(job)
        if job.work_left is None:
            job.work_left = self._work(job)
        job.work_left += added
        if job.crew is not None and job.crew.process is not None:
            job.crew.process.interrupt("more work")

    def _take_from(self, batch: Cohort) -> Cohort:
        """One building with the batch's present ordinal; the batch goes on to the next."""
        job = batch.part(1)
        if job is not batch:
            batch.ordinal += 1
        return job

    # --- shifts ---

    def _size(self, minute: int) -> float:
        """Crews on shift (section 16)."""
        if self.pool is None:
            return 0
        if self.pool.start == "unlimited":
            return math.inf
        crews, ramp = int(self.pool.start), self.pool.ramp
        if ramp is not None:
            crews += math.floor((ramp.to - crews) * min(minute, ramp.by) / ramp.by)
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
            yield self.env.moment(minute, SHIFT)
            self.on_shift = self._size(minute)
            if pool.shifts is not None:
                self._hand_over()
            self.calls.ring()

    def _hand_over(self) -> None:
        """Without enough crews, jobs in the highest places are interrupted."""
        surplus = len(self.at_work) - self.on_shift
        if surplus > 0:
            highest = sorted(self.at_work, key=lambda job: job.crew.place if job.crew else 0, reverse=True)
            for job in highest[: int(surplus)]:
                self._interrupt(job)

    def _interrupt(self, job: Cohort) -> None:
        crew = job.crew
        assert crew is not None
        assert crew.process is not None
        assert job.work_left is not None
        crew.process.interrupt("off shift")
        done = self.pace.done(crew.started, self.env.now)
        job.work_left, job.work_done = max(1, job.work_left - done), job.work_done + done
        self._leave(job, crew)
        job.queued_at = self.env.now
        self._wait(job)

    def _leave(self, job: Cohort, crew: Crew) -> None:
        del self.at_work[job]
        self.places_free.append(crew.place)
        job.crew = None

    # --- dispatch ---

    def _dispatching(self) -> Steps:
        while True:
            yield self.calls.called
            yield self.env.moment(self.env.now, DISPATCH, 0)
            self.calls.answer()
            free = self.on_shift - len(self.at_work)
            if free >= self.waiting_jobs:
                while self.waiting:
                    self._start(self.waiting[-1])
                continue
            while free > 0 and self.waiting:
                self._start(min(self.waiting, key=self._rank))
                free -= 1

    def _rank(self, job: Cohort) -> tuple[float, ...]:
        """The least goes first (section 18)."""
        dispatch = self.scenario.repair.dispatch
        kind = FROST_FAULT if job.fault == FROST_FAULT else "building"
        first = dispatch.first.index(kind) if kind in dispatch.first else len(dispatch.first)
        ties = (job.block.number, job.since, job.entity, job.ordinal)
        if dispatch.order == "fifo":
            return (first, job.queued_at, *ties)
        if dispatch.order == "largest_first":
            return (first, -job.buildings, *ties)
        urgency = self.supply.climate.urgency(job.course)
        score = job.block.people**dispatch.people * urgency**dispatch.urgency / self._expected(job) ** dispatch.work
        return (first, -score, *ties)

    def _start(self, batch: Cohort) -> None:
        job = self._take_from(batch)
        self.waiting_jobs -= 1
        if job is batch:
            self._remove(batch)
        if job.work_left is None:
            job.work_left = self._work(job)
        if job.log is None:
            job.log = Job(job.block.number, job.queued_at, self.env.now)
            self.log.append(job.log)
        if not self.places_free:
            self.places_free.append(self.places_used)
            self.places_used += 1
        job.crew = Crew(self.places_free.pop(), self.env.now)
        self.at_work[job] = None
        job.crew.process = self.env.process(self._repair(job, job.crew))

    def _remove(self, batch: Cohort) -> None:
        """The last entry of the waiting list fills the place of the one that leaves."""
        place = self.waiting.index(batch)
        last = self.waiting.pop()
        if last is not batch:
            self.waiting[place] = last

    def _repair(self, job: Cohort, crew: Crew) -> Steps:
        """A crew at one job, until it is done or the shift ends."""
        while True:
            assert job.work_left is not None
            finish = self.pace.finish(crew.started, job.work_left)
            try:
                yield self.env.moment(finish, STAGE, self.first_place + crew.place)
                break
            except simpy.Interrupt as interrupt:
                if interrupt.cause == "off shift":
                    return
        assert job.log is not None
        job.log.done = self.env.now
        self._leave(job, crew)
        if job.repaired is not None:
            job.repaired.succeed()
        job.fault, job.log, job.repaired = None, None, None
        job.block.damaged -= 1
        if job.block.phase == "warm":
            self.supply.settle(job.block)
            self.supply.heat(job)
        else:
            self.supply.look_again(job.block)
        self.calls.ring()
