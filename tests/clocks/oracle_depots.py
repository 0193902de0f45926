"""Depots: where an item stands, what each gets of a lot, what is fired from it (docs/model.md, section 19)."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

import simpy

from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Store
from tests.clocks.oracle_numbers import exact
from tests.clocks.oracle_time import DAY, Steps, Winter

BUNDLES = 10_000
"""A lot is placed in about so many bundles at most."""

WEEK = 7
"""Days whose demand says how long stock will last."""

Given = int | Literal["unlimited"]


class Depot:
    """One place where an item stands.

    Parameters
    ----------
    given : units at the start
    share : part of what arrives
    room : units that fit; None: all
    least : rounds of the least demanding layer that fires from here; 0 without one
    """

    def __init__(self, env: Winter, given: Given, share: Fraction, room: int | None, least: int) -> None:
        self.env, self.share, self.room, self.least = env, share, room, least
        self.stock = simpy.Container(env, init=math.inf if given == "unlimited" else given)
        self.levels: dict[int, float] = {0: self.level}
        """Stock at the end of each minute in which it changed."""
        self.arrived = 0
        self.lent = 0
        self.used_on: Counter[int] = Counter()
        self.missed_on: Counter[int] = Counter()
        """Rounds of engagements for which there was too little stock."""

    @property
    def level(self) -> float:
        """Units in hand."""
        return self.stock.level

    @property
    def used(self) -> int:
        """Units used up since the start."""
        return sum(self.used_on.values())

    def wanted_lately(self) -> int:
        """Units fired, or missed for lack of stock, on the last seven days, today among them."""
        today = int(self.env.now // DAY)
        return sum(self.used_on[day] + self.missed_on[day] for day in range(today - WEEK + 1, today + 1))

    def miss(self, rounds: int) -> None:
        """There is too little for an engagement."""
        self.missed_on[int(self.env.now // DAY)] += rounds

    def room_beside(self, placed: int) -> float:
        """How many more fit beside those placed already."""
        return math.inf if self.room is None else max(0, self.room - self.level - self.lent - placed)

    def take(self, units: int) -> Steps:
        """Fire units."""
        yield self.take_at_once(units)

    def take_at_once(self, units: int) -> simpy.Event:
        """Units that are there are used."""
        self.used_on[int(self.env.now // DAY)] += units
        taken = self.stock.get(units)
        self.levels[int(self.env.now)] = self.level
        return taken

    def lend(self, units: int) -> None:
        """Units go where they are used, and come back."""
        self.lent += units
        self.stock.get(units)
        self.levels[int(self.env.now)] = self.level

    def take_back(self, units: int) -> None:
        self.lent -= units
        if self.level < math.inf:
            self.stock.put(units)
            self.levels[int(self.env.now)] = self.level

    def put(self, units: int) -> Steps:
        """Units arrive; they make no difference where stock is unlimited."""
        self.arrived += units
        if self.level < math.inf:
            yield self.stock.put(units)
            self.levels[int(self.env.now)] = self.level

    def short(self, observed: int) -> Iterator[tuple[int, int]]:
        """Spans, from and to, with less in hand than the least demanding layer fires (section 22)."""
        changes = [*self.levels.items(), (self.env.length, 0.0)]
        for (begin, level), (end, _) in itertools.pairwise(changes):
            if level < self.least and end > observed:
                yield max(begin, observed), end


class Stock:
    """An item in all its depots, by name."""

    def __init__(self, depots: Mapping[str, Depot], allocation: str) -> None:
        self.depots = depots
        self.jobs_waiting = 0
        """Jobs that wait for a unit."""
        self.need = {"proportional": by_share, "days_of_supply": by_days_of_supply, "priority": by_order}[allocation]

    @property
    def level(self) -> float:
        """Units of all depots together, lent ones among them."""
        return sum(depot.level + depot.lent for depot in self.depots.values())

    def wanted(self) -> int:
        """Units wanted lately of all depots, and by jobs that wait now."""
        return self.jobs_waiting + sum(depot.wanted_lately() for depot in self.depots.values())

    def placing(self, units: int) -> dict[Depot, int]:
        """How many units of a lot each depot gets, one after another; what has no room is left."""
        placed = dict.fromkeys(self.depots.values(), 0)
        if len(placed) == 1:
            return {depot: int(min(units, depot.room_beside(0))) for depot in placed}
        left = units
        while left and (roomy := [depot for depot in placed if depot.room_beside(placed[depot])]):
            first = min(roomy, key=lambda depot: self.need(depot, placed[depot]))
            bundle = int(min(max(1, units // BUNDLES), left, first.room_beside(placed[first])))
            placed[first] += bundle
            left -= bundle
        return placed


def by_share(depot: Depot, placed: int) -> tuple[float, float]:
    """Webster's divisors; without a share last."""
    arrived = depot.arrived + placed + Fraction(1, 2)
    return (arrived / depot.share if depot.share else math.inf), depot.level + placed


def by_days_of_supply(depot: Depot, placed: int) -> tuple[bool, Fraction, float]:
    """Where stock is used up first; last where it never is."""
    wanted, level = depot.wanted_lately(), depot.level + placed
    endless = not wanted or math.isinf(level)
    return (endless, Fraction() if endless else Fraction(int(level), wanted), level)


def by_order(_depot: Depot, _placed: int) -> int:
    """None before another: as in the file."""
    return 0


def stock_of(env: Winter, scenario: Scenario, item: str) -> Stock:
    """An item at the start, cut by the shares of its depots."""
    store = scenario.aid.stores.get(item, Store())
    names, parts = scenario.depots(item), store.parts(scenario.initial.stock.get(item, 0))
    depots = {
        name: Depot(env, part, exact(share), room, least_rounds(scenario, item, name))
        for name, part, share, room in zip(names, parts, store.shares(), store.rooms(), strict=True)
    }
    return Stock(depots, store.allocation)


def least_rounds(scenario: Scenario, item: str, depot: str) -> int:
    """Rounds, rounded up, of the least demanding layer of a depot; a job takes one unit, a generator a day's fuel."""
    layers, severities = scenario.defence.layers.values(), scenario.damage.severities.values()
    rounds = [layer.rounds for layer in layers if layer.uses == item and (layer.depot or "") == depot]
    rounds += [1.0 for severity in severities if severity.part == item]
    generators = scenario.relief.generators
    if generators is not None and generators.fuel is not None and generators.fuel.item == item:
        rounds.append(float(generators.fuel.per_day))
    return math.ceil(min(rounds, default=0))
