"""Do both clocks end in the same state, byte for byte, on the theory cases? `python -m tests.theory.clocks 50`."""

import sys

import numpy as np

from sim.model.foresight import foresee
from sim.model.settle import settle
from sim.model.words import Status
from sim.study.calendars import span_of
from sim.study.replay import replay
from sim.study.run import Design, Workspace, design_of
from sim.world.draw import draw
from sim.world.record import Array
from tests.theory.cases import RUNS, Run
from tests.theory.ensembles import scenario_of


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


def main() -> int:
    """Say for each run in how many replications the clocks differ; 1 if they do in any."""
    replications = int(sys.argv[1])
    found = {f"{run.case}: {run.label}": differing(run, replications) for run in RUNS}
    for name, wrong in found.items():
        print(f"{name}: {replications} replications, {len(wrong)} differ {wrong[:20]}")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
