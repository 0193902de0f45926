"""The traced clock: the same rules under SimPy, one event at a time, with a journal and room for users' processes.

A process is a SimPy generator `process(env, city)`. At equal minutes it runs before the model's events, so that a
delivery it adds can still be fired at a wave of the same minute.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

import simpy

from sim.model.depots import PLENTY
from sim.model.notices import KIND_MASK, KIND_SHIFT, LATEST_MIN, TIME_SHIFT, notice_of
from sim.model.rules import bring_in, finish_in, happen_in
from sim.model.words import Event, Note, Status
from sim.world.record import Array

Process = Callable[[simpy.Environment, "City"], Generator[simpy.Event, Any, Any]]

START = notice_of(0, Event.START, 0, 0)
"""The first of all notices."""

AFTER_PROCESSES = 2
"""Added to a notice's priority: SimPy's own events have 0 and 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal.

    Parameters
    ----------
    minute : when [min from the start]; negative for what is known from before it
    event : kind of the event it belongs to
    note : what happened
    numbers : what `Note` says of it
    """

    minute: int
    event: Event
    note: Note
    numbers: tuple[int, int, int, int]


@dataclass(slots=True)
class City:
    """What a process may see and do: wait for waves and deliveries, read stock, add a delivery."""

    env: simpy.Environment
    items: tuple[str, ...]
    params: Array
    world: Array
    state: Array
    _wave: simpy.Event
    _delivery: simpy.Event
    _brought: Callable[[], None]

    def next_wave(self) -> simpy.Event:
        """An event that happens right after the next wave."""
        return self._wave

    def next_delivery(self) -> simpy.Event:
        """An event that happens right after the next delivery; its value is (name of the item, units)."""
        return self._delivery

    def stock(self, item: str) -> int:
        """Units of an item in hand."""
        place = self.items.index(item)
        first, end = self.params["item_store"][0, place : place + 2]
        return min(PLENTY, int(self.state["store"]["stock"][0, first:end].sum()))

    def buildings_cold(self) -> int:
        """Buildings that are not supplied with heat now."""
        return int(self.state["cold_now"][0])

    def add_delivery(self, item: str, units: int) -> None:
        """Bring units of an item now, beyond all channels; what the store has no room for is overflow.

        Jobs that wait for the item get it, crews join their pool.
        """
        if units < 0:
            raise ValueError(f"a delivery has 0 or more units, not {units}")
        bring_in(self.params, self.world, self.state, int(self.env.now), self.items.index(item), units)
        self._brought()


class TracedClock:
    """Runs a state that has begun until the horizon, under SimPy."""

    def __init__(self, params: Array, world: Array, state: Array, items: tuple[str, ...] = ()) -> None:
        self.params = params
        self.world = world
        self.state = state
        self.env = simpy.Environment(max(int(state["now"][0]), int(state["stopped_at"][0])))
        self.journal: list[Line] = []
        self._waiting: Counter[int] = Counter()
        self.city = City(self.env, items, params, world, state, self.env.event(), self.env.event(), self._take_over)

    def run(self, processes: Iterable[Process] = (), until: int = LATEST_MIN) -> Status:
        """Run to a minute, or to the horizon and close the books.

        Parameters
        ----------
        processes : SimPy processes of the user's
        until : events of this minute do not happen any more [min]

        Returns
        -------
        Status
            FINE if all went well.
        """
        horizon = int(self.params["horizon_min"][0])
        if self.state["now"][0] >= horizon:
            return self._status()
        self.state["stopped_at"] = 0
        if self._waiting:  # this clock has stopped before: what waits is still with SimPy
            self._empty_outbox()
        self._collect()
        end = min(until, horizon)
        self.state["tracing"] = 1
        if end > 0 and self._waiting[START]:  # processes find the city as it stands then
            self.env.step()
        for process in processes:
            self.env.process(process(self.env, self.city))
        while self.env.peek() < end and self._status() == Status.FINE:
            self.env.step()
        if self._status() == Status.FINE and end == horizon:
            finish_in(self.params, self.world, self.state)
            self._drain(Event.OBSERVATION)
        elif self._status() == Status.FINE:
            self._put_back(end)
        self.state["tracing"] = 0
        return self._status()

    def _put_back(self, minute: int) -> None:
        """Hand the notices that wait back to the state, in their order, so that it is whole; note where it stopped."""
        notices = sorted(self._waiting.elements())
        self.state["stopped_at"] = minute
        if len(notices) > self.state["outbox"].shape[1]:
            self.state["status"] = Status.TOO_MANY_NOTICES
            return
        self.state["outbox"][0, : len(notices)] = notices
        self.state["outbox_count"] = len(notices)

    def _empty_outbox(self) -> None:
        self.state["outbox"][0, : int(self.state["outbox_count"][0])] = 0
        self.state["outbox_count"] = 0

    def _status(self) -> Status:
        return Status(int(self.state["status"][0]))

    def _collect(self) -> None:
        """Hand what the rules posted to SimPy, with the order of the notices as priority."""
        count = int(self.state["outbox_count"][0])
        for notice in self.state["outbox"][0, :count].tolist():
            event = simpy.Event(self.env)
            event.callbacks = [self._happen]
            event._ok = True
            event._value = notice
            priority = (notice & ((1 << TIME_SHIFT) - 1)) + AFTER_PROCESSES
            self.env.schedule(event, priority, (notice >> TIME_SHIFT) - self.env.now)
            self._waiting[notice] += 1
        self._empty_outbox()

    def _take_over(self) -> None:
        """Keep the journal of a delivery that a process has added, and hand on what it makes happen."""
        self._drain(Event.DELIVERY)
        self._collect()

    def _happen(self, event: simpy.Event) -> None:
        """Let one notice come true, keep its journal, and wake processes that wait for it."""
        notice = int(event.value or 0)
        self._waiting[notice] -= 1
        happen_in(self.params, self.world, self.state, notice)
        kind = Event(notice >> KIND_SHIFT & KIND_MASK)
        lines = self._drain(kind)
        self._collect()
        if kind == Event.WAVE:
            waiting, self.city._wave = self.city._wave, self.env.event()
            waiting.succeed()
        elif kind == Event.DELIVERY and lines and lines[0].note == Note.DELIVERED:
            waiting, self.city._delivery = self.city._delivery, self.env.event()
            item, units, _, _ = lines[0].numbers
            waiting.succeed((self.city.items[item] if self.city.items else item, units))

    def _drain(self, kind: Event) -> list[Line]:
        """Take the notes of one event out of the state."""
        count = int(self.state["note_count"][0])
        lines = [
            Line(minute, kind, Note(note), (first, second, third, fourth))
            for note, first, second, third, fourth, minute in self.state["note"][0, :count].tolist()
        ]
        self.state["note"][0, :count] = 0
        self.state["note_count"] = 0
        self.journal += lines
        return lines
