"""Both clocks end in the same state, byte for byte: SimPy's queue and the compiled heap call the same rules."""

import pytest

from tests.theory.cases import RUNS, SHORT_RUNS, Run
from tests.theory.clocks import differing

every_run, every_short_run = (
    pytest.mark.parametrize("run", runs, ids=lambda run: f"{run.case}: {run.label}") for runs in (RUNS, SHORT_RUNS)
)


@every_short_run
def test_clocks_end_in_the_same_state(run: Run) -> None:
    assert differing(run, 3) == []


@pytest.mark.slow
@every_run
def test_clocks_end_in_the_same_state_ten_times(run: Run) -> None:
    assert differing(run, 10) == []
