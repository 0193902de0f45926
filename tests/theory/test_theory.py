"""Special cases with exact answers: the compiled clock agrees with theory within its standard errors."""

import pytest

from tests.theory.cases import QUICK_RUNS, RUNS, Run
from tests.theory.ensembles import judgements_of

every_run, every_quick_run = (
    pytest.mark.parametrize("run", runs, ids=lambda run: f"{run.case}: {run.label}") for runs in (RUNS, QUICK_RUNS)
)


def rejected(run: Run, tier: str) -> dict[str, str]:
    return {one.quantity.name: one.verdict for one in judgements_of(run, tier) if one.verdict != "pass"}


@every_quick_run
def test_estimates_agree_with_theory(run: Run) -> None:
    assert rejected(run, "ci") == {}


@pytest.mark.slow
@every_run
def test_estimates_agree_with_theory_within_one_percent(run: Run) -> None:
    assert rejected(run, "full") == {}
