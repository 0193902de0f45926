"""The public table of attacks becomes recorded waves: date, class and number, nothing else."""

from fractions import Fraction

import pytest

import sim
from sim.errors import Place
from sim.importing.sheet import Cell
from sim.importing.source import Notes, read_source
from sim.importing.waves.attacks import read_attacks
from sim.importing.waves.classes import class_of
from sim.importing.waves.table import WaveChoices, rows_of
from sim.scenario.load import load_scenario
from tests.unit.importing.shown import FILES, changed, said, town, written

TABLE = FILES / "attacks.csv"
OVER = """\
threats: {cruise: {damage: 90 %, severity: {light: 60 %, moderate: 40 %}}}
attack: {recorded: waves.csv}
"""


def test_counts_become_the_recorded_waves_of_a_scenario_that_is_valid_and_runs(tmp_path, capsys):
    options = ("--massive-from", "15", "--share", "30 %", "--at", "03:00", "--duration", "massive=3 h")
    found = said(capsys, "waves", TABLE, *options, "--out", tmp_path / "waves.csv")
    assert found.code == 0, found.err
    loaded = load_scenario(town(tmp_path, OVER))
    rows = loaded.scenario.attack.recorded
    massive = [row for row in rows if row.kind == "massive"]
    assert {row.time.day.day for row in massive} == {6, 9, 14, 17}
    assert {row.threat for row in massive} == {"drone", "cruise", "ballistic"}
    assert {row.duration for row in massive} == {180.0}
    assert {row.duration for row in rows if row.kind == "nightly"} == {0.0}
    assert {row.time.after for row in rows} == {180.0}
    assert sim.run(loaded, plan="weekly", replications=1).summary() is not None


def test_places_and_targets_are_never_read_and_it_is_said(capsys):
    found = said(capsys, "waves", TABLE)
    assert "SECRET" not in found.out + found.err
    told = [line for line in found.err.splitlines() if "places and targets are never read" in line]
    assert len(told) == 1
    assert all(name in told[0] for name in ("launch_place", "target", "target_main", "affected region"))
    assert any("places and targets are never read" in line for line in found.comment())


def test_what_is_left_out_is_counted_with_its_reason(capsys):
    err = said(capsys, "waves", TABLE).err
    assert "dropped: 2 rows: reconnaissance, and weapons of the front (see --class)\n" in err
    assert "dropped: 1 row: no number launched\n" in err
    assert "dropped: 10 columns: neither date, class nor count (destroyed, " in err
    assert "no length of alerts (--duration)" in err


def test_a_report_counts_on_the_date_on_which_it_ends_and_models_of_a_class_add_up(capsys):
    rows = said(capsys, "waves", TABLE).rows()
    ninth = {row[2]: int(row[3]) for row in rows if row[0] == "2026-01-09"}
    lines = [line.split(",") for line in TABLE.read_text("utf-8").splitlines() if ",2026-01-09 09:00," in line]
    launched = {line[2]: float(line[6]) for line in lines}
    assert ninth["ballistic"] == launched["Iskander-M/KN-23"] + launched["X-47 Kinzhal"]
    assert ninth["drone"] == launched["Shahed-136/131"]


@pytest.mark.parametrize("percent", [1, 7, 30, 50, 99, 100])
def test_city_counts_are_the_share_of_the_sum_to_the_nearest_whole_number(percent):
    attacks = read_attacks(read_source(TABLE), {}, None, None, Notes())
    choices = WaveChoices(Fraction(percent, 100), 20, 0, {})
    rows = list(rows_of(attacks, choices))
    assert all(row[3] > 0 for row in rows)
    for threat in attacks.classes():
        whole = sum(day.counts.get(threat, 0) for day in attacks.days)
        taken = sum(row[3] for row in rows if row[2] == threat)
        assert abs(taken - whole * percent / 100) <= 0.5


