"""The order of events (docs/model.md, section 3) in SimPy's terms."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

START = -1
DELIVERY, HANDLING, WAVE, OUTAGE, STAGE, ROTA, REFILL, SHIFT, DISPATCH, REVIEW = range(10)
"""Kinds of events in their order within a minute; what stands at the start comes before them."""

DAY = 1440
FIRST_RANK = 10
"""Ranks below are left to SimPy: starts, interrupts, and what happens at once."""

Steps = Generator[simpy.Event, Any, None]


class Winter(simpy.Environment):
    """Whole minutes from 0, or from the first known outage before it, to before a horizon."""

    def __init__(self, length: int, begin: int = 0) -> None:
        super().__init__(begin)
        self.length = length

    def moment(self, minute: float, kind: int, number: int = 0) -> simpy.Event:
        """An event at a whole minute, in its place among the events of that minute; never from the horizon on."""
        if minute >= self.length:
            return simpy.Event(self)
        return Moment(self, int(minute) - self.now, FIRST_RANK + (kind << 20) + number)


class Moment(simpy.Event):
    """A timeout with a place among the events of its minute."""

    def __init__(self, env: simpy.Environment, delay: float, rank: int) -> None:
        self.env, self.callbacks = env, []
        self._value, self._ok = None, True
        env.schedule(self, rank, delay)


class Bell:
    """Calls a dispatcher; however often it is rung before it is answered, it is one call."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.called = env.event()

    def ring(self) -> None:
        if not self.called.triggered:
            self.called.succeed()

    def answer(self) -> None:
        self.called = self.env.event()
