"""The city for the rules: blocks of buildings, assets and who needs them, how buildings cool."""

from dataclasses import dataclass

from sim.errors import LimitError
from sim.model.setup.writer import Writer, cumulated
from sim.scenario.schema import Scenario
from sim.scenario.shares import by_largest_remainder

BLOCK_BUILDINGS = 40
"""Buildings of one block at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """Buildings alike in district, source and archetype."""

    district: int
    source: int
    """-1 without sources."""
    archetype: int
    buildings: int
    residents: int
    """Per building."""


@dataclass(frozen=True, slots=True)
class Network:
    """Blocks, and the assets they need: sources first, then the supply of each listed outage of a place."""

    blocks: tuple[Block, ...]
    sources: int
    supplies: tuple[int | None, ...]
    """For each listed outage of a district its index, -1 for the whole city, None for an outage of a source."""


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
    """Blocks and assets of a scenario."""
    names = [district.name for district in scenario.city.districts]
    supplies = [
        None if outage.source is not None else names.index(outage.district) if outage.district is not None else -1
        for outage in scenario.initial.outages
    ]
    return Network(blocks_of(scenario), len(scenario.city.sources), tuple(supplies))


def write_city(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Write blocks, assets, needs and heat."""
    _write_blocks(writer, scenario, network)
    _write_needs(writer, network)
    _write_reach(writer, scenario, network)
    _write_heat(writer, scenario)


def _write_blocks(writer: Writer, scenario: Scenario, network: Network) -> None:
    blocks = network.blocks
    room = writer.array["block"].shape[1]
    if len(blocks) > room:
        raise LimitError(f"the city has {len(blocks):,} blocks, at most {room:,} fit; lower city.districts")
    writer.put("block_count", len(blocks))
    kin = {pair: number for number, pair in enumerate(dict.fromkeys((b.source, b.archetype) for b in blocks))}
    rows = [(b.district, b.archetype, kin[b.source, b.archetype], b.buildings, b.residents) for b in blocks]
    writer.put("block", rows)
    writer.put("kin_count", len(kin))
    writer.put("building_count", sum(block.buildings for block in blocks))


def _needs_of(network: Network) -> list[list[int]]:
    """For each block the assets it needs, upstream first (each need has one member: AND without OR)."""
    supplies = [
        (network.sources + place, district)
        for place, district in enumerate(supply for supply in network.supplies if supply is not None)
    ]
    needs = []
    for block in network.blocks:
        own = [asset for asset, district in supplies if district in (-1, block.district)]
        needs.append([*own, block.source] if block.source >= 0 else own)
    return needs


def _write_needs(writer: Writer, network: Network) -> None:
    """Needs as groups of members, and the users of each asset (both as rows in one list with first places)."""
    assets = network.sources + sum(supply is not None for supply in network.supplies)
    needs = _needs_of(network)
    writer.put("asset_count", assets)
    node_group = [0] * (assets + 1)
    members: list[int] = []
    for need in needs:
        members += need
        node_group.append(len(members))
    if len(members) > writer.array["group_member"].shape[1]:
        raise LimitError("the network of needs does not fit; lower city.sources or initial.outages")
    writer.put("node_group", node_group)
    writer.put("group_first", list(range(len(members) + 1)))
    writer.put("group_member", members)
    users: list[list[int]] = [[] for _ in range(assets)]
    for block, need in enumerate(needs):
        for asset in need:
            users[asset].append(assets + block)
    flat = [user for group in users for user in group]
    first = [0]
    for group in users:
        first.append(first[-1] + len(group))
    writer.put("asset_user_first", first)
    writer.put("asset_user", flat)


def _write_reach(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Where damage falls: districts by exposure, sources by weight within them, blocks by buildings."""
    city = scenario.city
    exposure = {district.name: district.exposure for district in city.districts}
    weights = [source.buildings if source.weight is None else source.weight for source in city.sources]
    inside = dict.fromkeys(exposure, 0.0)
    for source, weight in zip(city.sources, weights, strict=True):
        inside[source.district] += weight
    reach = [
        exposure[source.district] * weight / inside[source.district] if inside[source.district] > 0 else 0.0
        for source, weight in zip(city.sources, weights, strict=True)
    ]
    assets = int(writer.array["asset_count"][0])
    writer.put("asset_reach", cumulated(reach) + [1.0] * (assets - len(reach)))
    sizes = [district.buildings for district in city.districts]
    levels = [district.exposure for district in city.districts]
    writer.put(
        "block_reach",
        cumulated([levels[block.district] * block.buildings / sizes[block.district] for block in network.blocks]),
    )


def _write_heat(writer: Writer, scenario: Scenario) -> None:
    city, people = scenario.city, scenario.people
    writer.put("archetype_count", len(city.archetypes))
    for index, (name, archetype) in enumerate(city.archetypes.items()):
        path = f"city.archetypes.{name}.time_constant"
        writer.unsure("time_constant_min", (index,), path, archetype.time_constant)
    if city.heating is not None:
        writer.put("heating", 1)
        writer.put("set_point", city.heating.set_point)
        writer.put("full_heat_rise", city.heating.full_heat_rise)
        writer.put("gains", city.heating.gains)
    writer.put("threshold_count", len(people.thresholds))
    writer.put("threshold_c", people.thresholds)
    writer.unsure("departed", (), "people.departed", people.departed)
