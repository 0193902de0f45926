"""Changes put in on purpose: one event, a parameter by a thousandth, two events at a tie, a seed, a baseline's file."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim.analysis.check.baseline import UnsoundBaselineError, read_baseline
from sim.analysis.check.ladder import hold
from sim.model.words import Event
from sim.study.run import Workspace
from tests.drift.cases import CASES, TOWN, WINTER, Case, baseline_of, held, store, worst

A_THOUSANDTH = 1.001
STUDY = Case("Kyiv winter, whole", "kyiv-winter-2026", None, 5, 64)
"""A study of some million events."""


@contextmanager
def changed(change) -> Iterator[None]:
    """Worlds and parameters with a change in them: `change(space, replication)` before each replication."""
    prepare = Workspace.prepare

    def with_change(self, design, replication):
        wrong = prepare(self, design, replication)
        change(self, replication)
        return wrong

    Workspace.prepare = with_change
    try:
        yield
    finally:
        Workspace.prepare = prepare


def one_wave_later(number: int):
    """In one replication one wave comes a minute later."""

    def change(space, replication):
        if replication == number:
            space.world["wave_min"][0, 0] += 1

    return change


def field_by_a_thousandth(name: str):
    """A parameter is larger by a thousandth, in all plans and worlds, whether a world settles it or not."""
    raised: dict[int, np.ndarray] = {}

    def change(space, _):
        for params in space.params.values():
            if not np.array_equal(params[name], raised.get(id(params))):
                params[name] = params[name] * A_THOUSANDTH
                raised[id(params)] = params[name].copy()

    return change


def numbers_of(case: Case) -> list[str]:
    """Parameters that are real numbers and not all 0 in a case."""
    found: list[str] = []

    def look(space, _):
        params = next(iter(space.params.values()))
        names = [name for name in params.dtype.names if params.dtype[name].base == np.float64]
        found.extend(name for name in names if np.any(params[name] != 0.0) and np.all(np.isfinite(params[name])))

    with changed(look):
        Case(case.name, case.file, case.days, 1, 1).taken()
    return list(dict.fromkeys(found))


def parameters_not_found(folder: Path, case: Case) -> tuple[list[str], list[str]]:
    """All parameters of a case that are real numbers, and those of which a thousandth more was not found."""
    names = numbers_of(case)
    missed = []
    for name in names:
        with changed(field_by_a_thousandth(name)):
            if worst(held(folder, case)) == "identical":
                missed.append(name)
    return names, missed


def swapped_ties(folder: Path) -> dict[str, str]:
    """Neighbours in the order of events within a minute, swapped -> where that was found; empty if nowhere."""
    found = {}
    for first, second in zip(list(Event)[1:-1], list(Event)[2:], strict=True):
        code = f"from tests.drift.ties import swap; swap({first.name!r}, {second.name!r}, {str(folder)!r})"
        ended = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"HEARTHLINE_JIT": "off"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
        )
        where = ended.stdout.strip() if ended.returncode == 0 else f"stops: {ended.stderr.strip().splitlines()[-1]}"
        found[f"{first.name.lower()} and {second.name.lower()}"] = where
    return found


def edits_not_found(file: Path, count: int, seed: int = 1) -> int:
    """How many of some edits of one digit in a baseline are not found."""
    text, luck, missed = file.read_text("ascii"), random.Random(seed), 0
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    for place in luck.sample(digits, count):
        other = luck.choice([digit for digit in "0123456789" if digit != text[place]])
        file.write_text(text[:place] + other + text[place + 1 :], "ascii")
        try:
            read_baseline(file)
        except UnsoundBaselineError:
            continue
        missed += 1
    file.write_text(text, "ascii")
    return missed


def report(reruns: int) -> Iterator[str]:
    """All of it, line by line."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for case in CASES[: CASES.index(WINTER) + 1]:
            store(folder, case)
        alarms = sum(
            worst(held(folder, TOWN, TOWN.taken(workers=1 + number % 3))) != "identical" for number in range(reruns)
        )
        yield f"reruns without a change: {alarms} false alarms in {reruns}"
        yield f"another seed: {worst(held(folder, TOWN, TOWN.taken(seed=2)))}"
        yield f"one digit of a baseline: {edits_not_found(folder / f'{TOWN.name}.json', 200)} of 200 not found"
        store(folder, STUDY)
        names, missed = parameters_not_found(folder, STUDY)
        told = f", not found: {', '.join(missed)}" if missed else ""
        yield f"a parameter by 0.1 %, {STUDY.name}: {len(names) - len(missed)} of {len(names)} found{told}"
        for pair, where in swapped_ties(folder).items():
            yield f"swapped at a tie, {pair}: {where or 'not found'}"
    stored = STUDY.taken(workers=2)
    lines_of_one = sum(len(day) for days in stored.journal.values() for day in days[0])
    with changed(one_wave_later(40)):
        found = hold(baseline_of(stored), STUDY.taken(workers=2))
    events = lines_of_one * STUDY.replications / 1e6
    yield f"one wave a minute later in one replication of 64, about {events:.1f} million events: {worst(found)}"
