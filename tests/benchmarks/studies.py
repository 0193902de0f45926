"""The main job from the command to the table, and the memory it takes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.measure import Child, children, of_children, run_child
from tests.benchmarks.reference import SCENARIO, job
from tests.benchmarks.tables import Table


def compare(replications: int, *options: str) -> Child:
    """`hearthline compare` of the reference job."""
    command = ("-m", "sim", "compare", str(SCENARIO), "--replications", str(replications), "--quiet")
    return run_child((*command, *options), HEARTHLINE_JIT="on")


def compare_and_store(replications: int) -> Child:
    """The same with all files and figures."""
    with tempfile.TemporaryDirectory() as folder:
        return compare(replications, "--out", str(Path(folder) / "out"))


def end_to_end(quick: bool) -> list[Table]:
    """Seconds from the command to the table."""
    replications, rounds = (100, 1) if quick else (1000, 3)
    runs = len(job().design.runs)
    compare(1)
    found = children(
        {
            "to the table": lambda: compare(replications),
            "with --out": lambda: compare_and_store(replications),
        },
        rounds,
    )
    rows = tuple(
        (
            name,
            of_children(taken, "wall_s").text(1),
            of_children(taken, "cpu_s").text(1),
            of_children(taken, "cpu_s").times(1000.0 / replications / runs).text(2),
            of_children(taken, "peak_mb").text(0),
        )
        for name, taken in found.items()
    )
    return [
        Table(
            f"compare {SCENARIO.name} --replications {replications}: {runs} runs per world",
            ("", "wall [s]", "CPU [s]", "CPU ms per run", "peak [MB]"),
            rows,
            (f"Once compiled, all processors; {rounds} interleaved rounds.",),
        )
    ]


def memory(quick: bool) -> list[Table]:
    """Peak memory against replications."""
    counts = (20, 80) if quick else (50, 200, 800)
    compare(1)
    peaks = {count: compare(count).peak_mb for count in counts}
    design = job().design
    first, last = counts[0], counts[-1]
    runs = len(design.runs)
    slope = (peaks[last] - peaks[first]) * 1e3 / (last - first) / runs
    rows = tuple((f"{count:,}", f"{peak:,.0f}") for count, peak in peaks.items())
    return [
        Table(
            "Memory of compare against replications",
            ("replications", "peak [MB]"),
            rows,
            (
                f"A run more costs {slope:.1f} kB, of which {stored_kb():.1f} kB are its stored results.",
                f"The records of a thread take {records_mb():.0f} MB of address space whatever the replications.",
            ),
        )
    ]


def stored_kb() -> float:
    """What is kept of one run [kB]."""
    from sim.study.ensemble import empty_ensemble

    one = empty_ensemble(job().design.layout, 1)
    return (one.outcomes.nbytes + one.days.nbytes + one.rows.nbytes) / 1e3


def records_mb() -> float:
    """Room of the records of one worker [MB]."""
    from sim.study.run import Workspace

    space = Workspace(job().design)
    records = (space.chances, space.world, space.state, space.heap, *space.params.values())
    return sum(record.nbytes for record in records) / 1e6
