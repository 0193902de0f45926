"""The room that a study needs, before any draw: the size class of its records, and what decides it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from sim.errors import UsageError
from sim.model.setup.network import network_of
from sim.scenario.laws import middle
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.scenario.schema.production import as_it_accrues
from sim.study.calendars import lookback_of
from sim.study.saved import SavedState
from sim.units import DAY_MIN
from sim.world.lengths import refuse_many_doubts
from sim.world.needs import largest, needs_of
from sim.world.setup import size_for
from sim.world.sizes import SIZES, Need, Size

OTHER_OUTAGES = 16_384
"""Room for outages that the rota does not make."""


def room_for_all(scenarios: Sequence[Scenario]) -> Size:
    """The smallest size class that plans which share their worlds fit in.

    Raises
    ------
    LimitError
        If they are larger than the limits, each by itself or together.
    """
    lookback = lookback_of(dict(enumerate(scenarios)))
    size = max((room_for(scenario, lookback) for scenario in scenarios), key=lambda size: size.cohorts)
    refuse_many_doubts(scenarios)
    return size


def room_for(scenario: Scenario, lookback: int | None = None) -> Size:
    """The smallest size class that a scenario's worlds, city and aid fit in.

    Parameters
    ----------
    lookback : how far back running calendars reach [min]; None: as this scenario alone says
    """
    network = network_of(scenario)
    past = lookback_of({0: scenario}) if lookback is None else lookback
    buildings = sum(block.buildings for block in network.blocks)
    return size_for(
        scenario,
        {
            "paces": Need(paces_of(scenario), "horizon.length"),
            "blocks": Need(len(network.blocks), "city.districts"),
            "crews": Need(min(buildings, most_crews(scenario, past)), "repair.crews"),
            "lots": lots_needed(scenario, past),
            "rows": Need(-(-scenario.horizon.length // scenario.study.series_step) + 1, "study.series_step", "raise"),
            "nodes": Need(len(network.assets), "city.sources"),
            "outages": Need(cuts_of(scenario, len(network.blocks)), "city.grid.rota.turn", "raise"),
        },
    )


def cuts_of(scenario: Scenario, blocks: int) -> int:
    """About how many outages the rota makes, with room for those of other kinds; 0 if the grid is known to suffice."""
    grid = scenario.city.grid
    if grid is None:
        return 0
    start, length = scenario.horizon.start, scenario.horizon.length
    listed = [(one.start.minutes(start), one.end.minutes(start), one.capacity) for one in grid.listed]
    moments = {0.0, float(length), *(moment for begin, end, _ in listed for moment in (begin, end))}
    cuts = 0.0
    for begin, end in pairwise(sorted(moment for moment in moments if 0 <= moment <= length)):
        capacity = min((one[2] for one in listed if one[0] <= begin < one[1]), default=float(middle(grid.capacity)))
        queues_cut = math.ceil(grid.rota.queues * max(0.0, 1.0 - capacity))
        if queues_cut > 0 and scenario.damage.exposure.get("feeder", 0.0):
            queues_cut = min(
                queues_cut + 1, grid.rota.queues
            )  # feeders that fail take their part of the capacity along
        cuts += (end - begin) / grid.rota.turn * blocks * queues_cut / grid.rota.queues
    return math.ceil(cuts) + OTHER_OUTAGES if cuts else 0


def paces_of(scenario: Scenario) -> int:
    """Stretches of constant pace at most: one an hour where cold slows work, three an alert."""
    hours = -(-scenario.horizon.length // 60) if scenario.repair.cold_factor is not None else 1
    alerts = needs_of(scenario).get("alerts")
    return hours + 3 * (alerts.count if alerts is not None and scenario.repair.alert is not None else 0)


def room_of(start: SavedState, needed: Size) -> Size:
    """The size class of a saved state.

    Raises
    ------
    UsageError
        If more room is needed.
    """
    size = next(size for size in SIZES if size.name == start.size)
    if needed.cohorts > size.cohorts:
        raise UsageError(f"the state was saved with room for a {size.name}; these plans need the size {needed.name}")
    return size


def most_crews(scenario: Scenario, lookback: int) -> int:
    """Most crews that a scenario's pools can have; pools without a limit count as none.

    Parameters
    ----------
    lookback : how far back running calendars reach [min]
    """
    pools = scenario.repair.crews.values()
    there = sum(max(0 if c.start == "unlimited" else c.start, c.ramp.to if c.ramp else 0) for c in pools)
    there += sum(scenario.initial.crews.values())
    joining = {crews.joined_by for crews in pools if crews.joined_by is not None}
    sent = sum(lot.units for lot in scenario.initial.in_transit if lot.item in joining)
    for name, channel in scenario.aid.channels.items():
        if channel.item in joining:
            sent += _most_units(scenario, name, _sending_min(scenario, channel, lookback))
    return there + sent


def lots_needed(scenario: Scenario, lookback: int) -> Need:
    """Most lots that a scenario's calendars and hubs make, with the key of the channel that makes most of them.

    A hub hands on what of a channel reaches it, and what of it waits at a midnight: a lot for each of both at most.
    What is ordered without limit follows what is used and is not counted ahead.
    """
    most = {name: _lots_of(scenario, name, lookback) for name in scenario.aid.channels}
    busiest = max(most, key=lambda name: most[name], default=None)
    lots = len(scenario.initial.in_transit) + sum(most.values())
    cadence = scenario.aid.channels[busiest].cadence if busiest else None
    if cadence is None or cadence.dates is not None:
        return Need(lots, "horizon.length")
    key = "review" if cadence.is_on_demand else "every"
    return Need(lots, f"aid.channels.{busiest}.cadence.{key}", "raise")


def _lots_of(scenario: Scenario, name: str, lookback: int) -> int:
    """Most lots of one channel, those from its hub among them."""
    channel = scenario.aid.channels[name]
    if channel.accrual.unlimited:
        return 0
    minutes = _sending_min(scenario, channel, lookback)
    units, cadence = _most_units(scenario, name, minutes), channel.cadence
    listed = cadence.dates if cadence else channel.accrual.pledges
    interval = (cadence.every or cadence.review) if cadence else None
    times = len(listed or ()) if interval is None else math.ceil(minutes / interval) + 1
    lots = min(times, units // channel.min_lot)
    return lots if channel.via is None else lots + min(units, lots + math.ceil(minutes / DAY_MIN))


def _sending_min(scenario: Scenario, channel: Channel, lookback: int) -> int:
    """How long a channel sends: its past, the horizon, and an interval after it that may be sent ahead [min]."""
    ahead = channel.cadence.every or 0 if channel.cadence else 0
    return scenario.horizon.length + (lookback + ahead if scenario.aid.is_running else 0)


def _most_units(scenario: Scenario, name: str, minutes: int) -> int:
    """Units that a channel practically never sends more of in a time; none of what is ordered without limit."""
    channel = as_it_accrues(scenario.aid, name)
    accrual = channel.accrual
    if accrual.unlimited:
        return 0
    if accrual.pledges is not None:
        return sum(pledge.units for pledge in accrual.pledges)
    rates = [accrual.rate] if accrual.ramp is None else [accrual.ramp.from_, accrual.ramp.to]
    fulfilled = min(1.0, largest(channel.fulfilment))
    return math.ceil(max(map(largest, rates)) * fulfilled * minutes / DAY_MIN) + 1
