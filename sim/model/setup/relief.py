"""Relief for the rules: generators."""

from sim.model.setup.writer import Writer
from sim.scenario.schema import Scenario


def write_relief(writer: Writer, scenario: Scenario) -> None:
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
