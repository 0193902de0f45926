"""The metrics of one run that was watched, as a study has them of the same replication."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.measures import shown_measures
from sim.analysis.registry import Runs
from sim.study.layout import Layout
from sim.study.replay import Replay, totals


def metrics_of_run(run: Replay, layout: Layout) -> Iterator[tuple[str, float, str]]:
    """Name, value and unit of every metric.

    Parameters
    ----------
    run : one that is over
    layout : what its numbers stand for
    """
    found = totals(run, layout)
    runs = Runs(found.outcomes, layout, found.rows)
    for name, measure in shown_measures(layout).items():
        yield name, float(measure.values(runs)[0]), measure.unit
