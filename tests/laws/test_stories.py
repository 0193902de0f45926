"""What stories tell is what the run counted: the books of all blocks together are those of the run."""

import numpy as np

from sim.model.notices import LATEST_MIN
from sim.model.words import Note
from sim.present.cast import cold_books
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import begun, traced

NUMBERS = range(60)


def books_of(journal):
    """Sums over the blocks, by origin and by phase."""
    books = cold_books(journal).values()
    return [sum(lines) for lines in zip(*(one.by_origin for one in books), strict=True)], [
        sum(lines) for lines in zip(*(one.by_phase for one in books), strict=True)
    ]


def told(number, *untils):
    """A run that stops at some minutes and goes on each time, and all that it told."""
    run, journal = begun(scenario_of(number)), []
    for until in (*untils, LATEST_MIN):
        run, part = traced(run, until=until)
        journal += part
    return run, journal


def test_the_books_of_all_blocks_are_the_ledger_of_the_run_to_the_unit():
    cold = 0
    for number in NUMBERS:
        run, journal = told(number)
        by_origin, by_phase = books_of(journal) if cold_books(journal) else ([0], [0])
        assert sum(by_origin) == sum(by_phase) == run.of("ledger_total"), number
        if sum(by_origin):
            assert by_origin == run.of("ledger_origin").tolist(), number
            assert by_phase == run.of("ledger_phase").tolist(), number
            cold += 1
    assert cold > len(NUMBERS) / 3


def test_the_books_of_the_parts_of_a_run_that_stopped_are_those_of_the_whole():
    for number in range(0, 60, 5):
        _, whole = told(number)
        length = scenario_of(number).horizon.length
        _, parts = told(number, length // 3, length // 2)
        assert cold_books(parts) == cold_books(whole), number


def test_what_layers_fire_in_waves_is_what_the_run_used_and_what_depots_get_is_what_arrived():
    fired_ever = placed_ever = 0
    for number in NUMBERS:
        run, journal = told(number)
        fired, met = np.zeros_like(run.of("rounds")), np.zeros((3, len(run.of("rounds"))), np.int64)
        placed = np.zeros_like(run.of("store.arrived"))
        for line in journal:
            if line.note == Note.FIRED:
                fired[line.numbers[0]] += line.numbers[1]
            elif line.note == Note.LAYER_MET:
                met[:, line.numbers[0]] += line.numbers[1:]
            elif line.note == Note.PLACED:
                placed[line.numbers[0]] += line.numbers[1]
        assert fired.tolist() == run.of("rounds").tolist(), number
        for row, name in enumerate(("engaged", "stopped", "unengaged")):
            assert met[row].tolist() == run.of(name).tolist(), (number, name)
        several = placed > 0
        assert placed[several].tolist() == run.of("store.arrived")[several].tolist(), number
        fired_ever += fired.sum()
        placed_ever += placed.sum()
    assert fired_ever > 0
    assert placed_ever > 0


def test_every_loss_of_heat_names_the_asset_that_is_down():
    seen = 0
    for number in NUMBERS:
        _run, journal = told(number)
        failed = set()
        for line in journal:
            if line.note in (Note.SOURCE_DOWN, Note.NETWORK_DOWN, Note.QUEUE_CUT):
                failed.add(line.numbers[0])
            elif line.note in (Note.SOURCE_UP, Note.NETWORK_UP, Note.QUEUE_BACK):
                failed.discard(line.numbers[0])
            elif line.note == Note.BLOCK_DARK:
                assert line.numbers[3] in failed, (number, line)
                seen += 1
            elif line.note == Note.BLOCK_CAUSE:
                assert line.numbers[2] in failed, (number, line)
    assert seen > 100
