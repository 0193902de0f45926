"""Processes on this machine: for what is not compiled, where threads would wait for each other.

They are started afresh, not forked, do not heed Ctrl-C, and never outlive the process that started them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor

from sim.study.part import Part
from sim.study.pools.dying import die_with, without_interrupts
from sim.study.pools.pool import Work


class Processes:
    """A pool of processes that is made anew when one of them dies."""

    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    patience = 3

    def __init__(self, work: Work, workers: int) -> None:
        self.ahead = workers
        self._workers = workers
        self._function, self._arguments = work.elsewhere()
        self._executor = self._new()
        self._children: list[multiprocessing.process.BaseProcess] = []

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=begin, initargs=(os.getpid(),))

    def submit(self, replications: range) -> Future[Part]:
        """Have a stretch of replications run, by a new process as long as there are fewer than may be."""
        others = set(multiprocessing.active_children())
        with without_interrupts():
            future = self._executor.submit(self._function, *self._arguments, replications)
        self._children += [child for child in multiprocessing.active_children() if child not in others]
        return future

    def renew(self) -> None:
        """Have processes again after some have died."""
        self.close(at_once=True)
        self._executor = self._new()

    def close(self, *, at_once: bool) -> None:
        """End all processes; at once: whatever they are doing, as nothing is ever written by them."""
        if at_once:
            for child in self._children:
                child.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._children = []


def begin(parent: int) -> None:
    """What a process does first: leave Ctrl-C to the one that started it, and die with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(parent)
