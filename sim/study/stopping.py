"""Being stopped by a signal: the first one waits for what is being written, the second leaves at once.

Nothing here is heavy: the command heeds signals before anything else is imported.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that stop a study."""
LONGEST_S = 3.0
"""How long a stop may take after the first signal [s]; what is committed is safe at any moment."""
AGAIN_S = 0.1
"""After how long a stop that was lost on its way is asked for again [s]."""


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
    """What signals have asked for in this process, whether they have to wait for it, and whether it was lost."""

    number: int = 0
    patient: bool = False
    lost: bool = False


_asked = _Asked()


def heed_signals() -> None:
    """Let signals stop this process in good order; those that are ignored (as under nohup) stay ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _heed)
    sys.unraisablehook = _told_of_loss


def _heed(number: int, frame: FrameType | None) -> None:
    if _asked.number and not _asked.lost:
        os._exit(128 + number)
    if not _asked.number:
        leaving = threading.Timer(LONGEST_S, os._exit, (128 + number,))
        leaving.daemon = True
        leaving.start()
    _asked.number, _asked.lost = number, False
    if not _asked.patient:
        raise Stopped(number)


def _told_of_loss(lost: sys.UnraisableHookArgs) -> None:
    """Ask again for a stop that came up where nothing can be raised, as in a function that C calls back."""
    stop = _stop_behind(lost.exc_value)
    if stop is None:
        sys.__unraisablehook__(lost)
        return
    _asked.lost = True
    asking = threading.Timer(AGAIN_S, _ask_again, (stop.number,))
    asking.daemon = True
    asking.start()


def _ask_again(number: int) -> None:
    """Send the main thread a signal once more, unless the stop has been heeded meanwhile; it wakes up if it sleeps."""
    main = threading.main_thread().ident
    if not _asked.lost:
        return
    if main is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)


@contextmanager
def stops_as_they_are() -> Iterator[None]:
    """While inside, an error that others have made of a stop on its way is that stop again.

    Some libraries written in C make an ImportError of whatever is raised while they are set up.

    Raises
    ------
    Stopped
        If there is one behind an error.
    """
    try:
        yield
    except Exception as error:
        stop = _stop_behind(error)
        if stop is None:
            raise
        raise stop from error


def _stop_behind(error: BaseException | None) -> Stopped | None:
    """The stop in whose course an error was raised, if there was one."""
    waiting, seen = [error], set[int]()
    while waiting:
        behind = waiting.pop()
        if isinstance(behind, Stopped):
            return behind
        if behind is not None and id(behind) not in seen:
            seen.add(id(behind))
            waiting += [behind.__context__, behind.__cause__, *getattr(behind, "exceptions", ())]
    return None


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
        _asked.lost = False
        raise Stopped(_asked.number)
