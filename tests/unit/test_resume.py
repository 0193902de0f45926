"""The command `resume`, and what the others say when a study ends early."""

import json
import shlex

import pytest

from sim.errors import StorageError
from sim.present.explore import verb as explore
from sim.present.sweep import files as sweep_files
from sim.present.sweep import verb as sweep
from sim.study import run
from sim.study.stopping import Stopped
from sim.study.store import folder as store
from tests.faults.studies import TINY, blocks, content, here

pytestmark = pytest.mark.slow


def wrote(folder):
    return f"wrote {folder}; begin with {folder / 'report.html'}"


def last_line(*arguments):
    """Exit code and last message; before it a slow machine says how far it is."""
    code, said = here(*arguments)
    return code, said.splitlines()[-1]


@pytest.fixture(scope="module", name="whole")
def whole_study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resume") / "my study"
    assert here("compare", TINY, "-n", 70, "--set", "compare.plans.daily.people=null", "--out", folder)[0] == 2
    asked = ("-n", 70, "--seed", 3, "--set", "study.confidence=90 %", "--out", folder)
    assert last_line("compare", TINY, *asked) == (0, wrote(folder))
    return folder


def test_a_study_is_asked_for_again_as_it_was_from_any_folder(whole, monkeypatch, tmp_path):
    before, committed = content(whole), blocks(whole)
    monkeypatch.chdir(tmp_path)
    (whole / "summary.csv").unlink()
    assert here("resume", whole, "--workers", 1)[0] == 0
    assert content(whole) == before
    assert blocks(whole) == committed
    assert json.loads((whole / "compare.json").read_text())["confidence"] == 0.9


def broken_after(number, error):
    """A folder that keeps so many blocks, and then no more."""
    keep, left = store.RunFolder.keep, [number]

    def keeping(folder, *what):
        if not left[0]:
            raise error
        left[0] -= 1
        keep(folder, *what)

    return keeping


def made_of(stop):
    """What some libraries written in C make of a stop while they are set up."""
    error = ImportError("initialization failed")
    error.__cause__ = stop
    return error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Stopped(15), 143, "stopped by SIGTERM; go on with: hearthline resume '{}'"),
        (made_of(Stopped(2)), 130, "stopped by SIGINT; go on with: hearthline resume '{}'"),
        (StorageError("the disk is full"), 6, "error: the disk is full; then go on with: hearthline resume '{}'"),
    ],
)
def test_a_study_that_ends_early_says_in_one_line_how_to_go_on(tmp_path, monkeypatch, whole, error, code, said):
    folder = tmp_path / "a study"
    asked = ("-n", 70, "--seed", 3, "--set", "study.confidence=90 %", "--workers", 1, "--out", folder)
    with monkeypatch.context() as patch:
        patch.setattr(store.RunFolder, "keep", broken_after(1, error))
        assert last_line("compare", TINY, *asked) == (code, said.format(folder))
    assert len(blocks(folder)) == 1
    assert not (folder / "complete.json").exists()
    assert last_line("resume", folder) == (0, wrote(folder))
    assert content(folder) == content(whole)


@pytest.fixture(scope="module", name="precise")
def precise_study(tmp_path_factory):
    """50, 100 and then 130 worlds: never precise enough."""
    folder = tmp_path_factory.mktemp("resume") / "precise"
    assert last_line("compare", TINY, *PRECISE, "--out", folder) == (
        0,
        f"wrote {folder}; begin with {folder / 'report.html'}",
    )
    return folder


PRECISE = ("--precision", "0.1 %", "--max-replications", 130, "--workers", 1)


def test_a_study_of_some_precision_is_kept_with_the_worlds_that_it_took(precise, tmp_path):
    assert json.loads((precise / "complete.json").read_text())["replications"] == 130
    assert len(blocks(precise)) == 3
    found = json.loads((precise / "compare.json").read_text())
    assert (found["replications"], found["precision"]["reached"]) == (130, False)
    assert here("compare", TINY, *PRECISE, "--json", tmp_path / "unkept.json", "-q")[0] == 0
    assert (tmp_path / "unkept.json").read_bytes() == (precise / "compare.json").read_bytes()


