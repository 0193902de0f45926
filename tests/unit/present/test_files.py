"""Files of a result: complete, harmless, the same bytes each time."""

import csv
import gzip
import json
import shutil
import statistics
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sim.errors import StorageError
from sim.present.csv_text import number_text, safe
from sim.present.files import FIGURE, figures_of, own_figures, write_folder, write_series
from sim.present.verbs import compare
from tests.unit.analysis.made_up import DAYS, ensemble
from tests.unit.present.shown import FORMULA, HOSTILE, hostile_result, result

TINY = Path(__file__).parents[3] / "scenarios" / "tiny.yaml"
FILES = [
    "compare.json",
    "card.json",
    "card.md",
    "report.json",
    "summary.csv",
    "replications.csv",
    "ledger.csv",
    "series.csv",
    "figures/differences.png",
    "figures/differences.svg",
    "figures/stock-missile.png",
    "figures/stock-missile.svg",
    "figures/buildings-cold.png",
    "figures/buildings-cold.svg",
    "figures/cold-hours.png",
    "figures/cold-hours.svg",
    "figures/indoor-3.png",
    "figures/indoor-3.svg",
    "figures/districts.png",
    "figures/districts.svg",
    "figures/districts-schematic.png",
    "figures/districts-schematic.svg",
    "figures/cost.png",
    "figures/cost.svg",
    "figures/narrow/differences.svg",
    "figures/narrow/stock-missile.svg",
    "figures/narrow/buildings-cold.svg",
    "figures/narrow/cold-hours.svg",
    "figures/narrow/indoor-3.svg",
    "figures/narrow/districts.svg",
    "figures/narrow/districts-schematic.svg",
    "figures/narrow/cost.svg",
    "report.html",
]


@pytest.fixture(scope="module")
def drawn_folder(tmp_path_factory):
    directory = tmp_path_factory.mktemp("drawn")
    write_folder(directory, hostile_result())
    return directory


@pytest.fixture(scope="module")
def folder(tmp_path_factory, plain_pictures_of_module):
    """All files with plain pictures."""
    directory = tmp_path_factory.mktemp("out") / "deep" / "folder"
    write_folder(directory, hostile_result())
    return directory


