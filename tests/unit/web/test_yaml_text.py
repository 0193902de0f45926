"""The scenario of the page as a file: valid by itself, and the same scenario."""

from pathlib import Path

import pytest

from sim.errors import LimitError
from sim.scenario.identity import content_of
from sim.scenario.load import load_scenario
from sim.web.asked import asked_of
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
