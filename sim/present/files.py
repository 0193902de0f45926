"""Results as files in a folder: compare.json, tables as CSV, figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.present.results import ComparisonResult


def write_folder(directory: Path, result: ComparisonResult) -> tuple[Path, ...]:
    """Write compare.json, summary.csv, replications.csv, series.csv and figures/ below a folder.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.
    """
    raise NotImplementedError


def write_series(file: Path, result: ComparisonResult) -> None:
    """Write the series of all replications: plan, replication, time_min, series, value, unit."""
    raise NotImplementedError
