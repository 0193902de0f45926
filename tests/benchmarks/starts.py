"""From nothing to the first answer: with an empty cache, with a full one, and for `--help`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.measure import Child, children, of_children, run_child
from tests.benchmarks.tables import Table

FOR_A_STUDY = ("-c", "from sim.study.warm import sized, warm_up; warm_up(sized('city'))")
TINY = ("-m", "sim", "run", "scenarios/tiny.yaml")


def tables(quick: bool) -> list[Table]:
    """Seconds of cold and warm starts."""
    cold_rounds, warm_rounds = (1, 3) if quick else (3, 7)
    cold: list[Child] = []
    for _ in range(cold_rounds):
        with tempfile.TemporaryDirectory() as cache:
            cold.append(run_child(FOR_A_STUDY, HEARTHLINE_CACHE=cache, HEARTHLINE_JIT="on"))
            if len(cold) == cold_rounds:
                warm = _warm(cache, warm_rounds)
    rows = [
        _row("compile what a study of a city needs into an empty cache", cold),
        *(_row(name, runs) for name, runs in warm.items()),
    ]
    return [
        Table(
            "Starts",
            ("", "wall [s]", "CPU [s]", "peak [MB]"),
            tuple(rows),
            (f"Processes of their own; {cold_rounds} cold and {warm_rounds} interleaved warm starts.",),
        )
    ]


def _warm(cache: str, rounds: int) -> dict[str, list[Child]]:
    empty = Path(cache) / "empty"
    empty.mkdir()
    return children(
        {
            "nothing: python -c pass": lambda: run_child(("-c", "pass")),
            "hearthline --help": lambda: run_child(("-m", "sim", "--help"), HEARTHLINE_CACHE=cache),
            "run tiny.yaml, compiled code in the cache": lambda: run_child(TINY, HEARTHLINE_CACHE=cache),
            "run tiny.yaml, empty cache (runs uncompiled)": lambda: run_child(
                TINY, HEARTHLINE_CACHE=str(empty), HEARTHLINE_JIT="auto"
            ),
        },
        rounds,
    )


def _row(name: str, runs: list[Child]) -> tuple[str, ...]:
    return (
        name,
        of_children(runs, "wall_s").text(2),
        of_children(runs, "cpu_s").text(2),
        of_children(runs, "peak_mb").text(0),
    )
