"""`decide` as planners meet it: verb, command, JSON, and what is refused."""

import json
from pathlib import Path

import pytest

import sim
from sim.cli import answer
from sim.errors import UsageError
from sim.present.decide.tables import sections_of
from sim.present.decide.words import sentences_of
from sim.scenario.load import load_scenario
from tests.unit.present.languages import english_in, texts_of

TINY = str(Path(__file__).parents[3] / "scenarios" / "tiny.yaml")


@pytest.fixture(scope="module", name="result")
def tiny_decided():
    return sim.decide(TINY, standard="person_hours_below_16 per resident < 12 h", worth=0.5)


def test_a_plan_is_chosen_and_everything_is_told(result):
    assert result.chosen == "daily"
    assert repr(result).endswith("2 plans, daily")
    said = str(result)
    assert said.startswith("Choose daily for the fewest person-hours below 16 degC.")
    for title in ("Bad luck:", "Standard: person-hours below 16 degC per resident < 12 h", "Frontier:"):
        assert title in said
    assert "pays as long as a dispatch costs less than" in " ".join(said.split())
    assert "<table>" in result._repr_html_()


def test_the_chosen_plan_is_told_with_the_worlds_that_compare_would_give(result):
    worlds = result.context.replications
    direct = sim.compare(TINY, replications=worlds).comparison
    for place, plan in enumerate(result.decision.plans):
        assert result.decision.means[place].mean == direct.summaries[plan]["person_hours_below_16"].mean


def test_json_has_the_metric_s_own_direction_and_no_odd_numbers(result):
    kept = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert kept["schema"] == "hearthline.decide/1"
    assert (kept["chosen"], kept["metric"], kept["unit"]) == ("daily", "person_hours_below_16", "person-hours")
    daily = kept["plans"]["daily"]
    assert daily["p_best"] == 1.0
    assert daily["worst_of_20"]["ci_low"] <= daily["worst_of_20"]["value"] <= daily["worst_of_20"]["ci_high"]
    assert daily["mean_of_worst_of_20"]["is_enough"] is False
    assert daily["mean_of_worst_of_20"]["ci_low"] is None
    assert daily["standard"]["of"] == daily["worlds_run"]
    assert kept["switching"]["dispatches"][0]["dear"] == "daily"


def test_all_that_it_says_is_told_in_every_language(result):
    more = sim.decide(TINY, max_replications=250, overrides=["aid.channels.coalition.lead=3 d"])
    for one in (result, more):
        sections = sections_of(one.decision)
        said = [*sentences_of(one.decision), *one.decision.banners, *one.notes, *texts_of(sections)]
        assert english_in(said, ["daily", "weekly"]) == {}


def test_pandas_gets_a_row_for_each_plan(result):
    frame = result.to_pandas()
    assert list(frame["plan"]) == ["daily", "weekly"]
    assert {"mean_mean", "loss_beside_best_other_high", "p_best", "standard_share"} <= set(frame.columns)


def test_the_command_says_it_and_writes_json(tmp_path, capsys):
    file = tmp_path / "decision.json"
    asked = ["--confidence", "90%", "--indifference", "8 %", "--json", str(file), "--out", str(tmp_path / "all")]
    assert answer(["decide", TINY, *asked, "-q"]) == 0
    figures = {"frontier.png", "frontier.svg"}
    made = figures | {"card.json", "card.md", "decision.json", "plans.csv", "report.html", "report.json"}
    assert made <= {one.name for one in (tmp_path / "all").iterdir()}
    sealed = json.loads((tmp_path / "all" / "complete.json").read_text())["files"]
    beside = {"run.json", "figures/narrow/frontier.svg"}
    assert {name for name in sealed if not name.startswith("blocks/")} == made | beside
    assert (tmp_path / "all" / "decision.json").read_bytes() == file.read_bytes()
    assert (tmp_path / "all" / "plans.csv").read_text().count("\n") == 3
    shown = capsys.readouterr()
    assert shown.out.startswith("Choose daily")
    card = json.loads((tmp_path / "all" / "card.json").read_text())
    numbers = json.loads(file.read_text())["plans"]
    for line in card["estimates"]:
        assert (line["estimate"], line["p_better"]) == (
            numbers[line["plan"]]["mean"]["mean"],
            numbers[line["plan"]]["p_best"],
        )
    assert any("pays as long as a dispatch costs less" in one for one in card["could_flip"])
    assert answer(["card", str(tmp_path / "all")]) == 0
    assert "difference from the best of the others | best when drawn again" in capsys.readouterr().out
    assert "90 %" in shown.out
    assert json.loads(file.read_text())["indifference"]["asked"] == "8 %"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--confidence", "40%"], "between 50 % and 100 %"),
        (["--confidence", "sure"], "is no percentage"),
        (["--metric", "person_hours_below_1"], "did you mean 'person_hours_below_1"),
        (["--indifference", "5 kg"], "'kg' is not the unit"),
        (["--standard", "cold"], "is no METRIC"),
        (["--worth", "0"], "above 0 EUR"),
        (["--json", "nowhere/x.json"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(options, said, capsys, monkeypatch):
    monkeypatch.setattr("sim.study.run.run_study", lambda *args, **more: pytest.fail("it ran"))
    assert answer(["decide", TINY, *options]) == 2
    assert said in capsys.readouterr().err


def test_one_plan_is_no_choice():
    with pytest.raises(UsageError, match="decide needs two plans"):
        sim.decide(load_scenario(TINY).scenario)


def test_public_decisions_leave_out_what_is_sensitive():
    with pytest.raises(UsageError, match="no metric is called"):
        sim.decide(TINY, metric="stockout_hours.top_tier_missile", public=True)
