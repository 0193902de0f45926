"""The folder of compiled kernels is ours alone, and its files are believed only when their seal holds."""

import os
import pickle
import stat
import time
from pathlib import Path

import pytest

from sim import kernel_cache
from sim.kernel_cache import SealedFile, is_ours_alone, lasting_folder, own_folder

posix_only = pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes of files are POSIX's")


@pytest.fixture
def base(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTHLINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_folder_is_made_for_us_alone(base):
    folder = own_folder()
    assert folder == lasting_folder()
    assert folder.is_relative_to(base)
    if hasattr(os, "getuid"):
        assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


@posix_only
@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
@pytest.mark.parametrize("place", ["leaf", "parent"])
def test_a_folder_that_others_may_write_to_is_refused(base, mode, place):
    folder = own_folder()
    (folder if place == "leaf" else folder.parent).chmod(mode)
    assert not is_ours_alone(folder)
    assert own_folder() != folder


@posix_only
def test_a_folder_further_up_that_everybody_may_write_to_is_refused_unless_sticky(base):
    folder = own_folder()
    base.chmod(0o777)
    assert not is_ours_alone(folder)
    base.chmod(0o1777)
    assert is_ours_alone(folder)


@posix_only
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_folder_of_another_user_is_refused_at_any_height(base, monkeypatch, depth):
    folder = own_folder()
    foreign = [folder, *folder.parents][depth]
    seen = Path.lstat

    def lstat(path):
        found = list(seen(path))
        found[4] += 4711 if path == foreign else 0
        return os.stat_result(found)

    monkeypatch.setattr(Path, "lstat", lstat)
    assert not is_ours_alone(folder)


@posix_only
def test_a_link_in_place_of_the_folder_is_refused(base, tmp_path):
    folder = own_folder()
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert own_folder() != folder


def test_without_any_writable_folder_nothing_is_kept(monkeypatch):
    def refuse(**_):
        raise PermissionError

    monkeypatch.setenv("HEARTHLINE_CACHE", os.devnull)
    monkeypatch.setattr(kernel_cache.tempfile, "mkdtemp", refuse)
    assert own_folder() is None


def test_code_of_other_sources_is_dropped_after_a_month_and_not_before(base):
    kernels = base / "kernels"
    for name, days in (("old", 31), ("recent", 29)):
        (kernels / name).mkdir(parents=True)
        then = time.time() - days * 24 * 3600
        os.utime(kernels / name, (then, then))
    kernels.chmod(0o700)
    own_folder()
    assert {found.name for found in kernels.iterdir()} == {"recent", lasting_folder().name}


class Shelf:
    """Stands in for numba's cache file: entries in memory, with the ways of failing that a real one has."""

    def __init__(self):
        self.entries = {}
        self.broken = False
        self.full = False

    def load(self, key):
        if self.broken:
            raise pickle.UnpicklingError("pickle data was truncated")
        return self.entries.get(key)

    def save(self, key, entry):
        if self.full:
            raise OSError("no space left on device")
        if self.broken:
            raise EOFError("ran out of input")
        self.entries[key] = entry

    def flush(self):
        self.entries, self.broken = {}, False

    @staticmethod
    def _dump(entry):
        return pickle.dumps(entry)


def test_what_was_saved_is_found_under_its_key_only():
    file = SealedFile(Shelf())
    file.save("int", [1, 2])
    assert file.load("int") == [1, 2]
    assert file.load("float") is None


def test_an_entry_that_another_process_wrote_for_another_key_is_not_taken():
    shelf = Shelf()
    file = SealedFile(shelf)
    file.save("int", "code for int")
    shelf.entries["float"] = shelf.entries["int"]
    assert file.load("float") is None


def test_a_flipped_entry_is_not_taken():
    shelf = Shelf()
    file = SealedFile(shelf)
    file.save("int", "code")
    seal, payload = shelf.entries["int"]
    shelf.entries["int"] = (seal, payload[:-3] + b"?" + payload[-2:])
    assert file.load("int") is None


@pytest.mark.parametrize("strange", [3, "abc", (1, 2, 3), (None, None)])
def test_an_entry_of_strange_shape_is_not_taken(strange):
    shelf = Shelf()
    shelf.entries["int"] = strange
    assert SealedFile(shelf).load("int") is None


@pytest.mark.parametrize("first", ["load", "save"])
def test_a_damaged_index_is_begun_anew(first):
    shelf = Shelf()
    file = SealedFile(shelf)
    shelf.broken = True
    if first == "load":
        assert file.load("int") is None
    file.save("int", "code")
    assert file.load("int") == "code"


def test_a_full_disk_keeps_nothing_and_fails_nothing():
    shelf = Shelf()
    shelf.full = True
    file = SealedFile(shelf)
    file.save("int", "code")
    assert file.load("int") is None
