"""An independent simulator of the whole model, written from docs/model.md alone, in ordinary SimPy.

It shares no code with sim.model, sim.clock and sim.study: a city of plain objects, a container of stock in each depot,
and one process for the waves, each lot on its way, each order rule, each failed source, the refill server, each pool's
dispatcher and shifts, and each crew at work. Section numbers are those of docs/model.md. A scenario, the
tables of a World and uniform numbers by address are its input.

Not in it: what the World holds already (waves, weather, alerts), and the series.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.scenario.schema import Scenario
from sim.scenario.shape import dotted, file_key
from sim.scenario.uncertainties import uncertainties
from tests.clocks.oracle_aid import Aid, Lot, drawn_channels
from tests.clocks.oracle_attack import Attack, Damage, Layer
from tests.clocks.oracle_centres import Centres
from tests.clocks.oracle_city import City, Job
from tests.clocks.oracle_crews import Places, Site
from tests.clocks.oracle_depots import Depot
from tests.clocks.oracle_heat import Climate
from tests.clocks.oracle_ledger import Ledger
from tests.clocks.oracle_numbers import Luck
from tests.clocks.oracle_pace import Pace
from tests.clocks.oracle_parts import Parts, Wait
from tests.clocks.oracle_relief import Relief
from tests.clocks.oracle_repairs import HeatCrews, PowerCrews
from tests.clocks.oracle_rota import Rota
from tests.clocks.oracle_supply import Supply
from tests.clocks.oracle_time import Winter

Table = Mapping[str, Any]


@dataclass(frozen=True)
class OracleRun:
    """What one replication of one plan came to."""

    threats: dict[str, int]
    leakers: dict[str, int]
    origins: list[int]
    damaging: int
    layers: list[Layer]
    depots: dict[tuple[str, str], Depot]
    """By item and name."""
    lots: list[Lot]
    overflow: dict[str, int]
    trucks: list[int]
    bought: list[int]
    """By channel."""
    outages: list[tuple[int, int, int, int | None]]
    """Block, buildings, since, until."""
    jobs: list[Job]
    waits: list[Wait]
    """For parts."""
    joined: list[int]
    """Crews from elsewhere, by pool."""
    cut: list[int]
    """Minutes for which each queue of the rota was cut."""
    cut_buildings: int
    """Building-minutes without power because of the rota, since observation began."""
    dry_buildings: int
    """Building-minutes without water, since observation began."""
    dry_at_peak: int
    """Buildings without water at the end of a minute."""
    below_min: np.ndarray
    """Person-minutes below each threshold, by district."""
    below_degree_min: np.ndarray
    people_on_worst_day: np.ndarray
    """Most people below each threshold, as the mean of one day."""
    centres: Centres
    by_day: np.ndarray
    """People below each threshold, as the mean of each day."""
    by_origin: list[int]
    by_phase: list[int]
    """The ledger [person-millidegree-minutes]."""


class Oracle:
    """One replication of one plan: made once, run once."""

    def __init__(self, scenario: Scenario, table: Table, span: tuple[int, int] | None = None) -> None:
        drawn, scenario = drawn_channels(scenario), settled(scenario, table)
        known = [one.start for one in scenario.initial.outages] + [one.since for one in scenario.initial.cold]
        starts = [int(moment.minutes(scenario.horizon.start)) for moment in known]
        self.env = Winter(int(scenario.horizon.length), min([0, *starts]))
        self.stores, self.centres = scenario.stores(), Centres(scenario, table["outdoor_c"])
        luck = Luck(table)
        self.climate = Climate(self.env, scenario, table["outdoor_c"])
        self.city = city = City(scenario)
        self.aid = Aid(self.env, scenario, luck, drawn, span or (0, self.env.length))
        pace, places = Pace(scenario, self.climate.outdoor, table, self.env.length), Places(len(city.network.assets))
        self.ledger = Ledger(self.env, pace)
        self.supply = Supply(self.env, scenario, city, self.climate, self.ledger, luck)
        self.jobs: list[Job] = []
        self.parts = Parts(self.env, self.aid.stock)
        site = Site(self.env, scenario, self.supply, luck, pace, places, self.parts, itertools.count(), self.jobs)
        self.supply.crews = heat = HeatCrews(site)
        self.supply.relief = self.relief = Relief(self.env, scenario, self.supply, self.aid.stock)
        self.supply.rota = self.rota = Rota(self.env, scenario, self.supply, self.relief)
        self.pools = (heat, PowerCrews(site))
        self.aid.put_to_use = self._put_to_use
        damage = Damage(scenario, luck, self.supply, *self.pools)
        self.attack = Attack(self.env, scenario, table, luck, self.aid.stock, damage)
        for row in range(len(scenario.initial.cold)):
            self.env.process(damage.cold_on_the_morning(row))
        self.env.process(damage.damage_given())
        damage.fail_by_themselves()

    def _put_to_use(self, item: str, units: int) -> None:
        """Crews join their pool, generators are offered, jobs that wait get their part (section 19)."""
        for crews in self.pools:
            if units and crews.pool is not None and crews.pool.joined_by == item:
                self.aid.stock[item].depots[""].take_at_once(units)
                crews.join(units)
                return
        self.relief.calls.ring()
        self.relief.refuel(item)
        self.parts.arrived(item)

    def run(self) -> OracleRun:
        """Run to the horizon and close the books there."""
        self.env.run(until=self.env.length)
        self.supply.close_books()
        districts = [block.district for block in self.city.blocks]
        self.centres.fill(self.climate.seen, districts, self.supply.outages, self.city.network.feeders)
        return OracleRun(
            threats=self.attack.threats,
            leakers=self.attack.leakers,
            origins=self.attack.origins,
            damaging=self.attack.damaging,
            layers=self.attack.layers,
            depots={(item, name): self.aid.stock[item].depots[name] for item, name in self.stores},
            lots=self.aid.lots,
            overflow=self.aid.overflow,
            trucks=self.aid.trucks(),
            bought=self.aid.bought(),
            outages=self.supply.outages,
            jobs=self.jobs,
            waits=self.parts.waits,
            joined=[crews.joined for crews in self.pools],
            cut=[self.rota.minutes(queue) for queue in self.rota.queues],
            cut_buildings=self.rota.building_minutes(),
            dry_buildings=self.supply.minutes_without_water(),
            dry_at_peak=max(dict(self.supply.dry).values()),
            below_min=np.reshape(self.climate.minutes, self.climate.shape),
            below_degree_min=np.reshape(self.climate.degree_minutes, self.climate.shape),
            people_on_worst_day=self.climate.people_by_day().max(axis=0),
            centres=self.centres,
            by_day=self.climate.people_by_day(),
            by_origin=self.ledger.by_origin,
            by_phase=self.ledger.by_phase,
        )


def run_oracle(scenario: Scenario, table: Table, span: tuple[int, int] | None = None) -> OracleRun:
    """Run one plan in one world.

    Parameters
    ----------
    scenario : of the plan; uncertain numbers in it take the draws of the world
    table : the tables of a World
    span : how far running calendars reach back, and the end of accrual that plans share (section 20) [min]
    """
    return Oracle(scenario, table, span).run()


def settled(scenario: Scenario, table: Table) -> Scenario:
    """The scenario with the world's draws in the place of numbers that are not known (section 5)."""
    unknown = [path for path, number in uncertainties(scenario) if number.per == "winter"]
    draws = table["uncertain"].tolist()
    for path, draw in zip(sorted(unknown, key=dotted), draws, strict=True):
        scenario = _replaced(scenario, path, draw)
    return scenario


def _replaced(part: Any, path: tuple[str | int, ...], value: float) -> Any:
    """A part of a scenario with one number changed."""
    if not path:
        return value
    key, below = path[0], path[1:]
    if isinstance(part, BaseModel):
        fields = type(part).model_fields.items()
        name = next(name for name, field in fields if file_key(name, field) == key)
        return part.model_copy(update={name: _replaced(getattr(part, name), below, value)})
    if isinstance(part, dict):
        return part | {key: _replaced(part[key], below, value)}
    return tuple(_replaced(child, below, value) if row == key else child for row, child in enumerate(part))
