"""What a study is expected to need, held against what is known to be needed."""

from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.scenario.load import load_scenario
from sim.study.ensemble import empty_ensemble
from sim.study.estimate import (
    FOLDER_BYTES,
    Extent,
    blocks_bytes,
    folder_bytes,
    memory_of,
    seconds_of,
    series_bytes,
    size_text,
    time_text,
)
from sim.study.layout import layout_of
from sim.study.run import Workspace, design_of

SCENARIOS = Path(__file__).parents[3] / "scenarios"
TOWN = Extent(load_scenario(SCENARIOS / "tiny.yaml").scenario, ("daily", "weekly"), 2, 100)
CITY = Extent(load_scenario(SCENARIOS / "kyiv-winter-2026.yaml").scenario, ("daily", "weekly"), 2, 100)


def rows_of_metrics(replications):
    """What replications of the town add to its tables [bytes]."""
    empty, full = (folder_bytes(replace(TOWN, replications=count)) for count in (0, replications))
    return full - empty


def test_time_grows_with_runs_and_days_and_the_city():
    assert seconds_of(replace(TOWN, replications=300), compiled=True) == pytest.approx(
        3 * seconds_of(TOWN, compiled=True)
    )
    assert seconds_of(replace(TOWN, twins=0), compiled=True) == pytest.approx(seconds_of(TOWN, compiled=True) / 2)
    assert seconds_of(CITY, compiled=True) > 15 * seconds_of(TOWN, compiled=True)


def test_threads_share_the_work_only_if_it_is_compiled():
    assert seconds_of(TOWN, compiled=True, threads=4) == pytest.approx(seconds_of(TOWN, compiled=True) / 4)
    assert seconds_of(TOWN, compiled=False, threads=4) == seconds_of(TOWN, compiled=False, threads=1)
    assert seconds_of(TOWN, compiled=False) > seconds_of(TOWN, compiled=True)


@pytest.mark.parametrize("extent", [TOWN, CITY], ids=["town", "city"])
def test_memory_holds_the_results_their_copies_and_the_records_of_every_thread(extent):
    found = memory_of(extent, threads=3)
    one = empty_ensemble(layout_of(extent.scenario), 1)
    twice = 2 * (one.outcomes.nbytes + one.days.nbytes) + one.rows.nbytes
    assert twice * 4 < found.of_world < 2 * twice * 4
    assert found.of_series >= one.rows.nbytes * 4
    plans, twins = (dict.fromkeys(extent.plans, extent.scenario) for _ in range(2))
    space = Workspace(design_of(plans, twins, seed=1, lookback=0, accrual_end=0))
    records = sum(record.nbytes for record in (space.world, space.state, *space.params.values()))
    assert found.of_threads == 3 * records


def test_no_more_threads_work_than_there_are_replications():
    assert memory_of(replace(TOWN, replications=2), threads=64).of_threads == memory_of(TOWN, threads=2).of_threads


def test_finer_series_take_more_memory_and_room():
    study = TOWN.scenario.study.model_copy(update={"series_step": 60})
    fine = replace(TOWN, scenario=TOWN.scenario.model_copy(update={"study": study}))
    assert memory_of(fine, 1).of_series > 20 * memory_of(TOWN, 1).of_series
    assert series_bytes(fine) > 10 * series_bytes(TOWN)
    assert folder_bytes(fine) > folder_bytes(TOWN)
    assert folder_bytes(replace(fine, replications=200)) - folder_bytes(fine) == rows_of_metrics(100)


def test_files_grow_with_plans_replications_and_long_names_and_hold_no_twins():
    assert series_bytes(replace(TOWN, replications=200)) == 2 * series_bytes(TOWN)
    assert series_bytes(replace(TOWN, twins=0)) == series_bytes(TOWN)
    assert series_bytes(replace(TOWN, plans=("daily", "every other Thursday"))) > series_bytes(TOWN)
    assert series_bytes(TOWN, compressed=True) < series_bytes(TOWN) / 5
    assert folder_bytes(replace(TOWN, replications=0)) >= FOLDER_BYTES
    assert folder_bytes(replace(TOWN, replications=200)) - folder_bytes(TOWN) == rows_of_metrics(100)


def test_blocks_are_as_large_as_the_files_of_a_study(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.present.files.figures_of", lambda result: iter(()))
    sim.compare(SCENARIOS / "tiny.yaml", replications=100, out=tmp_path, workers=1)
    size = sum(file.stat().st_size for file in (tmp_path / "blocks").iterdir())
    assert size == pytest.approx(blocks_bytes(TOWN), rel=0.02)


def test_a_job_says_how_much_it_is():
    assert str(replace(TOWN, replications=20_000)) == "20,000 replications of 2 plans and 2 twins"
    assert str(replace(TOWN, plans=("as written",), twins=0)) == "100 replications of 1 plan"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(70.0, "70 seconds"), (150.0, "2 minutes"), (7100.0, "118 minutes"), (7300.0, "2 hours"), (3e6, "35 days")],
)
def test_times_are_rough(seconds, text):
    assert time_text(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"), [(3e6, "3 MB"), (4.24e9, "4.2 GB"), (2.5e12, "2.5 TB"), (9.9e16, "99,000.0 TB")]
)
def test_sizes_are_rough(size, text):
    assert size_text(size) == text
