"""Compiled code takes every index as it is; Python counts negative ones from the end. So there must be none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clocks.agree import digests

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def strict_run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HEARTHLINE_JIT": "off", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("first", "last"), [(0, 12), pytest.param(12, 40, marks=pytest.mark.slow)])
def test_no_kernel_uses_a_negative_index_and_all_end_as_with_the_compiler(first, last):
    shown = strict_run("-m", "tests.clocks.strict", str(first), str(last))
    assert shown.returncode == 0, shown.stderr[-2000:]
    strict = {int(number): digest for number, digest in (line.split() for line in shown.stdout.splitlines())}
    assert strict == digests(range(first, last))


def test_a_negative_index_would_be_noticed():
    script = (
        "import numpy as np\n"
        "from tests.clocks.strict import be_strict\n"
        "from sim.kernel import open_record\n"
        "be_strict()\n"
        "row = open_record(np.zeros(1, [('a', 'i8', (3,)), ('t', [('x', 'i8')], (3,))]))\n"
        "for use in (lambda: row.a[-1], lambda: row.t[-1].x):\n"
        "    try: use()\n"
        "    except IndexError: continue\n"
        "    raise SystemExit(1)\n"
    )
    assert strict_run("-c", script).returncode == 0
