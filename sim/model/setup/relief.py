"""Relief for the rules: generators, warming centres."""

from sim.model.setup.network import Network
from sim.model.setup.writer import Writer
from sim.model.words import Opening
from sim.scenario.schema import Scenario
from sim.scenario.schema.relief import WarmingCentres
from sim.units import DAY_MIN

ALL_DAY = (0, DAY_MIN)


def write_relief(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Write generators and warming centres, as far as there are any."""
    _write_generators(writer, scenario)
    centres = scenario.relief.warming_centres
    if centres is None:
        return
    writer.put("centres", 1)
    writer.put("centre_places", centres.places_of(scenario.city.districts))
    if centres.power == "feeder":
        groups = _feeders_of(scenario, network)
        writer.put("centre_group", groups)
        writer.put("centres_on_feeders", int(any(groups)))
    begin, end = centres.hours or ALL_DAY
    writer.put("centre_from", begin % DAY_MIN)
    writer.put("centre_to", end % DAY_MIN)
    writer.unsure("centre_comes", (), "relief.warming_centres.comes", centres.comes)
    _write_opening(writer, centres)


def _write_generators(writer: Writer, scenario: Scenario) -> None:
    """Write where generators stand, how much one serves and how long it moves; nothing without them."""
    generators = scenario.relief.generators
    if generators is None:
        return
    writer.put("generator_store", scenario.stores().index((generators.uses, "")))
    writer.put("generator_serves", generators.serves)
    writer.put("generator_move", generators.move)
    if generators.fuel is not None:
        writer.put("fuel_item", scenario.items().index(generators.fuel.item) + 1)
        writer.put("fuel_per_day", generators.fuel.per_day)


def _write_opening(writer: Writer, centres: WarmingCentres) -> None:
    if centres.opens is None:
        writer.put("centre_rule", Opening.ALWAYS)
    elif centres.opens.below is not None:
        writer.put("centre_rule", Opening.OUTDOOR)
        writer.put("centre_below_c", centres.opens.below)
    else:
        writer.put("centre_rule", Opening.COLD_BUILDINGS)
        writer.put("centre_cold", centres.opens.cold_buildings)


def _feeders_of(scenario: Scenario, network: Network) -> list[int]:
    """The group of feeders that each district's buildings need, among all groups of needs, from 1; 0 without any."""
    feeders = {feeder.name: number for number, feeder in enumerate(scenario.city.feeders)}
    first = sum(len(asset.needs) for asset in network.assets)
    groups = [0] * len(scenario.city.districts)
    for block, needs in zip(network.blocks, network.needs, strict=True):
        names = scenario.city.districts[block.district].feeder
        if names is not None:
            groups[block.district] = first + needs.index(tuple(feeders[name] for name in names)) + 1
        first += len(needs)
    return groups