@pytest.mark.parametrize("kept", [1, 2, 4])
def test_stopped_between_two_doublings_it_ends_with_the_same_bytes(tmp_path, monkeypatch, precise, kept):
    """A block of 50 worlds; the same with 64, and one of 36; then the last two."""
    folder = tmp_path / "precise"
    with monkeypatch.context() as patch:
        patch.setattr(store.RunFolder, "keep", broken_after(kept, Stopped(15)))
        assert here("compare", TINY, *PRECISE, "--out", folder)[0] == 143
    assert not (folder / "complete.json").exists()
    assert blocks(folder)
    assert last_line("resume", folder, "--workers", 1) == (0, wrote(folder))
    assert content(folder) == content(precise)


def test_a_precision_that_is_reached_ends_with_the_same_worlds_after_a_stop(tmp_path, monkeypatch):
    asked = ("compare", TINY, "--precision", "20 %", "--max-replications", 200, "--workers", 1)
    assert here(*asked, "--out", tmp_path / "whole")[0] == 0
    reached = json.loads((tmp_path / "whole" / "compare.json").read_text())
    assert (reached["replications"], reached["precision"]["reached"]) == (100, True)
    with monkeypatch.context() as patch:
        patch.setattr(store.RunFolder, "keep", broken_after(1, Stopped(15)))
        assert here(*asked, "--out", tmp_path / "again")[0] == 143
    assert here("resume", tmp_path / "again")[0] == 0
    assert content(tmp_path / "again") == content(tmp_path / "whole")


def test_what_cannot_be_resumed_is_said(whole, tmp_path):
    assert here("resume", tmp_path / "none") == (2, f"error: there is no folder {tmp_path / 'none'}\n")
    code, said = here("resume", tmp_path)
    assert (code, "no study that a command has begun" in said) == (2, True)
    request = whole / "request.json"
    held = request.read_text()
    request.write_text(held.replace('"replications": 70', '"replications": 7'))
    code, said = here("resume", whole)
    request.write_text(held)
    assert (code, "request.json: damaged; run the command again" in said) == (6, True)


def test_a_scenario_that_has_changed_since_is_another_study(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.read_text())
    assert here("run", file, "-n", 3, "--out", tmp_path / "study", "-q")[0] == 0
    file.write_text(TINY.read_text().replace("length: 14 d", "length: 15 d"))
    code, said = here("resume", tmp_path / "study")
    assert (code, "its scenario has another horizon.length" in said) == (6, True)
    file.unlink()
    code, said = here("resume", tmp_path / "study")
    assert (code, "the scenario is not there any more" in said) == (2, True)


RANGES = """schema_version: 1
inputs: {weather.mean: {from: -10 degC, to: 2 degC}, initial.stock.top_tier_missile: {of: [0, 2]}}
points: 3
replications: 70
plan: daily
"""


@pytest.fixture(scope="module", name="many", params=["sweep", "explore"])
def many_futures(request, tmp_path_factory):
    """A study of three futures with two blocks each."""
    place = tmp_path_factory.mktemp("many")
    (place / "ranges.yaml").write_text(RANGES)
    asked = {
        "sweep": ("-n", 70, "--over", "weather.mean=-6 degC,-3 degC,0 degC"),
        "explore": ("--study", place / "ranges.yaml"),
    }[request.param]
    asked = (request.param, TINY, *asked, "--workers", 1)
    with pytest.MonkeyPatch.context() as patch:
        without_figures(patch)
        assert here(*asked, "--out", place / "whole", "-q")[0] == 0
        yield asked, place / "whole"


def without_figures(patch):
    """Figures take longer than all the rest, and are not what is looked at."""
    patch.setattr(sweep_files, "figure_bytes", lambda figure, form: b"")
    patch.setattr(sweep_files, "write_narrow", lambda folder, drawn: [])
    patch.setattr(sweep.SweepResult, "heat_map", lambda result, metric=None: None)
    patch.setattr(explore.ExploreResult, "figures", lambda result: {})


