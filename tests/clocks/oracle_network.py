"""The network: assets, what needs them, and why a node is down (docs/model.md, section 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sim.scenario.schema import Scenario
from tests.clocks.oracle_ledger import CREW, GIVEN, HOLD, LOST, POWER_CUT

if TYPE_CHECKING:
    from tests.clocks.oracle_city import Block, Job
    from tests.clocks.oracle_crews import Crew

SUPPLY, FEEDER, SOURCE, PUMPING, QUEUE = "supply", "feeder", "source", "pumping", "queue"
WATERWORKS = "waterworks"
CLASSES = (SUPPLY, FEEDER, SOURCE, PUMPING, QUEUE, WATERWORKS)
"""In the order in which they count as a cause; water is nobody's cause of darkness."""


@dataclass(eq=False, slots=True)
class Asset:
    """A feeder, a station, a source, the supply of a place with a listed outage, or a queue of the rota."""

    number: int
    kind: str
    needs: list[Need] = field(default_factory=list)
    needed_by: list[Asset] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    """Blocks that need it themselves, for heat or for water, in rising number."""
    failed: bool = False
    """By itself; one that works is down all the same while a need of it is unmet."""
    since: int = 0
    until: float = 0.0
    """End of the hold of one that restarts."""
    lost: bool = False
    origin: int = GIVEN
    job: AssetJob | None = None
    """Of one that crews repair."""
    failures: list[tuple[int, int]] = field(default_factory=list)
    """Begin and end of those that are over."""

    @property
    def down(self) -> bool:
        return self.failed or any(is_unmet(need) for need in self.needs)

    @property
    def phase(self) -> int:
        """What those wait for whose darkness it causes."""
        if self.job is not None:
            return self.job.stage
        if self.kind == QUEUE:
            return POWER_CUT
        return LOST if self.lost else HOLD

    def touched(self) -> list[Asset]:
        """The asset, and all that need it directly or through others in rising number."""
        return [self, *sorted(set(self._above()), key=lambda asset: asset.number)]

    def _above(self) -> Iterator[Asset]:
        for asset in self.needed_by:
            yield asset
            yield from asset._above()


Need = tuple[Asset, ...]
"""Assets of which one is enough."""


@dataclass(eq=False, slots=True)
class AssetJob:
    """The repair of a feeder or a station."""

    asset: Asset
    entity: int
    severity: str
    stage: int = CREW
    known_at: int = 0
    queued_at: int = 0
    work_left: int | None = None
    work_done: int = 0
    log: Job | None = None
    crew: Crew | None = None


class Node(Protocol):
    """What needs assets: a block, or an asset."""

    needs: list[Need]


def is_unmet_with_power(need: Need) -> bool:
    """Whether generators in the place of the grid would not be enough."""
    return all(member.failed and member.kind not in (FEEDER, QUEUE) for member in need)


def is_unmet(need: Need) -> bool:
    return all(member.down for member in need)


def cause_of(node: Node) -> Asset | None:
    """The one failed asset that keeps a node from working."""
    candidates = [cause_of(member) for need in node.needs if is_unmet(need) for member in need]
    if isinstance(node, Asset) and node.failed:
        candidates.append(node)
    return min((one for one in candidates if one is not None), key=_weight_as_cause, default=None)


def _weight_as_cause(asset: Asset) -> tuple[int, int, int]:
    return CLASSES.index(asset.kind), asset.since, asset.number


def waits_for(node: Node, asset: Asset) -> bool:
    """Whether a node would gain by the repair of a failed asset, alone or with others."""
    return any(member is asset or waits_for(member, asset) for need in node.needs if is_unmet(need) for member in need)


class Network:
    """Feeders, stations and sources by name; supplies of listed outages come behind them."""

    def __init__(self, scenario: Scenario) -> None:
        self.assets: list[Asset] = []
        city = scenario.city
        self.feeders = {row.name: self.add(FEEDER) for row in city.feeders}
        self.stations = {row.name: self.add(PUMPING) for row in city.pumping}
        self.waterworks = {row.name: self.add(WATERWORKS) for row in city.water}
        self.sources = {row.name: self.add(SOURCE) for row in city.sources}
        self._let_need_feeders(self.stations, city.pumping)
        self._let_need_feeders(self.waterworks, city.water)
        self._let_need_feeders(self.sources, city.sources)

    def add(self, kind: str) -> Asset:
        """One more asset, with the next number."""
        asset = Asset(len(self.assets), kind)
        self.assets.append(asset)
        return asset

    def _let_need_feeders(self, assets: dict[str, Asset], rows: Any) -> None:
        for row in rows:
            if row.feeder is not None:
                need = tuple(self.feeders[name] for name in row.feeder)
                assets[row.name].needs.append(need)
                for feeder in need:
                    feeder.needed_by.append(assets[row.name])

    def of_district(self, district: Any) -> list[Need]:
        """What all blocks of a district need, whatever their source."""
        columns = (self.feeders, district.feeder), (self.stations, district.pumping)
        return [tuple(assets[name] for name in names) for assets, names in columns if names is not None]

    def water_of_district(self, district: Any) -> Need | None:
        """What fills the pipes of all blocks of a district; nothing where water never fails."""
        return None if district.water is None else tuple(self.waterworks[name] for name in district.water)
