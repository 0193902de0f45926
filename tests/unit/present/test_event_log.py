"""The journal of a run in words and as a table."""

import csv
import io
from datetime import date

import pytest

from sim.clock.traced import Line
from sim.model.depots import PLENTY
from sim.model.notices import NEVER
from sim.model.words import NONE, Event, JobKind, Note, Origin, Skill
from sim.present.caution import TRACE_FOOT
from sim.present.story.cast import Lot, Names
from sim.present.story.entries import COLUMNS, as_csv, entries_of, entry_of, is_told
from sim.present.story.event_log import EventLog

NAMES = Names(
    start=date(2026, 1, 5),
    end=4 * 1440,
    waves=("nightly", "massive"),
    assets=("feeder north", "upper_plant", "supply 1", "queue 1"),
    blocks=("block 0 (upper_town)", "block 1 (lower_town)"),
    items=("round",),
    channels=("coalition",),
    hubs=("vilnius",),
    severities=("light",),
    asset_subjects=("feeder north", "source upper_plant", "supply 1", "queue 1"),
    layers=("teams", "shield"),
    stores=("round.hill", "round.port"),
    fires_from=("", "round.port"),
    lots=(Lot("", "round", 14, -1, 0, False), Lot("coalition", "round", 7, 60, 2880, True)),
    via=("vilnius",),
    joined_by=("welder", ""),
    generators="generator",
)

LINES = {
    Note.WAVE: ((31, 4, 1), "massive wave: 31 threats, 4 get through"),
    Note.SOURCE_DOWN: ((1, 1500, Origin.NO_STOCK), "upper_plant fails until 2026-01-06 01:00 (no interceptor left)"),
    Note.SOURCE_UP: ((2,), "supply 1 can run again"),
    Note.BLOCK_DARK: (
        (1, 40, Origin.MISSED, 0),
        "block 1 (lower_town) loses heat: 40 buildings (feeder north is down: engaged and missed)",
    ),
    Note.BLOCK_QUEUED: ((0,), "block 0 (upper_town) waits for refilling"),
    Note.REFILL_STARTED: ((0, 60), "block 0 (upper_town) is being refilled until 2026-01-05 01:00"),
    Note.BLOCK_HEATED: (
        (0, 38, 2),
        "block 0 (upper_town) is reconnected: 38 buildings heated, 2 with frost faults",
    ),
    Note.BUILDING_DAMAGED: (
        (0, 0, JobKind.DAMAGE, Origin.RESERVE),
        "block 0 (upper_town) has a damaged building (light, damage, held in reserve)",
    ),
    Note.CREW_STARTED: ((3, 5, 120, Skill.HEAT), "heat crew 3 works at block 1 (lower_town) until 2026-01-05 02:00"),
    Note.CREW_DONE: ((3, 0, Skill.POWER), "power crew 3 has finished at feeder north"),
    Note.CREW_STOPPED: ((3, 0, 90, Skill.POWER), "power crew 3 goes off shift, its job at feeder north waits"),
    Note.DELIVERED: ((0, 14, 2, 0), "round: 14 units arrive, 2 do not fit"),
    Note.LOT_LOST: ((0, 7, 1), "coalition: 7 units are lost on the way"),
    Note.ORDERED: ((0, 7, 2880, 1), "coalition: 7 units ordered, due 2026-01-07 00:00"),
    Note.SHIFT: ((0, 18), "heat crews on shift: 18"),
    Note.NETWORK_DOWN: (
        (0, 0, Origin.MISSED),
        "feeder north fails; crews must repair it (light, engaged and missed)",
    ),
    Note.NETWORK_UP: ((0,), "feeder north is repaired"),
    Note.QUEUE_CUT: ((3, 9), "queue 1 is cut by the rota: 9 buildings lose power"),
    Note.QUEUE_BACK: ((3, 1), "queue 1 has power again: 1 building"),
    Note.LAYER_MET: ((1, 5, 3, 2), "shield engages 5 threats and stops 3; 2 threats pass it"),
    Note.FIRED: ((1, 6, 0), "shield fires 6 rounds, 0 left in round.port"),
    Note.PLACED: ((0, 9, 12), "round.hill gets 9 units and has 12"),
    Note.BLOCK_CAUSE: (
        (1, Origin.LIMIT, 1),
        "block 1 (lower_town) stays without heat (upper_plant is down: too many at once)",
    ),
    Note.REFILL_STOPPED: ((0,), "block 0 (upper_town) is refilled no further: its supply or its water is lost"),
    Note.WATER_LOST: (
        (1, 9, Origin.MISSED, 0),
        "block 1 (lower_town) has no water: 9 buildings (feeder north is down: engaged and missed)",
    ),
    Note.WATER_BACK: ((1, 9), "block 1 (lower_town) has water again"),
    Note.CREW_SET_OUT: (
        (3, 5, 120, Skill.HEAT),
        "heat crew 3 sets out for block 1 (lower_town), there 2026-01-05 02:00",
    ),
    Note.CREW_TESTS: ((3, 0, 120, Skill.POWER), "power crew 3 tests at feeder north until 2026-01-05 02:00"),
    Note.PART_AWAITED: ((0, 0), "feeder north waits for a part (round)"),
    Note.PART_GIVEN: ((0, 4, 1), "block 0 (upper_town) gets a part (round)"),
    Note.CREWS_JOINED: ((0, 4), "heat crews: 4 join from elsewhere"),
    Note.GENERATOR_SENT: ((1, 2, 1500), "2 generators go to block 1 (lower_town), to run from 2026-01-06 01:00"),
    Note.GENERATOR_ON: ((1, 1), "block 1 (lower_town) gets power from 1 generator"),
    Note.FUEL_TAKEN: ((1, 2, 1), "generators at block 1 (lower_town) take 2 units of round.port"),
    Note.GENERATOR_DRY: ((1, 2), "2 generators stand still without fuel at block 1 (lower_town)"),
    Note.GENERATOR_BACK: ((1, 2), "2 generators are free again, from block 1 (lower_town)"),
    Note.AT_HUB: ((0, 7, 0, 1), "coalition: 7 units reach the hub vilnius"),
    Note.HANDED_ON: ((0, 1, 2880, 1), "coalition: 1 unit leaves the hub vilnius as lot 1, due 2026-01-07 00:00"),
    Note.HIT_AGAIN: ((0, 0, Origin.LIMIT), "feeder north is hit again (light, too many at once)"),
}


