"""Re-planning: a morning, a forecast and plans become one comparison and one page."""

import json
import re

import pytest

from sim.cli import answer
from sim.errors import ScenarioError
from sim.present.replan.morning import facts_of, plan_text
from sim.present.replan.verb import replan
from sim.scenario.load import load_scenario
from sim.scenario.replan_file import load_replan

MORNING = """\
schema_version: 1
name: Tiny town <b>on a Monday</b>
scenario: tiny.yaml
today: 2026-01-12
ahead: 3 d
state:
  stock: {top_tier_missile: 1}
  in_transit: [{item: top_tier_missile, units: 3, arrives: 2026-01-14}]
  cold: [{district: lower_town, buildings: 60, severity: light}]
  crews: {heat: 2}
  outdoor: -9 degC
forecast:
  - {date: 2026-01-12, mean: -12 degC, sd: 1 K}
  - {date: 2026-01-13, mean: -15 degC, sd: 2 K}
changes: {damage.severities.light.work: 6 h, aid.channels.coalition.cadence: {every: 4 d, first: 0 d}}
plans:
  as now: {}
  forty crews: {repair.crews.heat.ramp: {to: 40, by: 12 h}}
  daily: {aid.channels.coalition.cadence: {every: 1 d, first: 1 d}, aid.channels.coalition.lead: 6 h}
metrics: [person_hours_below_16, buildings_cold_peak]
"""


@pytest.fixture
def folder(tmp_path, tiny_text):
    (tmp_path / "tiny.yaml").write_text(tiny_text)
    return tmp_path


@pytest.fixture(scope="module")
def tiny_text():
    from pathlib import Path

    return (Path(__file__).parents[3] / "scenarios" / "tiny.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def result(tmp_path_factory, tiny_text):
    folder = tmp_path_factory.mktemp("replan")
    (folder / "tiny.yaml").write_text(tiny_text)
    return replan(written(folder), replications=3, workers=1)


def written(folder, *changes, text=MORNING):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "morning.yaml"
    file.write_text(text)
    return file


def problems(file, **how):
    with pytest.raises(ScenarioError) as caught:
        load_replan(file, **how)
    return [(one.place.line if one.place else 0, one.path, one.message, one.hint) for one in caught.value.problems]


def test_the_morning_lies_on_top_of_the_scenario_and_actions_stand_in_place_of_its_plans(folder):
    asked = load_replan(written(folder))
    scenario, base = asked.loaded.scenario, load_scenario(folder / "tiny.yaml").scenario
    assert (scenario.horizon.start.isoformat(), scenario.horizon.length) == ("2026-01-12", 3 * 1440)
    assert list(asked.loaded.plans) == ["as now", "forty crews", "daily"]
    assert (scenario.compare.reference, scenario.aid.begin) == ("as now", "switch")
    assert (scenario.initial.crews, scenario.initial.outdoor) == ({"heat": 2}, -9.0)
    assert [(day.mean, day.sd) for day in scenario.weather.forecast] == [(-12.0, 1.0), (-15.0, 2.0)]
    assert (scenario.weather.daily, scenario.city, scenario.defence) == (base.weather.daily, base.city, base.defence)
    assert load_replan(written(folder), "36 h").loaded.scenario.horizon.length == 36 * 60
    assert load_replan(written(folder, ("ahead: 3 d\n", ""))).loaded.scenario.horizon.length == 14 * 1440


def test_state_and_forecast_may_lie_in_files_of_their_own(folder):
    whole = load_replan(written(folder)).loaded.scenario_id
    begin, end = MORNING.index("state:\n"), MORNING.index("forecast:")
    (folder / "seen.yaml").write_text(re.sub("(?m)^  ", "", MORNING[begin + len("state:\n") : end]))
    (folder / "days.csv").write_text("# by the service\ndate,mean [degC],sd [K]\n2026-01-12,-12,1\n2026-01-13,-15,2\n")
    text = MORNING[:begin] + "state: seen.yaml\nforecast: days.csv\n" + MORNING[MORNING.index("changes:") :]
    assert load_replan(written(folder, text=text)).loaded.scenario_id == whole


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "message", "hint"),
    [
        ("tiny.yaml", "tinny.yaml", 3, "scenario", "there is no file 'tinny.yaml'", "relative"),
        ("today: 2026-01-12\n", "", 1, "", "an observed morning needs its date", "today: 2026-01-26"),
        ("forecast:\n", "forcast:\n", 12, "", "unknown key 'forcast'", "did you mean 'forecast'?"),
        ("top_tier_missile: 1}", "top_tier_misile: 1}", 7, "initial.stock.top_tier_misile", "", "top_tier_missile"),
        ("date: 2026-01-13", "date: 2026-01-15", 14, "weather.forecast[2].date", "2026-01-13 is due here", ""),
        ("mean: -15 degC", "mean: -15", 14, "weather.forecast[2].mean", "unit", ""),
        ("damage.severities.light", "damage.severity.light", 15, "", "unknown key 'damage.severity'", "severities"),
        ("repair.crews.heat.ramp", "attack.city_share", 18, "", "attack.city_share is what we face", ""),
        ("repair.crews.heat.ramp", "repair.crew.heat.ramp", 18, "", "unknown key 'repair.crew'", "crews"),
        ("buildings: 60,", "buildings: 500,", 9, "initial.cold[1].buildings", "lower_town has 80 buildings", ""),
        ("2026-01-14}", "2026-01-11}", 8, "initial.in_transit[1].arrives", "has arrived before the start", ""),
        ("metrics:", "reference: weekly\nmetrics:", 20, "compare.reference", "no plan is called 'weekly'", ""),
    ],
)
def test_what_is_wrong_is_told_where_it_was_written(folder, old, new, line, path, message, hint):
    found = problems(written(folder, (old, new)))
    assert [one for one in found if one[0] == line and path in one[1] and message in one[2] and hint in one[3]], found


