"""What the last seven days were like, at each row of the series: known at the time, it looks back only.

At a row at minute t let s be the latest row at or before t - 7 d, or the first one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.registry import Runs, Values
from sim.units import DAY_MIN

LOOK_BACK_MIN = 7 * DAY_MIN
"""How far back a row looks [min]."""


def looked_back(minutes: tuple[int, ...]) -> NDArray[np.int64]:
    """For each row of a series the row that its last seven days begin at."""
    first = np.searchsorted(np.array(minutes), np.array(minutes) - LOOK_BACK_MIN, side="right") - 1
    return np.maximum(first, 0)


def lately(counted: Values, minutes: tuple[int, ...]) -> Values:
    """How much of what is counted from the start came in the last seven days, at each row; shape (n, rows)."""
    return np.asarray(counted - counted[:, looked_back(minutes)])


def leak_through(runs: Runs) -> Values:
    """Share of the threats of the last seven days that leaked, shape (n, rows); nan without threats."""
    minutes = runs.layout.row_minutes()
    threats, leakers = (lately(runs.column(name), minutes) for name in ("threats", "leakers"))
    return np.asarray(leakers / np.where(threats > 0.0, threats, np.nan))
