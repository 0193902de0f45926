"""Plans with more aid or less."""

from fractions import Fraction

import pytest

from sim.study.calendars import span_of
from sim.study.scaled import FACTORS, cannot_be_scaled, scaled
from tests.clocks.runs import begun, compiled
from tests.laws.small import ALL_HIT, town

EVERY = {"every": "1 d"}


def plan(accrual, cadence=EVERY, **more):
    donor = {"item": "missile", "accrual": accrual, "cadence": cadence} | more
    return town(
        {
            "threats": ALL_HIT,
            "damage.exposure": {"elsewhere": "100 %"},
            "defence.layers": {"top": {"against": {"drone": "70 %"}, "uses": "missile"}},
            "aid.channels": {"donor": donor, "other": donor},
        }
    )


def accrued(scenario):
    return int(compiled(begun(scenario, span=span_of({"": scenario}))).outcome()["accrued"][0])


ACCRUALS = (
    {"rate": "10/d"},
    {"ramp": {"from": "2/d", "to": "8/d", "start": "2 d", "over": "6 d"}},
    {"pledges": [{"date": "2 d", "units": 7}, {"date": "9 d", "units": 13}]},
)


@pytest.mark.parametrize("accrual", ACCRUALS)
@pytest.mark.parametrize("factor", FACTORS)
def test_a_scaled_channel_accrues_so_many_times_as_much_and_the_others_what_they_did(accrual, factor):
    one = plan(accrual)
    half = accrued(one) / 2
    assert abs(accrued(scaled(one, ("donor",), factor)) - half - half * float(factor)) <= 2


def test_an_uncertain_rate_is_scaled_by_what_comes_about():
    one = plan({"rate": {"uncertain": {"uniform": ["5/d", "9/d"]}}}, fulfilment="80 %")
    assert accrued(scaled(one, ("donor", "other"), Fraction(2))) == pytest.approx(2 * accrued(one), abs=2)


def test_pledges_are_scaled_in_their_running_sums():
    one = scaled(plan({"pledges": [{"date": f"{day} d", "units": 1} for day in range(1, 11)]}), ("donor",), FACTORS[4])
    assert sum(pledge.units for pledge in one.aid.channels["donor"].accrual.pledges) == 11


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (plan({"unlimited": True}, {"order_up_to": 5, "review": "1 d"}), "unlimited"),
        (
            plan(
                {"rate": {"uncertain": {"uniform": ["5/d", "9/d"]}}},
                fulfilment={"uncertain": {"uniform": ["50 %", "90 %"]}},
            ),
            "rate and fulfilment of donor are uncertain",
        ),
        (plan({"rate": "3/d"}), ""),
    ],
)
def test_what_cannot_be_scaled_says_why(one, said):
    found = cannot_be_scaled(one, ("donor",))
    assert (said in found) == bool(said or not found)


def test_a_plan_with_the_calendars_of_the_reference_is_not_scaled():
    assert cannot_be_scaled(plan({"rate": "3/d"}), ()) == "its calendars are those of the reference"