def test_the_option_and_the_table_have_places_of_their_own(folder):
    assert problems(written(folder), ahead="4 fortnights")[0][1] == "ahead"
    (folder / "days.csv").write_text("date,mean [degC]\n2026-01-12,-12\n2026-01-14,-15\n")
    begin, end = MORNING.index("forecast:"), MORNING.index("changes:")
    file = written(folder, text=MORNING[:begin] + "forecast: days.csv\n" + MORNING[end:])
    with pytest.raises(ScenarioError, match=r"days\.csv:3:1: .*2026-01-13 is due here"):
        load_replan(file)


def hourly(folder, begin, hours):
    head = f"# period: {begin} to later\nhour,outdoor_c\n"
    (folder / "hours.csv").write_text(head + "".join(f"{hour},{-10 - hour // 24}\n" for hour in range(hours)))
    text = MORNING[: MORNING.index("forecast:")] + "forecast: {hours: hours.csv, sd: 1 K, grows: 0.5 K}\n"
    return written(folder, text=text + MORNING[MORNING.index("changes:") :])


def test_a_forecast_may_be_an_imported_table_of_hours_that_begins_today(folder):
    found = load_replan(hourly(folder, "2026-01-12", 60)).loaded.scenario.weather.forecast
    assert [(day.date.day, day.mean, day.sd) for day in found] == [(12, -10.0, 1.0), (13, -11.0, 1.5)]
    assert problems(hourly(folder, "2026-01-11", 60)) == [
        (12, "forecast.hours", "the table begins on 2026-01-11, not today", "import it again with --from 2026-01-12")
    ]
    assert problems(hourly(folder, "2026-01-12", 20))[0][1:3] == ("forecast.hours", "the table has no whole day")
    file = written(
        folder, (MORNING[MORNING.index("forecast:") : MORNING.index("changes:")], "forecast: {hours: h.csv}\n")
    )
    assert "sd" in problems(file)[0][2]


def test_all_actions_meet_the_same_worlds_and_are_compared_in_pairs(result):
    comparison = result.compared.comparison
    assert comparison.plans == ("as now", "forty crews", "daily")
    waves = {tuple(one.outcomes["threats"].ravel()) for one in result.compared.study.plans.values()}
    assert len(waves) == 1
    found = comparison.differences["forty crews"]["person_hours_below_16"]
    assert found.mean < 0.0
    assert found.p_better > 0.5
    assert "Better than as now (ties count half): forty crews in " in result.headline
    assert result.headline.startswith("From 12 January 2026 to 14 January 2026: ")


def test_the_page_says_answer_actions_aid_and_morning_and_asks_for_nothing(result):
    page = result.page()
    assert "Tiny town &lt;b&gt;on a Monday&lt;/b&gt;" in page
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)
    assert page.count("<h1") == 1
    for said in (
        "repair.crews.heat.ramp: {to: 40, by: 12 h}",
        "nothing: as before",
        "3 top tier missile on 14 Jan",
        "12 Jan: -12 ± 1, 13 Jan: -15 ± 2 °C",
        "top tier missile, arrived",
        "Not the same aid",
    ):
        assert said in page, said


def test_public_results_do_not_tell_the_stock(folder, result):
    public = replan(written(folder), replications=1, workers=1, public=True)
    assert "1 top tier missile" in result.page()
    assert "1 top tier missile" not in public.page()
    assert "in stock" not in public.to_json()["morning"]


SECRETS = """\
plans:
  as now: {}
  keep some: {defence.layers.top_tier_missiles.reserve: {for: ballistic, keep: 41}}
  all layers: {defence: {layers: {top_tier_missiles: {reserve: {for: ballistic, keep: 42}}}}}
  on demand: {aid.channels.coalition.cadence: {order_up_to: 43, reorder_point: 41, review: 1 d}}
  nested: {aid.channels: {coalition: {cadence: {order_up_to: 45, review: 1 d}}}}
  forty crews: {repair.crews.heat.ramp: {to: 46, by: 12 h}}
"""


