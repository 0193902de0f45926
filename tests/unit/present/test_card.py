"""The results card: one page, the same from JSON, with the assumptions that are in force and what could flip it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.futures import Future
from sim.cli import answer
from sim.present.card.assumptions import FILE, assumptions, in_force
from sim.present.card.content import card_of
from sim.present.card.flips import flips_of
from sim.present.card.of_comparison import subject_of_comparison
from sim.present.card.of_sweep import subject_of_sweep
from sim.present.card.page import card_text
from sim.present.card.stress import checklist_of
from sim.present.sweep.verb import SweepResult
from sim.present.verbs import compare, run
from sim.scenario.json_schema import schema_text
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.shape import slot_at
from tests.assumptions import table

ROOT = Path(__file__).parents[3]
TINY = ROOT / "scenarios" / "tiny.yaml"
NOWHERE = {"A37", "A42", "A44", "A45", "A46", "A51"}
"""Assumptions of saved states, cold buildings, weather and rooms of a morning, forecasts, deaths: in no scenario."""


@pytest.fixture(scope="module")
def result():
    return compare(TINY, replications=12)


@pytest.fixture(scope="module")
def card(result):
    return card_of(subject_of_comparison(result))


def tags(file, **more):
    loaded = load_scenario(file)
    return {one.tag for one in in_force(dict(loaded.plans) or {"": loaded.scenario}, **more)}


def test_assumptions_are_those_of_the_page_on_the_model():
    assert FILE.read_text("utf-8") == table(), "python -m tests.assumptions writes them anew"


def test_every_assumption_is_in_force_somewhere():
    found = set().union(*(tags(file) for file in (ROOT / "scenarios").glob("*.yaml")))
    assert {one.tag for one in assumptions()} - found == NOWHERE - found
    assert "A44" in tags(TINY, from_state=True)


def test_keys_that_change_an_assumption_are_keys_of_scenarios():
    keys = {key for one in assumptions() for key in one.keys} - {"national-grid"}
    schema = schema_text()
    for key in keys:
        through_a_list = ".*." in key and f'"{key.rpartition(".")[2]}": {{' in schema
        assert slot_at(Scenario, tuple(key.split("."))) is not None or through_a_list, key


def test_of_what_a_scenario_does_not_have_nothing_is_assumed():
    found = tags(TINY)
    assert {"A7", "A17", "A24"} <= found
    assert found & {"A28", "A33", "A38", "A39", "A40", "A47"} == set()
    assert "A47" in tags(ROOT / "scenarios" / "national-grid.yaml")
    assert "A40" in tags(ROOT / "scenarios" / "warming-centres.yaml")


def test_the_page_answers_what_a_planner_asks(card):
    page = card_text(card)
    for part in ("**Question.**", "**Answer.**", "What could flip", "When aid is sent", "Not for", "timing arrears"):
        assert part in page
    assert card["scenario_id"] in page
    assert "TODO" not in page
    assert "nan" not in page


def test_estimates_are_those_of_the_comparison(result, card):
    first = card["estimates"][0]
    summary = result.comparison.summaries[first["plan"]][first["metric"]]
    assert (first["estimate"], first["ci_low"], first["n"]) == (summary.mean, summary.ci_low, summary.n_defined)
    assert {one["plan"] for one in card["estimates"] if "difference" in one} == set(result.comparison.differences)


def test_no_clear_difference_is_said_to_be_open(card, result):
    unclear = [
        one
        for one in card["estimates"][:2]
        if one.get("difference") is not None and one["difference_ci_low"] <= 0.0 <= one["difference_ci_high"]
    ]
    said = any("No clear difference" in sentence for sentence in card["could_flip"])
    assert said == bool(unclear)


def test_winters_without_a_difference_are_not_counted_as_the_other_way_round(result):
    comparison = result.comparison
    metric = comparison.headline_metrics[0]
    base = np.array([5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    other = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 6.0])
    reference, plan = comparison.reference, next(iter(comparison.differences))
    clear = replace(comparison.differences[plan][metric], mean=-2.3, ci_low=-4.0, ci_high=-0.5, p_better=0.75)
    made = replace(
        comparison,
        values={reference: {metric: base}, plan: {metric: other}},
        differences={plan: dict(comparison.differences[plan]) | {metric: clear}},
    )
    said = [sentence for sentence in flips_of(made) if "worlds it is" in sentence]
    assert said == [
        f"{plan} and {reference}: in 10 % of the worlds it is the other way round, in 30 % there is no difference."
    ]


def test_a_single_plan_has_a_card_as_well():
    card = card_of(subject_of_comparison(run(TINY, replications=2, public=True)))
    assert "There is one plan" in card["could_flip"][0]
    assert card["sensitivity"] == "public"


def test_the_checklist_leaves_open_only_what_people_know(result):
    items = checklist_of(subject_of_comparison(result))
    numbers = [one.number for one in items]
    assert len(numbers) == len(set(numbers)) >= 22
    assert all(one.text or one.open for one in items)
    assert sum(not one.text for one in items) <= 2


def test_a_folder_of_results_shows_its_card_and_its_checklist(result, card, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sim.present.files.figures_of", lambda result: iter(()))
    result.save(tmp_path)
    assert (tmp_path / "card.md").read_text("utf-8") == card_text(card) == result.card()
    assert json.loads((tmp_path / "card.json").read_text("ascii")) == json.loads(json.dumps(card))
    assert answer(["card", str(tmp_path)]) == 0
    assert capsys.readouterr().out == card_text(card)
    assert answer(["card", str(tmp_path), "--stress"]) == 0
    assert "# STRESS checklist" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "code"), [(None, 2), ("{", 2), ('{"schema": "x"}', 2), ("[]", 2)])
def test_what_is_no_card_is_refused(tmp_path, text, code, capsys):
    if text is not None:
        (tmp_path / "card.json").write_text(text, "ascii")
    assert answer(["card", str(tmp_path)]) == code
    assert "error: " in capsys.readouterr().err


def test_a_card_of_futures_says_where_another_plan_is_the_best(result):
    comparison = result.comparison
    metric = comparison.headline_metrics[0]
    one, other = comparison.plans[:2]
    names = [f"mild {number}" for number in range(8)]
    best = [(one,)] + [(other,)] * 7 + [(one, other)]
    futures = [
        Future(name, {}, "", replace(comparison, best={metric: plans}))
        for name, plans in zip(["cold", *names[:7], "between"], best, strict=True)
    ]
    swept = SweepResult((), tuple(futures), result.context, result.asked)
    said = card_of(subject_of_sweep(swept))["could_flip"]
    noun = comparison.metrics[metric].noun
    assert f"The best plan in {noun} depends on the future: {one} at cold." in said
    assert any(sentence.endswith(f"{other} at {'; '.join(names[:6])} and 1 more.") for sentence in said)
    assert any(sentence.startswith("With 12 worlds it is open which plan is the best at between") for sentence in said)
