"""Days of supply: for how long the stock in hand lasts at the rate of the last seven days, known at the time.

With u units used between the row s that the last seven days begin at (`sim.analysis.lately`) and a row at minute t > 0,
stock lasts stock·(t - s)/u. Without use, or with unlimited stock, it is undefined.
"""

from __future__ import annotations

import numpy as np

from sim.analysis.lately import lately, looked_back
from sim.analysis.registry import Runs, Values
from sim.model.depots import is_plenty
from sim.units import DAY_MIN


def days_of_supply(stock: Values, used: Values, minutes: tuple[int, ...]) -> Values:
    """Days that stock lasts, at each row.

    Parameters
    ----------
    stock : units in hand, shape (n, rows)
    used : units used since the start, shape (n, rows)
    minutes : of the rows, shape (rows,)

    Returns
    -------
    array
        Shape (n, rows) [d]; nan where it is undefined.
    """
    at = np.array(minutes)
    recent = lately(used, minutes)
    days = (at - at[looked_back(minutes)]) / DAY_MIN
    return np.asarray(stock / np.where(recent > 0.0, recent, np.nan) * days)


def supply_of(runs: Runs, item: int) -> Values:
    """Days of supply of an item, all its depots together, at each row of the series, shape (n, rows) [d]."""
    stores = runs.layout.stores_of(slice(item, item + 1))
    names = runs.layout.stores[stores]
    stock, used = (_summed(runs, [f"{word}.{name}" for name in names]) for word in ("stock", "used"))
    limited = ~is_plenty(runs.total("stock", stores))
    return np.where(limited[:, None], days_of_supply(stock, used, runs.layout.row_minutes()), np.nan)


def observed_supply(runs: Runs, item: int) -> Values:
    """Days of supply of an item at the rows from `observe_from` on, the one at minute 0 left out; shape (n, rows)."""
    first = max(runs.layout.observe_from, 1)
    rows = [place for place, minute in enumerate(runs.layout.row_minutes()) if minute >= first]
    return supply_of(runs, item)[:, rows]


def mean_supply(runs: Runs, item: int) -> Values:
    """Mean over those rows in which days of supply are defined, shape (n,) [d]; nan without any."""
    days = observed_supply(runs, item)
    defined = ~np.isnan(days)
    count = defined.sum(axis=1)
    return np.asarray(np.where(defined, days, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan))


def least_supply(runs: Runs, item: int) -> Values:
    """Fewest days of supply over those rows, shape (n,) [d]; nan without any."""
    days = observed_supply(runs, item)
    least = np.where(np.isnan(days), np.inf, days).min(axis=1, initial=np.inf)
    return np.where(np.isinf(least), np.nan, least)


def _summed(runs: Runs, names: list[str]) -> Values:
    return sum((runs.column(name) for name in names), np.zeros((len(runs.outcomes), runs.layout.rows)))
