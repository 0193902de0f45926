"""Where a run and the stored one part, in words: when, what, about whom, and decided by which luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.analysis.check.events import Parting
from sim.hints import counted
from sim.model.words import Event, Note
from sim.scenario.schema import Scenario
from sim.study.journal import design_for
from sim.world.address import Stream

if TYPE_CHECKING:
    from sim.analysis.check.ladder import Held
    from sim.analysis.check.taken import Taken
    from sim.present.story.cast import Names

_DELIVERY = (Stream.LEAD, Stream.ON_TIME, Stream.LATE, Stream.LOST)
_WAVE = (Stream.WAVE_GAP, Stream.WAVE_SIZE, Stream.CITY_SHARE, Stream.NIGHT_EFFECT, Stream.THREAT_KILL)
_REPAIR = (Stream.WORK, Stream.FROST_WORK, Stream.GIVEN_WORK, Stream.ASSESSMENT)
_STREAMS: dict[Note, tuple[Stream, ...]] = {
    Note.WAVE: _WAVE,
    Note.LAYER_MET: (Stream.THREAT_KILL, Stream.NIGHT_EFFECT, Stream.THREAT_ORDER),
    Note.FIRED: (Stream.THREAT_ROUNDS, Stream.THREAT_KILL, Stream.THREAT_ORDER),
    Note.SOURCE_DOWN: (Stream.THREAT_DAMAGE, Stream.HOLD),
    Note.SOURCE_UP: (Stream.HOLD,),
    Note.NETWORK_DOWN: (Stream.THREAT_DAMAGE, Stream.WORK),
    Note.NETWORK_UP: (Stream.WORK,),
    Note.HIT_AGAIN: (Stream.THREAT_DAMAGE,),
    Note.BLOCK_DARK: (Stream.THREAT_DAMAGE,),
    Note.BLOCK_HEATED: (Stream.FROST_COUNT,),
    Note.BUILDING_DAMAGED: (Stream.THREAT_DAMAGE, Stream.BUILDING, Stream.UP_TIME),
    Note.CREW_STARTED: _REPAIR,
    Note.CREW_DONE: _REPAIR,
    Note.CREW_TESTS: _REPAIR,
    Note.DELIVERED: _DELIVERY,
    Note.LOT_LOST: (Stream.LOST,),
    Note.ORDERED: _DELIVERY,
    Note.AT_HUB: _DELIVERY,
    Note.HANDED_ON: _DELIVERY,
    Note.PART_AWAITED: (Stream.PART,),
    Note.PART_GIVEN: (Stream.PART,),
}
"""Streams of luck that may decide what a line of the journal tells; others follow from what came before."""
_SORTS = {
    "another": "the baseline has another event there",
    "new": "it is new: the baseline goes on without it",
    "missing": "the baseline has one event more before it",
    "swapped": "the baseline has it one place later: two events have changed places",
}


def where_they_part(
    plans: Mapping[str, Scenario], held: Held, taken: Taken, seed: int, *, same_scenario: bool = True
) -> list[str]:
    """Sentences on where the runs part from the stored ones; none if they do not."""
    what = "other random numbers" if same_scenario else "what is faced is another thing"
    said = [] if held.same_worlds else [f"The world itself differs: {what}, before any rule is applied."]
    parting = held.parting
    if parting is None:
        if held.first is not None:
            plan, number = held.first
            said.append(
                f"The first numbers that differ: plan {plan!r}, replication {number}; "
                "what happened in the worlds whose events are kept is the same."
            )
        return said
    where = f"plan {parting.plan!r}, replication {parting.replication}, day {parting.day + 1}"
    days = taken.journal[parting.plan][parting.replication]
    begin = sum(len(day) for day in days[: parting.day])
    rows = [row for day in days for row in day.tolist()]
    number = begin if parting.line is None else parting.line
    if parting.line is None:
        said.append(f"The first day that differs: {where}; {counted(begin, 'event')} before it are the same.")
    else:
        said.append(f"The first event that differs: {where}, after {counted(number, 'event')} that are the same.")
    if number >= len(rows):
        return [*said, "The run now ends where the baseline still has events."]
    told = _told(plans, parting, seed, rows[number])
    said.append(f"{'Now' if parting.line is not None else 'That day now begins with'}: {told}")
    if parting.line is not None:
        said.append(f"In comparison: {_SORTS[parting.sort]}.")
    return said


def _told(plans: Mapping[str, Scenario], parting: Parting, seed: int, row: list[int]) -> str:
    """A line of the journal with its kind, whom it is about and the luck in it."""
    from sim.clock.traced import Line
    from sim.present.story.entries import entry_of

    code, first, second, third, fourth, minute = row
    note = Note(code)
    line = Line(minute, Event.START, note, (first, second, third, fourth))
    streams = ", ".join(stream.name for stream in _STREAMS.get(note, ()))
    luck = f"streams of luck in it: {streams}" if streams else "no luck of its own: it follows from what came before"
    kind = note.name.lower()
    if note == Note.COLD_COUNTED:
        return f"{kind}, block {first}, minute {minute} ({luck})"
    entry = entry_of(line, _names(plans, parting, seed))
    return f"{entry.time}  {entry.text} ({kind}; about {entry.about or 'the city'}; {luck})"


def _names(plans: Mapping[str, Scenario], parting: Parting, seed: int) -> Names:
    """Names of what the lines of a run are about."""
    from sim.model.setup.network import network_of
    from sim.present.story.cast import names_of
    from sim.study.calendars import span_of
    from sim.study.run import Workspace

    design = design_for(plans, span_of(plans), seed)
    space = Workspace(design)
    space.prepare(design, parting.replication)
    space.run((parting.plan, False), design)
    plan = plans[parting.plan]
    return names_of(plan, network_of(plan), space.world, space.state)
