"""The last seven days: which rows they are, and what share of their threats leaked."""

import numpy as np
import pytest

from sim.analysis.lately import leak_through, looked_back
from sim.analysis.registry import Runs
from sim.model.series import COLUMNS
from sim.study.layout import layout_of
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import begun, compiled
from tests.unit.analysis.made_up import DAYS, LAYOUT, outcomes

DAILY = tuple(range(0, 29 * 1440, 1440))


def leak_through_of(threats, leakers):
    """Leak-through where so many threats came and leaked since the start, at each row of a run."""
    rows = np.zeros((1, DAYS + 1, len(LAYOUT.columns)), np.int64)
    names = [column.name for column in LAYOUT.columns]
    rows[0, :, names.index("threats")], rows[0, :, names.index("leakers")] = threats, leakers
    return leak_through(Runs(outcomes(np.zeros(1)), LAYOUT, rows))[0]


def test_the_last_seven_days_begin_at_the_latest_row_before_them_or_at_the_start():
    assert looked_back(DAILY)[:10].tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    five_hours = tuple(range(0, 14 * 1440, 300))
    begin = looked_back(five_hours)
    for row, minute in enumerate(five_hours):
        expected = max((place for place, other in enumerate(five_hours) if other <= minute - 7 * 1440), default=0)
        assert begin[row] == expected


def test_the_share_that_leaked_is_that_of_the_last_seven_days_only():
    days = np.arange(DAYS + 1)
    threats = 10 * days
    leakers = np.where(days <= 2, 5 * days, 10)  # half of them on two days, none later
    found = leak_through_of(threats, leakers)
    assert np.isnan(found[0])
    assert found[1:3].tolist() == [0.5, 0.5]
    assert found[7] == 10 / 70
    assert found[8] == (10 - 5) / 70
    assert found[9:].tolist() == [0.0] * (DAYS - 8)


def test_without_threats_no_share_is_told():
    assert np.isnan(leak_through_of(np.zeros(DAYS + 1), np.zeros(DAYS + 1))).all()


@pytest.mark.parametrize("number", [1, 3, 7])
def test_rows_count_threats_and_leakers_from_the_start(number):
    run = compiled(begun(scenario_of(number)))
    rows = run.series(layout_of(run.scenario))[0]
    for name in ("threats", "leakers"):
        counted = rows[:, COLUMNS.index(name)]
        assert counted[0] == 0
        assert (np.diff(counted) >= 0).all()
        assert counted[-1] == run.of(name).sum() > 0
