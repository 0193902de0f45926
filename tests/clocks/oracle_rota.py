"""The rota of rolling cuts where the grid cannot supply all (docs/model.md, section 10)."""

from __future__ import annotations

import math

from sim.scenario.schema import Scenario
from sim.world import address
from tests.clocks.oracle_city import Block
from tests.clocks.oracle_ledger import ROTA as BY_ROTA
from tests.clocks.oracle_network import Asset
from tests.clocks.oracle_relief import Relief
from tests.clocks.oracle_supply import Supply
from tests.clocks.oracle_time import ROTA, Bell, Steps, Winter

TURN_ENDS, LOOK_AGAIN = 0, 1


class Rota:
    """Who has power."""

    def __init__(self, env: Winter, scenario: Scenario, supply: Supply, relief: Relief) -> None:
        self.env, self.scenario, self.supply, self.relief = env, scenario, supply, relief
        self.grid = scenario.city.grid
        self.queues, self.blocks = supply.city.queues, supply.city.blocks
        self.calls = Bell(env)
        self.short = False
        self.turns = 0
        self.before = dict.fromkeys(self.queues, 0)
        """Minutes of cuts that are over."""
        self.losing, self.losing_since, self.lost = 0, 0, 0
        """Buildings cut now, since when, and building-minutes before that."""
        if self.grid is not None:
            begin = scenario.horizon.start
            moments = [one.minutes(begin) for row in self.grid.listed for one in (row.start, row.end)]
            self.listed = [
                (int(row.start.minutes(begin)), int(row.end.minutes(begin)), row.capacity) for row in self.grid.listed
            ]
            self.calls.ring()
            env.process(self._looking())
            for moment in moments:
                if moment >= 0:
                    env.process(self._ring_at(int(moment)))

    def minutes(self, queue: Asset) -> int:
        """How long a queue has been cut by now."""
        return self.before[queue] + (self.env.now - queue.since if queue.failed else 0)

    def building_minutes(self) -> int:
        observed = int(self.scenario.horizon.observe_from)
        return self.lost + self.losing * max(0, int(self.env.now) - max(self.losing_since, observed))

    def _ring_at(self, minute: int) -> Steps:
        yield self.env.moment(minute, ROTA, LOOK_AGAIN)
        self._settle(turn_over=False)

    def _looking(self) -> Steps:
        while True:
            yield self.calls.called
            yield self.env.moment(max(0, self.env.now), ROTA, LOOK_AGAIN)
            self._settle(turn_over=False)
            self.calls.answer()

    def _turn(self, number: int) -> Steps:
        assert self.grid is not None
        yield self.env.moment(self.env.now + self.grid.rota.turn, ROTA, TURN_ENDS)
        if number == self.turns:
            self._settle(turn_over=True)

    def _supplied(self) -> int:
        """Buildings that can have power."""
        assert self.grid is not None
        share = min(
            (capacity for begin, end, capacity in self.listed if begin <= self.env.now < end),
            default=float(self.grid.capacity),
        )
        feeders = [(self.supply.city.network.feeders[row.name], row.capacity) for row in self.scenario.city.feeders]
        whole = sum(capacity for _, capacity in feeders)
        if whole:
            share *= sum(capacity for feeder, capacity in feeders if not feeder.failed) / whole
        return math.floor(share * sum(block.buildings for block in self.blocks) + 0.5)

    def _demand(self, queue: Asset) -> int:
        return sum(block.buildings for block in queue.blocks if block.wired and block not in self.relief.running)

    def _settle(self, *, turn_over: bool) -> None:
        supplied = self._supplied()
        was_short = self.short
        self.short = sum(block.buildings for block in self.blocks if block.wired) > supplied
        begins = turn_over or not any(queue.failed for queue in self.queues)
        chosen = self._chosen(supplied, [] if begins else [queue for queue in self.queues if queue.failed])
        if begins and chosen:
            self.turns += 1
            self.env.process(self._turn(self.turns))
        for queue in self.queues:
            self._switch(queue, cut=queue in chosen)
        if was_short and not self.short:
            for block in sorted(self.relief.sent, key=_number_of):
                self.supply.look_at(block)
        self.lost, self.losing_since = self.building_minutes(), int(self.env.now)
        self.losing = sum(map(self._demand, chosen))

    def _chosen(self, supplied: int, chosen: list[Asset]) -> list[Asset]:
        """Whoever is to be cut, given who is."""
        rest = sum(self._demand(queue) for queue in self.queues if queue not in chosen)
        while rest > supplied:
            least = min((queue for queue in self.queues if queue not in chosen), key=self.minutes)
            chosen.append(least)
            rest -= self._demand(least)
        while chosen:
            most = max(chosen, key=lambda queue: (self.minutes(queue), queue.number))
            rest += self._demand(most)
            if rest > supplied:
                break
            chosen.remove(most)
        return chosen

    def _switch(self, queue: Asset, *, cut: bool) -> None:
        if cut and not queue.failed:
            self.supply.fail(queue, BY_ROTA, address.NO_WAVE + 2**19 + self.turns % 2**19)
        elif queue.failed and not cut:
            self.before[queue] = self.minutes(queue)
            self.supply.work_again(queue)


def _number_of(block: Block) -> int:
    return block.number
