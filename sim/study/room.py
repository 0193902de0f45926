"""How many crews and lots a scenario can come to, before any draw: what their tables need room for."""

from __future__ import annotations

import math

from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.scenario.schema.production import as_it_accrues
from sim.units import DAY_MIN
from sim.world.needs import largest
from sim.world.sizes import Need


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
