"""Tidy tables of results: one value per row, with its unit. pandas is imported when a table is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Comparison, Part
from sim.analysis.lately import leak_through
from sim.analysis.measures import threshold_text
from sim.analysis.registry import Runs, Values
from sim.analysis.statistics import Number
from sim.analysis.supply import supply_of
from sim.study.ensemble import Ensemble, StudyResult
from sim.study.layout import Layout
from sim.units import DAY_MIN, HOUR_MIN

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Series:
    """One series of one plan.

    Parameters
    ----------
    minutes : when its values were taken, shape (rows,) [min]; those of a day at its end
    values : shape (n, rows)
    """

    name: str
    unit: str
    minutes: tuple[int, ...]
    values: Values


SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a fan."""


@dataclass(frozen=True, slots=True)
class Fan:
    """A series of one plan over its replications: what figures draw; all of shape (rows,)."""

    mean: Values
    p05: Values
    p25: Values
    median: Values
    p75: Values
    p95: Values


def fan_of(series: Series) -> Fan:
    """Mean and quantiles of a series at each of its minutes, over the replications in which it is defined."""
    undefined = np.isnan(series.values)
    if not undefined.any():
        p05, p25, median, p75, p95 = np.quantile(series.values, SHARES, axis=0)
        return Fan(series.values.mean(axis=0), p05, p25, median, p75, p95)
    numbers = np.full((1 + len(SHARES), len(series.minutes)), np.nan)
    for place in np.flatnonzero(~undefined.all(axis=0)):
        values = series.values[~undefined[:, place], place]
        numbers[:, place] = (values.mean(), *np.quantile(values, SHARES))
    return Fan(*numbers)


def series_of(ensemble: Ensemble, layout: Layout, kept: tuple[int, ...]) -> Iterator[Series]:
    """All series of a plan that results show: its columns, leak-through, days of supply, person-hours per day.

    Parameters
    ----------
    kept : numbers of the replications that are wanted
    """
    rows = np.array(kept, dtype=np.int64)
    minutes = layout.row_minutes()
    for place, column in enumerate(layout.columns):
        if not layout.shows(column):
            continue
        yield Series(column.name, column.unit, minutes, ensemble.rows[rows, :, place] / column.scale)
    runs = Runs(ensemble.outcomes[rows], layout, ensemble.rows, rows)
    yield Series("leak_through", "share", minutes, leak_through(runs))
    for place, item in enumerate(layout.items):
        if not layout.public and layout.has_stock(item):
            yield Series(f"days_of_supply.{item}", "d", minutes, supply_of(runs, place))
    ends = tuple(min(DAY_MIN * (day + 1), layout.horizon_min) for day in range(layout.days))
    present = runs.present[:, None]
    for place, level in enumerate(layout.thresholds):
        hours = np.asarray(ensemble.days[rows, :, place], dtype=np.float64) / HOUR_MIN * present
        yield Series(f"person_hours_below_{threshold_text(level)}", "person-hours", ends, hours)
    if layout.centres:
        hours = np.asarray(ensemble.days[rows, :, len(layout.thresholds)], dtype=np.float64) / HOUR_MIN
        yield Series("person_hours_in_centres", "person-hours", ends, hours)


def named_series(ensemble: Ensemble, layout: Layout, kept: tuple[int, ...], name: str) -> Series:
    """One series of a plan by its name.

    Raises
    ------
    KeyError
        If there is no such series.
    """
    for series in series_of(ensemble, layout, kept):
        if series.name == name:
            return series
    raise KeyError(name)


def replication_frame(comparison: Comparison) -> pd.DataFrame:
    """Every metric of every replication: plan, replication, metric, value, unit."""
    import pandas as pd

    names = tuple(comparison.metrics)
    count = len(comparison.kept)
    values = [comparison.values[plan][name] for plan in comparison.plans for name in names]
    units = [comparison.metrics[name].unit for name in names]
    return pd.DataFrame(
        {
            "plan": _repeated(comparison.plans, comparison.plans, len(names) * count),
            "replication": np.tile(np.array(comparison.kept, np.int64), len(comparison.plans) * len(names)),
            "metric": _repeated(names, names * len(comparison.plans), count),
            "value": np.concatenate(values) if values else np.zeros(0),
            "unit": _repeated(tuple(dict.fromkeys(units)), tuple(units) * len(comparison.plans), count),
        }
    )


def series_frame(study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> pd.DataFrame:
    """Every series of every replication: plan, replication, time_min, series, value, unit."""
    import pandas as pd

    parts = []
    for plan, ensemble in study.plans.items():
        for series in series_of(ensemble, layout, kept):
            rows = len(series.minutes)
            parts.append(
                pd.DataFrame(
                    {
                        "plan": plan,
                        "replication": np.repeat(np.array(kept, np.int64), rows),
                        "time_min": np.tile(np.array(series.minutes, np.int64), len(kept)),
                        "series": series.name,
                        "value": series.values.reshape(-1),
                        "unit": series.unit,
                    }
                ).astype({"plan": "category", "series": "category", "unit": "category"})
            )
    frame = pd.concat(parts, ignore_index=True)
    return frame.astype({"plan": "category", "series": "category", "unit": "category"})


def fan_rows(study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> Iterator[dict[str, str | float]]:
    """One row per plan, series and minute: mean and quantiles over the replications."""
    for plan, ensemble in study.plans.items():
        for series in series_of(ensemble, layout, kept) if kept else ():
            fan = asdict(fan_of(series))
            columns = {name: values.tolist() for name, values in fan.items()}
            for place, minute in enumerate(series.minutes):
                numbers = {name: values[place] for name, values in columns.items()}
                yield {"plan": plan, "time_min": minute, "series": series.name, **numbers, "unit": series.unit}


def summary_rows(comparison: Comparison) -> Iterator[dict[str, str | int | Number]]:
    """One row per plan and metric: what the plan gives and how it differs from the reference."""
    for plan in comparison.plans:
        for name, measure in comparison.metrics.items():
            summary = comparison.summaries[plan][name]
            found = comparison.differences.get(plan, {}).get(name)
            yield {
                "plan": plan,
                "metric": name,
                "unit": measure.unit,
                "direction": measure.direction,
                "n_defined": summary.n_defined,
                "mean": summary.mean,
                "sd": summary.sd,
                "median": summary.median,
                "p05": summary.p05,
                "p95": summary.p95,
                "ci_low": summary.ci_low,
                "ci_high": summary.ci_high,
                "difference": found.mean if found else None,
                "difference_sd": found.sd if found else None,
                "difference_ci_low": found.ci_low if found else None,
                "difference_ci_high": found.ci_high if found else None,
                "p_better": found.p_better if found else None,
                **_part("earliness", found.earliness if found else None),
                **_part("cadence", found.cadence if found else None),
            }


def _part(name: str, part: Part | None) -> Mapping[str, Number]:
    return {
        name: part.mean if part else None,
        f"{name}_ci_low": part.ci_low if part else None,
        f"{name}_ci_high": part.ci_high if part else None,
    }


def _repeated(categories: tuple[str, ...], values: tuple[str, ...], times: int) -> pd.Categorical[int]:
    """Each value some times in a row, stored once."""
    import pandas as pd

    place = {name: number for number, name in enumerate(categories)}
    codes = np.repeat(np.array([place[value] for value in values], np.int64), times)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(categories)))
