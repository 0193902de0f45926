"""Hubs: what waits on the way to the city, and what is handed on first (docs/model.md, section 19)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.clocks.oracle_depots import BUNDLES, Stock
from tests.clocks.oracle_time import DAY

Supply = Mapping[str, Stock]


class Hub:
    """A place that hands on a limited number of units per day.

    Parameters
    ----------
    rule : as the scenario says
    items : channel -> item, of the channels that go by this hub, in file order
    under_way : item -> units on their way from any hub
    """

    def __init__(self, rule: Any, items: dict[str, str], under_way: Counter[str]) -> None:
        self.rule, self.items, self.under_way = rule, items, under_way
        self.waiting = dict.fromkeys(items, 0)
        self.handled: Counter[int] = Counter()

    @property
    def is_empty(self) -> bool:
        return not any(self.waiting.values())

    def left_on(self, day: int) -> int:
        """Units that may still be handled on a day."""
        rate = Fraction(self.rule.handles)
        return math.floor(rate * (day + 1)) - math.floor(rate * day) - self.handled[day]

    def hand_on(self, minute: int, stock: Supply) -> dict[str, int]:
        """Channel -> units that leave at a minute."""
        day = minute // DAY
        units = min(self.left_on(day), sum(self.waiting.values()))
        leaving = self._parts(units) if self.rule.gives == "proportional" else self._in_turn(units, stock)
        self.handled[day] += units
        return {channel: part for channel, part in leaving.items() if part}

    def _parts(self, units: int) -> dict[str, int]:
        """Largest remainders of what waits."""
        everything = sum(self.waiting.values()) or 1
        exact = {channel: Fraction(units * waits, everything) for channel, waits in self.waiting.items()}
        parts = {channel: math.floor(part) for channel, part in exact.items()}
        by_remainder = sorted(exact, key=lambda channel: parts[channel] - exact[channel])
        for channel in by_remainder[: units - sum(parts.values())]:
            parts[channel] += 1
        for channel, part in parts.items():
            self._take(channel, part)
        return parts

    def _in_turn(self, units: int, stock: Supply) -> dict[str, int]:
        """One bundle after another from the channel that comes first."""
        leaving = dict.fromkeys(self.items, 0)
        while (left := units - sum(leaving.values())) > 0:
            there = [channel for channel, waits in self.waiting.items() if waits]
            first = there[0]
            if self.rule.gives == "days_of_supply":
                first = min(there, key=lambda channel: self._supply(self.items[channel], stock))
            bundle = min(max(1, units // BUNDLES), left, self.waiting[first])
            self._take(first, bundle)
            leaving[first] += bundle
        return leaving

    def _take(self, channel: str, units: int) -> None:
        self.waiting[channel] -= units
        self.under_way[self.items[channel]] += units

    def _supply(self, item: str, stock: Supply) -> tuple[bool, Fraction, float]:
        """How long what is there or comes from hubs lasts; then how much that is."""
        supply = stock[item].level + self.under_way[item]
        wanted = stock[item].wanted()
        endless = not wanted or math.isinf(supply)
        return (endless, Fraction() if endless else Fraction(int(supply), wanted), supply)
