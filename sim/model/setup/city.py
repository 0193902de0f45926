"""The city for the rules: blocks of buildings, assets and who needs them, how buildings cool."""

from sim.errors import LimitError
from sim.model.setup.network import Asset, Group, Needs, Network, class_of
from sim.model.setup.writer import Writer, cumulated
from sim.model.words import AssetClass
from sim.scenario.schema import Scenario
from sim.scenario.schema.assets import ASSET_KINDS

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
    _write_blocks(writer, network)
    _write_assets(writer, network)
    _write_grid(writer, scenario, network)
    _write_needs(writer, network)
    _write_reach(writer, scenario, network)
    _write_heat(writer, scenario)


def _write_blocks(writer: Writer, network: Network) -> None:
    blocks = network.blocks
    room = writer.array["block"].shape[1]
    if len(blocks) > room:
        raise LimitError(f"the city has {len(blocks):,} blocks, at most {room:,} fit; lower city.districts")
    writer.put("block_count", len(blocks))
    kin = {pair: number for number, pair in enumerate(dict.fromkeys((b.source, b.archetype) for b in blocks))}
    queues = network.queues or (0,) * len(blocks)
    first = sum(len(need) for need in _all_needs(network))
    groups = {group: first + place + 1 for place, group in enumerate(_water_groups(network))}
    rows = [
        (b.district, b.archetype, kin[b.source, b.archetype], b.buildings, b.residents, queue, groups.get(stations, 0))
        for b, queue, stations in zip(blocks, queues, network.water, strict=True)
    ]
    writer.put("with_water", int(any(asset.asset_class is AssetClass.WATER for asset in network.assets)))
    writer.put("block", rows)
    writer.put("kin_count", len(kin))
    writer.put("building_count", sum(block.buildings for block in blocks))


def _write_assets(writer: Writer, network: Network) -> None:
    """Write what each asset is, and where those of a class stand."""
    assets = network.assets
    writer.put("asset_count", len(assets))
    writer.put("asset", [_row_of(asset) for asset in assets])
    for asset_class in AssetClass:
        places = [place for place, asset in enumerate(assets) if asset.asset_class is asset_class]
        writer.at("class_first", int(asset_class), min(places, default=0))
        writer.at("class_assets", int(asset_class), len(places))
        for place, reach in zip(places, cumulated([assets[place].weight for place in places]), strict=True):
            writer.at("asset_reach", place, reach)


def _row_of(asset: Asset) -> tuple[int, int, int, int, float]:
    kind = asset.asset_class
    is_feeder = kind is AssetClass.FEEDER
    rank = len(CAUSES) if asset.is_queue else CAUSES.index(kind)
    return int(kind in BY_CREWS), rank, int(is_feeder), int(is_feeder or asset.is_queue), asset.capacity


def _write_grid(writer: Writer, scenario: Scenario, network: Network) -> None:
    """What the grid can supply, and the rota for when that is too little."""
    queues = sum(asset.is_queue for asset in network.assets)
    writer.put("rota_queues", queues)
    writer.put("rota_first", len(network.assets) - queues)
    grid = scenario.city.grid
    if grid is None:
        return
    start = scenario.horizon.start
    writer.put("rota_turn", grid.rota.turn)
    writer.unsure("grid_capacity", (), "city.grid.capacity", grid.capacity)
    spans = [(int(one.start.minutes(start)), int(one.end.minutes(start)), one.capacity) for one in grid.listed]
    writer.put("shortage_count", len(spans))
    writer.put("shortage", spans)


def _write_needs(writer: Writer, network: Network) -> None:
    """Needs of nodes, assets before blocks: groups of members; water behind them; and the users of each asset."""
    needs = _all_needs(network)
    groups = [*(group for need in needs for group in need), *_water_groups(network)]
    members = [member for group in groups for member in group]
    if max(len(groups), len(members)) > writer.array["group_member"].shape[1]:
        raise LimitError("the network of needs does not fit; lower city.sources or initial.outages")
    writer.put("node_group", _firsts([len(need) for need in needs]))
    writer.put("group_first", _firsts([len(group) for group in groups]))
    writer.put("group_member", members)
    users: list[list[int]] = [[] for _ in network.assets]
    for node, need in enumerate(needs):
        for member in dict.fromkeys(member for group in need for member in group):
            users[member].append(node)
    for block, stations in enumerate(network.water):
        for station in dict.fromkeys(stations):
            users[station].append(len(network.assets) + block)
    writer.put("asset_user_first", _firsts([len(group) for group in users]))
    writer.put("asset_user", [user for group in users for user in group])


def _all_needs(network: Network) -> list[Needs]:
    """Needs of all nodes, assets before blocks; of blocks what heat needs."""
    return [*(asset.needs for asset in network.assets), *network.needs]


def _water_groups(network: Network) -> list[Group]:
    """Groups of water stations of which some block needs one to be filled."""
    return list(dict.fromkeys(stations for stations in network.water if stations))


def _firsts(lengths: list[int]) -> list[int]:
    """Where each of several lists begins, if they stand one behind another; and where the last one ends."""
    firsts = [0]
    for length in lengths:
        firsts.append(firsts[-1] + length)
    return firsts


def _write_reach(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Where damage falls on buildings: districts by exposure, blocks by buildings."""
    sizes = [district.buildings for district in scenario.city.districts]
    levels = [district.exposure for district in scenario.city.districts]
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
    if people.mortality is not None:
        writer.unsure("mortality_ratio", (), "people.mortality.rate_ratio", people.mortality.rate_ratio)
