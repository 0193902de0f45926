"""Studies in processes of their own, and what is compared of the folders that they leave."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from sim.cli import answer
from sim.present import files

ROOT = Path(__file__).parents[2]
TINY = ROOT / "scenarios" / "tiny.yaml"
NEVER_COMPARED = ("lock", "log.jsonl", "provenance.json", "request.json")


def begun(*arguments, flush_s=0.0, **environment):
    """The command in a process group of its own, its messages in a file."""
    said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - read when the process has ended
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.child", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"FAULTS_FLUSH_S": str(flush_s), "COLUMNS": "200"} | environment,
        stdout=subprocess.DEVNULL,
        stderr=said,
        start_new_session=True,
    )
    process.said = said
    return process


def ended(process, timeout=600):
    """Exit code and messages of a command."""
    code = process.wait(timeout)
    with process.said as said:
        said.seek(0)
        return code, said.read()


def done(*arguments, **more):
    """Exit code and messages of a command that runs to its end."""
    return ended(begun(*arguments, **more))


def alive(group):
    """Processes of a group that are not only waiting to be buried."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            try:
                state, _, number = (place / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(number) == group and state != "Z":
                found.append(int(place.name))
    return found


def content(folder):
    """Digest of every file that decides or holds a result."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in NEVER_COMPARED and "aside" not in file.parts
    }


def blocks(folder):
    """The committed blocks, each with the file that it is: one that was written again is another."""
    return {
        file.relative_to(folder).as_posix(): (file.stat().st_ino, file.stat().st_mtime_ns)
        for file in folder.rglob("blocks/*.npy")
    }


def here(*arguments):
    """Exit code and messages of the command within this process, without figures: the fast way to many studies."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()), redirect_stderr(said):
        patch.setattr(files, "figures_of", lambda result: iter(()))
        code = answer([str(argument) for argument in arguments])
    return code, said.getvalue()
