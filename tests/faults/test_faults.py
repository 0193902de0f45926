"""What goes wrong on machines, a little of it each time; `docs/reliability.md` has what much of it came to."""

import os
import signal
import time

import pytest

from tests.faults import disk, harms, kills, same_bytes
from tests.faults.studies import TINY, alive, begun, blocks, done, ended

pytestmark = pytest.mark.slow


def test_killed_studies_go_on_as_if_nothing_had_happened(capsys):
    """How long a study takes to stop is told by the command and judged by its reader, not by a busy machine."""
    assert kills.main(4, 1, ("compare",)).keys() <= {"slow stops"}, capsys.readouterr().out


def test_a_killed_sweep_goes_on_as_if_nothing_had_happened(capsys):
    assert kills.main(2, 2, ("sweep",)).keys() <= {"slow stops"}, capsys.readouterr().out


def test_harm_to_stored_files_is_healed_or_seen(capsys):
    found = harms.main(15)
    assert found.keys() <= {"healed", "seen", "seen, healed by the command"}, capsys.readouterr().out


def test_full_disks_are_said_and_the_study_is_resumed_when_there_is_room(capsys):
    assert disk.wrong(disk.main(3)) == 0, capsys.readouterr().out


def test_threads_and_processes_leave_the_same_bytes(capsys):
    assert same_bytes.main(("threads", "processes"), (2,), (7, 150)) == 0, capsys.readouterr().out


def test_a_cluster_whose_worker_is_killed_leaves_the_same_bytes(tmp_path):
    pytest.importorskip("distributed")
    assert done("compare", TINY, "-n", 1200, "--seed", 2, "--out", tmp_path / "calm", "-q")[0] == 0
    where = ["--executor", "dask", "--workers", 2]
    process = begun("compare", TINY, "-n", 1200, "--seed", 2, "--out", tmp_path / "struck", "-q", *where)
    while not blocks(tmp_path / "struck"):
        assert process.poll() is None, ended(process)
        time.sleep(0.02)
    workers = [number for number in alive(process.pid) if kills.is_worker(number)]
    os.kill(workers[-1], signal.SIGKILL)
    assert ended(process)[0] == 0
    assert blocks(tmp_path / "struck").keys() == blocks(tmp_path / "calm").keys()
