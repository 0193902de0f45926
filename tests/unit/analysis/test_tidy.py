"""Tidy tables of results."""

import numpy as np
import pytest

from sim.analysis.comparison import summarise
from sim.analysis.tidy import fan_rows, named_series, replication_frame, series_frame, summary_rows
from tests.unit.analysis.made_up import DAYS, LAYOUT, ensemble, study

STUDY = study({"a": ensemble([10.0, 20.0], departed=[0.0, 0.5]), "b": ensemble([30.0, 40.0])})
FOUND = summarise(STUDY, LAYOUT, None, [], 0.95)


def test_every_metric_of_every_replication_has_a_row_with_its_unit():
    frame = replication_frame(FOUND)
    assert list(frame.columns) == ["plan", "replication", "metric", "value", "unit"]
    assert len(frame) == 2 * 2 * len(FOUND.metrics)
    rows = frame[frame["metric"] == "person_hours_below_16"]
    assert rows["value"].tolist() == [10.0, 10.0, 30.0, 40.0]
    assert rows["plan"].tolist() == ["a", "a", "b", "b"]
    assert rows["replication"].tolist() == [0, 1, 0, 1]
    assert set(rows["unit"]) == {"person-hours"}


def test_replications_that_failed_keep_their_numbers_out():
    failed = study(STUDY.plans, failures={0: "a: too many jobs"})
    assert set(replication_frame(summarise(failed, LAYOUT, None, [], 0.95))["replication"]) == {1}


def test_every_series_of_every_replication_has_a_row_with_its_unit():
    frame = series_frame(STUDY, LAYOUT, (0, 1))
    assert list(frame.columns) == ["plan", "replication", "time_min", "series", "value", "unit"]
    assert len(frame) == 2 * 2 * (11 * (DAYS + 1) + 3 * DAYS)
    indoor = frame[frame["series"] == "indoor_c.3"]
    assert set(indoor["value"]) == {19.5}
    assert set(indoor["unit"]) == {"degC"}
    assert indoor["time_min"].max() == DAYS * 1440


def test_person_hours_of_a_day_stand_at_its_end_without_the_departed():
    series = named_series(STUDY.plans["a"], LAYOUT, (0, 1), "person_hours_below_16")
    assert series.minutes == tuple(1440 * (day + 1) for day in range(DAYS))
    assert series.values.sum(axis=1) == pytest.approx([10.0, 10.0])


def test_a_fan_has_a_row_per_plan_series_and_minute_however_many_replications():
    found = list(fan_rows(STUDY, LAYOUT, (0, 1)))
    assert len(found) == 2 * (11 * (DAYS + 1) + 3 * DAYS)
    named = [row for row in found if (row["plan"], row["series"]) == ("b", "person_hours_below_16")]
    assert [row["time_min"] for row in named] == [1440 * (day + 1) for day in range(DAYS)]
    numbers = [named[0][name] * DAYS for name in ("mean", "p05", "p25", "median", "p75", "p95")]
    assert numbers == pytest.approx([35.0, 30.5, 32.5, 35.0, 37.5, 39.5])
    assert named[0]["unit"] == "person-hours"
    assert list(fan_rows(STUDY, LAYOUT, ())) == []


def test_a_series_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        named_series(STUDY.plans["a"], LAYOUT, (0,), "stock.bread")


def test_the_summary_has_a_row_per_plan_and_metric():
    rows = list(summary_rows(FOUND))
    assert len(rows) == 2 * len(FOUND.metrics)
    (row,) = [one for one in rows if one["plan"] == "b" and one["metric"] == "person_hours_below_16"]
    assert (row["mean"], row["difference"], row["cadence"]) == (35.0, 25.0, None)
    assert np.isfinite(row["difference_ci_low"])
