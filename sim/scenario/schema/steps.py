"""Channels that send in step with others: at the same moment of a random phase, or so much later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.check import Finding
from sim.units import format_duration

if TYPE_CHECKING:
    from sim.scenario.schema.root import Scenario


def broken_steps(scenario: Scenario) -> Iterator[Finding]:
    """Channels in step with one of another interval, with one that has no random phase of its own, or not random."""
    channels, is_random = scenario.aid.channels, ("random", None) if scenario.aid.is_running else ("random",)
    for name, channel in channels.items():
        cadence = channel.cadence
        if cadence is None or cadence.in_step_with not in channels:
            continue
        leader = channels[cadence.in_step_with].cadence
        path = ("aid", "channels", name, "cadence", "in_step_with")
        if cadence.first not in is_random:
            yield Finding(path, "goes with first: random")
        if leader is None or leader.every is None or leader.first not in is_random or leader.in_step_with is not None:
            yield Finding(path, f"{cadence.in_step_with} has no random phase of its own")
        elif leader.every != cadence.every:
            yield Finding(path, f"{cadence.in_step_with} sends every {format_duration(leader.every)}")
