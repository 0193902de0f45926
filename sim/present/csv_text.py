"""Tables as CSV text that spreadsheets read as what it says: no cell of text can become a formula."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from sim.analysis.answer import Comparison
from sim.analysis.registry import Values
from sim.analysis.tidy import series_of
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
AMOUNT = re.compile(r"[+-]\d+(\.\d+)? ?[A-Za-z%]+", re.ASCII)
"""A number with its unit, such as ``-12 degC``: no spreadsheet can work anything out of it."""


def safe(text: str) -> str:
    """A text cell; one that a spreadsheet would read as a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not AMOUNT.fullmatch(text) else text


def number_text(value: float | None) -> str:
    """A number with all its digits, whole numbers without a point; empty where undefined."""
    if value is None or math.isnan(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value)) if isinstance(value, float) else str(value)


def row_text(cells: Iterable[str]) -> str:
    """One line of CSV with its line end; cells are quoted where needed."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([safe(cell) for cell in cells])
    return line.getvalue()


def _cells(*cells: str) -> str:
    """Text cells of one line, without a line end."""
    return row_text(cells).removesuffix("\n")


def table_lines(rows: Iterable[Mapping[str, str | float | None]]) -> Iterator[str]:
    """A table of texts and numbers; its head are the keys of the first row."""
    for place, row in enumerate(rows):
        if place == 0:
            yield row_text(row)
        yield (
            ",".join(_cells(value) if isinstance(value, str) else number_text(value) for value in row.values()) + "\n"
        )


def replication_lines(comparison: Comparison) -> Iterator[str]:
    """plan, replication, metric, value, unit: every metric of every replication."""
    yield row_text(("plan", "replication", "metric", "value", "unit"))
    for plan, metrics in comparison.values.items():
        head = _cells(plan)
        for name, values in metrics.items():
            tail = _cells(comparison.metrics[name].unit)
            texts = _texts(values)
            yield "".join(
                f"{head},{number},{name},{text},{tail}\n" for number, text in zip(comparison.kept, texts, strict=True)
            )


def series_lines(study: StudyResult, layout: Layout, kept: tuple[int, ...]) -> Iterator[str]:
    """plan, replication, time_min, series, value, unit: every series of every replication."""
    yield row_text(("plan", "replication", "time_min", "series", "value", "unit"))
    for plan, ensemble in study.plans.items():
        head = _cells(plan)
        for series in series_of(ensemble, layout, kept):
            middles = [f",{minute},{_cells(series.name)}," for minute in series.minutes]
            tail = f",{_cells(series.unit)}\n"
            for number, values in zip(kept, series.values, strict=True):
                start = f"{head},{number}"
                texts = _texts(values)
                yield "".join([start + middle + text + tail for middle, text in zip(middles, texts, strict=True)])


def _texts(values: Values) -> Sequence[str]:
    """Numbers as texts; each distinct number is written once."""
    distinct, places = np.unique(values, return_inverse=True)
    known = [number_text(value) for value in distinct.tolist()]
    return [known[place] for place in places.tolist()]
