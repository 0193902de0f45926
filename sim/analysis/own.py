"""Metrics of a researcher's own, computed from what a study has kept; nothing is run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.comparison import summarise
from sim.analysis.measures import Measure, all_measures, measures_of
from sim.analysis.registry import Compute, Metric, Runs, metric_of
from sim.errors import UsageError
from sim.hints import listed
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout


def with_own(comparison: Comparison, study: StudyResult, layout: Layout, own: Sequence[Compute]) -> Comparison:
    """The same comparison with further metrics behind those of the headline.

    Parameters
    ----------
    study, layout : what the comparison was made from
    own : functions decorated with `metric`

    Raises
    ------
    UsageError
        If one is no metric, has the name of another, or gives anything but one value per replication.
    """
    metrics = [_metric_of(function) for function in own]
    usual = all_measures(layout)
    taken = {*comparison.metrics, *usual}
    measures = [measure for metric in metrics for measure in measures_of(metric, layout)]
    for measure in measures:
        if measure.name in taken:
            raise UsageError(f"there is a metric {measure.name} already; give your function another name")
        taken.add(measure.name)
        _refuse_misshapen(measure, study, layout)
    measures = [measure for measure in measures if not (layout.public and measure.sensitive)]
    earlier = [one for one in comparison.metrics.values() if one.name not in usual]
    headline = [name for name in comparison.headline_metrics if name in usual]
    found = summarise(
        study, layout, comparison.reference, headline, comparison.confidence, further=[*earlier, *measures]
    )
    told = [name for name in _told(metrics, layout) if name in found.metrics]
    shown = dict.fromkeys([*comparison.headline_metrics, *told])
    return replace(
        comparison,
        metrics=found.metrics,
        summaries=found.summaries,
        differences=found.differences,
        best=found.best,
        values=found.values,
        headline_metrics=tuple(shown),
    )


def _metric_of(function: Compute) -> Metric:
    found = metric_of(function)
    if found is None:
        name = getattr(function, "__name__", repr(function))
        raise UsageError(f"{name} is no metric: decorate it with sim.metric(unit=..., direction=..., noun=...)")
    return found


def _told(metrics: Sequence[Metric], layout: Layout) -> Iterator[str]:
    """Names that tables show: of a family that has a sum, only that."""
    for metric in metrics:
        names = [measure.name for measure in measures_of(metric, layout) if measure.district is None]
        yield from [metric.name] if metric.name in names else names


def _refuse_misshapen(measure: Measure, study: StudyResult, layout: Layout) -> None:
    """Refuse a function that gives anything but one number per replication."""
    ensemble = next(iter(study.plans.values()))
    runs = Runs(ensemble.outcomes, layout, ensemble.rows)
    given = measure.parts(runs) if measure.is_ratio else (measure.values(runs),)
    shapes = [np.shape(values) for values in given]
    if any(shape != (len(ensemble.outcomes),) for shape in shapes):
        said = listed([str(shape) for shape in shapes])
        raise UsageError(f"{measure.name} gives an array of shape {said}, not one value per replication")
