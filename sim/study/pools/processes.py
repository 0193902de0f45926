"""Processes on this machine: for what is not compiled, where threads would wait for each other.

They are started afresh, not forked, do not heed Ctrl-C, and never outlive the process that started them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing.connection import wait

from sim.study.part import Part
from sim.study.pools.dying import die_with, without_interrupts
from sim.study.pools.pool import Pool, Work

GRACE_S = 3.0
"""So long an executor may take to notice that a process of its own has died [s]."""


class Processes(Pool):
    """A pool of processes that is made anew when one of them dies."""

    deaths = (BrokenExecutor,)
    patience = 3

    def __init__(self, workers: int) -> None:
        self.ahead = workers
        self._workers = workers
        self._executor = self._new()
        self._children: list[multiprocessing.process.BaseProcess] = []
        self._dead_since: float | None = None

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=begin, initargs=(os.getpid(),))

    def take(self, work: Work) -> None:
        """Run this work from now on, by the processes that are there already."""
        self._function, self._arguments = work.elsewhere()

    def submit(self, replications: range) -> Future[Part]:
        """Have a stretch of replications run, by a new process as long as there are fewer than may be."""
        others = set(multiprocessing.active_children())
        with without_interrupts():
            future = self._executor.submit(self._function, *self._arguments, replications)
        self._children += [child for child in multiprocessing.active_children() if child not in others]
        return future

    def look_after(self) -> None:
        """End what waits for the rest of a result whose process was killed while it wrote; others keep the pipe open.

        Python's executor would wait for ever; with all ends closed it finds itself broken, as it should have.
        """
        if not wait([child.sentinel for child in self._children], 0.0):
            return
        now = time.monotonic()
        self._dead_since = self._dead_since or now
        if now - self._dead_since > GRACE_S:
            self._kill()

    def renew(self) -> None:
        """Have processes again after some have died."""
        self.close(at_once=True)
        self._executor = self._new()
        self._dead_since = None

    def close(self, *, at_once: bool) -> None:
        """End all processes; at once: whatever they are doing."""
        if at_once:
            self._kill()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._children = []

    def _kill(self) -> None:
        """Kill all processes, as nothing is ever written by them, and close the last ends of the pipes they shared.

        With these open, the executor would wait for the rest of a result that no process writes, and before Python
        3.11.5 for room for work that no process reads (CPython issue 94777). No public way closes them.
        """
        for child in self._children:
            child.kill()
        results, work = self._executor._result_queue, getattr(self._executor, "_call_queue", None)
        if results is not None:
            results._writer.close()  # type: ignore[attr-defined]  # typeshed leaves it out
        if work is not None and sys.version_info < (3, 11, 5):  # newer executors close it themselves
            work._reader.close()


def begin(parent: int) -> None:
    """What a process does first: leave Ctrl-C to the one that started it, and die with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(parent)
