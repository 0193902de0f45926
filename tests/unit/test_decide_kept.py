"""`decide` with a folder: kept block by block, also where plans that were ruled out run no more, and gone on with."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import sim
from sim.cli import answer
from sim.present.decide import result as decision
from sim.present.verbs import trace
from sim.study.stopping import Stopped
from sim.study.store import folder as store
from tests.faults.studies import TINY, blocks, content, here
from tests.unit.test_resume import broken_after

pytestmark = pytest.mark.slow

ASKED = ("--indifference", "100 thousand person-hours", "--workers", 1)
"""Weekly is ruled out first, then every three days, then every two."""


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    """Pictures take longer than the worlds; the report needs one."""
    monkeypatch.setattr(decision, "FORMS", ("svg",))


@pytest.fixture(scope="module", name="town")
def four_plans(tmp_path_factory):
    file = tmp_path_factory.mktemp("decide") / "town.yaml"
    more = "".join(
        f"    {name}: {{aid.channels.coalition.cadence: {{every: {days} d, first: random, timing: arrears}}}}\n"
        for name, days in (("second", 2), ("third", 3))
    )
    file.write_text(TINY.read_text().replace("  reference: weekly\n", f"{more}  reference: weekly\n"))
    return file


@pytest.fixture(scope="module", name="whole")
def whole_choice(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("decide") / "whole"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision, "FORMS", ("svg",))
        code, said = here("decide", town, *ASKED, "--out", folder)
    assert (code, said.splitlines()[-1]) == (0, f"wrote {folder}; begin with {folder / 'report.html'}")
    return folder


def found_in(folder):
    return json.loads((folder / "decision.json").read_text())


def test_worlds_of_the_plans_that_are_left_lie_in_folders_of_their_own(whole):
    assert found_in(whole)["chosen"] == "daily"
    worlds = {plan: row["worlds_run"] for plan, row in found_in(whole)["plans"].items()}
    assert worlds["weekly"] < worlds["third"] < worlds["second"] == worlds["daily"]
    kept = {file.parent.name: json.loads(file.read_text())["identity"] for file in whole.glob("left/*/run.json")}
    assert {name: [run["plan"] for run in one["runs"]] for name, one in kept.items()} == {
        "1-3": ["daily", "second"],
        "1-3-4": ["daily", "second", "third"],
    }
    sealed = json.loads((whole / "complete.json").read_text())
    there = {file.relative_to(whole).as_posix() for file in whole.rglob("*.npy")}
    assert there == {name for name in sealed["files"] if name.endswith(".npy")}
    assert sealed["replications"] == worlds["daily"]


def test_what_is_kept_is_what_is_not_kept(whole, town, tmp_path):
    assert here("decide", town, *ASKED, "--json", tmp_path / "unkept.json", "-q")[0] == 0
    assert (tmp_path / "unkept.json").read_bytes() == (whole / "decision.json").read_bytes()


@pytest.mark.parametrize("kept", [2, 5, 7])
def test_stopped_anywhere_it_is_gone_on_with_to_the_same_bytes(whole, town, tmp_path, monkeypatch, kept):
    folder = tmp_path / "choice"
    with monkeypatch.context() as patch:
        patch.setattr(store.RunFolder, "keep", broken_after(kept, Stopped(15)))
        code, said = here("decide", town, *ASKED, "--out", folder)
    assert (code, said.splitlines()[-1]) == (143, f"stopped by SIGTERM; go on with: hearthline resume {folder}")
    assert not (folder / "complete.json").exists()
    committed = blocks(folder)
    assert here("resume", folder, "--workers", 1)[0] == 0
    assert content(folder) == content(whole)
    assert committed.items() & blocks(folder).items()


def test_a_folder_that_is_complete_runs_nothing_again(whole, monkeypatch):
    before = content(whole)
    with monkeypatch.context() as patch:
        patch.setattr("sim.study.run.run_block", lambda *args: pytest.fail("it ran"))
        assert here("resume", whole)[0] == 0
    assert content(whole) == before


def test_another_indifference_takes_the_worlds_that_are_there(whole, town, tmp_path):
    """The plans drop out at other worlds, so that folders of plans that are left begin earlier or later."""
    asked = ("decide", town, "--indifference", "150 thousand person-hours", "--workers", 1)
    shutil.copytree(whole, tmp_path / "other")
    committed = blocks(tmp_path / "other")
    assert here(*asked, "--out", tmp_path / "other")[0] == 0
    assert here(*asked, "--json", tmp_path / "fresh.json", "-q")[0] == 0
    assert (tmp_path / "other" / "decision.json").read_bytes() == (tmp_path / "fresh.json").read_bytes()
    assert found_in(tmp_path / "other") != found_in(whole)
    assert committed.items() <= blocks(tmp_path / "other").items()


def test_the_folder_of_another_study_is_refused(whole, town):
    code, said = here("decide", town, *ASKED, "--seed", 9, "--out", whole)
    assert (code, "the folder holds another study: its seed is 7, not 9" in said) == (6, True)


@pytest.fixture(scope="module", name="state")
def state_of_day_five(tmp_path_factory):
    file = tmp_path_factory.mktemp("state") / "day5.state"
    trace(TINY, plan="weekly", until="5 d").stopped.save(file)
    return file


def test_a_choice_goes_on_from_a_saved_state(state, tmp_path):
    asked = ("--max-replications", 200, "--state", state, "--json", tmp_path / "choice.json", "-q")
    assert answer([str(one) for one in ("decide", TINY, *asked)]) == 0
    found = json.loads((tmp_path / "choice.json").read_text())
    assert any("All runs go on from a saved state, 2026-01-10 00:00 on" in said for said in found["warnings"])
    compared = sim.compare(TINY, replications=200, state=state).comparison
    for plan, summary in compared.summaries.items():
        assert found["plans"][plan]["mean"]["mean"] == summary["person_hours_below_16"].mean


def test_a_state_of_another_scenario_is_refused(state):
    code, said = here("decide", TINY, "--state", state, "--set", "horizon.length=20 d")
    assert (code, "the state belongs to another scenario: 'daily' differs in horizon.length" in said) == (2, True)


def test_a_kept_choice_from_a_state_reads_it_again(state, tmp_path, monkeypatch):
    asked = ("decide", TINY, "--max-replications", 200, "--state", state, "--workers", 1)
    assert here(*asked, "--out", tmp_path / "whole")[0] == 0
    with monkeypatch.context() as patch:
        patch.setattr(store.RunFolder, "keep", broken_after(2, Stopped(15)))
        assert here(*asked, "--out", tmp_path / "again")[0] == 143
    assert here("resume", tmp_path / "again")[0] == 0
    assert content(tmp_path / "again") == content(tmp_path / "whole")
    code, said = here("decide", TINY, "--max-replications", 200, "--out", tmp_path / "again")
    assert (code, "only one has a --state" in said) == (6, True)


def test_a_choice_in_python_is_kept_as_well(tmp_path):
    with ThreadPoolExecutor(2) as pool:
        first = sim.decide(TINY, out=tmp_path / "kept", executor=pool)
    again = sim.decide(TINY, out=tmp_path / "kept")
    assert first.to_json() == again.to_json()
    assert np.isfinite(first.decision.means[0].mean)
    assert (tmp_path / "kept" / "decision.json").exists()
