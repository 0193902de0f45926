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
