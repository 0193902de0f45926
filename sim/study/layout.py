"""Names and sizes behind the numbers of a run: what each place of an outcome stands for."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.model.series import COLUMNS
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the series.

    Parameters
    ----------
    name : as people write it, for example ``stock.top_tier_missile``
    unit : of the value
    scale : stored whole number = value x scale
    sensitive : whether it tells of stock, so that public results leave it out
    """

    name: str
    unit: str
    scale: float
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What the places of outcomes, days and rows stand for.

    Parameters
    ----------
    horizon_min, observe_from, series_step : times [min]
    thresholds : indoor temperatures, falling [degC]
    districts : (name, residents, vulnerable share)
    stores : where items stand: ``item``, or ``item.depot`` where there are several; those of an item side by side
    store_first : first store of each item, and the number of stores
    channels : (name, item, cost per dispatch in EUR)
    weather : whether the scenario has any
    days : whole or begun days of the horizon
    rows : rows of the series (one at 0, one every step, one at the end)
    public : whether results leave out what is planning-sensitive
    """

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
    columns: tuple[Column, ...]
    weather: bool
    days: int
    rows: int
    public: bool = False

    @property
    def row_type(self) -> type[np.signedinteger[Any]]:
        """Type of the numbers in the rows: temperatures of followed blocks need more room than counts."""
        return np.int64 if any(column.scale > MOST_OF_SMALL for column in self.columns) else np.int32

    def stores_of(self, items: slice) -> slice:
        """Places of the stores of some items."""
        return slice(self.store_first[items.start], self.store_first[items.stop])

    def shows(self, series: Column) -> bool:
        """Whether results show a series."""
        return not (self.public and series.sensitive)

    def row_minutes(self) -> tuple[int, ...]:
        """When each row of the series was taken [min]."""
        steps = range(0, self.horizon_min, self.series_step)
        return (*steps, self.horizon_min)


MOST_OF_SMALL = 1_000_000.0
"""Largest scale of a column whose numbers fit into 32 bits."""

UNITS = {
    "outdoor_c": ("degC", 1000.0),
    "buildings_cold": ("buildings", 1.0),
    "crews_busy": ("crews", 1.0),
    "jobs_waiting": ("jobs", 1.0),
    "assets_down": ("assets", 1.0),
}


def layout_of(scenario: Scenario) -> Layout:
    """The layout of all runs of a scenario; plans share it."""
    items = scenario.items()
    horizon = scenario.horizon.length
    step = scenario.study.series_step
    columns = [Column(name, *UNITS[name]) for name in COLUMNS]
    columns += [Column(f"indoor_c.{block}", "degC", 1_000_000_000.0) for block in scenario.study.follow_blocks]
    stores = scenario.stores()
    owners = [item for item, _ in stores]
    names = tuple(f"{item}.{depot}" if depot else item for item, depot in stores)
    columns += [Column(f"{what}.{name}", "units", 1.0, sensitive=True) for what in ("stock", "used") for name in names]
    return Layout(
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
        columns=tuple(columns),
        weather=scenario.weather is not None,
        days=-(-horizon // 1440),
        rows=-(-horizon // step) + 1,
    )
