"""The command: exit codes, what goes to which stream, and what it waits for."""

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

import sim.scenario.load
from sim import kernel
from sim.cli import answer
from sim.commands import futures, look, study
from sim.present import verbs
from sim.present.caution import TRACE_FOOT
from sim.scenario.load import load_scenario
from sim.study import limits
from sim.study.estimate import Extent, folder_bytes, series_bytes

ROOT = Path(__file__).parents[2]
TINY = str(ROOT / "scenarios" / "tiny.yaml")
CITY = str(ROOT / "scenarios" / "kyiv-winter-2026.yaml")


def command(*arguments):
    """The command in this process, which has the compiler that it has: exit code and both streams."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("HEARTHLINE_JIT", "on")
        patch.setenv("COLUMNS", "200")
        code = answer([str(argument) for argument in arguments])
    return SimpleNamespace(returncode=code, stdout=out.getvalue(), stderr=err.getvalue())


def process(*arguments, **environment):
    """The command in a process of its own, without the compiler."""
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"HEARTHLINE_JIT": "off", "COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
    )


def extent(file, replications):
    return Extent(load_scenario(file).scenario, ("as written",), 0, replications)


@pytest.fixture
def broken(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text("schema_version: 1\nname: broken\nhorizon: {start: 2026-01-05, lenth: 14 d}\n", "utf-8")
    return file


def test_a_valid_file_is_said_to_be_valid_on_standard_output(capsys, as_decided):
    assert answer(["validate", TINY]) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (f"{TINY}: valid\n", "")


def test_all_files_are_checked_and_every_problem_is_shown_where_it_was_written(capsys, broken, as_decided):
    assert answer(["validate", str(broken), "nothing.yaml", TINY]) == 2
    shown = capsys.readouterr()
    assert "broken.yaml:3:30: error: unknown key 'horizon.lenth'" in shown.err
    assert "did you mean 'length'?" in shown.err
    assert "nothing.yaml does not exist" in shown.err
    assert shown.out == f"{TINY}: valid\n"


def test_a_file_that_no_run_has_room_for_is_not_said_to_be_valid(tmp_path, capsys, as_decided):
    file = tmp_path / "long.yaml"
    moments = ", ".join(["1 d"] * 300)
    head = "schema_version: 1\nname: long\nhorizon: {start: 2026-01-05, length: 14 d}\nthreats: {drone: {}}\n"
    raid = f"{{at: [{moments}], size: {{drone: 1}}}}"
    file.write_text(f"{head}attack: {{waves: {{raid: {raid}}}}}\n", "utf-8")
    assert answer(["validate", str(file)]) == 5
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "attack.waves.raid.at: 300 moments, at most 256 fit" in shown.err


@pytest.mark.parametrize("verb", ["run", "compare", "validate"])
def test_a_metric_that_does_not_exist_is_refused_before_anything_runs(verb, capsys, as_decided, monkeypatch):
    monkeypatch.setattr("sim.study.run.run_study", lambda *args, **more: pytest.fail("it ran"))
    assert answer([verb, TINY, "--set", "compare.metrics=[buildings_cold_pek]"]) == 2
    shown = capsys.readouterr()
    assert "--set:1:18: error: compare.metrics: no metric is called 'buildings_cold_pek'" in shown.err
    assert "did you mean 'buildings_cold_peak'?" in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    "cadence", ["{every: 9 d, first: 0 d}", "{dates: [2026-01-12]}"], ids=["another phase", "one date"]
)
def test_a_file_is_not_valid_if_its_plans_would_be_refused_for_bringing_other_aid(cadence, capsys, as_decided):
    option = f"compare.plans.daily={{aid.channels.coalition.cadence: {cadence}}}"
    refusals = []
    for verb in ("validate", "compare"):
        assert answer([verb, TINY, "--set", option]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "--set:1:1: error: plan 'daily': aid.channels.coalition: not the same aid" in shown.err
        refusals.append(shown.err)
    assert refusals[1].endswith(refusals[0])


def test_to_hold_plans_against_each_other_needs_no_compiler():
    code = "import sys; from sim.cli import answer; answer(sys.argv[1:]); sys.exit('numba' in sys.modules)"
    arguments = [sys.executable, "-c", code, "validate", TINY, CITY]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"{TINY}: valid\n{CITY}: valid\n")


@pytest.mark.parametrize("verb", ["run", "compare", "trace", "validate"])
def test_a_broken_file_ends_with_2_and_no_traceback(verb, capsys, broken, as_decided):
    assert answer([verb, str(broken)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "broken.yaml:3:" in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["comprae", TINY],
        ["run"],
        ["run", TINY, "--replications", "0"],
        ["run", TINY, "--set", "nonsense"],
        ["run", TINY, "--set", "study.seed=many"],
        ["run", TINY, "--plan", "hourly"],
        ["run", TINY, "--json", "no/such/folder/out.json"],
        ["trace", TINY, "-r", "-1"],
        ["trace", TINY, "--until", "12.01.2026"],
        ["trace", TINY, "--save-state", "state"],
        ["validate", "nothing.yaml"],
        ["run", "--bogus"],
        ["explain", TINY, "aid.chanels"],
        ["describe", "everything"],
        ["describe", "laws", "--json"],
    ],
    ids=" ".join,
)
def test_what_does_not_exist_ends_with_2(arguments, capsys, as_decided):
    assert answer(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    (said,) = (line for line in shown.err.splitlines() if "error: " in line.lower())
    assert said.startswith(("error: ", "--set:1:"))


@pytest.mark.parametrize(
    ("option", "place", "said"),
    [
        ("--out", "file", "file is a file; name a folder"),
        ("--out", "file/below", "file is a file; name a folder"),
        ("--out", "results", "figures is a file; name another folder"),
        ("--series-out", "results", "results is a folder; name a file"),
        ("--json", "results", "results is a folder; name a file"),
        ("--series-out", "none/series.csv", "there is no folder"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_runs(
    option, place, said, capsys, as_decided, monkeypatch, tmp_path
):
    monkeypatch.setattr("sim.study.run.run_study", lambda *args, **more: pytest.fail("it ran"))
    (tmp_path / "file").touch()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "figures").touch()
    assert answer(["compare", TINY, option, str(tmp_path / place)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


@pytest.mark.parametrize("option", ["--out", "--series-out", "--json"])
def test_a_place_that_is_locked_ends_with_6_before_anything_runs(option, capsys, as_decided, monkeypatch, tmp_path):
    monkeypatch.setattr("sim.study.run.run_study", lambda *args, **more: pytest.fail("it ran"))
    monkeypatch.setattr("os.access", lambda place, mode: mode != os.W_OK)
    assert answer(["compare", TINY, option, str(tmp_path / "new")]) == 6
    assert f"{tmp_path} is not to be written to" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_explained_with_the_place_it_was_set(capsys):
    assert answer(["explain", TINY, "study.seed", "--set", "study.seed=9"]) == 0
    assert "study.seed = 9\n  from     --set:1\n" in capsys.readouterr().out


@pytest.mark.parametrize("topic", look.TOPICS)
def test_every_topic_is_described(topic, capsys):
    assert answer(["describe", topic]) == 0
    assert capsys.readouterr().out.count("\n") > 5


def test_the_schema_for_editors_is_the_one_in_the_repository(capsys):
    assert answer(["describe", "schema", "--json"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "scenario.schema.json").read_text("utf-8")


def test_a_bug_is_saved_to_a_report_and_shown_only_on_request(capsys, monkeypatch, tmp_path):
    def fail(*arguments):
        raise ZeroDivisionError("a bug for the test")

    monkeypatch.setattr(sim.scenario.load, "load_scenario", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert answer(["explain", TINY, "study"]) == 3
    shown = capsys.readouterr().err
    (report,) = tmp_path.iterdir()
    assert str(report) in shown
    assert "Traceback" not in shown
    assert "ZeroDivisionError: a bug for the test" in report.read_text("utf-8")
    with pytest.raises(ZeroDivisionError):
        answer(["--debug", "explain", TINY, "study"])


def test_a_stop_by_the_keyboard_ends_with_130(monkeypatch, capsys):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.scenario.load, "load_scenario", stop)
    assert answer(["explain", TINY, "study"]) == 130


def test_replications_that_fail_end_with_7_after_the_rest_is_shown(monkeypatch, capsys, as_decided):
    failed = SimpleNamespace(failures={3: "too many jobs"})
    result = SimpleNamespace(study=failed, context=SimpleNamespace(replications=20))
    shown = []
    monkeypatch.setattr(verbs, "run", lambda loaded, **how: result)
    monkeypatch.setattr(study, "_hand_out", lambda found, *rest: shown.append(found))
    assert answer(["run", TINY, "-n", "20", "-q"]) == 7
    assert shown == [result]
    assert "1 of 20 replications failed" in capsys.readouterr().err


def test_a_comparison_as_json_is_all_that_comes_to_standard_output():
    found = process("compare", TINY, "-n", 3, "--json", "-")
    assert found.returncode == 0, found.stderr
    content = json.loads(found.stdout)
    assert content["schema"] == "hearthline.compare/1"
    assert list(content["plans"]) == ["daily", "weekly"]
    assert content["replications"] == 3


def test_a_trace_that_stops_and_goes_on_from_a_file_tells_what_one_in_one_go_tells(tmp_path):
    kept = tmp_path / "morning.state"
    whole = command("trace", TINY, "--plan", "weekly", "-r", 3)
    first = command("trace", TINY, "--plan", "weekly", "-r", 3, "--until", "2026-01-11", "--save-state", kept)
    rest = command("trace", TINY, "--plan", "weekly", "--state", kept)
    assert (whole.returncode, first.returncode, rest.returncode) == (0, 0, 0), rest.stderr
    assert f"wrote {kept}" in first.stderr
    assert first.stdout
    assert rest.stdout
    assert first.stdout.endswith(f"{TRACE_FOOT}\n")
    assert first.stdout.removesuffix(f"{TRACE_FOOT}\n") + rest.stdout == whole.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--save-state", "kept"), "--save-state needs --until"),
        (("--until", "14 d", "--save-state", "kept"), "there is nothing to go on with"),
        (("--until", "yesterday"), "until: 'yesterday'"),
        (("--until", "2025-12-31"), "lies before the start"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(options, said, tmp_path):
    found = command("trace", TINY, *(tmp_path / one if one == "kept" else one for one in options))
    assert found.returncode == 2
    assert said in found.stderr
    assert not list(tmp_path.iterdir())


def test_a_state_goes_on_with_its_own_luck_and_plan_only(tmp_path):
    kept = tmp_path / "morning.state"
    command("trace", TINY, "--plan", "weekly", "-r", 3, "--until", "6 d", "--save-state", kept)
    for other, said in (
        (("--plan", "weekly", "-r", 4), "belongs to replication 3, not 4"),
        (("--plan", "weekly", "--seed", 9), "belongs to seed 7, not 9"),
        (("--plan", "daily"), "belongs to another scenario or plan"),
    ):
        found = command("trace", TINY, *other, "--state", kept)
        assert (found.returncode, said in found.stderr) == (2, True), found.stderr


def test_a_study_starts_from_the_state_of_a_traced_run(tmp_path):
    """With the seed and the replication of the trace one of its worlds is that of the trace, to the end."""
    kept = tmp_path / "morning.state"
    command("trace", TINY, "--plan", "weekly", "-r", 1, "--until", "2026-01-11", "--save-state", kept)
    found = command("compare", TINY, "-n", 2, "--state", kept, "--series-out", tmp_path / "series.csv")
    assert found.returncode == 0, found.stderr
    assert "All runs go on from a saved state, 2026-01-11 00:00 on" in " ".join(found.stdout.split())
    whole = command("run", TINY, "--plan", "weekly", "-n", 2, "--series-out", tmp_path / "whole.csv")
    assert whole.returncode == 0, whole.stderr
    series, uninterrupted = (
        [row for row in csv.DictReader(io.StringIO((tmp_path / name).read_text())) if row["plan"] == "weekly"]
        for name in ("series.csv", "whole.csv")
    )
    counted_on = [row for row in series if not row["series"].startswith("person_hours")]
    expected = [row for row in uninterrupted if not row["series"].startswith("person_hours")]
    assert [row for row in counted_on if row["replication"] == "1"] == [
        row for row in expected if row["replication"] == "1"
    ]
    early = [row for row in series if int(row["time_min"]) < 6 * 1440]
    past = [[row | {"replication": ""} for row in early if row["replication"] == number] for number in ("0", "1")]
    assert past[0] == past[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "city.heating.set_point=21 degC"), "differs in city.heating.set_point"),
        (("--set", "horizon.length=20 d"), "differs in horizon.length"),
        (("--set", "horizon.length=5 d"), "the state stands at 6 d after the start, at or behind the end"),
    ],
)
def test_a_state_of_another_scenario_is_refused_in_one_sentence(options, said, tmp_path):
    kept = tmp_path / "morning.state"
    command("trace", TINY, "--until", "6 d", "--save-state", kept)
    found = command("run", TINY, "-n", 1, *options, "--state", kept)
    assert found.returncode == 2
    assert said in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_morning_is_read_by_every_command_that_runs(tmp_path):
    morning = tmp_path / "morning.yaml"
    morning.write_text("outages: [{source: upper_plant, start: 2026-01-04 10:00, end: 1 d}]\n")
    told = command("trace", TINY, "--state", morning, "-q")
    assert "2026-01-04 10:00  upper_plant fails until 2026-01-06 00:00 (set by the scenario)" in told.stdout
    assert command("run", TINY, "-n", 1, "--state", morning).returncode == 0
    morning.write_text("outages: [{source: uper_plant, start: 2026-01-04 10:00}]\n")
    for verb in ("run", "compare", "trace"):
        found = command(verb, TINY, "--state", morning)
        assert found.returncode == 2
        assert "morning.yaml:1:20: error: initial.outages[1].source" in found.stderr
        assert "upper_plant" in found.stderr


def test_an_aid_equivalent_comes_with_table_and_json_where_it_is_asked_for(tmp_path):
    found = command("compare", TINY, "-n", 6, "--aid-equivalent", "--json", tmp_path / "c.json")
    assert found.returncode == 0, found.stderr
    assert "Aid needed to match weekly in person-hours below 16 degC" in found.stdout
    content = json.loads((tmp_path / "c.json").read_text())
    assert content["aid_equivalent"]["metric"] == "person_hours_below_16"
    daily = content["aid_equivalent"]["plans"]["daily"]
    assert (daily["factor"] is None) == bool(daily["reason"])
    assert "x 1.15" not in found.stdout


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder in which a comparison has written all it can."""
    folder = tmp_path_factory.mktemp("written")
    options = ("--json", folder / "c.json", "--series-out", folder / "s.csv", "--out", folder / "all")
    found = command("compare", TINY, "-n", 3, *options)
    assert found.returncode == 0, found.stderr
    assert "weekly" in found.stdout
    assert found.stderr.count("wrote ") == 3
    return folder


