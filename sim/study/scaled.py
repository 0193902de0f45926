"""Plans with more aid, or less: what accrues is scaled, the calendar stays."""

from __future__ import annotations

import math
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from sim.scenario.laws import Uncertain
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Accrual, Channel, Pledge

FACTORS = tuple(Fraction(hundredths, 100) for hundredths in (70, 80, 90, 100, 115, 130, 150, 175, 200))
"""Factors of accrual that are tried."""


def most_scaled(plans: Collection[str]) -> int:
    """Runs per world that aid equivalents may take beside those of the comparison: all plans but the reference."""
    return (len(plans) - 1) * sum(factor != 1 for factor in FACTORS)


def named(plan: str, factor: Fraction) -> str:
    """Name of a plan with more aid or less."""
    return f"{plan} x {float(factor):g}"


def cannot_be_scaled(plan: Scenario, channels: Collection[str]) -> str:
    """Why the aid of some channels cannot be scaled; empty if it can."""
    for name in channels:
        channel = plan.aid.channels[name]
        if channel.accrual.unlimited:
            return f"the aid of {name} is unlimited"
        if isinstance(channel.accrual.rate, Uncertain) and isinstance(channel.fulfilment, Uncertain):
            return f"rate and fulfilment of {name} are uncertain"
    return "" if channels else "its calendars are those of the reference"


def scaled(plan: Scenario, channels: Collection[str], factor: Fraction) -> Scenario:
    """A plan in which some channels accrue so many times what they do."""
    changed = {name: _more(channel, factor) for name, channel in plan.aid.channels.items() if name in channels}
    aid = plan.aid.model_copy(update={"channels": {**plan.aid.channels, **changed}})
    return plan.model_copy(update={"aid": aid})


def _more(channel: Channel, factor: Fraction) -> Channel:
    """A channel with more aid: of an uncertain rate so many times as much comes about."""
    if isinstance(channel.accrual.rate, Uncertain) and not isinstance(channel.fulfilment, Uncertain):
        return channel.model_copy(update={"fulfilment": channel.fulfilment * float(factor)})
    return channel.model_copy(update={"accrual": _times(channel.accrual, factor)})


def _times(accrual: Accrual, factor: Fraction) -> Accrual:
    changed: dict[str, Any] = {}
    if isinstance(accrual.rate, Fraction):
        changed["rate"] = accrual.rate * factor
    elif accrual.ramp is not None:
        ramp = accrual.ramp
        changed["ramp"] = ramp.model_copy(update={"from_": ramp.from_ * factor, "to": ramp.to * factor})
    elif accrual.pledges is not None:
        changed["pledges"] = _pledges(accrual.pledges, factor)
    return accrual.model_copy(update=changed)


def _pledges(pledges: tuple[Pledge, ...], factor: Fraction) -> tuple[Pledge, ...]:
    """Whole units whose running sums are those of the pledges times the factor, floored."""
    given = before = 0
    found = []
    for pledge in pledges:
        given += pledge.units
        total = math.floor(given * factor)
        found.append(pledge.model_copy(update={"units": total - before}))
        before = total
    return tuple(found)
