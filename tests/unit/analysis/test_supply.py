"""Days of supply: hand computations, what they may know, and that they follow the units."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.analysis.supply import days_of_supply, observed_supply, supply_of
from sim.analysis.tidy import Series, fan_of, series_of
from sim.model.depots import PLENTY
from tests.unit.analysis.made_up import DAYS, LAYOUT, ensemble, outcomes

WEEKS = tuple(range(0, 29 * 1440, 1440))
USES = st.lists(st.integers(0, 9), min_size=29, max_size=29)


def runs_of(stock, used, layout=LAYOUT, at_the_end=20):
    """Runs with such stock and such use since the start at the rows of their series, shape (n, rows)."""
    stock, used = np.atleast_2d(stock), np.atleast_2d(used)
    rows = np.zeros((len(stock), DAYS + 1, len(LAYOUT.columns)), np.int64)
    rows[:, :, 5], rows[:, :, 6] = stock, used
    return Runs(outcomes(np.zeros(len(stock)), stock=at_the_end), layout, rows)


def value(name, runs):
    return all_measures(LAYOUT)[name].values(runs).tolist()


def test_stock_lasts_as_long_as_it_would_at_the_present_rate():
    used = np.array([[0, 1, 1, 1, 1, 1, 1, 8, 8, 8, 8, 8, 8]])
    stock = np.full((1, 13), 14)
    days = days_of_supply(stock, used, WEEKS[:13])[0]
    assert np.isnan(days[0])
    assert days[1:3].tolist() == [14.0, 28.0]
    assert days[7] == 14 * 7 / 8
    assert days[8] == 14 * 7 / 7
    assert np.isnan(days_of_supply(stock, np.zeros((1, 13)), WEEKS[:13])).all()


@given(USES, st.integers(1, 28))
def test_no_row_knows_what_comes_after_it(uses, day):
    used = np.cumsum([uses], axis=1)
    stock = 300 - used
    whole = days_of_supply(stock, used, WEEKS)
    changed = used.copy()
    changed[:, day:] += 1000
    other = days_of_supply(stock, changed, WEEKS)
    assert np.array_equal(whole[:, :day], other[:, :day], equal_nan=True)


@given(st.integers(1, 9), st.integers(1, 5))
def test_at_steady_use_stock_lasts_stock_by_use_and_falls_by_a_day_each_day(per_day, scale):
    used = per_day * scale * np.arange(29)[None, :]
    stock = per_day * scale * 40 - used
    days = days_of_supply(stock, used, WEEKS)[0]
    assert days[1:] == pytest.approx(np.arange(39, 11, -1))


def test_mean_and_least_are_over_rows_where_something_was_used_from_observe_from_on():
    stock, used = np.arange(13) + 1, np.array([0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    runs = runs_of(stock, used)
    expected = [4 * 3 / 2, 5 * 4 / 2, 6 * 5 / 2, 7 * 6 / 2, 8 * 7 / 2, 9 * 7 / 2, 10 * 7 / 2]
    assert supply_of(runs, 0)[0, 3:10].tolist() == expected
    assert value("days_of_supply_min.missile", runs) == [6.0]
    assert value("days_of_supply_mean.missile", runs) == [pytest.approx(np.mean(expected))]
    late = runs_of(stock, used, replace(LAYOUT, observe_from=5 * 1440))
    assert value("days_of_supply_min.missile", late) == [15.0]
    assert observed_supply(late, 0).shape == (1, 8)


def test_without_use_or_with_unlimited_stock_there_are_none():
    unused = runs_of(np.full(13, 5), np.zeros(13))
    plenty = runs_of(np.full(13, 5), np.arange(13), at_the_end=PLENTY)
    for runs in (unused, plenty):
        assert np.isnan(value("days_of_supply_min.missile", runs)).all()
        assert np.isnan(value("days_of_supply_mean.missile", runs)).all()


def test_a_stock_that_runs_out_lasts_no_day():
    assert value("days_of_supply_min.missile", runs_of(np.maximum(0, 6 - np.arange(13)), np.arange(13))) == [0.0]


def test_the_series_is_among_the_others_and_its_fan_leaves_out_what_is_undefined():
    one = ensemble(np.arange(4.0))
    one.rows[0, :, 6] = 0
    found = {series.name: series for series in series_of(one, LAYOUT, (0, 1, 2, 3))}
    series = found["days_of_supply.missile"]
    assert series.unit == "d"
    assert np.isnan(series.values[0]).all()
    assert not np.isnan(series.values[1:, 2:]).any()
    fan = fan_of(series)
    assert np.isnan(fan.mean[0])
    assert fan.mean[5] == fan.median[5] == series.values[1, 5]
    whole = Series("x", "d", series.minutes[2:], series.values[1:, 2:])
    assert fan_of(whole).p95.tolist() == fan.p95[2:].tolist()


def test_public_results_have_no_such_series():
    names = {series.name for series in series_of(ensemble(np.arange(4.0)), replace(LAYOUT, public=True), (0,))}
    assert not {name for name in names if "missile" in name}


def test_runs_without_series_say_so():
    with pytest.raises(ValueError, match="no series are at hand to read"):
        value("days_of_supply_min.missile", Runs(outcomes([0.0]), LAYOUT))
