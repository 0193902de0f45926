"""Generators for blocks that only lack power (docs/model.md, sections 10 and 18)."""

from __future__ import annotations

import simpy

from sim.scenario.schema import Scenario
from tests.clocks.oracle_city import Block
from tests.clocks.oracle_depots import Depot, Stock
from tests.clocks.oracle_supply import SERVER, Supply
from tests.clocks.oracle_time import DAY, DISPATCH, STAGE, Bell, Steps, Winter

BEHIND_CREWS = 1 << 18
"""Numbers of blocks among stages: above those of assets and of any crew."""


class Relief:
    """Generators in stock, on their way and at blocks."""

    def __init__(self, env: Winter, scenario: Scenario, supply: Supply, stock: dict[str, Stock]) -> None:
        self.env, self.scenario, self.supply = env, scenario, supply
        self.rule = scenario.relief.generators
        self.calls = Bell(env)
        self.sent: dict[Block, tuple[int, simpy.Process]] = {}
        """Units at a block or on their way, and what brings them there."""
        self.running: set[Block] = set()
        self.dry: dict[Block, tuple[int, simpy.Event]] = {}
        """Since when the generators of a block have stood still for want of fuel, and what ends that."""
        if self.rule is not None:
            self.depot: Depot = stock[self.rule.uses].depots[""]
            self.fuel = stock[self.rule.fuel.item].depots if self.rule.fuel is not None else {}
            env.process(self._dispatching())

    def units(self, block: Block) -> int:
        """Generators that all buildings of a block need."""
        return -(-block.buildings // self.rule.serves) if self.rule is not None else 0

    def helps(self, block: Block) -> bool:
        """A block is being looked at: whether its generators run; they go back if power is not what it lacks."""
        if block not in self.sent:
            return False
        if not (block.lacks_only_power or (self.supply.rota.short and block.could_use_power)):
            self._give_back(block)
            return False
        return block in self.running

    def attend(self, block: Block) -> None:
        """A block has been looked at."""
        if self._is_eligible(block):
            self.calls.ring()

    def _is_eligible(self, block: Block) -> bool:
        if self.rule is None or block in self.sent or block.damaged == block.buildings:
            return False
        return block.lacks_only_power

    def _dispatching(self) -> Steps:
        while True:
            yield self.calls.called
            yield self.env.moment(self.env.now, DISPATCH, SERVER + 1)
            self.calls.answer()
            while candidates := self._candidates():
                self._send(min(candidates, key=self._rank))

    def _candidates(self) -> list[Block]:
        blocks = self.supply.city.blocks
        return [block for block in blocks if self._is_eligible(block) and self.units(block) <= self.depot.level]

    def _rank(self, block: Block) -> tuple[float, int]:
        dispatch = self.scenario.repair.dispatch
        if dispatch.order == "fifo":
            return block.since, block.number
        if dispatch.order == "largest_first":
            return block.damaged - block.buildings, block.number
        sound = block.buildings - block.damaged
        people = float(sound * block.people) ** dispatch.people
        oldest = next(cohort for cohort in block.cohorts if cohort.fault is None)
        urgency = self.supply.climate.urgency(oldest.course) ** dispatch.urgency
        score = people * urgency / float(self.units(block)) ** dispatch.work
        return -(score * self.supply.fairness.weight(block.district)), block.number

    def _send(self, block: Block) -> None:
        self.depot.lend(self.units(block))
        self.sent[block] = (self.units(block), self.env.process(self._move(block)))

    def _move(self, block: Block) -> Steps:
        assert self.rule is not None
        due = self.env.now + self.rule.move
        try:
            while True:
                yield self.env.moment(due, STAGE, BEHIND_CREWS + block.number)
                if self._burn(block):
                    self._run(block)
                else:
                    self.dry[block] = (self.env.now, self.env.event())
                    if block in self.running:
                        self.running.discard(block)
                        self.supply.look_at(block, block.opened_by)
                    if block in self.dry:
                        yield self.dry[block][1]
                if self.rule.fuel is None or not self._is_mine(block):
                    return
                due = self.env.now + DAY
        except simpy.Interrupt:
            return

    def _is_mine(self, block: Block) -> bool:
        return block in self.sent and self.sent[block][1] is self.env.active_process

    def _run(self, block: Block) -> None:
        if block not in self.running:
            self.running.add(block)
            self.supply.look_at(block, block.opened_by)

    def _burn(self, block: Block) -> bool:
        """A day's fuel, all of it or none, from the first depots in file order."""
        assert self.rule is not None
        if self.rule.fuel is None:
            return True
        wanted = self.units(block) * self.rule.fuel.per_day
        if sum(depot.level for depot in self.fuel.values()) < wanted:
            return False
        for depot in self.fuel.values():
            units = int(min(wanted, depot.level))
            if units:
                depot.take_at_once(units)
                wanted -= units
        return True

    def refuel(self, item: str) -> None:
        """Units of an item have come: of fuel, those who have stood still longest get it."""
        if self.rule is None or self.rule.fuel is None or self.rule.fuel.item != item:
            return
        while self.dry:
            block = min(self.dry, key=lambda one: (self.dry[one][0], one.number))
            if not self._burn(block):
                return
            _, fuelled = self.dry.pop(block)
            fuelled.succeed()
            self._run(block)

    def _give_back(self, block: Block) -> None:
        units, way = self.sent.pop(block)
        self.dry.pop(block, None)
        if way.is_alive and way is not self.env.active_process:
            way.interrupt()
        self.running.discard(block)
        self.depot.take_back(units)
        self.calls.ring()
