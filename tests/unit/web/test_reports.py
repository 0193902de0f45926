"""Reports written by another process: messages on how it goes, and no process or file left when it is given up."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sim.web import reports
from sim.web.reports import Reports

SCENARIO = "compare: {reference: daily}\n"
SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
FAILS = [sys.executable, "-c", "import sys; sys.exit('for a test')"]


def never():
    return False


class Started:
    """Starts another command in the place of the one it is asked for, and remembers its processes."""

    def __init__(self):
        self.command = SLEEPS
        self.processes = []
        self._popen = subprocess.Popen

    def __call__(self, words, **how):
        self.processes.append(self._popen(self.command, **how))
        return self.processes[-1]

    @property
    def has_ended(self):
        return all(process.returncode is not None for process in self.processes)


@pytest.fixture
def started(monkeypatch, tmp_path):
    found = Started()
    monkeypatch.setattr(reports.subprocess, "Popen", found)
    monkeypatch.setattr(reports, "LOOK_S", 0.01)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield found
    for process in found.processes:
        process.kill()
        process.wait()


def left_in(folder):
    return list(Path(folder).iterdir())


def test_a_report_that_is_stopped_has_ended_its_process_and_removed_its_files(started, tmp_path):
    wishes = iter([False, False, True])
    found = list(Reports().write(SCENARIO, 2, lambda: next(wishes)))
    assert [one["kind"] for one in found] == ["writing", "writing"]
    assert started.has_ended
    assert left_in(tmp_path) == []


def test_so_has_one_whose_messages_nobody_takes_any_more(started, tmp_path):
    found = Reports().write(SCENARIO, 2, never)
    next(found)
    assert not started.has_ended
    assert len(left_in(tmp_path)) == 1
    found.close()
    assert started.has_ended
    assert left_in(tmp_path) == []


def test_one_that_takes_too_long_is_given_up_in_words(started, monkeypatch):
    monkeypatch.setattr(reports, "LONGEST_S", 0.0)
    (gone,) = Reports().write(SCENARIO, 2, never)
    assert gone["problems"][0]["said"].startswith("The report was given up after 0 s")
    assert started.has_ended


def test_what_its_process_says_is_told_when_it_fails(started):
    started.command = FAILS
    *_, last = Reports().write(SCENARIO, 2, never)
    assert last["problems"][0]["said"] == "The report was not written: for a test"