def rows(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_files_are_written(folder):
    assert sorted(str(file.relative_to(folder)) for file in folder.rglob("*.*")) == sorted(FILES)


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(drawn_folder, tmp_path):
    again = write_folder(tmp_path, hostile_result())
    assert [str(file.relative_to(tmp_path)) for file in again] == FILES
    assert all(file.read_bytes() == (drawn_folder / file.relative_to(tmp_path)).read_bytes() for file in again)


def test_the_json_file_is_that_of_the_result(folder):
    content = json.loads((folder / "compare.json").read_text(encoding="ascii"))
    assert list(content["plans"]) == ["weekly", *HOSTILE]


def test_tables_have_a_row_for_everything(folder):
    summary, replications, series = (rows(folder / name) for name in ("summary.csv", "replications.csv", "series.csv"))
    metrics = {row["metric"] for row in summary}
    assert len(summary) == 6 * len(metrics)
    assert len(replications) == 6 * 60 * len(metrics)
    assert len(series) == 6 * (11 * (DAYS + 1) + 3 * DAYS)
    assert list(replications[0]) == ["plan", "replication", "metric", "value", "unit"]
    assert list(series[0]) == ["plan", "time_min", "series", "mean", "p05", "p25", "median", "p75", "p95", "unit"]


def test_names_survive_and_none_is_a_formula(folder):
    for name in ("summary.csv", "replications.csv", "series.csv"):
        plans = list(dict.fromkeys(row["plan"] for row in rows(folder / name)))
        assert plans == ["weekly", "'" + FORMULA, *HOSTILE[1:]]


def test_negative_numbers_stay_numbers(folder):
    temperatures = {row["median"] for row in rows(folder / "series.csv") if row["series"] == "outdoor_c"}
    assert temperatures == {"-5"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_a_cell_of_text_never_begins_like_a_formula(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-12degC", "-4.0592 degC", "+3 K", "-5 %"])
def test_an_amount_with_its_unit_is_no_formula(text):
    assert safe(text) == text


@pytest.mark.parametrize("text", ["-1+1 K", "-A1", "-2 K*2", "+1e5", "-sum(A1)", "-3 K\n=1"])
def test_what_only_begins_like_an_amount_is_still_guarded(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (1e300, "1e+300"),
        (7, "7"),
    ],
)
def test_numbers_keep_all_their_digits(value, text):
    assert number_text(value) == text


@pytest.mark.slow
def test_figures_are_whole_and_hold_no_script_and_no_date(drawn_folder):
    assert {file.suffix for file in (drawn_folder / "figures").glob("*.*")} == {".png", ".svg"}
    for file in (drawn_folder / "figures").glob("*.svg"):
        text = file.read_text(encoding="utf-8")
        ET.fromstring(text)
        assert "<script" not in text
        assert "dc:date" not in text
    for file in (drawn_folder / "figures").glob("*.png"):
        assert file.read_bytes().startswith(b"\x89PNG")


def test_the_series_of_every_replication_are_a_file_of_their_own(tmp_path, folder):
    write_series(tmp_path / "all.csv", hostile_result())
    every = rows(tmp_path / "all.csv")
    assert list(every[0]) == ["plan", "replication", "time_min", "series", "value", "unit"]
    assert len(every) == 6 * 60 * (11 * (DAYS + 1) + 3 * DAYS)
    wanted = {"plan": "weekly", "time_min": "1440", "series": "buildings_cold"}
    values = [float(row["value"]) for row in every if wanted.items() <= row.items()]
    (shown,) = [row for row in rows(folder / "series.csv") if wanted.items() <= row.items()]
    assert len(values) == 60
    assert float(shown["mean"]) == pytest.approx(statistics.fmean(values))
    assert float(shown["median"]) == pytest.approx(statistics.median(values))


def test_a_compressed_series_holds_the_same_text_in_the_same_bytes_each_time(tmp_path):
    for name in ("plain.csv", "one.csv.gz", "other.csv.gz"):
        write_series(tmp_path / name, hostile_result())
    packed = (tmp_path / "one.csv.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "plain.csv").read_bytes()
    assert packed == (tmp_path / "other.csv.gz").read_bytes()
    assert packed[3:8] == bytes(5)  # neither name nor time in the header


def drawn(plans):
    """Names of the figures that are drawn of a result, and written with it."""
    return [name for name, _ in figures_of(result(plans))]


def test_the_figures_that_are_drawn_are_those_that_are_written(folder):
    names = dict.fromkeys(
        name.removeprefix("figures/").removeprefix("narrow/").partition(".")[0] for name in FILES if "/" in name
    )
    assert [name for name, _ in figures_of(hostile_result())] == list(names)


def test_figures_of_a_shipped_scenario_are_known_again_by_their_names():
    names = [name for name, _ in figures_of(compare(TINY, replications=2))]
    assert {"leak-through", "sources-out"} <= set(names)
    assert [name for name in names if FIGURE.fullmatch(f"{name}.svg") is None] == []


def test_one_plan_has_no_figure_of_differences():
    found = drawn({"weekly": ensemble([1.0, 2.0])})
    assert "cold-hours" in found
    assert "differences" not in found


def test_an_unlimited_stock_has_no_figure():
    found = drawn({"weekly": ensemble([1.0, 2.0], stock=1 << 50)})
    assert not [name for name in found if name.startswith("stock")]


def test_a_stock_that_is_always_empty_has_no_figure():
    plans = {"weekly": ensemble([1.0, 2.0]), "daily": ensemble([2.0, 1.0])}
    for made in plans.values():
        made.rows[:, :, 5] = 0
    assert not [name for name in drawn(plans) if name.startswith("stock")]
    plans["daily"].rows[1, 3, 5] = 1
    assert [name for name in drawn(plans) if name.startswith("stock")] == ["stock-missile"]


def test_a_folder_that_cannot_be_written_is_said_with_its_path(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError, match="taken"):
        write_folder(tmp_path / "taken", result({"weekly": ensemble([1.0, 2.0])}))


def test_figures_of_an_earlier_result_go_and_files_of_others_stay(tmp_path, folder):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    figures = tmp_path / "figures"
    mine = {
        "stock-notes.png": b"\x89PNG my own",
        "differences.txt": b"notes",
        "stock-map.svg": b"<svg>drawn by hand</svg>",
    }
    for name, content in mine.items():
        (figures / name).write_bytes(content)
    (figures / "stock-folder.png").mkdir()
    (figures / "stock-link.png").symlink_to(figures / "differences.png")
    (tmp_path / "stock-missile.png").write_bytes((figures / "stock-missile.png").read_bytes())
    write_folder(tmp_path, result({"weekly": ensemble([1.0, 2.0], stock=1 << 50)}))
    left = {file.name for file in figures.iterdir()}
    now = ("cold-hours", "indoor-3", "districts", "districts-schematic")
    own = {f"{name}.{form}" for name in now for form in ("png", "svg")}
    assert left == {*own, *mine, "stock-folder.png", "stock-link.png", "narrow"}
    assert {file.stem for file in (figures / "narrow").iterdir()} == set(now)
    assert all((figures / name).read_bytes() == content for name, content in mine.items())
    assert (tmp_path / "stock-missile.png").exists()


def test_every_figure_says_what_made_it(folder):
    assert {file.suffix for file in own_figures(folder / "figures")} == {".png", ".svg"}
    assert len(own_figures(folder / "figures")) == 16


@pytest.mark.usefixtures("plain_pictures")
def test_figures_in_a_language_go_with_the_result_that_had_them(tmp_path):
    one = result({"weekly": ensemble([1.0, 2.0], stock=1 << 50)})
    written = write_folder(tmp_path, one, ["uk"])
    assert {"figures/uk/cold-hours.svg", "figures/uk/narrow/cold-hours.svg", "report.uk.html"} <= {
        str(file.relative_to(tmp_path)) for file in written
    }
    write_folder(tmp_path, one)
    assert not (tmp_path / "figures" / "uk").exists()
    assert [file.name for file in tmp_path.glob("report*.html")] == ["report.html"]
