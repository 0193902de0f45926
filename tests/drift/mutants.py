"""Mutants of the model, each against what the model gave before the change."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drift.cases import CASES, store
from tests.drift.mutate import Mutant, drawn

ROOT = Path(__file__).parents[2]
LONGEST_S = 150
"""A mutant that works longer makes no progress any more, which nobody overlooks [s of a processor]."""
PLAIN = {"HEARTHLINE_JIT": "off", "PYTHONDONTWRITEBYTECODE": "1", "CI": ""}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of a mutant.

    Parameters
    ----------
    verdict : the worst of the first case in which anything differs; `identical` if none does
    """

    mutant: Mutant
    verdict: str
    case: str


def outcomes(count: int, seed: int, workers: int) -> list[Outcome]:
    """Mutants drawn by a seed, and what was found of each; the model without a change must be found the same.

    Raises
    ------
    RuntimeError
        If anything is found where nothing was changed: then no other verdict says anything.
    """
    with TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as executor:
        for case in CASES:
            store(Path(folder), case)
        verdict, where = _judged(None, Path(folder))
        if verdict != "identical":
            raise RuntimeError(f"without a change: {verdict} {where}")
        return list(executor.map(lambda mutant: _outcome(mutant, Path(folder)), drawn(count, seed)))


def _outcome(mutant: Mutant, stored: Path) -> Outcome:
    verdict, where = _judged(mutant, stored)
    print(f"{mutant.module}:{mutant.line} {mutant.what}: {verdict} {where}", file=sys.stderr, flush=True)
    return Outcome(mutant, verdict, where)


def _judged(mutant: Mutant | None, stored: Path) -> tuple[str, str]:
    """The verdict on a mutant, and the case or the error in which it shows."""
    with TemporaryDirectory() as folder:
        package = Path(folder) / "sim"
        shutil.copytree(ROOT / "sim", package)
        for name in ("tests", "scenarios"):
            (Path(folder) / name).symlink_to(ROOT / name)
        if mutant is not None:
            (package / "model" / f"{mutant.module}.py").write_text(mutant.source(), "utf-8")
        found = subprocess.run(
            [sys.executable, "-m", "tests.drift.one", str(stored)],
            cwd=folder,
            env=os.environ | PLAIN | {"PYTHONPATH": folder},
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S)),
        )
    if found.returncode < 0:
        return "no end", ""
    if found.returncode:
        return "stops", found.stderr.strip().splitlines()[-1][:90]
    said = json.loads(found.stdout)
    return said["verdict"], said["case"]


def table(found: list[Outcome]) -> str:
    """What was found, counted, and those of which nothing was."""
    survivors = [one for one in found if one.verdict == "identical"]
    detected = len(found) - len(survivors)
    lines = [f"{detected} of {len(found)} mutants detected ({100 * detected / len(found):.0f} %)", ""]
    lines += ["| verdict | mutants |", "|---|---|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in Counter(one.verdict for one in found).most_common()]
    lines += ["", "| found first in | mutants |", "|---|---|"]
    cases = Counter(one.case for one in found if one.verdict not in ("identical", "stops", "no end"))
    lines += [f"| {case} | {count} |" for case, count in cases.most_common()]
    lines += ["", "| survivor | change |", "|---|---|"]
    lines += [f"| `sim/model/{one.mutant.module}.py:{one.mutant.line}` | {one.mutant.what} |" for one in survivors]
    return "\n".join(lines)
