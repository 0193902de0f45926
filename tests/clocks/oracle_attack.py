"""Waves, layers and what leakers do (docs/model.md, sections 8 and 9)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sim.scenario.schema import Scenario
from sim.world import address
from sim.world.address import Stream
from tests.clocks.oracle_city import Block, Cohort
from tests.clocks.oracle_depots import Depot, Stock
from tests.clocks.oracle_ledger import GIVEN as NOT_OF_A_WAVE
from tests.clocks.oracle_ledger import LIMIT, MISSED, NO_LAYER, NO_STOCK, ORIGINS, RESERVE
from tests.clocks.oracle_network import Asset
from tests.clocks.oracle_numbers import Luck, milliminutes, weighted
from tests.clocks.oracle_repairs import DAMAGE, FAILURE, GIVEN, HeatCrews, PowerCrews
from tests.clocks.oracle_supply import Supply
from tests.clocks.oracle_time import DAY, OUTAGE, SHIFT, START, WAVE, Steps, Winter

STOPPED = len(ORIGINS)
ROUNDS, KILL, WAY = int(Stream.THREAT_ROUNDS), int(Stream.THREAT_KILL), int(Stream.THREAT_DAMAGE)
ROUNDS_PER_LAYER = 64


class Layer:
    """One layer, and what it has done."""

    def __init__(self, number: int, rule: Any, depot: Depot | None) -> None:
        self.number, self.rule, self.depot = number, rule, depot
        self.whole = math.floor(rule.rounds)
        self.part = rule.rounds - self.whole
        self.tonight: dict[str, float] = {}
        """Chance of a round against each class."""
        self.limit, self.engagements = math.inf, 0
        """Engagements of this wave: most, and so far."""
        self.stopped = self.unengaged = self.engaged = self.rounds = 0

    def kept(self, name: str) -> int:
        """Rounds held back from a class."""
        reserve = self.rule.reserve
        return reserve.keep if reserve is not None and reserve.for_ != name else 0

    def meet(self, luck: Luck, threat: int, name: str) -> tuple[int, int]:
        """What comes of a threat, and how many rounds are fired."""
        wanted = self.whole
        if self.part and luck.chance(ROUNDS, threat, self.number) < self.part:
            wanted += 1
        stock, kept = (math.inf, 0) if self.depot is None else (self.depot.level, self.kept(name))
        least = wanted if self.rule.salvo == "full" else min(1, wanted)
        if stock < least or (kept and stock - kept < least) or self.engagements >= self.limit:
            self.unengaged += 1
            if stock < least and self.depot is not None:
                self.depot.miss(wanted)
            return NO_STOCK if stock < least else RESERVE if kept and stock - kept < least else LIMIT, 0
        self.engagements += 1
        self.engaged += 1
        return self._fire(luck, threat, self.tonight[name], int(min(wanted, max(0, stock - kept))))

    def _fire(self, luck: Luck, threat: int, chance: float, ready: int) -> tuple[int, int]:
        first, result, fired = ROUNDS_PER_LAYER * self.number, MISSED, ready
        for number in range(1 if self.rule.per_engagement else ready):
            if luck.chance(KILL, threat, first + number) < chance:
                self.stopped += 1
                result = STOPPED
                fired = min(ready, number + 1) if self.rule.salvo == "shoot_look_shoot" else ready
                break
        self.rounds += fired
        return result, fired


class Attack:
    """A process for all waves, and one for each threat; a wave is over before anything else happens in its minute."""

    def __init__(
        self,
        env: Winter,
        scenario: Scenario,
        table: Mapping[str, Any],
        luck: Luck,
        stock: Mapping[str, Stock],
        damage: Damage,
    ) -> None:
        self.env, self.scenario, self.luck, self.damage = env, scenario, luck, damage
        self.table = {name: column.tolist() for name, column in table.items()}
        self.names = tuple(scenario.threats)
        rules = scenario.defence.layers.values()
        depots = [stock[rule.uses].depots[rule.depot or ""] if rule.uses else None for rule in rules]
        self.layers = [Layer(row, rule, depot) for row, (rule, depot) in enumerate(zip(rules, depots, strict=True))]
        self.against = {name: [layer for layer in self.layers if name in layer.rule.against] for name in self.names}
        self.threats = dict.fromkeys(self.names, 0)
        self.leakers = dict.fromkeys(self.names, 0)
        self.origins = [0] * (NO_LAYER + 1)
        self.damaging = 0
        env.process(self._waves())

    def _waves(self) -> Steps:
        for wave, minute in enumerate(self.table["wave_min"]):
            yield self.env.moment(minute, WAVE, wave)
            entity, spared = self.table["wave_entity"][wave], self.table["wave_spared"][wave]
            self._begin_night(entity, self.table["wave_duration"][wave])
            for row in range(self.table["wave_first"][wave], self.table["wave_first"][wave + 1]):
                number, place = self.table["threat_number"][row], self.table["threat_class"][row]
                threat = entity << 32 | place << 24 | number
                yield self.env.process(self._threat(threat, self.names[place], entity, spared))

    def _begin_night(self, wave: int, duration: float) -> None:
        for layer in self.layers:
            layer.engagements = 0
            layer.tonight = {name: self._tonight(wave, name, float(p)) for name, p in layer.rule.against.items()}
            if layer.rule.engagements is not None:
                layer.limit = math.floor(layer.rule.engagements * Fraction(duration) / DAY)

    def _tonight(self, wave: int, name: str, p: float) -> float:
        effect = self.scenario.defence.night_effect
        r = float(effect.correlation.get(name, 0.0)) if effect is not None else 0.0
        if r <= 0.0 or not 0.0 < p < 1.0:
            return p
        a, b = p * (1.0 - r) / r, (1.0 - p) * (1.0 - r) / r
        return self.luck.beta(a, b, int(Stream.NIGHT_EFFECT), wave, self.names.index(name))

    def _threat(self, threat: int, name: str, wave: int, spared: int) -> Steps:
        """One threat meets the layers in file order; what passes them all leaks."""
        self.threats[name] += 1
        origin = NO_LAYER
        for layer in self.against[name]:
            result, fired = layer.meet(self.luck, threat, name)
            if fired and layer.depot is not None:
                yield from layer.depot.take(fired)
            if result == STOPPED:
                return
            origin = min(origin, result)
        self.leakers[name] += 1
        self.origins[origin] += 1
        if self.luck.chance(WAY, threat, 0) < self.scenario.threats[name].damage:
            self.damaging += 1
            self.damage.strike(Hit(threat, name, origin, wave), spared=bool(spared))


@dataclass(frozen=True)
class Hit:
    """A leaker that does damage: its address, class and origin, and the wave it came with."""

    threat: int
    name: str
    origin: int
    wave: int


class Damage:
    """What a leaker that does damage hits (section 9)."""

    def __init__(self, scenario: Scenario, luck: Luck, supply: Supply, crews: HeatCrews, power: PowerCrews) -> None:
        self.scenario, self.luck, self.supply, self.crews, self.power = scenario, luck, supply, crews, power
        rules, city = scenario.damage, scenario.city
        self.severities = {name: weighted(threat.severity) for name, threat in scenario.threats.items()}
        self.holds = {name: luck.of(severity.hold, Stream.HOLD) for name, severity in rules.severities.items()}
        self.works = {name: luck.of(severity.work, Stream.WORK) for name, severity in rules.severities.items()}
        kinds = ("heat_source", "building", "feeder", "pumping", "water", "elsewhere")
        self.kinds = weighted([(kind, rules.exposure.get(kind, 0.0)) for kind in kinds]) if rules.exposure else None
        each = [district.exposure / district.buildings for district in city.districts]
        network = supply.city.network
        self.goals = {
            "heat_source": weighted(self._weights_of_sources()),
            "building": weighted([(block, each[block.district] * block.buildings) for block in supply.city.blocks]),
            "feeder": weighted([(network.feeders[row.name], row.weight) for row in city.feeders]),
            "pumping": weighted([(network.stations[row.name], row.weight) for row in city.pumping]),
            "water": weighted([(network.waterworks[row.name], row.weight) for row in city.water]),
        }
        """What can be hit, by the class of what is hit."""
        self.rotation = 0

    def _weights_of_sources(self) -> list[tuple[Asset, float]]:
        """Exposure of each district, divided over its sources."""
        weights = []
        for district in self.scenario.city.districts:
            served = [source for source in self.scenario.city.sources if source.district == district.name]
            each = [float(source.buildings if source.weight is None else source.weight) for source in served]
            for source, weight in zip(served, each, strict=True):
                share = weight / sum(each) if sum(each) else 0.0
                weights.append((self.supply.city.network.sources[source.name], district.exposure * share))
        return weights

    def strike(self, hit: Hit, *, spared: bool) -> None:
        """The way of a leaker that does damage."""
        way = [self.luck.chance(WAY, hit.threat, slot) for slot in range(4)]
        kind = self.kinds.pick(way[1]) if self.kinds is not None else "elsewhere"
        if kind == "elsewhere" or spared:
            return
        severity = self.severities[hit.name].pick(way[3])
        if kind == "building" and self.scenario.damage.target == "next_undamaged":
            self._hit_next(hit, severity)
            return
        goal = self.goals[kind].pick(way[2])
        if kind == "heat_source":
            self._hit_source(hit, goal, severity)
        elif kind == "building":
            self._hit_building(hit, goal, severity)
        else:
            self.power.hit(goal, hit.threat, severity, hit.origin, hit.wave)

    def _hit_source(self, hit: Hit, source: Asset, severity: str) -> None:
        hold, rule = max(0.0, self.holds[severity](hit.threat)), self.scenario.damage.severities[severity]
        if not source.failed:
            until = self.supply.env.now + hold
            self.supply.hold(source, until, lost=rule.source_lost, origin=hit.origin, opened_by=hit.wave)
        elif self.scenario.damage.rehit == "adds":
            source.until += hold
            source.lost |= rule.source_lost
            self.supply.review(source, hit.wave)

    def _hit_building(self, hit: Hit, block: Block, severity: str) -> None:
        self.supply.settle(block)
        u = self.luck.chance(int(Stream.BUILDING), hit.threat, 0)
        number = math.floor(u * block.buildings) - block.damaged
        if number >= 0:
            self.damage_building(block, number, DAMAGE, hit.origin, hit.threat, severity)
        elif self.scenario.damage.rehit == "adds":
            self.crews.hit_again(block, -1 - number, milliminutes(self.works[severity](hit.threat)))

    def _hit_next(self, hit: Hit, severity: str) -> None:
        """The present block while it has an undamaged building, then the next."""
        block = self._next_undamaged()
        if block is not None:
            self.supply.settle(block)
            self.damage_building(block, 0, DAMAGE, hit.origin, hit.threat, severity)

    def _next_undamaged(self) -> Block | None:
        blocks = self.supply.city.blocks
        for step in range(len(blocks)):
            place = (self.rotation + step) % len(blocks)
            if blocks[place].damaged < blocks[place].buildings:
                self.rotation = place
                return blocks[place]
        return None

    def damage_building(self, block: Block, number: int, fault: str, origin: int, entity: int, severity: str) -> Cohort:
        """An undamaged building of a block gets a fault: warm ones first, then cohorts in their order."""
        cohort = self._lone(block, number)
        self.crews.open_jobs(cohort, fault, origin, entity, severity)
        return cohort

    def _lone(self, block: Block, number: int) -> Cohort:
        """An undamaged building on its own, without heat."""
        if number < block.warm:
            return self.supply.new_cohort(block, 1)
        cohort = self._undamaged(block, number - block.warm).part(1)
        if cohort.heated:
            self.supply.cool(cohort)
        return cohort

    def _undamaged(self, block: Block, number: int) -> Cohort:
        for cohort in block.cohorts:
            if cohort.fault is None:
                if number < cohort.buildings:
                    return cohort
                number -= cohort.buildings
        raise LookupError(number)

    def damage_given(self) -> Steps:
        """Damage at the start."""
        yield self.supply.env.moment(0, START, len(self.scenario.initial.cold))
        given = self.scenario.initial.damaged
        for _ in range(0 if given is None else given.buildings):
            block = self._next_undamaged()
            if block is None or given is None:
                return
            entity = address.outage_entity(block.number, address.NO_WAVE, block.damaged)
            self.damage_building(block, 0, GIVEN, NOT_OF_A_WAVE, entity, given.severity)

    def cold_on_the_morning(self, row: int) -> Steps:
        """Single buildings of a district that got cold by the start, the lowest blocks first (section 9)."""
        cold, districts = self.scenario.initial.cold[row], self.scenario.city.districts
        since = int(cold.since.minutes(self.scenario.horizon.start))
        yield self.supply.env.moment(since, SHIFT if since < 0 else START, row)
        there = [one for one in self.supply.city.blocks if cold.district in (None, districts[one.district].name)]
        for _ in range(cold.buildings):
            block = next((one for one in there if one.damaged < one.buildings), None)
            if block is None:
                return
            cohort = self._lone(block, 0)
            entity = address.outage_entity(block.number, address.NO_WAVE, block.damaged)
            self.crews.open_known(cohort, GIVEN, NOT_OF_A_WAVE, entity, cold.severity, round(cold.work_done * 1000))

    def fail_by_themselves(self) -> None:
        """Buildings that fail one by one (for theory)."""
        rule = self.scenario.damage.per_building
        if rule is None:
            return
        up_time, building = self.luck.of(rule.up_time, Stream.UP_TIME), 0
        for block in self.supply.city.blocks:
            for _ in range(block.buildings):
                self.supply.env.process(self._failures(block, building, up_time, rule.severity))
                building += 1

    def _failures(self, block: Block, building: int, up_time: Any, severity: str) -> Steps:
        env, number = self.supply.env, len(self.scenario.initial.outages) + building
        for ordinal in range(2**24):
            entity = address.building_entity(building, ordinal)
            yield env.moment(max(0, env.now) + max(0, math.floor(up_time(entity))), OUTAGE, number)
            self.supply.settle(block)
            if block.damaged == block.buildings:
                continue
            job = self.damage_building(block, 0, FAILURE, NOT_OF_A_WAVE, entity, severity)
            job.repaired = env.event()
            yield job.repaired
