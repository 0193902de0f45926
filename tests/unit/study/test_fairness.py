"""The same-aid gate, the repairs it names, and the twins of the split."""

import pytest

from sim.errors import ExitCode, ScenarioError, UsageError
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.study.calendars import accrual_end_of, lookback_of, planned_arrivals, span_of
from sim.study.fairness import judge

DAY = 1440


def scenario(cadence, *, days=84, begin="running", lead="0 d", accrual=None, compare=None, crews=None, **channel):
    """A story that has one channel and nothing else."""
    supply = {
        "item": "round",
        "accrual": accrual or {"rate": "8/d"},
        "cadence": cadence,
        "lead": lead,
        **channel,
    }
    return Scenario.model_validate(
        {
            "schema_version": 1,
            "name": "one channel",
            "horizon": {"start": "2026-01-05", "length": f"{days} d"},
            "threats": {"drone": {}},
            "defence": {"layers": {"missiles": {"against": {"drone": "100 %"}, "uses": "round"}}},
            "aid": {"begin": begin, "channels": {"supply": supply}},
            "compare": compare or {},
            "repair": {"crews": {"heat": {"start": crews}}} if crews else {},
        }
    )


def every(days, first=None, timing="arrears"):
    return {"every": f"{days} d", "timing": timing} | ({"first": first} if first else {})


def plans(*cadences, **story):
    return {f"plan {number}": scenario(cadence, **story) for number, cadence in enumerate(cadences)}


def refusal(compared):
    with pytest.raises(ScenarioError) as caught:
        judge(compared)
    assert caught.value.exit_code is ExitCode.INVALID
    return "\n".join(problem.hint for problem in caught.value.problems)


def test_the_same_aid_daily_weekly_fortnightly_and_monthly_is_accepted_with_a_random_phase():
    compared = plans(
        *(every(days, "random") for days in (1, 7, 14, 28)),
        lead={"lognormal": {"median": "13 d", "sigma": 0.35}},
    )
    fairness = judge(compared)
    assert (fairness.same_aid, fairness.banners, fairness.no_split) == (None, (), {})
    assert list(fairness.twins) == list(compared)


def test_a_horizon_that_is_no_multiple_is_refused_with_the_nearest_one():
    assert "horizon.length: 84 d" in refusal(plans(every(7, "0 d"), every(28, "0 d"), days=90))
    assert "horizon.length: 112 d" in refusal(plans(every(7, "0 d"), every(28, "0 d"), days=100))
    assert "horizon.length: 28 d" in refusal(plans(every(7, "0 d"), every(28, "0 d"), days=10))


def test_a_lucky_phase_is_refused_and_both_repairs_that_are_named_help():
    story = {"lead": "13 d"}
    hint = refusal(plans(every(1, "0 d"), every(7, "0 d"), **story))
    assert hint == "write first: random, or first: 1 d in 'plan 1'"
    judge(plans(every(1, "random"), every(7, "random"), **story))
    assert judge(plans(every(1, "0 d"), every(7, "1 d"), **story)).same_aid is None


def test_growing_aid_is_refused_and_may_be_said_instead():
    ramp = {"ramp": {"from": "4/d", "to": "16/d", "start": "7 d", "over": "56 d"}}
    refused = plans(every(1), every(28), accrual=ramp)
    assert refusal(refused).startswith("compare.unequal_arrivals: say")
    said = plans(every(1), every(28), accrual=ramp, compare={"unequal_arrivals": "say"})
    fairness = judge(said)
    assert fairness.same_aid is not None
    assert fairness.banners[0].startswith("Not the same aid: 'plan 1' ")
    assert set(fairness.no_split) == {"plan 1"}
    assert fairness.twins == {}


