"""What stories tell is what the run counted: the books of all blocks together are those of the run."""

import re
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pytest

from sim.model.notices import LATEST_MIN, NEVER
from sim.model.words import Leg, Note, Origin
from sim.present.story.cast import ASSET_SORTS, CREWS, cast_of, cold_books
from sim.present.story.entries import entries_of
from sim.present.story.event_log import EventLog
from sim.present.story.stories import subjects_of
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import begun, traced
from tests.laws.small import ALL_HIT, hit, town

NUMBERS = range(60)
COUNTED = (
    *("ledger_total", "ledger_origin", "ledger_phase", "rounds", "engaged", "stopped", "unengaged"),
    *("store.arrived", "busy_area"),
)
"""What a run counts and its stories tell as well."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A run from start to end: its journal, its log with all that stories draw on, and what it counted."""

    journal: list
    log: EventLog
    counted: dict

    def of(self, name):
        return self.counted[name]


@pytest.fixture(scope="module", name="wholes")
def whole_runs():
    """Every run once; of its state, which takes 26 MB, only what is looked at."""
    return [whole(number) for number in NUMBERS]


def whole(number):
    scenario = scenario_of(number)
    run, journal = traced(begun(scenario))
    cast = cast_of(scenario, run.world, run.state, run.params, tuple(journal), None)
    log = EventLog(scenario.name, "", 7, 0, (), entries_of(journal, cast.names), cast=cast)
    return Whole(journal, log, {name: np.array(run.of(name)) for name in COUNTED})


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


def test_the_books_of_all_blocks_are_the_ledger_of_the_run_to_the_unit(wholes):
    cold = 0
    for number, run in enumerate(wholes):
        by_origin, by_phase = books_of(run.journal) if cold_books(run.journal) else ([0], [0])
        assert sum(by_origin) == sum(by_phase) == run.of("ledger_total"), number
        if sum(by_origin):
            assert by_origin == run.of("ledger_origin").tolist(), number
            assert by_phase == run.of("ledger_phase").tolist(), number
            cold += 1
    assert cold > len(NUMBERS) / 3


