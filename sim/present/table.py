"""The comparison as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.comparison import Comparison

if TYPE_CHECKING:
    from rich.console import Console


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print banners, headline, metrics with differences, aid and the split into earliness and cadence."""
    raise NotImplementedError
