"""Times that survive a noisy machine: interleaved rounds, medians, spread, and what others took meanwhile."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

QUIET = 0.10
"""Others may use this many processors in a round that counts as quiet."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A number measured in several rounds."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def times(self, factor: float) -> Spread:
        return Spread(tuple(value * factor for value in self.values))

    def text(self, digits: int = 2) -> str:
        """Median, and the lowest to the highest round."""
        low, high = min(self.values), max(self.values)
        return f"{self.median:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


@dataclass(frozen=True, slots=True)
class Round:
    """What one call took.

    Parameters
    ----------
    wall_s, cpu_s : by the clock, and of all threads of this process [s]
    others : processors that other processes kept busy meanwhile; nan where that is not known
    """

    wall_s: float
    cpu_s: float
    others: float


def interleaved(parts: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[Round]]:
    """Measure all parts in turn, A B A B ..., after one call of each that does not count."""
    for part in parts.values():
        part()
    found: dict[str, list[Round]] = {name: [] for name in parts}
    for _ in range(rounds):
        for name, part in parts.items():
            found[name].append(_timed(part))
    return found


def _timed(part: Callable[[], object]) -> Round:
    busy, cpu, wall = _busy_s(), time.process_time(), time.perf_counter()
    part()
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    return Round(wall_s, cpu_s, max(0.0, _busy_s() - busy - cpu_s) / wall_s)


def _busy_s() -> float:
    """Time that all processors of the machine have been busy [s]; nan where that is not known."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0]
    except OSError:
        return float("nan")
    user, nice, system, _idle, _wait, irq, softirq, steal = (int(word) for word in first.split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def wall_s(rounds: Sequence[Round]) -> Spread:
    return Spread(tuple(one.wall_s for one in rounds))


def cpu_s(rounds: Sequence[Round]) -> Spread:
    return Spread(tuple(one.cpu_s for one in rounds))


def ratio(over: Sequence[Round], under: Sequence[Round], *, of: str = "cpu_s") -> Spread:
    """Ratio of two interleaved parts, round by round."""
    return Spread(tuple(getattr(a, of) / getattr(b, of) for a, b in zip(over, under, strict=True)))


@dataclass(frozen=True, slots=True)
class Child:
    """What a process of its own took.

    Parameters
    ----------
    wall_s, cpu_s : by the clock, and of all its threads [s]
    peak_mb : its largest resident memory [MB]
    """

    wall_s: float
    cpu_s: float
    peak_mb: float


LAUNCH = """
import json, os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
wall = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), wall, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""A process counts the memory of the one that started it among its own, so a small one starts each."""


def run_child(arguments: Sequence[str], **environment: str) -> Child:
    """Run Python in a process of its own; its output goes nowhere, its failure is ours."""
    command = [sys.executable, "-c", LAUNCH, sys.executable, *arguments]
    told = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
    code, wall_s, cpu_s, peak = json.loads(told.stdout)
    if code != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {code}")
    return Child(wall_s, cpu_s, peak / (1e6 if sys.platform == "darwin" else 1e3))


def children(calls: Mapping[str, Callable[[], Child]], rounds: int) -> dict[str, list[Child]]:
    """Run processes in turn, A B A B ..."""
    found: dict[str, list[Child]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            found[name].append(call())
    return found


def of_children(runs: Sequence[Child], field: str) -> Spread:
    return Spread(tuple(getattr(one, field) for one in runs))
