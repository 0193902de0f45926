"""The morning a run starts on, for the rules: what is under way, known outages, what is cold and broken."""

from sim.model.foresight import MILLE
from sim.model.setup.network import Network
from sim.model.setup.writer import Writer
from sim.model.words import Past
from sim.scenario.schema import Scenario


def write_initial(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Write what is under way, the listed outages and what is broken at the start."""
    start = scenario.horizon.start
    items = scenario.items()
    initial = scenario.initial
    writer.put("transit_count", len(initial.in_transit))
    for index, lot in enumerate(initial.in_transit):
        writer.at("transit_item", index, items.index(lot.item))
        writer.at("transit_units", index, lot.units)
        writer.at("transit_min", index, max(0, lot.arrives.minute(start)))
    writer.put("listed_count", len(initial.outages))
    writer.put("listed_asset", network.listed)
    for index, outage in enumerate(initial.outages):
        writer.at("listed_from", index, outage.start.minute(start))
        end = scenario.horizon.length if outage.end is None else outage.end.minute(start)
        writer.at("listed_to", index, min(end, scenario.horizon.length))
    _write_past(writer, scenario, network)
    _write_cold(writer, scenario)
    if initial.damaged is not None:
        writer.put("damaged_buildings", initial.damaged.buildings)
        writer.put("damaged_severity", list(scenario.damage.severities).index(initial.damaged.severity))


def _write_past(writer: Writer, scenario: Scenario, network: Network) -> None:
    """Write what happened by the start, in its order: begins, ends of outages and cold buildings of a minute.

    What begins at the start itself is no past for outages, and is for cold buildings.
    """
    start = scenario.horizon.start
    past = []
    for listed, outage in enumerate(scenario.initial.outages):
        past.append((outage.start.minute(start), Past.BEGIN, listed, listed))
        if outage.end is not None:
            past.append((outage.end.minute(start), Past.END, network.listed[listed], listed))
    past = [one for one in past if one[0] < 0]
    past += [(one.since.minute(start), Past.COLD, row, row) for row, one in enumerate(scenario.initial.cold)]
    past.sort()
    writer.put("past_count", len(past))
    writer.put("past_min", [minute for minute, _, _, _ in past])
    writer.put("past_kind", [kind for _, kind, _, _ in past])
    writer.put("past_row", [row for _, _, _, row in past])


def _write_cold(writer: Writer, scenario: Scenario) -> None:
    """Write the single buildings that are cold on the morning; district 0 is the whole city."""
    cold = scenario.initial.cold
    districts = [district.name for district in scenario.city.districts]
    severities = list(scenario.damage.severities)
    writer.put("cold_district", [0 if one.district is None else districts.index(one.district) + 1 for one in cold])
    writer.put("cold_buildings", [one.buildings for one in cold])
    writer.put("cold_severity", [severities.index(one.severity) for one in cold])
    writer.put("cold_done", [round(one.work_done * MILLE) for one in cold])