def test_public_results_tell_neither_levels_of_stock_nor_what_waits_to_be_sent(folder):
    text = MORNING[: MORNING.index("plans:")] + SECRETS
    file = written(folder, ("stock: {top_tier_missile: 1}", "stock: {}\n  accrued: {coalition: 47}"), text=text)
    secret = re.compile(r"\b4[1-57]\b")
    asked = load_replan(file)
    told = {plan: plan_text(changes, public=False) for plan, changes in asked.plans.items()}
    public = {plan: plan_text(changes, public=True) for plan, changes in asked.plans.items()}
    assert [plan for plan, said in told.items() if secret.search(said)] == list(asked.plans)[1:5]
    assert not any(secret.search(said) for said in public.values())
    assert public["keep some"] == "defence.layers.top_tier_missiles.reserve: not shown"
    assert "46" in public["forty crews"]
    waiting = [one for one in facts_of(asked.loaded.scenario) if secret.search(one.said)]
    assert [(one.what, one.sensitive) for one in waiting] == [("not sent yet", True)]


@pytest.mark.slow
def test_a_page_that_is_public_hides_what_a_plan_keeps_back(folder):
    text = MORNING[: MORNING.index("plans:")] + SECRETS[: SECRETS.index("  all layers")]
    file = written(folder, ("stock: {top_tier_missile: 1}", "stock: {}\n  accrued: {coalition: 47}"), text=text)
    whole, public = (replan(file, replications=1, workers=1, public=hidden) for hidden in (False, True))
    for said in ("keep: 41", "47 by coalition"):
        assert said in whole.page()
        assert said in json.dumps(whole.to_json())
        assert said not in public.page()
        assert said not in json.dumps(public.to_json())


NULLABLE = ["name", "description", "ahead", "reference", "metrics", "replications", "forecast", "changes", "seed"]


@pytest.mark.parametrize("key", NULLABLE)
def test_a_key_that_is_null_is_left_out(folder, key):
    text = re.sub(rf"(?ms)^{key}:.*?(?=^[a-z])|^  cold: [^\n]*\n", "", MORNING + "end").removesuffix("end")
    (folder / "without.yaml").write_text(text)
    without = load_replan(folder / "without.yaml").loaded
    assert load_replan(written(folder, text=f"{text}{key}: null\n")).loaded.scenario_id == without.scenario_id


def test_a_plan_that_is_null_is_told_how_to_go_on_as_before(folder):
    assert problems(written(folder, ("as now: {}", "as now: null"))) == [
        (17, "plans.as now", "a plan is its key paths with their values", "{} goes on as before")
    ]


@pytest.mark.slow
def test_the_command_writes_page_and_json_and_resumes(folder, capsys):
    file, out, kept = written(folder), folder / "out", folder / "morning.json"
    assert answer(["replan", str(file), "-n", "2", "--out", str(out), "--json", str(kept), "-q"]) == 0
    found = json.loads(kept.read_text())
    assert found["schema"] == "hearthline.replan/1"
    assert found["from"] == "2026-01-12T00:00"
    assert found["comparison"]["replications"] == 2
    assert found["answer"] in " ".join(capsys.readouterr().out.split())
    page = (out / "replan.html").read_bytes()
    (out / "replan.html").unlink()
    assert answer(["resume", str(out), "-q"]) == 0
    assert (out / "replan.html").read_bytes() == page


def test_a_saved_state_says_day_and_horizon_itself(folder, capsys, as_decided):
    state = folder / "day6.state"
    answer(["trace", str(folder / "tiny.yaml"), "--until", "2026-01-11", "--save-state", str(state), "-q"])
    begin, end = MORNING.index("today:"), MORNING.index("plans:")
    text = MORNING[:begin] + "state: day6.state\nforecast: [{date: 2026-01-11, mean: -16 degC}]\n" + MORNING[end:]
    text = re.sub(r"  daily: .*\n", "", text)
    found = replan(written(folder, text=text), replications=1, workers=1)
    assert (found.begin.isoformat(), found.end.isoformat()) == ("2026-01-11T00:00:00", "2026-01-19T00:00:00")
    assert "saved at 2026-01-11" in found.page()
    wrong = text.replace("state:", "today: 2026-01-12\nahead: 3 d\nstate:")
    with pytest.raises(ScenarioError) as caught:
        replan(written(folder, text=wrong), replications=3)
    said = str(caught.value)
    assert "today: the state was saved on 2026-01-11" in said
    assert "ahead: from the saved state its scenario goes on for 8 d" in said


def test_the_shipped_mornings_are_valid():
    from pathlib import Path

    files = sorted((Path(__file__).parents[3] / "scenarios" / "mornings").glob("*.yaml"))
    assert files
    for file in files:
        assert load_replan(file).loaded.plans
