"""What the page may set, how plans are called, and how values that do not fit are answered."""

from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.scenario.load import load_scenario
from sim.web.asked import ValuesRefusedError, asked_of, problems_of
from sim.web.channels import main_channel
from sim.web.control import place_of
from sim.web.controls import controls_of
from sim.web.desk import Desk, cadence_words

SCENARIOS = Path(__file__).parents[3] / "scenarios"
EVERY = "aid.channels.coalition.cadence.every"
UP_TO = "aid.channels.coalition.cadence.order_up_to"
CREWS = "repair.crews.heat.start"


@pytest.fixture(scope="module")
def desk():
    return Desk(load_scenario(SCENARIOS / "tiny.yaml"))


def question(*plans, faced=None):
    return {"plans": list(plans), "faced": faced or {}}


def variant(desk, *plans, faced=None):
    return desk.variant(asked_of(question(*plans, faced=faced), desk))


@pytest.mark.parametrize("name", ["tiny", "kyiv-winter-2026", "daily-versus-weekly", "onset-20-january"])
def test_sliders_stand_where_the_scenario_says_and_what_they_write_is_valid(name):
    desk = Desk(load_scenario(SCENARIOS / f"{name}.yaml"))
    assert len(desk.controls) >= 3
    for one in desk.controls.values():
        assert one.low <= one.value <= one.high
        assert one.meaning.endswith((".", ")", "s"))
        assert one.role in ("choose", "face")
        text = one.pattern.format(f"{one.value:g}")
        is_chosen = one.role == "choose"
        asked = question({"set": {one.key: text}}) if is_chosen else question({}, faced={one.key: text})
        assert desk.variant(asked_of(asked, desk)).plans


def test_sliders_take_unit_role_and_meaning_from_the_schema(desk):
    every, crews, cold = (desk.controls[key] for key in (EVERY, CREWS, "weather.anomaly"))
    assert (every.unit, every.role, every.meaning) == ("days", "choose", "A lot each interval of this length.")
    assert (crews.pattern, crews.role, crews.value) == ("{}", "choose", 3.0)
    assert (cold.unit, cold.role, cold.pattern) == ("K", "face", "{} K")


def test_a_scenario_without_aid_has_no_sliders_for_it():
    bare = load_scenario(SCENARIOS / "tiny.yaml", ["aid.channels=null", "compare=null"])
    assert main_channel(bare.scenario, bare.plans) is None
    assert {one.key.split(".")[0] for one in controls_of(bare.scenario, None)} == {"attack", "repair", "weather"}


def test_what_is_moved_is_in_the_plan_and_nothing_else_is(desk):
    found = variant(desk, {"start": "weekly"}, {"start": "weekly", "set": {EVERY: "3 d", CREWS: "5"}}).plans
    assert list(found) == ["weekly", "every 3 days, 5 heat crews"]
    one, other = found.values()
    assert other.aid.channels["coalition"].cadence.every == 3 * 1440
    assert other.repair.crews["heat"].start == 5
    assert one.repair.crews["heat"].start == 3
    assert one.weather == other.weather


def test_a_calendar_on_demand_replaces_the_one_of_the_plan_it_starts_from(desk):
    (found,) = variant(desk, {"start": "daily", "set": {UP_TO: "30"}}).plans.values()
    cadence = found.aid.channels["coalition"].cadence
    assert (cadence.order_up_to, cadence.every, cadence.review) == (30, None, 1440)


@pytest.fixture(scope="module")
def winter():
    return Desk(load_scenario(SCENARIOS / "kyiv-winter-2026.yaml"))


def test_every_channel_has_the_sliders_that_the_schema_gives_it_and_all_of_them_have_some_together(winter):
    parts = {}
    for one in winter.controls.values():
        if one.channel:
            parts.setdefault(one.channel, []).append(one.part)
    channels = winter.loaded.scenario.aid.channels
    assert set(parts) == {"*", *channels}
    for name, channel in channels.items():
        calendar = ["every", "order_up_to"][int(bool(channel.accrual.unlimited)) :] if channel.cadence else []
        assert parts[name] == [*calendar, "lead", "on_time", "late"]
    assert parts["*"] == ["every", "lead", "on_time", "late"]
    assert [one["name"] for one in winter.plain()["channels"]] == ["*", *channels]
    assert winter.plain()["channel"] == "coalition"


def test_a_scenario_with_one_channel_offers_no_choice_among_channels(desk):
    assert [one["name"] for one in desk.plain()["channels"]] == ["coalition"]
    assert not any(one.channel == "*" for one in desk.controls.values())


