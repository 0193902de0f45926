"""Studies on disks that are full, and under limits for the size of files: ``python -m tests.faults.disk N``.

N disks of random size (where this may be mounted) and N limits of random size. A study must end with 6 and say what to
do, or with 0 and the right results; and with room again `resume` must end it with the right results.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.study import limits
from tests.faults.studies import TINY, content, here

REPLICATIONS = 192


def study(folder):
    return ["compare", TINY, "-n", REPLICATIONS, "--out", folder, "--workers", 1, "-q"]


@contextmanager
def small_disk(place, size):
    """A disk of so many bytes; with room again when it is told so."""
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    subprocess.run(mounted, check=True)
    try:
        yield lambda: subprocess.run(["mount", "-o", "remount,size=1g", str(place)], check=True)
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def size_limit(place, size):
    """No file may be larger than so many bytes; until it is told that it may."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def can_mount():
    """True where a small disk can be had."""
    with tempfile.TemporaryDirectory() as place:
        try:
            with small_disk(place, 100_000):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


def outcome(narrow, place, size, whole):
    """What becomes of a study with too little room."""
    folder = place / "study"
    with narrow(place, size) as widen:
        code, said = here(*study(folder))
        right = content(folder) == whole if code == 0 else None
        widen()
        if right is not None:
            return ("fitted" if right else "FALSE SUCCESS"), said
        if code != 6 or "Traceback" in said or str(place) not in said:
            return "BUG", f"{code}: {said}"
        begun = (folder / "request.json").is_file()
        again, told = here(*(["resume", folder, "--workers", 1, "-q"] if begun else study(folder)))
        is_right = again == 0 and content(folder) == whole
        return ("refused, then resumed" if is_right else "NOT RESUMED"), said + told


def devices(found):
    """Results that are written to a device that is always full."""
    for option in ("--json", "--series-out"):
        code, said = here("compare", TINY, "-n", 3, option, "/dev/full", "--workers", 1, "-q")
        found["refused" if code == 6 and "/dev/full" in said and "Traceback" not in said else "BUG"] += 1
    command = [sys.executable, "-m", "sim", "describe", "metrics"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=TINY.parents[1])
    found["refused" if done.returncode == 6 and "Traceback" not in done.stderr else "BUG"] += 1


def main(count: int, seed: int = 1) -> Counter[str]:
    """So many disks and so many limits; what became of the studies."""
    chance, found = random.Random(seed), Counter[str]()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as temporary:
        patch.setattr(limits, "free_disk", lambda place: 10**12)  # otherwise most would be refused before they start
        calm = Path(temporary) / "calm"
        assert here(*study(calm))[0] == 0
        whole = content(calm)
        size = sum(file.stat().st_size for file in calm.rglob("*") if file.is_file())
        largest = max(file.stat().st_size for file in calm.rglob("*") if file.is_file())
        kinds = [(size_limit, largest)] + ([(small_disk, size)] if can_mount() else [])
        for narrow, enough in kinds:
            for number in range(count):
                with tempfile.TemporaryDirectory(dir=temporary) as place:
                    became, said = outcome(narrow, Path(place), int(1.2 * enough * chance.random() ** 2), whole)
                found[f"{narrow.__name__}: {became}"] += 1
                if became.isupper():
                    print(f"{narrow.__name__} {number}: {became}; it said: {said}", flush=True)
        devices(found)
    print(dict(sorted(found.items())))
    return found


def wrong(found):
    """How many went wrong."""
    return sum(count for name, count in found.items() if name.rpartition(": ")[2].isupper())


if __name__ == "__main__":
    sys.exit(bool(wrong(main(int(sys.argv[1]), *map(int, sys.argv[2:])))))
