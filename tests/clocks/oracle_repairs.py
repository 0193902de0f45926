"""What crews repair: buildings, and feeders and stations (docs/model.md, sections 9, 16 and 18)."""

from __future__ import annotations

from typing import Any

from sim.scenario.laws import Law
from sim.world import address
from sim.world.address import Stream
from tests.clocks.oracle_city import Block, Cohort
from tests.clocks.oracle_crews import Crews, Site
from tests.clocks.oracle_ledger import ASSESSMENT
from tests.clocks.oracle_network import Asset, AssetJob
from tests.clocks.oracle_numbers import milliminutes
from tests.clocks.oracle_supply import FROST_FAULT

DAMAGE, GIVEN, FAILURE = "damage", "given", "failure"
STREAM_OF_WORK = {
    FROST_FAULT: Stream.FROST_WORK,
    DAMAGE: Stream.WORK,
    GIVEN: Stream.GIVEN_WORK,
    FAILURE: Stream.FAILURE_WORK,
}

KINDS = (FROST_FAULT, DAMAGE, GIVEN, FAILURE, "network")
"""In the order in which their draws of an assessment are numbered."""

Kind = tuple[str, str]
"""Fault and severity of a building."""


class HeatCrews(Crews):
    """Crews that repair buildings: a job is a cohort with a fault."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "heat")

    def laws(self) -> dict[Kind, Law[Any]]:
        """Frost faults have the pool's, other faults their severity's."""
        severities = self.scenario.damage.severities.items()
        laws = {(fault, name): rule.work for fault in (DAMAGE, GIVEN, FAILURE) for name, rule in severities}
        laws[FROST_FAULT, ""] = self.own_law()
        return {kind: law for kind, law in laws.items() if law is not None}

    def stream_of(self, kind: Kind) -> int:
        return int(STREAM_OF_WORK[kind[0]])

    def kind_of(self, job: Cohort) -> Kind:
        return job.fault or "", job.severity

    def number_of_kind(self, job: Cohort) -> int:
        return KINDS.index(job.fault or "")

    def part_of(self, job: Cohort) -> str | None:
        return None if job.fault == FROST_FAULT else self.scenario.damage.severities[job.severity].part

    def jobs_in(self, batch: Cohort) -> int:
        return batch.buildings

    def take_from(self, batch: Cohort) -> Cohort:
        """One building with the batch's present ordinal; the batch goes on to the next."""
        job = batch.part(1)
        if job is not batch:
            batch.ordinal += 1
        return job

    def work_of(self, job: Cohort) -> int:
        draw = self.draws[self.kind_of(job)]
        return milliminutes(draw(job.entity, job.ordinal if job.fault == FROST_FAULT else 0))

    def node_of(self, job: Cohort) -> int:
        return self.supply.city.node_of(job.block)

    def rank(self, job: Cohort) -> tuple[float, ...]:
        dispatch = self.scenario.repair.dispatch
        kind = FROST_FAULT if job.fault == FROST_FAULT else "building"
        first = dispatch.first.index(kind) if kind in dispatch.first else len(dispatch.first)
        ties = (job.block.number, job.since, job.entity, job.ordinal)
        if dispatch.order == "fifo":
            return (first, job.queued_at, *ties)
        if dispatch.order == "largest_first":
            return (first, -job.buildings, *ties)
        score = self.score(job, job.block.people, self.supply.climate.urgency(job.course))
        return (first, -(score * self.supply.fairness.weight(job.block.district)), *ties)

    def open_jobs(self, cohort: Cohort, fault: str, origin: int, entity: int, severity: str = "") -> None:
        """Buildings get a fault, each a job."""
        self._write(cohort, fault, origin, entity, severity)
        self.begin(cohort)
        self.supply.put_down_to_fault(cohort)

    def open_known(self, cohort: Cohort, fault: str, origin: int, entity: int, severity: str, done: int) -> None:
        """A building whose job is known, has its part, and is done in part."""
        self._write(cohort, fault, origin, entity, severity)
        if done:
            self.draw_work(cohort)
            cohort.work_left, cohort.work_done = max(1, cohort.work_left - done), done
        self.wait(cohort)
        self.supply.put_down_to_fault(cohort)

    def _write(self, cohort: Cohort, fault: str, origin: int, entity: int, severity: str) -> None:
        cohort.origin = origin
        cohort.fault, cohort.entity, cohort.severity, cohort.ordinal = fault, entity, severity, 0
        cohort.work_left, cohort.work_done, cohort.log = None, 0, None
        cohort.block.damaged += cohort.buildings
        self.supply.look_again(cohort.block)

    def hit_again(self, block: Block, number: int, added: int) -> None:
        """A second hit on a damaged building (section 9)."""
        for batch in [cohort for cohort in block.cohorts if cohort.fault is not None]:
            if number < batch.buildings:
                break
            number -= batch.buildings
        job = self.take_from(batch)
        if job is not batch and job.stage == ASSESSMENT:
            self.assess(job)
        elif job is not batch:
            self.waiting.append(job)
        self.add_work(job, added)

    def changed(self, job: Cohort) -> None:
        self.supply.put_down_to_fault(job)

    def done(self, job: Cohort) -> None:
        """The building is heated, or becomes part of the dark block."""
        if job.repaired is not None:
            job.repaired.succeed()
        job.fault, job.log, job.repaired = None, None, None
        job.block.damaged -= 1
        if job.block.phase == "warm":
            self.supply.settle(job.block)
            self.supply.heat(job)
        else:
            self.supply.look_again(job.block)


