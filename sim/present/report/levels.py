"""Levels of several plans, line by line with their total: by reason, by class of threat, by district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.answer import TOTAL, Comparison, Part, Summary
from sim.analysis.measures import threshold_text
from sim.analysis.reasons import origin_words
from sim.errors import escape
from sim.study.layout import Layout

INDOOR = "indoor_c."
"""How names of series of a block's temperature begin."""
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

    def means(self, plan: str) -> dict[str, float]:
        """Line -> mean of a plan, without the total; 0 where there is none."""
        return {line: self.parts[plan][line].mean or 0.0 for line in self.lines}


def named_in(layout: Layout) -> list[str]:
    """What a scenario calls its districts, stores, classes of threats and followed blocks."""
    districts = [name for name, _, _ in layout.districts]
    followed = [column.name.removeprefix(INDOOR) for column in layout.columns if column.name.startswith(INDOOR)]
    places = [part for store in layout.stores for part in store.split(".")]
    return [*districts, *places, *layout.classes, *followed]


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
    if not _has_any(comparison, metric):
        return None
    parts = {plan: _per_resident(metric, found, layout) for plan, found in comparison.summaries.items()}
    base = parts[comparison.reference]
    districts = [line for line in base if line != TOTAL]
    order = sorted(districts, key=lambda line: -(base[line].mean or 0.0))[:MOST_LINES]
    if not order:
        return None
    return Levels(
        f"Hours below {level_of(metric, layout):g} degC per resident",
        "hours per resident",
        {name: escape(name.replace("_", " ")) for name in order} | {TOTAL: WHOLE},
        {plan: {line: lines[line] for line in (*order, TOTAL)} for plan, lines in parts.items()},
    )


def _per_resident(metric: str, found: Mapping[str, Summary], layout: Layout) -> dict[str, Part]:
    """Hours per resident of each district, and of the whole city."""
    named = {name: (count, found.get(f"{metric}.{name}")) for name, count, _ in layout.districts}
    lines = {name: _part(summary, count) for name, (count, summary) in named.items() if summary is not None}
    return lines | {TOTAL: _part(found[metric], sum(count for count, _ in named.values()))}


def _has_any(comparison: Comparison, name: str) -> bool:
    return name in comparison.metrics and any(found[name].mean for found in comparison.summaries.values())


def _part(summary: Summary, by: float = 1.0) -> Part:
    """A mean with its interval, divided by a number."""
    mean, low, high = (None if one is None else one / by for one in (summary.mean, summary.ci_low, summary.ci_high))
    return Part(mean, low, high)
