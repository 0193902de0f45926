"""What the machine cannot hold is refused before the start, with the option or key that makes it smaller."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import LimitError, escape
from sim.study.estimate import Extent, blocks_bytes, folder_bytes, is_compressed, memory_of, series_bytes, size_text
from sim.study.machine import disk_of, free_disk, free_memory

MOSTLY = 0.5
"""From this share of a study's memory on, the series are worth naming."""


def refuse_beyond_memory(extent: Extent, threads: int) -> None:
    """Refuse a study that needs more memory than there is.

    Raises
    ------
    LimitError
        Naming the figures, and what to lower to which value.
    """
    free, needed = free_memory(), memory_of(extent, threads)
    total = needed.of_threads + extent.replications * needed.of_world
    if free is None or total <= free:
        return
    fitting = (free - needed.of_threads) // needed.of_world
    advice = [_fewer(fitting)] if fitting >= 1 else ["lower --workers"] if threads > 1 else []
    if needed.of_series > MOSTLY * needed.of_world:
        advice.append("raise study.series_step")
    said = f"{extent}: about {size_text(total)} of memory needed, {size_text(free)} free"
    raise LimitError(f"{said}; {' or '.join(advice or ['use a machine with more'])}")


def _fewer(fitting: int) -> str:
    """Advice to lower the replications, to a number of two digits and noughts."""
    coarse: int = 10 ** max(0, len(str(fitting)) - 2)
    return f"lower --replications (study.replications) to {fitting // coarse * coarse}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file or folder that is to be written.

    Parameters
    ----------
    option : that asks for it
    size : about how large it will be [bytes]
    fixed : the part of it that does not grow with the replications [bytes]
    """

    option: str
    place: Path
    size: int
    fixed: int = 0


def refuse_beyond_disk(extent: Extent, *, folder: Path | None = None, series: Path | None = None) -> None:
    """Refuse a study whose files would be larger than the room on their disks.

    Parameters
    ----------
    folder : where all results are to be written
    series : the file for the series of every replication; a pipe or device takes no room

    Raises
    ------
    LimitError
        Naming the options, the figures, and what makes the files smaller.
    """
    wanted = [] if folder is None else [_wanted_folder(extent, folder)]
    if series is not None and (series.is_file() or not series.exists()):
        wanted.append(_Wanted("--series-out", series, series_bytes(extent, compressed=is_compressed(series))))
    disks: dict[int, list[_Wanted]] = defaultdict(list)
    for one in wanted:
        disks[disk_of(one.place)].append(one)
    for files in disks.values():
        _refuse_beyond_one_disk(extent, files)


def _wanted_folder(extent: Extent, folder: Path) -> _Wanted:
    """A folder for results and the blocks they are made of, without the blocks that are there from an earlier start."""
    there = sum(file.stat().st_size for file in folder.glob("**/blocks/*.npy"))
    size = folder_bytes(extent) + max(0, blocks_bytes(extent) - there)
    return _Wanted("--out", folder, size, folder_bytes(replace(extent, replications=0)))


def _refuse_beyond_one_disk(extent: Extent, files: Sequence[_Wanted]) -> None:
    """Refuse files that do not fit on the one disk they share."""
    needed, fixed = sum(file.size for file in files), sum(file.fixed for file in files)
    free = max(free_disk(file.place) for file in files)
    if needed <= free:
        return
    fitting = max(0, free - fixed) * extent.replications // max(1, needed - fixed)
    advice = [_fewer(fitting)] if fitting >= 1 else []
    for file in files:
        if file.option == "--series-out":
            advice.append("raise study.series_step")
            advice += [] if is_compressed(file.place) else ["let the name of the series end in .gz"]
    said = " and ".join(f"{file.option} {escape(str(file.place))}" for file in files)
    figures = f"about {size_text(needed)} of disk needed, {size_text(free)} free"
    raise LimitError(f"{said}: {figures}; {' or '.join(advice or ['choose another disk'])}")
