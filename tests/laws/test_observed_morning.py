"""A run that starts on an observed morning goes on as one that has lived through the night before."""

import numpy as np
import pytest

from sim.model.series import FIRST
from sim.model.words import Note, Origin, Phase
from tests.clocks.runs import begun, compiled, traced
from tests.laws.small import town

HOUR = 60
SERVED = {
    "weather": {"constant": "-10 degC"},
    "repair.refill": {"capacity": "30/d", "refill_after": "2 h"},
    "repair.frost_fault": {"share_at": {"0 degC": "10 %", "-20 degC": "30 %"}, "drained_after": "18 h"},
}


def ended(start, end, changes):
    """A run with one outage of the plant."""
    outage = {"source": "plant", "start": start} | ({"end": end} if end else {})
    return compiled(begun(town({"initial.outages": [outage]} | changes)))


@pytest.mark.parametrize("hours", [1, 5, 24, 31, 60])
@pytest.mark.parametrize("extra", [{}, SERVED], ids=["alone", "with refilling"])
def test_hours_cold_and_then_on_are_the_tail_of_a_longer_outage(hours, extra):
    """The night before has constant weather; crews and server are free until the plant is back."""
    length, back = 20 * 24, 40
    long = {"horizon.length": f"{length + hours} h", "horizon.observe_from": f"{hours} h"}
    one = ended("0 d", f"{hours + back} h", extra | long)
    other = ended(f"2026-01-{5 - -(-hours // 24):02d} {-hours % 24:02d}:00", f"{back} h", extra)
    shift = hours * HOUR
    rows = one.state["outage"][0, : int(one.of("outage_count"))]
    tail = other.state["outage"][0, : int(other.of("outage_count"))]
    assert tail["buildings"].tolist() == rows["buildings"].tolist()
    assert (tail["begin"] + shift).tolist() == rows["begin"].tolist()
    assert tail["begin"].min() == -shift
    assert (tail["end"] + shift).tolist() == rows["end"].tolist()
    for name in ("below_min", "below_degree_min"):
        assert np.allclose(other.of(name), one.of(name), rtol=1e-9, atol=1e-9), name
    assert other.of("longest_spell") == pytest.approx(float(one.of("longest_spell")), rel=1e-9)
    assert other.of("cold_area") == one.of("cold_area")
    assert np.abs(other.of("ledger_phase") - one.of("ledger_phase")).max() <= 1e-9 * one.of("ledger_total")
    assert other.of("ledger_total") > 0


def test_indoors_it_is_as_cold_as_so_many_hours_make_it():
    scenario = town({"initial.outages": [{"source": "plant", "start": "2026-01-03 17:00"}], "study.follow_blocks": [0]})
    run = compiled(begun(scenario))
    expected = -10.0 + 30.0 * np.exp(-31.0 / 20.0)
    assert run.of("row")[0, FIRST] / 1e9 == pytest.approx(expected, rel=1e-9)
    assert run.of("row")[0, 1] == 30


def test_buildings_whose_plant_is_back_wait_for_refilling_at_the_start():
    """24 h are put down to the hold, 7 h before the start to refilling, and then all until they are filled."""
    refill = {"repair.refill": {"capacity": "30/d"}}
    run = ended("2026-01-03 17:00", "2026-01-04 17:00", refill)
    rows = run.state["outage"][0, : int(run.of("outage_count"))]
    assert (rows["begin"].tolist(), rows["end"].tolist()) == ([-31 * HOUR], [24 * HOUR])
    share = run.of("ledger_phase") / run.of("ledger_total")
    assert share[Phase.HOLD] == pytest.approx(24 / 55)
    assert share[Phase.REFILL] == pytest.approx(31 / 55)
    assert run.of("ledger_origin")[Origin.GIVEN] == run.of("ledger_total")


def test_what_was_back_only_briefly_ago_waits_all_the_same():
    brief = {"repair.refill": {"capacity": "30/d", "refill_after": "2 h"}}
    run = ended("2026-01-04 22:00", "2026-01-04 23:00", brief)
    assert run.state["outage"]["end"][0, 0] == 24 * HOUR


def test_of_equals_in_the_queue_the_one_that_was_back_first_goes_first():
    city = {
        "districts": [{"name": "town", "people": 3000, "buildings": 30}],
        "sources": [{"name": name, "district": "town", "buildings": 15} for name in ("plant", "boiler")],
        "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
        "heating": {},
    }
    outages = [
        {"source": "plant", "start": "2026-01-03", "end": "2026-01-04 20:00"},
        {"source": "boiler", "start": "2026-01-03", "end": "2026-01-04 10:00"},
    ]
    changes = {"city": city, "initial.outages": outages, "repair.dispatch": {"order": "fifo"}}
    run = compiled(begun(town(changes | {"repair.refill": {"capacity": "30/d"}})))
    rows = run.state["outage"][0, : int(run.of("outage_count"))]
    assert dict(zip(rows["block"].tolist(), rows["end"].tolist(), strict=True)) == {0: 24 * HOUR, 1: 12 * HOUR}


def test_outages_longer_than_a_day_before_the_start_count_from_the_start():
    outcome = ended("2026-01-03", "10 h", {}).outcome()
    assert outcome["long_peak"] == 30
    assert outcome["cold_beyond"].tolist() == [30 * 10 * HOUR] * 3
    assert outcome["cold_area"] == 30 * 10 * HOUR
    assert outcome["restored_min"].tolist() == [58 * HOUR] * 3


def test_an_outage_that_ends_with_the_first_minute_leaves_nothing_but_its_row():
    outcome = ended("2026-01-03", "0 d", {}).outcome()
    assert (outcome["long_peak"], outcome["cold_area"], outcome["outages"]) == (0, 0, 1)


def test_an_outage_that_was_over_needs_something_that_its_buildings_wait_for():
    with pytest.raises(AssertionError, match="nothing of it is left"):
        town({"initial.outages": [{"source": "plant", "start": "2026-01-03", "end": "2026-01-04"}]})


def test_the_journal_tells_what_was_before_the_start_at_its_own_minutes():
    run = begun(town({"initial.outages": [{"source": "plant", "start": "2026-01-03 17:00", "end": "1 d"}]}))
    _, journal = traced(run)
    assert [line.minute for line in journal if line.note == Note.BLOCK_DARK] == [-31 * HOUR]
    assert [line.minute for line in journal] == sorted(line.minute for line in journal)
