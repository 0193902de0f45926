"""Numbers of a scenario that are not known: drawn per world by key path, then written where they are read.

Each uncertain number owns a row of `chances.uncertain_law`; its draw of a world stands in `world.uncertain`
at the same row. A record that reads it, of chances or of a model, holds the median until `patch_record`
writes the draw over it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np

from sim.kernel import Record, entry, kernel
from sim.scenario.laws import Law, SizeLaw, Spelling, Uncertain, middle
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.shape import dotted
from sim.scenario.uncertainties import uncertainties
from sim.world.address import Stream
from sim.world.chance import drawn
from sim.world.record import Array

NO_LAW = (-1.0, 0.0, 0.0, 0.0, 0.0)
"""The row of a law that is not there."""

_LEAST = {"share": 0.0, "duration": 1.0, "rate": 0.0, "factor": 0.0, "temperature": -60.0}
_MOST = {"share": 1.0, "temperature": 60.0}

Unknown = tuple[str, Spelling]
"""Key path and law of a number: plans may put different laws at one path, drawn from the same luck."""


def uncertain_numbers(*scenarios: Scenario) -> list[tuple[str, Uncertain[Any]]]:
    """Uncertain numbers drawn once per winter, sorted by key path: the n-th owns row n.

    Parameters
    ----------
    scenarios : Scenario
        One scenario, or the scenarios of all plans that share a world: a row for each path and law.
    """
    found: dict[Unknown, tuple[str, Uncertain[Any]]] = {}
    for scenario in scenarios:
        for path, number in uncertainties(scenario):
            if number.per == "winter":
                found.setdefault((dotted(path), number.uncertain.spell()), (dotted(path), number))
    return [found[unknown] for unknown in sorted(found)]


def rows_of(*scenarios: Scenario) -> dict[Unknown, int]:
    """The row of each uncertain number, by key path and law."""
    numbers = uncertain_numbers(*scenarios)
    return {(key, number.uncertain.spell()): row for row, (key, number) in enumerate(numbers)}


def limits_of(number: Uncertain[Any]) -> tuple[float, float]:
    """The range of a number's quantity [base unit]: a draw outside is moved to the nearer end."""
    quantity = type(number).__pydantic_generic_metadata__["args"][0]
    kind = next((part.kind for part in get_args(quantity) if isinstance(part, Quantity)), "number")
    return _LEAST.get(kind, -math.inf), _MOST.get(kind, math.inf)


def row_of(law: Law[Any] | SizeLaw | None) -> tuple[float, ...]:
    """A law as a row of numbers: its code and four parameters; code -1 for none."""
    if law is None:
        return NO_LAW
    code, numbers = law.spell()
    return (float(code), *numbers)


def word_of(dtype: np.dtype[Any], name: str, *index: int) -> int:
    """Place of a float64 number in a record seen as an array of float64.

    Parameters
    ----------
    dtype : np.dtype
        Type of the record; all its fields are 8 bytes wide.
    name, index
        Field, and position within it if it is an array.

    Raises
    ------
    TypeError
        If the field does not hold float64.
    """
    assert dtype.fields is not None
    kind, offset = dtype.fields[name][:2]
    if kind.base != np.float64:
        raise TypeError(f"field {name} holds {kind.base}, not float64")
    return int(offset // 8 + (np.ravel_multi_index(index, kind.shape) if index else 0))


@dataclass(frozen=True, slots=True)
class Patch:
    """A word of a record that holds an uncertain number.

    Parameters
    ----------
    row : row of the number
    word : place in the record seen as float64
    scale : the word holds the drawn number times this (a change of unit)
    """

    row: int
    word: int
    scale: float = 1.0


@dataclass(slots=True)
class Placement:
    """Puts numbers of a scenario into a record and remembers the words that hold uncertain ones.

    Parameters
    ----------
    array : the record's one-element array
    rows : row of each uncertain number (`rows_of`)
    """

    array: Array
    rows: Mapping[Unknown, int]
    patches: list[Patch] = field(default_factory=list)

    def put(self, key: str, value: Any, name: str, *index: int, scale: float = 1.0) -> None:
        """Write a number, or the median of an uncertain one, to a field.

        Parameters
        ----------
        key : key path the number stands at
        value : number or `Uncertain`
        name, index : field, and position within it if it is an array
        scale : the field holds the number times this
        """
        word = word_of(self.array.dtype, name, *index)
        self.array.view(np.float64)[word] = float(middle(value)) * scale
        if isinstance(value, Uncertain):
            self.patches.append(Patch(self.rows[key, value.uncertain.spell()], word, scale))

    def table(self) -> Array:
        """The patches as rows (row, word, scale) for `patch_record` [float64, shape (patches, 3)]."""
        rows = [(patch.row, patch.word, patch.scale) for patch in self.patches]
        return np.array(rows, np.float64).reshape(-1, 3)


@entry
def patch_record(words: Array, table: Array, count: int, uncertain: Array) -> None:
    """Write a world's uncertain numbers into a record.

    Parameters
    ----------
    words : float64 array
        The record's array seen as float64: ``array.view(np.float64)``.
    table : float64 array, shape (>= count, 3)
        Rows of row, word and scale (`Placement.table`).
    count : int
        Rows in use.
    uncertain : float64 array
        ``world.uncertain``.
    """
    for place in range(count):
        words[int(table[place, 1])] = uncertain[int(table[place, 0])] * table[place, 2]


@kernel
def draw_uncertain(chances: Record, world: Record) -> None:
    """Draw the uncertain numbers of a world, each by its key path, kept in the range of its quantity."""
    for row in range(chances.uncertain_count):
        address = chances.uncertain_address[row]
        value = drawn(world, chances.uncertain_law[row], Stream.UNCERTAIN.value, address, 0)
        value = max(chances.uncertain_low[row], min(value, chances.uncertain_high[row]))
        world.uncertain[row] = value