def test_a_refusal_points_at_the_plan_and_gives_figures(tmp_path):
    story = """\
schema_version: 1
name: two phases
horizon: {start: 2026-01-05, length: 90 d}
threats: {drone: {}}
defence: {layers: {missiles: {against: {drone: 100 %}, uses: round}}}
aid:
  begin: running
  channels: {supply: {item: round, accrual: {rate: 8/d}, cadence: {every: 1 d}}}
compare:
  plans:
    daily: {aid.channels.supply.cadence: {every: 1 d}}
    monthly: {aid.channels.supply.cadence: {every: 28 d, first: 0 d}}
"""
    (tmp_path / "story.yaml").write_text(story, encoding="utf-8")
    loaded = load_scenario(tmp_path / "story.yaml")
    with pytest.raises(ScenarioError) as caught:
        judge(loaded.plans, tree=loaded.tree)
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.place.column) == (12, 5)
    assert "672 instead of 720 units (-6.7 %)" in problem.message


def test_a_single_plan_is_never_refused():
    fairness = judge({"alone": scenario(every(28, "0 d"), days=30, lead="13 d")})
    assert (fairness.same_aid, fairness.no_split, fairness.twins) == (None, {}, {})


def test_plans_that_start_today_accrue_until_all_can_deliver():
    compared = plans(every(1), every(7), every(14), every(28), begin="switch", days=28)
    fairness = judge(compared)
    assert fairness.accrual_end == 28 * DAY
    assert (fairness.same_aid, fairness.banners, fairness.lookback) == (None, (), 0)
    late = judge(plans(every(1), every(7), begin="switch", days=30, lead="3 d"))
    assert late.accrual_end == 21 * DAY
    assert late.banners == (
        "Aid accrues until 21 d after the start, so that every plan can deliver all of it by the end.",
    )


def test_advance_and_arrears_from_today_bring_the_same_units_minute_zero_included():
    compared = plans(every(7, "0 d", "advance"), every(7, "0 d"), begin="switch", days=28)
    assert judge(compared).same_aid is None
    span = span_of(compared)
    units = [planned_arrivals(plan, "supply", span).units for plan in compared.values()]
    assert units == [224.0, 224.0]


def test_a_first_day_that_leaves_aid_behind_is_refused_with_the_day_that_does_not():
    hint = refusal(plans(every(1, "0 d"), every(7, "3 d"), begin="switch", days=28))
    assert hint == "write first: 0 d in 'plan 1'"


def test_a_horizon_too_short_for_a_common_period_is_refused_even_if_differences_may_be_said():
    compared = plans(every(1), every(28), begin="switch", days=30, lead="3 d", compare={"unequal_arrivals": "say"})
    assert "horizon.length must be at least 31 d" in refusal(compared)


def at_fault(compared):
    with pytest.raises(ScenarioError) as caught:
        judge(compared)
    return [problem.path.partition(":")[0] for problem in caught.value.problems]


def test_an_interval_without_a_common_period_is_put_down_to_the_plan_that_has_it():
    story = {"begin": "switch", "days": 28, "lead": "3 d"}
    assert at_fault(plans(every(7), every(14), every(20), **story)) == ["plan 'plan 2'"]
    assert at_fault(plans(every(20), every(7), every(14), **story)) == ["plan 'plan 1'", "plan 'plan 2'"]
    assert at_fault(plans(every(28), every(7), **story)) == ["plan 'plan 0'"]


def test_a_plan_that_differs_in_more_may_be_the_one_without_a_common_period():
    story = {"begin": "switch", "days": 28, "lead": "3 d"}
    more = {"more": scenario(every(20), accrual={"rate": "9/d"}, **story)}
    assert at_fault(plans(every(7), every(1), **story) | more) == ["plan 'more'"]


def test_without_common_calendars_no_common_period_is_due():
    story = {"begin": "switch", "days": 28, "lead": "3 d"}
    more = {"more": scenario(every(20), accrual={"rate": "9/d"}, **story)}
    assert judge(plans(every(7), **story) | more).no_split


def dates(*days):
    return {"dates": [f"{day} d" for day in days]}


def test_dates_that_leave_aid_behind_are_given_a_last_one_that_does_not():
    story = {"begin": "switch", "days": 28, "lead": "3 d"}
    assert refusal(plans(every(7), dates(15), **story)) == "let 2026-01-26 be the last of the dates in 'plan 1'"
    assert refusal(plans(dates(15), every(7), **story)) == "let 2026-01-26 be the last of the dates in 'plan 0'"
    assert judge(plans(every(7), dates(15, 21), **story)).same_aid is None
    assert refusal(plans(dates(24), dates(8, 15), **story)) == "let 2026-01-29 be the last of the dates in 'plan 1'"
    assert judge(plans(dates(24), dates(8, 15, 24), **story)).same_aid is None


