"""What happened, event by event: lines of the journal of the traced clock as sentences and as rows of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from sim.model.depots import is_plenty
from sim.model.notices import LATEST_MIN
from sim.model.words import NONE, JobKind, Note, Origin, Skill
from sim.present.story.cast import why_dark, words

if TYPE_CHECKING:
    from sim.clock.traced import Line
    from sim.present.story.cast import Names


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    Parameters
    ----------
    minute : from the start [min]; negative for what is known from before it
    time : the same on the calendar
    event : kind of the event, as `hearthline describe order` lists them
    what : what happened
    where : wave kind, source, block, item, depot, layer, channel or skill it is about
    count : threats, buildings, units, rounds or crews; None if nothing is counted
    of_which : of these: threats that get through or are stopped, buildings with frost faults, units that did not fit;
        units left after firing or a delivery
    until_min : when what begins here is to end or to arrive [min]; None if never, or not known
    detail : why heat is lost, severity and cause of damage, the crew, or where a layer fires from
    about : subjects of stories that it belongs to, as `--story` takes them
    text : all of it as a sentence
    """

    minute: int
    time: str
    event: str
    what: str
    where: str
    count: int | None
    of_which: int | None
    until_min: int | None
    detail: str
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.time}  {self.text}"


COLUMNS = tuple(column.name for column in fields(Entry))


class _Number(int):
    """A count whose words agree with it: ``{count:unit arrives|units arrive}``, those for one first."""

    def __format__(self, words: str) -> str:
        one, _, more = words.partition("|")
        return f"{int(self)} {one if self == 1 else more}".rstrip()


@dataclass(frozen=True, slots=True)
class _Said:
    """What a note says, before it is a sentence."""

    where: str
    about: tuple[str, ...] = ()
    count: int | None = None
    of_which: int | None = None
    until: int | None = None
    detail: str = ""


_SENTENCES = {
    Note.WAVE: "{where} wave: {count:threat|threats}, {of_which:gets|get} through",
    Note.SOURCE_DOWN: "{where} fails {until} ({detail})",
    Note.SOURCE_UP: "{where} can run again",
    Note.BLOCK_DARK: "{where} loses heat: {count:building|buildings} ({detail})",
    Note.BLOCK_QUEUED: "{where} waits for refilling",
    Note.REFILL_STARTED: "{where} is being refilled {until}",
    Note.BLOCK_HEATED: "{where} is reconnected: {count:building|buildings} heated, {of_which} with frost faults",
    Note.BUILDING_DAMAGED: "{where} has a damaged building ({detail})",
    Note.CREW_STARTED: "{detail} works at {where} {until}",
    Note.CREW_DONE: "{detail} has finished at {where}",
    Note.CREW_STOPPED: "{detail} goes off shift, its job at {where} waits",
    Note.DELIVERED: "{where}: {count:unit arrives|units arrive}",
    Note.LOT_LOST: "{where}: {count:unit is|units are} lost on the way",
    Note.ORDERED: "{where}: {count:unit|units} ordered, due {until}",
    Note.SHIFT: "{where} crews on shift: {count}",
    Note.NETWORK_DOWN: "{where} fails; crews must repair it ({detail})",
    Note.NETWORK_UP: "{where} is repaired",
    Note.CREW_SET_OUT: "{detail} sets out for {where}, there {until}",
    Note.CREW_TESTS: "{detail} tests at {where} {until}",
    Note.PART_AWAITED: "{where} waits for a part ({detail})",
    Note.PART_GIVEN: "{where} gets a part ({detail})",
    Note.CREWS_JOINED: "{where} crews: {count:joins|join} from elsewhere",
    Note.GENERATOR_SENT: "{count:generator goes|generators go} to {where}, to run from {until}",
    Note.GENERATOR_ON: "{where} gets power from {count:generator|generators}",
    Note.FUEL_TAKEN: "generators at {where} take {count:unit|units} of {detail}",
    Note.GENERATOR_DRY: "{count:generator stands|generators stand} still without fuel at {where}",
    Note.GENERATOR_BACK: "{count:generator is|generators are} free again, from {where}",
    Note.AT_HUB: "{where}: {count:unit reaches|units reach} {detail}",
    Note.HANDED_ON: "{where}: {count:unit leaves|units leave} {detail}, due {until}",
    Note.LAYER_MET: "{where} engages {count:threat|threats} and stops {of_which}",
    Note.FIRED: "{where} fires {count:round|rounds}",
    Note.PLACED: "{where} gets {count:unit|units} and has {of_which}",
    Note.BLOCK_CAUSE: "{where} stays without heat ({detail})",
    Note.QUEUE_CUT: "{where} is cut by the rota: {count:building loses|buildings lose} power",
    Note.QUEUE_BACK: "{where} has power again: {count:building|buildings}",
    Note.REFILL_STOPPED: "{where} is refilled no further: its supply or its water is lost",
    Note.HIT_AGAIN: "{where} is hit again ({detail})",
    Note.WATER_LOST: "{where} has no water: {count:building|buildings} ({detail})",
    Note.WATER_BACK: "{where} has water again",
}
"""What each note says; the books of a spell (`COLD_COUNTED`) are told by stories only."""


