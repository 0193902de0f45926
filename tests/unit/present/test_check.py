"""`hearthline check`: verdicts, exit codes, what is refused, and what machines read of it."""

import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.analysis.check.anchors import ANCHORS, findings_of
from sim.analysis.check.baseline import read_baseline, write_baseline
from sim.analysis.check.ladder import Finding
from sim.cli import answer
from sim.clock.traced import TracedClock
from sim.present.check import verb
from sim.present.check.places import Pair
from sim.present.check.report import Checked, Report
from sim.present.check.sound import laws_in
from sim.present.check.wording import sentence_of
from sim.scenario.load import load_scenario
from sim.study.run import Workspace
from sim.study.store.identity import LUCK
from sim.testing import assert_no_drift

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A folder with a scenario and its baseline of few replications."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setattr(verb, "REPLICATIONS", 8)
    shutil.copy(ROOT / "scenarios" / "tiny.yaml", tmp_path / "tiny.yaml")
    assert answer(["check", str(tmp_path), "--update-new", "-q"]) == 1
    return tmp_path


@pytest.fixture
def changed(monkeypatch):
    """A rule that has changed: crews of replication 5 find a world in which a wave comes a minute later."""
    prepare = Workspace.prepare

    def later(self, design, replication):
        wrong = prepare(self, design, replication)
        self.world["wave_min"][0, 0] += replication in (0, 5)
        return wrong

    monkeypatch.setattr(Workspace, "prepare", later)


def test_what_was_stored_is_identical(town, capsys):
    assert answer(["check", str(town), "-q"]) == 0
    assert "1 identical; nothing to look at" in capsys.readouterr().out


def test_one_event_that_changed_is_found_and_told(town, changed, capsys):
    assert answer(["check", str(town / "tiny.yaml"), "-q"]) == 1
    said = capsys.readouterr().out
    assert "The first event that differs: plan 'daily', replication 0" in said
    assert "wave: " in said
    assert "THREAT_KILL" in said


def test_where_only_a_later_world_differs_its_number_is_told(town, capsys, monkeypatch):
    prepare = Workspace.prepare

    def later(self, design, replication):
        wrong = prepare(self, design, replication)
        for params in self.params.values():
            params["layer_against"] = params["layer_against"] * (replication < 5)
        return wrong

    monkeypatch.setattr(Workspace, "prepare", later)
    assert answer(["check", str(town), "-q"]) == 1
    said = re.search(r"replication (\d); what happened in the worlds whose events are kept", capsys.readouterr().out)
    assert int(said[1]) >= 5


def test_a_large_baseline_is_run_as_far_as_it_takes(town, capsys, monkeypatch):
    monkeypatch.setattr(verb, "REPLICATIONS", 2)
    assert answer(["check", str(town), "-q"]) == 0
    assert "2 replications" in capsys.readouterr().out
    prepare = Workspace.prepare

    def weaker(self, design, replication):
        wrong = prepare(self, design, replication)
        self.params["daily", False]["layer_against"] = design.runs["daily", False].array["layer_against"] * 0.0
        return wrong

    monkeypatch.setattr(Workspace, "prepare", weaker)
    assert answer(["check", str(town), "-q"]) > 0
    assert "8 replications" in capsys.readouterr().out
    answer(["check", str(town), "-q", "--max-replications", "4"])
    assert "4 replications" in capsys.readouterr().out


def test_without_a_baseline_or_with_another_scenario_the_code_is_4(town, capsys):
    text = (town / "tiny.yaml").read_text("utf-8")
    (town / "tiny.yaml").write_text(text.replace("length: 14 d", "length: 28 d"), "utf-8")
    assert answer(["check", str(town), "-q"]) == 4
    assert "tiny: stale" in capsys.readouterr().out
    (town / "baselines" / "tiny.json").unlink()
    assert answer(["check", str(town), "-q"]) == 4
    assert "tiny: missing" in capsys.readouterr().out


def test_a_changed_scenario_is_stale_and_its_numbers_are_told_beside(town, capsys):
    text = (town / "tiny.yaml").read_text("utf-8")
    (town / "tiny.yaml").write_text(text.replace("mean: -6 degC", "mean: -12 degC"), "utf-8")
    assert (town / "tiny.yaml").read_text("utf-8") != text
    files = ["--json", str(town / "r.json"), "--junit", str(town / "r.xml")]
    assert answer(["check", str(town), "-q", *files]) == 4
    printed = capsys.readouterr().out
    assert "1 scenario checked: 1 stale" in printed
    assert "Its numbers with the changed scenario, on the same luck:" in printed
    assert "what is faced is another thing" in printed
    found = json.loads((town / "r.json").read_text("utf-8"))["scenarios"][0]
    assert found["verdict"] == "stale"
    colder = [one for one in found["findings"] if one["metric"] == "degree_hours_below_16"]
    assert len(colder) == 2
    assert all(one["new"] > 1.1 * one["old"] for one in colder)
    assert ElementTree.parse(town / "r.xml").getroot()[0].get("failures") == "1"