def test_dates_of_a_running_calendar_begin_before_the_start_and_end_with_the_last_lot_in_time():
    story = {"days": 28, "lead": "2.5 d"}
    hint = refusal(plans(every(7), dates(15), **story))
    assert hint == "let 2026-01-02 12:00 be the first and 2026-01-30 12:00 the last of the dates in 'plan 1'"
    listed = {"dates": ["2026-01-02 12:00", "15 d", "2026-01-30 12:00"]}
    assert judge(plans(every(7), listed, **story)).same_aid is None


def test_dates_that_no_other_dates_repair_may_be_said_to_differ():
    ramp = {"ramp": {"from": "0/d", "to": "16/d", "start": "0 d", "over": "28 d"}}
    assert refusal(plans(every(7), dates(15), days=28, accrual=ramp)).startswith("compare.unequal_arrivals: say")


def test_lots_that_never_reach_their_minimum_are_refused():
    compared = {
        "small": scenario(every(1), days=28, accrual={"rate": "1/d"}),
        "large": scenario(every(1), days=28, accrual={"rate": "1/d"}, min_lot=50),
    }
    assert "compare.unequal_arrivals: say" in refusal(compared)


def test_single_units_cut_in_two_are_not_taken_for_a_difference():
    compared = plans(every(1), every(7), every(14), days=14, accrual={"rate": "0.3/d"})
    assert judge(compared).same_aid is None


def test_orders_have_no_calendar_to_centre():
    on_demand = {"order_up_to": 60, "review": "1 d"}
    fairness = judge(plans(every(7), every(1), on_demand))
    assert fairness.no_split == {"plan 2": "it orders on demand"}
    assert set(fairness.twins) == {"plan 0", "plan 1"}
    ordering_first = judge(plans(on_demand, every(7), every(1)))
    assert set(ordering_first.no_split.values()) == {"the reference orders on demand"}
    assert ordering_first.twins == {}


def test_scheduled_plans_are_held_against_each_other_when_the_reference_orders():
    assert "first: 1 d" in refusal(
        plans({"order_up_to": 60, "review": "1 d"}, every(1, "0 d"), every(7, "0 d"), lead="13 d")
    )


def test_plans_that_differ_in_more_than_calendars_are_allowed_without_a_split():
    more = scenario(every(7), accrual={"rate": "9/d"})
    fairness = judge(plans(every(1), every(7)) | {"more": more})
    assert fairness.same_aid == "more: differs from 'plan 0' in aid.channels.supply.accrual"
    assert list(fairness.no_split) == ["more"]
    assert set(fairness.twins) == {"plan 0", "plan 1"}


def test_plans_that_differ_in_crews_bring_the_same_aid_and_get_no_split():
    more = scenario(every(7), crews=6)
    fairness = judge(plans(every(1), every(7)) | {"more": more})
    assert fairness.same_aid is None
    assert fairness.banners == ("Not the calendar alone: 'more' differs from 'plan 0' in repair.crews.",)
    assert fairness.no_split == {"more": "differs from 'plan 0' in repair.crews"}
    assert set(fairness.twins) == {"plan 0", "plan 1"}


def test_keys_that_are_left_out_are_counted():
    more = scenario(every(7), crews=6, lead="3 d", on_time="50 %", late="9 d")
    (banner,) = judge(plans(every(1), every(7), lead="13 d") | {"more": more}).banners
    assert banner.endswith("aid.channels.supply.on_time and 1 more key.")


def test_a_faster_way_is_the_same_aid_while_the_calendar_runs_and_gets_no_split():
    fast = scenario(every(7), lead="3 d", on_time="50 %", late="9 d")
    fairness = judge(plans(every(1), every(7), lead="13 d") | {"fast": fast})
    assert fairness.same_aid is None
    assert fairness.no_split == {
        "fast": "differs from 'plan 0' in aid.channels.supply.late, "
        "aid.channels.supply.lead, aid.channels.supply.on_time"
    }
    assert set(fairness.twins) == {"plan 0", "plan 1"}