def _pattern(line: Line, said: _Said) -> str:
    """The sentence of a line, with what is added in some cases."""
    match line.note:
        case Note.DELIVERED if said.of_which:
            return _SENTENCES[line.note] + ", {of_which:does|do} not fit"
        case Note.LAYER_MET if said.count == 0:
            return "{where} engages no threat: {detail}"
        case Note.LAYER_MET if said.detail:
            return _SENTENCES[line.note] + "; {detail}"
        case Note.FIRED if said.of_which is not None:
            return _SENTENCES[line.note] + ", {of_which} left in {detail}"
        case Note.SOURCE_DOWN:
            already, for_weeks = line.numbers[3] & 1, line.numbers[3] & 2
            fails = "{where}, down already, is held" if already else "{where} fails"
            return f"{fails}{' for weeks,' if for_weeks else ''} {{until}} ({{detail}})"
        case Note.HIT_AGAIN if said.about[0].startswith("block "):
            return "{where}: a damaged building is hit again ({detail})"
    return _SENTENCES[line.note]


def _said(note: Note, numbers: tuple[int, int, int, int], names: Names) -> _Said:
    """What the numbers of a note stand for."""
    first, second, third, fourth = numbers
    match note:
        case Note.WAVE:
            return _Said(names.waves[third], count=first, of_which=second)
        case Note.DELIVERED:
            about = (*names.arrival_subjects(names.items[first]), *names.lot_subjects(fourth))
            return _Said(names.items[first], about, count=second, of_which=third)
        case Note.LOT_LOST:
            about = (f"item {names.lots[third].item}", *names.lot_subjects(third))
            return _Said(names.channels[first], about, count=second)
        case Note.ORDERED:
            about = (f"item {names.lots[fourth].item}", *names.lot_subjects(fourth))
            return _Said(names.channels[first], about, count=second, until=third)
        case Note.PLACED:
            about = names.stock_subjects(names.stores[first])
            return _Said(names.stores[first], about, count=second, of_which=third)
        case Note.SHIFT:
            return _Said(words(Skill(first)), count=second)
        case Note.CREWS_JOINED:
            return _Said(words(Skill(first)), names.item_subjects(names.joined_by[first]), count=second)
        case Note.AT_HUB:
            about = (*names.lot_subjects(fourth), f"hub {names.hubs[third]}")
            return _Said(names.channels[first], about, count=second, detail=f"the hub {names.hubs[third]}")
        case Note.HANDED_ON:
            hub = names.via[first]
            about = (*names.lot_subjects(fourth), f"hub {hub}")
            return _Said(names.channels[first], about, second, until=third, detail=f"the hub {hub} as lot {fourth}")
        case Note.PART_AWAITED | Note.PART_GIVEN | Note.HIT_AGAIN:
            return _said_of_node(note, numbers, names)
        case Note.LAYER_MET | Note.FIRED:
            return _said_of_layer(note, numbers, names)
        case Note.CREW_STARTED | Note.CREW_SET_OUT | Note.CREW_TESTS:
            return _said_of_crew(Skill(fourth), first, second, names, until=third)
        case Note.CREW_DONE:
            return _said_of_crew(Skill(third), first, second, names)
        case Note.CREW_STOPPED:
            return _said_of_crew(Skill(fourth), first, second, names)
        case Note.SOURCE_DOWN | Note.SOURCE_UP | Note.NETWORK_DOWN | Note.NETWORK_UP | Note.QUEUE_CUT | Note.QUEUE_BACK:
            return _said_of_asset(note, numbers, names)
    return _said_of_block(note, numbers, names)


def _said_of_node(note: Note, numbers: tuple[int, int, int, int], names: Names) -> _Said:
    """What a note about a job, or about what is hit again, says."""
    first, second, third, _ = numbers
    if note == Note.HIT_AGAIN:
        detail = f"{names.severities[second]}, {words(Origin(third))}"
        return _Said(names.node(first), (names.node_subject(first),), detail=detail)
    item = names.items[first]
    stock = (f"item {item}",) if note == Note.PART_AWAITED else names.stock_subjects(names.stores[third])
    return _Said(names.node(second), (names.node_subject(second), *stock), detail=item)


def _said_of_layer(note: Note, numbers: tuple[int, int, int, int], names: Names) -> _Said:
    """What a note about a layer in a wave says: what it fires is about its stock as well."""
    layer, second, third, fourth = numbers
    name, store = names.layers[layer], names.fires_from[layer]
    about = (f"layer {name}", *names.stock_subjects(store))
    if note == Note.FIRED:
        left = None if is_plenty(third) else third
        return _Said(name, about, count=second, of_which=left, detail=store)
    passed = f"{_Number(fourth):threat passes|threats pass} it" if fourth else ""
    return _Said(name, about, count=second, of_which=third, detail=passed)


