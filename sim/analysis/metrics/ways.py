"""Aid on its way: dispatches and what they cost, trucks, emissions, hubs, and what units cost.

A scenario has figures of donors, hubs, trucks, emissions and prices only if it says what they count.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np

from sim.analysis.registry import Runs, Values, metric
from sim.units import DAY_MIN


@metric(unit="dispatches", direction="none", noun="dispatches by {}", over="channel", summed=True, since="start")
def dispatches(runs: Runs, places: slice) -> Values:
    """Lots sent within the horizon."""
    return runs.total("dispatches", places)


@metric(unit="EUR", direction="lower", noun="cost of dispatches by {}", over="channel", summed=True, since="start")
def dispatch_cost(runs: Runs, places: slice) -> Values:
    """Lots sent within the horizon times the cost of a dispatch, and their trucks times the cost of a truck."""
    return _cost_of(runs, range(places.start, places.stop))


@metric(unit="EUR", direction="lower", noun="cost of dispatches by donor {}", over="donor", since="start")
def donor_cost(runs: Runs, places: slice) -> Values:
    """Cost of the dispatches and trucks of all channels of a donor (`aid.channels.*.donor`)."""
    return _cost_of(runs, _channels_of(runs, places))


@metric(unit="units", direction="none", noun="units delivered by donor {}", over="donor", since="start")
def donor_delivered(runs: Runs, places: slice) -> Values:
    """Units of all channels of a donor that arrived into stock from minute 0 on, whatever their items."""
    each = (runs.total("brought", slice(place, place + 1)) for place in _channels_of(runs, places))
    return reduce(np.add, each, np.zeros(len(runs.outcomes)))


@metric(unit="units", direction="lower", noun="units of {} at hubs at the end", over="item_at_hub", since="start")
def at_hub(runs: Runs, places: slice) -> Values:
    """Units that wait at hubs at the end."""
    return runs.total("at_hub", places)


@metric(unit="d", direction="lower", noun="days of {} at a hub", over="item_at_hub", kind="ratio", since="start")
def days_at_hub(runs: Runs, places: slice) -> tuple[Values, Values]:
    """Mean time that a unit waits at a hub from minute 0 to the end, those among them that do not wait; pooled."""
    units = runs.total("handed_on", places) + runs.total("at_hub", places)
    return runs.total("hub_area", places) / DAY_MIN, units


@metric(unit="share", direction="none", noun="share of what {} can handle", over="hub", kind="ratio", since="start")
def hub_busy_share(runs: Runs, places: slice) -> tuple[Values, Values]:
    """Units that a hub handed on, of those that it could have on the days of the horizon; pooled."""
    return runs.total("hub_handled", places), runs.total("hub_could", places)


@metric(
    unit="trucks",
    direction="lower",
    noun="trucks of {}",
    over="loaded_channel",
    summed=True,
    since="start",
)
def trucks(runs: Runs, places: slice) -> Values:
    """Trucks of the lots sent within the horizon, those that are not full included."""
    each = (_of_loads(runs, place, 0.0, 1.0) for place in runs.layout.with_trucks[places])
    return reduce(np.add, each, np.zeros(len(runs.outcomes)))


@metric(
    unit="kg",
    direction="lower",
    noun="greenhouse gases of dispatches by {}",
    over="emitting_channel",
    summed=True,
    since="start",
)
def dispatch_emissions(runs: Runs, places: slice) -> Values:
    """Greenhouse gases of the lots sent within the horizon and of their trucks, as carbon dioxide."""
    loads = runs.layout.loads
    each = ((place, loads[place].dispatch_kg, loads[place].truck_kg) for place in runs.layout.with_emissions[places])
    return reduce(np.add, (_of_loads(runs, *one) for one in each), np.zeros(len(runs.outcomes)))


@metric(unit="EUR", direction="lower", noun="cost of aid by {}", over="priced_channel", summed=True, since="start")
def aid_cost(runs: Runs, places: slice) -> Values:
    """Units sent within the horizon times the price of a unit, and the cost of their dispatches and trucks."""
    return units_cost(runs, places) + dispatch_cost(runs, places)


def units_cost(runs: Runs, places: slice) -> Values:
    """Units of some channels sent within the horizon, times the price of a unit [EUR]."""
    prices = [load.unit_cost for load in runs.layout.loads]
    each = (prices[place] * bought(runs, place) for place in range(places.start, places.stop))
    return reduce(np.add, each, np.zeros(len(runs.outcomes)))


def bought(runs: Runs, place: int) -> Values:
    """Units of a channel sent within the horizon."""
    return runs.total("bought", slice(place, place + 1))


def _channels_of(runs: Runs, donor: slice) -> tuple[int, ...]:
    """Places of the channels of a donor."""
    return tuple(runs.layout.donors.values())[donor.start]


def _cost_of(runs: Runs, channels: Iterable[int]) -> Values:
    """Cost of the dispatches of some channels and of their trucks."""
    layout = runs.layout
    each = ((place, layout.channels[place][2], layout.loads[place].truck_cost) for place in channels)
    return reduce(np.add, (_of_loads(runs, *one) for one in each), np.zeros(len(runs.outcomes)))


def _of_loads(runs: Runs, channel: int, per_dispatch: float, per_truck: float) -> Values:
    """What the dispatches of a channel and their trucks come to."""
    place = slice(channel, channel + 1)
    return runs.total("dispatches", place) * per_dispatch + runs.total("trucks", place) * per_truck