def line(note, minute=0, event=Event.WAVE):
    return Line(minute, event, note, four(LINES[note][0]))


def four(numbers):
    """The numbers of a note, filled up."""
    return tuple(int(number) for number in (*numbers, 0, 0, 0))[:4]


@pytest.mark.parametrize("note", LINES, ids=lambda note: note.name.lower())
def test_every_note_is_a_sentence(note):
    assert entry_of(line(note), NAMES).text == LINES[note][1]


def test_every_note_is_told_but_those_that_only_keep_books():
    assert set(Note) - set(LINES) == {Note.COLD_COUNTED}
    assert all(is_told(line(note)) for note in LINES)
    silent = [
        (Note.COLD_COUNTED, (0, 1, 5, 5)),
        (Note.LAYER_MET, (0,)),
        (Note.FIRED, (0, 3, NONE)),
        (Note.PLACED, (0,)),
    ]
    assert entries_of([Line(0, Event.WAVE, note, four(numbers)) for note, numbers in silent], NAMES) == ()


def test_a_line_names_the_stories_that_it_belongs_to():
    found = {note: entry_of(line(note), NAMES).about for note in LINES}
    assert found[Note.BLOCK_DARK] == "block 1; feeder north"
    assert found[Note.CREW_STARTED] == "heat crew 3; block 1"
    assert found[Note.CREW_DONE] == "power crew 3; feeder north"
    assert found[Note.DELIVERED] == "item round; lot 0"
    assert found[Note.LOT_LOST] == "item round; lot 1; channel coalition"
    assert found[Note.FIRED] == "layer shield; item round; depot round.port"
    assert found[Note.WAVE] == ""
    assert found[Note.AT_HUB] == found[Note.HANDED_ON] == "lot 1; channel coalition; hub vilnius"
    assert found[Note.PART_AWAITED] == "feeder north; item round"
    assert found[Note.PART_GIVEN] == "block 0; item round; depot round.port"
    assert found[Note.FUEL_TAKEN] == "block 1; item round; depot round.port"
    assert found[Note.CREWS_JOINED] == "item welder"
    assert {found[note] for note in (Note.GENERATOR_SENT, Note.GENERATOR_ON, Note.GENERATOR_BACK)} == {
        "block 1; item generator"
    }
    assert found[Note.HIT_AGAIN] == "feeder north"
    assert entry_of(Line(0, Event.DELIVERY, Note.DELIVERED, (0, 3, 0, NONE)), NAMES).about == "item round"


def test_a_line_begins_with_date_and_time():
    entry = entry_of(line(Note.SOURCE_UP, minute=2 * 1440 + 75, event=Event.STAGE), NAMES)
    assert str(entry) == "2026-01-07 01:15  supply 1 can run again"
    assert (entry.event, entry.what, entry.where) == ("stage", "source_up", "supply 1")


