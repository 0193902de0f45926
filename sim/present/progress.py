"""How far a study is: a bar with the time left on a terminal, a line every few seconds anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from sim.present.verbs import Progress

EVERY_S = 5.0
"""Time between lines where there is no terminal [s]."""


@contextmanager
def shown_on(console: Console) -> Iterator[Progress]:
    """A function to be told how many replications of how many are done.

    Parameters
    ----------
    console : where people look, standard error in the command
    """
    if not console.is_terminal:
        yield in_lines(lambda line: console.print(line, markup=False, highlight=False))
        return
    from rich import progress as bars

    columns = (bars.BarColumn(), bars.MofNCompleteColumn(), bars.TimeElapsedColumn(), "left:")
    with bars.Progress(*columns, bars.TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("replications", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def in_lines(say: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> Progress:
    """Tell by a line at most every few seconds, none for a job that is over before.

    The time left is judged from the first call on: what came before may have been compiling.

    Parameters
    ----------
    say : takes a line
    now : a clock [s]
    """
    last = now()
    first: tuple[float, int] | None = None

    def progress(done: int, total: int) -> None:
        nonlocal first, last
        present = now()
        first = first or (present, done)
        if present - last >= EVERY_S and done < total:
            last = present
            since, before = first
            left = (present - since) * (total - done) / max(1, done - before)
            say(f"{done:,} of {total:,} replications" + (f", about {left:.0f} s left" if done > before else ""))

    return progress
