"""How fast crews work (docs/model.md, section 17)."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.scenario.schema import Scenario
from tests.clocks.oracle_numbers import interpolation


class Pace:
    """How fast all crews work, minute by minute (section 17)."""

    def __init__(self, scenario: Scenario, outdoor: Sequence[float], table: Mapping[str, Any], length: int) -> None:
        alert, cold = scenario.repair.alert, scenario.repair.cold_factor
        factor = interpolation(cold) if cold else lambda _outdoor: 1.0
        hourly = [math.floor(1000.0 * factor(temperature) + 0.5) for temperature in outdoor]
        normal = np.repeat(np.array(hourly), 60)[:length]
        rate = np.full(length, 1000)
        starts, ends = table["alert_from"].tolist(), table["alert_to"].tolist()
        if alert is not None:
            inside = math.floor(1000.0 * (1.0 - alert.time_lost) + 0.5)
            for begin, end, following in zip(starts, ends, [*starts[1:], length], strict=False):
                rate[begin:end] = inside
                rate[end : min(end + math.floor(alert.settle_in), following)] = 0
        self.sums = [0, *np.cumsum((normal * rate + 500) // 1000).tolist()]
        """Work done from minute 0 to before each minute [milliminutes]."""
        self.lost_to_cold = [0, *np.cumsum(1000 - normal).tolist()]
        self.lost_to_alerts = [0, *np.cumsum(normal - (normal * rate + 500) // 1000).tolist()]
        self.restarts = starts if alert is not None and alert.after_alert == "restart" else []

    def done(self, begin: int, end: int) -> int:
        """Work of one crew since it began, or since the last restart."""
        restart = bisect.bisect_left(self.restarts, end) - 1
        since = max(begin, self.restarts[restart]) if restart >= 0 else begin
        return self.sums[end] - self.sums[since]

    def lost(self, begin: int, end: int) -> tuple[int, int]:
        """Whole minutes that a crew loses to cold and to alerts."""
        cold = self.lost_to_cold[end] - self.lost_to_cold[begin]
        return cold // 1000, (self.lost_to_alerts[end] - self.lost_to_alerts[begin]) // 1000

    def finish(self, begin: int, work: int) -> float:
        """The first minute at which the work is done."""
        while True:
            end = bisect.bisect_left(self.sums, self.sums[begin] + work)
            restart = bisect.bisect_right(self.restarts, begin)
            if restart == len(self.restarts) or self.restarts[restart] >= end:
                return end if end < len(self.sums) else math.inf
            begin = self.restarts[restart]
