"""Arrays in a file: written whole or not at all, with nothing in it that runs when it is read."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from sim.errors import StorageError
from sim.world.record import Array


def write_arrays(path: str | Path, what: str, arrays: dict[str, Array]) -> None:
    """Write arrays to a compressed file (.npz, no pickled objects); an existing one is replaced at the end.

    Parameters
    ----------
    what : the thing they make up, for an error

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # names of arrays, not its own options
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{target}: the {what} cannot be written: {error.strerror}") from error
