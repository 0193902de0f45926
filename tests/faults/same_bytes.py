"""The same stored blocks whatever the workers, the stretches and the place: ``python -m tests.faults.same_bytes``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from sim.scenario.load import load_scenario
from sim.study.ensemble import empty_ensemble
from sim.study.fairness import judge
from sim.study.keeping import Results
from sim.study.part import stretches
from sim.study.pools import KINDS
from sim.study.pools.spread import opened, spread
from sim.study.run import Work, design_of
from sim.study.store.folder import RunFolder
from sim.study.store.identity import contents_of, identity_of
from tests.faults.studies import TINY, content

REPLICATIONS = 150
WORKERS = (1, 2, 3, 8)
STRETCHES = (1, 7, 64, REPLICATIONS)


def stored(place, plans, fairness, pool, work, stretch):
    """What is kept of a study that is cut into stretches of some length."""
    span = {"lookback": fairness.lookback, "accrual_end": fairness.accrual_end}
    scenarios = {
        (name, twin): one for twin, some in ((False, plans), (True, fairness.twins)) for name, one in some.items()
    }
    with RunFolder(place).opened() as folder:
        folder.begin(identity_of(scenarios, seed=1, start=None, **span), contents_of(scenarios), work.design.layout)
        ensembles = {run: empty_ensemble(work.design.layout, REPLICATIONS) for run in work.design.runs}
        results = Results(ensembles, REPLICATIONS, folder)
        pool.take(work)
        for part in spread(pool, stretches(results.missing(), stretch)):
            results.take(part)
        assert results.done == REPLICATIONS
    return content(place)


def main(kinds=KINDS, workers=WORKERS, lengths=STRETCHES) -> int:
    """Run one study in all ways; how many left other bytes."""
    plans = dict(load_scenario(TINY).plans)
    fairness = judge(plans)
    design = design_of(plans, fairness.twins, seed=1, lookback=fairness.lookback, accrual_end=fairness.accrual_end)
    first, others, ways = None, 0, 0
    for kind in kinds:
        for count in workers:
            began = time.monotonic()
            with opened(kind, count) as pool, tempfile.TemporaryDirectory() as place:
                for length in lengths:
                    found = stored(Path(place) / str(length), plans, fairness, pool, Work(design), length)
                    first = first or found
                    ways += 1
                    others += found != first
            print(f"{kind}, {count} workers: {time.monotonic() - began:.1f} s", flush=True)
    print(f"{ways} ways, {others} with other bytes")
    return others


if __name__ == "__main__":
    sys.exit(bool(main()))
