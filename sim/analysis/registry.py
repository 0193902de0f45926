"""The registry of metrics: what is measured, in which unit, which direction is better.

A metric is one decorated function. Families have one member per threshold, item, layer, ...: the function
gets the places of its member in the outcomes, a slice; a family summed is the slice over all members.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from types import ModuleType
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.study.layout import Layout

Values = NDArray[np.float64]
"""One number per replication, shape (n,); nan where it is undefined, infinite where a time never comes."""

Direction = Literal["lower", "higher", "none"]
Kind = Literal["number", "time_until", "ratio"]
Since = Literal["observe_from", "start"]
Where = Literal["", "centres", "mortality"]
Axis = Literal[
    "",
    "threshold",
    "buildings",
    "item",
    "store",
    "stocked_item",
    "stocked_store",
    "item_at_hub",
    "hub",
    "layer",
    "class",
    "channel",
    "donor",
    "loaded_channel",
    "emitting_channel",
    "priced_channel",
    "origin",
    "phase",
]


@dataclass(frozen=True, slots=True)
class Runs:
    """The outcomes of one plan that metrics are computed from.

    Parameters
    ----------
    outcomes : structured array of `sim.model.tally.OUTCOME`, shape (n,)
    layout : what its places stand for
    rows : the series of all replications of the study, shape (all, rows, columns); None where no metric reads them
    kept : numbers of the n replications among them
    """

    outcomes: NDArray[np.void]
    layout: Layout
    rows: NDArray[np.signedinteger] | None = None
    kept: NDArray[np.int64] | None = None

    def column(self, name: str) -> Values:
        """A column of the series by its name, shape (n, rows)."""
        if self.rows is None:
            raise ValueError(f"no series are at hand to read {name} from")
        place = [column.name for column in self.layout.columns].index(name)
        kept = slice(None) if self.kept is None else self.kept
        return self.rows[kept, :, place] / self.layout.columns[place].scale

    def __getitem__(self, name: str) -> Values:
        """A total of each run, shape (n,)."""
        return np.asarray(self.outcomes[name], dtype=np.float64)

    def total(self, name: str, places: slice) -> Values:
        """Totals of each run summed over some places, in their order, shape (n,)."""
        field = np.asarray(self.outcomes[name][:, places], dtype=np.float64)
        return reduce(np.add, (field[:, place] for place in range(field.shape[1])), np.zeros(len(field)))

    @property
    def observed_min(self) -> int:
        """How long is observed [min]."""
        return self.layout.horizon_min - self.layout.observe_from

    @property
    def districts(self) -> slice:
        """All districts."""
        return slice(0, len(self.layout.districts))

    @property
    def present(self) -> Values:
        """Share of residents who are there, shape (n,)."""
        return 1.0 - self["departed"]


def until(minutes: Values) -> Values:
    """Minutes until something, infinite where it is marked as never (-1)."""
    return np.where(minutes >= 0.0, minutes, np.inf)


MANY_BUILDINGS = (100, 1000, 5000)
"""Numbers of buildings whose chance to be cold for long is told."""

Compute = Callable[..., Values | tuple[Values, Values]]
Function = TypeVar("Function", bound=Compute)


@dataclass(frozen=True, slots=True)
class Metric:
    """A decorated function: one metric, or a family of them.

    Parameters
    ----------
    name : of the function; members of a family add ``.MEMBER``, thresholds ``_16``
    unit : of the values
    direction : which values are better
    noun : what is counted, as a headline says it; ``{}`` stands for the member
    meaning : one sentence, the function's docstring
    over : what a family has its members for, empty for a single metric
    summed : True if the bare name of a family means the sum over its members
    by_district : True if each member is also told district by district, ``_16.DISTRICT``
    ending : behind the member in the name, for example ``_peak``
    kind : ``time_until``: may never come and is infinite then, so only quantiles are formed;
        ``ratio``: numerators and denominators are pooled over replications
    since : from when it counts, ``observe_from`` of the horizon or its ``start``
    sensitive : whether it tells of stock or of a single layer, so that public results leave it out
    where : what a scenario must have to have the metric (an attribute of its layout); empty: all have it
    """

    name: str
    unit: str
    direction: Direction
    noun: str
    meaning: str
    over: Axis
    summed: bool
    by_district: bool
    ending: str
    kind: Kind
    since: Since
    sensitive: bool
    where: Where
    compute: Compute

    def pattern(self) -> str:
        """The name as a list of metrics shows it, for example ``stockout_hours.ITEM``."""
        if not self.over:
            return self.name
        members = {"threshold": "_X", "buildings": ".N", "store": ".ITEM or .ITEM.DEPOT", "item_at_hub": ".ITEM"}
        members |= {"stocked_item": ".ITEM", "stocked_store": members["store"]}
        members |= dict.fromkeys(("loaded_channel", "emitting_channel", "priced_channel"), ".CHANNEL")
        name = self.name + members.get(self.over, f".{self.over.upper()}") + self.ending
        return f"{name}, {name}.DISTRICT" if self.by_district else name


_DEFINED: dict[str, list[Metric]] = {}
"""The metrics of each module, in the order of their definition."""


def defined_in(module: ModuleType) -> list[Metric]:
    """The metrics that a module defines, in its order."""
    return _DEFINED[module.__name__]


def metric_of(function: Compute) -> Metric | None:
    """The metric that a function was registered as; None if it was not."""
    defined = _DEFINED.get(getattr(function, "__module__", ""), [])
    return next((one for one in defined if one.compute is function), None)


def metric(
    *,
    unit: str,
    direction: Direction,
    noun: str,
    over: Axis = "",
    summed: bool = False,
    by_district: bool = False,
    ending: str = "",
    kind: Kind = "number",
    since: Since = "observe_from",
    sensitive: bool = False,
    where: Where = "",
) -> Callable[[Function], Function]:
    """Register a function as a metric; its docstring is what `hearthline describe metrics` says.

    The function takes `Runs` (and the places of the member, if `over` is given, and those of its districts, if it is
    told by district) and returns one float64 per replication, nan where it is undefined; a ratio returns numerators
    and denominators. `sim.analysis.metrics` gathers what its modules define.
    """

    def register(function: Function) -> Function:
        meaning = " ".join((function.__doc__ or "").split())
        name, module = function.__name__, function.__module__
        shape = (over, summed, by_district, ending, kind, since, sensitive, where)
        told = Metric(name, unit, direction, noun, meaning, *shape, function)
        _DEFINED.setdefault(module, []).append(told)
        return function

    return register