def test_stocks_are_those_of_what_channels_send_and_are_shown_beside_them(winter):
    beside = {key: one.beside for key, one in winter.controls.items() if key.startswith("initial.stock.")}
    assert beside["initial.stock.medium_missile"] == ("*", "bilateral")
    assert beside["initial.stock.generator"] == ()
    assert "initial.stock.power_crew" not in beside


def test_one_channel_is_moved_and_the_others_stay(winter):
    moved = {"aid.channels.bilateral.cadence.every": "3 d", "aid.channels.bilateral.lead.lognormal.median": "5 d"}
    one, other = variant(winter, {"start": "weekly"}, {"start": "weekly", "set": moved}).plans.items()
    assert other[0] == "weekly, bilateral every 3 days, bilateral 5 d on the way"
    was, now = (dict(plan.aid.channels) for _, plan in (one, other))
    found = now.pop("bilateral")
    assert found.cadence.every == 3 * 1440
    assert found.lead.lognormal.median() == 5 * 1440
    assert now == {name: channel for name, channel in was.items() if name != "bilateral"}


def test_all_channels_are_moved_at_once_and_one_of_them_may_differ(winter):
    moved = {"aid.channels.*.cadence.every": "4 d", "aid.channels.*.lead": "6 d"}
    moved["aid.channels.spare_kits.cadence.every"] = "9 d"
    ((name, found),) = variant(winter, {"start": "on demand", "set": moved}).plans.items()
    assert name == "4 of 7 channels every 4 days, 2 more"
    calendars = {key: one.cadence.every for key, one in found.aid.channels.items() if one.cadence is not None}
    assert calendars.pop("spare_kits") == 9 * 1440
    assert calendars.pop("fuel") is None  # comes when it is ordered, whatever is moved
    assert set(calendars.values()) == {4 * 1440}
    assert len(calendars) == 3
    assert all(one.lead.median() == 6 * 1440 for one in found.aid.channels.values())


ON_TIME, LATE = "aid.channels.coalition.on_time", "aid.channels.coalition.late.exponential.mean"


@pytest.mark.parametrize(
    ("moved", "on_time", "late_d"),
    [({ON_TIME: "60 %"}, 0.6, 7), ({ON_TIME: "60 %", LATE: "3 d"}, 0.6, 3), ({LATE: "3 d"}, 1.0, 3)],
)
def test_lots_may_be_late_where_the_scenario_knows_no_late_ones(desk, moved, on_time, late_d):
    (found,) = variant(desk, {"start": "weekly", "set": moved}).plans.values()
    channel = found.aid.channels["coalition"]
    assert (channel.on_time, channel.late.exponential.mean) == (on_time, late_d * 1440)
    assert "a mean of 7 d is assumed" in desk.controls[LATE].said


def test_late_lots_keep_the_law_of_the_scenario_where_it_has_one(winter):
    (found,) = variant(winter, {"start": "weekly", "set": {ON_TIME: "30 %"}}).plans.values()
    channel, was = found.aid.channels["coalition"], winter.loaded.scenario.aid.channels["coalition"]
    assert (channel.on_time, channel.late) == (0.3, was.late)


def test_sliders_stand_where_a_plan_says_even_if_it_has_another_law():
    desk = Desk(load_scenario(SCENARIOS / "tiny.yaml", ["compare.plans={slow: {aid.channels.coalition.lead: 21 d}}"]))
    key = "aid.channels.coalition.lead.lognormal.median"
    assert desk.plain()["starts"]["slow"]["at"][key][:2] == [21.0, "21 d"]
    (found,) = variant(desk, {"start": "slow", "set": {key: "4 d"}}).plans.values()
    assert found.aid.channels["coalition"].lead.fixed == 4 * 1440


@pytest.mark.parametrize(
    ("key", "text", "place"),
    [
        (EVERY, "36 h", 1.5),
        (EVERY, "2 week", 14.0),
        (EVERY, "36 parsecs", None),
        ("aid.channels.*.lead", "90 min", 0.0625),
        (ON_TIME, "62.5 %", 62.5),
        ("attack.regimes.planner_intensity.factor", "x 1.25", 1.25),
        ("weather.anomaly", "-2.5 K", -2.5),
        (CREWS, "12", 12.0),
        (CREWS, "unlimited", None),
    ],
)
def test_a_typed_value_moves_its_slider_in_the_unit_of_the_slider(key, text, place):
    assert place_of(key, text) == place


