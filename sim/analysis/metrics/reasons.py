"""The cold-hours ledger: what the cold is put down to."""

from __future__ import annotations

from sim.analysis.registry import Runs, Values, metric
from sim.model.foresight import MILLE
from sim.units import HOUR_MIN


@metric(unit="person-degree-hours", direction="lower", noun="person-degree-hours put down to {}", over="origin")
def ledger_origin(runs: Runs, places: slice) -> Values:
    """Person-degree-hours below the first threshold by why heat was lost; the lines sum to the total."""
    return runs.present * runs.total("ledger_origin", places) / (MILLE * HOUR_MIN)


@metric(unit="person-degree-hours", direction="lower", noun="person-degree-hours put down to {}", over="phase")
def ledger_phase(runs: Runs, places: slice) -> Values:
    """Person-degree-hours below the first threshold by why heat is not back; the lines sum to the total."""
    return runs.present * runs.total("ledger_phase", places) / (MILLE * HOUR_MIN)
