"""Production or aid now: what is invested is not sent, and comes back later in whole units."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.schema.production import as_it_accrues
from sim.study.calendars import planned_arrivals, span_of
from sim.study.fairness import judge
from tests.clocks.runs import Run, begun, compiled, same_end
from tests.laws.small import ALL_HIT, town

TOWN = {
    "threats": ALL_HIT,
    "damage.exposure": {"elsewhere": "100 %"},
    "defence.layers": {
        "top": {"against": {"drone": "90 %"}, "uses": "missile"},
        "guns": {"against": {"drone": "50 %"}, "uses": "shell"},
    },
    "initial.stock": {"missile": 0, "shell": 0},
}
DAILY = {"every": "1 d", "first": "0 d"}
INVEST = {"share": "20 %", "into": "factory", "delay": "5 d", "returns": "x 2.5", "over": "4 d"}


def channels(invest: dict[str, object] | None, **factory: object) -> dict[str, object]:
    donor = {"item": "missile", "accrual": {"rate": "10/d"}, "cadence": DAILY}
    made = {"item": "shell", "accrual": {"rate": "0/d"}, "cadence": DAILY} | factory
    return {"donor": donor | ({"invest": invest} if invest else {}), "factory": made}


def run_of(invest: dict[str, object] | None, **factory: object) -> Run:
    return compiled(begun(town(TOWN | {"aid.channels": channels(invest, **factory)})))


def test_what_is_invested_is_not_sent_and_comes_back_later_by_hand():
    run = run_of(INVEST)
    # 8 instead of 10 a day; from day 5 on 2 x 2.5 = 5 a day come of it, growing to that until day 9: 10 + 5 x 11
    assert run.outcome()["accrued"][:2].tolist() == [160, 65]
    lots = run.of("lot")[: int(run.of("lot_count"))]
    made = lots[lots["channel"] == 1]
    assert (made["sent_min"][0] / 1440, made["units"].tolist()[:5]) == (7, [2, 3, 5, 5, 5])


def test_nothing_invested_is_the_same_as_no_investment():
    assert same_end(run_of(INVEST | {"share": "0 %"}), run_of(None))


@given(
    share=st.integers(1, 100),
    start=st.integers(0, 6),
    delay=st.integers(0, 4),
    over=st.integers(1, 5),
    tenths=st.integers(1, 40),
)
def test_in_the_end_every_unit_invested_has_come_back_as_often_as_it_returns(share, start, delay, over, tenths):
    """Investing at a constant rate: all but what the last `delay` + `over`/2 hold has come back."""
    invest = {"share": f"{share} %", "into": "factory", "start": f"{start} d", "delay": f"{delay} d"}
    run = run_of(invest | {"returns": f"x {tenths / 10}", "over": f"{over} d"})
    kept, made = run.outcome()["accrued"][:2].tolist()
    per_day = 10 * share / 100
    assert kept == pytest.approx(200 - per_day * (20 - start), abs=1)
    assert made == pytest.approx(per_day * tenths / 10 * (20 - start - delay - over / 2), abs=1)


def test_fulfilment_holds_for_what_is_invested_and_again_for_what_is_made():
    plan = town(TOWN | {"aid.channels": channels(INVEST, fulfilment="50 %")})
    half = plan.aid.channels["donor"].model_copy(update={"fulfilment": 0.5})
    aid = plan.aid.model_copy(update={"channels": plan.aid.channels | {"donor": half}})
    ramp = as_it_accrues(aid, "factory").accrual.ramp
    assert ramp is not None
    assert float(ramp.to) == 2.5
    run = run_of(INVEST, fulfilment="50 %")
    assert run.outcome()["accrued"][1] == 32


@given(shares=st.tuples(st.integers(1, 100), st.integers(1, 100)), tenths=st.integers(1, 97))
def test_round_numbers_whose_product_has_many_digits_are_counted_to_a_unit(shares, tenths):
    """Rate, two fulfilments, share and return of an investment: their product need not stand over a million."""
    given_, made = shares
    factory = {"accrual": {"rate": f"{tenths / 10}/d"}, "fulfilment": f"{made} %"}
    aid = channels(INVEST | {"share": f"{given_} %"}, **factory)
    aid["donor"] |= {"accrual": {"rate": "0.7/d"}, "fulfilment": f"{given_} %"}
    accrued = compiled(begun(town(TOWN | {"aid.channels": aid}))).outcome()["accrued"][1]
    grown = Fraction(7, 10) * Fraction(given_, 100) ** 2 * Fraction(5, 2)
    first = Fraction(tenths, 10)
    days = 20
    exact = (first * days + grown * (days - 5 - 2)) * Fraction(made, 100)
    assert abs(int(accrued) - exact) <= 1


def test_planned_arrivals_are_those_of_all_that_a_channel_accrues():
    plan = town(TOWN | {"aid.channels": channels(INVEST)})
    span = span_of({"": plan})
    assert planned_arrivals(plan, "donor", span).units == pytest.approx(160, abs=0.01)
    assert planned_arrivals(plan, "factory", span).units == pytest.approx(65, abs=0.01)


def test_plans_that_invest_different_shares_are_not_the_same_aid():
    plans = {name: town(TOWN | {"aid.channels": channels(INVEST | {"share": name})}) for name in ("0 %", "30 %")}
    fairness = judge(plans)
    assert fairness.banners == ("Not the same aid: '30 %' differs from '0 %' in aid.channels.donor.invest.share.",)
    assert "30 %" in fairness.no_split


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"donor": {"invest": INVEST | {"into": "donor"}}}, "cannot invest in itself"),
        ({"donor": {"invest": INVEST | {"into": "factry"}}}, "no channel is called factry"),
        ({"donor": {"accrual": {"rate": {"uncertain": {"uniform": ["1/d", "4/d"]}}}}}, "donor invests, so its rate"),
        ({"factory": {"accrual": {"pledges": [{"date": "3 d", "units": 4}]}}}, "sends what donor invests in"),
        ({"donor": {"fulfilment": {"uncertain": {"uniform": ["10 %", "90 %"]}}}}, "the share that is fulfilled"),
        ({"factory": {"invest": INVEST | {"into": "donor"}}}, "invests itself"),
        ({"second": channels(INVEST)["donor"]}, "donor invests in factory already"),
    ],
)
def test_investments_that_cannot_be_counted_are_refused(changed, said):
    parts = channels(INVEST)
    for name, keys in changed.items():
        parts[name] = parts.get(name, {}) | keys
    with pytest.raises(AssertionError, match=said):
        town(TOWN | {"aid.channels": parts})
