"""What the headline says, and what it does not say."""

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.comparison import summarise
from sim.world.sizes import STORES
from tests.unit.analysis.made_up import DAYS, LAYOUT, ensemble, noise, outcomes, study, winters

COLD = "person_hours_below_16"
BASE = winters()


def headline(plans, twins=None, metrics=(COLD,), reference=None, **changes):
    return summarise(study(plans, twins, **changes), LAYOUT, reference, metrics, 0.95).headline


def two(gap, size, **fields):
    return {"daily": ensemble(BASE), "weekly": ensemble(BASE + gap + noise(size=size), **fields)}


def test_a_clear_difference_is_told_with_its_interval_and_its_size():
    plans = two(1.9e6, 2.2e6)
    said = headline(plans, plans)
    assert said == (
        "Weekly instead of daily deliveries: 1.9 million more person-hours below 16 degC (1.6 to 2.2), about 11 %."
    )


def test_only_a_word_that_can_stand_before_it_is_followed_by_deliveries():
    daily, weekly = two(1.9e6, 2.2e6).values()
    every = {"every 4 days": daily, "weekly": weekly}
    assert headline(every, every).startswith("Weekly instead of every 4 days: 1.9 million more")
    said = {"Deliveries": daily, "weekly": weekly}
    assert headline(said, said).startswith("Weekly instead of Deliveries: 1.9 million more")


def test_plans_without_twins_are_not_called_deliveries():
    assert headline(two(1.9e6, 2.2e6)).startswith("Weekly instead of daily: 1.9 million more")


def test_a_difference_in_the_other_direction_has_positive_numbers_and_the_other_word():
    said = headline(two(-1.9e6, 2.2e6))
    assert said == "Weekly instead of daily: 1.9 million fewer person-hours below 16 degC (1.6 to 2.2), about 11 %."


def test_an_interval_that_contains_zero_is_no_clear_difference():
    said = headline(two(1e5, 2.2e6))
    assert said == (
        "Weekly instead of daily: no clear difference in person-hours below 16 degC: "
        "between 210,000 fewer and 410,000 more on average (95 %); daily has 17.8 million."
    )


def test_clear_differences_in_other_headline_metrics_are_told_where_the_first_has_none():
    more = np.zeros((200, outcomes(BASE)["leakers"].shape[1]), int)
    more[:, 0] = 3
    more[::2, 0] = 5
    plans = two(1e5, 2.2e6) | {"weekly": ensemble(BASE + 1e5 + noise(size=2.2e6), leakers=more)}
    said = headline(plans, metrics=(COLD, "leakers", "buildings_cold_peak"))
    assert "no clear difference in person-hours" in said
    assert re.search(r"has 17\.8 million\. Weekly: \d+\.?\d* more leakers \(\d+\.?\d* to \d+\.?\d*\)\.$", said)
    clear = two(1.9e6, 2.2e6) | {"weekly": ensemble(BASE + 1.9e6 + noise(size=2.2e6), leakers=more)}
    assert "leakers" not in headline(clear, metrics=(COLD, "leakers"))


def test_plans_that_do_exactly_the_same_are_said_to():
    said = headline({"daily": ensemble(BASE), "weekly": ensemble(BASE)})
    assert said == "Weekly instead of daily: exactly the same person-hours below 16 degC in every world."


def test_the_plan_with_the_largest_clear_difference_is_told():
    plans = two(1.9e6, 2.2e6) | {
        "monthly": ensemble(BASE + 4e6 + noise(seed=3, size=2e6)),
        "wild": ensemble(BASE + 5e6 + noise(seed=4, size=9e7)),
    }
    said = headline(plans)
    assert said.startswith("Monthly instead of daily: 4.0 million more")
    assert said.endswith("Weekly: 1.9 million more (1.5 to 2.3). No clear difference from daily: wild.")


def test_no_plan_is_told_if_none_differs_clearly():
    plans = two(1e4, 2.2e6) | {"monthly": ensemble(BASE + noise(seed=3, size=2e6))}
    said = headline(plans)
    assert said.startswith("Compared with daily: no clear difference in person-hours below 16 degC:")
    assert "between 340,000 fewer (weekly) and 360,000 more (weekly) on average (95 %)" in said


def test_small_numbers_are_plain_with_thousands_separated():
    plans = {"daily": ensemble([40_000.0] * 200), "weekly": ensemble(52_345.0 + noise(size=1500.0))}
    assert ": 12,300 more person-hours below 16 degC (12,100 to 12,600), about 31 %." in headline(plans)


def test_plans_that_do_not_bring_the_same_aid_are_said_so():
    said = headline(two(1.9e6, 2.2e6), same_aid="weekly: arrives 3 % more")
    assert said.endswith(" Not all plans bring the same aid.")


def test_unspent_units_are_said():
    stock = np.zeros((200, STORES), int)
    stock[:, 0] = 51
    said = headline(two(1.9e6, 2.2e6, stock=stock))
    assert said.endswith(
        "At the end weekly has 31 more units of missile unspent (in stock, on the way or not yet sent) than daily, "
        "31 % of what accrued."
    )


def some_more(rare, number):
    """A stock that is 20, and more in some of 200 worlds."""
    stock = np.zeros((200, STORES), int)
    stock[:, 0] = 20
    stock[::rare, 0] += number
    return stock


