"""The verb and the command `explore`: sentences, files, futures that are kept and taken again, other tools."""

import io
import json
import shutil
import tarfile
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from sim.analysis.explore.design import lay
from sim.analysis.explore.findings import findings_of
from sim.analysis.explore.futures import Tried
from sim.analysis.explore.prim import Side
from sim.analysis.measures import all_measures
from sim.cli import answer
from sim.errors import ScenarioError, UsageError
from sim.present.explore.content import explored_json
from sim.present.explore.ema import ema_archive
from sim.present.explore.files import CAPTIONS
from sim.present.explore.sections import notes_of_explored, sections_of_explored
from sim.present.explore.verb import ExploreResult, explore
from sim.present.explore.words import headline_of, limits_of, sentences_of
from sim.present.results import Asked
from sim.scenario.load import load_scenario
from sim.scenario.study_file import StudyFile
from sim.study.layout import layout_of
from tests.unit.present.languages import english_in, texts_of

TINY = "scenarios/tiny.yaml"
STUDY = """schema_version: 1
inputs:
  weather.mean: {from: -10 degC, to: 2 degC}
  initial.stock.top_tier_missile: {of: [0, 2, 6]}
points: 6
replications: 3
plan: daily
standard: {metric: person_hours_below_16, per: resident, at_most: 40}
"""


