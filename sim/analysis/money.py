"""What each plan pays for: units that were sent, by channel, and the way they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.metrics.ways import bought, dispatch_cost, units_cost
from sim.analysis.registry import Runs
from sim.analysis.statistics import mean_of


@dataclass(frozen=True, slots=True)
class Spending:
    """Means over replications of what one plan pays within the horizon.

    Parameters
    ----------
    units : channel -> units sent, for channels whose units have a price
    for_units : channel -> what these cost [EUR]
    for_the_way : dispatches and trucks of all channels [EUR]
    """

    units: Mapping[str, float]
    for_units: Mapping[str, float]
    for_the_way: float

    @property
    def total(self) -> float:
        """All of it [EUR]."""
        return sum(self.for_units.values()) + self.for_the_way


def spending_of(runs: Runs) -> Spending | None:
    """What a plan pays; None where nothing has a price."""
    layout = runs.layout
    if not layout.with_costs:
        return None
    priced = {layout.channels[place][0]: place for place in layout.with_costs if layout.loads[place].unit_cost > 0.0}
    return Spending(
        units={name: mean_of(bought(runs, place)) or 0.0 for name, place in priced.items()},
        for_units={name: mean_of(units_cost(runs, slice(place, place + 1))) or 0.0 for name, place in priced.items()},
        for_the_way=mean_of(dispatch_cost(runs, slice(0, len(layout.channels)))) or 0.0,
    )
