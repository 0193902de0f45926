"""Runs without the compiler in which a negative index of an array is an error: compiled code reads none.

python -m tests.clocks.strict 3 40     scenarios 3 to 39, with the digests of their final states
"""

import operator
import sys
from typing import Any

import numpy as np

from sim import kernel
from sim.clock.compiled import run_until
from sim.model.notices import LATEST_MIN
from sim.model.words import Status
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import begun, digest_of


class Strict(np.ndarray):
    """An array without negative indices."""

    def __getitem__(self, index: Any) -> Any:
        refuse_negative(index)
        return super().__getitem__(index)

    def __setitem__(self, index: Any, value: Any) -> None:
        refuse_negative(index)
        super().__setitem__(index, value)


def refuse_negative(index: Any) -> None:
    """Raise for a number, or a tuple with a number, below 0."""
    for place in index if isinstance(index, tuple) else (index,):
        if not isinstance(place, slice) and operator.index(place) < 0:
            raise IndexError(f"a kernel uses index {index}")


def be_strict() -> None:
    """Let records that are opened from now on have strict arrays and strict tables."""
    assert not kernel.COMPILED
    plain = kernel.OpenRecord.__init__

    def opened(record: kernel.OpenRecord, array: np.ndarray[Any, Any]) -> None:
        plain(record, array)
        for name, value in record.__dict__.items():
            if isinstance(value, kernel.OpenTable):
                value.rows = value.rows.view(Strict)
                value.columns = {column: values.view(Strict) for column, values in value.columns.items()}
            else:
                record.__dict__[name] = value.view(Strict)

    kernel.OpenRecord.__init__ = opened  # type: ignore[method-assign]  # meant: this process is for nothing else


def main() -> None:
    """Run scenarios to their end, with a stop on the way, count what came of them, and tell how they ended."""
    be_strict()
    for number in range(*map(int, sys.argv[1:])):
        run = begun(scenario_of(number))
        heap = np.zeros(run.of("outbox").size, np.int64).view(Strict)
        for until in (run.scenario.horizon.length // 2, LATEST_MIN):
            assert run_until(run.params, run.world, run.state, heap, until) == Status.FINE
        run.outcome()
        print(number, digest_of(run), flush=True)


if __name__ == "__main__":
    main()