def test_a_changed_scenario_with_another_seed_is_held_on_the_stored_worlds_and_stored_with_its_own(town, capsys):
    text = (town / "tiny.yaml").read_text("utf-8")
    (town / "tiny.yaml").write_text(text.replace("seed: 7", "seed: 8"), "utf-8")
    assert answer(["check", str(town), "--update", "--reason", "another seed", "-q"]) == 1
    assert "identical." in capsys.readouterr().out
    assert read_baseline(town / "baselines" / "tiny.json").seed == 8
    assert answer(["check", str(town), "-q"]) == 0


def test_plans_that_came_or_went_are_named_and_the_others_compared(town, capsys):
    text = (town / "tiny.yaml").read_text("utf-8")
    (town / "tiny.yaml").write_text(text.replace("    daily:", "    each day:"), "utf-8")
    assert answer(["check", str(town), "-q"]) == 4
    printed = capsys.readouterr().out
    assert "(without daily; new: each day)" in printed
    assert re.search(r"on the same luck: \d+ identical\.", printed)


def test_a_check_fails_by_any_verdict_that_is_to_fail_it():
    findings = (Finding("a", "leakers", "threats", "drift"), Finding("a", "damaged", "buildings", "equivalent"))
    checked = Checked(Pair(Path("town.yaml"), Path("town.json")), findings)
    found = Report((checked,), ("equivalent",), {})
    assert found.failing == [checked]
    assert found.exit_code == 1
    assert [found.fails(checked, one) for one in findings] == [False, True]


def test_an_edited_baseline_is_found(town, capsys):
    file = town / "baselines" / "tiny.json"
    file.write_text(file.read_text("ascii").replace('"mean": ', '"mean": 1', 1), "ascii")
    assert answer(["check", str(file), "-q"]) == 4
    assert "edited or damaged" in capsys.readouterr().out


def test_an_update_needs_a_reason_and_a_person(town, changed, capsys, monkeypatch):
    before = (town / "baselines" / "tiny.json").read_bytes()
    assert answer(["check", str(town), "--update", "-q"]) == 2
    assert "--reason" in capsys.readouterr().err
    monkeypatch.setenv("CI", "true")
    assert answer(["check", str(town), "--update", "--reason", "because", "-q"]) == 2
    assert (town / "baselines" / "tiny.json").read_bytes() == before


def test_an_update_shows_the_change_keeps_the_history_and_fails_once(town, changed, capsys):
    before = read_baseline(town / "baselines" / "tiny.json")
    assert answer(["check", str(town), "--update", "--reason", "a wave comes later", "-q"]) == 1
    assert "The first event that differs" in capsys.readouterr().out
    after = read_baseline(town / "baselines" / "tiny.json")
    assert [change.reason for change in after.history] == ["first baseline", "a wave comes later"]
    assert (after.history[1].old, after.history[1].new) == (before.results, after.results)
    assert answer(["check", str(town), "--update", "--reason", "again", "-q"]) == 0


def test_new_baselines_leave_old_ones_alone(town, changed):
    before = (town / "baselines" / "tiny.json").read_bytes()
    shutil.copy(town / "tiny.yaml", town / "other.yaml")
    assert answer(["check", str(town), "--update-new", "-q"]) == 1
    assert (town / "baselines" / "tiny.json").read_bytes() == before
    assert (town / "baselines" / "other.json").exists()


def test_machines_read_the_same_findings(town, changed, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(town / "summary.md"))
    files = ["--json", str(town / "r.json"), "--junit", str(town / "r.xml"), "--md", str(town / "r.md")]
    assert answer(["check", str(town), "-q", *files]) == 1
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::error ")]
    assert len(commands) == 1
    assert ",line=1,title=tiny%3A " in commands[0]
    assert "%0A" in commands[0]
    found = json.loads((town / "r.json").read_text("utf-8"))
    assert (found["passed"], found["exit_code"]) == (False, 1)
    suite = ElementTree.parse(town / "r.xml").getroot()[0]
    failing = sum(one["verdict"] in found["fail_on"] for one in found["scenarios"][0]["findings"])
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == failing
    assert (town / "summary.md").read_text("utf-8") == (town / "r.md").read_text("utf-8")


def test_two_baselines_are_compared_without_a_run(town, changed, tmp_path_factory, capsys, monkeypatch):
    monkeypatch.setenv("HEARTHLINE_JIT", "on")  # nothing in this process decides about the compiler
    folder = tmp_path_factory.mktemp("before")
    shutil.copy(town / "baselines" / "tiny.json", folder / "tiny.json")
    assert answer(["check", "--diff", str(folder), str(town / "baselines"), "-q"]) == 0
    answer(["check", str(town), "--update", "--reason", "a wave comes later", "-q"])
    capsys.readouterr()
    assert answer(["check", "--diff", str(folder), str(town / "baselines"), "-q"]) == 1
    assert "a wave comes later" in capsys.readouterr().out


