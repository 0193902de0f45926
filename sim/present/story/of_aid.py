"""How stories of what is brought begin and end: items, depots, layers that fire them, channels, lots and hubs."""

from __future__ import annotations

from collections.abc import Iterable

from sim.hints import counted
from sim.model.depots import is_plenty
from sim.model.words import Leg, Skill
from sim.present.story.cast import Cast, Lot, number_of, words
from sim.present.story.told import Frame, Told


def _name_of(subject: str) -> str:
    return subject.partition(" ")[2]


def _users(cast: Cast, subject: str) -> dict[str, str]:
    """What a stock is for, as a title says it, by the word that counts it at the end."""
    name = _name_of(subject)
    item = name if subject.startswith("item ") else name.partition(".")[0]
    names, found = cast.names, dict[str, str]()
    pairs = zip(names.layers, names.fires_from, strict=True)
    layers = [layer for layer, store in pairs if subject in names.stock_subjects(store)]
    parts = [name for name, severity in cast.scenario.damage.severities.items() if severity.part == item]
    if layers:
        found["fired"] = f"fired by {', '.join(layers)}"
    if parts:
        found["part_given"] = f"a part for the repair of {' and '.join(parts)} damage"
    if item in names.joined_by:
        found["crews_joined"] = f"it joins the {words(Skill(names.joined_by.index(item)))} crews"
    if item == names.generators:
        found["generator_sent"] = "lent to blocks without power"
    generators = cast.scenario.relief.generators
    if generators is not None and generators.fuel is not None and generators.fuel.item == item:
        found["fuel_taken"] = "generators burn it"
    return found


def _title_of_stock(cast: Cast, subject: str) -> str:
    return f"{subject}: {', '.join(_users(cast, subject).values()) or 'nothing uses it'}"


def _closing_of_stock(told: Told) -> Iterable[str]:
    """What came, what became of it and what is left: a sum that closes."""
    cast, users = told.cast, _users(told.cast, told.subject)
    places = [
        place for place, store in enumerate(cast.names.stores) if told.subject in cast.names.stock_subjects(store)
    ]
    first, last, lent = (
        sum(units[place] for place in places) for units in (cast.first.stock, cast.last.stock, cast.last.lent)
    )
    first += sum(cast.first.lent[place] for place in places)
    is_one_of_several = told.subject.startswith("depot ") and told.lines("placed") > 0
    arrived = told.count("placed" if is_one_of_several else "delivered")
    parts = [f"arrived: {arrived:,}"]
    if "fired" in users:
        parts.append(f"fired: {told.count('fired'):,}")
    if "part_given" in users:
        parts.append(f"given to jobs: {told.lines('part_given'):,}")
    if "crews_joined" in users:
        parts.append(f"joined as crews: {told.count('crews_joined'):,}")
    if "fuel_taken" in users:
        parts.append(f"burnt: {told.count('fuel_taken'):,}")
    if is_plenty(first):
        yield f"Units that {'; '.join(parts)}; it never runs out."
        return
    left = f"left: {last + lent:,}" + (f", {lent:,} of them lent" if lent else "")
    yield f"Units at the {_begin(cast)}: {first:,}; {'; '.join((*parts, left))}."


def _title_of_layer(cast: Cast, subject: str) -> str:
    name = _name_of(subject)
    store = cast.names.fires_from[cast.names.layers.index(name)]
    covers = ", ".join(cast.scenario.defence.layers[name].against)
    return f"{subject}: it covers {covers}" + (f" and fires {store}" if store else " and uses no item")


def _closing_of_layer(told: Told) -> Iterable[str]:
    yield f"Threats engaged: {told.count('layer_met'):,}; stopped: {told.of_which('layer_met'):,}."


def _title_of_channel(cast: Cast, subject: str) -> str:
    name = _name_of(subject)
    hub = cast.names.via[cast.names.channels.index(name)]
    return f"{subject}: it brings {cast.scenario.aid.channels[name].item}" + (f" by the hub {hub}" if hub else "")


def _closing_of_channel(told: Told) -> Iterable[str]:
    """What a channel sent, and what became of it."""
    sent = told.count("sent", "ordered")
    came, lost, unfit = told.count("delivered"), told.count("lot_lost"), told.of_which("delivered")
    place = told.cast.names.channels.index(_name_of(told.subject))
    at_hub = f", at the hub: {told.cast.last.at_hub[place]:,}" if told.cast.names.via[place] else ""
    no_room = f" For {counted(unfit, 'unit')} there was no room." if unfit else ""
    away = f"Lots sent: {told.lines('sent', 'ordered')}, with {counted(sent, 'unit')}"
    yield f"{away}; units that arrived: {came:,}, lost: {lost:,}{at_hub}.{no_room}"


def _title_of_lot(cast: Cast, subject: str) -> str:
    lot = cast.names.lots[number_of(subject)]
    whose = f"of channel {lot.channel}" if lot.channel else "under way at the start"
    hub = cast.names.via[cast.names.channels.index(lot.channel)] if lot.channel else ""
    way = {Leg.TO_HUB: f", to the hub {hub}", Leg.ONWARD: f", onward from the hub {hub}"}.get(lot.leg, "")
    return f"{subject}: {counted(lot.units, 'unit')} of {lot.item}, {whose}{way}"


def _closing_of_lot(told: Told) -> Iterable[str]:
    """What became of a lot that no line says it of."""
    lot = told.cast.names.lots[number_of(told.subject)]
    if told.lines("delivered", "lot_lost"):
        return
    if told.lines("at_hub"):
        yield "From the hub its units go on in other lots."
    elif _is_past(told.cast, lot):
        before = "before the start" if told.cast.begin == 0 else "before this part of the run"
        if lot.lost:
            yield f"It was lost on the way {before}."
        else:
            yield f"It reached the hub {before}." if lot.leg == Leg.TO_HUB else f"It came {before}."
    elif lot.arrival >= told.cast.end:
        yield "It has not arrived by the end of the story."


def _is_past(cast: Cast, lot: Lot) -> bool:
    """True for what was over when the story begins; arrivals of minute 0 without a line of their own were, too."""
    return lot.arrival < cast.begin or lot.arrival <= 0


def _title_of_hub(cast: Cast, subject: str) -> str:
    channels = [name for name, hub in zip(cast.names.channels, cast.names.via, strict=True) if hub == _name_of(subject)]
    return f"{subject}: {', '.join(channels) or 'no channel'} {'go' if len(channels) > 1 else 'goes'} by it"


def _closing_of_hub(told: Told) -> Iterable[str]:
    came, left = told.count("at_hub"), told.count("handed_on")
    waiting = zip(told.cast.last.at_hub, told.cast.names.via, strict=True)
    rest = sum(units for units, hub in waiting if hub == _name_of(told.subject))
    before = f"Units that waited there at the {_begin(told.cast)}: {rest + left - came:,}"
    yield f"{before}; reached it: {came:,}; left it: {left:,}; wait there at the end: {rest:,}."


def _begin(cast: Cast) -> str:
    return "start" if cast.begin == 0 else "begin"


AID_FRAMES = {
    **dict.fromkeys(("item", "depot"), Frame(_title_of_stock, _closing_of_stock)),
    "layer": Frame(_title_of_layer, _closing_of_layer),
    "channel": Frame(_title_of_channel, _closing_of_channel),
    "lot": Frame(_title_of_lot, _closing_of_lot),
    "hub": Frame(_title_of_hub, _closing_of_hub),
}
"""Frames of what is brought, by kind."""
