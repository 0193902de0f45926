"""What `run` and `compare` give to Python users: tables, series, plots, files."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.comparison import Comparison, summarise
from sim.present.as_json import Context
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

__all__ = ["ComparisonResult", "summarise"]


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """Plans compared on the same worlds.

    Parameters
    ----------
    comparison : the numbers
    study : outcomes, days and series of every replication
    layout : what their places stand for
    context : where they come from
    """

    comparison: Comparison
    study: StudyResult
    layout: Layout
    context: Context
