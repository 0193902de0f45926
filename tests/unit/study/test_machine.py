"""What a machine has left, as systems say it."""

import os
from types import SimpleNamespace

from sim.study import machine


def system(root, available_kb, group="", **limits):
    """A made-up Linux below a folder: memory of the machine, and limits of control groups by their path."""
    groups = root / "sys" / "fs" / "cgroup"
    (root / "proc" / "self").mkdir(parents=True)
    groups.mkdir(parents=True)
    (root / "proc" / "meminfo").write_text(f"MemTotal: 99 kB\nMemAvailable:   {available_kb} kB\n")
    (root / "proc" / "self" / "cgroup").write_text(f"1:cpu:/old\n0::/{group}\n")
    for name, (limit, used, kept) in limits.items():
        place = groups / name.replace("__", "/")
        place.mkdir(parents=True, exist_ok=True)
        (place / "memory.max").write_text(f"{limit}\n")
        (place / "memory.current").write_text(f"{used}\n")
        (place / "memory.stat").write_text(f"anon 7\ninactive_file {kept}\n")
    return root


def test_linux_says_what_programs_can_still_have(tmp_path):
    assert machine.free_memory(system(tmp_path, 1000)) == 1_024_000


def test_the_narrowest_limit_around_a_program_counts(tmp_path):
    root = system(tmp_path, 10**6, "batch/job", batch=(5000, 1000, 300), batch__job=("max", 700, 0), other=(1, 0, 0))
    assert machine.free_memory(root) == 5000 - 1000 + 300


def test_a_group_that_is_full_leaves_nothing(tmp_path):
    root = system(tmp_path, 10**6, "job", job=(5000, 6000, 0))
    assert machine.free_memory(root) == 0


def test_a_system_that_says_nothing_of_what_is_left_has_its_built_in_memory_or_none_that_is_known(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 100}.__getitem__, raising=False)
    assert machine.free_memory(tmp_path) == 409_600
    monkeypatch.delattr(os, "sysconf")
    assert machine.free_memory(tmp_path) is None


def test_a_file_that_is_written_again_frees_its_room(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    (tmp_path / "old.csv").write_bytes(b"x" * 10)
    assert machine.free_disk(tmp_path / "old.csv") == 1010
    assert machine.free_disk(tmp_path / "not" / "yet" / "there") == 1000
    assert machine.disk_of(tmp_path / "not" / "yet") == tmp_path.stat().st_dev
