"""Names and sizes behind the numbers of a run: what each place of an outcome stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from sim.model.series import COLUMNS
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.units import DAY_MIN


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the series.

    Parameters
    ----------
    name : as people write it, for example ``stock.top_tier_missile``
    unit : of the value
    scale : stored whole number = value x scale
    sensitive : whether it tells of stock, so that public results leave it out
    is_shown : False for the stock of what never stands in it
    """

    name: str
    unit: str
    scale: float
    sensitive: bool = False
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Load:
    """What a channel's lots cost, and what they are loaded on.

    Parameters
    ----------
    unit_cost : of each unit [EUR]
    has_trucks : whether trucks are counted
    truck_cost : of each truck of a dispatch [EUR]
    dispatch_kg, truck_kg : greenhouse gases per dispatch, and per truck beside that [kg]
    """

    has_trucks: bool = False
    truck_cost: float = 0.0
    dispatch_kg: float = 0.0
    truck_kg: float = 0.0
    unit_cost: float = 0.0

    @property
    def emits(self) -> bool:
        """True if emissions are counted."""
        return self.dispatch_kg > 0.0 or self.truck_kg > 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """What the places of outcomes, days and rows stand for.

    Parameters
    ----------
    start : first day of the horizon
    horizon_min, observe_from, series_step : times [min]
    thresholds : indoor temperatures, falling [degC]
    districts : (name, residents, vulnerable share)
    stores : where items stand: ``item``, or ``item.depot`` where there are several; those of an item side by side
    store_first : first store of each item, and the number of stores
    channels : (name, item, cost per dispatch in EUR)
    loads : prices, trucks and emissions of each channel
    hubs : by name
    joining : items whose units join a pool of crews as they arrive, so that none stand in stock
    weather : whether the scenario has any
    days : whole or begun days of the horizon
    rows : rows of the series (one at 0, one every step, one at the end)
    public : whether results leave out what is planning-sensitive
    centres : whether some plan has warming centres
    mortality : place of the threshold, and usual deaths per resident and day, of an illustration of deaths
    donors : places of the channels of each donor that is named
    """

    start: date
    horizon_min: int
    observe_from: int
    series_step: int
    thresholds: tuple[float, ...]
    districts: tuple[tuple[str, int, float], ...]
    classes: tuple[str, ...]
    layers: tuple[str, ...]
    items: tuple[str, ...]
    stores: tuple[str, ...]
    store_first: tuple[int, ...]
    channels: tuple[tuple[str, str, float], ...]
    loads: tuple[Load, ...]
    hubs: tuple[str, ...]
    columns: tuple[Column, ...]
    weather: bool
    days: int
    rows: int
    joining: tuple[str, ...] = ()
    public: bool = False
    centres: bool = False
    mortality: tuple[int, float] | None = None
    donors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def row_type(self) -> type[np.signedinteger[Any]]:
        """Type of the numbers in the rows: temperatures of followed blocks need more room than counts."""
        return np.int64 if any(column.scale > MOST_OF_SMALL for column in self.columns) else np.int32

    def stores_of(self, items: slice) -> slice:
        """Places of the stores of some items."""
        return slice(self.store_first[items.start], self.store_first[items.stop])

    @property
    def with_trucks(self) -> tuple[int, ...]:
        """Places of the channels whose trucks are counted."""
        return tuple(place for place, load in enumerate(self.loads) if load.has_trucks)

    @property
    def with_costs(self) -> tuple[int, ...]:
        """Places of the channels whose money is counted: all of them, if any says what a unit costs."""
        priced = any(load.unit_cost > 0.0 for load in self.loads)
        return tuple(range(len(self.loads))) if priced else ()

    @property
    def with_emissions(self) -> tuple[int, ...]:
        """Places of the channels whose emissions are counted."""
        return tuple(place for place, load in enumerate(self.loads) if load.emits)

    def has_stock(self, name: str) -> bool:
        """Whether an item, or what stands in one of its stores (`item.depot`), is ever in stock."""
        return name.partition(".")[0] not in self.joining

    @property
    def items_at_hubs(self) -> tuple[str, ...]:
        """Items that may wait at hubs: none without hubs."""
        return self.items if self.hubs else ()

    def shows(self, series: Column) -> bool:
        """Whether results show a series."""
        return series.is_shown and not (self.public and series.sensitive)

    def row_minutes(self) -> tuple[int, ...]:
        """When each row of the series was taken [min]."""
        steps = range(0, self.horizon_min, self.series_step)
        return (*steps, self.horizon_min)


