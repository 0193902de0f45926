"""Arrays in a file: written whole or not at all, and read with suspicion; nothing in it runs."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import StorageError
from sim.world.record import Array

LARGEST_FILE = 512 * 2**20
"""Arrays of a file may take so much when unpacked [bytes]."""

SIGNS_OF_DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What numpy, zipfile and json raise at bytes that are not what was written."""


def write_arrays(path: str | Path, what: str, header: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Write arrays to a compressed file (.npz, no pickled objects); an existing one is replaced at the end.

    Parameters
    ----------
    what : the thing they make up, for an error
    header : what is to be known about them, plain values for JSON

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    text = np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8)
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, header=text, **arrays)  # type: ignore[arg-type]  # names, not options
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{target}: the {what} cannot be written: {error.strerror}") from error


def read_arrays(path: str | Path, what: str) -> tuple[dict[str, Any], dict[str, Array]]:
    """Header and arrays of a file that `write_arrays` wrote.

    Raises
    ------
    StorageError
        If it cannot be read or is damaged.
    """
    try:
        with Path(path).open("rb") as opened:
            with zipfile.ZipFile(opened) as archive:
                if sum(member.file_size for member in archive.infolist()) > LARGEST_FILE:
                    raise ValueError(f"it is larger than any {what}")
            opened.seek(0)
            with np.load(opened, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays.pop("header").tobytes())
        if not isinstance(header, dict):
            raise ValueError("it has no header")
    except OSError as error:
        raise StorageError(f"{path}: the {what} cannot be read: {error.strerror or error}") from error
    except SIGNS_OF_DAMAGE as error:
        raise StorageError(f"{path}: the {what} is damaged: {error}") from error
    return header, arrays
