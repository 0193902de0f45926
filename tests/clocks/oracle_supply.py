"""How blocks lose heat and get it back (docs/model.md, sections 10, 11, 14 and 15)."""

from __future__ import annotations

import heapq
import itertools
import math
from typing import Any

import numpy as np
import simpy

from sim.scenario.schema import Scenario
from sim.world import address
from sim.world.address import Stream
from sim.world.counts import binomial_quantile
from tests.clocks.oracle_city import Block, City, Cohort
from tests.clocks.oracle_fairness import Fairness
from tests.clocks.oracle_heat import Climate
from tests.clocks.oracle_ledger import GIVEN, Ledger
from tests.clocks.oracle_ledger import REFILL as WAITS_FOR_REFILLING
from tests.clocks.oracle_ledger import WATER as WAITS_FOR_WATER
from tests.clocks.oracle_network import QUEUE, Asset, cause_of
from tests.clocks.oracle_numbers import Luck, interpolation
from tests.clocks.oracle_time import DAY, DISPATCH, OUTAGE, REFILL, STAGE, Bell, Steps, Winter

FROST_COUNT = int(Stream.FROST_COUNT)
FROST_FAULT = "frost_fault"
SERVER = 2
"""Its number as a receiver of dispatches: behind the pools of crews."""


class Frost:
    """Frost of the winter, hour by hour, and what it does to pipes."""

    def __init__(self, scenario: Scenario, outdoor: list[float]) -> None:
        self.faults = scenario.repair.frost_fault
        self.share_at = interpolation(self.faults.share_at) if self.faults is not None else None
        self.outdoor = outdoor
        self.hours_before = np.concatenate(([0], np.cumsum(np.array(outdoor) < 0.0))).tolist()
        days = np.lib.stride_tricks.sliding_window_view(outdoor, 24) if len(outdoor) >= 24 else np.zeros((0, 24))
        self.means_of_day = (days.sum(axis=1) / 24).tolist()

    def drained(self, since: int, now: int) -> bool:
        """Whether pipes are emptied by now (section 14)."""
        if self.faults is None or self.faults.drained_after is None:
            return False
        return self._in_frost(since, now) > self.faults.drained_after

    def froze(self, since: int, now: int) -> bool:
        """Whether water stood in the pipes for too long before it was drained (section 15)."""
        if self.faults is None or self.faults.frozen is None:
            return False
        after, drained_after = self.faults.frozen.after, self.faults.drained_after
        return (drained_after is None or drained_after > after) and self._in_frost(since, now) > after

    def _in_frost(self, since: int, now: int) -> int:
        """Minutes of whole hours in frost."""
        past = max(0, -(since // 60)) if self.outdoor[0] < 0.0 else 0
        hours = self.hours_before[max(0, now // 60)] - self.hours_before[max(0, since // 60)] + past
        return int(60 * hours)

    def share(self, since: int, now: int) -> float:
        """Share of buildings with a fault (section 15)."""
        if self.faults is None or self.share_at is None:
            return 0.0
        first, last = since // 60, max(since // 60 + 1, -(-now // 60))
        if first < 0:
            whole = [self.outdoor[max(0, hour)] for hour in range(first, last)]
            span = min(24, len(whole))
            coldest = min(sum(whole[hour : hour + span]) / span for hour in range(len(whole) - span + 1))
        elif last - first < 24:
            coldest = sum(self.outdoor[first:last]) / (last - first)
        else:
            coldest = min(self.means_of_day[first : last - 23])
        share = self.share_at(coldest)
        if self.faults.frozen is not None and self.froze(since, now):
            return float(min(1.0, share * self.faults.frozen.share))  # what is drained later was frozen before
        return share * self.faults.drained.share if self.drained(since, now) else share


class Supply:
    """Assets, blocks and the refill server; repairs come from the crews."""

    def __init__(
        self, env: Winter, scenario: Scenario, city: City, climate: Climate, books: Ledger, luck: Luck
    ) -> None:
        self.ledger = books
        self.env, self.scenario, self.city, self.climate, self.luck = env, scenario, city, climate, luck
        self.frost = Frost(scenario, climate.outdoor)
        self.refill = scenario.repair.refill
        self.calls = Bell(env)
        self.ready: set[Block] = set()
        """Blocks that wait to be refilled and could be."""
        self.ranking: list[tuple[float, int, int, Block]] = []
        """Heap of them for the present hour, with entries of before their last change."""
        self.ranked_hour: int | None = None
        self.entries = itertools.count()
        self.filling: Block | None = None
        self.filling_since = 0
        self.outages: list[tuple[int, int, int, int | None]] = []
        """Block, buildings, since, until."""
        self.dry: list[tuple[int, int]] = [(0, 0)]
        """Buildings without water, from minutes on."""
        self.crews: Any = None
        self.relief: Any = None
        self.fairness = Fairness(env, scenario)
        self.rota: Any = None
        self.order, self.haste = scenario.repair.dispatch.order, scenario.repair.dispatch.urgency
        self.capacity = float(self.refill.capacity) if self.refill is not None else math.inf
        self.drained_work = self.frost.faults.drained.refill_work if self.frost.faults is not None else 1.0
        self.server = env.process(self._refilling())
        for number in range(len(scenario.initial.outages)):
            env.process(self._listed_outage(number))

    # --- assets ---

    def fail(self, asset: Asset, origin: int, opened_by: int) -> None:
        """An asset stops; what ends that is up to the caller."""
        asset.failed, asset.since, asset.origin = True, self.env.now, origin
        self.review(asset, opened_by)

    def work_again(self, asset: Asset) -> None:
        asset.failures.append((asset.since, self.env.now))
        asset.failed = asset.lost = False
        self.review(asset, address.NO_WAVE)

    def hold(self, asset: Asset, until: float, *, lost: bool, origin: int, opened_by: int) -> None:
        """A source or supply fails and restarts after a hold."""
        asset.until, asset.lost = until, lost
        self.fail(asset, origin, opened_by)
        self.env.process(self._restart(asset))

    def _restart(self, asset: Asset) -> Steps:
        """The end of a hold; a hold that has grown meanwhile ends later."""
        ended = False
        while not ended:
            yield self.env.moment(min(asset.until, self.env.length), STAGE, asset.number)
            ended = asset.until < self.env.now + 1
        self.work_again(asset)

    def _listed_outage(self, number: int) -> Steps:
        outage, asset = self.scenario.initial.outages[number], self.city.listed[number]
        start = self.scenario.horizon.start
        yield self.env.moment(int(outage.start.minutes(start)), OUTAGE, number)
        until = math.inf if outage.end is None else float(int(outage.end.minutes(start)))
        opened_by = address.NO_WAVE + number
        if asset.failed:
            asset.until = max(asset.until, until)
            self.review(asset, opened_by)
        else:
            self.hold(asset, until, lost=False, origin=GIVEN, opened_by=opened_by)

    def review(self, asset: Asset, opened_by: int) -> None:
        """Look at the blocks of an asset that has changed, and at those of all assets that need it."""
        for touched in asset.touched():
            for block in touched.blocks:
                self.look_at(block, opened_by)
        self.rota.calls.ring()

    def look_at(self, block: Block, opened_by: int = address.NO_WAVE) -> None:
        """A need of a block may have changed."""
        cause = None if self.relief.helps(block) else cause_of(block)
        if cause is not None:
            self._darken(block, cause, opened_by)
        elif block.phase == "dark":
            self._supply(block)
        elif block.phase == "refill":
            self._wait_for_water(block)
        self._note_water()
        self.relief.attend(block)
        self.rota.calls.ring()

    # --- blocks ---

    def _darken(self, block: Block, cause: Asset, opened_by: int) -> None:
        now = self.env.now
        self._stand_aside(block)
        self.settle(block)
        block.only_cut = cause.kind == QUEUE and (block.phase == "warm" or block.only_cut)
        if block.phase == "warm":
            block.since, block.opened_by = now, opened_by
        block.phase, block.origin = "dark", cause.origin
        for cohort in block.cohorts:
            if cohort.heated:
                self.cool(cohort)
        if block.warm:
            self.new_cohort(block, block.warm)
        self._put_down(block, cause.phase)

    def _stand_aside(self, block: Block) -> None:
        """A block cannot be filled now, whether it is being filled or could have been chosen."""
        if self.filling is block:
            block.refilled += self.env.now - self.filling_since
            block.queued, block.queued_at = True, self.env.now
            self.filling = None
            self.server.interrupt()
        self.ready.discard(block)

    def _put_down(self, block: Block, phase: int) -> None:
        """All cohorts of a block wait for the same."""
        for cohort in block.cohorts:
            self.ledger.put_down(cohort, phase, block.origin)

    def _supply(self, block: Block) -> None:
        """All needs of a dark block are met again."""
        briefly = self.refill is None or self.env.now - block.since < self.refill.refill_after
        if (briefly or self._is_full(block)) and self.env.now >= 0:
            self._reconnect(block)
            return
        block.phase, block.only_cut = "refill", False
        if not block.queued:
            block.queued, block.queued_at = True, self.env.now
        self._wait_for_water(block)

    def _wait_for_water(self, block: Block) -> None:
        """A block that waits for refilling stands aside while it has no water."""
        if not block.has_water:
            self._stand_aside(block)
            self._put_down(block, WAITS_FOR_WATER)
        elif self.filling is not block and block not in self.ready:
            self._put_down(block, WAITS_FOR_REFILLING)
            self.ready.add(block)
            self.look_again(block)
            self.calls.ring()

    def _note_water(self) -> None:
        dry = sum(block.buildings for block in self.city.blocks if not block.has_water)
        if dry != self.dry[-1][1]:
            self.dry.append((self.env.now, dry))

    def minutes_without_water(self) -> int:
        """Building-minutes from `observe_from` to the horizon."""
        observed, ends = (
            int(self.scenario.horizon.observe_from),
            [begin for begin, _ in self.dry[1:]] + [self.env.length],
        )
        spans = zip(self.dry, ends, strict=True)
        return sum(buildings * max(0, end - max(begin, observed)) for (begin, buildings), end in spans)

    def _is_full(self, block: Block) -> bool:
        """Whether the water is still in its pipes after cuts of the rota."""
        since, now = block.since, self.env.now
        return block.only_cut and not self.frost.drained(since, now) and not self.frost.froze(since, now)

    def settle(self, block: Block) -> None:
        """Cohorts that have reached the set point rejoin the warm."""
        for cohort in [c for c in block.cohorts if c.heated and self.climate.is_warm(c.course)]:
            self._end_spell(cohort)
            block.warm += cohort.buildings
            block.cohorts.remove(cohort)

    # --- cohorts ---

    def new_cohort(self, block: Block, buildings: int) -> Cohort:
        """Warm buildings that lose heat now."""
        cohort = Cohort(block, buildings, self.env.now)
        self.climate.lose_heat(cohort)
        self.fairness.count(block.district, buildings)
        block.warm -= buildings
        block.cohorts.append(cohort)
        return cohort

    def cool(self, cohort: Cohort) -> None:
        """Heated buildings lose heat again: a new outage of the same spell."""
        self._turn(cohort, heated=False)
        self.fairness.count(cohort.block.district, cohort.buildings)
        cohort.since = self.env.now

    def heat(self, cohort: Cohort) -> None:
        self.outages.append((cohort.block.number, cohort.buildings, cohort.since, self.env.now))
        self._turn(cohort, heated=True)
        self.fairness.count(cohort.block.district, -cohort.buildings)
        self.ledger.heated(cohort)

    def _turn(self, cohort: Cohort, *, heated: bool) -> None:
        cohort.heated = heated
        self.climate.turn(cohort)

    def _end_spell(self, cohort: Cohort) -> None:
        self.climate.close(cohort)
        self.ledger.close(cohort)

    def close_books(self) -> None:
        """At the horizon segments end, and what is cold stays in the log as open."""
        for block in self.city.blocks:
            for cohort in block.cohorts:
                self._end_spell(cohort)
                if not cohort.heated:
                    self.outages.append((block.number, cohort.buildings, cohort.since, None))

    # --- refilling and reconnection ---

    def _refilling(self) -> Steps:
        """The one server of the city."""
        while True:
            yield self.calls.called
            yield self.env.moment(max(0, self.env.now), DISPATCH, SERVER)
            self.calls.answer()
            if not self.ready:
                continue
            block = self._first()
            self.ready.remove(block)
            block.queued = False
            self.filling, self.filling_since = block, self.env.now
            block.drained = self.frost.drained(block.since, self.env.now)
            try:
                yield self.env.moment(self.env.now + math.ceil(self._minutes(block)), REFILL, block.number)
            except simpy.Interrupt:
                self.calls.ring()
                continue
            self.filling = None
            self._reconnect(block)
            self.calls.ring()

    def _first(self) -> Block:
        """The block that goes before all others; places hold for an hour, as the scores behind them do."""
        hour = self.env.now // 60
        if hour != self.ranked_hour:
            self.ranked_hour = hour
            self.ranking = [self._entry(block) for block in self.ready]
            heapq.heapify(self.ranking)
        while True:
            entry = heapq.heappop(self.ranking)
            block = entry[-1]
            if block.ranked == entry[2] and block in self.ready:
                return block

    def look_again(self, block: Block) -> None:
        """Something in a waiting block has changed."""
        if block in self.ready:
            block.look()
            self._weigh(block)
            if self.ranked_hour == self.env.now // 60:
                heapq.heappush(self.ranking, self._entry(block))

    def _weigh(self, block: Block) -> None:
        """What of a score stays until a block changes or is drained."""
        dispatch = self.scenario.repair.dispatch
        block.drained = self.frost.drained(block.since, self.env.now)
        block.weight = float(block.cold * block.people) ** dispatch.people if block.cold else 0.0
        block.effort = max(1.0, self._minutes(block)) ** dispatch.work

    def _minutes(self, block: Block) -> float:
        """What the server needs for a block (section 14)."""
        work = self.drained_work if block.drained else 1.0
        return max(0.0, block.cold * work * DAY / self.capacity - block.refilled)

    def _entry(self, block: Block) -> tuple[float, int, int, Block]:
        block.ranked = next(self.entries)
        return self._rank(block), block.number, block.ranked, block

    def _rank(self, block: Block) -> float:
        """The least goes first, of equals the lower block; people, urgency and work from left to right (section 18)."""
        if self.order == "fifo":
            return block.queued_at
        if self.order == "largest_first":
            return -block.cold
        if not block.drained and self.frost.drained(block.since, self.env.now):
            self._weigh(block)
        score = block.weight * self.climate.urgency(block.oldest) ** self.haste / block.effort
        return -(score * self.fairness.weight(block.district))

    def _reconnect(self, block: Block) -> None:
        share = self._share_of_faults(block)
        block.phase, block.refilled, block.queued = "warm", 0.0, False
        self.ready.discard(block)
        for cohort in block.cohorts:
            if cohort.fault is not None:
                self.put_down_to_fault(cohort)
        for ordinal, cohort in enumerate([cohort for cohort in block.cohorts if cohort.fault is None]):
            entity = address.outage_entity(block.number, block.opened_by, ordinal)
            faults = self._faults(entity, cohort.buildings, share)
            whole = faults == cohort.buildings
            if faults:
                self.crews.open_jobs(cohort.part(faults), FROST_FAULT, block.origin, entity)
            if not whole:
                self.heat(cohort)

    def put_down_to_fault(self, cohort: Cohort) -> None:
        """What a building with a fault waits for; the block goes before it (section 21)."""
        if cohort.block.phase == "warm":
            self.ledger.put_down(cohort, cohort.stage, cohort.origin)

    def _faults(self, entity: int, buildings: int, share: float) -> int:
        return int(binomial_quantile(self.luck.chance(FROST_COUNT, entity, 0), buildings, share)) if share else 0

    def _share_of_faults(self, block: Block) -> float:
        after = self.refill.refill_after if self.refill is not None else 0.0
        if self.env.now - block.since < after or self._is_full(block):
            return 0.0
        return self.frost.share(block.since, self.env.now)
