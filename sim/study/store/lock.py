"""One process at a time in a folder; the system takes the lock back when the process dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from sim.errors import StorageError, escape
from sim.study.store.files import in_words

LOCK = "lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder.

    Raises
    ------
    StorageError
        If another process does, or it cannot be held.
    """
    file = folder / LOCK
    with in_words(file):
        number = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _hold(number, file)
        yield
    finally:
        os.close(number)


def _hold(number: int, file: Path) -> None:
    """Take the lock; where the system has none of this kind nobody is held off."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(number, 20).decode("ascii", "replace").strip()
        by = f" (number {escape(holder)})" if holder else ""
        where = escape(str(file.parent))
        raise StorageError(f"{where}: another process{by} is at work there; wait for it, or name another") from None
    except OSError as problem:
        with in_words(file):
            raise problem
    with in_words(file):
        os.ftruncate(number, 0)
        os.write(number, str(os.getpid()).encode())
