"""Two threads against one, on the same blocks of replications."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sim.study.part import stretches
from sim.study.run import run_block
from tests.benchmarks.measure import QUIET, Round, Spread, interleaved, ratio, wall_s
from tests.benchmarks.reference import job
from tests.benchmarks.tables import Table


def study(workers: int, replications: int) -> None:
    """The reference job, as `sim.study.run.run_study` runs it, without the set-up."""
    design = job().design
    with ThreadPoolExecutor(workers) as executor:
        list(executor.map(lambda part: run_block(design, part), stretches(list(range(replications)), 10)))


def tables(quick: bool) -> list[Table]:
    """Scaling over two threads."""
    replications, rounds = (20, 3) if quick else (60, 9)
    found = interleaved({"1": lambda: study(1, replications), "2": lambda: study(2, replications)}, rounds)
    quiet = [pair for pair in zip(found["1"], found["2"], strict=True) if max(pair[0].others, pair[1].others) < QUIET]
    rows = [_row(f"all {rounds} rounds", found["1"], found["2"])]
    if quiet and len(quiet) < rounds:
        ones, twos = zip(*quiet, strict=True)
        rows.append(_row(f"the {len(quiet)} rounds that others left alone", ones, twos))
    others = Spread(tuple(one.others for one in (*found["1"], *found["2"])))
    return [
        Table(
            "Two threads against one",
            ("", "one [s]", "two [s]", "one / two", "CPU of two / one"),
            tuple(rows),
            (
                f"Wall time of {replications} worlds x {len(job().design.runs)} runs in blocks of 10, interleaved.",
                f"Meanwhile others kept {others.text(2)} processors busy; that lowers the ratio of two threads only.",
                "The last column is above 1 if two threads hinder each other in caches and memory.",
            ),
        )
    ]


def _row(name: str, one: list[Round] | tuple[Round, ...], two: list[Round] | tuple[Round, ...]) -> tuple[str, ...]:
    return (
        name,
        wall_s(one).text(2),
        wall_s(two).text(2),
        ratio(one, two, of="wall_s").text(2),
        ratio(two, one).text(2),
    )