@pytest.mark.slow
def test_results_are_written_where_they_are_asked_for(written):
    assert json.loads((written / "c.json").read_text("utf-8"))["reference"] == "weekly"
    assert (written / "s.csv").read_text("utf-8").startswith("plan,replication,time_min,series,value,unit")
    assert (written / "all" / "compare.json").exists()
    assert (written / "all" / "series.csv").read_text("utf-8").startswith("plan,time_min,series,mean,p05,")


@pytest.mark.slow
def test_files_are_about_as_large_as_they_were_expected_to_be(written):
    extent = Extent(load_scenario(TINY).scenario, ("daily", "weekly"), 2, 3)
    files = [file.stat().st_size for file in (written / "all").rglob("*.*")]
    assert series_bytes(extent) == pytest.approx((written / "s.csv").stat().st_size, rel=0.2)
    assert folder_bytes(extent) / 20 < sum(files) < folder_bytes(extent)


def test_files_larger_than_the_disk_end_with_5_before_anything_runs(monkeypatch, capsys, tmp_path, as_decided):
    monkeypatch.setattr(limits, "free_disk", lambda place: 1000)
    assert answer(["run", TINY, "--series-out", str(tmp_path / "s.csv")]) == 5
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "--series-out" in shown.err
    assert "study.series_step" in shown.err
    assert list(tmp_path.iterdir()) == []


