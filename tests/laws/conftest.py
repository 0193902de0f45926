"""Runs that many laws look at."""

import pytest

from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import Run, begun, compiled


@pytest.fixture(scope="session", name="ends")
def finished_runs() -> list[Run]:
    """The end of many random scenarios."""
    return [compiled(begun(scenario_of(number))) for number in range(120)]
