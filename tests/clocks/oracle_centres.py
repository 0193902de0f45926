"""Warming centres: places, open minutes, and who is there (docs/model.md, section 13)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from sim.scenario.schema import Scenario
from tests.clocks.oracle_network import Asset
from tests.clocks.oracle_numbers import largest_remainders
from tests.clocks.oracle_time import DAY

Row = tuple[int, int, int, int | None]
"""Block, buildings, since, until."""


class Centres:
    """Reckoned when the winter is over."""

    def __init__(self, scenario: Scenario, outdoor: Sequence[float]) -> None:
        self.scenario, self.rule = scenario, scenario.relief.warming_centres
        self.length, self.outdoor = int(scenario.horizon.length), outdoor
        self.days = -(-self.length // DAY)
        self.departed = float(scenario.people.departed)
        districts, thresholds = scenario.city.districts, scenario.people.thresholds
        self.seated = np.zeros((self.days, len(districts), len(thresholds)))
        """Person-minutes in centres, by day, district and threshold of their rooms."""
        self.room = np.zeros((self.days, len(districts)))
        """Place-minutes."""

    def fill(
        self,
        seen: list[tuple[int, float, float, int, int]],
        districts_of: list[int],
        outages: list[Row],
        feeders: dict[str, Asset],
    ) -> None:
        """With people who are in cold rooms."""
        if self.rule is None:
            return
        minutes = np.arange(self.days * DAY)
        hours = self._in_hours(minutes % DAY) & (minutes < self.length)
        for district, places in enumerate(self._places()):
            powered = hours & (minutes >= self.scenario.horizon.observe_from) & ~self._dark(district, feeders, minutes)
            opens = self._opens(district, districts_of, outages)
            self.room[:, district] = places * opens * powered.reshape(self.days, DAY).sum(axis=1)
        could = self._who_could(seen, np.concatenate(([0], np.cumsum(hours))))
        here = float(self.rule.comes) * (1.0 - self.departed)
        self.seated = np.minimum(here * could, self.room[:, :, None])

    def _places(self) -> list[int]:
        assert self.rule is not None
        districts = self.scenario.city.districts
        if self.rule.by_district is not None:
            return [self.rule.by_district.get(district.name, 0) for district in districts]
        people = [Fraction(district.people) for district in districts]
        return largest_remainders(int(self.rule.places or 0), people if any(people) else [Fraction(1)] * len(people))

    def _in_hours(self, clock: Any) -> Any:
        assert self.rule is not None
        begin, end = self.rule.hours or (0, DAY)
        return (clock >= begin) & (clock < end) if begin < end else (clock >= begin) | (clock < end)

    def _dark(self, district: int, feeders: dict[str, Asset], minutes: Any) -> Any:
        """Minutes in which all feeders of a district are down."""
        assert self.rule is not None
        names = self.scenario.city.districts[district].feeder
        dark = np.full(len(minutes), self.rule.power == "feeder" and names is not None)
        for name in names or () if dark.any() else ():
            feeder = feeders[name]
            open_end = [(feeder.since, self.length)] if feeder.failed else []
            down = np.zeros(len(minutes), bool)
            for begin, end in [*feeder.failures, *open_end]:
                down |= (minutes >= begin) & (minutes < end)
            dark &= down
        return dark

    def _opens(self, district: int, districts_of: list[int], outages: list[Row]) -> Any:
        """Days on which the centres of a district open."""
        assert self.rule is not None
        opens = self.rule.opens
        if opens is None:
            return np.ones(self.days, bool)
        if opens.below is not None:
            days = [self.outdoor[24 * day : 24 * day + 24] for day in range(self.days)]
            return np.array([math.fsum(day) / len(day) < opens.below for day in days])
        changes = np.zeros(self.days * DAY + 1, np.int64)
        for block, buildings, since, until in outages:
            if districts_of[block] == district:
                changes[max(0, since)] += buildings
                changes[max(0, self.length if until is None else until)] -= buildings
        cold = np.cumsum(changes)[: self.days * DAY]
        return cold.reshape(self.days, DAY).max(axis=1) >= opens.cold_buildings

    def _who_could(self, seen: list[tuple[int, float, float, int, int]], open_by: Any) -> Any:
        """Person-minutes in cold rooms during opening hours, by day, district and threshold."""
        could, grid = np.zeros_like(self.seated), np.arange(len(open_by))
        for place, begin, end, people, district in seen:
            for day in range(int(begin // DAY), min(self.days, int(end // DAY) + 1)):
                stretch = [max(begin, DAY * day), min(end, DAY * day + DAY)]
                first, last = np.interp(stretch, grid, open_by)
                could[day, district, place] += people * (last - first)
        return could
