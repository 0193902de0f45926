"""The starter scenario cannot rot: it is valid as it stands and with every line that it proposes, and it runs."""

import re

import pytest

from sim.cli import answer
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.starter import MARK, starter_text
from sim.study.fairness import judge
from sim.study.run import run_study


def test_it_is_valid_has_every_section_and_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert answer(["new", "harbour-town"]) == 0
    assert capsys.readouterr().out == "wrote harbour-town.yaml\n"
    loaded = load_scenario("harbour-town.yaml")
    assert loaded.scenario.name == "Harbour town"
    text = (tmp_path / "harbour-town.yaml").read_text(encoding="utf-8")
    for section in Scenario.model_fields:
        assert re.search(rf"(?m)^(?:#\?)?{section}:", text), section
    assert max(map(len, text.splitlines())) <= 132
    result = run_study(loaded.plans, fairness=judge(loaded.plans), replications=2, seed=1, workers=1)
    assert not result.failures
    assert (result.plans["daily"].outcomes["threats"].sum(axis=1) > 0).all()


def test_every_line_that_it_proposes_is_valid(tmp_path):
    lines = starter_text("All lines").splitlines()
    proposed = [number for number, line in enumerate(lines) if line.startswith(MARK)]
    assert len(proposed) >= 12
    for number in proposed:
        lines[number] = lines[number].removeprefix(MARK)
    file = tmp_path / "all.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert len(load_scenario(file).plans) == 3


def test_what_is_there_is_never_overwritten(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert answer(["new"]) == 0
    (tmp_path / "my-scenario.yaml").write_text("mine")
    assert answer(["new", "my-scenario.yaml"]) == 2
    assert "is there already and is left as it is" in capsys.readouterr().err
    assert (tmp_path / "my-scenario.yaml").read_text() == "mine"


@pytest.mark.parametrize(("name", "code"), [("___", 2), ("no/such/folder/town", 6)])
def test_what_cannot_be_written_is_said(tmp_path, monkeypatch, capsys, name, code):
    monkeypatch.chdir(tmp_path)
    assert answer(["new", name]) == code
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("name", ['it\'s: a "town"', "town # 2", "Ukraine \u0437\u0438\u043c\u0430"])
def test_odd_names_stay_titles(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert answer(["new", name]) == 0
    assert load_scenario(f"{name}.yaml").scenario.name.casefold() == name.casefold()