@pytest.mark.parametrize(
    ("stock", "told"),
    [
        (some_more(2, 62), "has 31 (27 to 35) more units of missile unspent"),
        (some_more(2, -20), "has 10.0 (8.6 to 11.4) fewer units of missile unspent"),
        (some_more(40, 1240), "has 31 (1 to 61) more units of missile unspent"),  # no bound that is clear reads as zero
        (some_more(100, 1400), None),
        (some_more(2, 3), None),
    ],
)
def test_unspent_units_have_an_interval_and_are_told_if_they_are_much_and_it_leaves_out_zero(stock, told):
    said = headline(two(1.9e6, 2.2e6, stock=stock))
    assert (f"At the end weekly {told}" in said) if told else ("At the end" not in said)


def test_of_plans_that_clearly_leave_more_unspent_the_one_with_most_is_told():
    plans = two(1.9e6, 2.2e6, stock=some_more(100, 5000))
    for name, more in (("monthly", 25), ("yearly", 5)):
        plans[name] = ensemble(BASE + noise(size=2.2e6), stock=some_more(1, more))
    said = headline(plans)
    assert "At the end monthly has 25 more units of missile unspent" in said


def test_when_it_happens_is_told_only_if_few_days_hold_nearly_all_of_it():
    short = {"daily": ensemble(BASE, 4, 7), "weekly": ensemble(BASE + 1.9e6 + noise(size=2e6), 4, 7)}
    assert "Nearly all of that falls on days 5 to 7 of 12." in headline(short)
    spread = {"daily": ensemble(BASE, 2, 8), "weekly": ensemble(BASE + 1.9e6 + noise(size=2e6), 2, 8)}
    assert "falls on" not in headline(spread)


def test_when_it_happens_is_not_told_of_one_district_as_days_are_those_of_the_city():
    short = {"daily": ensemble(BASE, 4, 7), "weekly": ensemble(BASE + 1.9e6 + noise(size=2e6), 4, 7)}
    said = headline(short, metrics=["person_hours_below_16.north"])
    assert "more person-hours below 16 degC in north" in said
    assert "falls on" not in said


def test_when_it_happens_is_not_told_of_hours_outside_centres_as_days_are_those_of_rooms():
    short = {"daily": ensemble(BASE, 4, 7), "weekly": ensemble(BASE + 1.9e6 + noise(size=2e6), 4, 7)}
    with_centres = replace(LAYOUT, centres=True)
    said = summarise(study(short), with_centres, None, ["person_hours_below_16_net"], 0.95).headline
    assert "more person-hours below 16 degC outside warming centres" in said
    assert "falls on" not in said


def test_when_it_happens_is_not_told_if_it_could_be_chance():
    rare = np.zeros(200)
    rare[:6] = 6e7
    plans = {"daily": ensemble(BASE), "weekly": ensemble(BASE + 1.9e6 + noise(size=1e5))}
    days = plans["weekly"].days
    days[:, :, 1] = plans["daily"].days[:, :, 1]
    days[:, 5, 1] += rare * 60.0
    days[:, :, 1] += 6e4 * 60.0
    assert "falls on" not in headline(plans)


def test_a_metric_of_the_defence_needs_no_days():
    leakers = np.zeros((200, 8), int)
    leakers[:, 0] = 20 + np.round(noise(size=4.0)).astype(int)
    threats = np.zeros((200, 8), int)
    threats[:, 0] = 100
    plans = {
        "daily": ensemble(BASE, threats=threats),
        "weekly": ensemble(BASE, leakers=leakers, threats=threats),
    }
    assert headline(plans, metrics=["leakers"]).startswith("Weekly instead of daily: 20.0 more leakers (")
    said = headline(plans, metrics=["interception_share"])
    assert said.startswith(
        "Weekly instead of daily: share of threats stopped 20.0 percentage points lower (19.5 to 20.6)."
    )


def test_money_is_told_with_its_unit():
    sent = np.zeros((200, 16), int)
    sent[:, 0] = 12
    plans = {"daily": ensemble(BASE, dispatches=2 * sent), "weekly": ensemble(BASE, dispatches=sent)}
    said = headline(plans, metrics=["dispatch_cost"])
    assert said == "Weekly instead of daily: cost of dispatches 300,000 EUR lower, about 50 %."


def test_times_that_may_never_come_are_told_as_medians():
    fast, slow = np.full((200, 3), 600), np.full((200, 3), 1200)
    plans = {
        "daily": ensemble(BASE, outages=3, restored_min=fast),
        "weekly": ensemble(BASE, outages=3, restored_min=slow),
    }
    said = headline(plans, metrics=["restore_90"])
    assert "median 20 h instead of 10 h, better in 0 % of the worlds" in said
    same = {"daily": plans["daily"], "weekly": plans["daily"]}
    assert "no clear difference" in headline(same, metrics=["restore_90"])


def test_one_plan_is_told_by_its_mean_and_its_bad_luck():
    said = headline({"weekly": ensemble(BASE)})
    assert said.startswith("Weekly: 17.8 million person-hours below 16 degC on average (16.1 to 19.7); ")
    assert said.endswith("; in one world of twenty more than 44.1 million.")


def test_names_that_could_harm_a_terminal_are_spelled_out():
    plans = {"daily": ensemble(BASE), "\x1b[31mred\u202e": ensemble(BASE + 1e6)}
    assert headline(plans).startswith("\\x1b[31mred\\u202e instead of daily: ")


@pytest.mark.parametrize("gap", [1.0, 3e3, 7e5, 4e8])
def test_the_numbers_told_are_never_finer_than_the_interval(gap):
    said = headline(two(gap, gap))
    amount = said.split(": ")[1].split()[0]
    assert len(amount.replace(",", "").replace(".", "").strip("0")) <= 3


def test_the_days_of_the_horizon_are_those_of_the_layout():
    assert LAYOUT.days == DAYS
