"""The table of theory cases is complete, its files load, and its exact values are right."""

import pytest

from sim.scenario.load import load_scenario
from sim.study.room import room_for_all
from sim.world.sizes import CITY
from tests.theory.cases import EXPECTED, RUNS, Run
from tests.theory.exact import exact_values


def test_every_exact_value_is_estimated_by_some_run() -> None:
    estimated = {(run.case, quantity.name) for run in RUNS for quantity in run.quantities}
    assert estimated == {(case, name) for case, values in EXPECTED.items() for name in values}


def test_exact_values_agree_with_textbook_formulas() -> None:
    for case, values in exact_values().items():
        assert values == pytest.approx(EXPECTED[case], rel=1e-9, abs=1e-12), case


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.case}: {run.label}")
def test_scenario_file_loads_with_its_overrides_and_needs_large_records_only_if_it_is_long(run: Run) -> None:
    scenario = load_scenario(run.path, run.overrides).scenario
    assert (room_for_all([scenario]) != CITY) == run.is_long
