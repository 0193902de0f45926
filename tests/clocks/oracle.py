"""An independent simulator of the core mechanism, written from docs/model.md alone, in ordinary SimPy.

It shares no code with sim.model and sim.clock: a city of plain objects, one process per wave table, lot, failed
source, refill server and crew. Section numbers are those of docs/model.md. The tables of a World and uniform numbers
by address are its input.

Not in it: gaps and sizes of waves (they are in the World), `running` calendars, orders on demand, uncertain numbers,
returned overflow, buildings that fail by themselves, ledger.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import simpy

from sim.scenario.law_codes import LawCode
from sim.scenario.laws import Law
from sim.scenario.schema import Scenario
from sim.world import address
from sim.world.address import Stream
from sim.world.counts import binomial_quantile
from sim.world.draw import draw_world
from sim.world.philox import uniform
from sim.world.samplers import beta_number
from sim.world.samplers import draw as draw_of_law

DELIVERY, WAVE, OUTAGE, STAGE, REFILL, SHIFT, DISPATCH = range(7)
FIRST_RANK = 10
"""Ranks below are left to SimPy: starts, interrupts and what happens at once."""

DAY = 1440
ORIGINS = ("no stock", "reserve", "limit", "missed", "no layer")
GIVEN = "given"

Steps = Generator[simpy.Event, Any, None]


@dataclass(eq=False)
class Asset:
    """A source, or the supply of a place with a listed outage (section 2)."""

    number: int
    blocks: list[Block] = field(default_factory=list)
    failed: bool = False
    until: float = 0.0
    lost: bool = False


@dataclass(eq=False)
class Block:
    """Buildings alike in district, source and archetype (section 10)."""

    number: int
    district: int
    buildings: int
    people: int
    tau: float
    warm: int
    needs: list[Asset] = field(default_factory=list)
    damaged: int = 0
    phase: str = "warm"
    since: int = 0
    opened_by: int = 0
    queued: bool = False
    queued_at: int = 0
    refilled: float = 0.0
    cohorts: list[Cohort] = field(default_factory=list)

    def cold_without_fault(self) -> int:
        return sum(cohort.buildings for cohort in self.cohorts if not cohort.heated and cohort.fault is None)


@dataclass(eq=False)
class Cohort:
    """Buildings of one block with one history, and the job of each if they have a fault (sections 11, 16)."""

    block: Block
    buildings: int
    since: int
    begin: float
    temperature: float
    heated: bool = False
    warm_at: float = math.inf
    fault: str | None = None
    entity: int = 0
    ordinal: int = 0
    severity: str = ""
    queued_at: int = 0
    work_left: int | None = None
    work_done: int = 0
    log: Job | None = None
    crew: Crew | None = None


@dataclass
class Crew:
    """A crew at work in a place (section 16)."""

    place: int
    started: int
    process: simpy.Process | None = None


@dataclass
class Job:
    """A row of the job log (section 22)."""

    block: int
    queued: int
    started: int
    done: int | None = None


@dataclass
class Layer:
    """Counts of one layer."""

    stopped: int = 0
    leaked: int = 0
    unengaged: int = 0
    engaged: int = 0
    rounds: int = 0


class Oracle:
    """One replication of one plan; `run` it once, then read its fields."""

    def __init__(self, scenario: Scenario, *, seed: int, replication: int = 0, accrual_end: int | None = None) -> None:
        self.scenario = scenario
        self.length = int(scenario.horizon.length)
        self.accrual_end = self.length if accrual_end is None else accrual_end
        self.table = draw_world(scenario, seed, replication).tables()
        self.luck = (self.table["key0"][0], self.table["key1"][0], replication)
        self.outdoor = [float(value) for value in self.table["outdoor_c"]]
        self.threat_names = tuple(scenario.threats)
        self.env = simpy.Environment()
        self.heating = scenario.city.heating
        self.thresholds = [float(level) for level in scenario.people.thresholds]
        self.outages: list[tuple[int, int, int, int | None]] = []
        self.jobs: list[Job] = []
        self.layers = [Layer() for _ in scenario.defence.layers]
        self.threats = dict.fromkeys(self.threat_names, 0)
        self.leakers = dict.fromkeys(self.threat_names, 0)
        self.origins = dict.fromkeys(ORIGINS, 0)
        self.damaging = 0
        self.below = [[0.0] * len(self.thresholds) for _ in scenario.city.districts]
        self._build_work()
        self._build_city()
        self._build_stock()

    # --- time and luck (sections 3 and 5) ---

    @property
    def now(self) -> int:
        return int(self.env.now)

    def moment(self, minute: float, kind: int, number: int = 0) -> simpy.Event:
        """An event at a whole minute, in its place among the events of that minute; never from L on."""
        event = simpy.Event(self.env)
        if minute < self.length:
            event._ok, event._value = True, None
            rank: Any = FIRST_RANK + kind * 2**20 + number
            self.env.schedule(event, priority=rank, delay=int(minute) - self.env.now)
        return event

    def chance(self, stream: int, entity: int, slot: int) -> float:
        return float(uniform(*self.luck, stream, entity, slot))

    def drawn(self, law: Law[Any], stream: int, entity: int, ordinal: int) -> float:
        code, numbers = law.spell()
        return float(draw_of_law(code, *numbers, 0.0, *self.luck, stream, entity, 128 * ordinal))

    # --- city (section 10) ---

    def _build_city(self) -> None:
        city = self.scenario.city
        self.blocks: list[Block] = []
        self.sources: dict[str, Asset] = {}
        self.source_weights: list[tuple[Asset, float]] = []
        asset_count = max(len(city.sources), 0)
        by_district = {
            district.name: [s for s in city.sources if s.district == district.name] for district in city.districts
        }
        source_number = {source.name: row for row, source in enumerate(city.sources)}
        for row, district in enumerate(city.districts):
            people_left, buildings_left = district.people, district.buildings
            parts: list[tuple[Asset | None, int]] = []
            total_weight = 0.0
            weights = []
            for source in by_district[district.name]:
                asset = Asset(source_number[source.name])
                self.sources[source.name] = asset
                weight = float(source.buildings if source.weight is None else source.weight)
                total_weight += weight
                weights.append((asset, weight))
                parts.append((asset, source.buildings))
            if total_weight > 0.0:
                self.source_weights += [(asset, district.exposure * w / total_weight) for asset, w in weights]
            if not parts:
                parts.append((None, district.buildings))
            for source_asset, buildings in parts:
                counts = largest_remainders(buildings, [a.share for a in city.archetypes.values()])
                for archetype, count in zip(city.archetypes.values(), counts, strict=True):
                    for piece in pieces_of(count, 40):
                        people = round(Fraction(people_left, buildings_left))
                        people_left -= people * piece
                        buildings_left -= piece
                        tau = float(archetype.time_constant)  # type: ignore[arg-type]
                        block = Block(len(self.blocks), row, piece, people, tau, piece)
                        if source_asset is not None:
                            block.needs.append(source_asset)
                            source_asset.blocks.append(block)
                        self.blocks.append(block)
        self.block_weights = [
            (
                block,
                city.districts[block.district].exposure * block.buildings / city.districts[block.district].buildings,
            )
            for block in self.blocks
        ]
        names = [district.name for district in city.districts]
        self.listed: list[Asset] = []
        places: list[Asset] = []
        for outage in self.scenario.initial.outages:
            if outage.source is not None:
                self.listed.append(self.sources[outage.source])
                continue
            asset = Asset(asset_count + len(places))
            for block in self.blocks:
                if outage.district is None or names[block.district] == outage.district:
                    block.needs.insert(len(places_of(block, places)), asset)
                    asset.blocks.append(block)
            places.append(asset)
            self.listed.append(asset)
        self.place_base = asset_count + len(places)

    # --- temperature (section 12) and exposure (section 13) ---

    def _drive(self, heated: bool, hour: int) -> float:
        assert self.heating is not None
        outdoor = self.outdoor[min(hour, len(self.outdoor) - 1)]
        if heated:
            return max(outdoor + self.heating.full_heat_rise, self.heating.set_point + 2.0)
        return outdoor + self.heating.gains

    def _stretches(
        self, cohort: Cohort, end: float, heated: bool | None = None
    ) -> Iterable[tuple[float, float, float, float, float]]:
        """Begin, end, temperature at both and drive of each piece of an hour in the present segment."""
        heated = cohort.heated if heated is None else heated
        at, temperature = cohort.begin, cohort.temperature
        while at < end:
            hour = int(at // 60)
            stop = min(end, 60.0 * (hour + 1))
            drive = self._drive(heated, hour)
            after = drive + (temperature - drive) * math.exp(-(stop - at) / cohort.block.tau)
            yield at, stop, temperature, after, drive
            at, temperature = stop, after

    def temperature_at(self, cohort: Cohort, minute: float) -> float:
        after = [cohort.temperature, *(piece[3] for piece in self._stretches(cohort, minute))]
        return after[-1]

    def _close_segment(self, cohort: Cohort, end: float) -> None:
        """Count a segment up to its end, and begin the next one there."""
        if self.heating is None:
            cohort.begin = end
            return
        people = cohort.buildings * cohort.block.people
        observed = float(self.scenario.horizon.observe_from)
        for begin, stop, before, after, drive in self._stretches(cohort, end):
            for place, level in enumerate(self.thresholds):
                low, high = begin, stop
                if before < level <= after or after < level < before or before == level > after:
                    crossing = begin
                    if before != level:
                        crossing += cohort.block.tau * math.log((before - drive) / (level - drive))
                    low, high = (begin, crossing) if before < level else (crossing, stop)
                elif before >= level:
                    continue
                self.below[cohort.block.district][place] += people * max(0.0, high - max(low, observed))
            cohort.temperature = after
        cohort.begin = end

    def _moment_of_warmth(self, cohort: Cohort) -> float:
        if self.heating is None or cohort.temperature >= self.heating.set_point:
            return cohort.begin
        level = self.heating.set_point
        for begin, _stop, before, after, drive in self._stretches(cohort, float(self.length), heated=True):
            if after >= level:
                return begin + cohort.block.tau * math.log((before - drive) / (level - drive))
        return math.inf

    # --- cohorts (section 11) ---

    def _cool(self, cohort: Cohort) -> None:
        """A warm or heated cohort loses heat now."""
        if cohort.heated:
            self._close_segment(cohort, self.now)
        cohort.heated, cohort.warm_at = False, math.inf
        cohort.since = self.now

    def _heat(self, cohort: Cohort) -> None:
        self._close_segment(cohort, self.now)
        self.outages.append((cohort.block.number, cohort.buildings, cohort.since, self.now))
        cohort.heated = True
        cohort.warm_at = self._moment_of_warmth(cohort)

    def _new_cohort(self, block: Block, buildings: int) -> Cohort:
        set_point = self.heating.set_point if self.heating is not None else 0.0
        cohort = Cohort(block, buildings, self.now, float(self.now), set_point)
        block.warm -= buildings
        block.cohorts.append(cohort)
        return cohort

    def _part(self, cohort: Cohort, buildings: int) -> Cohort:
        """Some buildings of a cohort as a cohort of their own; all of them: the cohort itself."""
        if buildings == cohort.buildings:
            return cohort
        cohort.buildings -= buildings
        part = replace(cohort, buildings=buildings)
        cohort.block.cohorts.append(part)
        return part

    def _settle(self, block: Block) -> None:
        """Cohorts that have reached the set point rejoin the warm, with books closed when they did."""
        for cohort in [c for c in block.cohorts if c.heated and c.warm_at <= self.now]:
            self._close_segment(cohort, cohort.warm_at)
            block.warm += cohort.buildings
            block.cohorts.remove(cohort)

    # --- supply (section 10) ---

    def _review(self, asset: Asset, opened_by: int) -> None:
        for block in asset.blocks:
            cause = next((need for need in block.needs if need.failed), None)
            if cause is not None:
                self._darken(block, cause, opened_by)
            elif block.phase in ("hold", "lost"):
                refill = self.scenario.repair.refill
                if refill is None or self.now - block.since < refill.refill_after:
                    self._reconnect(block)
                else:
                    block.phase = "refill"
                    if not block.queued:
                        block.queued, block.queued_at = True, self.now
                    self.refill_calls.ring()

    def _darken(self, block: Block, cause: Asset, opened_by: int) -> None:
        if self.filling is block:
            block.refilled += self.now - self.filling_since
            block.queued, block.queued_at = True, self.now
            self.filling = None
            self.refill_server.interrupt()
        self._settle(block)
        if block.phase == "warm":
            block.since, block.opened_by = self.now, opened_by
        block.phase = "lost" if cause.lost else "hold"
        for cohort in block.cohorts:
            if cohort.heated:
                self._cool(cohort)
        if block.warm:
            self._new_cohort(block, block.warm)

    def _fail(self, asset: Asset, until: float, lost: bool, opened_by: int) -> None:
        asset.failed, asset.until, asset.lost = True, until, lost
        self._review(asset, opened_by)
        self.env.process(self._restart(asset))

    def _restart(self, asset: Asset) -> Steps:
        while True:
            minute = self.length if math.isinf(asset.until) else math.floor(asset.until)
            yield self.moment(minute, STAGE, asset.number)
            if asset.until < self.now + 1:
                break
        asset.failed = asset.lost = False
        self._review(asset, 0)

    def _listed_outage(self, number: int) -> Steps:
        outage, asset = self.scenario.initial.outages[number], self.listed[number]
        start = self.scenario.horizon.start
        yield self.moment(max(0, int(outage.start.minutes(start))), OUTAGE, number)
        until = math.inf if outage.end is None else float(int(outage.end.minutes(start)))
        if asset.failed:
            asset.until = max(asset.until, until)
            self._review(asset, 63 * 2**20 + number)
        else:
            self._fail(asset, until, False, 63 * 2**20 + number)

    # --- interception (section 8) ---

    def _waves(self) -> Steps:
        for wave in range(len(self.table["wave_min"])):
            yield self.moment(int(self.table["wave_min"][wave]), WAVE, wave)
            self._wave(wave)

    def _wave(self, wave: int) -> None:
        entity, duration = int(self.table["wave_entity"][wave]), float(self.table["wave_duration"][wave])
        spared = bool(self.table["wave_spared"][wave])
        engagements = [0] * len(self.layers)
        chances = [
            {name: self._tonight(entity, name, float(p)) for name, p in layer.against.items()}  # type: ignore[arg-type]
            for layer in self.scenario.defence.layers.values()
        ]
        first, last = int(self.table["wave_first"][wave]), int(self.table["wave_first"][wave + 1])
        for row in range(first, last):
            place = int(self.table["threat_class"][row])
            name = self.threat_names[place]
            threat = address.threat_entity(entity, place, int(self.table["threat_number"][row]))
            self.threats[name] += 1
            origin = self._meet_layers(threat, name, duration, engagements, chances)
            if origin is not None:
                self.leakers[name] += 1
                self.origins[origin] += 1
                self._leak(threat, name, entity, spared)

    def _tonight(self, wave: int, name: str, p: float) -> float:
        effect = self.scenario.defence.night_effect
        r = float(effect.correlation.get(name, 0.0)) if effect is not None else 0.0
        if r <= 0.0 or not 0.0 < p < 1.0:
            return p
        slot = 128 * self.threat_names.index(name)
        a, b = p * (1.0 - r) / r, (1.0 - p) * (1.0 - r) / r
        return float(beta_number(a, b, *self.luck, Stream.NIGHT_EFFECT, wave, slot))

    def _meet_layers(
        self, threat: int, name: str, duration: float, engagements: list[int], chances: Sequence[dict[str, float]]
    ) -> str | None:
        """None if a layer stopped the threat, else the origin of the leaker."""
        reasons = set()
        for number, layer in enumerate(self.scenario.defence.layers.values()):
            if name not in layer.against:
                continue
            tally = self.layers[number]
            wanted = math.floor(layer.rounds)
            if self.chance(Stream.THREAT_ROUNDS, threat, number) < layer.rounds - wanted:
                wanted += 1
            least = wanted if layer.salvo == "full" else min(1, wanted)
            stock = math.inf if layer.uses is None else self.stock[layer.uses].level
            keep = layer.reserve.keep if layer.reserve is not None and layer.reserve.for_ != name else 0
            limited = layer.engagements is not None and engagements[number] >= math.floor(
                layer.engagements * Fraction(duration) / DAY
            )
            if stock < least:
                reason = "no stock"
            elif keep and stock - keep < least:
                reason = "reserve"
            elif limited:
                reason = "limit"
            else:
                reason = "missed"
                engagements[number] += 1
                tally.engaged += 1
                ready = int(min(wanted, max(0, stock - keep)))
                tries = 1 if layer.per_engagement else ready
                hit = next(
                    (
                        i
                        for i in range(tries)
                        if self.chance(Stream.THREAT_KILL, threat, 64 * number + i) < chances[number][name]
                    ),
                    None,
                )
                fired = ready
                if layer.salvo == "shoot_look_shoot" and hit is not None:
                    fired = min(ready, hit + 1)
                tally.rounds += fired
                if layer.uses is not None and fired and not math.isinf(stock):
                    self.stock[layer.uses].get(fired)
                if hit is not None:
                    tally.stopped += 1
                    return None
            tally.leaked += 1
            tally.unengaged += reason != "missed"
            reasons.add(reason)
        return next((origin for origin in ORIGINS if origin in reasons), "no layer")

    # --- damage (section 9) ---

    def _leak(self, threat: int, name: str, wave: int, spared: bool) -> None:
        way = [self.chance(Stream.THREAT_DAMAGE, threat, slot) for slot in range(4)]
        threat_class, damage = self.scenario.threats[name], self.scenario.damage
        if not way[0] < threat_class.damage:
            return
        self.damaging += 1
        kinds = [(kind, damage.exposure.get(kind, 0.0)) for kind in ("heat_source", "building", "elsewhere")]
        kind = pick(kinds, way[1]) if damage.exposure else "elsewhere"
        if kind == "elsewhere" or spared:
            return
        severity = pick(list(threat_class.severity.items()), way[3])
        law = damage.severities[severity]
        if kind == "building":
            self._hit_building(threat, pick(self.block_weights, way[2]), severity)
            return
        asset = pick(self.source_weights, way[2])
        hold = max(0.0, self.drawn(law.hold, Stream.HOLD, threat, 0)) if law.hold is not None else 0.0
        if not asset.failed:
            self._fail(asset, self.now + hold, law.source_lost, wave)
        elif damage.rehit == "adds":
            asset.until += hold
            asset.lost |= law.source_lost
            self._review(asset, wave)

    def _hit_building(self, threat: int, block: Block, severity: str) -> None:
        self._settle(block)
        number = math.floor(self.chance(Stream.BUILDING, threat, 0) * block.buildings) - block.damaged
        if number >= 0:
            self._damage_building(block, number, "damage", threat, severity)
        elif self.scenario.damage.rehit == "adds":
            law = self.scenario.damage.severities[severity].work
            assert law is not None
            self._hit_again(block, -1 - number, milliminutes(self.drawn(law, Stream.WORK, threat, 0)))

    def _damage_building(
        self, block: Block, number: int, fault: str, entity: int, severity: str, ordinal: int = 0
    ) -> None:
        if number < block.warm:
            cohort = self._new_cohort(block, 1)
        else:
            number -= block.warm
            for whole in [c for c in block.cohorts if c.fault is None]:
                if number < whole.buildings:
                    break
                number -= whole.buildings
            cohort = self._part(whole, 1)
            if cohort.heated:
                self._cool(cohort)
        self._open_jobs(cohort, fault, entity, severity, ordinal)

    def _open_jobs(self, cohort: Cohort, fault: str, entity: int, severity: str, ordinal: int = 0) -> None:
        cohort.fault, cohort.entity, cohort.severity, cohort.ordinal = fault, entity, severity, ordinal
        cohort.queued_at, cohort.work_left, cohort.work_done, cohort.log = self.now, None, 0, None
        cohort.block.damaged += cohort.buildings
        self.waiting.append(cohort)
        self.crew_calls.ring()

    def _hit_again(self, block: Block, number: int, added: int) -> None:
        for cohort in [c for c in block.cohorts if c.fault is not None]:
            if number < cohort.buildings:
                break
            number -= cohort.buildings
        job = self._take_from_batch(cohort)
        if job is not cohort:
            self.waiting.append(job)
        if job.work_left is None:
            job.work_left = self._work_of(job)
        job.work_left += added
        if job.crew is not None and job.crew.process is not None:
            job.crew.process.interrupt("more work")

    # --- refilling and reconnection (sections 14 and 15) ---

    def _drained(self, block: Block) -> bool:
        frost = self.scenario.repair.frost_fault
        if frost is None or frost.drained_after is None:
            return False
        hours = sum(self.outdoor[hour] < 0.0 for hour in range(block.since // 60, self.now // 60))
        return 60 * hours > frost.drained_after

    def _refill_minutes(self, block: Block) -> float:
        repair = self.scenario.repair
        assert repair.refill is not None
        factor = (
            repair.frost_fault.drained.refill_work if repair.frost_fault is not None and self._drained(block) else 1.0
        )
        need = block.cold_without_fault() * factor * DAY / float(repair.refill.capacity)  # type: ignore[arg-type]
        return max(0.0, need - block.refilled)

    def _refilling(self) -> Steps:
        """The one server of the city."""
        while True:
            yield self.refill_calls.called
            yield self.moment(self.now, DISPATCH, 1)
            self.refill_calls.answer()
            waiting = [block for block in self.blocks if block.queued and block.phase == "refill"]
            if not waiting:
                continue
            block = min(waiting, key=self._refill_rank)
            block.queued = False
            self.filling, self.filling_since = block, self.now
            try:
                yield self.moment(self.now + math.ceil(self._refill_minutes(block)), REFILL, block.number)
            except simpy.Interrupt:
                self.refill_calls.ring()
                continue
            self.filling = None
            self._reconnect(block)
            self.refill_calls.ring()

    def _refill_rank(self, block: Block) -> tuple[float, int]:
        order = self.scenario.repair.dispatch.order
        if order == "fifo":
            return block.queued_at, block.number
        buildings = block.cold_without_fault()
        if order == "largest_first":
            return -buildings, block.number
        if buildings == 0:
            return 0.0, block.number
        oldest = next(c for c in block.cohorts if not c.heated and c.fault is None)
        work = max(1.0, self._refill_minutes(block))
        return -self._score(buildings * block.people, oldest, work), block.number

    def _score(self, people: float, cohort: Cohort, work: float) -> float:
        dispatch = self.scenario.repair.dispatch
        urgency = 1.0 / (6.0 + self._hours_to_threshold(cohort))
        return people**dispatch.people * urgency**dispatch.urgency / work**dispatch.work

    def _hours_to_threshold(self, cohort: Cohort) -> float:
        """Section 18: hours until the next threshold is crossed at the present outdoor temperature."""
        if self.heating is None:
            return 0.0
        indoor = self.temperature_at(cohort, max(60.0 * (self.now // 60), cohort.begin))
        level = next((threshold for threshold in self.thresholds if threshold < indoor), None)
        if level is None:
            return 0.0
        drive = self._drive(False, self.now // 60)
        if drive >= level:
            return 240.0
        return min(240.0, cohort.block.tau * math.log((indoor - drive) / (level - drive)) / 60.0)

    def _frost_share(self, block: Block) -> float:
        repair = self.scenario.repair
        after = repair.refill.refill_after if repair.refill is not None else 0.0
        if repair.frost_fault is None or self.now - block.since < after:
            return 0.0
        first = block.since // 60
        hours = self.outdoor[first : max(first + 1, -(-self.now // 60))]
        width = min(24, len(hours))
        coldest = min(sum(hours[i : i + width]) / width for i in range(len(hours) - width + 1))
        share = interpolated(repair.frost_fault.share_at, coldest)
        return share * repair.frost_fault.drained.share if self._drained(block) else share

    def _reconnect(self, block: Block) -> None:
        share = self._frost_share(block)
        block.phase, block.refilled, block.queued = "warm", 0.0, False
        ordinal = 0
        for cohort in list(block.cohorts):
            if cohort.fault is not None:
                continue
            entity = address.outage_entity(block.number, block.opened_by, ordinal)
            ordinal += 1
            faults = binomial_quantile(self.chance(Stream.FROST_COUNT, entity, 0), cohort.buildings, share)
            if faults:
                batch = self._part(cohort, faults)
                self._open_jobs(batch, "frost_fault", entity, "")
                if batch is cohort:
                    continue
            self._heat(cohort)

    # --- jobs, crews and their pace (sections 16 to 18) ---

    def _build_work(self) -> None:
        repair = self.scenario.repair
        self.waiting: list[Cohort] = []
        self.places_free: list[int] = []
        self.places_used = 0
        self.at_work: list[Cohort] = []
        self.pool = repair.crews.get("heat")
        self.crew_calls, self.refill_calls = Bell(self.env), Bell(self.env)
        self.filling: Block | None = None
        self.filling_since = 0
        alert, cold = repair.alert, repair.cold_factor
        normal = [math.floor(1000.0 * interpolated(cold, t) + 0.5) if cold else 1000 for t in self.outdoor]
        alert_rate = [1000] * self.length
        starts = [int(minute) for minute in self.table["alert_from"]]
        ends = [int(minute) for minute in self.table["alert_to"]]
        if alert is not None:
            for number, (begin, end) in enumerate(zip(starts, ends, strict=True)):
                settled = min([end + math.floor(alert.settle_in), self.length, *starts[number + 1 : number + 2]])
                inside = math.floor(1000.0 * (1.0 - alert.time_lost) + 0.5)
                alert_rate[begin:end] = [inside] * (end - begin)
                alert_rate[end:settled] = [0] * max(0, settled - end)
        self.rate = [(normal[minute // 60] * alert_rate[minute] + 500) // 1000 for minute in range(self.length)]
        self.restarts = set(starts) if alert is not None and alert.after_alert == "restart" else set()

    def _law_of_work(self, cohort: Cohort) -> Law[Any]:
        assert self.pool is not None
        if cohort.fault != "frost_fault":
            law = self.scenario.damage.severities[cohort.severity].work
        else:
            law = self.pool.work if self.pool.output is None else self._law_of_output()
        assert law is not None
        return law

    def _law_of_output(self) -> Law[Any]:
        """Lognormal work that gives the observed output where it was seen (section 16)."""
        assert self.pool is not None
        assert self.pool.output is not None
        seen = self.pool.output.observed_at
        minutes = float(DAY)
        if self.pool.shifts is not None:
            minutes = sum((end - begin) % DAY or DAY for begin, end in self.pool.shifts) / len(self.pool.shifts)
        if seen is not None and seen.outdoor is not None and self.scenario.repair.cold_factor is not None:
            minutes *= interpolated(self.scenario.repair.cold_factor, seen.outdoor)
        alert = self.scenario.repair.alert
        if seen is not None and seen.alert is not None and alert is not None:
            minutes *= 1.0 - (seen.alert * alert.time_lost + seen.alert / 62.0 * alert.settle_in) / DAY
        mean = minutes / float(self.pool.output.value)  # type: ignore[arg-type]
        return Law[Any].model_validate({"lognormal": {"mean": mean, "sigma": float(self.pool.sigma)}})

    def _work_of(self, cohort: Cohort) -> int:
        stream, ordinal = {
            "frost_fault": (Stream.FROST_WORK, cohort.ordinal),
            "damage": (Stream.WORK, 0),
            GIVEN: (Stream.GIVEN_WORK, 0),
        }[cohort.fault or ""]
        return milliminutes(self.drawn(self._law_of_work(cohort), stream, cohort.entity, ordinal))

    def _finish(self, begin: int, work: int) -> float:
        done = 0
        for minute in range(begin, self.length):
            if minute > begin and minute in self.restarts:
                done = 0
            done += self.rate[minute]
            if done >= work:
                return minute + 1
        return math.inf

    def _crews_on_shift(self, minute: int) -> float:
        if self.pool is None:
            return 0
        if self.pool.start == "unlimited":
            return math.inf
        crews = int(self.pool.start)
        if self.pool.ramp is not None:
            by = int(self.pool.ramp.by)
            crews += math.floor((self.pool.ramp.to - crews) * min(minute, by) / by)
        if self.pool.shifts is None:
            return crews
        each, odd = divmod(crews, len(self.pool.shifts))
        clock = minute % DAY
        total = 0
        for number, (begin, end) in enumerate(self.pool.shifts):
            inside = begin <= clock < end if begin < end else clock >= begin or clock < end
            total += (each + (number < odd)) * inside
        return total

    def _shifts(self) -> Steps:
        """Crews change at the begin and end of shifts, or at midnights while a ramp lasts."""
        self.on_shift = self._crews_on_shift(0)
        pool = self.pool
        if pool is None:
            return
        times = {0} if pool.shifts is None else {m % DAY for shift in pool.shifts for m in shift}
        if pool.shifts is None and pool.ramp is None:
            return
        for minute in (m for m in range(1, self.length) if m % DAY in times):
            yield self.moment(minute, SHIFT)
            self.on_shift = self._crews_on_shift(minute)
            if pool.shifts is not None:
                self.at_work.sort(key=lambda job: job.crew.place if job.crew else 0)
                while len(self.at_work) > self.on_shift:
                    self._interrupt(self.at_work.pop())
            self.crew_calls.ring()

    def _interrupt(self, job: Cohort) -> None:
        assert job.crew is not None
        assert job.crew.process is not None
        job.crew.process.interrupt("off shift")
        self._book(job)
        self.places_free.append(job.crew.place)
        job.crew, job.queued_at = None, self.now
        self.waiting.append(job)

    def _book(self, job: Cohort) -> None:
        """Put down what a crew has done so far."""
        assert job.crew is not None
        assert job.work_left is not None
        done = 0
        for minute in range(job.crew.started, self.now):
            if minute > job.crew.started and minute in self.restarts:
                done = 0
            done += self.rate[minute]
        job.work_left, job.work_done = max(1, job.work_left - done), job.work_done + done
        job.crew.started = self.now

    def _dispatching(self) -> Steps:
        """The dispatcher of the pool."""
        while True:
            yield self.crew_calls.called
            yield self.moment(self.now, DISPATCH, 0)
            self.crew_calls.answer()
            free = self.on_shift - len(self.at_work)
            if free >= sum(cohort.buildings for cohort in self.waiting):
                while self.waiting:
                    self._start(self.waiting[-1])
                continue
            while free > 0 and self.waiting:
                self._start(min(self.waiting, key=self._job_rank))
                free -= 1

    def _job_rank(self, cohort: Cohort) -> tuple[float, ...]:
        dispatch = self.scenario.repair.dispatch
        kind = "frost_fault" if cohort.fault == "frost_fault" else "building"
        first = dispatch.first.index(kind) if kind in dispatch.first else len(dispatch.first)
        ties = (cohort.block.number, cohort.since, cohort.entity, cohort.ordinal)
        if dispatch.order == "fifo":
            return (first, cohort.queued_at, *ties)
        if dispatch.order == "largest_first":
            return (first, -cohort.buildings, *ties)
        work = max(1.0, mean_of(self._law_of_work(cohort)) - cohort.work_done / 1000.0)
        return (first, -self._score(cohort.block.people, cohort, work), *ties)

    def _take_from_batch(self, batch: Cohort) -> Cohort:
        """One building with the batch's present ordinal; the batch goes on to the next."""
        job = self._part(batch, 1)
        if job is not batch:
            batch.ordinal += 1
        return job

    def _start(self, batch: Cohort) -> None:
        job = self._take_from_batch(batch)
        if job is batch:
            place = next(row for row, entry in enumerate(self.waiting) if entry is batch)
            last = self.waiting.pop()
            if last is not batch:
                self.waiting[place] = last
        if job.work_left is None:
            job.work_left = self._work_of(job)
        if job.log is None:
            job.log = Job(job.block.number, job.queued_at, self.now)
            self.jobs.append(job.log)
        if not self.places_free:
            self.places_free.append(self.places_used)
            self.places_used += 1
        job.crew = Crew(self.places_free.pop(), self.now)
        self.at_work.append(job)
        job.crew.process = self.env.process(self._repair(job, job.crew))

    def _repair(self, job: Cohort, crew: Crew) -> Steps:
        """A crew at one job, until it is done or the shift ends."""
        while True:
            assert job.work_left is not None
            try:
                yield self.moment(self._finish(crew.started, job.work_left), STAGE, self.place_base + crew.place)
                break
            except simpy.Interrupt as interrupt:
                if interrupt.cause == "off shift":
                    return
        self.at_work.remove(job)
        self.places_free.append(crew.place)
        assert job.log is not None
        job.log.done = self.now
        job.crew, job.fault, job.log = None, None, None
        job.block.damaged -= 1
        if job.block.phase == "warm":
            self._settle(job.block)
            self._heat(job)
        self.crew_calls.ring()

    # --- aid (section 19) ---

    def _build_stock(self) -> None:
        scenario = self.scenario
        items = {layer.uses for layer in scenario.defence.layers.values() if layer.uses is not None}
        items |= {channel.item for channel in scenario.aid.channels.values()}
        items |= {transit.item for transit in scenario.initial.in_transit}
        self.stock: dict[str, simpy.Container] = {}
        for item in sorted(items):
            given = scenario.initial.stock.get(item, 0)
            level = math.inf if given == "unlimited" else given
            store = scenario.aid.stores.get(item)
            room = math.inf if store is None else store.capacity
            self.stock[item] = simpy.Container(self.env, init=level, capacity=room if room > 0 else math.inf)
        self.lots: list[tuple[str, int, int]] = []
        for transit in scenario.initial.in_transit:
            self.lots.append((transit.item, transit.units, int(transit.arrives.minutes(scenario.horizon.start))))
        for name, channel in scenario.aid.channels.items():
            self.lots += self._cut(name, channel)

    def _cut(self, name: str, channel: Any) -> list[tuple[str, int, int]]:
        """Lots of a channel under `switch`: item, units, arrival."""
        assert self.scenario.aid.begin == "switch"
        start, end = self.scenario.horizon.start, self.accrual_end
        share = exact(channel.fulfilment)
        if channel.accrual.pledges is not None:
            dated = [(int(pledge.date.minutes(start)), pledge.units) for pledge in channel.accrual.pledges]

            def accrued(minute: int) -> int:
                return math.floor(share * sum(units for date, units in dated if 0 <= date <= min(minute, end)))
        else:
            rate = exact(channel.accrual.rate) * share / DAY

            def accrued(minute: int) -> int:
                return math.floor(rate * min(max(minute, 0), end))

        lots = []
        if channel.cadence is None:
            ends = sorted({date for date, _ in dated})
        else:
            every, first = int(channel.cadence.every), channel.cadence.first or 0
            if first == "random":
                entity = address.channel_entity(address.channel_number(name), 0)
                first = math.floor(self.chance(Stream.PHASE, entity, 0) * every)
            ends = [e for e in range(int(first) % every, self.length + 1, every) if e >= 1]
        opened, begin = 0, 0
        held = accrued(0) if channel.cadence is None else 0
        for at in ends:
            if channel.cadence is not None:
                begin = at - every
            opened = opened if held else begin
            units = accrued(at) - accrued(begin) + held
            held = units
            if channel.cadence is None:
                begin = at
            if units < max(1, channel.min_lot):
                continue
            held = 0
            sent = at
            timing = channel.cadence.timing if channel.cadence is not None else "arrears"
            if timing == "advance":
                sent = max(0, opened)
            elif timing == "centred":
                sent = (min(max(opened, 0), end) + min(max(at, 0), end)) // 2
            lots.append((channel.item, units, sent, at))
        arrivals = []
        for item, units, sent, at in lots:
            bucket = math.floor(DAY * ((at - 1) // DAY) / channel.same_for)
            entity = address.channel_entity(address.channel_number(name), bucket)
            time = max(0.0, self.drawn(channel.lead, Stream.LEAD, entity, 0))
            if self.chance(Stream.ON_TIME, entity, 0) >= channel.on_time:
                time += self.drawn(channel.late, Stream.LATE, entity, 0)
            if self.chance(Stream.LOST, entity, 0) < channel.arrives:
                arrivals.append((item, units, sent + math.floor(time)))
        return arrivals

    def _delivery(self, number: int) -> Steps:
        item, units, arrival = self.lots[number]
        yield self.moment(arrival, DELIVERY, number)
        stock = self.stock[item]
        units = int(min(units, stock.capacity - stock.level)) if not math.isinf(stock.level) else 0
        if units > 0:
            stock.put(units)

    # --- the run (section 3) ---

    def run(self) -> Oracle:
        """Run to L and close the books there."""
        self._damage_at_the_start()
        self.on_shift = self._crews_on_shift(0)
        for number in range(len(self.lots)):
            self.env.process(self._delivery(number))
        for number in range(len(self.scenario.initial.outages)):
            self.env.process(self._listed_outage(number))
        self.env.process(self._waves())
        self.env.process(self._shifts())
        self.env.process(self._dispatching())
        self.refill_server = self.env.process(self._refilling())
        self.env.run(until=self.length)
        for block in self.blocks:
            self._settle(block)
            for cohort in block.cohorts:
                self._close_segment(cohort, self.length)
                if not cohort.heated:
                    self.outages.append((block.number, cohort.buildings, cohort.since, None))
        return self

    def _damage_at_the_start(self) -> None:
        given = self.scenario.initial.damaged
        if given is None:
            return
        left = given.buildings
        for block in self.blocks:
            while left and block.damaged < block.buildings:
                entity = address.outage_entity(block.number, address.NO_WAVE, block.damaged)
                self._damage_building(block, 0, GIVEN, entity, given.severity)
                left -= 1

    def cold_minutes(self) -> int:
        """Building-minutes without heat from `observe_from` to L."""
        observed = int(self.scenario.horizon.observe_from)
        spans = [(n, max(start, observed), self.length if end is None else end) for _, n, start, end in self.outages]
        return sum(n * max(0, end - start) for n, start, end in spans)


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


def places_of(block: Block, places: Sequence[Asset]) -> list[Asset]:
    """Needs of a block that are listed outages of places."""
    return [need for need in block.needs if any(need is place for place in places)]


def largest_remainders(total: int, shares: Sequence[float]) -> list[int]:
    """Whole parts of a total; ties to the earlier (section 4)."""
    whole = [total * share / sum(shares) for share in shares]
    parts = [math.floor(part + 1e-9) for part in whole]
    order = sorted(range(len(parts)), key=lambda row: (-round(whole[row] - parts[row], 9), row))
    for row in order[: total - sum(parts)]:
        parts[row] += 1
    return parts


def pieces_of(count: int, most: int) -> list[int]:
    """As few and as equal pieces as possible, larger ones first (section 10)."""
    pieces = -(-count // most)
    return [count // pieces + (row < count % pieces) for row in range(pieces)]


def pick(weighted: Sequence[tuple[Any, float]], u: float) -> Any:
    """The first whose cumulated share lies above u (section 4)."""
    total = sum(weight for _, weight in weighted)
    reached = 0.0
    for choice, weight in weighted:
        reached += weight
        if reached / total > u:
            return choice
    return next(choice for choice, weight in reversed(weighted) if weight > 0.0)


def interpolated(table: dict[float, float], x: float) -> float:
    """Linear between the points, level outside (section 4)."""
    points = sorted((float(a), float(b)) for a, b in table.items())
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def milliminutes(minutes: float) -> int:
    """Work as whole numbers (section 16)."""
    return max(1, math.floor(minutes * 1000.0 + 0.5))


def exact(number: Any) -> Fraction:
    """A number exactly as its text says."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def mean_of(law: Law[Any]) -> float:
    """Mean of a law of work [min]."""
    code, (a, b, c, _) = law.spell()
    means = {
        LawCode.CONSTANT: lambda: a,
        LawCode.UNIFORM: lambda: (a + b) / 2.0,
        LawCode.TRIANGULAR: lambda: (a + b + c) / 3.0,
        LawCode.EXPONENTIAL: lambda: a,
        LawCode.NORMAL: lambda: a,
        LawCode.LOGNORMAL: lambda: math.exp(a + b * b / 2.0),
        LawCode.GAMMA: lambda: a * b,
    }
    return means[code]()