class PowerCrews(Crews):
    """Crews that repair feeders and stations: one job for each that is hit."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "power")

    def laws(self) -> dict[str, Law[Any]]:
        """By severity: its own, or the pool's."""
        severities, own = self.scenario.damage.severities.items(), self.own_law()
        laws = {name: own if rule.network_work is None else rule.network_work for name, rule in severities}
        return {name: law for name, law in laws.items() if law is not None}

    def stream_of(self, kind: str) -> int:
        return int(Stream.WORK)

    def kind_of(self, job: AssetJob) -> str:
        return job.severity

    def number_of_kind(self, job: AssetJob) -> int:
        return KINDS.index("network")

    def part_of(self, job: AssetJob) -> str | None:
        return self.scenario.damage.severities[job.severity].part

    def jobs_in(self, batch: AssetJob) -> int:
        return 1

    def take_from(self, batch: AssetJob) -> AssetJob:
        return batch

    def work_of(self, job: AssetJob) -> int:
        return milliminutes(self.draws[job.severity](job.entity))

    def node_of(self, job: AssetJob) -> int:
        return job.asset.number

    def rank(self, job: AssetJob) -> tuple[float, ...]:
        """By those who wait for the asset, for heat or for water; of equals the lower asset."""
        order, number = self.scenario.repair.dispatch.order, job.asset.number
        if order == "fifo":
            return job.queued_at, number
        blocks = [block for block in self.supply.city.blocks if block.waits_for(job.asset)]
        if order == "largest_first":
            return -sum(block.buildings for block in blocks), number
        if not blocks:
            return 0.0, number
        people = sum(block.buildings * block.people for block in blocks)
        cold = [block.cohorts[0].course for block in blocks if block.phase != "warm"]
        climate = self.supply.climate
        return -self.score(job, people, climate.urgency(cold[0]) if cold else climate.least_urgency), number

    def hit(self, asset: Asset, threat: int, severity: str, origin: int, wave: int) -> None:
        """Damage to a feeder or a station (section 9)."""
        if asset.job is None:
            asset.job = AssetJob(asset, threat, severity)
            self.begin(asset.job)
            self.supply.fail(asset, origin, wave)
        elif self.scenario.damage.rehit == "adds":
            self.add_work(asset.job, milliminutes(self.draws[severity](threat)))

    def changed(self, job: AssetJob) -> None:
        self.supply.review(job.asset, address.NO_WAVE)

    def done(self, job: AssetJob) -> None:
        """The asset works again."""
        job.asset.job = None
        self.supply.work_again(job.asset)