def test_more_than_the_memory_holds_ends_with_5():
    found = command("run", TINY, "-n", 10**12)
    assert (found.returncode, found.stdout) == (5, "")
    assert "lower --replications (study.replications) to " in found.stderr


def test_memory_that_runs_out_all_the_same_ends_with_5(monkeypatch, capsys):
    def fill(*arguments):
        raise MemoryError

    monkeypatch.setattr(sim.scenario.load, "load_scenario", fill)
    assert answer(["explain", TINY, "study"]) == 5
    assert "--replications" in capsys.readouterr().err


def test_only_a_long_study_is_announced(monkeypatch, as_decided):
    def said_of(worlds):
        console = Console(file=io.StringIO(), width=200)
        study.look_ahead(extent(CITY, worlds), 1, None, None, console)
        return console.file.getvalue()

    monkeypatch.setattr(kernel, "COMPILED", True, raising=False)
    assert said_of(100) == ""
    assert said_of(100_000) == "100,000 replications of 1 plan: about 5 minutes\n"


def test_one_plan_runs_with_settings_and_without_a_word_when_quiet():
    found = command("run", TINY, "--plan", "daily", "-n", 2, "--set", "study.seed=3", "-q", "--json", "-")
    assert (found.returncode, found.stderr) == (0, "")
    content = json.loads(found.stdout)
    assert (list(content["plans"]), content["seed"], content["differences"]) == (["daily"], 3, {})


