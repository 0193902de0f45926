"""Running a study once, or again with more replications until it is precise enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.analysis.amounts import Amount
from sim.analysis.answer import Comparison
from sim.analysis.measures import headline_metrics, shown_measures
from sim.analysis.precision import doublings, precision_of, targets_of
from sim.errors import PartialError, UsageError
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout


def targets_in(precision: str | Sequence[str], metrics: Sequence[str], layout: Layout) -> tuple[Amount, ...]:
    """What is precise enough, in the units of the headline metrics.

    Parameters
    ----------
    precision : texts of it; empty: nobody asked
    """
    texts = (precision,) if isinstance(precision, str) else precision
    if not texts or not texts[0]:
        return ()
    known = shown_measures(layout)
    return targets_of(texts, [known[name].unit for name in headline_metrics(metrics, layout)])


def run_enough(
    run: Callable[[int, StudyResult | None], StudyResult],
    summarise: Callable[[StudyResult], Comparison],
    targets: Sequence[Amount],
    most: int,
) -> tuple[StudyResult, Comparison]:
    """Run a study at once, or twice as many worlds each time until it is precise enough; none is run twice.

    Parameters
    ----------
    run : so many replications, of which some may be known
    targets : what is precise enough; empty: all replications are run

    Raises
    ------
    PartialError
        If no replication succeeded.
    """
    study: StudyResult | None = None
    for worlds in doublings(most) if targets else (most,):
        study = run(worlds, study)
        if len(study.failures) == worlds:
            raise PartialError(f"no replication succeeded; {next(iter(study.failures.values()))}")
        found = summarise(study)
        if targets:
            found = replace(found, precision=precision_of(found, targets, most))
        if found.precision is not None and found.precision.is_reached:
            break
    if study is None:
        raise UsageError("replications are 1 or more")
    return study, found
