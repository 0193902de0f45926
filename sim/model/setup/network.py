"""The city as a network: blocks of buildings, and the assets that they need, directly or through others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.model.words import AssetClass
from sim.scenario.schema import Scenario
from sim.scenario.schema.city import Pumping, Source
from sim.scenario.shares import by_largest_remainder

BLOCK_BUILDINGS = 40
"""Buildings of one block at most."""

Needs = tuple[tuple[int, ...], ...]
"""Groups of assets; one of each group must work."""


@dataclass(frozen=True, slots=True)
class Block:
    """Buildings alike in district, source and archetype."""

    district: int
    source: int
    """Row in the table of sources; -1 without sources."""
    archetype: int
    buildings: int
    residents: int
    """Per building."""


@dataclass(frozen=True, slots=True)
class Asset:
    """What blocks or other assets need."""

    name: str
    asset_class: AssetClass | None
    """None: the supply of a place with a listed outage, which nothing hits."""
    needs: Needs = ()
    weight: float = 0.0
    """Relative chance to be hit within its class."""
    capacity: float = 0.0
    """Part of the grid's capacity that a feeder brings, relative."""
    is_queue: bool = False
    """A queue of the rota: it fails in its turn."""


@dataclass(frozen=True, slots=True)
class Network:
    """Blocks and assets; an asset stands behind those it needs.

    Parameters
    ----------
    assets : feeders, pumping stations, sources, the supply of each listed outage of a place, and queues of the rota
    needs : of each block
    listed : asset of each listed outage
    queues : queue of the rota of each block, counted from 0; empty without a rota
    """

    blocks: tuple[Block, ...]
    assets: tuple[Asset, ...]
    needs: tuple[Needs, ...]
    listed: tuple[int, ...]
    queues: tuple[int, ...]


def even_parts(total: int, most: int) -> list[int]:
    """Cut a whole number into as few, as equal parts as possible, none above a limit."""
    if total == 0:
        return []
    count = -(-total // most)
    return [total // count + (1 if part < total % count else 0) for part in range(count)]


def blocks_of(scenario: Scenario) -> tuple[Block, ...]:
    """Cut the city into blocks: by district, source, archetype, at most 40 buildings each.

    Residents per building are whole numbers, carried forward from block to block so that a district's sum differs
    from its people by less than one block's rounding.
    """
    city = scenario.city
    shares = [archetype.share for archetype in city.archetypes.values()] or [1.0]
    blocks: list[Block] = []
    for number, district in enumerate(city.districts):
        served = [(index, s.buildings) for index, s in enumerate(city.sources) if s.district == district.name]
        missing = district.people
        left = district.buildings
        for source, count in served or [(-1, district.buildings)]:
            for archetype, part in enumerate(by_largest_remainder(count, shares)):
                for buildings in even_parts(part, BLOCK_BUILDINGS):
                    residents = round(missing / left)
                    blocks.append(Block(number, source, archetype, buildings, residents))
                    missing -= residents * buildings
                    left -= buildings
    return tuple(blocks)


def network_of(scenario: Scenario) -> Network:
    """Blocks and assets of a scenario, and who needs what."""
    city, blocks = scenario.city, blocks_of(scenario)
    feeders = {feeder.name: row for row, feeder in enumerate(city.feeders)}
    pumping = {station.name: len(feeders) + row for row, station in enumerate(city.pumping)}
    first_source = len(feeders) + len(pumping)
    sources = {source.name: first_source + row for row, source in enumerate(city.sources)}
    places = [outage.district for outage in scenario.initial.outages if outage.source is None]
    supplies = [first_source + len(sources) + number for number in range(len(places))]
    following = iter(supplies)
    listed = [
        next(following) if outage.source is None else sources[outage.source] for outage in scenario.initial.outages
    ]
    rota = city.grid.rota.queues if city.grid is not None else 0
    queues = queues_of(blocks, rota)
    first_queue = first_source + len(sources) + len(supplies)
    needs = []
    for number, block in enumerate(blocks):
        district = city.districts[block.district]
        given = [(asset,) for asset, place in zip(supplies, places, strict=True) if place in (None, district.name)]
        source = [(first_source + block.source,)] if block.source >= 0 else []
        cut = [(first_queue + queues[number],)] if queues else []
        needs.append((*given, *_one_of(feeders, district.feeder), *source, *_one_of(pumping, district.pumping), *cut))
    hit = [
        *(Asset(one.name, AssetClass.FEEDER, (), one.weight, one.capacity) for one in city.feeders),
        *_fed(city.pumping, AssetClass.PUMPING, feeders, [station.weight for station in city.pumping]),
        *_fed(city.sources, AssetClass.HEAT_SOURCE, feeders, _reach_of_sources(scenario)),
    ]
    given_assets = [Asset(f"supply {number + 1}", None) for number in range(len(supplies))]
    cut_assets = [Asset(f"queue {number + 1}", None, is_queue=True) for number in range(rota)]
    return Network(blocks, (*hit, *given_assets, *cut_assets), tuple(needs), tuple(listed), queues)


def queues_of(blocks: Sequence[Block], count: int) -> tuple[int, ...]:
    """The queue of each block: in the order of blocks, each goes to the one with the fewest buildings so far."""
    sizes = [0] * count
    found = []
    for block in blocks if count else ():
        queue = sizes.index(min(sizes))
        sizes[queue] += block.buildings
        found.append(queue)
    return tuple(found)


def _one_of(assets: dict[str, int], names: Sequence[str] | None) -> Needs:
    """The need of one of several assets; no need without names."""
    return (tuple(assets[name] for name in names),) if names else ()


def _fed(
    rows: Sequence[Source | Pumping], asset_class: AssetClass, feeders: dict[str, int], weights: Sequence[float]
) -> list[Asset]:
    """Assets that may need a feeder."""
    return [
        Asset(row.name, asset_class, _one_of(feeders, row.feeder), weight)
        for row, weight in zip(rows, weights, strict=True)
    ]


def _reach_of_sources(scenario: Scenario) -> list[float]:
    """The exposure of each district, divided over its sources by their weights."""
    city = scenario.city
    exposure = {district.name: district.exposure for district in city.districts}
    weights = [source.buildings if source.weight is None else source.weight for source in city.sources]
    inside = dict.fromkeys(exposure, 0.0)
    for source, weight in zip(city.sources, weights, strict=True):
        inside[source.district] += weight
    return [
        exposure[source.district] * weight / inside[source.district] if inside[source.district] > 0 else 0.0
        for source, weight in zip(city.sources, weights, strict=True)
    ]