def test_plans_that_do_not_bring_the_same_aid_are_refused_where_they_stand():
    found = command("compare", TINY, "-n", 2, "--set", "compare.plans.daily={aid.channels.coalition.cadence: "
                    "{every: 1 d, first: 0 d}, aid.channels.coalition.min_lot: 20}")  # fmt: skip
    assert found.returncode == 2
    assert found.stdout == ""
    assert "not the same aid" in found.stderr
    assert "compare.unequal_arrivals: say" in found.stderr


def test_a_run_is_told_as_sentences_or_as_a_table():
    told = command("trace", TINY, "-r", 1, "--plan", "weekly")
    assert told.returncode == 0, told.stderr
    assert "massive wave: " in told.stdout
    table = command("trace", TINY, "-r", 1, "--plan", "weekly", "--csv", "-q")
    assert table.stderr == ""
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert len(rows) == told.stdout.count("\n") - 1
    assert "never public" in command("trace", TINY, "-r", 1, "--plan", "weekly", "--csv").stderr
    assert "never public" in command("trace", "--help").stdout


def test_a_reader_who_has_seen_enough_is_no_error():
    pipe = f"{sys.executable} -m sim describe schema | head -n 1; exit ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", pipe], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout.startswith("extends: ")
    assert found.returncode in (0, 141)
    assert found.stderr == ""


