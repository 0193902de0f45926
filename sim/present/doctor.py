"""What works on this machine: versions, the compiler, the folder of compiled code."""

from __future__ import annotations

import os
from importlib import util

from sim import kernel
from sim.kernel_cache import lasting_folder
from sim.present.verbs import compare, versions
from sim.scenario.schema import Scenario


def findings() -> str:
    """One line per finding."""
    lines = [f"{package:<12}{version}" for package, version in versions().items()]
    lines += [f"{'processors':<12}{os.cpu_count() or 1}", f"{'compiler':<12}{_compiler()}"]
    return "".join(f"{line}\n" for line in lines)


def _compiler() -> str:
    wish = os.environ.get("HEARTHLINE_JIT", "auto")
    if util.find_spec("numba") is None:
        return "none: numba is not installed; the same results, about fifty times slower"
    if wish == "off":
        return "off, as HEARTHLINE_JIT says"
    state = "compiled" if kernel.is_warm() else "not compiled yet; `hearthline doctor --warm` does it now"
    return f"{state}\n{'cache':<12}{lasting_folder()}"


def compile_everything() -> None:
    """Run the smallest comparison, so that all that a study needs is in the cache."""
    plans = {name: _smallest(every) for name, every in (("daily", "1 d"), ("weekly", "7 d"))}
    compare(plans, replications=1)


def _smallest(every: str) -> Scenario:
    """A week without a city."""
    cadence = {"every": every, "timing": "arrears"}
    supply = {"item": "round", "accrual": {"rate": "1/d"}, "cadence": cadence}
    return Scenario.model_validate(
        {
            "schema_version": 1,
            "name": "smallest",
            "horizon": {"start": "2026-01-05", "length": "7 d"},
            "threats": {"drone": {}},
            "defence": {"layers": {"missiles": {"against": {"drone": "50 %"}, "uses": "round"}}},
            "aid": {"begin": "running", "channels": {"supply": supply}},
        }
    )
