"""Levels of several plans, line by line with their total: by reason, by class of threat, by district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.answer import TOTAL, Comparison, Part, Summary
from sim.analysis.measures import threshold_text
from sim.analysis.reasons import origin_words
from sim.errors import escape
from sim.study.layout import Layout

MOST_LINES = 25
"""Districts that a figure and its table show: the coldest ones."""
WHOLE = "whole city"
"""What the lines of districts come to."""
THREATS = "leakers, all together"
"""What the lines of leakers come to."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of plans.

    Parameters
    ----------
    title, unit : of the figure
    words : line -> what it is called, the total among them
    parts : plan -> line -> mean with its interval
    sensitive : whether public results leave it out
    """

    title: str
    unit: str
    words: Mapping[str, str]
    parts: Mapping[str, Mapping[str, Part]]
    sensitive: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines but the total."""
        return tuple(line for line in self.words if line != TOTAL)


def what_came_through(comparison: Comparison, layout: Layout) -> Levels | None:
    """Leakers by what let them through, in public results by class; None where there are none."""
    words = {f"leakers_by.{name}": word for name, word in origin_words().items()}
    if not any(name in comparison.metrics for name in words):
        words = {f"leakers.{name}": escape(name.replace("_", " ")) for name in layout.classes}
    names = [name for name in words if _has_any(comparison, name)]
    if not names or not _has_any(comparison, "leakers"):
        return None
    return Levels(
        "Threats that got through and did damage, in the whole time",
        "threats",
        {name: words[name] for name in names} | {TOTAL: THREATS},
        {
            plan: {name: _part(found[name]) for name in names} | {TOTAL: _part(found["leakers"])}
            for plan, found in comparison.summaries.items()
        },
        any(comparison.metrics[name].sensitive for name in names),
    )


def cold_metric(comparison: Comparison, layout: Layout) -> str:
    """The person-hours that the report follows: those of the headline, else those below the second threshold."""
    known = [f"person_hours_below_{threshold_text(level)}" for level in layout.thresholds]
    asked = [name for name in comparison.headline_metrics if name in known]
    return [*asked, *known[1:], *known][0]


def level_of(metric: str, layout: Layout) -> float:
    """The threshold of person-hours [degC]."""
    return next(level for level in layout.thresholds if metric == f"person_hours_below_{threshold_text(level)}")


def hours_by_district(comparison: Comparison, layout: Layout) -> Levels | None:
    """Hours in cold rooms per resident of each district, the coldest first; None where nobody is cold.

    Of many districts those that are coldest in the reference are shown.
    """
    metric = cold_metric(comparison, layout)
    people = {name: count for name, count, _ in layout.districts if f"{metric}.{name}" in comparison.metrics}
    if not people or not _has_any(comparison, metric):
        return None
    base = comparison.summaries[comparison.reference]
    order = sorted(people, key=lambda name: -(base[f"{metric}.{name}"].mean or 0.0) / people[name])[:MOST_LINES]
    everybody = sum(count for _, count, _ in layout.districts)
    return Levels(
        f"Hours below {level_of(metric, layout):g} degC per resident",
        "hours per resident",
        {name: escape(name.replace("_", " ")) for name in order} | {TOTAL: WHOLE},
        {
            plan: {name: _part(found[f"{metric}.{name}"], people[name]) for name in order}
            | {TOTAL: _part(found[metric], everybody)}
            for plan, found in comparison.summaries.items()
        },
    )


def _has_any(comparison: Comparison, name: str) -> bool:
    return name in comparison.metrics and any(found[name].mean for found in comparison.summaries.values())


def _part(summary: Summary, by: float = 1.0) -> Part:
    """A mean with its interval, divided by a number."""
    mean, low, high = (None if one is None else one / by for one in (summary.mean, summary.ci_low, summary.ci_high))
    return Part(mean, low, high)