MILLION = 1_000_000.0
MOST_OF_SMALL = 1_000_000.0
"""Largest scale of a column whose numbers fit into 32 bits."""

UNITS = {
    "outdoor_c": ("degC", 1000.0),
    "buildings_cold": ("buildings", 1.0),
    "crews_busy": ("crews", 1.0),
    "jobs_waiting": ("jobs", 1.0),
    "assets_down": ("assets", 1.0),
    "threats": ("threats", 1.0),
    "leakers": ("threats", 1.0),
}


def _load_of(channel: Channel) -> Load:
    truck = channel.truck
    if truck is None:
        return Load(dispatch_kg=channel.dispatch_emissions, unit_cost=channel.unit_cost)
    return Load(True, truck.cost, channel.dispatch_emissions, truck.emissions, channel.unit_cost)


def _mortality_of(scenario: Scenario) -> tuple[int, float] | None:
    mortality = scenario.people.mortality
    if mortality is None:
        return None
    return scenario.people.thresholds.index(mortality.below), float(mortality.baseline) / MILLION


def _donors_of(scenario: Scenario) -> dict[str, tuple[int, ...]]:
    donors: dict[str, tuple[int, ...]] = {}
    for place, channel in enumerate(scenario.aid.channels.values()):
        if channel.donor is not None:
            donors[channel.donor] = (*donors.get(channel.donor, ()), place)
    return donors


def layout_of(scenario: Scenario, *others: Scenario) -> Layout:
    """The layout of all runs of a scenario; plans (`others`) share it."""
    items = scenario.items()
    horizon = scenario.horizon.length
    step = scenario.study.series_step
    columns = [Column(name, *UNITS[name]) for name in COLUMNS]
    columns += [Column(f"indoor_c.{block}", "degC", 1_000_000_000.0) for block in scenario.study.follow_blocks]
    stores = scenario.stores()
    owners = [item for item, _ in stores]
    names = tuple(f"{item}.{depot}" if depot else item for item, depot in stores)
    joining = tuple(crews.joined_by for crews in scenario.repair.crews.values() if crews.joined_by is not None)
    for what in ("stock", "used"):
        columns += [Column(f"{what}.{name}", "units", 1.0, True, name not in joining) for name in names]
    hubs = tuple(scenario.aid.hubs)
    columns += [Column(f"at_hub.{item}", "units", 1.0) for item in items if hubs]
    columns += [Column("buildings_cut", "buildings", 1.0)] if scenario.city.grid is not None else []
    columns += [Column("buildings_without_water", "buildings", 1.0)] if scenario.city.water else []
    return Layout(
        start=scenario.horizon.start,
        horizon_min=horizon,
        observe_from=scenario.horizon.observe_from,
        series_step=step,
        thresholds=tuple(scenario.people.thresholds),
        districts=tuple((d.name, d.people, d.vulnerable) for d in scenario.city.districts),
        classes=tuple(scenario.threats),
        layers=tuple(scenario.defence.layers),
        items=items,
        stores=names,
        store_first=(*(owners.index(item) for item in items), len(stores)),
        channels=tuple((name, c.item, c.dispatch_cost) for name, c in scenario.aid.channels.items()),
        loads=tuple(_load_of(channel) for channel in scenario.aid.channels.values()),
        hubs=hubs,
        columns=tuple(columns),
        weather=scenario.weather is not None,
        days=-(-horizon // DAY_MIN),
        rows=-(-horizon // step) + 1,
        joining=joining,
        centres=any(plan.relief.warming_centres is not None for plan in (scenario, *others)),
        mortality=_mortality_of(scenario),
        donors=_donors_of(scenario),
    )
