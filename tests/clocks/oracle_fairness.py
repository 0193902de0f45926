"""How dispatch favours districts that have borne more cold (docs/model.md, section 18)."""

from __future__ import annotations

from sim.scenario.schema import Scenario
from tests.clocks.oracle_time import Winter


class Fairness:
    """What districts have borne, from a log of every building that lost heat or got it back."""

    def __init__(self, env: Winter, scenario: Scenario) -> None:
        self.env, self.exponent = env, scenario.repair.dispatch.equity
        self.buildings = [district.buildings for district in scenario.city.districts]
        self.log: list[tuple[int, int, int]] = []
        """Minute, district, buildings more without heat."""
        self.hour = -1
        self.weights: list[float] = []

    def count(self, district: int, buildings: int) -> None:
        if self.exponent:
            self.log.append((max(0, self.env.now), district, buildings))

    def weight(self, district: int) -> float:
        """As it stood at the last whole hour."""
        if not self.exponent:
            return 1.0
        hour = self.env.now // 60
        if hour != self.hour:
            self.hour, self.weights = hour, self._weights_at(60 * hour)
        return self.weights[district]

    def _weights_at(self, minute: int) -> list[float]:
        borne = [0] * len(self.buildings)
        for begin, district, buildings in self.log:
            borne[district] += buildings * max(0, minute - begin)
        whole = 60 + sum(borne) / sum(self.buildings)
        each = zip(borne, self.buildings, strict=True)
        return [float(((60 + cold / buildings) / whole) ** self.exponent) for cold, buildings in each]
