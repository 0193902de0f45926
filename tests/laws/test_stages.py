"""From damage to heat: assessment, part, crew, travel, work, test; each with fixed times, reckoned by hand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model.words import Note, Phase
from tests.clocks.random_scenarios import Part
from tests.clocks.runs import Run, begun, traced
from tests.laws.small import ALL_HIT, hit, town
from tests.laws.watched import Watched

HOUR, DAY = 60, 1440

DAMAGED = {"initial.damaged": {"buildings": 3, "severity": "light"}}
"""Three buildings are damaged at the start; two crews need five hours for each."""
KITS = DAMAGED | {"damage.severities.light.part": "kit", "initial.stock": {"kit": 0}}
STAGES = ("ASSESSMENT", "PART", "CREW", "TRAVEL", "REPAIR", "TEST")


def watched(changes: Part) -> Run:
    """The end of a run in which all that must hold was looked at after every event."""
    run = begun(town(changes))
    Watched(run.params, run.world, run.state, run.scenario.items()).watch()
    return run


def log(run: Run, column: str) -> list[float]:
    """A column of the job log, in the order of its numbers [h]."""
    return sorted((run.of(f"job_log.{column}")[: int(run.of("job_log_count"))] / HOUR).tolist())


def phases(run: Run) -> set[str]:
    """Phases that heat hours were put down to."""
    return {phase.name for phase in Phase if run.of("ledger_phase")[phase] > 0}


def minutes_of(run: Run, cohort: int = 0) -> dict[str, int]:
    """Minutes of the outage of a cohort that was never heated, by phase."""
    return {phase.name: int(run.of("cohort.phase_min")[cohort, phase]) for phase in Phase if phase != Phase.WARM}


def test_without_assessment_travel_and_test_those_lines_are_empty():
    run = watched(DAMAGED)
    assert phases(run) == {"CREW", "REPAIR"}
    assert log(run, "done") == [5, 5, 10]


def test_one_crew_with_fixed_times_finishes_as_reckoned_by_hand():
    """Known after 4 h; for each job 45 min on the way, 5 h of work, 30 min of test."""
    one = {"repair.crews.heat": {"start": 1, "work": "5 h", "assess": "4 h", "travel": "45 min", "test": "30 min"}}
    run = watched(DAMAGED | one)
    assert log(run, "queued") == [4, 4, 4]
    assert log(run, "started") == [4, 4 + 6.25, 4 + 2 * 6.25]
    assert log(run, "done") == [4 + 6.25, 4 + 2 * 6.25, 4 + 3 * 6.25]
    assert phases(run) == {"ASSESSMENT", "CREW", "TRAVEL", "REPAIR", "TEST"}
    assert run.of("busy_area").sum() == 3 * 6.25 * HOUR
    assert run.of("waiting_area") == (6.25 + 2 * 6.25) * HOUR


def test_every_stage_has_its_minutes_in_the_ledger():
    """A building that is still tested at the horizon: assessed 4 h, no part 20 h, no crew 8 h, way 1 h, work 5 h."""
    changes = KITS | {
        "horizon.length": "40 h",
        "initial.damaged.buildings": 1,
        "initial.in_transit": [{"item": "kit", "units": 1, "arrives": "1 d"}],
        "repair.crews.heat": {
            "start": 1, "work": "5 h", "assess": "4 h", "travel": "1 h", "test": "3 h", "shifts": ["08:00-20:00"],
        },
    }  # fmt: skip
    run = watched(changes)
    hours = {name: minutes / HOUR for name, minutes in minutes_of(run).items() if minutes}
    assert hours == {"ASSESSMENT": 4, "PART": 20, "CREW": 8, "TRAVEL": 1, "REPAIR": 5, "TEST": 2}
    assert run.of("part_area") == 20 * HOUR


def test_cold_slows_neither_the_way_nor_the_test():
    slow = {
        "repair.cold_factor": {"0 degC": "50 %"},
        "repair.crews.heat": {"start": 3, "work": "5 h", "travel": "1 h", "test": "2 h"},
    }
    run = watched(DAMAGED | slow)
    assert log(run, "done") == [13, 13, 13]
    assert run.of("lost_to_cold") == 3 * 5 * HOUR * 1000


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), max_size=5), st.integers(0, 4))
def test_so_many_jobs_have_a_part_as_units_have_come(lots, stock):
    """Jobs done never outnumber the units there by then; the rest waits, to the unit and to the minute."""
    changes = KITS | {
        "initial.damaged.buildings": 9,
        "initial.stock": {"kit": stock},
        "initial.in_transit": [{"item": "kit", "units": units, "arrives": f"{day} d"} for day, units in lots],
        "repair.crews.heat": {"start": "unlimited", "work": "5 h"},
    }
    run = watched(changes)
    came = sorted([0] * stock + [24 * day for day, units in lots for _ in range(units)])[:9]
    assert log(run, "queued") == came
    assert log(run, "done") == [hour + 5 for hour in came]
    outcome = run.outcome()
    assert outcome["given"][0] == outcome["used"][0] == len(came)
    assert outcome["part_waiting"] == 9 - len(came)
    assert outcome["part_area"] == HOUR * (sum(came) + (9 - len(came)) * 20 * 24)


def test_with_unlimited_parts_no_hour_is_put_down_to_them():
    run = watched(KITS | {"initial.stock": {"kit": "unlimited"}})
    assert phases(run) == {"CREW", "REPAIR"}
    assert (log(run, "done"), run.of("part_area")) == ([5, 5, 10], 0)
    assert run.outcome()["given"][0] == 3


def test_parts_go_to_those_who_have_waited_longest():
    hits = {"city.sources": [], "damage.exposure": {"building": "100 %"}, "threats": ALL_HIT}
    waves = [hit("1 d"), hit("2 d"), hit("3 d")]
    kits = [{"item": "kit", "units": 1, "arrives": f"{day} d"} for day in (4, 6, 7)]
    parts = {"damage.severities.light.part": "kit", "damage.target": "next_undamaged", "initial.in_transit": kits}
    run, journal = traced(begun(town(hits | parts | {"attack.recorded": waves})))
    awaited = [line.numbers[1] for line in journal if line.note == Note.PART_AWAITED]
    given_at = {line.minute // DAY: line.numbers[1] for line in journal if line.note == Note.PART_GIVEN}
    assert list(given_at) == [4, 6, 7]
    assert list(given_at.values()) == awaited
    assert run.of("part_area") == (3 + 4 + 4) * DAY


def test_a_part_comes_from_the_first_depot_that_has_one():
    depots = {"depots": {"east": {"share": "0 %"}, "west": {"share": "50 %"}, "north": {"share": "50 %"}}}
    run = watched(KITS | {"initial.stock": {"kit": 4}, "aid.stores": {"kit": depots}})
    assert run.of("store.used")[:3].tolist() == [0, 2, 1]


def test_frost_faults_need_no_part_but_are_assessed_as_one_batch():
    outage = {"initial.outages": [{"start": "0 d", "end": "1 d"}], "damage.severities.light.part": "kit"}
    frost = {"repair.frost_fault": {"share_at": {"0 degC": "100 %"}}, "initial.stock": {"kit": 0}}
    crews = {"repair.crews.heat": {"start": "unlimited", "work": "5 h", "assess": {"uniform": ["1 h", "9 h"]}}}
    run = watched(outage | frost | crews)
    queued = log(run, "queued")
    assert len(queued) == 30
    assert len(set(queued)) == 1
    assert 25 <= queued[0] <= 33
    assert run.of("part_area") == 0


FEEDER = {
    "city.districts": [{"name": "town", "people": 3000, "buildings": 30, "feeder": "north"}],
    "city.feeders": [{"name": "north"}],
    "threats": ALL_HIT,
    "damage.exposure": {"feeder": "100 %"},
    "damage.severities.light.network_work": "5 h",
    "damage.severities.light.part": "transformer",
    "initial.in_transit": [{"item": "transformer", "units": 2, "arrives": "2 d"}],
    "repair.crews.power": {"start": 1, "assess": "4 h", "travel": "1 h", "test": "2 h"},
}
"""A feeder that is hit needs a transformer, which comes after two days."""


@pytest.mark.parametrize("rehit", ["adds", "ignored"])
@pytest.mark.parametrize(
    ("second", "done"),
    [("25 h", 61), ("47 h", 61), ("48 h", 61), ("49 h", 61), ("53 h", 61), ("54 h", 61), ("55 h", 62)],
)
def test_a_second_hit_adds_work_at_any_stage_and_needs_no_second_part(rehit, second, done):
    """Hit at 24 h, known at 28, part at 48, crew there at 49, works until 54, tests until 56, works again if hit."""
    run = watched(FEEDER | {"attack.recorded": [hit("1 d"), hit(second)], "damage.rehit": rehit})
    assert log(run, "done") == [done if rehit == "adds" else 56]
    assert run.outcome()["given"][0] == 1
    assert run.of("store.stock")[0] == 1
    assert phases(run) >= set(STAGES) - {"CREW"}


@pytest.mark.parametrize(
    ("shift", "done"),
    [
        (["08:00-20:00", "20:00-08:00"], 56),
        (["00:00-00:30", "12:00-24:00"], 48 + 12 + 1 + 5 + 2),
        (["00:00-03:00", "12:00-24:00"], 48 + 12 + 1 + 3 + 2),
        (["00:00-07:00", "12:00-24:00"], 48 + 12 + 1 + 2),
    ],
    ids=["handed over", "broken off on the way", "broken off at work", "broken off in the test"],
)
def test_a_shift_without_another_breaks_off_way_and_test_but_keeps_the_work(shift, done):
    """The crew sets out at 48 h, works from 49 to 54, tests until 56, if its shift lets it."""
    crews = {"repair.crews.power.shifts": shift, "repair.crews.power.start": 2}
    run = watched(FEEDER | {"attack.recorded": [hit("1 d")]} | crews)
    assert log(run, "done") == [done]


def test_a_building_hit_again_while_its_block_is_assessed_becomes_a_job_of_its_own():
    """All 30 buildings have frost faults from 24 h on, known at 34; a hit at 26 h adds 20 h to one of them."""
    changes = {
        "initial.outages": [{"start": "0 d", "end": "1 d"}],
        "repair.frost_fault": {"share_at": {"0 degC": "100 %"}},
        "repair.crews.heat": {"start": "unlimited", "work": "5 h", "assess": "10 h"},
        "threats": ALL_HIT,
        "damage.exposure": {"building": "100 %"},
        "damage.severities.light.work": "20 h",
        "attack.recorded": [hit("26 h")],
    }
    run = watched(changes)
    assert log(run, "queued") == [34] * 30
    assert log(run, "done") == [39] * 29 + [59]


JOINED = {"repair.crews.heat": {"start": 1, "joined_by": "neighbour_crew"}}


def test_crews_that_arrive_join_at_once_where_there_are_no_shifts():
    """Two come after 2 h: of three jobs of 5 h the first goes on, the others begin then."""
    lot = {"initial.in_transit": [{"item": "neighbour_crew", "units": 2, "arrives": "2 h"}]}
    run = watched(DAMAGED | JOINED | lot)
    assert log(run, "started") == [0, 2, 2]
    outcome = run.outcome()
    assert (outcome["given"][0], outcome["used"][0], outcome["stock"][0]) == (2, 2, 0)
    assert outcome["joined"].tolist() == [2, 0]
    assert run.of("on_shift_area")[0] == run.scenario.horizon.length * 3 - 2 * 2 * HOUR


def test_crews_that_arrive_join_from_the_next_shift_on_and_are_divided_over_the_shifts():
    """Three crews in two shifts are two and one; the odd one goes to the first."""
    shifts = {"repair.crews.heat.shifts": ["08:00-20:00", "20:00-08:00"], "repair.crews.heat.start": 0}
    lot = {"initial.in_transit": [{"item": "neighbour_crew", "units": 3, "arrives": "10 h"}]}
    run, journal = traced(begun(town(DAMAGED | JOINED | shifts | lot)))
    changes = [(line.minute / HOUR, line.numbers[1]) for line in journal if line.note == Note.SHIFT]
    assert changes[:3] == [(20, 1), (32, 2), (44, 1)]
    assert log(run, "started") == [20, 25, 30]


def test_crews_that_are_sent_as_a_calendar_says_add_up():
    channel = {"item": "neighbour_crew", "accrual": {"rate": "1/d"}, "cadence": {"every": "7 d"}}
    run = watched(DAMAGED | JOINED | {"aid.channels": {"cities": channel}})
    assert run.of("crews")[0] == 1 + 14
    assert run.outcome()["unsent"][0] == 6
