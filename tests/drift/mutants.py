"""Mutants of the model, each against what the model gave before the change, in a process of its own.

Without the compiler kernels are plain functions: a mutant takes the place of their code, and no module is read again.
"""

import ctypes
import importlib
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from types import FunctionType

from sim import kernel
from sim.analysis.check.baseline import Baseline
from sim.analysis.check.ladder import hold
from tests.drift.cases import CASES, baseline_of, worst
from tests.drift.mutate import Mutant, drawn

LONGEST_S = 300
"""A mutant that works longer makes no progress any more, which nobody overlooks [s of a processor]."""
STORED: dict[str, Baseline] = {}
"""Case -> what the model gave without a change; made before the processes part."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of a mutant.

    Parameters
    ----------
    verdict : the worst of the first case in which anything differs; `identical` if none does
    """

    mutant: Mutant | None
    verdict: str
    case: str


class NoEndError(BaseException):
    """A mutant goes on and on; no study takes it for the failure of a replication."""


def outcomes(count: int, seed: int, workers: int) -> list[Outcome]:
    """Mutants drawn by a seed, and what was found of each; the model without a change must be found the same.

    Raises
    ------
    RuntimeError
        If kernels are compiled, or anything is found where nothing was changed: then no verdict says anything.
    """
    if kernel.COMPILED:
        raise RuntimeError("mutants need kernels that are not compiled")
    STORED.update({case.name: baseline_of(case.taken()) for case in CASES})
    with get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        unchanged, *found = pool.imap(judged, [None, *drawn(count, seed)], chunksize=1)
    if unchanged.verdict != "identical":
        raise RuntimeError(f"without a change: {unchanged.verdict} {unchanged.case}")
    return found


def judged(mutant: Mutant | None) -> Outcome:
    """The verdict on a mutant, and the case or the error in which it shows."""
    over = threading.Event()
    threading.Thread(target=_watch, args=(over,), daemon=True).start()
    try:
        if mutant is not None:
            put_in(mutant)
        verdict, where = _first_found()
    except NoEndError:
        verdict, where = "no end", ""
    except Exception as error:
        verdict, where = "stops", f"{type(error).__name__}: {error}"[:90]
    finally:
        over.set()
    told = "without a change" if mutant is None else f"{mutant.module}:{mutant.line} {mutant.what}"
    print(f"{told}: {verdict} {where}", file=sys.stderr, flush=True)
    return Outcome(mutant, verdict, where)


def put_in(mutant: Mutant) -> None:
    """Let the functions of a module do what those of the mutant do."""
    module = importlib.import_module(f"sim.model.{mutant.module}")
    changed = dict(vars(module))
    exec(compile(mutant.source(), f"{mutant.module}, mutant", "exec"), changed)
    for name, function in vars(module).items():
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            function.__code__ = changed[name].__code__


def _watch(over: threading.Event) -> None:
    """End whatever has run for too long, in whichever thread: a study runs in one of its own (no signal reaches it)."""
    begun = time.process_time()
    while not over.wait(1.0):
        if time.process_time() - begun > LONGEST_S:
            for thread in threading.enumerate():
                if thread is not threading.current_thread():
                    end = ctypes.c_ulong(thread.ident), ctypes.py_object(NoEndError)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(*end)
            return


def _first_found() -> tuple[str, str]:
    for case in CASES:
        verdict = worst(hold(STORED[case.name], case.taken()))
        if verdict != "identical":
            return verdict, case.name
    return "identical", ""


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
