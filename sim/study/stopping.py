"""Being stopped by a signal: the first one waits for what is being written, the second leaves at once.

Nothing here is heavy: the command heeds signals before anything else is imported.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that stop a study."""
LONGEST_S = 3.0
"""How long a stop may take after the first signal [s]; what is committed is safe at any moment."""


class Stopped(BaseException):
    """Stopped by a signal; no error, and nothing that catches errors catches it.

    Parameters
    ----------
    number : of the signal
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.hint = ""

    def __str__(self) -> str:
        return f"stopped by {signal.Signals(self.number).name}" + (f"; {self.hint}" if self.hint else "")

    @property
    def exit_code(self) -> int:
        """What the command answers to the shell."""
        return 128 + self.number


@dataclass(slots=True)
class _Asked:
    """What signals have asked for in this process, and whether they have to wait for it."""

    number: int = 0
    patient: bool = False


_asked = _Asked()


def heed_signals() -> None:
    """Let signals stop this process in good order; those that are ignored (as under nohup) stay ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _heed)


def _heed(number: int, frame: FrameType | None) -> None:
    if _asked.number:
        os._exit(128 + number)
    _asked.number = number
    leaving = threading.Timer(LONGEST_S, os._exit, (128 + number,))
    leaving.daemon = True
    leaving.start()
    if not _asked.patient:
        raise Stopped(number)


@contextmanager
def patience() -> Iterator[None]:
    """While inside, a first signal waits until `leave_if_asked` is called, at the latest when this is left.

    Raises
    ------
    Stopped
        If a signal came that nothing inside has heeded.
    """
    before, _asked.patient = _asked.patient, True
    try:
        yield
    finally:
        _asked.patient = before
    if not before:
        leave_if_asked()


def leave_if_asked() -> None:
    """Stop here if a signal has asked for it.

    Raises
    ------
    Stopped
        If so.
    """
    if _asked.number:
        raise Stopped(_asked.number)
