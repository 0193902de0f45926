"""The city for the rules: blocks of buildings, assets and who needs them, how buildings cool."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.errors import LimitError
from sim.model.setup.network import MOST_RECENT, Asset, Group, Needs, Network, class_of
from sim.model.setup.record import ASSET, BLOCK
from sim.model.setup.writer import Writer, cumulated
from sim.model.words import AssetClass
from sim.scenario.schema import Scenario
from sim.scenario.schema.assets import ASSET_KINDS
from sim.world.record import Array

BY_CREWS = tuple(class_of(kind) for kind in ASSET_KINDS)
"""Assets that crews repair; the others restart after a hold."""

CAUSES = (None, AssetClass.FEEDER, AssetClass.HEAT_SOURCE, AssetClass.PUMPING, AssetClass.WATER)
"""Which asset is the cause first where several are down: the supply of a listed outage, then upstream first.

Queues of the rota come behind them all: they are the cause where nothing else is missing. Heat needs no water station.
"""


def write_city(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Write districts, blocks, assets, needs and heat."""
    writer.put("district_count", len(scenario.city.districts))
    writer.put("district_buildings", [district.buildings for district in scenario.city.districts])
    books = scenario.repair.dispatch.equity > 0.0 or scenario.relief.warming_centres is not None
    writer.put("district_books", int(books))
    _write_network(writer, network)
    _write_grid(writer, scenario)
    _write_heat(writer, scenario)


def _write_network(writer: Writer, network: Network) -> None:
    """Write blocks, assets, and who needs what."""
    blocks, room = len(network.blocks), writer.array["block"].shape[1]
    if blocks > room:
        raise LimitError(f"the city has {blocks:,} blocks, at most {room:,} fit; lower city.districts")
    tables = tables_of(network)
    if max(len(tables["group_first"]) - 1, len(tables["group_member"])) > writer.array["group_member"].shape[1]:
        raise LimitError("the network of needs does not fit; lower city.sources or initial.outages")
    for name, content in tables.items():
        writer.put(name, content)


@lru_cache(maxsize=MOST_RECENT)
def tables_of(network: Network) -> Mapping[str, Any]:
    """All that the rules read of a network, by the names of the record: plans that share one share this."""
    tables = _blocks(network) | _assets(network) | _needs(network)
    for content in tables.values():
        if isinstance(content, np.ndarray):
            content.flags.writeable = False
    return MappingProxyType(tables)


def _blocks(network: Network) -> dict[str, Any]:
    blocks = network.blocks
    kin = {pair: number for number, pair in enumerate(dict.fromkeys((b.source, b.archetype) for b in blocks))}
    queues = network.queues or (0,) * len(blocks)
    first = sum(len(need) for need in _all_needs(network))
    groups = {group: first + place + 1 for place, group in enumerate(_water_groups(network))}
    rows = [
        (b.district, b.archetype, kin[b.source, b.archetype], b.buildings, b.residents, queue, groups.get(stations, 0))
        for b, queue, stations in zip(blocks, queues, network.water, strict=True)
    ]
    return {
        "with_water": int(any(asset.asset_class is AssetClass.WATER for asset in network.assets)),
        "block_count": len(blocks),
        "block": np.array(rows, BLOCK),
        "block_reach": np.array(cumulated([block.weight for block in blocks])),
        "kin_count": len(kin),
        "building_count": sum(block.buildings for block in blocks),
    }


def _assets(network: Network) -> dict[str, Any]:
    """What each asset is, and where those of a class stand."""
    assets = network.assets
    first, count = np.zeros(len(AssetClass), np.int64), np.zeros(len(AssetClass), np.int64)
    reach = np.zeros(len(assets))
    for asset_class in AssetClass:
        places = [place for place, asset in enumerate(assets) if asset.asset_class is asset_class]
        first[int(asset_class)] = min(places, default=0)
        count[int(asset_class)] = len(places)
        reach[places] = cumulated([assets[place].weight for place in places])
    queues = sum(asset.is_queue for asset in assets)
    return {
        "asset_count": len(assets),
        "asset": np.array([_row_of(asset) for asset in assets], ASSET),
        "asset_reach": reach,
        "class_first": first,
        "class_assets": count,
        "rota_queues": queues,
        "rota_first": len(assets) - queues,
    }


def _row_of(asset: Asset) -> tuple[int, int, int, int, float]:
    kind = asset.asset_class
    is_feeder = kind is AssetClass.FEEDER
    rank = len(CAUSES) if asset.is_queue else CAUSES.index(kind)
    return int(kind in BY_CREWS), rank, int(is_feeder), int(is_feeder or asset.is_queue), asset.capacity


def _write_grid(writer: Writer, scenario: Scenario) -> None:
    """What the grid can supply, and how long a turn of the rota is when that is too little."""
    grid = scenario.city.grid
    if grid is None:
        return
    start = scenario.horizon.start
    writer.put("rota_turn", grid.rota.turn)
    writer.unsure("grid_capacity", (), "city.grid.capacity", grid.capacity)
    spans = [(int(one.start.minutes(start)), int(one.end.minutes(start)), one.capacity) for one in grid.listed]
    writer.put("shortage_count", len(spans))
    writer.put("shortage", spans)


def _needs(network: Network) -> dict[str, Any]:
    """Needs of nodes, assets before blocks: groups of members; water behind them; and the users of each asset."""
    needs = _all_needs(network)
    groups = [*(group for need in needs for group in need), *_water_groups(network)]
    users: list[list[int]] = [[] for _ in network.assets]
    for node, need in enumerate(needs):
        for member in dict.fromkeys(member for group in need for member in group):
            users[member].append(node)
    for block, stations in enumerate(network.water):
        for station in dict.fromkeys(stations):
            users[station].append(len(network.assets) + block)
    return {
        "node_group": _firsts(needs),
        "group_first": _firsts(groups),
        "group_member": _joined(groups),
        "asset_user_first": _firsts(users),
        "asset_user": _joined(users),
    }


def _all_needs(network: Network) -> list[Needs]:
    """Needs of all nodes, assets before blocks; of blocks what heat needs."""
    return [*(asset.needs for asset in network.assets), *network.needs]


def _water_groups(network: Network) -> list[Group]:
    """Groups of water stations of which some block needs one to be filled."""
    return list(dict.fromkeys(stations for stations in network.water if stations))


def _firsts(lists: Sequence[Sequence[Any]]) -> Array:
    """Where each of several lists begins, if they stand one behind another; and where the last one ends."""
    return np.concatenate([[0], np.cumsum([len(one) for one in lists], dtype=np.int64)])


def _joined(lists: Sequence[Sequence[int]]) -> Array:
    """Several lists one behind another."""
    return np.fromiter(chain.from_iterable(lists), np.int64)


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
    if people.mortality is not None:
        writer.unsure("mortality_ratio", (), "people.mortality.rate_ratio", people.mortality.rate_ratio)
