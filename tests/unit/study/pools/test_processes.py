"""Working processes of a study: all of them leave Ctrl-C alone from the first moment on, and all end when told to."""

import multiprocessing
import signal
import sys
import time
from pathlib import Path

import pytest

from sim.study.pools.processes import Processes

FOR_EVER_S = 600.0


class Endless:
    """Work that is never done by itself."""

    def elsewhere(self):
        return wait, (FOR_EVER_S,)


def wait(seconds, replications):
    """Stand for a stretch of replications."""
    time.sleep(seconds)


def masked(process, field):
    """Whether a process blocks or ignores Ctrl-C, as the system tells it."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith(field))
    return bool(mask >> (signal.SIGINT - 1) & 1)


@pytest.fixture
def pool():
    pool = Processes(Endless(), 2)
    yield pool
    pool.close(at_once=True)


def started_by(pool, parts):
    """The processes that exist once so many parts have been asked for."""
    before = set(multiprocessing.active_children())
    for number in range(parts):
        pool.submit(range(number, number + 1))
    return [child for child in multiprocessing.active_children() if child not in before]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_process_heeds_ctrl_c_not_even_while_it_starts(pool):
    children = started_by(pool, 3)
    assert len(children) == 2
    for child in children:
        assert masked(child, "SigBlk") or masked(child, "SigIgn")


def test_all_processes_end_at_once_whatever_they_are_doing(pool):
    children = started_by(pool, 3)
    pool.close(at_once=True)
    assert [child.is_alive() for child in children] == [False, False]
