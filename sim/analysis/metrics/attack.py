"""What came, and what the layers of defence stopped."""

from __future__ import annotations

import numpy as np

from sim.analysis.registry import Runs, Values, metric
from sim.units import DAY_MIN


@metric(unit="waves", direction="none", noun="waves", since="start")
def waves(runs: Runs) -> Values:
    """Attack waves of the whole horizon."""
    return runs["waves"]


@metric(unit="d", direction="none", noun="days until the first wave", kind="time_until", since="start")
def first_wave_day(runs: Runs) -> Values:
    """Days from the start until the first wave; infinite if there is none."""
    return np.where(runs["waves"] > 0.0, runs["first_wave_min"], np.inf) / DAY_MIN


@metric(unit="threats", direction="none", noun="threats of {}", over="class", summed=True, since="start")
def threats(runs: Runs, places: slice) -> Values:
    """Threats that came to the city."""
    return runs.total("threats", places)


@metric(unit="threats", direction="lower", noun="leakers of {}", over="class", summed=True, since="start")
def leakers(runs: Runs, places: slice) -> Values:
    """Threats that passed every layer, engaged or not."""
    return runs.total("leakers", places)


@metric(unit="hits", direction="lower", noun="leakers that did damage", since="start")
def damaged(runs: Runs) -> Values:
    """Leakers that did damage, wherever it was."""
    return runs["damaging"]


@metric(unit="share", direction="higher", noun="share of threats stopped", kind="ratio", since="start")
def interception_share(runs: Runs) -> tuple[Values, Values]:
    """Threats stopped by any layer, of all threats; pooled over replications."""
    everything = slice(0, len(runs.layout.classes))
    came = runs.total("threats", everything)
    return came - runs.total("leakers", everything), came


@metric(
    unit="share",
    direction="lower",
    noun="share of threats not engaged by {}",
    over="layer",
    summed=True,
    kind="ratio",
    since="start",
    sensitive=True,
)
def unengaged(runs: Runs, places: slice) -> tuple[Values, Values]:
    """Times a layer let a threat of its classes pass without firing, of all times one met it; pooled."""
    passed = runs.total("unengaged", places)
    return passed, passed + runs.total("engaged", places)


@metric(unit="leakers", direction="lower", noun="leakers put down to {}", over="origin", since="start", sensitive=True)
def leakers_by(runs: Runs, places: slice) -> Values:
    """Leakers by the first reason that applies over the layers that cover their class."""
    return runs.total("origins", places)