def test_a_class_may_be_chosen_for_a_model_or_a_bundle(tmp_path, capsys):
    file = changed(tmp_path, "attacks.csv", 2, "Shahed-136/131", "X-59 and Iskander-M")
    found = said(capsys, "waves", file)
    assert found.code == 2
    assert "attacks.csv:2:23: error: 'X-59 and Iskander-M' bundles cruise and ballistic in one number" in found.err
    chosen = said(capsys, "waves", file, "--class", "x-59 and iskander-m=cruise")
    assert chosen.rows()[0][:3] == ["2026-01-05", "nightly", "cruise"]
    left_out = said(capsys, "waves", file, "--class", "X-59 and Iskander-M=none")
    assert left_out.rows()[0][0] == "2026-01-06"
    assert "dropped: 3 rows: reconnaissance" in left_out.err


@pytest.mark.parametrize(
    ("line", "old", "new", "where", "message"),
    [
        (1, "model", "modell", "1:1", "the column 'model' is missing; did you mean 'modell'?"),
        (1, "launched,", "launchd,", "1:1", "the column 'launched' is missing"),
        (
            2,
            "Shahed-136/131",
            "Shaheed-136",
            "2:23",
            "'Shaheed-136' is no model that is known; did you mean 'Shahed-136'?",
        ),
        (2, ".0,8.0", ".5,8.0", "2:", "is no number launched; a whole number is due"),
        (2, ".0,8.0", "x,8.0", "2:", "is no number launched"),
        (3, "2026-01-06 09:00", "2026-01-35 09:00", "3:18", "'2026-01-35' is not a day of the calendar"),
        (2, "LAUNCHSECRET,", "", "2:1", "the row has 21 cells, the header 22"),
        (2, '"{', '"{"{', "2:", "error"),
        (1, "target,", "model,", "1:", "the column 'model' stands here twice"),
    ],
)
def test_damage_is_refused_where_it_stands(line, old, new, where, message, tmp_path, capsys):
    found = said(capsys, "waves", changed(tmp_path, "attacks.csv", line, old, new))
    assert found.code == 2, found.out
    assert f"attacks.csv:{where}" in found.err, found.err
    assert message in found.err
    assert found.out == ""


def test_a_table_without_anything_is_refused(tmp_path, capsys):
    assert "record.csv:1:1: error: the file is empty" in said(capsys, "waves", written(tmp_path, "")).err
    only = "time_start,time_end,model,launched\n"
    assert "no attack is left in the period" in said(capsys, "waves", written(tmp_path, only)).err
    assert "no attack is left" in said(capsys, "waves", TABLE, "--from", "2030-01-01").err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--class", "X-59"], "write MODEL=CLASS"),
        (["--class", "X-59=Cruise Missile"], "is not a name"),
        (["--share", "0.3"], "write '30 %'"),
        (["--share", "0 %"], "--share must be more than 0 %"),
        (["--at", "25:00"], "is outside 00:00 to 24:00"),
        (["--duration", "weekly=3 h"], "no kind of wave is called 'weekly'; known: massive, nightly"),
        (["--duration", "3"], "needs a unit"),
        (["--plot", "x.png"], "--plot goes with --fit"),
        (["--out", "no/folder/waves.csv"], "there is no folder"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, message, capsys):
    found = said(capsys, "waves", TABLE, *options)
    assert found.code == 2
    assert message in found.err


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("Shahed-136/131", "drone"),
        ("Shahed-136/131 and Gerbera", "drone"),
        ("X-101/X-555 and Kalibr and X-59/X-69", "cruise"),
        ("X-22/X-31P", "cruise"),
        ("Iskander-M/KN-23 and X-47 Kinzhal", "ballistic"),
        ("C-300/C-400 and Iskander-M", "ballistic"),
        ("Intercontinental ballistic missile", "ballistic"),
        ("Orlan-10 and Orlan-30 and ZALA and Supercam", "none"),
        ("Картограф", "none"),
        ("Grad/Urgan Rockets", "none"),
        ("Iskander-M and Iskander-K", None),
        ("Shahed-136/131 and Lancet", None),
        ("Mystery-9000", None),
        ("", None),
    ],
)
def test_models_and_bundles_of_one_class_are_known_and_others_are_asked_for(model, kind):
    notes = Notes()
    assert class_of(Cell(model, Place("t.csv", 2, 1)), {}, notes) == kind
    assert len(notes.problems) == (kind is None)
    if model and kind is None:
        assert "--class" in notes.problems[0].hint
