"""What the machine cannot hold is refused with a way out."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import ExitCode, LimitError
from sim.study import limits
from sim.study.estimate import blocks_bytes, folder_bytes, memory_of, series_bytes
from sim.study.limits import refuse_beyond_disk, refuse_beyond_memory
from tests.unit.study.test_estimate import TOWN

MANY = replace(TOWN, replications=1_000_000)


def refusal(refuse, *arguments, **named):
    """What is said about a study that is refused."""
    with pytest.raises(LimitError) as found:
        refuse(*arguments, **named)
    assert found.value.exit_code == ExitCode.LIMIT
    return str(found.value)


@pytest.fixture
def memory(monkeypatch):
    """Sets the memory that is free."""
    return lambda size: monkeypatch.setattr(limits, "free_memory", lambda: size)


@pytest.fixture
def disk(monkeypatch):
    """Sets the room that is free on every disk."""
    return lambda size: monkeypatch.setattr(limits, "free_disk", lambda place: size)


@pytest.mark.parametrize(("threads", "advice"), [(2, "lower --workers"), (1, "use a machine with more")])
def test_a_job_whose_threads_alone_do_not_fit_is_not_told_to_lower_one_worker(memory, threads, advice):
    memory(1_000)
    assert advice in refusal(refuse_beyond_memory, MANY, threads)


def test_a_job_that_fits_in_memory_is_not_refused(memory):
    needed = memory_of(MANY, 2)
    memory(needed.of_threads + 1_000_000 * needed.of_world)
    refuse_beyond_memory(MANY, 2)


def test_a_job_on_a_machine_that_says_nothing_is_not_refused(memory):
    memory(None)
    refuse_beyond_memory(MANY, 2)


def test_too_little_memory_is_said_with_figures_and_replications_that_fit(memory):
    needed = memory_of(MANY, 2)
    memory(needed.of_threads + 123_456 * needed.of_world)
    said = refusal(refuse_beyond_memory, MANY, 2)
    assert said.startswith("1,000,000 replications of 2 plans and 2 twins: about ")
    assert said.endswith("lower --replications (study.replications) to 120000")
    assert "GB of memory needed" in said
    refuse_beyond_memory(replace(MANY, replications=120_000), 2)


def test_series_that_fill_the_memory_are_named(memory):
    study = MANY.scenario.study.model_copy(update={"series_step": 15})
    memory(10**9)
    said = refusal(refuse_beyond_memory, replace(MANY, scenario=MANY.scenario.model_copy(update={"study": study})), 2)
    assert "or raise study.series_step" in said


def test_threads_that_fill_the_memory_are_named(memory):
    memory(memory_of(TOWN, 50).of_threads)
    assert "lower --workers" in refusal(refuse_beyond_memory, TOWN, 50)


def test_a_series_that_does_not_fit_on_the_disk_is_refused_with_every_way_to_make_it_smaller(disk, tmp_path):
    disk(series_bytes(MANY) // 10)
    said = refusal(refuse_beyond_disk, MANY, series=tmp_path / "all.csv")
    assert said.startswith(f"--series-out {tmp_path / 'all.csv'}: about ")
    ways = ("--replications (study.replications) to 100000", "study.series_step", ".gz")
    assert all(way in said for way in ways)
    refuse_beyond_disk(replace(MANY, replications=100_000), series=tmp_path / "all.csv")


def test_a_compressed_series_takes_less_and_is_not_told_to_be_compressed(disk, tmp_path):
    disk(series_bytes(MANY, compressed=True))
    refuse_beyond_disk(MANY, series=tmp_path / "all.csv.gz")
    disk(series_bytes(MANY, compressed=True) // 2)
    assert "let the name" not in refusal(refuse_beyond_disk, MANY, series=tmp_path / "all.csv.gz")


def test_a_folder_that_does_not_fit_is_refused(disk, tmp_path):
    disk(folder_bytes(MANY) + blocks_bytes(MANY) - 1)
    assert refusal(refuse_beyond_disk, MANY, folder=tmp_path / "new" / "out").startswith("--out ")
    disk(folder_bytes(replace(MANY, replications=0)))
    assert "choose another disk" in refusal(refuse_beyond_disk, MANY, folder=tmp_path)


def test_blocks_that_are_there_need_no_more_room(disk, tmp_path):
    disk(folder_bytes(MANY) + blocks_bytes(MANY) - 1)
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "some.npy").write_bytes(b"0")
    refuse_beyond_disk(MANY, folder=tmp_path)


def test_files_on_one_disk_share_its_room(disk, tmp_path):
    disk(series_bytes(MANY) + folder_bytes(MANY) + blocks_bytes(MANY) - 1)
    refuse_beyond_disk(MANY, series=tmp_path / "all.csv")
    refuse_beyond_disk(MANY, folder=tmp_path / "out")
    said = refusal(refuse_beyond_disk, MANY, folder=tmp_path / "out", series=tmp_path / "all.csv")
    assert said.startswith(f"--out {tmp_path / 'out'} and --series-out ")


def test_what_goes_to_a_device_takes_no_room(disk):
    disk(0)
    refuse_beyond_disk(MANY, series=Path(os.devnull))
    refuse_beyond_disk(MANY)
