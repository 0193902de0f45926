"""The figures of the gate are those of the rules that cut lots in a run."""

import pytest

from sim.study.calendars import Span, planned_arrivals, span_of
from sim.study.gate import centred
from tests.unit.study.test_fairness import DAY, every, plans, scenario


def test_lots_that_arrive_with_the_end_count_and_those_before_the_start_do_not():
    weekly = scenario(every(7, "0 d"), days=28)
    span = span_of({"weekly": weekly})
    found = planned_arrivals(weekly, "supply", span)
    assert found.units == 4 * 56  # days 7, 14, 21, 28; day 0 belongs to what came before
    assert found.aid_min == 56 * (21 + 14 + 7) * DAY


def test_a_twin_has_the_aid_days_of_its_accrual():
    daily, monthly = plans(every(1), every(28), lead="2.5 d").values()
    span = Span(lookback=60 * DAY, accrual_end=0)
    own, other = (planned_arrivals(centred(plan, ["supply"]), "supply", span) for plan in (daily, monthly))
    assert own.units == other.units == 84 * 8
    assert own.aid_min == pytest.approx(84 * 8 * 42 * DAY, rel=1e-3)
    assert other.aid_min == pytest.approx(own.aid_min, rel=1e-3)


def test_uncertain_numbers_stand_at_their_medians_and_lots_are_never_late():
    rate = {"rate": {"uncertain": {"triangular": ["4/d", "8/d", "12/d"]}}}
    unsure = scenario(every(7), accrual=rate, arrives="50 %", on_time="10 %", late="20 d")
    found = planned_arrivals(unsure, "supply", span_of({"unsure": unsure}))
    assert found.units == pytest.approx(84 * 8)


def test_listed_pledges_are_their_own_lots():
    pledges = {"pledges": [{"date": "3 d", "units": 14}, {"date": "10 d", "units": 28}]}
    listed = scenario(None, days=14, begin="switch", accrual=pledges)
    found = planned_arrivals(listed, "supply", span_of({"listed": listed}))
    assert (found.units, found.aid_min) == (42, (14 * 11 + 28 * 4) * DAY)


def test_listed_dates_send_what_has_accrued_since_the_one_before():
    dates = scenario({"dates": ["7 d", "10 d"]}, days=14, begin="switch")
    found = planned_arrivals(dates, "supply", span_of({"dates": dates}))
    assert (found.units, found.aid_min) == (80, (56 * 7 + 24 * 4) * DAY)


@pytest.mark.parametrize("timing", ["arrears", "advance", "centred"])
@pytest.mark.parametrize(("days", "min_lot"), [(1, 1), (7, 8), (28, 1)])
def test_what_accrues_steadily_arrives_steadily_as_the_rules_say(monkeypatch, timing, days, min_lot):
    steady = scenario(every(days, timing=timing), lead="2.5 d", min_lot=min_lot, fulfilment="80 %")
    span = span_of({"steady": steady})
    found = planned_arrivals(steady, "supply", span)
    monkeypatch.setattr("sim.study.calendars._is_steady", lambda channel, plan: False)
    cut = planned_arrivals(steady, "supply", span)
    assert found.units == pytest.approx(cut.units, rel=1e-3) == pytest.approx(84 * 6.4)
    assert found.aid_min == pytest.approx(cut.aid_min, rel=1e-3)


@pytest.mark.parametrize(
    ("cadence", "more"),
    [
        (every(7, "0 d"), {}),
        (every(7), {"begin": "switch"}),
        (every(1), {"min_lot": 9}),
        (every(1), {"accrual": {"ramp": {"from": "4/d", "to": "16/d", "start": "7 d", "over": "56 d"}}}),
    ],
)
def test_lots_are_cut_wherever_their_phase_or_size_matters(monkeypatch, cadence, more):
    plan = scenario(cadence, **more)
    span = span_of({"plan": plan})
    found = planned_arrivals(plan, "supply", span)
    monkeypatch.setattr("sim.study.calendars._is_steady", lambda channel, plan: False)
    assert planned_arrivals(plan, "supply", span) == found
