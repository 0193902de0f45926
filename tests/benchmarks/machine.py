"""What the numbers were measured on: processors, load, versions."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib import metadata, util
from pathlib import Path

import sim

PACKAGES = ("numpy", "numba", "llvmlite", "simpy", "scipy", "pandas")


def described() -> list[str]:
    """Date, processor, versions and how busy the machine was."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    found = [f"{name} {metadata.version(name)}" for name in PACKAGES if util.find_spec(name)]
    return [
        f"Measured on {date.today().isoformat()}: {os.cpu_count()} cores of {processor()}, {platform.system()}.",
        f"hearthline {sim.__version__}, Python {platform.python_version()}, {', '.join(found)}.",
        f"Load of the machine at the end (1, 5, 15 minutes, this run included): {load}.",
    ]


def processor() -> str:
    """Model name of the processor."""
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        for line in cpu.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