def test_the_doctor_names_versions_and_the_state_of_the_compiler():
    found = process("doctor")
    assert found.returncode == 0, found.stderr
    assert "numpy" in found.stdout
    assert "off, as HEARTHLINE_JIT or NUMBA_DISABLE_JIT says" in found.stdout or "none: numba" in found.stdout


@pytest.mark.parametrize("words", [("doctor",), ("validate", TINY), ("trace", TINY), ("run", TINY, "-n", 1)])
def test_a_wish_of_the_compiler_that_nobody_knows_is_wrong_usage_and_no_bug(words):
    found = process(*words, HEARTHLINE_JIT="foo")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == "error: HEARTHLINE_JIT must be auto, on or off, not 'foo'\n"


def test_numba_switched_off_by_its_own_variable_is_off_for_all(cold, monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert said_for(CITY, 9000) == ""
    assert "off, as" in process("doctor", HEARTHLINE_JIT="auto").stdout


@pytest.fixture
def cold(monkeypatch):
    """A machine that has a compiler and has not used it yet."""
    chosen = []

    def choose(compiled):
        chosen.append(compiled)

    monkeypatch.delenv("HEARTHLINE_JIT", raising=False)
    monkeypatch.setattr(kernel, "is_warm", lambda: False)
    monkeypatch.setattr(kernel, "choose", choose)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    return chosen


def said_for(file, runs):
    console = Console(file=io.StringIO(), width=200)
    study.choose_compiler(extent(file, runs), console)
    return console.file.getvalue()


def test_a_small_job_does_not_wait_for_the_first_compilation(cold):
    assert said_for(TINY, 20) == ""
    assert cold == [False]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["run -n 4", "compare -n 4", "decide --max-replications 4"])