def _said_of_crew(skill: Skill, crew: int, node: int, names: Names, until: int | None = None) -> _Said:
    """What a note about a crew at work says."""
    who = f"{words(skill)} crew {crew}"
    return _Said(names.node(node), (who, names.node_subject(node)), until=until, detail=who)


def _said_of_asset(note: Note, numbers: tuple[int, int, int, int], names: Names) -> _Said:
    """What a note about an asset says."""
    asset, second, third, _ = numbers
    where, about = names.assets[asset], (names.asset_subjects[asset],)
    match note:
        case Note.SOURCE_DOWN:
            return _Said(where, about, until=second, detail=words(Origin(third)))
        case Note.NETWORK_DOWN:
            return _Said(where, about, detail=f"{names.severities[second]}, {words(Origin(third))}")
        case Note.QUEUE_CUT | Note.QUEUE_BACK:
            return _Said(where, about, count=second)
    return _Said(where, about)


def _said_of_block(note: Note, numbers: tuple[int, int, int, int], names: Names) -> _Said:
    """What a note about a block says; the loss of heat is about its cause as well."""
    block, second, third, fourth = numbers
    where, about = names.blocks[block], (f"block {block}",)
    match note:
        case Note.BLOCK_DARK:
            why = why_dark(names.assets[fourth], Origin(third))
            return _Said(where, (*about, names.asset_subjects[fourth]), count=second, detail=why)
        case Note.WATER_LOST:
            why = why_dark(names.assets[fourth], Origin(third))
            return _Said(where, (*about, names.asset_subjects[fourth]), count=second, detail=why)
        case Note.WATER_BACK:
            return _Said(where, about, count=second)
        case Note.BLOCK_CAUSE:
            why = why_dark(names.assets[third], Origin(second))
            return _Said(where, (*about, names.asset_subjects[third]), detail=why)
        case Note.REFILL_STARTED:
            return _Said(where, about, until=second)
        case Note.GENERATOR_SENT:
            of_item = (*about, *names.item_subjects(names.generators))
            return _Said(where, of_item, count=second, until=third, detail=names.generators)
        case Note.FUEL_TAKEN:
            store = names.stores[third]
            return _Said(where, (*about, *names.stock_subjects(store)), count=second, detail=store)
        case Note.GENERATOR_ON | Note.GENERATOR_DRY | Note.GENERATOR_BACK:
            of_item = (*about, *names.item_subjects(names.generators))
            return _Said(where, of_item, count=second, detail=names.generators)
        case Note.BLOCK_HEATED:
            return _Said(where, about, count=second, of_which=third)
        case Note.BUILDING_DAMAGED:
            cause = JobKind(third)
            said = [names.severities[second]] if names.severities else []
            said += [words(cause), words(Origin(fourth))] if cause == JobKind.DAMAGE else [words(cause)]
            return _Said(where, about, detail=", ".join(said))
    return _Said(where, about)


def is_told(line: Line) -> bool:
    """False for lines that only keep books, and for layers and depots to which nothing happened."""
    _, second, third, fourth = line.numbers
    match line.note:
        case Note.COLD_COUNTED:
            return False
        case Note.LAYER_MET:
            return second > 0 or fourth > 0
        case Note.FIRED:
            return second > 0 and third != NONE
        case Note.PLACED:
            return second > 0
    return True


_ENDING = (Note.SOURCE_DOWN, Note.REFILL_STARTED, Note.CREW_STARTED, Note.CREW_TESTS)
"""Notes of what lasts until a minute; that of others is when something comes."""


def _until(note: Note, minute: int, names: Names) -> str:
    """Until when, or when, in words; nothing is said of a day behind the end that nobody can know."""
    if minute > LATEST_MIN and note in _ENDING:
        return "beyond the end of the run" if note == Note.CREW_STARTED else "without end"
    beyond = ", beyond the end of the run" if names.end <= minute <= LATEST_MIN else ""
    return f"{'until ' if note in _ENDING else ''}{names.clock(minute)}{beyond}"


def entry_of(line: Line, names: Names) -> Entry:
    """A line of the journal in words."""
    said = _said(line.note, line.numbers, names)
    until = "" if said.until is None else _until(line.note, said.until, names)
    count, of_which = (_Number(number or 0) for number in (said.count, said.of_which))
    return Entry(
        minute=line.minute,
        time=names.clock(line.minute),
        event=line.event.name.lower(),
        what=line.note.name.lower(),
        where=said.where,
        count=said.count,
        of_which=said.of_which,
        until_min=None if said.until is None or said.until > LATEST_MIN else said.until,
        detail=said.detail,
        about="; ".join(said.about),
        text=_pattern(line, said).format(
            where=said.where, count=count, of_which=of_which, until=until, detail=said.detail
        ),
    )


def entries_of(journal: Iterable[Line], names: Names) -> tuple[Entry, ...]:
    """All that a journal tells, in words."""
    return tuple(entry_of(line, names) for line in journal if is_told(line))


def as_csv(entries: Iterable[Entry]) -> str:
    """Entries as comma-separated values with a header; what is not counted stays empty."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(entry) for entry in entries)
    return written.getvalue()
