"""Working processes of a study: all of them leave Ctrl-C alone from the first moment on, and all end when told to."""

import multiprocessing
import os
import signal
import struct
import sys
import time
from pathlib import Path

import pytest

from sim.study.pools import processes
from sim.study.pools.processes import Processes
from sim.study.pools.spread import opened, spread

FOR_EVER_S = 600.0


class Endless:
    """Work that is never done by itself."""

    def elsewhere(self):
        return wait, (FOR_EVER_S,)


def wait(seconds, replications):
    """Stand for a stretch of replications."""
    time.sleep(seconds)


class Torn:
    """Work whose first process dies in the middle of its result, while others keep the pipe open."""

    def __init__(self, mark):
        self.mark = mark

    def elsewhere(self):
        return tear, (str(self.mark),)


def tear(mark, replications):
    """Write half of a result and die, once; later stretches are done."""
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return replications
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        frame = frame.f_back
    results = frame.f_locals["result_queue"]
    results._wlock.acquire()
    os.write(results._writer.fileno(), struct.pack("!i", 1000) + b"half")
    return os.kill(os.getpid(), signal.SIGKILL)


class Unread:
    """Work that is longer than a pipe holds, whose first process dies before it has read any."""

    def __init__(self, mark):
        self.mark = mark

    def elsewhere(self):
        return die_once, (str(self.mark), bytes(1 << 20))


def die_once(mark, filling, replications):
    """Die under the first stretch, when the next fills the pipe; later ones are done."""
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return replications
    time.sleep(0.2)
    return os.kill(os.getpid(), signal.SIGKILL)


def masked(process, field):
    """Whether a process blocks or ignores Ctrl-C, as the system tells it."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith(field))
    return bool(mask >> (signal.SIGINT - 1) & 1)


@pytest.fixture
def pool():
    pool = Processes(2)
    pool.take(Endless())
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


PARTS = [range(number, number + 1) for number in range(6)]


def done_by(pool, work):
    """The stretches of some work that a pool has done in the end, in their order."""
    pool.take(work)
    try:
        return sorted(spread(pool, PARTS), key=lambda part: part.start)
    finally:
        pool.close(at_once=True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")
def test_a_process_that_dies_while_it_writes_its_result_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE_S", 0.3)
    assert done_by(Processes(2), Torn(tmp_path / "torn")) == PARTS


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")
def test_a_process_that_dies_while_work_is_written_to_it_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE_S", 0.3)
    pool = Processes(1)
    pool.ahead = 2
    assert done_by(pool, Unread(tmp_path / "unread")) == PARTS


class Named:
    """Work that tells its name and the process that did it."""

    def __init__(self, name):
        self.name = name

    def elsewhere(self):
        return told, (self.name,)


def told(name, replications):
    """Stand for a stretch of replications."""
    return name, os.getpid()


def test_the_processes_of_one_study_do_the_next_one_too():
    found = []
    with opened("processes", 1) as pool:
        for name in ("one", "other"):
            pool.take(Named(name))
            found += spread(pool, PARTS[:1])
    assert [name for name, _ in found] == ["one", "other"]
    assert found[0][1] == found[1][1] != os.getpid()


def test_all_processes_end_at_once_whatever_they_are_doing(pool):
    children = started_by(pool, 3)
    pool.close(at_once=True)
    assert [child.is_alive() for child in children] == [False, False]
