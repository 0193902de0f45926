"""Lists of a scenario and the room there is for them, which is the same in every size class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.errors import LimitError
from sim.scenario.schema import Scenario
from sim.world import sizes
from sim.world.address import KIND_LIMIT
from sim.world.setup_attack import kinds_of
from sim.world.uncertain import rows_of, uncertain_numbers


@dataclass(frozen=True, slots=True)
class Length:
    """A list of a scenario.

    Parameters
    ----------
    key : that makes it shorter
    counted : what there are so many of
    number, limit : how many there are, and how many fit
    """

    key: str
    counted: str
    number: int
    limit: int

    def __str__(self) -> str:
        return f"{self.key}: {self.number:,} {self.counted}, at most {self.limit:,} fit"


def refuse_long_lists(scenario: Scenario) -> None:
    """Refuse lists longer than their tables.

    Raises
    ------
    LimitError
        Naming every list that is too long.
    """
    _refuse((*_lengths_of_luck(scenario), *_lengths_of_city(scenario), *_lengths_of_plan(scenario)))


def refuse_many_doubts(scenarios: Sequence[Scenario]) -> None:
    """Refuse plans that share a world and have more uncertain numbers together than it can draw.

    Raises
    ------
    LimitError
        Naming the plans.
    """
    numbers = len(rows_of(*scenarios))
    _refuse([Length("compare.plans", "different uncertain numbers in all plans", numbers, sizes.UNCERTAIN)])


def _refuse(lengths: Sequence[Length]) -> None:
    problems = [str(length) for length in lengths if length.number > length.limit]
    if problems:
        raise LimitError("\n".join(problems))


def _lengths_of_luck(scenario: Scenario) -> Iterator[Length]:
    """Lists of what comes."""
    attack = scenario.attack
    yield Length("threats", "threat classes", len(scenario.threats), sizes.CLASSES)
    yield Length("attack.waves", "kinds of waves", len(attack.waves), sizes.KINDS)
    yield Length("attack.recorded", "kinds of waves", len(kinds_of(scenario)), KIND_LIMIT)
    yield from _moments(scenario)
    yield Length("attack.regimes", "regimes", len(attack.regimes), sizes.REGIMES)
    yield Length("alerts.listed", "alerts", len(scenario.alerts.listed), sizes.LISTED)
    doubts = Counter(key.split(".")[0] for key, _ in uncertain_numbers(scenario))
    for section, _ in doubts.most_common(1):
        yield Length(section, "uncertain numbers in the whole scenario", doubts.total(), sizes.UNCERTAIN)


def _moments(scenario: Scenario) -> Iterator[Length]:
    """Listed moments, which waves of all kinds share the room for; the longest list is named."""
    listed = Counter({f"attack.waves.{kind}.at": len(wave.at or ()) for kind, wave in scenario.attack.waves.items()})
    for key, own in listed.most_common(1):
        together = "moments" if own == listed.total() else "moments with those of the other waves"
        yield Length(key, together, listed.total(), sizes.LISTED)


def _lengths_of_city(scenario: Scenario) -> Iterator[Length]:
    """Lists of what is hit and how it is repaired."""
    city, damage, repair = scenario.city, scenario.damage, scenario.repair
    frost = repair.frost_fault.share_at if repair.frost_fault is not None else {}
    yield Length("city.districts", "districts", len(city.districts), sizes.DISTRICTS)
    yield Length("city.archetypes", "archetypes", len(city.archetypes), sizes.ARCHETYPES)
    yield Length("damage.severities", "severities", len(damage.severities), sizes.SEVERITIES)
    if damage.per_building is not None:
        buildings = sum(district.buildings for district in city.districts)
        yield Length("city.districts", "buildings that damage.per_building follows", buildings, sizes.LISTED)
    yield Length("repair.frost_fault.share_at", "temperatures", len(frost), sizes.CURVE)
    yield Length("repair.cold_factor", "temperatures", len(repair.cold_factor or {}), sizes.CURVE)
    for skill, pool in repair.crews.items():
        yield Length(f"repair.crews.{skill}.shifts", "shifts", len(pool.shifts or ()), sizes.SHIFTS)
    if city.grid is not None:
        yield Length("city.grid.rota.queues", "queues", city.grid.rota.queues, sizes.QUEUES)
        yield Length("city.grid.listed", "times", len(city.grid.listed), sizes.LISTED)
    yield Length("initial.outages", "outages", len(scenario.initial.outages), sizes.LISTED)


def _lengths_of_plan(scenario: Scenario) -> Iterator[Length]:
    """Lists of defence and aid."""
    channels = scenario.aid.channels
    yield Length("defence.layers", "layers", len(scenario.defence.layers), sizes.LAYERS)
    yield Length("aid.stores", "places where items stand", len(scenario.stores()), sizes.STORES)
    yield Length("aid.channels", "channels", len(channels), sizes.CHANNELS)
    yield Length("aid.hubs", "hubs", len(scenario.aid.hubs), sizes.HUBS)
    for name, channel in channels.items():
        key = f"aid.channels.{name}"
        dates = channel.cadence.dates if channel.cadence else None
        yield Length(f"{key}.accrual.pledges", "pledges", len(channel.accrual.pledges or ()), sizes.LISTED)
        yield Length(f"{key}.cadence.dates", "dates", len(dates or ()), sizes.LISTED)
        yield Length(f"{key}.disruptions", "disruptions", len(channel.disruptions), sizes.DISRUPTIONS)
    yield Length("initial.in_transit", "deliveries", len(scenario.initial.in_transit), sizes.LISTED)
