"""Results as files in a folder: compare.json, tables as CSV, figures; the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.tidy import summary_rows
from sim.errors import StorageError, escape
from sim.present.as_json import comparison_json, json_text
from sim.present.csv_text import replication_lines, series_lines, table_lines
from sim.present.figures import (
    figure_bytes,
    figure_of_cold,
    figure_of_differences,
    figure_of_stock,
    limited_items,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.present.results import ComparisonResult


def write_folder(directory: Path, result: ComparisonResult) -> tuple[Path, ...]:
    """Write compare.json, summary.csv, replications.csv, series.csv and figures/ below a folder.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    comparison, study, layout = result.comparison, result.study, result.layout
    texts: dict[str, Iterable[str]] = {
        "compare.json": [json_text(comparison_json(comparison, result.context))],
        "summary.csv": table_lines(summary_rows(comparison)),
        "replications.csv": replication_lines(comparison),
        "series.csv": series_lines(study, layout, comparison.kept),
    }
    with _storing(directory):
        (directory / "figures").mkdir(parents=True, exist_ok=True)
        for name, lines in texts.items():
            _write_text(directory / name, lines)
    return (*(directory / name for name in texts), *_write_figures(directory / "figures", result))


def write_series(file: Path, result: ComparisonResult) -> None:
    """Write the series of all replications: plan, replication, time_min, series, value, unit.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    with _storing(file):
        _write_text(file, series_lines(result.study, result.layout, result.comparison.kept))


def figures_of(result: ComparisonResult) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Names of all figures of a result, and what draws them."""
    study, layout, kept = result.study, result.layout, result.comparison.kept
    if not kept:
        return
    if result.comparison.differences:
        yield "differences", partial(figure_of_differences, result.comparison)
    yield "buildings-cold", partial(figure_of_cold, study, layout, kept)
    for item in limited_items(study, layout, kept):
        yield f"stock-{item}", partial(figure_of_stock, study, layout, kept, item)


def _write_figures(folder: Path, result: ComparisonResult) -> list[Path]:
    written = []
    for name, draw in figures_of(result):
        figure = draw()
        for form in ("png", "svg"):
            file = folder / f"{name}.{form}"
            content = figure_bytes(figure, form)
            with _storing(file):
                file.write_bytes(content)
            written.append(file)
    return written


def _write_text(file: Path, lines: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        stream.writelines(lines)


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    """Say which path could not be written, and why."""
    try:
        yield
    except OSError as problem:
        raise StorageError(f"cannot write {escape(str(path))}: {problem.strerror or problem}") from problem
