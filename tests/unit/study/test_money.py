"""Money planned for each plan, by hand, and what is said where plans share it or do not."""

import pytest

from sim.study.fairness import judge
from sim.study.money import planned_money
from tests.unit.study.test_fairness import every, scenario

PRICE = {"unit_cost": "2 kEUR"}


def spending(accrual, **channel):
    """A plan of 84 days whose units cost 2,000 EUR each."""
    return scenario(every(7, "random"), accrual=accrual, compare={"same": "money"}, **(PRICE | channel))


@pytest.mark.parametrize(
    ("accrual", "units"),
    [
        ({"rate": "8/d"}, 8 * 84),
        ({"rate": {"uncertain": {"uniform": ["6/d", "10/d"]}}}, 8 * 84),
        # 2 a day for 20 days, then from 2 to 6 within 10 days, then 6 a day for the other 54
        ({"ramp": {"from": "2/d", "to": "6/d", "start": "2026-01-25", "over": "10 d"}}, 40 + 40 + 6 * 54),
        # growth that began 5 days before the start: from 4 to 6 within 5 days, then 6 a day
        ({"ramp": {"from": "2/d", "to": "6/d", "start": "2025-12-31", "over": "10 d"}}, 25 + 6 * 79),
        ({"pledges": [{"date": "2026-01-05", "units": 9}, {"date": "2026-01-20", "units": 30}]}, 30),
    ],
)
def test_planned_money_is_the_price_of_what_accrues(accrual, units):
    assert planned_money(spending(accrual)) == pytest.approx(2000 * units)


def test_a_pledge_of_the_first_day_counts_for_plans_that_start_today():
    pledge = {"pledges": [{"date": "2026-01-05", "units": 9}]}
    assert planned_money(spending(pledge, begin="switch")) == 18_000


def test_what_had_accrued_by_the_start_is_still_to_be_paid():
    plan = spending({"rate": "8/d"}, fulfilment="50 %", begin="switch")
    initial = plan.initial.model_copy(update={"accrued": dict.fromkeys(plan.aid.channels, 10)})
    assert planned_money(plan.model_copy(update={"initial": initial})) == 2000 * (10 + 4 * 84)


def test_only_what_comes_about_is_paid():
    assert planned_money(spending({"rate": "8/d"}, fulfilment="75 %")) == 2000 * 6 * 84


def test_without_prices_there_is_no_money_to_compare():
    assert planned_money(spending({"rate": "8/d"}, unit_cost="0 EUR")) is None
    orders = {"order_up_to": 20, "review": "1 d"}
    assert planned_money(scenario(orders, accrual={"unlimited": True}, **PRICE)) is None


def test_plans_that_spend_the_same_say_so_and_others_say_by_how_much_they_do_not():
    plans = {"few": spending({"rate": "8/d"}), "dear": spending({"rate": "10/d"}), "late": spending({"rate": "8/d"})}
    found = judge(plans)
    assert found.no_split == {"dear": "spends 25 % more money", "late": "spends the same money otherwise"}
    assert found.banners == (
        "Not the same aid, but the same money for units (1.3 MEUR): 'few' and 'late'.",
        "Not the same money: 'dear' plans 1.7 MEUR for units, 25 % more than 'few'.",
    )
    assert found.twins == {}


def test_small_sums_are_told_in_thousands():
    plans = {"few": spending({"rate": "0.1/d"}), "none": spending({"rate": "0/d"})}
    assert judge(plans).banners == ("Not the same money: 'none' plans 0 EUR for units, 100 % less than 'few'.",)
    backwards = judge(plans, reference="none")
    assert backwards.banners == ("Not the same money: 'few' plans 17 kEUR for units, more than 'none'.",)
    assert backwards.same_aid == "few: spends more money"


def test_a_few_euros_are_told_as_such():
    plans = {name: spending({"rate": rate}, unit_cost="0.05 EUR") for name, rate in (("few", "1/d"), ("more", "2/d"))}
    assert judge(plans).banners == ("Not the same money: 'more' plans 8.4 EUR for units, 100 % more than 'few'.",)


def test_where_money_is_not_known_it_is_said_why():
    free = {"few": spending({"rate": "8/d"}, unit_cost="0 EUR"), "more": spending({"rate": "9/d"}, unit_cost="0 EUR")}
    unknown = "Not the same aid, and whether plans share their money cannot be told: "
    assert judge(free).banners == (unknown + "no channel has a price (aid.channels.*.unit_cost).",)
    orders = {"order_up_to": 20, "review": "1 d"}
    endless = scenario(orders, accrual={"unlimited": True}, compare={"same": "money"}, **PRICE)
    (banner,) = judge({"few": spending({"rate": "8/d"}), "endless": endless}).banners
    assert banner == unknown + "'supply' is unlimited in 'endless'."


@pytest.mark.parametrize("rate", ["7.93/d", "8.07/d"])
def test_a_gap_of_less_than_one_in_a_hundred_is_none(rate):
    assert "the same money" in judge({"one": spending({"rate": "8/d"}), "other": spending({"rate": rate})}).banners[0]
