"""How stories begin and end: who or what it is, and what its life in the run comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sim.hints import counted
from sim.model.words import Origin, Phase, Stage
from sim.present.story.cast import CALLED, CREWS, NOTHING, QUEUE, Cast, ColdBooks, number_of, why_dark, words
from sim.present.story.of_aid import AID_FRAMES
from sim.present.story.told import Frame, Span, Told, both, either, hours, in_all, spans_of

DEGREE_HOUR = 60_000.0
"""Ledger units in a person-degree-hour."""

BROKEN = ("source_down", "network_down")
MENDED = ("source_up", "network_up")

STAGES = {"crew_set_out": Stage.TRAVEL, "crew_started": Stage.WORK, "crew_tests": Stage.TEST}
"""What a crew does from a line of the journal on."""

BEGINS = "Where this part begins"

AT_STAGE = {Stage.TRAVEL: "on the way", Stage.WORK: "at work", Stage.TEST: "testing"}


def _title_of_block(cast: Cast, subject: str) -> str:
    number = number_of(subject)
    block = cast.network.blocks[number]
    assets = [(cast.network.assets[asset], cast.names.assets[asset]) for asset in cast.needs_of_block(number)]
    needs = [name for asset, name in assets if not asset.is_queue]
    queue = "".join(f"; in {name} of the rota" for asset, name in assets if asset.is_queue)
    archetypes = list(cast.scenario.city.archetypes)
    sort = f" of archetype {archetypes[block.archetype]}" if archetypes else ""
    needed = f"; heat comes through {', '.join(needs)}" if needs else ""
    stations = ", ".join(cast.names.assets[asset] for asset in cast.water_of_block(number))
    needed += f"; water through {stations}" if stations else ""
    buildings = counted(block.buildings, "building")
    return f"{cast.names.blocks[number]}: {buildings}{sort}, {block.residents} people in each{needed}{queue}"


def _opening_of_block(cast: Cast, subject: str) -> Iterable[str]:
    """How a block, and what it needs, stood when the run stopped before."""
    number = number_of(subject)
    dark = cast.first.dark.get(number)
    if dark is not None:
        why = "its supply is back, it waits for refilling"
        if number in cast.first.waterless:
            why = "its supply is back, it waits for water to be refilled"
        if dark.cause >= 0:
            why = why_dark(cast.names.assets[dark.cause], Origin(dark.origin))
        yield f"{BEGINS} it is without heat, since {cast.names.clock(dark.since)} ({why})."
    for counts, one, more in (
        (cast.first.faults, "building of it has a fault", "buildings of it have a fault"),
        (
            cast.first.warming,
            "building of it has heat again and gets warm",
            "buildings of it have heat again and get warm",
        ),
        (cast.first.generators, "generator is there or on its way", "generators are there or on their way"),
    ):
        if count := counts.get(number, 0):
            yield f"{BEGINS} {count:,} {one if count == 1 else more}."
    if number in cast.first.waterless:
        yield f"{BEGINS} it has no water."
    yield from _failed_already(cast, cast.all_needs_of_block(number))


def _failed_already(cast: Cast, needs: Iterable[int]) -> Iterable[str]:
    """Which needs had failed when the run stopped before."""
    for asset in needs:
        if asset in cast.first.failed:
            since = cast.names.clock(cast.first.failed[asset])
            how = "is cut" if cast.network.assets[asset].is_queue else "has failed"
            yield f"{BEGINS} {cast.names.assets[asset]} {how} already, since {since}."


def _closing_of_block(told: Told) -> Iterable[str]:
    """How often and how long a block was without heat, and its lines of the ledger."""
    number = number_of(told.subject)
    spans = spans_of(told.cast, told.own, ("block_dark",), ("block_heated",), already=number in told.cast.first.dark)
    yield f"Without heat as a whole: {in_all(spans)}." if spans else "As a whole it never was without heat."
    dry = spans_of(told.cast, told.own, ("water_lost",), ("water_back",), already=number in told.cast.first.waterless)
    if dry:
        yield f"Without water: {in_all(dry)}."
    faults, damaged = told.of_which("block_heated"), told.lines("building_damaged")
    mended = told.lines("crew_done")
    if faults or damaged or mended:
        yield f"Frost faults: {faults}; damaged buildings: {damaged}; repaired by crews: {mended}."
    yield from _ledger(told.cast, told.cast.books.get(number, NOTHING))


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
    from_before = " (in spells that end in this part, counted from when they began)" if cast.begin > 0 else ""
    told = f"{books.total * scale:,.1f} person-degree-hours{share}{from_before}{_open_spells(cast)}"
    yield f"Cold below {level}: {told}."
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
    users = [block for block in range(len(cast.network.blocks)) if number in cast.all_needs_of_block(block)]
    buildings = sum(cast.network.blocks[block].buildings for block in users)
    return f"{subject}: {counted(len(users), 'block')} with {counted(buildings, 'building')} can need it"


def _opening_of_asset(cast: Cast, subject: str) -> Iterable[str]:
    """Whether an asset, or what it needs, had failed when the run stopped before."""
    asset = cast.names.asset_subjects.index(subject)
    yield from _failed_already(cast, (*cast.needs_of_asset(asset), asset))


def _closing_of_asset(told: Told) -> Iterable[str]:
    """How often and how long an asset failed itself or lacked what it needs, and how many lost heat through it."""
    asset = told.cast.names.asset_subjects.index(told.subject)
    spans = _failed(told, asset)
    yield f"Failed itself {in_all(spans)}." if spans else "It never failed itself."
    if told.cast.network.assets[asset].needs:
        spans = _without_power(told, asset)
        yield f"Without power {in_all(spans)}." if spans else "It never was without power."
    for what, note in (("heat", "block_dark"), ("water", "water_lost")):
        if lost := told.count(note):
            yield f"Buildings that lost {what} through it, counted each time: {lost:,}."


def _failed(told: Told, asset: int) -> list[Span]:
    """When an asset was down of itself."""
    subject = told.cast.names.asset_subjects[asset]
    own = [entry for entry in told.log if entry.about == subject]
    return spans_of(told.cast, own, BROKEN, MENDED, already=asset in told.cast.first.failed)


def _without_power(told: Told, asset: int) -> list[Span]:
    """When a need of an asset was unmet: all its members failed, or lacked what they need; assets need feeders only."""
    found: list[Span] = []
    for group in told.cast.network.assets[asset].needs:
        down: list[Span] = [(told.cast.begin, told.cast.end)]
        for member in group:
            down = both(down, either([*_failed(told, member), *_without_power(told, member)]))
        found += down
    return either(found)


def _title_of_queue(cast: Cast, subject: str) -> str:
    blocks = [
        block
        for block, queue in zip(cast.network.blocks, cast.network.queues, strict=True)
        if f"queue {queue + 1}" == subject
    ]
    buildings = sum(block.buildings for block in blocks)
    return f"{subject} of the rota: {counted(len(blocks), 'block')} with {counted(buildings, 'building')}"


def _closing_of_queue(told: Told) -> Iterable[str]:
    """How often and how long a queue was cut, and how many lost heat by it."""
    cut = told.cast.names.asset_subjects.index(told.subject) in told.cast.first.failed
    spans = spans_of(told.cast, told.own, ("queue_cut",), ("queue_back",), already=cut)
    yield f"Cut {in_all(spans)}." if spans else "It was never cut."
    lost = told.count("block_dark")
    if lost:
        yield f"Buildings that lost heat through it, counted each time: {lost:,}."


def _title_of_crew(cast: Cast, subject: str) -> str:
    return f"{subject}: crews of a pool are alike; the number is that of a crew at work, free again when it leaves"


def _opening_of_crew(cast: Cast, subject: str) -> Iterable[str]:
    """What a crew was at when the run stopped before."""
    job = cast.crew_at_first(subject)
    if job is not None:
        to_or_at = "to" if job.stage == Stage.TRAVEL else "at"
        yield f"{BEGINS} it is {AT_STAGE[job.stage]} {to_or_at} {cast.names.node(job.node)}."


def _closing_of_crew(told: Told) -> Iterable[str]:
    """How long a crew was busy, and with what."""
    job = told.cast.crew_at_first(told.subject)
    ends = ("crew_done", "crew_stopped")
    busy = spans_of(told.cast, told.own, tuple(STAGES), ends, already=job is not None)
    stage = None if job is None else job.stage
    turns = [(told.cast.begin, stage)]
    turns += [(entry.minute, STAGES.get(entry.what)) for entry in told.own if entry.what in (*STAGES, *ends)]
    turns.append((told.cast.end, None))
    spent = dict.fromkeys(AT_STAGE, 0)
    for (begin, stage), (end, _) in pairwise(turns):
        if stage is not None:
            spent[stage] += end - begin
    with_what = ", ".join(f"{hours(minutes)} {AT_STAGE[stage]}" for stage, minutes in spent.items() if minutes)
    done = counted(told.lines("crew_done"), "job")
    yield f"On jobs {in_all(busy)}" + (f" ({with_what})" if with_what else "") + f"; {done} finished."


FRAMES = {
    "block": Frame(_title_of_block, _closing_of_block, _opening_of_block),
    **dict.fromkeys(CALLED.values(), Frame(_title_of_asset, _closing_of_asset, _opening_of_asset)),
    QUEUE: Frame(_title_of_queue, _closing_of_queue, _opening_of_asset),
    **dict.fromkeys(CREWS, Frame(_title_of_crew, _closing_of_crew, _opening_of_crew)),
    **AID_FRAMES,
}
"""How stories begin and end, by kind of subject."""
