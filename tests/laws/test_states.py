"""Ensembles that start from a saved state: what came before is known, what comes has its own luck."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import UsageError
from sim.kernel import kernel, open_record
from sim.model.districts import favoured
from sim.model.series import FIRST
from sim.model.tally import OUTCOME
from sim.model.words import Status
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.study.calendars import Span, span_of
from sim.study.ensemble import StudyResult
from sim.study.fairness import Fairness
from sim.study.replay import replay, stopped
from sim.study.run import Workspace, design_of, run_study
from sim.study.saved import SavedState
from sim.study.start import may_differ, observed_from, state_for
from sim.world.record import Array
from tests.clocks.random_scenarios import scenario_of, validated
from tests.laws.small import town

REPLICATION = 1
TINY = Path(__file__).parents[2] / "scenarios" / "tiny.yaml"


def saved_at(scenario: Scenario, moment: int, span: Span | None = None) -> SavedState:
    span = span or span_of({"": scenario})
    seed = scenario.study.seed
    run = replay(scenario, span, seed=seed, replication=REPLICATION, until=moment)
    return stopped(scenario, span, run, seed=seed, replication=REPLICATION)


def studied(plans: dict[str, Scenario], saved: SavedState | None, span: Span, seed: int) -> StudyResult:
    fairness = Fairness(lookback=span.lookback, accrual_end=span.accrual_end)
    return run_study(plans, fairness=fairness, replications=3, seed=seed, start=saved, workers=1)


def unlike(one: StudyResult, other: StudyResult, replication: int) -> list[str]:
    """Fields of the outcomes, days and series in which two runs of a study differ."""
    found = []
    for name in one.plans:
        mine, others = one.plans[name], other.plans[name]
        first, second = mine.outcomes[replication], others.outcomes[replication]
        found += [field for field in first.dtype.names if not np.array_equal(first[field], second[field])]
        found += ["days"] * (not np.array_equal(mine.days[replication], others.days[replication]))
        found += ["rows"] * (not np.array_equal(mine.rows[replication], others.rows[replication]))
    return found


@pytest.mark.parametrize("number", [3, 5, 6, 8, 11, 19, 27, 31, 42])
def test_with_the_same_luck_to_come_it_is_the_run_that_did_not_stop(number):
    """It is observed from where it stopped: what was counted before is a warm-up (in 5 a lot comes in minute 0)."""
    scenario = scenario_of(number)
    length, span = scenario.horizon.length, span_of({"": scenario})
    for moment in {0, 1440, (7919 * number) % length or 1, length // 2, length - 1}:
        saved = saved_at(scenario, moment)
        plans = observed_from({"": scenario}, saved)
        seed = scenario.study.seed
        assert unlike(studied(plans, saved, span, seed), studied(plans, None, span, seed), REPLICATION) == []


def test_all_runs_share_the_past_and_no_more():
    scenario = load_scenario(TINY).scenario
    moment, span = scenario.horizon.length // 2 + 90, span_of({"": scenario})
    saved = saved_at(scenario, moment)
    design = design_of({"": scenario}, {}, seed=5, lookback=span.lookback, accrual_end=span.accrual_end, start=saved)
    space = Workspace(design)
    pasts, futures = set(), set()
    for replication in range(4):
        assert space.prepare(design, replication) == ""
        world = space.world[0]
        waves = world["wave_min"][: world["wave_count"]]
        before = int((waves < moment).sum())
        hours = moment // 60
        alerts = world["alert_from"][: world["alert_count"]]
        pasts.add((tuple(waves[:before]), tuple(world["outdoor_c"][:hours]), tuple(alerts[alerts < moment])))
        futures.add((tuple(waves[before:]), tuple(world["outdoor_c"][hours + 1 : world["hours"]])))
        entities = world["wave_entity"][: world["wave_count"]].tolist()
        assert len(set(entities)) == len(entities)
        assert (np.diff(world["wave_first"][: world["wave_count"] + 1]) >= 0).all()
        assert (np.diff(waves) >= 0).all()
    assert len(pasts) == 1
    assert len(futures) == 4


CALENDARS = [
    {"every": "1 d"},
    {"every": "5 d", "first": "2 d"},
    {"every": "3 d", "timing": "advance"},
    {"every": "4 d", "timing": "centred"},
    {"dates": ["3 d", "9 d", "16 d"]},
    {"order_up_to": 30, "review": "2 d"},
    None,
]


def donors(cadence, begin, **more):
    """One item that is fired at nothing, brought by one channel."""
    accrual = {"rate": "7/d"} if cadence else {"pledges": [{"date": f"{day} d", "units": 5} for day in range(1, 20)]}
    channel = {"item": "shell", "accrual": accrual, "lead": {"uniform": ["6 h", "4 d"]}} | more
    if cadence is not None:
        channel["cadence"] = cadence
    return validated(
        {
            "schema_version": 1,
            "name": "donors",
            "horizon": {"start": "2026-01-05", "length": "20 d"},
            "threats": {"drone": {}},
            "defence": {"layers": {"gun": {"against": {"drone": "50 %"}, "uses": "shell", "rounds": 1}}},
            "initial": {"stock": {"shell": 10}},
            "aid": {"begin": begin, "channels": {"donor": channel}},
        }
    )


def balance(outcome, scenario):
    """Units that accrued since minute 0, and where they are."""
    return {
        name: int(outcome[name].sum())
        for name in ("accrued", "arrived", "before", "lost", "in_transit", "at_hub", "unsent", "overflow", "returned")
    }


@pytest.mark.parametrize("begin", ["running", "switch"])
@pytest.mark.parametrize("after", range(len(CALENDARS)))
@pytest.mark.parametrize("before", range(len(CALENDARS)))
def test_no_unit_is_lost_or_made_where_a_calendar_changes(begin, before, after):
    first = donors(CALENDARS[before], begin, arrives="80 %")
    then = donors(CALENDARS[after], begin, arrives="80 %")
    span = span_of({"first": first, "then": then})
    saved = saved_at(first, 8 * 1440 + 700, span)
    result = studied(observed_from({"first": first, "then": then}, saved), saved, span, 4)
    for replication in range(3):
        one, other = (balance(result.plans[name].outcomes[replication], first) for name in ("first", "then"))
        for found in (one, other):
            found["left"] = found["accrued"] - sum(
                found[name] for name in ("arrived", "before", "lost", "in_transit", "at_hub", "unsent", "overflow")
            )
        assert one["before"] == other["before"]
        assert one["left"] == other["left"], (one, other)


def test_what_was_sent_arrives_and_what_was_not_goes_with_the_next_lot():
    """7 units a day, every 5 days, fixed lead of 1 day; on day 12 it turns to every day."""
    weekly = donors({"every": "5 d", "first": "0 d"}, "switch", lead="1 d")
    daily = donors({"every": "1 d", "first": "0 d"}, "switch", lead="1 d")
    saved = saved_at(weekly, 12 * 1440 + 60)
    span = Span(saved.lookback, saved.accrual_end)
    result = studied(observed_from({"daily": daily}, saved), saved, span, 4)
    stock = result.plans["daily"].rows[0][:, FIRST].tolist()
    assert stock[:14] == [10] * 6 + [45] * 5 + [80] * 3
    assert stock[14:20] == [80 + 21 + 7 * day for day in range(6)]


def test_crews_of_another_plan_are_there_at_once():
    few, many = town(), town({"repair.crews.heat.start": 30})
    span = span_of({"few": few, "many": many})
    saved = saved_at(few, 7 * 1440 + 5, span)
    result = studied(observed_from({"few": few, "many": many}, saved), saved, span, 4)
    minutes = few.horizon.length - saved.moment
    for name, crews in (("few", 2), ("many", 30)):
        assert result.plans[name].outcomes["on_shift_area"][:, 0].tolist() == [crews * minutes] * 3


def with_forecast(scenario: Scenario, first: str, sd: float = 0.0) -> Scenario:
    weather = type(scenario.weather).model_validate(
        {"mean": "-6 degC", "daily": {"autocorrelation": 0.75, "sd": "4 K"}, "cycle": {"half_range": "2 K"}}
        | {"forecast": [{"date": first, "mean": "-19 degC", "sd": f"{sd} K"}]}
    )
    return scenario.model_copy(update={"weather": weather})


def test_a_forecast_may_be_added_to_a_state_and_changes_what_is_to_come_only():
    scenario = load_scenario(TINY).scenario
    moment, span = 3 * 1440 + 600, span_of({"": scenario})
    saved = saved_at(scenario, moment)
    told = with_forecast(scenario, "2026-01-08")
    assert state_for(saved, {"told": told}) is saved
    design = design_of({"": told}, {}, seed=5, lookback=span.lookback, accrual_end=span.accrual_end, start=saved)
    space, known = Workspace(design), Workspace(design).known["outdoor_c"][0, :82]
    for replication in range(2):
        assert space.prepare(design, replication) == ""
        outdoor = space.world["outdoor_c"][0]
        assert outdoor[:82].tolist() == known.tolist() != [0.0] * 82
        cycle = [2.0 * np.cos(np.pi * (hour - 15) / 12) for hour in range(10, 24)]
        assert outdoor[82:96] == pytest.approx(-19.0 + np.array(cycle))
    later = saved_at(told, moment)
    with pytest.raises(UsageError, match=r"differs in weather\.forecast"):
        state_for(later, {"otherwise": with_forecast(scenario, "2026-01-08", 2.0)})


def test_a_state_goes_on_under_what_planners_choose_only():
    scenario = donors({"every": "5 d"}, "running")
    saved = saved_at(scenario, 1440)
    assert state_for(saved, {"daily": donors({"every": "1 d"}, "running")}) is saved
    horizon = scenario.horizon.model_copy(update={"length": 30 * 1440})
    longer = scenario.model_copy(update={"horizon": horizon})
    with pytest.raises(UsageError, match=r"another scenario: 'longer' differs in horizon\.length"):
        state_for(saved, {"longer": longer})
    assert may_differ("aid.channels.donor.cadence")
    assert may_differ("study.replications")
    assert not may_differ("aid.channels.donor.via")
    assert not may_differ("study.series_step")
    assert not may_differ("initial.stock.shell")


def test_a_state_without_the_room_that_a_plan_needs_is_refused():
    scenario = donors({"every": "5 d"}, "running")
    saved = saved_at(scenario, 1440)
    larger = scenario.model_copy(update={"study": scenario.study.model_copy(update={"series_step": 10})})
    with pytest.raises(UsageError, match="room for a city; these plans need the size nation"):
        design_of({"": larger}, {}, seed=1, lookback=0, accrual_end=0, start=saved)


def test_every_field_of_an_outcome_is_held_against_the_run_that_did_not_stop():
    assert {"ledger_total", "dispatches", "trucks", "unsent", "people_peak"} <= set(OUTCOME.names)


def test_centres_of_another_plan_are_filled_from_the_moment_on():
    """Centres change nothing else, so a run that had them all along shows who is in them from the moment on."""
    dark = {"horizon.length": "6 d", "initial.outages": [{"start": "1 d", "end": "4 d"}]}
    centres = {"places": 10, "opens": {"cold_buildings": 5}}
    without, with_centres = town(dark), town(dark | {"relief.warming_centres": centres})
    moment, span = 2 * 1440 + 300, span_of({"": without})
    saved = saved_at(without, moment, span)
    plans = observed_from({"without": without, "with": with_centres}, saved)
    after, throughout = studied(plans, saved, span, 4), studied({"with": plans["with"]}, None, span, 4)
    for field in ("centre_min", "centre_room_min", "centre_peak", "net_peak"):
        one, other = (result.plans["with"].outcomes[field] for result in (after, throughout))
        assert np.array_equal(one, other), field
    assert (after.plans["with"].outcomes["centre_room_min"] == 10 * (4 * 1440 - moment)).all()
    assert not after.plans["without"].outcomes["centre_min"].any()


@kernel
def favour_of(params_array: Array, state_array: Array, block: int) -> float:
    """The weight that dispatch gives a block's district."""
    return favoured(open_record(params_array), open_record(state_array), block, 1.0)


