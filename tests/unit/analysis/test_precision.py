"""Amounts as they are asked for, and when a study is precise enough."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.amounts import amount_of
from sim.analysis.answer import Difference, Summary
from sim.analysis.precision import SILENT, doublings, precision_of, targets_of
from sim.errors import UsageError

UNITS = ("person-hours", "h", "share", "buildings")
HARM = SimpleNamespace(name="harm", unit="person-hours", is_time_until=False)
NEVER = SimpleNamespace(name="never", unit="h", is_time_until=True)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("2%", 0.02, ""),
        ("2.5 %", 0.025, ""),
        ("500h", 500.0, "h"),
        ("500 hours", 500.0, "h"),
        ("50000 person-hours", 50_000.0, "person-hours"),
        ("50,000 person-hours", 50_000.0, "person-hours"),
        ("1,234,567 person-hours", 1_234_567.0, "person-hours"),
        ("1.5 million person-hours", 1_500_000.0, "person-hours"),
        ("3 percentage points", 0.03, "share"),
        (".5 buildings", 0.5, "buildings"),
    ],
)
def test_amounts_are_read_in_the_units_of_metrics(text, number, unit):
    found = amount_of(text, UNITS, "--precision")
    assert (found.number, found.unit) == (pytest.approx(number), unit)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 %", "not above 0"),
        ("-3 h", "no amount"),
        ("many", "no amount"),
        ("1e3 h", "'e3 h' is not the unit"),
        ("nan %", "no amount"),
        ("3 person-hour s", "did you mean 'person-hours'"),
        ("3", "known: buildings, h, person-hours, share, or %"),
        ("3 kg", "'kg' is not the unit"),
        ("5,00 h", "',00 h' is not the unit"),
    ],
)
def test_what_is_no_amount_is_answered_with_what_would_be(text, said):
    with pytest.raises(UsageError, match=f"^--precision: .*{said}"):
        amount_of(text, UNITS, "--precision")


def test_each_unit_is_asked_for_once():
    assert [one.unit for one in targets_of(["2 %", "5 h"], UNITS)] == ["", "h"]
    with pytest.raises(UsageError, match="both '2 %' and '3 %'"):
        targets_of(["2 %", "3 %"], UNITS)


@given(st.integers(1, 100_000))
def test_replications_double_until_the_most_is_reached(most):
    found = list(doublings(most))
    assert found[-1] == most
    assert found[0] == min(50, most)
    assert all(after == min(2 * before, most) for before, after in pairwise(found))


def comparison_of(*, half, base=1000.0, kept=100, difference=0.0, measure=HARM, plans=("weekly", "daily")):
    """A comparison of a plan with its reference in one metric."""
    bounds = (None, None) if half is None else (difference - half, difference + half)
    summary = Summary(kept, base, 1.0, base, base, base, *((base - 7.0, base + 7.0) if half else (base, base)))
    found = Difference(difference, 1.0, *bounds, 0.5, None, None, "")
    return SimpleNamespace(
        reference="weekly",
        headline_metrics=(measure.name,),
        metrics={measure.name: measure},
        summaries={"weekly": {measure.name: summary}},
        differences={plan: {measure.name: found} for plan in plans[1:]},
        kept=tuple(range(kept)),
        replications=kept,
    )


def judged(texts, **how):
    """States of all checks, and whether they suffice."""
    found = precision_of(comparison_of(**how), targets_of(texts, UNITS), 400)
    return [check.state for check in found.checks], found.is_reached


def test_a_share_is_one_of_the_mean_of_the_reference_and_not_of_the_difference():
    assert judged(["2 %"], half=20.0) == (["reached"], True)
    assert judged(["2 %"], half=20.1) == (["not reached"], False)
    assert judged(["2 %"], half=20.0, base=-1000.0) == (["reached"], True)


def test_of_a_share_and_an_amount_the_larger_counts():
    assert judged(["2 %", "30 person-hours"], half=25.0) == (["reached"], True)
    assert judged(["4 %", "30 person-hours"], half=35.0) == (["reached"], True)
    assert judged(["2 %", "30 person-hours"], half=35.0) == (["not reached"], False)


def test_of_a_single_plan_the_mean_is_asked():
    assert judged(["1 %"], half=1.0, plans=("weekly",)) == (["reached"], True)
    assert judged(["0.5 %"], half=1.0, plans=("weekly",)) == (["not reached"], False)


def test_an_interval_that_is_cut_at_zero_is_no_better_known():
    found = comparison_of(half=1.0, base=5.0, plans=("weekly",))
    summary = replace(found.summaries["weekly"]["harm"], ci_low=0.0, ci_high=12.0)
    found.summaries["weekly"]["harm"] = summary
    check = precision_of(found, targets_of(["6.5 person-hours"], UNITS), 400).checks[0]
    assert (check.state, check.half_width) == ("not reached", 7.0)


def test_what_is_missing_says_what_it_would_take():
    found = precision_of(comparison_of(half=50.0), targets_of(["1 %"], UNITS), 400)
    assert found.missing[0].needed == 100 * 25


@pytest.mark.parametrize(("kept", "is_reached"), [(SILENT - 1, False), (SILENT, True)])
def test_silence_is_no_precision_before_many_runs(kept, is_reached):
    assert judged(["2 %"], half=0.0, kept=kept) == (["no spread"], is_reached)


def test_without_an_interval_or_a_mean_nothing_is_reached():
    assert judged(["50 %"], half=None) == (["not reached"], False)
    assert judged(["50 %"], half=None, base=None) == (["not reached"], False)


def test_times_that_may_never_come_and_other_units_are_not_asked():
    assert judged(["2 %"], half=1.0, measure=NEVER) == (["not asked"], True)
    assert judged(["2 h"], half=1.0) == (["not asked"], True)
