"""What this machine has left: memory and room on its disks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

SYSTEM = Path("/")
"""Below it Linux says what is left; other systems have nothing there."""


def free_memory(root: Path = SYSTEM) -> int | None:
    """Memory that can still be had [bytes]; all of it where the system does not say more, None where it says nothing.

    Parameters
    ----------
    root : where ``proc`` and ``sys`` lie
    """
    left = [*_left_on_machine(root), *_left_in_groups(root)]
    return min(left) if left else _built_in()


def _left_on_machine(root: Path) -> Iterator[int]:
    """What programs can have without swapping, by the kernel's own estimate."""
    for line in _lines(root / "proc" / "meminfo"):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _left_in_groups(root: Path) -> Iterator[int]:
    """What the limits of containers and batch systems leave (control groups, version 2)."""
    for line in _lines(root / "proc" / "self" / "cgroup"):
        if line.startswith("0::"):
            top = root / "sys" / "fs" / "cgroup"
            group = top / line[3:].strip("/")
            for place in (group, *group.parents):
                yield from _left_in_group(place)
                if place == top:
                    break


def _left_in_group(place: Path) -> Iterator[int]:
    """Limit less use; files that are only kept in memory because there is room do not count as use."""
    limit, used = (next(iter(_lines(place / name)), "") for name in ("memory.max", "memory.current"))
    if limit.isdecimal() and used.isdecimal():
        kept = (line.split()[1] for line in _lines(place / "memory.stat") if line.startswith("inactive_file "))
        yield max(0, int(limit) - int(used) + int(next(kept, 0)))


def _built_in() -> int | None:
    """All memory of the machine, where the system tells it the POSIX way."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _lines(file: Path) -> list[str]:
    """Lines of a file; none if it cannot be read."""
    try:
        return file.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []


def free_disk(place: Path) -> int:
    """Room on the disk on which a file or folder is to be [bytes]; what it takes up already counts as free."""
    place = place.resolve()
    folder = next(one for one in (place, *place.parents) if one.is_dir())
    return shutil.disk_usage(folder).free + (place.stat().st_size if place.is_file() else 0)


def disk_of(place: Path) -> int:
    """Number of the disk on which a file or folder is to be."""
    place = place.resolve()
    return next(one for one in (place, *place.parents) if one.is_dir()).stat().st_dev
