"""Rolling cuts: who is cut, for how long, that all are cut alike, and that what is off changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.words import Note, Origin, Phase
from tests.clocks.runs import begun, compiled, traced
from tests.laws.small import ALL_HIT, hit, town
from tests.laws.watched import Watched
from tests.laws.watched_rota import minutes_cut

HOUR, DAY = 60, 1440

SIX = [{"name": f"place_{number}", "people": 1000, "buildings": 10} for number in range(6)]
"""Six places of one block of ten buildings each: one for each queue."""
CITY = {
    "districts": SIX,
    "sources": [{"name": f"plant_{n}", "district": f"place_{n}", "buildings": 10} for n in range(6)],
    "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
    "heating": {},
}
STORY = {
    "horizon.length": "6 d",
    "city": CITY,
    "city.grid": {"capacity": "x 0.67"},
    "repair.refill": {"capacity": "100/d", "refill_after": "2 h"},
}
"""A third of the need is missing all the time; 40 of 60 buildings can be supplied."""


def watched(changes=None):
    """The end of a run in which all that must hold was looked at after every event."""
    run = begun(town(STORY | (changes or {})))
    Watched(run.params, run.world, run.state, run.scenario.items()).watch()
    return run


def outages(run):
    """Begin, block and end [h] of every outage, in order; one that is open ends with the run."""
    rows = run.of("outage")[: int(run.of("outage_count"))]
    end = run.scenario.horizon.length
    return sorted((b / HOUR, int(block), (end if e < 0 else e) / HOUR) for block, _, b, e in rows.tolist())


def listed(*spans):
    """Times with too little power: begin, end, capacity."""
    rows = [{"start": begin, "end": end, "capacity": capacity} for begin, end, capacity in spans]
    return {"city.grid": {"listed": rows}}


def test_with_a_third_missing_each_of_six_queues_is_cut_for_eight_hours_of_every_24():
    run = watched({"horizon.length": "6 d"})
    found = outages(run)
    assert found[:6] == [(0, 0, 4), (0, 1, 4), (4, 2, 8), (4, 3, 8), (8, 4, 12), (8, 5, 12)]
    for block in range(6):
        for day in range(0, 6 * 24, 24):
            assert sum(max(0, min(e, day + 24) - max(b, day)) for b, own, e in found if own == block) == 8
    assert (minutes_cut(run.params, run.state) == 8 * 6 * HOUR).all()
    assert run.of("cut_area") == 20 * 6 * DAY
    assert run.of("cut_peak") == 20


@pytest.mark.parametrize(
    ("queues", "capacity", "cut"),
    [(6, "x 0.5", 3), (6, "x 0.49", 4), (3, "x 0.67", 1), (2, "x 0.99", 1), (6, "x 0", 6)],
)
def test_as_few_queues_are_cut_as_it_takes(queues, capacity, cut):
    run = watched({"city.grid": {"capacity": capacity, "rota": {"queues": queues, "turn": "90 min"}}})
    assert run.of("cut_peak") == cut * 60 // queues
    assert run.of("cut_area") == cut * 60 // queues * 6 * DAY


def test_a_grid_that_can_supply_all_changes_nothing():
    """No turn, no cut, no line of the ledger; one look in the first minute."""
    plain, grid = watched({"city": CITY, "city.grid": None}), watched({"city.grid": {}})
    assert grid.of("events") == plain.of("events") + 1
    assert outages(grid) == outages(plain) == []
    assert grid.of("rota_turn") == 0


def test_switching_the_limit_off_leaves_nothing_of_its_lines():
    short, enough = watched(), watched({"city.grid": {"capacity": "x 1"}})
    assert short.of("ledger_origin")[Origin.ROTA] == short.of("ledger_phase")[Phase.POWER_CUT] > 0
    assert short.of("ledger_total") == short.of("ledger_origin").sum() == short.of("ledger_phase").sum()
    assert enough.of("ledger_total") == 0


def test_cuts_last_as_long_as_the_listed_time():
    run = watched(listed(("30 h", "36 h", "x 0.9")))
    assert outages(run) == [(30, 0, 34), (34, 1, 36)]
    later = watched(listed(("30 h", "36 h", "x 0.9"), ("50 h", "51 h", "x 0.5")))
    assert outages(later)[2:] == [(50, 2, 51), (50, 3, 51), (50, 4, 51)], "those go first who were cut least"


def test_where_listed_times_overlap_the_smallest_capacity_counts():
    run = watched(listed(("30 h", "34 h", "x 0.9"), ("32 h", "33 h", "x 0.6"), ("32 h", "33 h", "x 2")))
    assert outages(run) == [(30, 0, 33), (32, 1, 34), (32, 2, 33)]


def test_within_a_turn_the_one_cut_most_goes_back_first():
    run = watched(listed(("30 h", "34 h", "x 0.9"), ("31 h", "33 h", "x 0.8")))
    assert outages(run) == [(30, 0, 33), (31, 1, 34)]


def test_one_that_has_to_be_cut_as_well_may_let_a_smaller_one_back():
    """Queues of 5, 20 and 15 buildings: 5 are enough until hour 31, then 16 are missing and the 20 are cut instead."""
    sizes = (5, 20, 15)
    districts = [{"name": f"place_{row}", "people": 100, "buildings": size} for row, size in enumerate(sizes)]
    rows = [
        {"start": "30 h", "end": "31 h", "capacity": "x 0.9"},
        {"start": "31 h", "end": "33 h", "capacity": "x 0.6"},
    ]
    city = {**CITY, "districts": districts, "sources": [], "grid": {"listed": rows, "rota": {"queues": 3}}}
    assert outages(watched({"city": city, "city.grid": city["grid"]})) == [(30, 0, 31), (31, 1, 33)]


FED = {
    "city": CITY
    | {
        "districts": [place | {"feeder": "north" if row < 2 else "south"} for row, place in enumerate(SIX)],
        "feeders": [{"name": "north", "weight": 0, "capacity": 1}, {"name": "south", "weight": 1, "capacity": 1}],
    },
    "city.grid": {"capacity": "x 1"},
    "threats": ALL_HIT,
    "attack.recorded": [hit("24 h")],
    "damage.exposure": {"feeder": "100 %"},
    "damage.severities.light.network_work": "24 h",
    "repair.crews.power": {"start": "unlimited"},
}
"""`south`, which feeds four places of six and brings half of the capacity, is down from hour 24 to hour 48."""


def test_a_feeder_takes_its_part_of_the_capacity_with_it_and_its_buildings_need_none():
    """Those of `south` are dark anyway; 30 buildings can be supplied and 20 want it."""
    run = watched(FED)
    assert {block for _, block, _ in outages(run)} == {2, 3, 4, 5}
    assert run.of("cut_peak") == 0


def test_where_a_failed_feeder_leaves_too_little_for_the_others_they_are_cut_in_turn():
    small = FED["city"]["feeders"][0] | {"capacity": 1}, FED["city"]["feeders"][1] | {"capacity": 5}
    run = watched(FED | {"city": FED["city"] | {"feeders": list(small)}})
    own = [row for row in outages(run) if row[1] < 2]
    assert own == [(24, 0, 28), (28, 1, 32), (32, 0, 36), (36, 1, 40), (40, 0, 44), (44, 1, 48)], "10 of 20 fit"
    assert run.of("ledger_origin")[Origin.ROTA] > 0


def test_a_feeder_that_nothing_needs_brings_capacity_all_the_same():
    spare = FED["city"] | {"districts": SIX, "feeders": FED["city"]["feeders"]}
    run = watched(FED | {"city": spare})
    assert run.of("cut_peak") == 30
    assert outages(run)[0][0] == 24


def test_plants_are_spared_and_what_was_cut_is_back_at_once_however_long():
    run, journal = traced(
        begun(town(STORY | {"city.grid": {"capacity": "x 0", "rota": {"turn": "5 d"}}, "horizon.length": "3 d"}))
    )
    assert run.of("outage_count") == 6
    back = watched(listed(("24 h", "120 h", "x 0")))
    assert outages(back) == [(24, block, 120) for block in range(6)], "96 hours, and no refilling"
    assert not [line for line in journal if line.note in (Note.SOURCE_DOWN, Note.REFILL_STARTED)]


def test_a_block_that_was_drained_while_it_was_cut_is_refilled_and_may_have_faults():
    frost = {"share_at": {"0 degC": "0 %", "-10 degC": "100 %"}, "drained_after": "48 h"}
    short, long = ({"repair.frost_fault": frost, **listed(("24 h", end, "x 0"))} for end in ("71 h", "74 h"))
    assert {end for _, _, end in outages(watched(short))} == {71}
    assert min(end for _, _, end in outages(watched(long))) > 74
    assert watched(short).of("job_log_count") == 0
    assert watched(long).of("job_log_count") > 0


def test_a_block_whose_source_fails_while_it_is_cut_is_refilled_as_after_any_failure():
    plant = [{"source": "plant_0", "start": "25 h", "end": "27 h"}]
    run = watched(listed(("24 h", "28 h", "x 0.9")) | {"initial.outages": plant})
    (outage,) = outages(run)
    assert outage[:2] == (24, 0)
    assert outage[2] == pytest.approx(28 + 24 * 10 / 100, abs=1 / 60)
    assert run.of("ledger_origin")[Origin.GIVEN] > 0
    assert run.of("ledger_origin")[Origin.ROTA] > 0


def test_the_rota_is_the_cause_only_where_nothing_else_is_missing():
    plant = [{"source": "plant_0", "start": "10 h", "end": "60 h"}]
    run = watched(listed(("24 h", "28 h", "x 0.9")) | {"initial.outages": plant})
    assert run.of("ledger_origin")[Origin.ROTA] == 0
    assert run.of("cut_area") == 10 * 4 * HOUR, "its buildings have no power all the same"


LENT = {"relief.generators": {"serves": 10, "move": "2 h"}}


def test_generators_keep_a_cut_block_warm_and_lessen_the_demand():
    """Two generators run at the first two blocks from hour 2 on: 40 buildings are left, which fit."""
    run = watched(LENT | {"initial.stock.generator": 2})
    assert outages(run) == [(0, 0, 2), (0, 1, 2)]
    assert run.of("cut_area") == 20 * 2 * HOUR
    assert run.of("store.lent")[0] == 2


def test_generators_that_are_not_enough_for_all_leave_fewer_to_be_cut():
    run = watched(LENT | {"initial.stock.generator": 1})
    found = outages(run)
    assert found[:3] == [(0, 0, 2), (0, 1, 4), (4, 2, 8)], "50 buildings need power, 40 can have it"
    assert all(block != 0 for _, block, _ in found[1:])
    assert run.of("cut_now") == 10


def test_generators_come_back_when_the_grid_can_supply_all():
    run = watched(LENT | {"initial.stock.generator": 1} | listed(("24 h", "48 h", "x 0.9")))
    assert outages(run) == [(24, 0, 26)]
    assert run.of("generator_area") == 24 * HOUR
    assert run.of("store.lent")[0] == 0


def test_generators_still_on_their_way_at_the_end_of_a_turn_go_on():
    run = watched({"relief.generators": {"serves": 10, "move": "6 h"}, "initial.stock.generator": 2})
    assert outages(run)[:4] == [(0, 0, 4), (0, 1, 4), (4, 2, 6), (4, 3, 6)]
    assert len(outages(run)) == 4


def test_generators_at_once_come_to_rest():
    run = watched({"relief.generators": {"serves": 10}, "initial.stock.generator": 2})
    assert run.of("cut_area") == 0
    assert [end - begin for begin, _, end in outages(run)] == [0, 0]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 60), min_size=1, max_size=9),
    queues=st.integers(1, 8),
    turn=st.integers(30, 600),
    capacities=st.lists(st.integers(0, 120), min_size=1, max_size=8),
    units=st.integers(0, 3),
)
def test_all_queues_are_cut_alike_to_within_one_turn_whatever_happens(sizes, queues, turn, capacities, units):
    """Looked at after every event: blocks of all sizes, capacities that change in the middle of turns, generators."""
    districts = [{"name": f"place_{row}", "people": 100, "buildings": size} for row, size in enumerate(sizes)]
    rows = [
        {"start": f"{7 * row} h", "end": f"{7 * row + 7} h", "capacity": f"x {capacity / 100}"}
        for row, capacity in enumerate(capacities)
    ]
    grid = {"listed": rows, "rota": {"queues": queues, "turn": f"{turn} min"}}
    city = {**CITY, "districts": districts, "sources": [], "grid": grid}
    changes = {"city": city, "initial.stock.generator": units, "relief.generators": {"serves": 20, "move": "1 h"}}
    run = begun(town(changes | {"horizon.length": "3 d"}))
    Watched(run.params, run.world, run.state, run.scenario.items()).watch()


@settings(max_examples=30, deadline=None)
@given(capacity=st.integers(0, 99), queues=st.integers(1, 12), turn=st.sampled_from([30, 60, 240]))
def test_over_whole_cycles_all_queues_are_cut_equally_long(capacity, queues, turn):
    """With equal queues and the same capacity all the time: a cycle is as many turns as there are queues."""
    districts = [{"name": f"place_{row}", "people": 100, "buildings": 5} for row in range(queues)]
    grid = {"capacity": f"x {capacity / 100}", "rota": {"queues": queues, "turn": f"{turn} min"}}
    city = {**CITY, "districts": districts, "sources": [], "grid": grid}
    run = compiled(begun(town({"city": city, "horizon.length": f"{queues * turn} min"})))
    supplied = int(np.floor(capacity / 100 * 5 * queues + 0.5))
    cut = -((supplied - 5 * queues) // 5)
    assert (minutes_cut(run.params, run.state) == cut * turn).all()
