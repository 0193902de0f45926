"""Nothing is lost, nothing comes from nowhere: on random scenarios, at the end and after every event."""

import numpy as np
import pytest

from sim.model.words import Note, Skill
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import Run, begun, traced
from tests.laws.watched import Watched, accrued_in


def watch(numbers: range) -> None:
    for number in numbers:
        run = begun(scenario_of(number))
        Watched(run.params, run.world, run.state, run.scenario.items()).watch()


@pytest.mark.slow
def test_everything_adds_up_after_every_event_of_a_random_scenario():
    watch(range(12))


@pytest.mark.parametrize(
    "first",
    [pytest.param(first, marks=pytest.mark.slow if first == 12 else pytest.mark.long) for first in (12, 58, 104)],
)
def test_everything_adds_up_after_every_event_of_many_random_scenarios(first):
    """`python -m tests.laws.many` watches 10,000."""
    watch(range(first, first + 46))


def test_stock_begins_as_given_and_ends_as_counted(ends):
    for run in ends:
        totals = run.outcome()
        arrived, used, lent, stock = (run.by_item(totals[name]) for name in ("arrived", "used", "lent", "stock"))
        for place, item in enumerate(run.scenario.items()):
            initial = run.scenario.initial.stock.get(item, 0)
            if initial != "unlimited":
                assert initial + arrived[place] == used[place] + lent[place] + stock[place]


def test_all_that_accrued_is_somewhere_to_the_unit(ends):
    for number, run in enumerate(ends):
        totals = run.outcome()
        for place, item in enumerate(run.scenario.items()):
            known = sum(lot.units for lot in run.scenario.initial.in_transit if lot.item == item)
            found = run.by_item(totals["arrived"])[place] + sum(totals[name][place] for name in ELSEWHERE)
            assert known + accrued_in(run, item) == found, (number, item)


ELSEWHERE = ("before", "overflow", "lost", "in_transit", "at_hub", "unsent")


def test_deliveries_in_the_journal_are_what_arrived():
    for number in range(20):
        run, journal = traced(begun(scenario_of(number)))
        overflow = np.zeros_like(run.of("overflow"))
        arrived = np.zeros_like(overflow)
        for line in journal:
            if line.note == Note.DELIVERED:
                item, units, refused, _ = line.numbers
                arrived[item] += units
                overflow[item] += refused
        items = len(run.scenario.items())
        assert arrived[:items].tolist() == run.by_item(run.of("store.arrived")).tolist()
        assert (overflow == run.of("overflow") + run.of("returned")).all()


def test_threats_of_the_world_are_stopped_or_leak(ends):
    for run in ends:
        totals = run.outcome()
        waves = int(run.world["wave_count"][0])
        came = np.bincount(run.world["threat_class"][0, : run.world["wave_first"][0, waves]], minlength=8)
        assert (totals["threats"] == came).all()
        assert totals["stopped"].sum() + totals["leakers"].sum() == came.sum()
        assert totals["waves"] == waves


def outages_of(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Block, buildings, begin and end (clipped at the horizon) of all outages [min]."""
    count = int(run.of("outage_count"))
    block, buildings, begin, end = (run.of(f"outage.{name}")[:count] for name in ("block", "buildings", "begin", "end"))
    return block, buildings, begin, np.where(end < 0, run.scenario.horizon.length, end)


def test_the_area_of_the_cold_is_the_sum_of_the_outages(ends):
    for run in ends:
        _, buildings, begin, end = outages_of(run)
        since = run.scenario.horizon.observe_from
        lengths = np.maximum(end, since) - np.maximum(begin, since)
        assert (end >= begin).all()
        assert run.outcome()["cold_area"] == (lengths * buildings).sum()


def test_long_outages_are_those_of_the_log_minute_by_minute(ends):
    seen = 0
    for run in ends:
        _, buildings, begin, end = outages_of(run)
        totals, since, length = run.outcome(), run.scenario.horizon.observe_from, run.scenario.horizon.length
        for place, hours in enumerate((8, 16, 24)):
            beyond = np.maximum(0, end - np.maximum(begin + 60 * hours, since))
            assert totals["cold_beyond"][place] == (beyond * buildings).sum()
        by_minute = np.zeros(length + 1, np.int64)
        for number, first, last in zip(buildings, begin + 24 * 60, end, strict=True):
            by_minute[max(0, min(first, length)) : max(0, first, last)] += number
        assert totals["long_peak"] == by_minute[:length].max(initial=0)
        seen += int(totals["long_peak"] > 0)
    assert seen >= 5


def test_open_outages_are_the_cold_of_the_last_minute(ends):
    for run in ends:
        count = int(run.of("outage_count"))
        still = run.of("outage.end")[:count] < 0
        assert run.outcome()["cold_now"] == run.of("outage.buildings")[:count][still].sum()


def test_without_interruptions_waiting_and_work_are_the_sums_over_the_jobs(ends):
    for run in ends:
        pools = run.scenario.repair.crews.values()
        if any(crews.shifts is not None for crews in pools) or run.scenario.horizon.observe_from > 0:
            continue
        horizon, jobs = run.scenario.horizon.length, int(run.of("job_log_count"))
        queued, started, done = (run.of(f"job_log.{name}")[:jobs] for name in ("queued", "started", "done"))
        queued = np.maximum(queued, 0)  # single buildings may have waited before the start
        still = 0
        for skill in Skill:
            waiting = run.of("waiting")[: int(run.of("waiting_count")[skill]), skill]
            batches = np.where(
                run.of("job.asset")[waiting] >= 0, 1, run.of("cohort.buildings")[run.of("job.cohort")[waiting]]
            )
            still += ((horizon - np.maximum(run.of("job.queued")[waiting], 0)) * batches).sum()
        assert run.of("waiting_area") == (started - queued).sum() + still
        assert run.of("busy_area").sum() == (np.where(done < 0, horizon, done) - started).sum()
