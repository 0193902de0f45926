"""The same bytes wherever it runs: hash seed, time zone, locale and the processor's vector units do not matter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "a random hash seed, a late time zone, the C locale": {
        "PYTHONHASHSEED": "random",
        "TZ": "America/Los_Angeles",
        "LC_ALL": "C",
    },
    "another hash seed, an early time zone, a Turkish locale": {
        "PYTHONHASHSEED": "1",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
    },
    "no wide vectors, summer time": {
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
        "TZ": "Europe/Kyiv",
    },
}


def lines_under(settings: dict[str, str]) -> list[str]:
    """What another process prints under some settings of its environment."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.laws.same_bytes"]
    shown = subprocess.run(command, cwd=ROOT, env=environment | settings, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr[-2000:]
    return shown.stdout.splitlines()


@pytest.fixture(scope="module", name="usual")
def usual_lines() -> list[str]:
    lines = lines_under({})
    assert len(lines) == 5
    assert len({line.split()[-1] for line in lines}) == 5
    return lines


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_results_have_the_same_bytes_under(settings, usual):
    assert lines_under(settings) == usual
