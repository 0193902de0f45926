"""Processes that leave Ctrl-C to the one that started them, and never outlive it, however it ends."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.resource_tracker import ensure_running

DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG: the number by which Linux is asked to end a process with the one that started it."""


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """Processes started inside do not heed Ctrl-C from their first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ensure_running()  # started inside, the keeper of shared names would allow interrupts again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def die_with(parent: int) -> None:
    """Let this process end as soon as the one that started it does, however that ends.

    Parameters
    ----------
    parent : its number; if it has died before the system could be asked, this process ends here
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(DEATH_SIGNAL, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def _watch() -> None:
    """Wait for the parent's end, where the system does not tell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
