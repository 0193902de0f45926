"""What is said of several futures: who wins where, where the gap is widest, one row for each number."""

import re

import pytest

from sim.analysis.futures import future_rows, headline_of_futures
from sim.present.sweep.verb import sweep

TINY = "scenarios/tiny.yaml"
EVERY = "aid.channels.coalition.cadence.every"


@pytest.fixture(scope="module")
def swept():
    return sweep(TINY, [f"{EVERY}=1d,14d", "weather.mean=-12 degC,0 degC"], replications=30)


def test_the_headline_counts_the_futures_in_which_a_plan_wins(swept):
    said = swept.headline
    assert said.startswith("Every 1d has the fewest person-hours below 16 degC in all 2 futures.")
    gaps = {
        future.name: future.comparison.differences["every 14d"]["person_hours_below_16"].mean
        for future in swept.futures
    }
    widest = max(gaps, key=lambda name: abs(gaps[name]))
    assert f"that of every 14d at {widest}: {gaps[widest] / 1e6:.1f} million person-hours more" in said


def test_rows_say_what_is_set_and_hold_the_numbers_of_each_comparison(swept):
    rows = [row for row in future_rows(swept.futures) if row["metric"] == "person_hours_below_16"]
    assert [(row["weather.mean"], row["plan"]) for row in rows] == [
        ("-12 degC", "every 1d"),
        ("-12 degC", "every 14d"),
        ("0 degC", "every 1d"),
        ("0 degC", "every 14d"),
    ]
    means = [future.comparison.summaries[row["plan"]] for future in swept.futures for row in rows[:2]]
    assert [row["mean"] for row in rows] == [one["person_hours_below_16"].mean for one in means]
    assert rows[0]["difference"] is None
    assert rows[1]["difference"] == pytest.approx(rows[1]["mean"] - rows[0]["mean"])


def test_one_plan_alone_is_told_by_its_range():
    found = sweep(
        TINY,
        ["weather.mean=-12 degC,0 degC"],
        replications=5,
        overrides=["compare.plans=null", "compare.reference=null"],
    )
    first, second = (
        future.comparison.summaries["as written"]["person_hours_below_16"].mean for future in found.futures
    )
    assert first > second
    said = headline_of_futures(found.futures)
    assert said.startswith("Person-hours below 16 degC: from ")
    assert said.index("mean 0 degC") < said.index("mean -12 degC")


def test_clear_differences_elsewhere_are_told_where_the_first_metric_has_none():
    told = sweep(
        TINY,
        [f"{EVERY}=1d,14d", "weather.mean=18 degC,19 degC"],
        replications=20,
        overrides=["compare.metrics=[person_hours_below_16, dispatches]"],
    ).headline
    assert "No difference from every 1d in person-hours below 16 degC is clear." in told
    assert re.search(
        r"is clear\. Dispatches: the widest gap to every 1d is that of every 14d at weather mean 1. degC: .* less", told
    )


def test_where_nothing_is_clear_no_winner_is_named():
    told = sweep(TINY, [f"{EVERY}=7 d,9 d"], replications=30).headline
    assert told.startswith("It is not clear which plan has the fewest person-hours below 16 degC; ")
    assert " may be the best. " in told
    assert "future" not in told
    assert "No difference from every 7 d in person-hours below 16 degC is clear." in told


def test_plans_that_all_do_the_same_are_told_to_and_nothing_else():
    told = sweep(TINY, ["aid.channels.coalition.lead=2 d,50 h"], replications=3).headline
    assert told.startswith("Exactly the same person-hours below 16 degC as with lead 2 d in every world: lead 50 h.")
    assert "clear" not in told
