"""The journal of a run in words and as a table."""

import csv
import io
from datetime import date

import pytest

from sim.clock.traced import Line
from sim.model.words import Event, JobKind, Note, Origin
from sim.present.event_log import COLUMNS, EventLog, Names, as_csv, entry_of

NAMES = Names(
    start=date(2026, 1, 5),
    waves=("nightly", "massive"),
    assets=("feeder north", "upper_plant", "supply 1"),
    blocks=("block 0 (upper_town)", "block 1 (lower_town)"),
    items=("round",),
    channels=("coalition",),
    hubs=("vilnius",),
    severities=("light",),
)

LINES = {
    Note.WAVE: ((31, 4, 1), "massive wave: 31 threats, 4 get through"),
    Note.SOURCE_DOWN: ((1, 1500, Origin.NO_STOCK), "upper_plant fails until 2026-01-06 01:00 (no stock)"),
    Note.SOURCE_UP: ((2, 0, 0), "supply 1 can run again"),
    Note.BLOCK_DARK: ((1, 40, Origin.MISSED), "block 1 (lower_town) loses heat: 40 buildings (missed)"),
    Note.BLOCK_QUEUED: ((0, 0, 0), "block 0 (upper_town) waits for refilling"),
    Note.REFILL_STARTED: ((0, 60, 0), "block 0 (upper_town) is being refilled until 2026-01-05 01:00"),
    Note.BLOCK_HEATED: (
        (0, 38, 2),
        "block 0 (upper_town) is reconnected: 38 buildings heated, 2 with frost faults",
    ),
    Note.BUILDING_DAMAGED: (
        (0, 0, JobKind.DAMAGE),
        "block 0 (upper_town) has a damaged building (light, damage)",
    ),
    Note.CREW_STARTED: ((3, 4, 120), "crew 3 works at block 1 (lower_town) until 2026-01-05 02:00"),
    Note.CREW_DONE: ((3, 4, 0), "crew 3 has finished at block 1 (lower_town)"),
    Note.CREW_STOPPED: ((3, 0, 0), "crew 3 goes off shift, its job at feeder north waits"),
    Note.DELIVERED: ((0, 14, 2), "round: 14 units arrive, 2 do not fit"),
    Note.LOT_LOST: ((0, 7, 0), "coalition: 7 units are lost on the way"),
    Note.ORDERED: ((0, 7, 2880), "coalition: 7 units ordered, due 2026-01-07 00:00"),
    Note.SHIFT: ((0, 18, 0), "heat crews on shift: 18"),
    Note.NETWORK_DOWN: ((0, 0, Origin.MISSED), "feeder north fails and waits for power crews (light, missed)"),
    Note.NETWORK_UP: ((0, 0, 0), "feeder north is repaired"),
    Note.CREW_SET_OUT: ((3, 4, 120), "crew 3 sets out for block 1 (lower_town), there 2026-01-05 02:00"),
    Note.CREW_TESTS: ((3, 0, 120), "crew 3 tests at feeder north until 2026-01-05 02:00"),
    Note.PART_AWAITED: ((0, 0, 0), "feeder north waits for a part (round)"),
    Note.PART_GIVEN: ((0, 3, 0), "block 0 (upper_town) gets a part (round)"),
    Note.CREWS_JOINED: ((0, 4, 0), "heat crews: 4 join from elsewhere"),
    Note.GENERATOR_SENT: ((1, 2, 1500), "2 generators go to block 1 (lower_town), to run from 2026-01-06 01:00"),
    Note.GENERATOR_ON: ((1, 1, 0), "block 1 (lower_town) gets power from 1 generator"),
    Note.GENERATOR_BACK: ((1, 2, 0), "2 generators are free again, from block 1 (lower_town)"),
    Note.AT_HUB: ((0, 7, 0), "coalition: 7 units reach the hub vilnius"),
    Note.HANDED_ON: ((0, 1, 2880), "coalition: 1 unit leaves the hub, due 2026-01-07 00:00"),
}


def line(note, minute=0, event=Event.WAVE):
    return Line(minute, event, note, tuple(int(number) for number in LINES[note][0]))


@pytest.mark.parametrize("note", Note, ids=lambda note: note.name.lower())
def test_every_note_is_a_sentence(note):
    assert entry_of(line(note), NAMES).text == LINES[note][1]


def test_a_line_begins_with_date_and_time():
    entry = entry_of(line(Note.SOURCE_UP, minute=2 * 1440 + 75, event=Event.STAGE), NAMES)
    assert str(entry) == "2026-01-07 01:15  supply 1 can run again"
    assert (entry.event, entry.what, entry.where) == ("stage", "source_up", "supply 1")


def test_the_table_has_one_row_per_event_and_empty_cells_for_what_is_not_counted():
    entries = [entry_of(line(note, minute=number), NAMES) for number, note in enumerate(Note)]
    rows = list(csv.DictReader(io.StringIO(as_csv(entries))))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["minute"]) for row in rows] == list(range(len(Note)))
    source = rows[Note.SOURCE_DOWN]
    assert (source["count"], source["until_min"], source["detail"]) == ("", "1500", "no stock")


def test_a_log_says_which_run_it_is_and_whose_processes_took_part():
    log = EventLog("Tiny town", "weekly", 7, 17, ("inspector",), (entry_of(line(Note.WAVE), NAMES),))
    assert log.summary() == ("Tiny town, plan weekly, seed 7, replication 17, with the processes inspector: 1 event")
    assert log.text() == "2026-01-05 00:00  massive wave: 31 threats, 4 get through\n"
    assert list(log.to_pandas().columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("note", "numbers", "said"),
    [
        (Note.DELIVERED, (0, 11, 0), "round: 11 units arrive"),
        (Note.DELIVERED, (0, 1, 1), "round: 1 unit arrives, 1 does not fit"),
        (Note.WAVE, (1, 1, 0), "nightly wave: 1 threat, 1 gets through"),
        (Note.BLOCK_DARK, (1, 1, Origin.MISSED), "block 1 (lower_town) loses heat: 1 building (missed)"),
        (Note.LOT_LOST, (0, 1, 0), "coalition: 1 unit is lost on the way"),
        (Note.ORDERED, (0, 1, 2880), "coalition: 1 unit ordered, due 2026-01-07 00:00"),
    ],
)
def test_words_agree_with_their_numbers_and_nothing_is_said_of_none(note, numbers, said):
    numbers = tuple(int(number) for number in numbers)
    assert entry_of(Line(0, Event.WAVE, note, numbers), NAMES).text == said


def test_a_log_at_a_prompt_is_a_line_and_printed_a_few():
    entries = tuple(entry_of(line(Note.WAVE, minute), NAMES) for minute in range(500))
    log = EventLog("Tiny town", "weekly", 7, 17, (), entries)
    assert repr(log) == "Event log of Tiny town, plan weekly, seed 7, replication 17: 500 events"
    assert str(log).splitlines()[0] == log.summary()
    assert str(log).splitlines()[1] == str(entries[0])
    assert str(log).endswith("and 490 more; .text() has all")
