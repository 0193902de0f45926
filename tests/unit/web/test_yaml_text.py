"""The scenario of the page as a file: valid by itself, and the same scenario."""

from pathlib import Path

import pytest

from sim.errors import LimitError
from sim.scenario.identity import content_of
from sim.scenario.load import load_scenario
from sim.web.asked import asked_of
from sim.web.control import place_of
from sim.web.desk import Desk
from sim.web.yaml_text import scenario_text

SCENARIOS = Path(__file__).parents[3] / "scenarios"


@pytest.mark.parametrize("name", ["tiny", "kyiv-winter-2026", "coalition-channels", "surge-week"])
def test_the_file_says_what_the_page_shows(name, tmp_path):
    desk = Desk(load_scenario(SCENARIOS / f"{name}.yaml"))
    plans = [{"start": start} for start in list(desk.overrides)[:3]]
    plans.append({"start": "", "set": {f"aid.channels.{desk.channel}.cadence.every": "5 d"}})
    asked = asked_of({"plans": plans, "faced": {"weather.anomaly": "-5 K"}}, desk)
    file = tmp_path / "scenario.yaml"
    file.write_text(scenario_text(desk, asked, 120), encoding="utf-8")
    found, shown = load_scenario(file), desk.variant(asked)
    assert found.scenario.study.replications == 120
    assert list(found.plans) == list(desk.names_of(asked))
    for title, plan in found.plans.items():
        same = {"study": plan.study, "compare": plan.compare}
        assert content_of(plan) == content_of(shown.plans[title].model_copy(update=same))
    assert found.scenario.compare.reference == desk.names_of(asked)[0]
    assert found.scenario.evidence["weather.anomaly"].from_ == "Set on the planner page"


FACED = {
    "attack.regimes.planner_intensity.factor": "x 1.5",
    "weather.anomaly": "-2.5 K",
    "initial.stock.medium_missile": "33",
}
MOVED = {
    "aid.channels.coalition.cadence.every": "36 h",
    "aid.channels.coalition.lead.lognormal.median": "9 d",
    "aid.channels.bilateral.on_time": "40 %",
    "aid.channels.bilateral.late.exponential.mean": "5 d",
    "repair.crews.heat.start": "99",
}


def test_a_page_of_the_file_has_the_same_sliders_at_the_same_places(tmp_path):
    desk = Desk(load_scenario(SCENARIOS / "kyiv-winter-2026.yaml"))
    plans = [{"start": "weekly"}, {"start": "daily", "set": MOVED}, {"start": "on demand"}]
    asked = asked_of({"plans": plans, "faced": FACED}, desk)
    file = tmp_path / "scenario.yaml"
    file.write_text(scenario_text(desk, asked, 120), encoding="utf-8")
    again = Desk(load_scenario(file))
    page = again.plain()
    reference, second, _ = desk.names_of(asked)
    assert (page["pinned"], page["moved"], page["channel"]) == ([reference], second, "coalition")
    assert {_part(one) for one in again.controls.values()} == {_part(one) for one in desk.controls.values()}
    faced, moved = page["starts"][""]["at"], page["starts"][page["moved"]]["at"]
    for at, texts in ((faced, FACED), (moved, MOVED)):
        for key, text in texts.items():
            control = again.controls[key]
            assert at[key][1] == text
            assert at[key][0] == pytest.approx(place_of(key, text), abs=control.step / 2)
    untouched = {key: one for key, one in moved.items() if key not in MOVED and ".late" not in key and "*" not in key}
    was = desk.plain()["starts"]["daily"]["at"]
    assert all(was[key] == place for key, place in untouched.items() if desk.controls[key].role == "choose")


def _part(control):
    return control.channel, control.part or control.key


def test_attacks_that_were_made_larger_can_be_moved_further_in_the_file(tmp_path):
    key = "attack.regimes.planner_intensity.factor"
    desk = Desk(load_scenario(SCENARIOS / "tiny.yaml"))
    file = tmp_path / "scenario.yaml"
    file.write_text(scenario_text(desk, asked_of({"plans": [{}], "faced": {key: "x 1.5"}}, desk), 10), encoding="utf-8")
    again = Desk(load_scenario(file))
    assert (again.controls[key].value, again.controls[key].said) == (1.5, "x 1.5")
    further = again.variant(asked_of({"plans": [{}], "faced": {key: "x 0.8"}}, again)).scenario.attack.regimes
    assert [one.factor for one in further.values()] == [0.8]


def test_a_regime_of_somebody_else_with_that_name_is_left_alone():
    regime = "attack.regimes.planner_intensity={start: 3 d, length: 2 d, factor: x 2}"
    desk = Desk(load_scenario(SCENARIOS / "tiny.yaml", [regime]))
    assert "attack.regimes.planner_intensity.factor" not in desk.controls


def test_what_is_said_about_values_that_were_moved_is_left_out(tmp_path):
    desk = Desk(load_scenario(SCENARIOS / "kyiv-winter-2026.yaml"))
    key = "initial.stock.generator"
    text = scenario_text(desk, asked_of({"plans": [{}], "faced": {key: "7"}}, desk), 10)
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    known = load_scenario(file).scenario.evidence
    assert "136 generators" not in known[key].from_
    assert (
        known["initial.stock.generator_fuel"].from_
        == desk.loaded.scenario.evidence["initial.stock.generator_fuel"].from_
    )


def test_hostile_names_stay_texts(tmp_path):
    hostile = load_scenario(SCENARIOS / "tiny.yaml", ['name="no: {yes} # &x *y !!z <script>"', 'description="12:30"'])
    desk = Desk(hostile)
    file = tmp_path / "scenario.yaml"
    file.write_text(scenario_text(desk, asked_of({"plans": [{}]}, desk), 10), encoding="utf-8")
    found = load_scenario(file).scenario
    assert (found.name, found.description) == (hostile.scenario.name, "12:30")


def test_a_scenario_too_large_for_one_file_is_refused_with_what_to_do_instead():
    desk = Desk(load_scenario(SCENARIOS / "national-grid.yaml"))
    with pytest.raises(LimitError, match=r"one file may have 5,000 .* compare the file itself with --set"):
        scenario_text(desk, asked_of({"plans": [{}]}, desk), 10)
