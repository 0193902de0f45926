"""Every scenario of the repository runs: its plans on both clocks with the same end, and side by side."""

from pathlib import Path

import pytest

from sim.present.verbs import compare
from sim.scenario.load import load_scenario
from sim.study.calendars import span_of
from tests.clocks.runs import begun, compiled, same_end, traced

QUICK = ("daily-versus-weekly", "kyiv-winter-2026", "tiny")
"""What the fast tests run too: the smallest, the one with every mechanism, and one with plants alone."""


SHIPPED = [
    pytest.param(file, id=file.stem, marks=[] if file.stem in QUICK else [pytest.mark.slow])
    for file in sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
]
"""Every scenario of the repository."""


@pytest.mark.parametrize("file", SHIPPED)
def test_a_shipped_scenario_ends_alike_on_both_clocks(file):
    plans = load_scenario(file).plans
    *_, last = plans
    for number, name in enumerate((next(iter(plans)), last)):
        one, other = (begun(plans[name], number, span=span_of(plans)) for _ in range(2))
        watched, _ = traced(one)
        assert same_end(compiled(other), watched)


@pytest.mark.parametrize("file", SHIPPED)
def test_a_shipped_scenario_compares_its_plans(file):
    result = compare(file, replications=4)
    assert result.comparison.kept == (0, 1, 2, 3)
    assert set(result.comparison.differences) == set(load_scenario(file).plans) - {result.comparison.reference}
    assert result.comparison.headline