def test_the_table_has_one_row_per_event_and_empty_cells_for_what_is_not_counted():
    entries = [entry_of(line(note, minute=number), NAMES) for number, note in enumerate(LINES)]
    rows = list(csv.DictReader(io.StringIO(as_csv(entries))))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["minute"]) for row in rows] == list(range(len(LINES)))
    source = rows[Note.SOURCE_DOWN]
    assert (source["count"], source["until_min"], source["detail"]) == ("", "1500", "no interceptor left")


def test_a_log_says_which_run_it_is_and_whose_processes_took_part():
    log = EventLog("Tiny town", "weekly", 7, 17, ("inspector",), (entry_of(line(Note.WAVE), NAMES),))
    assert log.summary() == ("Tiny town, plan weekly, seed 7, replication 17, with the processes inspector: 1 event")
    assert log.text() == f"2026-01-05 00:00  massive wave: 31 threats, 4 get through\n{TRACE_FOOT}\n"
    assert "never public" in TRACE_FOOT
    assert list(log.to_pandas().columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("note", "numbers", "said"),
    [
        (
            Note.SOURCE_DOWN,
            (1, 1500, 0, 1),
            "upper_plant, down already, is held until 2026-01-06 01:00 (no interceptor left)",
        ),
        (
            Note.SOURCE_DOWN,
            (1, 1500, 0, 2),
            "upper_plant fails for weeks, until 2026-01-06 01:00 (no interceptor left)",
        ),
        (
            Note.SOURCE_DOWN,
            (1, 1500, 0, 3),
            "upper_plant, down already, is held for weeks, until 2026-01-06 01:00 (no interceptor left)",
        ),
        (
            Note.SOURCE_DOWN,
            (1, 5760, 0, 0),
            "upper_plant fails until 2026-01-09 00:00, beyond the end of the run (no interceptor left)",
        ),
        (Note.SOURCE_DOWN, (1, NEVER, 0, 0), "upper_plant fails without end (no interceptor left)"),
        (Note.REFILL_STARTED, (0, NEVER), "block 0 (upper_town) is being refilled without end"),
        (Note.CREW_STARTED, (3, 5, NEVER, 0), "heat crew 3 works at block 1 (lower_town) beyond the end of the run"),
        (Note.ORDERED, (0, 7, NEVER, 1), "coalition: 7 units ordered, due never"),
        (
            Note.HIT_AGAIN,
            (5, 0, Origin.MISSED),
            "block 1 (lower_town): a damaged building is hit again (light, engaged and missed)",
        ),
        (Note.LAYER_MET, (0, 0, 0, 1), "teams engages no threat: 1 threat passes it"),
        (Note.LAYER_MET, (0, 4, 4, 0), "teams engages 4 threats and stops 4"),
        (Note.FIRED, (1, 1, PLENTY - 1), "shield fires 1 round"),
        (Note.BUILDING_DAMAGED, (0, 0, JobKind.GIVEN, 5), "block 0 (upper_town) has a damaged building (light, given)"),
        (Note.DELIVERED, (0, 11, 0), "round: 11 units arrive"),
        (Note.DELIVERED, (0, 1, 1), "round: 1 unit arrives, 1 does not fit"),
        (Note.WAVE, (1, 1, 0), "nightly wave: 1 threat, 1 gets through"),
        (
            Note.BLOCK_DARK,
            (1, 1, Origin.RESERVE, 1),
            "block 1 (lower_town) loses heat: 1 building (upper_plant is down: held in reserve)",
        ),
        (Note.LOT_LOST, (0, 1, 0), "coalition: 1 unit is lost on the way"),
        (Note.ORDERED, (0, 1, 2880), "coalition: 1 unit ordered, due 2026-01-07 00:00"),
    ],
)
def test_words_agree_with_their_numbers_and_nothing_is_said_of_none(note, numbers, said):
    assert entry_of(Line(0, Event.WAVE, note, four(numbers)), NAMES).text == said


def test_a_day_that_nobody_can_know_is_not_in_the_table():
    entry = entry_of(Line(0, Event.DISPATCH, Note.CREW_STARTED, (3, 5, NEVER, 0)), NAMES)
    assert entry.until_min is None
    assert entry_of(Line(0, Event.WAVE, Note.SOURCE_DOWN, (1, 9000, 0, 0)), NAMES).until_min == 9000


def test_a_log_at_a_prompt_is_a_line_and_printed_a_few():
    entries = tuple(entry_of(line(Note.WAVE, minute), NAMES) for minute in range(500))
    log = EventLog("Tiny town", "weekly", 7, 17, (), entries)
    assert repr(log) == "Event log of Tiny town, plan weekly, seed 7, replication 17: 500 events"
    assert str(log).splitlines()[0] == log.summary()
    assert str(log).splitlines()[1] == str(entries[0])
    assert str(log).endswith("and 490 more; .text() has all")
