"""Hubs, what is invested, and listed outages: what a file may say of them, and what is refused where."""

import pytest

from sim.scenario.load import load_scenario
from tests.unit.scenario.example import TOWN, refusal, town

BEGIN = "  begin: running\n"
HUBS = "  hubs: {vilnius: {handles: 4/d}}\n"
VIA = "      dispatch_cost: 25 kEUR\n      via: vilnius\n"
BY_HUB = TOWN.replace(BEGIN, BEGIN + HUBS).replace("      dispatch_cost: 25 kEUR\n", VIA)
STOCK = "initial: {stock: {top_tier_missile: 8}}"


def plans(*chosen: str) -> str:
    """The town with plans that only choose the channel's way, and without `via` outside of them."""
    text = TOWN.replace(BEGIN, BEGIN + HUBS)
    head, _, _ = text.partition("compare:\n")
    lines = [f"    plan {number}: {{aid.channels.coalition.via: {via}}}\n" for number, via in enumerate(chosen)]
    return f"{head}compare:\n  plans:\n{''.join(lines)}"


def test_a_hub_that_no_channel_and_no_plan_goes_by_is_an_oversight_at_its_name(tmp_path):
    error = refusal(town(tmp_path, TOWN.replace(BEGIN, BEGIN + HUBS)))
    (problem,) = error.problems
    assert (problem.path, problem.message) == ("aid.hubs.vilnius", "no channel goes by this hub, in no plan either")
    assert (problem.place.line, problem.place.column) == (TOWN[: TOWN.index(BEGIN)].count("\n") + 2, 10)
    assert problem.hint == "write `via: vilnius` in a channel under aid.channels"
    assert "no channel goes by this hub" in str(refusal(town(tmp_path, plans("null", "null"))))


def test_a_hub_of_some_plans_only_is_none(tmp_path):
    assert list(load_scenario(town(tmp_path, BY_HUB)).scenario.aid.hubs) == ["vilnius"]
    assert len(load_scenario(town(tmp_path, plans("null", "vilnius"))).plans) == 2


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (BY_HUB.replace("4/d", "0.0000001/d"), "aid.hubs.vilnius.handles", "must be more than 0, at least 0.001/d"),
        (BY_HUB.replace("4/d", "0.0009/d"), "aid.hubs.vilnius.handles", "must be more than 0, at least 0.001/d"),
        (TOWN.replace(STOCK, STOCK[:-1] + ", outages: [{start: 2026-01-01, end: 2026-01-01}]}"),
         "initial.outages[1].end", "an outage must end after it begins"),
        (TOWN.replace(STOCK, STOCK[:-1] + ", outages: [{start: 2026-01-06, end: 2026-01-06}]}"),
         "initial.outages[1].end", "an outage must end after it begins"),
    ],
)  # fmt: skip
def test_what_could_never_have_an_effect_is_refused(tmp_path, text, place, said):
    (problem,) = refusal(town(tmp_path, text)).problems
    assert (problem.path, problem.message) == (place, said)


def test_a_hub_may_hand_on_a_unit_in_a_thousand_days(tmp_path):
    assert load_scenario(town(tmp_path, BY_HUB.replace("4/d", "0.001/d"))).scenario.aid.hubs["vilnius"].handles > 0


def invested(there: str, back: str, **plan: str) -> str:
    """Two channels, each of which says what share of it goes into the other."""
    terms = "delay: 1 d, returns: x 2, over: 1 d"
    made = "item: top_tier_missile, accrual: {rate: 1/d}, cadence: {every: 7 d}"
    other = f"    made: {{{made}, invest: {{share: {back}, into: coalition, {terms}}}}}\n"
    own = f"      dispatch_cost: 25 kEUR\n      invest: {{share: {there}, into: made, {terms}}}\n"
    head, _, _ = TOWN.replace("      dispatch_cost: 25 kEUR\n", own + other).partition("compare:\n")
    lines = [f"    {name}: {{aid.channels.made.invest.share: {share}}}\n" for name, share in plan.items()]
    return f"{head}compare:\n  plans:\n    base: {{}}\n{''.join(lines)}" if lines else head


def test_a_share_of_nothing_stands_in_nobody_s_way(tmp_path):
    assert load_scenario(town(tmp_path, invested("20 %", "0 %"))).scenario.aid.channels["made"].invest is not None
    assert load_scenario(town(tmp_path, invested("0 %", "20 %")))
    assert "made invests itself" in str(refusal(town(tmp_path, invested("20 %", "1 %"))))


def test_shares_are_judged_plan_by_plan(tmp_path):
    error = refusal(town(tmp_path, invested("20 %", "0 %", some="5 %")))
    assert all(problem.path.startswith("plan 'some': aid.channels.") for problem in error.problems)
    assert "made invests itself" in str(error)
