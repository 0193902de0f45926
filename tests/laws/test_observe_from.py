"""What counts from `horizon.observe_from` on, and what counts from the start, is what each metric says."""

import numpy as np
import pytest

from sim.present.case import AS_WRITTEN
from sim.present.verbs import run
from tests.laws.small import ALL_HIT, hit, town

EARLY = {
    "threats": ALL_HIT,
    "damage.exposure": {"building": "100 %"},
    "attack.recorded": [hit("1 d", count=9), hit("2 d", count=9)],
    "defence.layers": {"shield": {"against": {"drone": "10 %"}, "uses": "missile", "per_engagement": True}},
    "initial": {"stock": {"missile": 3}, "in_transit": [{"item": "missile", "units": 5, "arrives": "4 d"}]},
    "alerts.listed": [{"start": "1 d", "end": "1.2 d"}],
}
"""A town in which everything happens, and is over, in the first days."""


def measured(observe_from):
    """Values of the metrics of one run, by name, and from when each counts."""
    found = run(town(EARLY | {"horizon.observe_from": observe_from}), replications=1, workers=1).comparison
    since = {name: measure.metric.since for name, measure in found.metrics.items()}
    return {name: float(values[0]) for name, values in found.values[AS_WRITTEN].items()}, since


@pytest.fixture(scope="module", name="runs")
def run_with_and_without_warm_up():
    whole, since = measured("0 d")
    late, _ = measured("15 d")
    return whole, late, since


def test_a_metric_of_the_whole_horizon_does_not_change_with_the_warm_up(runs):
    whole, late, since = runs
    names = {name for name, start in since.items() if start == "start"}
    assert {name for name in names if not np.isclose(whole[name], late[name], equal_nan=True)} == set()
    assert {"leakers", "restore_90", "rounds_used.missile", "final_stock.missile"} <= names


def test_a_metric_that_counts_after_the_warm_up_sees_nothing_of_it(runs):
    whole, late, since = runs
    names = {name for name, start in since.items() if start == "observe_from"}
    assert {name for name in names if np.isfinite(late[name]) and late[name] != 0.0} == set()
    assert sum(whole[name] > 0.0 for name in names) > 10
