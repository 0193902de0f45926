"""Results as labelled arrays: nothing is lost on the way, everything has a unit, files come back as they were."""

import numpy as np
import pytest
import xarray as xr

from sim.analysis.labelled import variables_of
from sim.errors import StorageError, UsageError
from sim.present import labelled
from sim.present.results import ComparisonResult
from tests.unit.analysis.made_up import DAYS, LAYOUT
from tests.unit.present.shown import plan, result
from tests.unit.present.test_public import SENSITIVE, public

SHAPE = {"plan": 3, "replication": 60}


@pytest.fixture(scope="module")
def dataset():
    return result().to_xarray()


def test_families_have_a_dimension_for_their_members(dataset):
    assert dict(dataset["person_hours_below"].sizes) == SHAPE | {"threshold": 3}
    assert dict(dataset["person_hours_below_by_district"].sizes) == SHAPE | {"threshold": 3, "district": 2}
    assert dict(dataset["leakers"].sizes) == SHAPE
    assert dict(dataset["leakers_by_threat_class"].sizes) == SHAPE | {"threat_class": 2}
    assert dict(dataset["stock_over_time"].sizes) == SHAPE | {"time": DAYS + 1, "store": 1}
    assert dict(dataset["indoor_c_over_time"].sizes) == SHAPE | {"time": DAYS + 1, "block": 1}
    assert dict(dataset["person_hours_below_by_day"].sizes) == SHAPE | {"day": DAYS, "threshold": 3}


def test_values_are_those_of_the_tables(dataset):
    table = result().to_pandas().set_index(["plan", "metric", "replication"])["value"]
    cold = dataset["person_hours_below"].sel(plan="daily", threshold=16.0).to_series()
    assert cold.tolist() == table["daily", "person_hours_below_16"].tolist()
    part = dataset["person_hours_below_by_district"].sel(plan="daily", threshold=16.0, district="south").to_series()
    assert part.tolist() == table["daily", "person_hours_below_16.south"].tolist()
    sent = dataset["dispatches_by_channel"].sel(plan="daily", channel="coalition").to_series()
    assert sent.tolist() == table["daily", "dispatches.coalition"].tolist()


def test_every_metric_and_every_series_is_in_it_once(dataset):
    found = result()
    values = [variable.values[np.isfinite(variable.values)] for variable in dataset.data_vars.values()]
    table = np.concatenate([found.to_pandas()["value"].to_numpy(), found.series()["value"].to_numpy()])
    assert np.array_equal(np.sort(np.concatenate([one.ravel() for one in values])), np.sort(table[np.isfinite(table)]))


def test_everything_has_a_unit_and_a_name_for_people(dataset):
    for name, variable in dataset.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
        assert "{}" not in variable.attrs["long_name"], name
    assert dataset["threshold"].attrs["units"] == "degC"
    assert dataset["people"].to_series().to_dict() == {"north": 1000, "south": 3000}


def test_times_are_dates_of_the_calendar(dataset):
    assert str(dataset["time"].values[0])[:16] == "2026-01-05T00:00"
    assert str(dataset["day"].values[-1])[:10] == "2026-01-16"


def test_it_says_where_it_comes_from(dataset):
    assert dataset.attrs["seed"] == 7
    assert dataset.attrs["reference"] == "weekly"
    assert dataset.attrs["headline"] == result().headline
    assert "no forecast" in dataset.attrs["caution"] or "nothing here is a forecast" in dataset.attrs["caution"]


def test_a_public_dataset_tells_nothing_of_stock():
    names = set(public().to_xarray().data_vars)
    assert "person_hours_below" in names
    assert not {name for name in names if name.startswith(("stock", "used", "days_of_supply", "rounds"))}
    assert not names & {name.partition(".")[0] for name in SENSITIVE}


def test_a_file_comes_back_as_it_was(tmp_path, dataset):
    file = result().to_netcdf(tmp_path / "winter.nc")
    with xr.open_dataset(file, engine="scipy") as back:
        assert back.load().identical(dataset)
    assert file.read_bytes()[:4] == b"CDF\x02"


def test_the_same_result_gives_the_same_bytes(tmp_path):
    one, other = result().to_netcdf(tmp_path / "one.nc"), result().to_netcdf(tmp_path / "other.nc")
    assert one.read_bytes() == other.read_bytes()


def test_names_in_any_script_survive_the_file(tmp_path):
    found = result({"\u0449\u043e\u0442\u0438\u0436\u043d\u044f": plan(0.0, 1, 12), "daily": plan(-1.9e6, 2, 84)})
    with xr.open_dataset(found.to_netcdf(tmp_path / "names.nc"), engine="scipy") as back:
        assert back["plan"].values.tolist() == list(found.comparison.plans)


def test_a_file_that_cannot_be_written_says_why(tmp_path):
    with pytest.raises(StorageError, match="cannot write"):
        result().to_netcdf(tmp_path / "no folder" / "winter.nc")


def test_nothing_is_written_where_nothing_succeeded(tmp_path):
    failed = result(failures=dict.fromkeys(range(60), "outgrew its room"))
    with pytest.raises(UsageError, match="no replication succeeded"):
        failed.to_netcdf(tmp_path / "none.nc")


def test_without_xarray_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(labelled.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"hearthline\[notebook\]"):
        result().to_xarray()


def test_a_result_of_one_plan_is_labelled_as_well():
    alone: ComparisonResult = result({"weekly": plan(0.0, 1, 12)})
    assert alone.to_xarray().sizes["plan"] == 1
    assert variables_of(alone.comparison, alone.study, LAYOUT)["waves"].dims == ("plan", "replication")
