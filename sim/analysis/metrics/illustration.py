"""What cold rooms might mean in deaths: an illustration for those who ask for one, and never an estimate."""

from __future__ import annotations

from sim.analysis.metrics.people import over_districts
from sim.analysis.registry import Runs, Values, metric
from sim.units import DAY_MIN


@metric(
    unit="deaths (illustration)",
    direction="lower",
    noun="deaths in an illustration that is no estimate",
    where="mortality",
)
def illustrated_deaths(runs: Runs) -> Values:
    """Person-days in cold rooms x usual deaths a day x (rate ratio - 1); an illustration, no estimate.

    The slopes are for outdoor temperature in heated societies. Residents in warming centres are taken off.
    """
    assert runs.layout.mortality is not None
    place, usual = runs.layout.mortality
    below = runs.present * over_districts(runs, "below_min", slice(place, place + 1), runs.districts)
    if runs.layout.centres:
        below = below - over_districts(runs, "centre_min", slice(place, place + 1), runs.districts)
    return below / DAY_MIN * usual * (runs["mortality_ratio"] - 1.0)
