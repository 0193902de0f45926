"""The city as objects (docs/model.md, sections 2, 10 and 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import simpy

from sim.scenario.schema import Scenario
from tests.clocks.oracle_heat import Course
from tests.clocks.oracle_ledger import CREW, GIVEN, Account
from tests.clocks.oracle_network import (
    FEEDER,
    QUEUE,
    SUPPLY,
    Asset,
    Need,
    Network,
    cause_of,
    is_unmet,
    is_unmet_with_power,
    waits_for,
)
from tests.clocks.oracle_numbers import exact, largest_remainders, pieces_of

if TYPE_CHECKING:
    from tests.clocks.oracle_crews import Crew

MOST_BUILDINGS = 40


@dataclass(eq=False, slots=True)
class Block:
    """Buildings alike in district, source and archetype."""

    number: int
    district: int
    buildings: int
    people: int
    """Residents of one building."""
    tau: float
    warm: int
    needs: list[Need] = field(default_factory=list)
    """For heat."""
    water: Need | None = None
    damaged: int = 0
    phase: str = "warm"
    """Or `dark`, whatever its cause waits for, or `refill`, where it may have no water."""
    origin: int = GIVEN
    since: int = 0
    opened_by: int = 0
    only_cut: bool = False
    """Dark for nothing but the rota."""
    queued: bool = False
    queued_at: int = 0
    refilled: float = 0.0
    cohorts: list[Cohort] = field(default_factory=list)
    cold: int = 0
    """Cold buildings without a fault, and the course of the oldest of them: known while it waits for refilling."""
    oldest: Course | None = None
    drained: bool = False
    weight: float = 0.0
    effort: float = 1.0
    """People and work as they enter its score: they change with the block, not by the hour."""
    ranked: int = -1
    """The entry that holds its rank among those that wait."""

    @property
    def lacks_only_power(self) -> bool:
        """Whether generators would give it all that it lacks."""
        return cause_of(self) is not None and self.could_use_power

    @property
    def could_use_power(self) -> bool:
        """Whether power is all that it could lack."""
        return not any(map(is_unmet_with_power, self.needs))

    @property
    def has_water(self) -> bool:
        """Whether its pipes could be filled."""
        return self.water is None or not is_unmet(self.water)

    def waits_for(self, asset: Asset) -> bool:
        """Whether heat or water of it would gain by the repair of a failed asset, alone or with others."""
        heat = self.phase == "dark" and waits_for(self, asset)
        dry = () if self.water is None or self.has_water else self.water
        return heat or any(member is asset or waits_for(member, asset) for member in dry)

    @property
    def wired(self) -> bool:
        """Whether its feeders work."""
        needs = (need for need in self.needs if need[0].kind == FEEDER)
        return all(any(not feeder.failed for feeder in need) for need in needs)

    def look(self) -> None:
        """Find out what waits for refilling."""
        waiting = [cohort for cohort in self.cohorts if cohort.fault is None and not cohort.heated]
        self.cold = sum(cohort.buildings for cohort in waiting)
        self.oldest = waiting[0].course if waiting else None


@dataclass(eq=False, slots=True)
class Cohort:
    """Buildings of one block with one history, and the job of each if they have a fault (sections 11, 16)."""

    block: Block
    buildings: int
    since: int
    account: Account = field(default_factory=Account)
    course: Course | None = None
    heated: bool = False
    fault: str | None = None
    origin: int = GIVEN
    """Of the fault."""
    entity: int = 0
    ordinal: int = 0
    severity: str = ""
    stage: int = CREW
    """Of its job, as the ledger calls it."""
    known_at: int = 0
    """End of the assessment."""
    queued_at: int = 0
    work_left: int | None = None
    work_done: int = 0
    log: Job | None = None
    crew: Crew | None = None
    repaired: simpy.Event | None = None
    """Tells a building that failed by itself."""

    def part(self, buildings: int) -> Cohort:
        """Some of the buildings as a cohort of their own; all of them: the cohort itself."""
        if buildings == self.buildings:
            return self
        self.buildings -= buildings
        part = replace(self, buildings=buildings, account=self.account.copy())
        part.course = self.course and self.course.part(part)
        self.block.cohorts.append(part)
        return part


@dataclass(slots=True)
class Job:
    """A row of the job log (section 22)."""

    node: int
    """Number of an asset, or number of assets + number of a block."""
    queued: int
    started: int
    done: int | None = None


class City:
    """Blocks and what they need."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.network = Network(scenario)
        self.blocks: list[Block] = []
        for row in range(len(scenario.city.districts)):
            self._build_district(row)
        self.listed = [self._listed_asset(outage) for outage in scenario.initial.outages]
        grid = scenario.city.grid
        self.queues = [self.network.add(QUEUE) for _ in range(grid.rota.queues if grid is not None else 0)]
        for block in self.blocks if self.queues else ():
            smallest = min(self.queues, key=lambda queue: sum(one.buildings for one in queue.blocks))
            self._let_need(block, (smallest,))

    def node_of(self, block: Block) -> int:
        """Number of a block among all that can have a job."""
        return len(self.network.assets) + block.number

    def _build_district(self, row: int) -> None:
        district = self.scenario.city.districts[row]
        served = [source for source in self.scenario.city.sources if source.district == district.name]
        sources = self.network.sources
        parts = [(sources[source.name], source.buildings) for source in served] or [(None, district.buildings)]
        people, buildings = district.people, district.buildings
        for source, tau, count in self._cut(parts):
            each = round(Fraction(people, buildings))
            people, buildings = people - each * count, buildings - count
            block = Block(len(self.blocks), row, count, each, tau, warm=count)
            for need in self.network.of_district(district):
                self._let_need(block, need)
            if source is not None:
                self._let_need(block, (source,))
            block.water = self.network.water_of_district(district)
            for asset in block.water or ():
                asset.blocks.append(block)
            self.blocks.append(block)

    def _let_need(self, block: Block, need: Need) -> None:
        block.needs.append(need)
        for asset in need:
            asset.blocks.append(block)

    def _cut(self, parts: list[Any]) -> Iterator[tuple[Asset | None, float, int]]:
        """Source, time constant and buildings of each block of a district."""
        archetypes = list(self.scenario.city.archetypes.values())
        shares = [exact(archetype.share) for archetype in archetypes] or [Fraction(1)]
        taus = [float(archetype.time_constant) for archetype in archetypes] or [0.0]
        for source, buildings in parts:
            for tau, count in zip(taus, largest_remainders(buildings, shares), strict=True):
                yield from ((source, tau, piece) for piece in pieces_of(count, MOST_BUILDINGS))

    def _listed_asset(self, outage: Any) -> Asset:
        """The source of a listed outage, or a supply of the place's own."""
        if outage.source is not None:
            return self.network.sources[outage.source]
        names = [district.name for district in self.scenario.city.districts]
        asset = self.network.add(SUPPLY)
        for block in self.blocks:
            if outage.district is None or names[block.district] == outage.district:
                self._let_need(block, (asset,))
        return asset
