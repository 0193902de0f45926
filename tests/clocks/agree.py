"""Do the clocks agree? Random scenarios on the compiled and the traced clock, and without the compiler.

python -m tests.clocks.agree 1000            compiled against traced, scenarios 0 to 999
python -m tests.clocks.agree 1000 --plain 50 also the first 50 with the compiler off
python -m tests.clocks.agree --digests 7 8   digests of the final states of some scenarios, one a line
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import begun, compiled, digest_of, same_end, traced

ROOT = Path(__file__).parents[2]
SHARE = 50
"""Scenarios that one process without the compiler runs."""


def disagreeing(numbers: Iterable[int]) -> Iterator[int]:
    """Scenarios whose final states differ between the compiled and the traced clock."""
    for number in numbers:
        scenario = scenario_of(number)
        watched, _ = traced(begun(scenario))
        if not same_end(compiled(begun(scenario)), watched):
            yield number


def digests(numbers: Iterable[int]) -> dict[int, str]:
    """Digests of the final states of some scenarios on the clock that the compiler would compile."""
    return {number: digest_of(compiled(begun(scenario_of(number)))) for number in numbers}


def plain_digests(numbers: Iterable[int]) -> dict[int, str]:
    """The same digests from other processes, without the compiler: all numbers are Python's."""
    command = [sys.executable, "-m", "tests.clocks.agree", "--digests", *map(str, numbers)]
    environment = os.environ | {"HEARTHLINE_JIT": "off", "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr[-2000:]
    return {int(number): digest for number, digest in (line.split() for line in shown.stdout.splitlines())}


def disagreeing_plain(numbers: Iterable[int]) -> list[int]:
    """Scenarios whose final states differ with the compiler on and off."""
    with_compiler = digests(numbers)
    without = plain_digests(numbers)
    return [number for number, digest in with_compiler.items() if without.get(number) != digest]


def main() -> int:
    """Say which scenarios disagree; 1 if any does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", type=int, nargs="?", default=0, help="how many on both clocks")
    parser.add_argument("--plain", type=int, default=0, help="how many without the compiler as well")
    parser.add_argument("--digests", type=int, nargs="*", default=[], help="print digests of these")
    asked = parser.parse_args()
    for number, digest in digests(asked.digests).items():
        print(number, digest)
    if not asked.scenarios:
        return 0
    wrong = list(disagreeing(range(asked.scenarios)))
    print(f"compiled against traced: {asked.scenarios} scenarios, {len(wrong)} differ {wrong[:20]}")
    for first in range(0, asked.plain, SHARE):
        numbers = range(first, min(first + SHARE, asked.plain))
        found = disagreeing_plain(numbers)
        print(f"compiler on against off: scenarios {numbers[0]} to {numbers[-1]}, {len(found)} differ {found}")
        wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