def test_a_declared_margin_is_kept(town, changed):
    file = town / "baselines" / "tiny.json"
    stored = read_baseline(file)
    margin = stored.plans["daily"].metrics["leakers"].margin
    write_baseline(file, stored)
    answer(["check", str(town), "--update", "--reason", "a wave comes later", "-q"])
    assert read_baseline(file).plans["daily"].metrics["leakers"].margin == margin


def test_a_test_of_a_user_fails_with_the_report(town, changed):
    with pytest.raises(AssertionError, match="results are not as stored"):
        assert_no_drift(town / "tiny.yaml")
    assert assert_no_drift(town / "tiny.yaml", fail_on=("stale",)).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nowhere"], "no such folder"),
        (["--only", "tny"], "did you mean 'tiny'?"),
        (["--fail-on", "drif"], "did you mean 'drift'?"),
        (["--diff", "one"], "two baselines"),
        (["--only", "tiny:leakers", "--update", "--reason", "x"], "stored whole"),
    ],
)
def test_what_makes_no_sense_is_refused(town, arguments, hint, capsys):
    place = [] if arguments[0] in ("nowhere", "--diff") else [str(town)]
    assert answer(["check", *place, *arguments, "-q"]) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_scenario_has_a_small_sound_baseline_of_what_it_says_now(file):
    path = file.parent / "baselines" / f"{file.stem}.json"
    stored = read_baseline(path)
    assert (stored.scenario_id, stored.luck) == (load_scenario(file).scenario_id, LUCK)
    assert path.stat().st_size < 150_000
    assert stored.history


@pytest.fixture
def one_too_many(monkeypatch):
    """Bookkeeping that gains a unit of stock out of nothing at the twentieth event of each run."""
    happen, events = TracedClock._happen, Counter()

    def happening(clock, event):
        happen(clock, event)
        events[clock] += 1
        if events[clock] == 20:
            clock.state["store"]["stock"][0, 0] += 1

    monkeypatch.setattr(TracedClock, "_happen", happening)


def test_laws_and_exact_answers_are_looked_at_on_request(town, capsys):
    file = town / "found.json"
    assert answer(["check", str(town), "-q", "--invariants", "--anchors", "--json", str(file)]) == 0
    said = capsys.readouterr().out
    assert "2 scenarios checked: 1 identical, 1 holds; nothing to look at." in said
    assert re.search(r"Laws hold in 2 plans, after \d+ events; after \d+ events\.", said)
    found = {one["name"]: one for one in json.loads(file.read_text())["scenarios"]}
    assert (found["tiny"]["holds"], found["anchors"]["holds"]) == (2, sum(len(one.metrics) for one in ANCHORS))


def test_a_broken_law_is_told_with_its_first_event_and_nothing_is_stored(town, one_too_many, capsys):
    junit, page = town / "found.xml", town / "found.md"
    asked = ["check", str(town), "-q", "--invariants", "--junit", str(junit), "--md", str(page)]
    assert answer(asked) == 1
    said = capsys.readouterr().out
    assert "tiny: broken" in said
    assert re.search(r"law of stock \(initial \+ arrived = .*: not after event 20 of replication 0, at 2026-", said)
    failures = list(ElementTree.parse(junit).iter("failure"))
    assert [one.get("type") for one in failures] == ["broken", "broken"]
    assert all("not after event 20" in one.get("message") for one in failures)
    assert "| broken | daily | law of stock" in page.read_text()
    before = (town / "baselines" / "tiny.json").read_bytes()
    (town / "tiny.yaml").write_text((town / "tiny.yaml").read_text().replace("seed: 7", "seed: 8"))
    assert answer([*asked, "--update", "--reason", "another seed"]) == 2
    assert (town / "baselines" / "tiny.json").read_bytes() == before


def test_a_run_that_does_not_come_to_its_end_keeps_no_law(town, monkeypatch):
    monkeypatch.setattr(Workspace, "prepare", lambda space, design, replication: "no world can be drawn")
    pair = Pair(town / "tiny.yaml", town / "baselines" / "tiny.json")
    assert {(one.verdict, one.said) for one in laws_in(pair)} == {("broken", "no world can be drawn")}


@pytest.mark.parametrize("place", range(len(ANCHORS)), ids=lambda place: ANCHORS[place].name)
def test_every_exact_answer_can_be_missed(place):
    wrong = WRONG[ANCHORS[place].file]
    found = list(findings_of(replace(ANCHORS[place], overrides=(*ANCHORS[place].overrides, wrong))))
    assert {one.verdict for one in found} >= {"broken"}
    assert "Exactly" in sentence_of(next(one for one in found if one.verdict == "broken"))


WRONG = {
    "P03.yaml": "defence.layers.missiles.against.drone=72 %",
    "P13.yaml": "damage.severities.broken.work=601 min",
    "P14.yaml": "repair.crews.heat.start=99",
    "P15.yaml": "city.archetypes.house.time_constant=40.01 h",
    "P21.yaml": "initial.stock.round=11",
}
"""Inputs that are a little off."""


def test_a_comparison_of_baselines_runs_nothing(town):
    baseline = str(town / "baselines" / "tiny.json")
    assert answer(["check", "--diff", baseline, baseline, "--anchors", "-q"]) == 2