def test_what_all_plans_face_is_the_same_in_all(desk):
    faced = {"weather.anomaly": "-5 K", "attack.regimes.planner_intensity.factor": "x 1.5"}
    found = variant(desk, {"start": "weekly"}, {"start": "daily"}, faced=faced)
    for plan in found.plans.values():
        assert plan.weather.anomaly == -5.0
        assert plan.attack.regimes["planner_intensity"].factor == 1.5
        assert plan.attack.regimes["planner_intensity"].length == plan.horizon.length


def test_a_value_inside_what_a_plan_sets_as_a_whole_goes_inside_it():
    desk = Desk(
        load_scenario(
            SCENARIOS / "tiny.yaml",
            ["compare.plans={slow: {aid.channels.coalition.lead: {lognormal: {median: 9 d, sigma: 0.2}}}}"],
        )
    )
    key = "aid.channels.coalition.lead.lognormal.median"
    (found,) = desk.variant(asked_of(question({"start": "slow", "set": {key: "4 d"}}), desk)).plans.values()
    lead = found.aid.channels["coalition"].lead.lognormal
    assert (lead.median(), lead.sigma) == (4 * 1440, 0.2)


def test_plans_with_the_same_words_are_told_apart(desk):
    asked = asked_of(question({"start": "weekly"}, {"start": "daily", "set": {EVERY: "7 d"}}), desk)
    assert desk.names_of(asked) == ("weekly", "weekly (2)")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 d", "daily"),
        ("7 d", "weekly"),
        ("1 week", "weekly"),
        ("3 d", "every 3 days"),
        ("14 d", "every 2 weeks"),
        ("12 h", "every 12 h"),
        ("soon", "every soon"),
    ],
)
def test_calendars_have_the_words_that_people_use(text, words):
    assert cadence_words(text) == words


def test_every_value_that_does_not_fit_is_named_at_its_slider_with_what_to_do(desk):
    with pytest.raises(ValuesRefusedError) as refused:
        variant(desk, {"start": "weekly", "set": {EVERY: "3 days", CREWS: "many"}}, faced={"weather.anomaly": "-5"})
    assert dict(refused.value.found) == {
        "weather.anomaly": "Warmer or colder than usual: -5 needs a unit; for example '-5 K'",
        EVERY: "Days between lots: unknown time unit 'days'; did you mean 'd'?",
        CREWS: "Repair crews (heat): the text 'many' is not a whole number; for example 20 or 'unlimited'",
    }
    assert [one["key"] for one in problems_of(refused.value)] == ["weather.anomaly", EVERY, CREWS]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"plans": []},
        {"plans": [{}] * 6},
        {"plans": ["weekly"]},
        {"plans": [{"start": "no such plan"}]},
        {"plans": [{"start": ["weekly"]}]},
        {"plans": [{"slot": 5}]},
        {"plans": [{"slot": True}]},
        {"plans": [{"set": {"study.seed": "1"}}]},
        {"plans": [{"set": {"weather.anomaly": "-5 K"}}]},
        {"plans": [{"set": {EVERY: 3}}]},
        {"plans": [{"set": {EVERY: ""}}]},
        {"plans": [{"set": {EVERY: "3 d\nx: 1"}}]},
        {"plans": [{"set": {EVERY: "3 " + "d" * 100}}]},
        {"plans": [{"set": {EVERY: "3 d", UP_TO: "4"}}]},
        {"plans": [{"set": {"aid.channels.*.cadence.every": "3 d"}}]},  # one channel needs no control of all
        {"plans": [{"set": []}]},
        {"plans": [{}], "faced": {"weather.hours": "/etc/passwd"}},
        {"plans": [{}], "faced": {CREWS: "4"}},
        {"plans": [{}], "width": "wide"},
        {"plans": [{}], "aside": -1},
        {"plans": [{}], "aside": 0.5},
    ],
    ids=repr,
)
def test_what_is_no_question_of_the_page_is_refused(desk, bad):
    with pytest.raises(UsageError):
        asked_of(bad, desk)


@pytest.mark.parametrize("text", ["{evil: 1}", "[1, 2]", "*x", "!!python/object:os.system", "3 d}, compare: {x", '"'])
def test_a_text_stays_one_value_whatever_it_says(desk, text):
    with pytest.raises(ValuesRefusedError) as refused:
        variant(desk, {"start": "weekly", "set": {EVERY: text}})
    assert [key for key, _ in refused.value.found] == [EVERY]
