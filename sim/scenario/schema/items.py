"""Items that no layer fires: parts that jobs need, crews that join a pool, generators that are lent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.hints import nearest_or_known
from sim.scenario.check import Finding
from sim.scenario.schema.assets import ANY_OF_THEM, ASSET_KINDS
from sim.scenario.schema.city import District, Source, Station

if TYPE_CHECKING:
    from sim.scenario.schema.root import Scenario


def misused_crews(scenario: Scenario) -> Iterator[Finding]:
    """Crews as an item that somebody else uses too, that stand in stock, or that are ordered by their stock."""
    taken = {layer.uses: "a layer fires it" for layer in scenario.defence.layers.values()}
    taken |= {severity.part: "jobs need it as a part" for severity in scenario.damage.severities.values()}
    if scenario.relief.generators is not None:
        taken[scenario.relief.generators.uses] = "it is lent as generators"
    for skill, crews in scenario.repair.crews.items():
        item = crews.joined_by
        if item is None:
            continue
        if item in taken:
            yield Finding(("repair", "crews", skill, "joined_by"), f"{item} cannot join as crews: {taken[item]}")
        taken[item] = f"it joins the pool {skill}"
        if item in scenario.initial.stock:
            message = "crews that are there at the start are not in stock"
            yield Finding(("initial", "stock", item), message, f"add them to repair.crews.{skill}.start")
        if item in scenario.aid.stores:
            yield Finding(("aid", "stores", item), "crews join their pool when they arrive, so they need no store")
        for name, channel in scenario.aid.channels.items():
            if channel.item == item and channel.cadence is not None and channel.cadence.is_on_demand:
                message = "crews are never in stock, so they cannot be ordered up to a level of it"
                yield Finding(("aid", "channels", name, "cadence"), message, "write every or dates")


def unfit_generators(scenario: Scenario) -> Iterator[Finding]:
    """Generators that nobody could need, that are used up by others, or that stand in depots."""
    generators = scenario.relief.generators
    if generators is None:
        return
    item, path = generators.uses, ("relief", "generators")
    if scenario.city.grid is None and not _needs_feeders(scenario):
        yield Finding(path, "nothing in the city needs a feeder (column `feeder`), so no block could lack power")
    if any(layer.uses == item for layer in scenario.defence.layers.values()):
        yield Finding((*path, "uses"), f"{item} is fired by a layer; generators need an item of their own")
    if any(severity.part == item for severity in scenario.damage.severities.values()):
        yield Finding((*path, "uses"), f"jobs need {item} as a part; generators need an item of their own")
    if scenario.depots(item) != ("",):
        yield Finding((*path, "uses"), f"generators stand in one place, so {item} has no depots (aid.stores)")
    if generators.fuel is not None:
        yield from _unfit_fuel(scenario, generators.fuel.item, item)


def _unfit_fuel(scenario: Scenario, fuel: str, generator: str) -> Iterator[Finding]:
    """Fuel that is used for something else as well."""
    others = {layer.uses for layer in scenario.defence.layers.values()}
    others |= {severity.part for severity in scenario.damage.severities.values()} | {generator}
    others |= {crews.joined_by for crews in scenario.repair.crews.values()}
    if fuel in others:
        message = f"{fuel} is used for something else; fuel needs an item of its own"
        yield Finding(("relief", "generators", "fuel", "item"), message)


def unranked_items(scenario: Scenario) -> Iterator[Finding]:
    """Hubs that rank items by how long they last, and carry some that are not used up."""
    lasting = {crews.joined_by: f"crews that join the pool {skill}" for skill, crews in scenario.repair.crews.items()}
    if scenario.relief.generators is not None:
        lasting[scenario.relief.generators.uses] = "lent as generators"
    for name, hub in scenario.aid.hubs.items():
        carried = (channel.item for channel in scenario.aid.channels.values() if channel.via == name)
        item = next((item for item in carried if item in lasting), None)
        if hub.gives == "days_of_supply" and item is not None:
            message = f"{item} goes by this hub and is never used up ({lasting[item]}), so it has no days of supply"
            hint = "write priority or proportional, or give it a hub of its own"
            yield Finding(("aid", "hubs", name, "gives"), message, hint)


def _needs_feeders(scenario: Scenario) -> bool:
    """True if heat of some building needs a feeder."""
    rows: tuple[District | Source | Station, ...] = (
        *scenario.city.districts,
        *scenario.city.sources,
        *scenario.city.pumping,
    )
    return any(row.feeder for row in rows)


def idle_centres(scenario: Scenario) -> Iterator[Finding]:
    """Warming centres that hang on feeders that no district has."""
    centres = scenario.relief.warming_centres
    if centres is not None and centres.power == "feeder" and not any(d.feeder for d in scenario.city.districts):
        path = ("relief", "warming_centres", "power")
        yield Finding(path, "no district has a feeder (column `feeder`), so centres never lose power")


def idle_parts(scenario: Scenario) -> Iterator[Finding]:
    """Parts of severities of which there are no jobs; crews that nobody sends."""
    if not _opens_jobs(scenario):
        for name, severity in scenario.damage.severities.items():
            if severity.part is not None:
                path = ("damage", "severities", name, "part")
                yield Finding(path, f"no building, {ANY_OF_THEM} is ever hit, so no job needs it")
    sent = {channel.item for channel in scenario.aid.channels.values()}
    sent |= {lot.item for lot in scenario.initial.in_transit}
    for skill, crews in scenario.repair.crews.items():
        if crews.joined_by is not None and crews.joined_by not in sent:
            hint = nearest_or_known(crews.joined_by, sent) or "add a channel that sends it"
            yield Finding(("repair", "crews", skill, "joined_by"), f"nobody sends the item {crews.joined_by}", hint)


def _opens_jobs(scenario: Scenario) -> bool:
    """True if hits, failures or the start can open jobs beside those of frost faults."""
    damage = scenario.damage
    hit = damage.exposure.get("building") or any(damage.exposure.get(kind.key) for kind in ASSET_KINDS)
    return bool(hit or damage.per_building is not None or scenario.initial.damaged is not None)