def test_a_small_study_on_a_new_machine_runs_without_compiling(words, tmp_path):
    found = process(*words.split(), TINY, HEARTHLINE_JIT="auto", HEARTHLINE_CACHE=str(tmp_path))
    assert (found.returncode, found.stderr.count("Compiling")) == (0, 0), found.stderr
    assert not list(tmp_path.rglob("*.nb?"))


def test_many_futures_on_a_new_machine_say_that_they_compile(cold, monkeypatch):
    console = Console(file=io.StringIO(), width=200)
    monkeypatch.setattr(futures, "console", lambda **_: console)
    with pytest.raises(KeyError, match="as far as that"):
        futures.run_futures_command(
            _stop,
            _stop,
            settings=(),
            out=None,
            json_file=None,
            workers=None,
            executor=None,
            scheduler=None,
            quiet=False,
        )
    assert "Compiling the model for this machine" in console.file.getvalue()


def _stop(**_):
    raise KeyError("as far as that")


def test_a_large_job_says_that_it_compiles(cold):
    assert "Compiling the model for this machine" in said_for(CITY, 9000)
    assert cold == []


def test_a_machine_without_a_compiler_is_told_once(cold, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert said_for(TINY, 20).startswith("numba is not installed")


def test_the_wish_of_the_user_is_not_touched(cold, monkeypatch):
    monkeypatch.setenv("HEARTHLINE_JIT", "off")
    assert said_for(CITY, 9000) == ""
    assert cold == []


def test_a_story_is_told_instead_of_the_whole_run_and_a_wrong_subject_is_refused():
    told = command("trace", TINY, "-r", 17, "--story", "block 3", "-q")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("block 3 (upper_town): 17 buildings")
    assert "Why it was not back: " in told.stdout
    wrong = command("trace", TINY, "--story", "blok 3")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'block 3'?" in wrong.stderr
    both = command("trace", TINY, "--story", "block 3", "--csv")
    assert both.returncode == 2


def test_public_results_say_so_and_leave_stock_out():
    found = command("compare", TINY, "-n", 4, "--public", "--json", "-", "-q")
    assert found.returncode == 0, found.stderr
    content = json.loads(found.stdout)
    assert content["sensitivity"] == "public"
    assert "stockout_hours.top_tier_missile" not in content["plans"]["daily"]["metrics"]