@pytest.mark.parametrize("kept", [1, 4])
def test_many_futures_that_are_stopped_end_with_the_same_bytes(many, tmp_path, monkeypatch, kept):
    asked, whole = many
    folder = tmp_path / "again"
    with monkeypatch.context() as patch:
        patch.setattr(store.RunFolder, "keep", broken_after(kept, Stopped(15)))
        code, said = last_line(*asked, "--out", folder)
    assert (code, said) == (143, f"stopped by SIGTERM; go on with: hearthline resume {folder}")
    committed = blocks(folder)
    assert len(committed) == kept
    assert not (folder / "complete.json").exists()
    assert here("resume", folder, "-q", "--workers", 1)[0] == 0
    assert content(folder) == content(whole)
    assert committed.items() <= blocks(folder).items()


def test_many_futures_are_sealed_with_all_that_is_made_of_them(many):
    _, whole = many
    named = set(json.loads((whole / "complete.json").read_text())["files"])
    assert {"card.json", "card.md"} < named
    assert {file.relative_to(whole).as_posix() for file in whole.glob("futures/*/complete.json")} < named


def wrong_in_world(number):
    """A workspace that a bug keeps from drawing one world; tells which worlds were asked for."""
    prepare, asked = run.Workspace.prepare, []

    def preparing(space, design, replication):
        asked.append((replication, len(design.runs)))
        if replication == number:
            raise IndexError("a bug for the test")
        return prepare(space, design, replication)

    return preparing, asked


FUTURES = ("sweep", TINY, "-n", 4, "--over", "weather.mean=-6 degC,0 degC", "--seed", 5)
STUDIES = {
    "failures": ("compare", TINY, "-n", 4, "--seed", 5, "--set", "study.confidence=90 %"),
    "futures/*/failures": FUTURES,
    "aid-equivalent/failures": ("compare", TINY, "-n", 4, "--seed", 5, "--aid-equivalent"),
}


@pytest.mark.parametrize("where", STUDIES)
def test_a_failure_tells_the_command_that_runs_its_world_alone(tmp_path, monkeypatch, where):
    study = tmp_path / "study"
    with monkeypatch.context() as patch:
        patch.setattr(run.Workspace, "prepare", wrong_in_world(3)[0])
        without_figures(patch)
        assert here(*STUDIES[where], "--out", study, "-q", "--workers", 1)[0] == 7
        (told, *_) = sorted(study.glob(f"{where}/*.json"))
        before = content(study)
        monkeypatch.chdir(told.parents[1])
        command = shlex.split(json.loads(told.read_text())["alone"]["command"])
        assert command[0] == "hearthline"
        assert here(*command[1:]) == (7, "error: replication 3 fails again: a bug for the test\n")
    again, asked = wrong_in_world(None)
    with monkeypatch.context() as patch:
        patch.setattr(run.Workspace, "prepare", again)
        assert here(*command[1:]) == (0, "")
    runs = len(json.loads((told.parents[1] / "run.json").read_text())["identity"]["runs"])
    assert asked == [(3, runs)]
    assert content(study) == before


def test_a_world_runs_alone_only_in_a_study_that_is_still_the_same(tmp_path, monkeypatch):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.read_text())
    study = tmp_path / "study"
    with monkeypatch.context() as patch:
        patch.setattr(run.Workspace, "prepare", wrong_in_world(1)[0])
        assert here("run", file, "-n", 3, "--out", study, "-q")[0] == 7
    file.write_text(TINY.read_text().replace("length: 14 d", "length: 15 d"))
    code, said = here("resume", study / "failures" / "000001.json")
    assert (code, "its scenario has another horizon.length" in said) == (6, True)
    code, said = here("resume", study / "run.json")
    assert (code, "neither the folder of a study nor a file in its failures/" in said) == (2, True)
