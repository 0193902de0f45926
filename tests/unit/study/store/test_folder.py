"""A stored study: what is kept is never computed again, never taken on trust, never mixed with another study."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import PartialError, StorageError, UsageError
from sim.scenario.load import load_scenario
from sim.study import run as study
from sim.study.fairness import judge
from sim.study.part import Failure, Part
from sim.study.run import run_study
from sim.study.store.folder import RunFolder
from sim.study.store.identity import BLOCK, _unlike_plans
from sim.study.store.sealed import read_sealed
from tests.faults.studies import TINY, blocks, content

N = BLOCK + 6


def kept(folder, replications=N, **how):
    return sim.compare(TINY, replications=replications, seed=3, workers=1, out=folder, **how)


@pytest.fixture(scope="module", name="whole")
def undisturbed(tmp_path_factory):
    """A study that nothing has happened to; without figures, which are not what is asked here."""
    folder = tmp_path_factory.mktemp("whole") / "study"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.present.files.figures_of", lambda result: iter(()))
        kept(folder)
    return folder


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    monkeypatch.setattr("sim.present.files.figures_of", lambda result: iter(()))


@pytest.fixture(name="computed")
def counted(monkeypatch):
    """The replications that are computed."""
    found = []
    run_block = study.run_block

    def counting(design, replications, *more):
        found.extend(replications)
        return run_block(design, replications, *more)

    monkeypatch.setattr(study, "run_block", counting)
    return found


@pytest.fixture(name="copy")
def copied(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "study")


def block(folder, number):
    (file,) = (folder / "blocks").glob(f"{number:06d}-*.npy")
    return file


def test_a_kept_study_gives_what_one_that_is_not_kept_gives(whole):
    free = sim.compare(TINY, replications=N, seed=3, workers=1)
    assert json.loads((whole / "compare.json").read_text()) == json.loads(json.dumps(free.to_json()))


def test_the_folder_says_what_it_is_and_that_it_is_complete(whole):
    run, seal = read_sealed(whole / "run.json"), read_sealed(whole / "complete.json")
    assert seal["run_id"] == run["run_id"]
    assert seal["replications"] == N
    assert seal["files"] == {name: one for name, one in content(whole).items() if name != "complete.json"}
    assert [(one["plan"], one["twin"]) for one in run["identity"]["runs"]] == [
        (plan, twin) for twin in (False, True) for plan in ("daily", "weekly")
    ]


def test_blocks_are_plain_arrays_with_all_plans_and_twins(whole):
    rows = np.load(block(whole, 1), allow_pickle=False, max_header_size=100_000)
    assert rows["replication"].tolist() == list(range(BLOCK, N))
    assert set(rows.dtype.names) == {"replication", "kind", "message", "run0", "run1", "run2", "run3"}
    assert set(rows.dtype["run0"].names) == {"outcomes", "days", "rows"}


def test_a_whole_study_computes_nothing_and_writes_its_tables_again(copy, whole, computed):
    before = blocks(copy)
    (copy / "summary.csv").write_text("nonsense")
    kept(copy)
    assert computed == []
    assert content(copy) == content(whole)
    assert blocks(copy) == before


def test_more_replications_compute_only_the_new_ones(copy, tmp_path, computed):
    kept(copy, N + 10)
    assert sorted(computed) == list(range(N, N + 10))
    kept(tmp_path / "at once", N + 10)
    assert content(copy) == content(tmp_path / "at once")


def test_a_study_can_be_raised_again_and_again_while_its_folder_is_held(tmp_path, whole, computed):
    plans = dict(load_scenario(TINY).plans)
    with RunFolder(tmp_path / "study").opened() as folder:
        for replications in (10, BLOCK, N, N):
            run_study(plans, fairness=judge(plans), replications=replications, seed=3, workers=1, folder=folder)
    assert sorted(computed) == list(range(N))
    assert blocks(tmp_path / "study").keys() == blocks(whole).keys()


def test_fewer_replications_use_what_is_there_and_leave_the_rest(copy, computed):
    before = blocks(copy)
    few = kept(copy, 20)
    assert computed == []
    assert blocks(copy) == before
    assert few.to_json() == sim.compare(TINY, replications=20, seed=3, workers=1).to_json()


@pytest.mark.parametrize("harm", ["flipped", "cut", "empty", "renumbered", "of another study"])
def test_a_block_that_is_not_what_its_name_says_is_set_aside_and_computed_again(copy, whole, computed, harm):
    file = block(copy, 0)
    held = file.read_bytes()
    if harm == "renumbered":
        file.rename(file.with_name(f"000002{file.name[6:]}"))
    elif harm == "of another study":
        file.unlink()
        stranger = RunFolder(copy, run_id="0" * 64)
        from sim.study.store.blocks import name_of

        (file.parent / name_of(stranger.run_id, 0, held)).write_bytes(held)
    else:
        changed = {"flipped": held[:9000] + bytes([held[9000] ^ 4]) + held[9001:], "cut": held[:-1], "empty": b""}
        file.write_bytes(changed[harm])
    said = []
    kept(RunFolder(copy, said.append))
    assert sorted(computed) == list(range(BLOCK))
    assert content(copy) == content(whole)
    assert len(said) == len(list((copy / "aside").iterdir())) == 1
    assert "not what its name says" in said[0]


def test_half_written_files_are_taken_away_and_files_of_others_stay(copy, whole, computed):
    (copy / "blocks" / "000000-abc.npy.part").write_bytes(b"half")
    (copy / "run.json.part").write_bytes(b"{")
    (copy / "notes.txt").write_text("mine")
    kept(copy)
    assert computed == []
    assert not list(copy.rglob("*.part"))
    assert (copy / "notes.txt").read_text() == "mine"


def test_a_run_file_that_is_damaged_is_set_aside_and_written_anew(copy, whole):
    (copy / "run.json").write_bytes((copy / "run.json").read_bytes().replace(b'"seed": 3', b'"seed": 4'))
    with pytest.warns(UserWarning, match=r"run\.json: damaged"):
        kept(copy)
    assert content(copy) == content(whole)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"overrides": ["initial.stock.top_tier_missile=3"]}, "another initial.stock.top_tier_missile"),
        ({"overrides": ["compare.plans.daily={aid.channels.coalition.cadence: {every: 2 d}}"]}, "cadence"),
        (
            {"overrides": ["compare.plans.monthly={aid.channels.coalition.cadence: {every: 28 d}}"]},
            "it did not run monthly;",
        ),
        ({"seed": 4}, "its seed is 3, not 4"),
    ],
    ids=["scenario", "plan", "more plans", "seed"],
)
def test_the_folder_of_another_study_is_refused_in_words(copy, how, said):
    before = content(copy)
    with pytest.raises(StorageError, match="the folder holds another study") as refused:
        sim.compare(TINY, **{"replications": 10, "seed": 3, "out": copy} | how)
    assert said in str(refused.value)
    assert content(copy) == before


@pytest.mark.parametrize(
    ("known", "asked", "said"),
    [
        ("abc", "abd", "it ran c, not d"),
        ("abc", "ab", "it also ran c"),
        ("ab", "ba", "it ran its plans in another order"),
        (["a", "b", "the twin of b"], ["a", "c", "the twin of c"], "it ran b, not c"),
        (["a", "b", "the twin of b"], ["a", "b"], "it also ran the twin of b"),
    ],
)
def test_only_plans_in_which_studies_differ_are_named(known, asked, said):
    assert _unlike_plans(list(known), list(asked)) == said


def test_another_model_is_refused(copy, monkeypatch):
    monkeypatch.setattr("sim.study.store.identity.model_digest", lambda: "other rules")
    with pytest.raises(StorageError, match="the model has been changed since"):
        kept(copy)


def test_what_is_only_asked_of_the_results_may_change(copy, computed):
    overrides = ["study.confidence=90 %", "study.replications=7", "compare.metrics=[buildings_cold_peak]"]
    sim.compare(TINY, replications=N, seed=3, overrides=overrides, out=copy)
    assert computed == []


def test_another_format_is_refused_as_such(copy):
    from sim.study.store.identity import digest_of, json_bytes

    run = json.loads((copy / "run.json").read_text())
    run["identity"]["format"] = "hearthline.store/9"
    run["run_id"] = digest_of(run["identity"])
    run["digest"] = digest_of({name: one for name, one in run.items() if name != "digest"})
    (copy / "run.json").write_bytes(json_bytes(run))
    with pytest.raises(UsageError, match=r"hearthline\.store/9"):
        kept(copy)


def test_a_folder_in_use_is_refused_at_once(copy):
    with RunFolder(copy).opened(), pytest.raises(StorageError, match=r"another process .* is at work there"):
        kept(copy)
    kept(copy)


def test_one_plan_and_plans_with_other_amounts_of_aid_are_kept_too(tmp_path, computed):
    folder = tmp_path / "scaled"
    first = kept(folder, 10, aid_equivalent=True)
    seal = read_sealed(folder / "complete.json")
    assert any(name.startswith("aid-equivalent/blocks/") for name in seal["files"])
    computed.clear()
    assert kept(folder, 10, aid_equivalent=True).to_json() == first.to_json()
    assert computed == []
    sim.run(TINY, replications=5, out=tmp_path / "one")
    assert len(blocks(tmp_path / "one")) == 1


def failing(design, replications, *more):
    """Some replications fail, one of them by a bug."""
    part = study_block(design, replications, *more)
    wrong = {number: Failure("model", "daily: too many lots") for number in replications if number % 10 == 3}
    return Part(part.replications, part.ensembles, wrong)


study_block = study.run_block


def test_failures_are_kept_with_their_blocks_and_told_one_by_one(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "run_block", failing)
    folder = tmp_path / "study"
    first = kept(folder, 20)
    told = json.loads((folder / "failures" / "000013.json").read_text())
    assert (told["kind"], told["message"]) == ("model", "daily: too many lots")
    assert told["alone"]["command"] == "hearthline resume failures/000013.json"
    (folder / "failures" / "000013.json").write_text("{}")
    (folder / "failures" / "000005.json").write_text("{}")
    before = blocks(folder)
    again = kept(folder, 20)
    assert again.study.failures == first.study.failures == dict.fromkeys((3, 13), "daily: too many lots")
    assert sorted(file.name for file in (folder / "failures").iterdir()) == ["000003.json", "000013.json"]
    assert json.loads((folder / "failures" / "000013.json").read_text()) == told
    assert blocks(folder) == before


def test_a_bug_in_one_world_does_not_cost_the_others(monkeypatch):
    prepare = study.Workspace.prepare

    def broken(space, design, replication):
        if replication == 2:
            raise IndexError("a bug for the test")
        return prepare(space, design, replication)

    monkeypatch.setattr(study.Workspace, "prepare", broken)
    found = sim.compare(TINY, replications=4, workers=1)
    assert found.study.failures == {2: "a bug for the test"}
    assert found.comparison.kept == (0, 1, 3)


def test_a_study_in_which_nothing_succeeds_says_so(monkeypatch):
    monkeypatch.setattr(study.Workspace, "prepare", lambda space, design, replication: "world: too many waves")
    with pytest.raises(PartialError, match="no replication succeeded; world: too many waves"):
        sim.compare(TINY, replications=4, workers=1)


@pytest.mark.parametrize("text", ["", "é" * 300, "zero\0", "lone \ud800"])
def test_why_a_replication_failed_is_the_same_kept_or_not(text):
    failure = Failure("model", text)
    assert failure.message == failure.message.encode()[:240].rstrip(b"\0").decode()
    assert failure.message


def test_nothing_that_is_read_is_a_pickle(whole):
    assert not [file for file in Path(whole).rglob("*") if file.is_file() and file.read_bytes()[:2] == b"\x80\x05"]
