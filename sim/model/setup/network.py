"""The city as a network: blocks of buildings, and the assets that they need, directly or through others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from sim.model.words import AssetClass
from sim.scenario.schema import Scenario
from sim.scenario.schema.assets import ASSET_KINDS, AssetKind
from sim.scenario.schema.city import City
from sim.scenario.schema.initial import ListedOutage
from sim.scenario.shares import by_largest_remainder

BLOCK_BUILDINGS = 40
"""Buildings of one block at most."""

Group = tuple[int, ...]
"""Assets of which one must work."""

Needs = tuple[Group, ...]
"""Groups of assets; one of each group must work."""

Numbers = Mapping[str, int]
"""Numbers of the assets of one kind, by name."""


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
    weight: float
    """Relative chance to be hit."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Blocks and assets; an asset stands behind those it needs. Equal cities share one: see `network_of`.

    Parameters
    ----------
    assets : feeders, pumping stations, water stations, sources, the supply of each listed outage of a place, and
        queues of the rota
    needs : of each block, for heat
    water : the water stations that fill the pipes of each block; none: its water never fails
    listed : asset of each listed outage
    queues : queue of the rota of each block, counted from 0; empty without a rota
    """

    blocks: tuple[Block, ...]
    assets: tuple[Asset, ...]
    needs: tuple[Needs, ...]
    water: tuple[Group, ...]
    listed: tuple[int, ...]
    queues: tuple[int, ...]


MOST_RECENT = 16
"""Networks that are kept, those used last: as many plans with cities of their own as a comparison may have."""
_recent: list[tuple[City, tuple[ListedOutage, ...], Network]] = []
_looking = Lock()


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
                    weight = district.exposure * buildings / district.buildings
                    blocks.append(Block(number, source, archetype, buildings, residents, weight))
                    missing -= residents * buildings
                    left -= buildings
    return tuple(blocks)


def network_of(scenario: Scenario) -> Network:
    """Blocks and assets of a scenario, and who needs what; the same one for equal cities, as long as it is kept."""
    with _looking:
        known = (place for place, (city, listed, _) in enumerate(_recent) if _is_of(scenario, city, listed))
        place = next(known, None)
        if place is None:
            _recent.append((scenario.city, scenario.initial.outages, _made(scenario)))
            del _recent[:-MOST_RECENT]
        else:
            _recent.append(_recent.pop(place))
        return _recent[-1][-1]


def _is_of(scenario: Scenario, city: City, listed: tuple[ListedOutage, ...]) -> bool:
    """True if a network was made of the same; archetypes count by their order, which `==` of a mapping ignores."""
    same = scenario.city == city and scenario.initial.outages == listed
    return same and list(scenario.city.archetypes) == list(city.archetypes)


def _made(scenario: Scenario) -> Network:
    """The network of a city and its listed outages."""
    city, blocks = scenario.city, blocks_of(scenario)
    assets = _repaired_by_crews(scenario)
    numbers = _numbers_by_kind(scenario)
    feeders, first_source = numbers["feeder"], len(assets)
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
    around = [
        (
            tuple((asset,) for asset, place in zip(supplies, places, strict=True) if place in (None, district.name)),
            _one_of(feeders, district.feeder),
            _one_of(numbers["pumping"], district.pumping),
        )
        for district in city.districts
    ]
    needs = []
    for number, block in enumerate(blocks):
        given, fed, pumped = around[block.district]
        source = ((first_source + block.source,),) if block.source >= 0 else ()
        cut = ((first_queue + queues[number],),) if queues else ()
        needs.append((*given, *fed, *source, *pumped, *cut))
    filled = [_members(numbers["water"], district.water) for district in city.districts]
    assets += [
        Asset(source.name, AssetClass.HEAT_SOURCE, _one_of(feeders, source.feeder), weight)
        for source, weight in zip(city.sources, _reach_of_sources(scenario), strict=True)
    ]
    assets += [Asset(f"supply {number + 1}", None) for number in range(len(supplies))]
    assets += [Asset(f"queue {number + 1}", None, is_queue=True) for number in range(rota)]
    water = tuple(filled[block.district] for block in blocks)
    return Network(blocks, tuple(assets), tuple(needs), water, tuple(listed), queues)


def queues_of(blocks: Sequence[Block], count: int) -> tuple[int, ...]:
    """The queue of each block: in the order of blocks, each goes to the one with the fewest buildings so far."""
    sizes = [0] * count
    found = []
    for block in blocks if count else ():
        queue = sizes.index(min(sizes))
        sizes[queue] += block.buildings
        found.append(queue)
    return tuple(found)


def class_of(kind: AssetKind) -> AssetClass:
    """The class, as damage has it, of a kind of asset that crews repair."""
    return AssetClass[kind.key.upper()]


def _numbers_by_kind(scenario: Scenario) -> dict[str, Numbers]:
    """Numbers of the assets that crews repair: kind by kind, each in file order."""
    numbers: dict[str, Numbers] = {}
    first = 0
    for kind in ASSET_KINDS:
        rows = getattr(scenario.city, kind.table)
        numbers[kind.key] = {row.name: first + place for place, row in enumerate(rows)}
        first += len(rows)
    return numbers


def _repaired_by_crews(scenario: Scenario) -> list[Asset]:
    """The assets that crews repair, in the order of their numbers; stations may need feeders."""
    feeders = _numbers_by_kind(scenario)["feeder"]
    return [
        Asset(
            row.name,
            class_of(kind),
            _one_of(feeders, getattr(row, "feeder", None)),
            row.weight,
            getattr(row, "capacity", 0.0),
        )
        for kind in ASSET_KINDS
        for row in getattr(scenario.city, kind.table)
    ]


def _members(assets: Numbers, names: Sequence[str] | None) -> Group:
    """The assets behind names; none without names."""
    return tuple(assets[name] for name in names or ())


def _one_of(assets: Numbers, names: Sequence[str] | None) -> Needs:
    """The need of one of several assets; no need without names."""
    return (_members(assets, names),) if names else ()


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