def test_plans_that_differ_in_the_same_keys_are_named_together():
    others = {name: scenario(every(7), crews=6) for name in ("one", "two", "three")}
    fairness = judge({"usual": scenario(every(7))} | others | {"late": scenario(every(7), arrives="50 %", crews=6)})
    assert fairness.banners == (
        "Not the same aid: 'late' differs from 'usual' in aid.channels.supply.arrives.",
        "Not the calendar alone: 'one', 'two' and 'three' each differ from 'usual' in repair.crews.",
    )


def test_a_slower_way_from_a_standing_start_brings_less_and_is_refused():
    slow = scenario(every(7), begin="switch", lead="21 d")
    with pytest.raises(ScenarioError, match="not the same aid"):
        judge({"usual": scenario(every(7), begin="switch"), "slow": slow})


def test_plans_with_other_crews_are_still_refused_if_their_calendars_bring_other_aid():
    more = scenario(every(28, "0 d"), days=90, crews=6)
    assert "horizon.length" in refusal(plans(every(1, "0 d"), days=90) | {"more": more})


def test_plans_that_share_money_are_never_refused_and_never_split():
    compared = plans(every(1, "0 d"), every(28, "0 d"), days=30, compare={"same": "money"})
    fairness = judge(compared)
    assert fairness.same_aid == "plan 1: spends money otherwise"
    assert fairness.banners == (
        "Not the same aid, and whether plans share their money cannot be told: "
        "no channel has a price (aid.channels.*.unit_cost).",
    )
    assert fairness.twins == {}


def test_twins_are_centred_and_alike_in_everything_else():
    compared = plans(every(1), every(7, timing="advance"), every(7, timing="centred"))
    twins = judge(compared).twins
    cadences = [twin.aid.channels["supply"].cadence for twin in twins.values()]
    assert {cadence.timing for cadence in cadences} == {"centred"}
    assert [cadence.every for cadence in cadences] == [DAY, 7 * DAY, 7 * DAY]
    assert twins["plan 2"] == compared["plan 2"]


def test_channels_with_one_calendar_in_all_plans_keep_their_timing():
    compared = plans(every(1), every(7))
    for name, plan in compared.items():
        channels = plan.aid.channels | {"other": plan.aid.channels["supply"].model_copy(update={"cadence": None})}
        channels["other"] = compared["plan 0"].aid.channels["supply"]
        aid = plan.aid.model_copy(update={"channels": channels})
        compared[name] = plan.model_copy(update={"aid": aid})
    twins = judge(compared).twins
    assert {twin.aid.channels["other"].cadence.timing for twin in twins.values()} == {"arrears"}


def test_an_unknown_reference_is_refused():
    with pytest.raises(UsageError, match="no plan is called 'hourly'"):
        judge(plans(every(1), every(7)), reference="hourly")


def test_a_running_calendar_reaches_back_one_interval_and_the_slowest_lots():
    fixed = plans(every(1), every(7), lead="13 d")
    assert lookback_of(fixed) == 20 * DAY
    exponential = plans(every(7), lead={"exponential": {"mean": "1 d"}})
    assert lookback_of(exponential) == 14 * DAY  # 7 + ln(1000) = 13.9 d
    late = plans(every(7), lead="2 d", on_time="50 %", late={"exponential": {"mean": "1 d"}})
    assert lookback_of(late) == 16 * DAY  # 9 + ln(500) = 15.2 d
    assert lookback_of(plans(every(7), begin="switch", lead="13 d")) == 0


@pytest.mark.parametrize(("longest", "weeks"), [(1, 1), (6, 1), (7, 1), (8, 2), (14, 2), (15, 3)])
def test_a_look_back_counts_intervals_in_whole_weeks(longest, weeks):
    """So the numbers of one plan do not hang on the exact interval of another."""
    assert lookback_of(plans(every(1), every(longest), lead="2 d")) == (7 * weeks + 2) * DAY


def test_accrual_of_a_single_plan_ends_with_the_horizon():
    assert accrual_end_of(plans(every(7), begin="switch", days=30)) == 30 * DAY
