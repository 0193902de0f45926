"""What happened in one run: the journal of the traced clock as sentences and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sim.errors import escape
from sim.hints import counted
from sim.model.notices import LATEST_MIN
from sim.model.words import AssetClass, JobKind, Note, Origin, Skill

if TYPE_CHECKING:
    import pandas as pd

    from sim.clock.traced import Line
    from sim.model.setup.network import Asset
    from sim.scenario.schema import Scenario
    from sim.study.saved import SavedState
    from sim.world.record import Array


MOST_TOLD = 10
"""Events that a printed log tells."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    Parameters
    ----------
    minute : from the start of the story [min]
    time : the same on the calendar
    event : kind of the event, as `hearthline describe order` lists them
    what : what happened
    where : wave kind, source, block, item, channel or skill it is about
    count : threats, buildings, units or crews; None if nothing is counted
    of_which : of these: threats that get through, buildings with frost faults, units that did not fit
    until_min : when what begins here is to end or to arrive [min]
    detail : why heat is lost, severity and cause of damage, or number of the crew
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
    text: str

    def __str__(self) -> str:
        return f"{self.time}  {self.text}"


COLUMNS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Names:
    """Names behind the numbers of a journal.

    Parameters
    ----------
    start : date of minute 0
    waves : kind of each wave of the world
    assets, blocks, items, channels, hubs, severities : by number
    """

    start: date
    waves: tuple[str, ...]
    assets: tuple[str, ...]
    blocks: tuple[str, ...]
    items: tuple[str, ...]
    channels: tuple[str, ...]
    hubs: tuple[str, ...]
    severities: tuple[str, ...]

    def node(self, number: int) -> str:
        """Name of an asset, or of a block, which stand behind the assets."""
        return (*self.assets, *self.blocks)[number]

    def clock(self, minute: int) -> str:
        """A minute as people write it: date and time of day; far beyond any horizon it is never."""
        if minute > LATEST_MIN:
            return "never"
        return f"{datetime.combine(self.start, time()) + timedelta(minutes=minute):%Y-%m-%d %H:%M}"


def names_of(scenario: Scenario, world: Array) -> Names:
    """Names of a scenario and of the waves of one of its worlds (a one-element structured array)."""
    from sim.model.setup.network import network_of
    from sim.world.setup_attack import kinds_of

    network = network_of(scenario)
    districts = [district.name for district in scenario.city.districts]
    kinds = kinds_of(scenario)
    waves = world["wave_kind"][0, : int(world["wave_count"][0])].tolist()
    return Names(
        start=scenario.horizon.start,
        waves=tuple(kinds[kind] for kind in waves),
        assets=tuple(_titled(asset) for asset in network.assets),
        blocks=tuple(f"block {number} ({districts[block.district]})" for number, block in enumerate(network.blocks)),
        items=scenario.items(),
        channels=tuple(scenario.aid.channels),
        hubs=tuple(scenario.aid.hubs),
        severities=tuple(scenario.damage.severities),
    )


def _titled(asset: Asset) -> str:
    """Name of an asset, behind what it is where a name alone does not say it."""
    titles: dict[AssetClass | None, str] = {AssetClass.FEEDER: "feeder ", AssetClass.PUMPING: "pumping station "}
    return f"{titles.get(asset.asset_class, '')}{asset.name}"


class _Number(int):
    """A count whose words agree with it: ``{count:unit arrives|units arrive}``, those for one first."""

    def __format__(self, words: str) -> str:
        one, _, more = words.partition("|")
        return f"{int(self)} {one if self == 1 else more}".rstrip()


@dataclass(frozen=True, slots=True)
class _Said:
    """What a note says, before it is a sentence."""

    where: str
    count: int | None = None
    of_which: int | None = None
    until: int | None = None
    detail: str = ""


_SENTENCES = {
    Note.WAVE: "{where} wave: {count:threat|threats}, {of_which:gets|get} through",
    Note.SOURCE_DOWN: "{where} fails until {until} ({detail})",
    Note.SOURCE_UP: "{where} can run again",
    Note.BLOCK_DARK: "{where} loses heat: {count:building|buildings} ({detail})",
    Note.BLOCK_QUEUED: "{where} waits for refilling",
    Note.REFILL_STARTED: "{where} is being refilled until {until}",
    Note.BLOCK_HEATED: "{where} is reconnected: {count:building|buildings} heated, {of_which} with frost faults",
    Note.BUILDING_DAMAGED: "{where} has a damaged building ({detail})",
    Note.CREW_STARTED: "{detail} works at {where} until {until}",
    Note.CREW_DONE: "{detail} has finished at {where}",
    Note.CREW_STOPPED: "{detail} goes off shift, its job at {where} waits",
    Note.DELIVERED: "{where}: {count:unit arrives|units arrive}",
    Note.LOT_LOST: "{where}: {count:unit is|units are} lost on the way",
    Note.ORDERED: "{where}: {count:unit|units} ordered, due {until}",
    Note.SHIFT: "{where} crews on shift: {count}",
    Note.NETWORK_DOWN: "{where} fails and waits for power crews ({detail})",
    Note.NETWORK_UP: "{where} is repaired",
    Note.CREW_SET_OUT: "{detail} sets out for {where}, there {until}",
    Note.CREW_TESTS: "{detail} tests at {where} until {until}",
    Note.PART_AWAITED: "{where} waits for a part ({detail})",
    Note.PART_GIVEN: "{where} gets a part ({detail})",
    Note.CREWS_JOINED: "{where} crews: {count:joins|join} from elsewhere",
    Note.GENERATOR_SENT: "{count:generator goes|generators go} to {where}, to run from {until}",
    Note.GENERATOR_ON: "{where} gets power from {count:generator|generators}",
    Note.GENERATOR_BACK: "{count:generator is|generators are} free again, from {where}",
    Note.AT_HUB: "{where}: {count:unit reaches|units reach} {detail}",
    Note.HANDED_ON: "{where}: {count:unit leaves|units leave} the hub, due {until}",
}
_TOO_MANY = {Note.DELIVERED: ", {of_which:does|do} not fit"}
"""What is added if some are of the second kind."""