def test_the_books_of_the_parts_of_a_run_that_stopped_are_those_of_the_whole(wholes):
    for number in range(0, 60, 5):
        length = scenario_of(number).horizon.length
        _, parts = told(number, length // 3, length // 2)
        assert cold_books(parts) == cold_books(wholes[number].journal), number


def test_what_layers_fire_in_waves_is_what_the_run_used_and_what_depots_get_is_what_arrived(wholes):
    fired_ever = placed_ever = 0
    for number, run in enumerate(wholes):
        fired, met = np.zeros_like(run.of("rounds")), np.zeros((3, len(run.of("rounds"))), np.int64)
        placed = np.zeros_like(run.of("store.arrived"))
        for line in run.journal:
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


def test_every_loss_of_heat_names_the_asset_that_is_down(wholes):
    seen = 0
    for number, run in enumerate(wholes):
        failed = set()
        for line in run.journal:
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


def logs(number, *untils):
    """The parts of a run that stops at some minutes, each as a log with all that stories draw on."""
    scenario = scenario_of(number)
    run, state = begun(scenario), None
    for until in (*untils, LATEST_MIN):
        run, journal = traced(run, until=until)
        cast = cast_of(scenario, run.world, run.state, run.params, tuple(journal), state)
        yield EventLog(scenario.name, "", 7, 0, (), entries_of(journal, cast.names), cast=cast)
        state = run.state.copy()


def closing(log, subject):
    """The last sentences of a story, one line each."""
    return "\n".join(log.story(subject).closing)


def numbers_of(sentences, pattern):
    """Sum of what a pattern finds in some sentences."""
    return sum(float(found.replace(",", "")) for found in re.findall(pattern, sentences))


@pytest.mark.slow
def test_the_sums_of_stocks_and_hubs_close(wholes):
    """What was there and what came is what was fired, given, joined and is left."""
    seen = dict.fromkeys(("fired", "given to jobs", "joined as crews", "burnt", "lent", "at_hub", "depot"), 0)
    for number in NUMBERS:
        length = scenario_of(number).horizon.length
        for log in logs(number, length // 2) if number % 3 == 0 else [wholes[number].log]:
            known = subjects_of(log.cast, log.entries)
            for subject in (*known["item"], *known["depot"]):
                told = closing(log, subject)
                if "never runs out" in told:
                    continue
                came = numbers_of(told, r"(?:Units at the (?:start|begin)|arrived): ([\d,]+)")
                went = numbers_of(told, r"(?:fired|given to jobs|joined as crews|burnt|left): ([\d,]+)")
                assert came == went, (number, subject, told)
                for word in seen:
                    seen[word] += word in told or subject.startswith(f"{word} ")
            for subject in known["hub"]:
                told = closing(log, subject)
                waited = numbers_of(told, r"waited there at the (?:start|begin): ([\d,]+)")
                seen["at_hub"] += waited > 0
                if log.cast.begin > 0:
                    place = [hub == subject[4:] for hub in log.cast.names.via]
                    assert waited == sum(np.array(log.cast.first.at_hub)[place]), (number, subject)
    assert min(seen.values()) > 0, seen


def test_what_a_channel_sent_is_what_arrived_or_is_still_on_its_way(wholes):
    """Each unit is sent once, however many hands it goes through: nothing arrives that was not sent or under way."""
    seen = 0
    for number, log in enumerate(run.log for run in wholes):
        for channel, via in zip(log.cast.names.channels, log.cast.names.via, strict=True):
            rows = [lot for lot in log.cast.names.lots if lot.channel == channel and 0 <= lot.sent < log.cast.end]
            away = [lot for lot in rows if lot.leg != Leg.ONWARD]
            told = closing(log, f"channel {channel}")
            assert f"Lots sent: {len(away)}, with {sum(lot.units for lot in away):,} unit" in told, (number, channel)
            seen += bool(via and away)
    assert seen > 0


def test_crews_are_busy_for_as_long_as_the_run_counts(wholes):
    seen = 0
    for number, run in enumerate(wholes):
        if scenario_of(number).horizon.observe_from:
            continue
        known = subjects_of(run.log.cast, run.log.entries)
        for skill, kind in enumerate(CREWS):
            crews = known[kind]
            hours = sum(numbers_of(closing(run.log, crew), r"On jobs .*?([\d,.]+) h in all") for crew in crews)
            assert abs(hours - run.of("busy_area")[skill] / 60.0) <= 0.051 * len(crews), (number, kind)
            seen += bool(crews)
    assert seen > 10


@pytest.mark.slow
def test_parts_of_a_run_that_stopped_tell_of_the_hours_that_the_whole_run_tells_of(wholes):
    pattern = r"(?:as a whole:|itself|power|jobs|Cut) (?:once|\d+ times), ([\d,.]+) h in all"
    open_ever = 0
    for number in range(0, 60, 4):
        whole = wholes[number].log
        length = scenario_of(number).horizon.length
        parts = [
            (log, set(chain(*subjects_of(log.cast, log.entries).values())))
            for log in logs(number, length // 3, length // 2)
        ]
        known = subjects_of(whole.cast, whole.entries)
        subjects = [name for kind in ("block", *ASSET_SORTS, *CREWS) for name in known[kind]]
        for subject in subjects:
            told = [closing(log, subject) for log, there in parts if subject in there]
            in_parts = sum(numbers_of(one, pattern) for one in told)
            assert abs(in_parts - numbers_of(closing(whole, subject), pattern)) < 0.5, (number, subject)
        open_ever += sum(bool(log.story(name).opening) for log, _ in parts[1:] for name in known["block"])
    assert open_ever > 10


def test_a_source_lost_for_weeks_is_told_so_and_until_when_also_beyond_the_end():
    """The hold ends 60 days after the hit, of which the run sees 19."""
    severities = {"light": {"hold": "60 d", "source_lost": True}}
    story = {"damage": {"exposure": {"heat_source": "100 %"}, "severities": severities}, "threats": ALL_HIT}
    _, journal = traced(begun(town(story | {"attack.recorded": [hit("2026-01-06 00:00", count=2)]})))
    down = [line.numbers for line in journal if line.note == Note.SOURCE_DOWN]
    assert down == [(0, 61 * 1440, Origin.NO_LAYER, 2), (0, 121 * 1440, Origin.NO_LAYER, 3)]
    again = [line.numbers for line in journal if line.note == Note.HIT_AGAIN]
    assert again == [(0, 0, Origin.NO_LAYER, 0)]


@pytest.mark.parametrize("rehit", ["adds", "ignored"])
def test_every_hit_on_what_is_down_or_damaged_is_told_whether_it_adds_work_or_not(rehit):
    """Five hits on one building: one damages it, four hit it again."""
    story = {"damage.exposure": {"building": "100 %"}, "damage.rehit": rehit, "threats": ALL_HIT}
    city = {"city.districts": [{"name": "town", "people": 100, "buildings": 1}], "city.sources": []}
    run, journal = traced(begun(town(story | city | {"attack.recorded": [hit("2026-01-06 00:00", count=5)]})))
    notes = [line.note for line in journal]
    assert (notes.count(Note.BUILDING_DAMAGED), notes.count(Note.HIT_AGAIN)) == (1, 4)
    nodes = {line.numbers[0] for line in journal if line.note == Note.HIT_AGAIN}
    assert nodes == {int(run.params["asset_count"][0])}


def test_work_that_the_run_does_not_see_the_end_of_is_told_without_an_end():
    changes = {"damage.severities.light.work": "300 d", "initial.damaged": {"buildings": 1, "severity": "light"}}
    _, journal = traced(begun(town(changes)))
    assert [line.numbers[2] for line in journal if line.note == Note.CREW_STARTED] == [NEVER]
