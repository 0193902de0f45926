"""What works on this machine: versions, the compiler, the folder of compiled code."""

from __future__ import annotations

import os
from importlib import util

from sim import kernel
from sim.kernel_cache import lasting_folder
from sim.present.verbs import versions


def findings() -> str:
    """One line per finding."""
    lines = [f"{package:<12}{version}" for package, version in versions().items()]
    lines += [f"{'processors':<12}{os.cpu_count() or 1}", f"{'compiler':<12}{_compiler()}"]
    return "".join(f"{line}\n" for line in lines)


def _compiler() -> str:
    wish = kernel.wish()
    if util.find_spec("numba") is None:
        return "none: numba is not installed; the same results, 90 to 500 times slower"
    if wish == "off":
        return "off, as HEARTHLINE_JIT or NUMBA_DISABLE_JIT says"
    return f"{_state()}\n{'cache':<12}{lasting_folder()}"


def _state() -> str:
    if kernel.is_warm(kernel.EVERYTHING):
        return "compiled"
    if kernel.is_warm():
        return "compiled for studies of a city; `hearthline doctor --warm` compiles the rest"
    return "not compiled yet; `hearthline doctor --warm` does it now"