@pytest.fixture
def study(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    return file


def test_a_future_gives_what_a_comparison_of_its_scenario_gives(study):
    from sim.present.verbs import compare

    found = explore(TINY, study)
    assert "6 futures of 2 inputs, 3 replications each" in repr(found)
    settings = found.tried.settings[2]
    alone = compare(TINY, replications=3, overrides=[f"{key}={value}" for key, value in settings.items()]).comparison
    assert found.tried.reference == alone.reference == "weekly"
    metric = found.tried.measure.name
    for plan in ("daily", "weekly"):
        assert found.tried.values[plan][metric][2].tolist() == alone.values[plan][metric].tolist()
    assert found.tried.residents[2] == 52_400
    assert "6 points are too few" in found.headline


def test_what_a_folder_holds_is_taken_and_the_bytes_are_the_same(study, tmp_path, capsys):
    out = tmp_path / "out"
    assert answer(["explore", TINY, "--study", str(study), "-q", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Daily fails the standard" in " ".join(said.split())
    names = ("explore.json", "futures.csv", "results.tar.gz")
    before = {name: (out / name).read_bytes() for name in names}
    folders = sorted((out / "futures").iterdir())
    assert len(folders) == 6
    for folder in folders[:3]:
        shutil.rmtree(folder)
    for name in names:
        (out / name).unlink()
    kept = {file: file.stat().st_mtime_ns for file in out.glob("futures/*/blocks/*.npy")}
    assert len(kept) == 3
    assert answer(["resume", "-q", str(out)]) == 0
    assert capsys.readouterr().out == said
    assert {name: (out / name).read_bytes() for name in names} == before
    assert all(file.stat().st_mtime_ns == time for file, time in kept.items())
    written = json.loads(before["explore.json"])
    assert written["schema"] == "hearthline.explore/1"
    assert written["study"]["inputs"]["weather.mean"] == {"from": "-10 degC", "to": "2 degC", "whole": False}
    card = (out / "card.md").read_text()
    assert [card.count(f"| {word} (") for word in ("lowest", "median", "highest")] == [2, 2, 2]
    assert "- `weather.mean`: -10 degC to 2 degC" in card
    assert "Ranges are the study file's" in card
    rows = pd.read_csv(out / "futures.csv")
    assert set(rows["plan"]) == {"daily", "weekly"}
    assert len(rows) % 12 == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weather.mean", "wether.mean", "did you mean 'weather'?"),
        ("weather.mean", "study.seed", "is no part of a winter or of a plan"),
        ("2 degC}", "200 degC}", "outside -60 to 60 degC"),
        ("plan: daily", "plan: dayly", "did you mean 'daily'?"),
        ("person_hours_below_16,", "person_hours_blow_16,", "did you mean 'person_hours_below_16'?"),
        ("initial.stock.top_tier_missile", "aid.channels.coalition.cadence.every", "sets it itself"),
        ("weather.mean: {from: -10 degC, to: 2 degC}", "initial.stock: {of: [1, 2]}", "lies within the input"),
    ],
)
def test_what_does_not_fit_the_scenario_is_said_at_its_place(study, old, new, said):
    study.write_text(STUDY.replace(old, new).replace("[0, 2, 6]", "[1 d, 2 d]" if "cadence" in new else "[0, 2, 6]"))
    with pytest.raises(ScenarioError, match=r"study\.yaml:\d+:\d+: error") as refused:
        explore(TINY, study)
    assert said in str(refused.value)


@cache
def made_up(count=96, design="latin_hypercube", plan="weekly"):
    """Futures of a plan that fails where it is cold and crews are few, and is better where it is mild."""
    inputs = {
        "weather.mean": {"from": "-8 degC", "to": "2 degC"},
        "repair.crews.heat.start": {"from": 10, "to": 40, "whole": True},
        "initial.stock.top_tier_missile": {"of": [0, 2, 6]},
    }
    standard = {"metric": "person_hours_below_16", "per": "resident", "at_most": 10}
    asked = StudyFile(schema_version=1, inputs=inputs, design=design, points=count, plan=plan, standard=standard)
    laid = lay(design, count, 3, 1)
    found = asked.inputs.items()
    settings = tuple({key: one.at(share) for (key, one), share in zip(found, row, strict=True)} for row in laid.shares)
    numbers = np.array([[one.number(row[key]) for key, one in found] for row in settings])
    luck = np.random.default_rng(1)
    cold, crews = numbers[:, [0]], numbers[:, [1]]
    levels = 1000.0 * (6.0 + 10.0 * ((cold < -3.0) & (crews < 22))) + 100.0 * luck.normal(size=(1, 12))
    values = {"daily": levels, "weekly": levels + 50.0 * (-3.0 - cold) + 30.0 * luck.normal(size=levels.shape)}
    measure = all_measures(layout_of(load_scenario(TINY).scenario))["person_hours_below_16"]
    by_plan = {name: {measure.name: one} for name, one in values.items()}
    residents = np.full(len(settings), 1000.0)
    tried = Tried(asked, settings, numbers, plan, "daily", {measure.name: measure}, by_plan, residents)
    return tried, laid, findings_of(tried, laid, 0.95, resamples=20)


def test_sentences_say_what_was_planted():
    tried, _, found = made_up()
    said = headline_of(tried, found)
    assert "Weekly fails the standard (at most 10 person-hours below 16 degC per resident) in" in said
    assert "of the futures with weather mean below -2." in said or "with weather mean below -3" in said
    assert "crews heat start 21 or less" in said
    of_reference = found.discovery.of_reference
    assert f"Daily fails the standard in {of_reference} of the same futures." in said
    assert 0 < of_reference < found.discovery.points
    assert "Over weather mean and crews heat start, weekly is surely better than daily in" in said
    crossing = found.break_even.surface
    assert crossing.crossing_low <= -3.0 <= crossing.crossing_high
    titles = [section.title for section in sections_of_explored(tried, found)]
    assert len(titles) == 3
    assert any("Shuffled numbers" in note for note in notes_of_explored(tried, found))
    assert explored_json(tried, found, (), context())["failures"]["rules"][0]["limits"]["weather.mean"]["low"] is None


@pytest.mark.parametrize(
    ("design", "count"), [("latin_hypercube", 96), ("latin_hypercube", 6), ("sobol", 64), ("morris", 64)]
)
def test_all_that_it_says_is_told_in_every_language(design, count):
    tried, _, found = made_up(count, design)
    said = [
        *sentences_of(tried, found),
        *notes_of_explored(tried, found),
        *CAPTIONS.values(),
        *texts_of(sections_of_explored(tried, found)),
    ]
    assert (
        english_in(said, ["daily", "weekly", "weather mean", "crews heat start", "initial stock top tier missile"])
        == {}
    )


def test_inputs_are_not_marked_where_chance_makes_most_of_the_spread():
    tried, laid, _ = made_up()
    luck = np.random.default_rng(2)
    levels = tried.levels
    by_plan = {
        "weekly": {tried.measure.name: levels + 500.0 * luck.normal(size=levels.shape)},
        "daily": {tried.measure.name: levels},
    }
    noisy = replace(tried, values=by_plan)
    found = findings_of(noisy, laid, 0.95, resamples=2)
    assert found.difference.noise.is_much
    assert not any(one.is_clear for one in found.difference.sensitivity.indices)
    assert any(one.is_clear for one in found.level.sensitivity.indices)
    assert any("Where it makes half or more, no input is marked." in note for note in notes_of_explored(noisy, found))


def test_colours_have_round_numbers_beside_them():
    tried, laid, found = made_up()
    figure = ExploreResult(tried, laid, found, (), context(), Asked("", {})).figures()["break-even"]
    figure = figure() if callable(figure) else figure
    texts = [tick.get_text() for tick in figure.axes[1].get_yticklabels()]
    assert "0" in texts
    assert texts == [text for text in texts if text == "0" or (text[0] in "+-" and len(text.strip("+-0.")) <= 2)]
    assert "12 replications of each plan in each future" in " ".join(text.get_text() for text in figure.texts)


def context():
    from sim.present.as_json import Context

    return Context("Tiny", "0", 1, 12, {}, "x")


def test_all_figures_are_drawn():
    tried, laid, found = made_up()
    figures = ExploreResult(tried, laid, found, (), context(), Asked("", {})).figures()
    assert list(figures) == ["inputs", "failures", "break-even"]


def test_trajectories_screen_and_say_what_they_cannot():
    tried, laid, found = made_up(10, "morris")
    said = headline_of(tried, found)
    assert "No rule says where: futures along trajectories screen inputs" in said
    assert "a surface needs futures that fill the space" in said
    assert "(±" in next(sections_of_explored(tried, found)).rows[0][2]
    assert list(ExploreResult(tried, laid, found, (), context(), Asked("", {})).figures()) == ["inputs"]


def test_the_reference_has_no_difference_to_look_at():
    tried, _, found = made_up(plan="daily")
    assert found.difference is None
    assert "Daily is the reference" in headline_of(tried, found)


def test_limits_are_said_in_the_words_of_their_input():
    tried, _, _ = made_up()
    box = (Side(low=-4.1, high=1.0), Side(low=12.0), Side(among=frozenset({0.0, 2.0})))
    said = [
        "weather mean from -4.1 degC to 1 degC",
        "crews heat start 12 or more",
        "initial stock top tier missile 0 or 6",
    ]
    assert limits_of(tried, box) == said


def read_as_the_workbench_does(content):
    """The steps of `load_results` of the EMA workbench, version 2."""
    outcomes = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz", encoding="UTF8") as archive:
        metadata = json.loads(archive.extractfile("metadata.json").read().decode())
        experiments = pd.read_csv(archive.extractfile("experiments.csv"))
        for name, kind in metadata["experiments"].items():
            if pd.api.types.is_object_dtype(np.dtype(kind)):
                experiments[name] = experiments[name].astype("category")
        for kind, name, file in metadata["outcomes"]:
            assert kind == "ScalarOutcome"
            values = pd.read_csv(archive.extractfile(file), index_col=False, header=None).to_numpy()
            outcomes[name] = np.reshape(values, (values.shape[0],))
    return experiments, outcomes


def test_the_archive_reads_back_as_it_was():
    tried, laid, found = made_up()
    result = ExploreResult(tried, laid, found, (), context(), Asked("", {}))
    experiments, outcomes = result.to_ema()
    read, values = read_as_the_workbench_does(ema_archive(tried, "Tiny"))
    assert len(experiments) == 192
    assert list(read.columns) == [*tried.keys, "scenario", "policy", "model"]
    assert read["policy"].dtype == "category"
    for name in tried.keys[:2]:
        assert read[name].tolist() == experiments[name].tolist()
    assert read["initial.stock.top_tier_missile"].astype(str).tolist() == experiments[tried.keys[2]].tolist()
    assert list(values) == ["person_hours_below_16", "person_hours_below_16 standard error"]
    for name, numbers in outcomes.items():
        assert values[name] == pytest.approx(numbers, rel=1e-15)
    assert ema_archive(tried, "Tiny") == ema_archive(tried, "Tiny")


def test_futures_are_arrays_with_their_inputs_along_them(tmp_path):
    tried, laid, found = made_up()
    result = ExploreResult(tried, laid, found, (), context(), Asked("", {}))
    arrays = result.to_xarray()
    assert dict(arrays.sizes) == {"plan": 2, "future": 96, "replication": tried.levels.shape[1]}
    one = arrays["person_hours_below_16"].sel(plan=tried.plan)
    assert np.array_equal(one.values, tried.levels, equal_nan=True)
    assert one.attrs["units"] == "person-hours"
    assert arrays["weather_mean"].values.tolist() == tried.numbers[:, 0].tolist()
    assert arrays["weather_mean"].attrs["key"] == "weather.mean"
    assert arrays["weather_mean"].attrs["units"] == tried.inputs[0].unit == "degC"
    assert "units" not in arrays["initial_stock_top_tier_missile"].attrs
    assert arrays.attrs["sensitivity"] == "planning-sensitive"
    assert arrays.attrs["confidence"] == found.confidence
    assert arrays.attrs["headline"] == result.headline
    with xr.open_dataset(result.to_netcdf(tmp_path / "futures.nc"), engine="scipy") as back:
        assert back.load().identical(arrays)


def test_a_notebook_shows_what_many_futures_say():
    tried, laid, found = made_up()
    html = ExploreResult(tried, laid, found, ("Mind <this>.",), context(), Asked("", {}))._repr_html_()
    assert "Mind &lt;this&gt;." in html
    assert html.count("<table>") == len(list(sections_of_explored(tried, found)))


def test_the_study_that_is_shipped_fits_its_scenario():
    from sim.present.explore.inputs import question_of

    question = question_of("scenarios/kyiv-winter-2026.yaml", "scenarios/studies/kyiv-winter.yaml", ())
    assert (question.plan, question.reference) == ("every 4 weeks", "weekly")
    assert question.study.futures == 128


def test_the_page_names_every_key_of_a_study_file():
    from pathlib import Path

    from sim.scenario.study_file import Input, Standard

    page = Path("docs/how-to/explore.md").read_text(encoding="utf-8")
    keys = [*StudyFile.model_fields, *Standard.model_fields, *Input.model_fields]
    assert [key for key in keys if f"`{key.rstrip('_')}" not in page] == []


def test_without_salib_it_is_said_how_to_get_it(study, monkeypatch):
    from sim.analysis.explore import design

    monkeypatch.setattr(design.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"hearthline\[sensitivity\]"):
        explore(TINY, study)
