"""Items that no layer fires: parts that jobs need, and crews that join a pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.hints import nearest_or_known
from sim.scenario.check import Finding

if TYPE_CHECKING:
    from sim.scenario.schema.root import Scenario


def misused_crews(scenario: Scenario) -> Iterator[Finding]:
    """Crews as an item that somebody else uses too, that stand in stock, or that are ordered by their stock."""
    taken = {layer.uses: "a layer fires it" for layer in scenario.defence.layers.values()}
    taken |= {severity.part: "jobs need it as a part" for severity in scenario.damage.severities.values()}
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


def idle_parts(scenario: Scenario) -> Iterator[Finding]:
    """Parts that nobody has or sends, and those of severities of which there are no jobs; crews that nobody sends."""
    under_way = {lot.item for lot in scenario.initial.in_transit}
    sent = {channel.item for channel in scenario.aid.channels.values()} | under_way
    supplied = set(scenario.initial.stock) | sent
    for name, severity in scenario.damage.severities.items():
        path = ("damage", "severities", name, "part")
        if severity.part is None:
            continue
        if severity.part not in supplied:
            hint = (
                nearest_or_known(severity.part, supplied) or f"write initial.stock.{severity.part}: 0 if that is meant"
            )
            yield Finding(path, f"nobody has or sends the item {severity.part}", hint)
        elif not _opens_jobs(scenario):
            yield Finding(path, "no building, feeder or pumping station is ever hit, so no job needs it")
    for skill, crews in scenario.repair.crews.items():
        if crews.joined_by is not None and crews.joined_by not in sent:
            hint = nearest_or_known(crews.joined_by, sent) or "add a channel that sends it"
            yield Finding(("repair", "crews", skill, "joined_by"), f"nobody sends the item {crews.joined_by}", hint)


def _opens_jobs(scenario: Scenario) -> bool:
    """True if hits, failures or the start can open jobs beside those of frost faults."""
    damage = scenario.damage
    hit = any(damage.exposure.get(asset) for asset in ("building", "feeder", "pumping"))
    return bool(hit or damage.per_building is not None or scenario.initial.damaged is not None)
