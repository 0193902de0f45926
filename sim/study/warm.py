"""Compiling the model for this machine: once for a size class, on all processors, into the cache of later starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim import kernel
from sim.clock.compiled import run_until
from sim.errors import StorageError
from sim.kernel_cache import lasting_folder
from sim.model.begin import begin_in, spans_of
from sim.model.foresight import foresee
from sim.model.going_on import go_on_in
from sim.model.planned import plan_aid
from sim.model.record import state_dtype
from sim.model.rules import bring_in, finish_in, happen_in
from sim.model.settle import settle_in
from sim.model.setup.record import params_dtype
from sim.model.tally import OUTCOME, keep_days, keep_rows, tally
from sim.world.draw import draw
from sim.world.quantiles import quantiles_of
from sim.world.record import chance_dtype, new, world_dtype
from sim.world.sizes import SIZES, Size

HERE = Path(__file__).parents[2]
"""Where this package lies: the other process must compile the same sources."""

LOOK_S = 0.1
"""How often it is looked whether other processes have ended [s]."""
USUAL_S = 20
"""How long compiling for a size class usually takes on two free processors [s]."""

Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""An entry and arguments of the types that a study calls it with."""


def warm_up(size: Size) -> None:
    """Compile all that a study of a size class needs, unless that was done before or nothing is compiled here.

    One part is left to a second process, which hands it over in the cache; without a lasting cache, or if that process
    fails, this one does it all.
    """
    if not kernel.COMPILED or kernel.is_warm(size.name):
        return
    other = _left_to_another("rest", size)
    try:
        compile_part("run", size)
        is_done = other is not None and other.wait() == 0
    except BaseException:
        if other is not None:
            other.kill()
        raise
    if not is_done:
        compile_part("rest", size)
    kernel.mark_warm(size.name)


def warm_up_all() -> None:
    """Compile all that any command needs, for every size class, on all processors, unless that was done before.

    Raises
    ------
    StorageError
        If no later start would find what is compiled.
    """
    if not kernel.COMPILED or kernel.is_warm(kernel.EVERYTHING):
        return
    if not kernel.keeps_what_it_compiles():
        raise StorageError(
            f"what is compiled cannot be kept: the folder {lasting_folder()} cannot be written, or others may write "
            "there; name one of your own in HEARTHLINE_CACHE"
        )
    wanted = [(part, size) for size in SIZES for part in PARTS if part == "traced" or not kernel.is_warm(size.name)]
    for part, size in _missing_after(wanted):
        compile_part(part, size)
    for mark in (*(size.name for size in SIZES), kernel.EVERYTHING):
        kernel.mark_warm(mark)


def _missing_after(wanted: Sequence[tuple[str, Size]]) -> list[tuple[str, Size]]:
    """Compile parts in processes of their own, one per processor at a time; which of them have not been."""
    waiting, missing = deque(wanted), list[tuple[str, Size]]()
    running: dict[tuple[str, Size], subprocess.Popen[bytes] | None] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                part, size = waiting.popleft()
                running[part, size] = _left_to_another(part, size)
            for one, process in list(running.items()):
                if process is None or process.poll() is not None:
                    missing += [one] if process is None or process.returncode else []
                    del running[one]
            time.sleep(LOOK_S)
    except BaseException:
        for process in running.values():
            if process is not None:
                process.kill()
        raise
    return missing


def warm_up_elsewhere(size: Size) -> subprocess.Popen[bytes] | None:
    """A process that compiles all that a study of a size class needs, so that this one can go on meanwhile.

    It ends with the thread that has started it at the latest.

    Returns
    -------
    Popen or None
        None if it could not hand over what it compiles.
    """
    return _beside(f"from sim.study.warm import sized, warm_up; warm_up(sized({size.name!r}))")


def sized(name: str) -> Size:
    """A size class by its name."""
    return next(size for size in SIZES if size.name == name)


def _left_to_another(part: str, size: Size) -> subprocess.Popen[bytes] | None:
    """A process that compiles one part; None if it could not hand over what it compiles."""
    return _beside(f"from sim.study.warm import compile_part, sized; compile_part({part!r}, sized({size.name!r}))")


def _beside(call: str) -> subprocess.Popen[bytes] | None:
    """A process that compiles something beside this one; None if it could not hand over what it compiles."""
    if not kernel.keeps_what_it_compiles():
        return None
    code = f"from sim.study.pools.dying import die_with; die_with({os.getpid()}); {call}"
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", code],  # nothing in the present folder is taken for a package
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def compile_part(part: str, size: Size) -> None:
    """Compile the entries of one of the `PARTS`."""
    for entry, arguments in PARTS[part](size):
        kernel.compile_for(entry, *arguments)


def _run(size: Size) -> Iterator[Call]:
    params, world, state = new(params_dtype(size)), new(world_dtype(size)), new(state_dtype(size))
    yield run_until, (params, world, state, np.zeros(1, np.int64), 0)


def _rest(size: Size) -> Iterator[Call]:
    params, world, state = new(params_dtype(size)), new(world_dtype(size)), new(state_dtype(size))
    table = np.zeros((1, 3))
    yield draw, (new(chance_dtype(size)), world, np.uint64(0), np.uint64(0), 0)
    yield settle_in, (params, params.view(np.float64), table, world)
    yield foresee, (params, world)
    yield plan_aid, (params, world, state)
    yield begin_in, (params, world, state, state.view(np.int64), spans_of(state.dtype))
    yield quantiles_of, (table[0], table[0], table[0])
    yield tally, (params, world, state, np.zeros(1, OUTCOME), 0)
    yield keep_days, (state, np.zeros((1, 1, 1), np.float32), 0, 1)
    yield keep_rows, (state, np.zeros((1, 1, 1), np.int32), 0, 0)


def _traced(size: Size) -> Iterator[Call]:
    params, world, state = new(params_dtype(size)), new(world_dtype(size)), new(state_dtype(size))
    yield happen_in, (params, world, state, 0)
    yield finish_in, (params, world, state)
    yield bring_in, (params, world, state, 0, 0, 0)
    yield go_on_in, (params, world, state, params, state, 0)


PARTS: Mapping[str, Callable[[Size], Iterator[Call]]] = {"run": _run, "rest": _rest, "traced": _traced}
"""Entries that are compiled one after the other: two parts for studies, one for traced runs, about equally long."""