def _words(code: Origin | JobKind | Skill) -> str:
    return code.name.lower().replace("_", " ")


def _said(note: Note, numbers: tuple[int, int, int], names: Names) -> _Said:
    """What the numbers of a note stand for."""
    first, second, third = numbers
    match note:
        case Note.WAVE:
            return _Said(names.waves[third], count=first, of_which=second)
        case Note.SOURCE_DOWN:
            return _Said(names.assets[first], until=second, detail=_words(Origin(third)))
        case Note.NETWORK_DOWN:
            return _Said(names.assets[first], detail=f"{names.severities[second]}, {_words(Origin(third))}")
        case Note.SOURCE_UP | Note.NETWORK_UP:
            return _Said(names.assets[first])
        case Note.BLOCK_DARK:
            return _Said(names.blocks[first], count=second, detail=_words(Origin(third)))
        case Note.BLOCK_QUEUED:
            return _Said(names.blocks[first])
        case Note.REFILL_STARTED:
            return _Said(names.blocks[first], until=second)
        case Note.BLOCK_HEATED:
            return _Said(names.blocks[first], count=second, of_which=third)
        case Note.BUILDING_DAMAGED:
            severity = names.severities[second] if names.severities else ""
            cause = _words(JobKind(third))
            return _Said(names.blocks[first], detail=f"{severity}, {cause}" if severity else cause)
        case Note.CREW_STARTED | Note.CREW_SET_OUT | Note.CREW_TESTS:
            return _Said(names.node(second), until=third, detail=f"crew {first}")
        case Note.CREW_DONE | Note.CREW_STOPPED:
            return _Said(names.node(second), detail=f"crew {first}")
        case Note.DELIVERED:
            return _Said(names.items[first], count=second, of_which=third)
        case Note.AT_HUB:
            return _Said(names.channels[first], count=second, detail=f"the hub {names.hubs[third]}")
        case Note.LOT_LOST:
            return _Said(names.channels[first], count=second)
        case Note.ORDERED | Note.HANDED_ON:
            return _Said(names.channels[first], count=second, until=third)
        case Note.PART_AWAITED | Note.PART_GIVEN:
            return _Said(names.node(second), detail=names.items[first])
        case Note.GENERATOR_SENT:
            return _Said(names.blocks[first], count=second, until=third)
        case Note.GENERATOR_ON | Note.GENERATOR_BACK:
            return _Said(names.blocks[first], count=second)
        case Note.SHIFT | Note.CREWS_JOINED:
            return _Said(_words(Skill(first)), count=second)


def entry_of(line: Line, names: Names) -> Entry:
    """A line of the journal in words."""
    said = _said(line.note, line.numbers, names)
    until = "" if said.until is None else names.clock(said.until)
    pattern = _SENTENCES[line.note] + (_TOO_MANY.get(line.note, "") if said.of_which else "")
    count, of_which = (_Number(number or 0) for number in (said.count, said.of_which))
    sentence = pattern.format(where=said.where, count=count, of_which=of_which, until=until, detail=said.detail)
    return Entry(
        minute=line.minute,
        time=names.clock(line.minute),
        event=line.event.name.lower(),
        what=line.note.name.lower(),
        where=said.where,
        count=said.count,
        of_which=said.of_which,
        until_min=said.until,
        detail=said.detail,
        text=sentence,
    )


@dataclass(frozen=True, slots=True)
class EventLog:
    """Everything that happened in one run, in order.

    Parameters
    ----------
    scenario, plan : titles; the plan is empty if the scenario was run as it stands
    seed, replication : which luck
    processes : names of the user's own processes that took part; the run is then not one of the study
    entries : lines of the log
    stopped : where the run stopped before the horizon, to go on from; None if it is over
    """

    scenario: str
    plan: str
    seed: int
    replication: int
    processes: tuple[str, ...]
    entries: tuple[Entry, ...]
    stopped: SavedState | None = None

    def summary(self) -> str:
        """Which run this is, in one line."""
        plan = f", plan {self.plan}" if self.plan else ""
        own = f", with the processes {', '.join(self.processes)}" if self.processes else ""
        run = f"{self.scenario}{plan}, seed {self.seed}, replication {self.replication}{own}"
        return f"{run}: {counted(len(self.entries), 'event')}"

    def __repr__(self) -> str:
        return f"Event log of {escape(self.summary())}"

    def __str__(self) -> str:
        lines = [escape(self.summary()), *map(str, self.entries[:MOST_TOLD])]
        more = len(self.entries) - MOST_TOLD
        return "\n".join([*lines, f"and {more:,} more; .text() has all"] if more > 0 else lines)

    def text(self) -> str:
        """The log as sentences, one line each."""
        return "".join(f"{entry}\n" for entry in self.entries)

    def csv(self) -> str:
        """The log as a table with a header (`COLUMNS`)."""
        return as_csv(self.entries)

    def to_pandas(self) -> pd.DataFrame:
        """The log as a table with the columns of `COLUMNS`."""
        import pandas as pd

        return pd.DataFrame([astuple(entry) for entry in self.entries], columns=list(COLUMNS))


def as_csv(entries: Iterable[Entry]) -> str:
    """Entries as comma-separated values with a header; what is not counted stays empty."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(entry) for entry in entries)
    return written.getvalue()
