"""What is asked of a decision: in which metric, which difference matters, and which standard is to be met."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sim.analysis.amounts import SYNONYMS, Amount, amount_of
from sim.analysis.measures import Measure, headline_metrics, shown_measures
from sim.analysis.registry import Runs, Values
from sim.errors import UsageError
from sim.hints import nearest_or_known, shown
from sim.study.layout import Layout

INDIFFERENT = "2 %"
"""Difference that matters if nobody says: a share of the reference's mean."""
PER_RESIDENT = "per resident"
_STANDARD = re.compile(r"([a-z][\w.]*)\s*(per resident)?\s*([<>]=?)\s*(.+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standard:
    """A limit that a metric is to stay on one side of.

    Parameters
    ----------
    per_resident : whether the metric is shared out among all residents
    is_below : whether values below the limit meet it
    limit : in the unit of the metric
    includes_limit : whether the limit itself meets it
    text : as it was written
    """

    measure: Measure
    per_resident: bool
    is_below: bool
    limit: float
    includes_limit: bool
    text: str

    def values(self, runs: Runs) -> Values:
        """What is held against the limit, shape (n,)."""
        residents = sum(people for _, people, _ in runs.layout.districts) if self.per_resident else 1
        return np.asarray(self.measure.values(runs) / residents)


@dataclass(frozen=True, slots=True)
class Question:
    """What a decision is about.

    Parameters
    ----------
    indifference : smallest difference that matters, in the metric's unit or as a share of the reference's mean
    confidence : that the best plan is selected
    standard : None: nobody asked
    worth : what one unit of the metric is worth [EUR]; None: nobody says
    """

    measure: Measure
    indifference: Amount
    confidence: float
    standard: Standard | None = None
    worth: float | None = None


def metric_to_decide(name: str | None, metrics: tuple[str, ...], layout: Layout) -> Measure:
    """The metric that plans are to be best in: the one that is named, else the first headline metric.

    Raises
    ------
    UsageError
        If there is none of that name, or none that has a mean and a direction.
    """
    known = shown_measures(layout)
    chosen = name or headline_metrics(metrics, layout)[0]
    if chosen not in known:
        raise UsageError(f"no metric is called {chosen!r}; {nearest_or_known(chosen, known)}")
    measure = known[chosen]
    if measure.is_time_until or measure.is_ratio or measure.direction == "none":
        why = {True: "has no mean, since it may never come"}.get(measure.is_time_until, "")
        why = why or ("is a ratio of sums over all worlds" if measure.is_ratio else "has no better side")
        raise UsageError(f"{chosen}: {measure.noun} {why}; choose another by --metric")
    return measure


def indifference_of(text: str | None, measure: Measure) -> Amount:
    """The smallest difference that matters."""
    return amount_of(text or INDIFFERENT, [measure.unit], "--indifference")


def standard_of(text: str | None, layout: Layout) -> Standard | None:
    """A standard as people write it, for example ``person_hours_below_16 per resident < 12 h``.

    Raises
    ------
    UsageError
        If it is none, or the scenario has no such metric.
    """
    if text is None:
        return None
    example = "for example 'person_hours_below_16 per resident < 12 h'"
    found = _STANDARD.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--standard: {shown(text)} is no METRIC [per resident] < LIMIT (or <=, >, >=); {example}")
    name, shared, side, limit = found.groups()
    known = shown_measures(layout)
    if name not in known:
        raise UsageError(f"--standard: no metric is called {name!r}; {nearest_or_known(name, known)}")
    unit = known[name].unit
    if shared and not unit.startswith("person-"):
        raise UsageError(f"--standard: {name} is in {unit}, which residents have no part in; {example}")
    own = unit.removeprefix("person-") if shared else unit
    own = SYNONYMS.get(own, own)
    number = _limit_of(limit, own)
    return Standard(known[name], bool(shared), side[0] == "<", number, side.endswith("="), " ".join(text.split()))


def _limit_of(text: str, unit: str) -> float:
    """A limit in a unit; a share may be written as a percentage, and 0 is a limit, too."""
    if re.fullmatch(r"0(?:\.0+)?\s*\S*", text):
        return 0.0
    if unit == "share":
        return amount_of(text, ["share"], "--standard").number
    found = amount_of(text if re.search(r"[^\d.\s]", text) else f"{text} {unit}", [unit], "--standard")
    if not found.unit:
        raise UsageError(f"--standard: {shown(text)} is a share; a limit is in {unit}")
    return found.number


def harm_sign(measure: Measure) -> float:
    """1 where lower values are better, -1 where higher ones are."""
    return 1.0 if measure.direction == "lower" else -1.0
