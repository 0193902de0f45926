"""The full report of what the page shows, written by the command itself in a process of its own."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sim

MOST_KEPT = 4
"""Reports that can be opened, the newest ones."""
LONGEST_S = 900.0
"""A report that takes longer is given up [s]."""
LOOK_S = 0.25
"""How often the page is told that it goes on [s]."""
HERE = Path(sim.__file__).parents[1]
"""Where this package lies: the other process takes the same one."""
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Reports:
    """Reports by number that nobody can guess."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, bytes] = OrderedDict()

    def get(self, number: str) -> bytes | None:
        """A report as HTML; None if there is none of that number."""
        return self._pages.get(number)

    def keep(self, page: bytes) -> str:
        """Keep a report and return its number."""
        number = secrets.token_hex(8)
        self._pages[number] = page
        while len(self._pages) > MOST_KEPT:
            self._pages.popitem(last=False)
        return number

    def write(self, text: str, plans: int, is_stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """Have a report written; messages on how it goes, at the end its number or what went wrong.

        Once it is stopped, or nobody takes messages any more, its process is ended before its files are removed.

        Parameters
        ----------
        text : the scenario
        plans : how many it compares
        """
        with tempfile.TemporaryDirectory(prefix="hearthline-") as folder:
            file, out = Path(folder) / "scenario.yaml", Path(folder) / "out"
            file.write_text(text, encoding="utf-8")
            verb = ["compare", str(file)] if plans > 1 else ["run", str(file), "--plan", _only_plan(text)]
            with _ended(_begun([*verb, "--out", str(out), "--json", str(Path(folder) / "all.json"), "-q"])) as process:
                begun = time.monotonic()
                errors = None
                while errors is None:
                    errors = _waited(process)
                    seconds = time.monotonic() - begun
                    if is_stopped():
                        return
                    if seconds > LONGEST_S:
                        yield _problem(
                            f"The report was given up after {LONGEST_S:,.0f} s; hearthline compare has no limit."
                        )
                        return
                    yield {"kind": "writing", "seconds": round(seconds, 1)}
            report = out / "report.html"
            if process.returncode != 0 or not report.exists():
                last = errors.decode("utf-8", "replace").strip().replace(folder, "")[-600:]
                yield _problem(f"The report was not written: {last}")
                return
            yield {"kind": "report", "number": self.keep(report.read_bytes())}


def _begun(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """A command of this program, in a process of its own."""
    path = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sim", *words],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has ended when this is left, however it is left."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _waited(process: subprocess.Popen[bytes]) -> bytes | None:
    """What a process has said on its errors, once it has ended; None if it goes on."""
    try:
        return process.communicate(timeout=LOOK_S)[1]
    except subprocess.TimeoutExpired:
        return None


def _problem(said: str) -> dict[str, Any]:
    return {"kind": "problems", "problems": [{"key": "", "said": said}]}


def _only_plan(text: str) -> str:
    """Name of the reference, which is the only plan."""
    from sim.scenario.source import find, read_text

    node = find(read_text(text.encode(), "scenario.yaml"), ("compare", "reference"))
    return str(node.value) if node is not None else ""


def policy_of(page: bytes) -> str:
    """What a report may load: nothing but the style that it holds, known by its digest, and its pictures."""
    digests = [
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(page.decode())
    ]
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    closed = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; style-src {styles}; img-src data:; {closed}"
