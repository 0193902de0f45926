"""Where results are to be written, asked before hours of work and not after."""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import StorageError, UsageError, escape


def refuse_lost_file(file: Path) -> None:
    """Refuse a file that cannot be written.

    Raises
    ------
    UsageError
        If it is a folder, or there is no folder for it.
    StorageError
        If it, or the folder for it, is not to be written to.
    """
    if file.is_dir():
        raise UsageError(f"{escape(str(file))} is a folder; name a file")
    if not file.parent.is_dir():
        raise UsageError(f"{escape(str(file))}: there is no folder {escape(str(file.parent))}")
    _refuse_locked(file if file.exists() else file.parent)


def refuse_lost_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written to.

    Raises
    ------
    UsageError
        If it, or something above it, is a file.
    StorageError
        If it, or the folder that it would be made in, is not to be written to.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        name = "" if there == folder else f": {escape(str(there))}"
        raise UsageError(f"{escape(str(folder))}{name} is a file; name a folder")
    _refuse_locked(there)
    figures = folder / "figures"
    if figures.exists() and not figures.is_dir():
        raise UsageError(f"{escape(str(figures))} is a file; name another folder")


def _refuse_locked(place: Path) -> None:
    if not os.access(place, os.W_OK):
        raise StorageError(f"{escape(str(place))} is not to be written to; choose another place")
