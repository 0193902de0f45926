"""Names in a scenario that nothing carries: threat classes, severities, items, places, kinds of waves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from sim.hints import nearest_or_known
from sim.scenario.check import Finding
from sim.scenario.schema.assets import ASSET_KINDS, AssetKind
from sim.scenario.shape import Path

if TYPE_CHECKING:
    from sim.scenario.schema.root import Scenario

Mention = tuple[Path, str]
"""Where a name is mentioned, and the name."""


def unknown_names(scenario: Scenario) -> Iterator[Finding]:
    """Every mention of a name that no part of the scenario carries."""
    mentions: tuple[tuple[str, Iterable[Mention], Collection[str]], ...] = (
        ("wave kind", _waves(scenario), scenario.attack.waves),
        ("threat class", _threats(scenario), scenario.threats),
        ("severity", _severities(scenario), scenario.damage.severities),
        ("source", _outages(scenario, "source"), dict.fromkeys(one.name for one in scenario.city.sources)),
        ("district", _outages(scenario, "district"), dict.fromkeys(one.name for one in scenario.city.districts)),
        ("district", _centres(scenario), dict.fromkeys(one.name for one in scenario.city.districts)),
        *((kind.words, _needs(scenario, kind), _names(scenario, kind)) for kind in ASSET_KINDS),
        ("hub", _hubs(scenario), scenario.aid.hubs),
        ("channel", (*_investments(scenario), *_leaders(scenario)), scenario.aid.channels),
    )
    for kind, mentioned, known in mentions:
        for path, name in mentioned:
            if name not in known:
                yield Finding(path, f"no {kind} is called {name}", nearest_or_known(name, known))
    items = scenario.items()
    for path, name in _items(scenario):
        if name not in items:
            yield Finding(path, f"nothing uses an item called {name}", nearest_or_known(name, items))


def _waves(scenario: Scenario) -> Iterator[Mention]:
    for kind, wave in scenario.attack.waves.items():
        for row, name in enumerate(wave.not_on_dates_of):
            yield ("attack", "waves", kind, "not_on_dates_of", row), name


def _centres(scenario: Scenario) -> Iterator[Mention]:
    centres = scenario.relief.warming_centres
    for name in centres.by_district or {} if centres is not None else {}:
        yield ("relief", "warming_centres", "by_district", name), name


def _threats(scenario: Scenario) -> Iterator[Mention]:
    attack, defence = scenario.attack, scenario.defence
    for kind, wave in attack.waves.items():
        yield from ((("attack", "waves", kind, "size", name), name) for name in wave.size)
    for row, recorded in enumerate(attack.recorded or ()):
        yield ("attack", "recorded", row, "threat"), recorded.threat
    for key, regime in attack.regimes.items():
        for row, name in enumerate(regime.classes or ()):
            yield ("attack", "regimes", key, "classes", row), name
    for key, layer in defence.layers.items():
        yield from ((("defence", "layers", key, "against", name), name) for name in layer.against)
        if layer.reserve is not None:
            yield ("defence", "layers", key, "reserve", "for"), layer.reserve.for_
    for name in defence.night_effect.correlation if defence.night_effect else ():
        yield ("defence", "night_effect", "correlation", name), name


def _severities(scenario: Scenario) -> Iterator[Mention]:
    damage = scenario.damage
    for key, threat in scenario.threats.items():
        yield from ((("threats", key, "severity", name), name) for name in threat.severity)
    if scenario.initial.damaged is not None:
        yield ("initial", "damaged", "severity"), scenario.initial.damaged.severity
    if damage.per_building is not None:
        yield ("damage", "per_building", "severity"), damage.per_building.severity


def _outages(scenario: Scenario, key: str) -> Iterator[Mention]:
    for row, outage in enumerate(scenario.initial.outages):
        name = getattr(outage, key)
        if name is not None:
            yield ("initial", "outages", row, key), name


def _needs(scenario: Scenario, kind: AssetKind) -> Iterator[Mention]:
    """Assets of a kind that rows of the city's tables need."""
    for table in ("districts", "sources", *(one.table for one in ASSET_KINDS)):
        rows = getattr(scenario.city, table)
        if not rows or kind.key not in type(rows[0]).model_fields:
            continue
        for number, row in enumerate(rows):
            yield from ((("city", table, number, kind.key), name) for name in getattr(row, kind.key) or ())


def _names(scenario: Scenario, kind: AssetKind) -> list[str]:
    """Assets of a kind."""
    return [row.name for row in getattr(scenario.city, kind.table)]


def _hubs(scenario: Scenario) -> Iterator[Mention]:
    for key, channel in scenario.aid.channels.items():
        if channel.via is not None:
            yield ("aid", "channels", key, "via"), channel.via


def _investments(scenario: Scenario) -> Iterator[Mention]:
    for key, channel in scenario.aid.channels.items():
        if channel.invest is not None:
            yield ("aid", "channels", key, "invest", "into"), channel.invest.into


