"""Both clocks end in the same state, byte for byte: SimPy's queue and the compiled heap call the same rules."""

import numpy as np
import pytest

from sim.model.foresight import foresee
from sim.model.settle import settle
from sim.model.words import Status
from sim.study.calendars import span_of
from sim.study.replay import replay
from sim.study.run import Design, Workspace, design_of
from sim.world.draw import draw
from sim.world.record import Array
from tests.theory.cases import RUNS, SHORT_RUNS, Run
from tests.theory.ensembles import scenario_of

every_run, every_short_run = (
    pytest.mark.parametrize("run", runs, ids=lambda run: f"{run.case}: {run.label}") for runs in (RUNS, SHORT_RUNS)
)


def compiled_state(space: Workspace, design: Design, replication: int) -> Array:
    """How a replication ends on the compiled clock, in records that were used before; read without a copy."""
    ((run, parameters),) = design.runs.items()
    params = space.params[run]
    draw(space.chances, space.world, *design.key, replication)
    settle(params, parameters.patches, space.world)
    foresee(params, space.world)
    assert space.run(run, design) == Status.FINE
    return space.state.view(np.int64)


def differing(run: Run, replications: int) -> list[int]:
    """Replications in which the clocks do not end in the same state."""
    scenario = scenario_of(run)
    span = span_of({"": scenario})
    seed = scenario.study.seed
    design = design_of({"": scenario}, {}, seed=seed, lookback=span.lookback, accrual_end=span.accrual_end)
    space = Workspace(design)
    return [
        replication
        for replication in range(replications)
        if not np.array_equal(
            compiled_state(space, design, replication),
            replay(scenario, span, seed=seed, replication=replication).state.view(np.int64),
        )
    ]


@every_short_run
def test_clocks_end_in_the_same_state(run: Run) -> None:
    assert differing(run, 3) == []


@pytest.mark.slow
@every_run
def test_clocks_end_in_the_same_state_fifty_times(run: Run) -> None:
    assert differing(run, 50) == []
