"""What a study needs, estimated before it starts: time, memory and room on disk.

The numbers were measured on scenarios/tiny.yaml, kyiv-winter-2026.yaml and national-grid.yaml in November 2026. They
decide what is said and refused, never a result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.hints import counted
from sim.units import DAY_MIN

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

UNCOMPILED_S = 0.003
"""A day of a run without the compiler [s]: 1 ms in the tiny town, 29 ms in the Kyiv winter."""
BUILDINGS_AS_LONG = 2000
"""So many buildings take as long again without the compiler: 200 in the tiny town, 12,250 in the Kyiv winter."""
COMPILED_S = 7e-6
"""A day of a compiled run [s]: 11 us in the tiny town, 33 us in the Kyiv winter, 170 us in the national grid."""
ROOT_BUILDINGS = 900
"""A compiled run takes as long again with so many buildings, and grows with their root: most have the same history."""
MARGIN = 1.1
"""What a run takes beyond what is counted: 9.7 and 3.2 kB were measured in the two scenarios, 9.5 and 3.2 counted."""
NUMBER_BYTES = 8
"""A metric of a replication, kept as a plain number until the results are written."""
ROW_BYTES = 46
"""A line of replications.csv or of a series beside the name of its plan: 44.7 to 46.1 were measured."""
FAN_ROW_BYTES = 88
"""A line of series.csv, mean and quantiles, beside the name of its plan: 80 to 88 were measured."""
METRICS = 142
"""Metrics of a replication beside those of districts: 142 in the Kyiv winter, 112 in the tiny town."""
NET_METRICS = 6
"""Metrics more for each threshold where there are warming centres, beside those of districts."""
FOLDER_BYTES = 5_000_000
"""What is in a folder of results whatever the replications: figures and summaries, 1.6 MB for the Kyiv winter."""
HEAD_BYTES = 512
"""What a stored replication takes beside its results: why it may have failed, its part of the names of fields."""
COMPRESSED = 0.12
"""Share of a series that is left when its file is compressed, measured on the Kyiv winter."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is to be run.

    Parameters
    ----------
    scenario : of one of the plans; what is asked here is the same in all
    plans : their names
    twins : how many of them also run as twins
    replications : worlds that all of these meet
    scaled : runs of plans with other amounts of aid, at most
    """

    scenario: Scenario
    plans: tuple[str, ...]
    twins: int
    replications: int
    scaled: int = 0

    @property
    def runs_per_world(self) -> int:
        """Plans, twins and scaled plans that meet each world."""
        return len(self.plans) + self.twins + self.scaled

    def __str__(self) -> str:
        worlds = f"{counted(self.replications, 'replication')} of {counted(len(self.plans), 'plan')}"
        twins = f" and {counted(self.twins, 'twin')}" if self.twins else ""
        return worlds + twins + (f", up to {self.scaled} runs with other amounts of aid" if self.scaled else "")


def seconds_of(extent: Extent, *, compiled: bool, threads: int = 1) -> float:
    """About how long a study takes [s]; without the compiler threads run one at a time."""
    buildings = sum(district.buildings for district in extent.scenario.city.districts)
    days = extent.replications * extent.runs_per_world * extent.scenario.horizon.length / DAY_MIN
    if compiled:
        return days * COMPILED_S * (1.0 + math.sqrt(buildings / ROOT_BUILDINGS)) / threads
    return days * UNCOMPILED_S * (1.0 + buildings / BUILDINGS_AS_LONG)


def time_text(seconds: float) -> str:
    """A rough time in words, for example ``12 minutes``."""
    for unit, length in (("days", 86_400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2.0 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory that a study takes.

    Parameters
    ----------
    of_threads : the records of all threads, whatever the replications [bytes]
    of_world : what all plans and twins leave of one world [bytes]
    of_series : the part of `of_world` that holds series [bytes]
    """

    of_threads: int
    of_world: int
    of_series: int


def memory_of(extent: Extent, threads: int) -> Memory:
    """Memory of records at work, of results, and of what the analysis makes: copies of all but the series, metrics."""
    from sim.model.record import state_dtype
    from sim.model.setup.record import params_dtype
    from sim.study.ensemble import empty_ensemble
    from sim.study.layout import layout_of
    from sim.study.room import room_for
    from sim.world.record import world_dtype

    one = empty_ensemble(layout_of(extent.scenario), 1)
    read = one.outcomes.nbytes + one.days.nbytes
    of_run = 2 * read + one.rows.nbytes + _metrics(extent) * NUMBER_BYTES
    size = room_for(extent.scenario)
    records = world_dtype(size).itemsize + state_dtype(size).itemsize
    records += extent.runs_per_world * params_dtype(size).itemsize
    return Memory(
        of_threads=min(threads, extent.replications) * records,
        of_world=int(extent.runs_per_world * MARGIN * of_run),
        of_series=int(extent.runs_per_world * MARGIN * one.rows.nbytes),
    )


def series_bytes(extent: Extent, *, compressed: bool = False) -> int:
    """Size of a file with the series of every replication [bytes]."""
    size = extent.replications * _series_lines(extent) * _line_bytes(extent, ROW_BYTES)
    return int(size * (COMPRESSED if compressed else 1.0))


def folder_bytes(extent: Extent) -> int:
    """Size of a folder of results [bytes]: what only grows with the series, and replications.csv."""
    fixed = FOLDER_BYTES + _series_lines(extent) * _line_bytes(extent, FAN_ROW_BYTES)
    return fixed + extent.replications * _metrics(extent) * _line_bytes(extent, ROW_BYTES)


def blocks_bytes(extent: Extent) -> int:
    """Size of the blocks that keep what every plan and twin left of every world [bytes]."""
    from sim.study.ensemble import empty_ensemble
    from sim.study.layout import layout_of

    one = empty_ensemble(layout_of(extent.scenario), 1)
    of_run = one.outcomes.nbytes + one.days.nbytes + one.rows.nbytes
    return extent.replications * (extent.runs_per_world * of_run + HEAD_BYTES)


def _metrics(extent: Extent) -> int:
    """Metrics of a replication, about: those of districts are told for each threshold."""
    scenario = extent.scenario
    of_districts = len(scenario.city.districts) * len(scenario.people.thresholds)
    if scenario.relief.warming_centres is None:
        return METRICS + of_districts
    return METRICS + 2 * of_districts + NET_METRICS * len(scenario.people.thresholds)


def _series_lines(extent: Extent) -> int:
    """Values of all series of one replication of one plan."""
    from sim.study.layout import layout_of

    layout = layout_of(extent.scenario)
    of_days = layout.days * (len(layout.thresholds) + layout.centres)
    return layout.rows * (len(layout.columns) + len(layout.items)) + of_days


def _line_bytes(extent: Extent, beside: int) -> int:
    """A line of every plan: its name, and what stands beside it [bytes]."""
    return sum(len(plan.encode()) + beside for plan in extent.plans)


def is_compressed(file: Path) -> bool:
    """True for a name that asks for a compressed file."""
    return file.suffix == ".gz"


def size_text(size: float) -> str:
    """A size as people write it, for example ``4.2 GB``."""
    for unit, scale in (("TB", 1e12), ("GB", 1e9)):
        if size >= scale:
            return f"{size / scale:,.1f} {unit}"
    return f"{size / 1e6:,.0f} MB"