def _leaders(scenario: Scenario) -> Iterator[Mention]:
    for key, channel in scenario.aid.channels.items():
        if channel.cadence is not None and channel.cadence.in_step_with is not None:
            yield ("aid", "channels", key, "cadence", "in_step_with"), channel.cadence.in_step_with


def _items(scenario: Scenario) -> Iterator[Mention]:
    yield from ((("initial", "stock", name), name) for name in scenario.initial.stock)
    for row, lot in enumerate(scenario.initial.in_transit):
        yield ("initial", "in_transit", row, "item"), lot.item
    for key, channel in scenario.aid.channels.items():
        yield ("aid", "channels", key, "item"), channel.item
    yield from ((("aid", "stores", name), name) for name in scenario.aid.stores)


def unplaced_layers(scenario: Scenario) -> Iterator[Finding]:
    """Layers that do not say which depot of their item they fire from, or name one that does not exist."""
    for key, layer in scenario.defence.layers.items():
        if layer.uses is None:
            continue
        depots = scenario.depots(layer.uses)
        path = ("defence", "layers", key, "depot")
        if depots == ("",):
            if layer.depot is not None:
                hint = f"remove the key, or list depots in aid.stores.{layer.uses}.depots"
                yield Finding(path, f"{layer.uses} stands in one place", hint)
        elif layer.depot is None:
            message = f"the key 'depot' is missing here: {layer.uses} stands in several depots"
            yield Finding(path[:-1], message, f"known: {', '.join(depots)}")
        elif layer.depot not in depots:
            yield Finding(
                path, f"no depot of {layer.uses} is called {layer.depot}", nearest_or_known(layer.depot, depots)
            )


def idle_depots(scenario: Scenario) -> Iterator[Finding]:
    """Depots that no layer fires from, and those that would never get anything to fire; jobs take from all depots."""
    fired = {(layer.uses, layer.depot) for layer in scenario.defence.layers.values()}
    parts = {severity.part for severity in scenario.damage.severities.values()}
    if scenario.relief.generators is not None and scenario.relief.generators.fuel is not None:
        parts.add(scenario.relief.generators.fuel.item)
    for item, store in scenario.aid.stores.items():
        if item in parts:
            continue
        for name, depot in store.depots.items():
            path = ("aid", "stores", item, "depots", name)
            if (item, name) not in fired:
                yield Finding(path, "no layer fires from this depot, so what stands there is of no use")
            elif depot.share == 0.0 and store.allocation == "proportional":
                yield Finding((*path, "share"), "a layer fires from this depot, which would never get anything")


def idle_assets(scenario: Scenario) -> Iterator[Finding]:
    """Feeders and stations that nothing needs: hits on them would change nothing.

    With a grid that can fall short, each feeder brings its part of the capacity.
    """
    for kind in ASSET_KINDS:
        if kind.key == "feeder" and scenario.city.grid is not None:
            continue
        needed = {name for _, name in _needs(scenario, kind)}
        for number, name in enumerate(_names(scenario, kind)):
            if name not in needed:
                yield Finding(("city", kind.table, number, "name"), f"nothing needs {name}, so it is of no use")


def unsupplied_items(scenario: Scenario) -> Iterator[Finding]:
    """Items that are used and nobody has or sends, and rounds kept back that no layer may fire."""
    supplied = {name for path, name in _items(scenario) if path[:2] != ("aid", "stores")}
    for path, item in _uses(scenario):
        if item not in supplied:
            hint = nearest_or_known(item, supplied) or f"write initial.stock.{item}: 0 if that is meant"
            yield Finding(path, f"nobody has or sends the item {item}", hint)
    classes: dict[str | None, set[str]] = {}
    for layer in scenario.defence.layers.values():
        classes.setdefault(layer.uses, set()).update(layer.against)
    for key, layer in scenario.defence.layers.items():
        kept_for = layer.reserve.for_ if layer.reserve else ""
        if kept_for in scenario.threats and layer.uses and kept_for not in classes[layer.uses]:
            message = f"no layer fires {layer.uses} at {kept_for}, so nobody would use what is kept back"
            yield Finding(("defence", "layers", key, "reserve", "for"), message)


def _uses(scenario: Scenario) -> Iterator[Mention]:
    """Where an item is used."""
    for key, layer in scenario.defence.layers.items():
        if layer.uses is not None:
            yield ("defence", "layers", key, "uses"), layer.uses
    for name, severity in scenario.damage.severities.items():
        if severity.part is not None:
            yield ("damage", "severities", name, "part"), severity.part
    if scenario.relief.generators is not None:
        yield ("relief", "generators", "uses"), scenario.relief.generators.uses
        if scenario.relief.generators.fuel is not None:
            yield ("relief", "generators", "fuel", "item"), scenario.relief.generators.fuel.item
