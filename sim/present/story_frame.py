"""How stories begin and end: who or what it is, and what its life in the run comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.hints import counted
from sim.model.words import Origin, Phase
from sim.present.cast import ASSET_KINDS, CREWS, NOTHING, QUEUE, Cast, ColdBooks, number_of, words

if TYPE_CHECKING:
    from sim.present.event_log import Entry

DEGREE_HOUR = 60_000.0
"""Ledger units in a person-degree-hour."""

BROKEN = ("source_down", "network_down")
MENDED = ("source_up", "network_up")


def _spans(cast: Cast, entries: Iterable[Entry], opens: Sequence[str], closes: Sequence[str]) -> list[tuple[int, int]]:
    """From when until when something was so; what was so before the story begins counts from there."""
    found: list[tuple[int, int]] = []
    since: int | None = None
    for entry in entries:
        if entry.what in opens and since is None:
            since = entry.minute
        elif entry.what in closes and (since is not None or not found):
            found.append((cast.begin if since is None else since, entry.minute))
            since = None
    return found if since is None else [*found, (since, cast.end)]


def _in_all(spans: Sequence[tuple[int, int]]) -> str:
    hours = sum(end - begin for begin, end in spans) / 60.0
    return f"{'once' if len(spans) == 1 else f'{len(spans)} times'}, {hours:,.1f} h in all"


def _title_of_block(cast: Cast, subject: str) -> str:
    number = number_of(subject)
    block = cast.network.blocks[number]
    assets = [(cast.network.assets[asset], cast.names.assets[asset]) for asset in cast.needs_of_block(number)]
    needs = [name for asset, name in assets if not asset.is_queue]
    queue = "".join(f"; in {name} of the rota" for asset, name in assets if asset.is_queue)
    archetypes = list(cast.scenario.city.archetypes)
    sort = f" of archetype {archetypes[block.archetype]}" if archetypes else ""
    needed = f"; heat comes through {', '.join(needs)}" if needs else ""
    buildings = counted(block.buildings, "building")
    return f"{cast.names.blocks[number]}: {buildings}{sort}, {block.residents} people in each{needed}{queue}"


def _closing_of_block(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    """How often and how long a block was without heat, and its lines of the ledger."""
    spans = _spans(cast, entries, ("block_dark",), ("block_heated",))
    yield f"Without heat as a whole: {_in_all(spans)}." if spans else "As a whole it never was without heat."
    faults = sum(entry.of_which or 0 for entry in entries if entry.what == "block_heated")
    damaged = sum(entry.what == "building_damaged" for entry in entries)
    mended = sum(entry.what == "crew_done" for entry in entries)
    if faults or damaged:
        yield f"Frost faults: {faults}; damaged buildings: {damaged}; repaired by crews: {mended}."
    yield from _ledger(cast, cast.books.get(number_of(subject), NOTHING))


def _ledger(cast: Cast, books: ColdBooks) -> Iterable[str]:
    """The lines of the ledger of one block."""
    thresholds = cast.scenario.people.thresholds
    if not thresholds or cast.scenario.weather is None:
        return
    level = f"{thresholds[0]:g} degC"
    scale = cast.present / DEGREE_HOUR
    if books.total == 0:
        yield f"Nobody in it was in rooms below {level}{_open_spells(cast)}."
        return
    city = cast.ledger_total
    share = (
        f", {100.0 * books.total / city:.1f} % of the whole city's" if city and cast.begin == 0 and cast.over else ""
    )
    yield f"Cold below {level}: {books.total * scale:,.1f} person-degree-hours{share}{_open_spells(cast)}."
    yield "Why heat was lost: " + _lines(books.by_origin, Origin, scale)
    yield "Why it was not back: " + _lines(books.by_phase, Phase, scale)


def _open_spells(cast: Cast) -> str:
    return "" if cast.over else " (what is still cold is not counted yet)"


def _lines(amounts: Sequence[int], codes: type[Origin] | type[Phase], scale: float) -> str:
    """Lines of one table of the ledger, the largest first."""
    order = sorted((place for place in range(len(amounts)) if amounts[place]), key=lambda place: -amounts[place])
    return ", ".join(f"{words(codes(place))} {amounts[place] * scale:,.1f}" for place in order) + "."


def _title_of_asset(cast: Cast, subject: str) -> str:
    number = cast.names.asset_subjects.index(subject)
    users = [block for block in range(len(cast.network.blocks)) if number in cast.needs_of_block(block)]
    buildings = sum(cast.network.blocks[block].buildings for block in users)
    return f"{subject}: {counted(len(users), 'block')} with {counted(buildings, 'building')} can need it"


def _closing_of_asset(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    """How often and how long an asset was down, and how many lost heat through it."""
    spans = _spans(cast, entries, BROKEN, MENDED)
    yield f"Down {_in_all(spans)}." if spans else "It never failed itself."
    lost = sum(entry.count or 0 for entry in entries if entry.what == "block_dark")
    if lost:
        yield f"Buildings that lost heat through it, counted each time: {lost:,}."


def _title_of_queue(cast: Cast, subject: str) -> str:
    blocks = [
        block
        for block, queue in zip(cast.network.blocks, cast.network.queues, strict=True)
        if f"queue {queue + 1}" == subject
    ]
    buildings = sum(block.buildings for block in blocks)
    return f"{subject} of the rota: {counted(len(blocks), 'block')} with {counted(buildings, 'building')}"


def _closing_of_queue(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    """How often and how long a queue was cut, and how many lost heat by it."""
    spans = _spans(cast, entries, ("queue_cut",), ("queue_back",))
    yield f"Cut {_in_all(spans)}." if spans else "It was never cut."
    lost = sum(entry.count or 0 for entry in entries if entry.what == "block_dark")
    if lost:
        yield f"Buildings that lost heat through it, counted each time: {lost:,}."


def _title_of_crew(cast: Cast, subject: str) -> str:
    return f"{subject}: crews of a pool are alike; the number is that of a crew at work, free again when it leaves"


def _closing_of_crew(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    spans = _spans(cast, entries, ("crew_started",), ("crew_done", "crew_stopped"))
    done = sum(entry.what == "crew_done" for entry in entries)
    yield f"At work {_in_all(spans)}; {counted(done, 'job')} finished."


def _title_of_stock(cast: Cast, subject: str) -> str:
    pairs = zip(cast.names.layers, cast.names.fires_from, strict=True)
    users = [layer for layer, store in pairs if subject in cast.names.stock_subjects(store)]
    return f"{subject}: fired by {', '.join(users)}" if users else f"{subject}: no layer fires it"


def _closing_of_stock(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    arrives = "placed" if subject.startswith("depot ") else "delivered"
    arrived = sum(entry.count or 0 for entry in entries if entry.what == arrives)
    fired = sum(entry.count or 0 for entry in entries if entry.what == "fired")
    yield f"Units that arrived: {arrived:,}; fired: {fired:,}."


def _title_of_layer(cast: Cast, subject: str) -> str:
    name = subject.partition(" ")[2]
    store = cast.names.fires_from[cast.names.layers.index(name)]
    covers = ", ".join(cast.scenario.defence.layers[name].against)
    return f"{subject}: it covers {covers}" + (f" and fires {store}" if store else " and uses no item")


def _closing_of_layer(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    met = [entry for entry in entries if entry.what == "layer_met"]
    engaged, stopped = (sum(getattr(entry, name) or 0 for entry in met) for name in ("count", "of_which"))
    yield f"Threats engaged: {engaged:,}; stopped: {stopped:,}."


def _title_of_channel(cast: Cast, subject: str) -> str:
    name = subject.partition(" ")[2]
    return f"{subject}: it brings {cast.scenario.aid.channels[name].item}"


def _closing_of_channel(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    """What a channel sent, and what became of it."""
    away = [entry for entry in entries if entry.what in ("sent", "ordered")]
    came, lost = (
        sum(entry.count or 0 for entry in entries if entry.what == what) for what in ("delivered", "lot_lost")
    )
    unfit = sum(entry.of_which or 0 for entry in entries if entry.what == "delivered")
    sent = sum(entry.count or 0 for entry in away)
    yield f"Lots sent: {len(away)}, with {counted(sent, 'unit')}; units that arrived: {came:,}, lost: {lost:,}." + (
        f" For {counted(unfit, 'unit')} there was no room." if unfit else ""
    )


def _title_of_lot(cast: Cast, subject: str) -> str:
    lot = cast.names.lots[number_of(subject)]
    whose = f"of channel {lot.channel}" if lot.channel else "under way at the start"
    return f"{subject}: {counted(lot.units, 'unit')} of {lot.item}, {whose}"


def _closing_of_lot(cast: Cast, subject: str, entries: Sequence[Entry]) -> Iterable[str]:
    lot = cast.names.lots[number_of(subject)]
    if any(entry.what in ("delivered", "lot_lost") for entry in entries):
        return
    if lot.arrival <= 0:
        yield "It came before the start."
    elif lot.arrival >= cast.end:
        yield "It has not arrived by the end of the story."


@dataclass(frozen=True, slots=True)
class Frame:
    """How the story of one kind of subject begins and ends."""

    title: Callable[[Cast, str], str]
    closing: Callable[[Cast, str, Sequence[Entry]], Iterable[str]]


FRAMES = {
    "block": Frame(_title_of_block, _closing_of_block),
    **dict.fromkeys(ASSET_KINDS.values(), Frame(_title_of_asset, _closing_of_asset)),
    QUEUE: Frame(_title_of_queue, _closing_of_queue),
    **dict.fromkeys(CREWS, Frame(_title_of_crew, _closing_of_crew)),
    **dict.fromkeys(("item", "depot"), Frame(_title_of_stock, _closing_of_stock)),
    "layer": Frame(_title_of_layer, _closing_of_layer),
    "channel": Frame(_title_of_channel, _closing_of_channel),
    "lot": Frame(_title_of_lot, _closing_of_lot),
}
