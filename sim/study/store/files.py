"""Files that appear whole or not at all, and stay when the power fails."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from sim.errors import StorageError, escape

UNFINISHED = ".part"
"""How names of files end that are not whole yet."""
ADVICE = {
    errno.ENOSPC: "free some room there",
    errno.EDQUOT: "free some of your share of that disk",
    errno.EFBIG: "raise the limit for the size of files (ulimit -f)",
    errno.EMFILE: "raise the limit for open files (ulimit -n)",
    errno.EROFS: "choose a folder that can be written to",
    errno.EACCES: "choose a folder that can be written to",
}


def write_whole(file: Path, content: bytes) -> None:
    """Write a file under another name, flush it, give it its name, flush the folder; only then it counts.

    Raises
    ------
    OSError
        If that fails; nothing unfinished is left then.
    """
    unfinished = file.with_name(file.name + UNFINISHED)
    try:
        with unfinished.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
        flush_folder(file.parent)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def flush_folder(folder: Path) -> None:
    """Make sure that names in a folder stay; systems that cannot open folders have no way to say so."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def in_words(place: Path) -> Iterator[None]:
    """Trouble with the disk as an error that says where, what, and what to do.

    Raises
    ------
    StorageError
        If there is any.
    """
    try:
        yield
    except OSError as problem:
        where = escape(str(problem.filename or place)).removesuffix(UNFINISHED)
        advice = ADVICE.get(problem.errno or 0, "see to that disk")
        raise StorageError(f"{where}: {problem.strerror or problem}; {advice}") from problem