@pytest.mark.parametrize(("equity", "later"), [(0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (2.0, 0.5)])
def test_cold_borne_before_the_moment_weighs_whatever_the_plan_weighed_until_then(equity, later):
    """District a, 10 buildings, is dark from hour 6 to day 3; b, 20 buildings, from hour 24 to 30."""
    names = {"a": 10, "b": 20}
    story = {
        "horizon.length": "6 d",
        "city.districts": [{"name": name, "people": 100 * count, "buildings": count} for name, count in names.items()],
        "city.sources": [
            {"name": f"plant_{name}", "district": name, "buildings": count} for name, count in names.items()
        ],
        "initial.outages": [
            {"source": "plant_a", "start": "6 h", "end": "3 d"},
            {"source": "plant_b", "start": "1 d", "end": "30 h"},
        ],
    }
    before, plan = (town(story | {"repair.dispatch.equity": power}) for power in (equity, later))
    saved, span = saved_at(before, 2 * 1440 + 30), span_of({"": before})
    plans = observed_from({"": plan}, saved)
    design = design_of(plans, {}, seed=5, lookback=span.lookback, accrual_end=span.accrual_end, start=saved)
    space = Workspace(design)
    assert space.prepare(design, 0) == ""
    assert space.run(("", False), design) == Status.FINE
    districts = space.state["district"][0, :2]
    assert districts["cold"].tolist() == [0, 0]
    borne = [10 * (3 * 1440 - 360), 20 * 360]
    assert districts["cold_min"].tolist() == borne
    city = 60 + sum(borne) / 30
    burden = np.array([(60 + b / n) / city for b, n in zip(borne, (10, 20), strict=True)])
    np.testing.assert_allclose(districts["burden"], burden)
    blocks = [space.params[("", False)]["block"]["district"][0].tolist().index(district) for district in (0, 1)]
    asked = [favour_of(space.params[("", False)], space.state, block) for block in blocks]
    np.testing.assert_allclose(asked, burden**later)


GRID = {
    "horizon.length": "6 d",
    "city.districts": [{"name": "town", "people": 24000, "buildings": 240}],
    "city.sources": [{"name": "plant", "district": "town", "buildings": 240}],
}


def cut_by(turn, queues=6):
    return town(GRID | {"city.grid": {"capacity": "x 0.5", "rota": {"queues": queues, "turn": turn}}})


def test_a_turn_of_another_length_begins_at_the_moment():
    """Half of the queues are cut at a time; under turns of 30 days it would stay the same half."""
    long, short = cut_by("30 d"), cut_by("4 h")
    span, moment = span_of({"": long}), 2 * 1440
    saved = saved_at(long, moment, span)
    result = studied(observed_from({"long": long, "short": short}, saved), saved, span, 4)
    end = long.horizon.length
    assert result.plans["long"].outcomes["cut_most"].tolist() == [end] * 3
    assert result.plans["short"].outcomes["cut_most"].tolist() == [moment + (end - moment - moment) // 2] * 3


def test_a_state_cannot_go_on_with_other_queues():
    saved = saved_at(cut_by("4 h"), 300)
    with pytest.raises(UsageError, match=r"'two' differs in city\.grid\.rota\.queues"):
        state_for(saved, {"two": cut_by("4 h", queues=2)})


@pytest.mark.parametrize("accrual", [{"rate": "7/d"}, {"pledges": [{"date": "15 d", "units": 40}]}])
def test_what_an_unlimited_channel_had_sent_counts_as_accrued(accrual):
    cadence = {"order_up_to": 30, "review": "2 d"}
    endless, counted = (donors(cadence, "switch", accrual=one) for one in ({"unlimited": True}, accrual))
    span = span_of({"": endless})
    saved = saved_at(endless, 8 * 1440 + 700, span)
    outcome = studied(observed_from({"": counted}, saved), saved, span, 4).plans[""].outcomes[0]
    found = balance(outcome, counted)
    assert found["arrived"] == 20
    assert found["accrued"] == sum(found[name] for name in ("arrived", "in_transit", "unsent"))


def test_a_hub_is_busy_by_what_it_could_handle_at_the_time():
    """Far more comes than a hub can hand on: 8 units on each of four days, and from then on 2."""

    def by_way_of(handles):
        channel = {"item": "crew", "accrual": {"rate": "90/d"}, "cadence": {"every": "1 d", "first": "0 d"}}
        return town(
            {
                "repair.crews.heat.joined_by": "crew",
                "aid": {
                    "begin": "switch",
                    "hubs": {"border": {"handles": handles}},
                    "channels": {"donor": channel | {"via": "border"}},
                },
            }
        )

    fast, slow = by_way_of("8/d"), by_way_of("2/d")
    span = span_of({"": fast})
    saved = saved_at(fast, 4 * 1440, span)
    outcome = studied(observed_from({"": slow}, saved), saved, span, 4).plans[""].outcomes[0]
    assert outcome["hub_could"][0] == 4 * 8 + 16 * 2
    assert outcome["hub_handled"][0] == 3 * 8 + 16 * 2, "on the first day nothing has come yet"
