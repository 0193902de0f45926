"""Do the laws hold on many random scenarios, after every single event?

python -m tests.laws.many 10000                scenarios 0 to 9,999, by two processes
python -m tests.laws.many 10000 --first 6000   goes on at 6,000
python -m tests.laws.many --only 17 903        some scenarios

Prints a line for each piece of the range, and at the end how many scenarios, events and violations there were, which
laws were broken, and a digest of all final states. Returns 1 if a law was broken.
"""

import argparse
import hashlib
import sys
import traceback
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context

import numpy as np

from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import Run, begun, digest_of
from tests.laws.watched import Watched, accrued_in

PIECE = 250
"""Scenarios that a process takes at once."""

ELSEWHERE = ("before", "overflow", "lost", "in_transit", "at_hub", "unsent")
"""Where units are that have accrued and not arrived."""


@dataclass(slots=True)
class Found:
    """What was seen in some scenarios.

    Parameters
    ----------
    events : after which the laws were checked
    broken : laws, by the number of the scenario
    cold : scenarios in which somebody was cold, so that the ledger had something to sum
    digests : of the final states, in the order of the scenarios
    """

    scenarios: int = 0
    events: int = 0
    cold: int = 0
    broken: dict[int, str] = field(default_factory=dict)
    digests: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Take in what was seen in the scenarios behind these."""
        self.scenarios += other.scenarios
        self.events += other.events
        self.cold += other.cold
        self.broken |= other.broken
        self.digests += other.digests

    def digest(self) -> str:
        """Digest of all final states."""
        return hashlib.sha256("".join(self.digests).encode()).hexdigest()[:16]

    def text(self) -> str:
        """One line for all."""
        laws = Counter(law for law in self.broken.values())
        which = ", ".join(f"{law} {count}" for law, count in laws.most_common()) or "none"
        return (
            f"{self.scenarios:,} scenarios ({self.cold:,} with somebody cold), {self.events:,} events checked, "
            f"{len(self.broken)} violations; laws broken: {which}; digest {self.digest()}"
        )


def look_at(number: int) -> tuple[Run, str]:
    """Run one scenario under watch; returns it, and the law that it broke, or nothing."""
    run = begun(scenario_of(number))
    try:
        Watched(run.params, run.world, run.state, run.scenario.items()).watch()
        check_end(run)
    except AssertionError as broken:
        frames = traceback.extract_tb(broken.__traceback__)
        return run, next((frame.name for frame in reversed(frames) if frame.name.startswith("check_")), "watch")
    return run, ""


def check_end(run: Run) -> None:
    """What can only be said when a run is over: the ledger is whole, all that accrued is somewhere, outages add up."""
    check_whole_ledger(run)
    check_accrued(run)
    check_outages(run)


def check_whole_ledger(run: Run) -> None:
    """Both tables sum to the total that was counted apart."""
    totals = run.outcome()
    assert totals["ledger_origin"].sum() == totals["ledger_phase"].sum() == totals["ledger_total"]


def check_accrued(run: Run) -> None:
    """Every unit that has accrued arrived, or is somewhere else, item by item."""
    totals = run.outcome()
    arrived = run.by_item(totals["arrived"])
    for place, item in enumerate(run.scenario.items()):
        known = sum(lot.units for lot in run.scenario.initial.in_transit if lot.item == item)
        elsewhere = sum(int(totals[name][place]) for name in ELSEWHERE)
        assert known + accrued_in(run, item) == arrived[place] + elsewhere


def check_outages(run: Run) -> None:
    """The time that buildings were cold is the sum of the outages in the log."""
    log = run.of("outage")[: int(run.of("outage_count"))]
    since = run.scenario.horizon.observe_from
    end = np.where(log["end"] < 0, run.scenario.horizon.length, log["end"])
    lengths = np.maximum(end, since) - np.maximum(log["begin"], since)
    assert (lengths * log["buildings"]).sum() == run.outcome()["cold_area"]


def look_at_piece(numbers: Iterable[int]) -> Found:
    """Look at some scenarios, one after the other."""
    found = Found()
    for number in numbers:
        run, law = look_at(number)
        found.scenarios += 1
        found.events += int(run.of("events"))
        found.cold += int(run.of("ledger_total") > 0)
        found.digests.append(digest_of(run))
        if law:
            found.broken[number] = law
    return found


def pieces(first: int, count: int) -> list[range]:
    """The range cut into pieces whose borders do not depend on where it begins."""
    borders = [first, *range(first // PIECE * PIECE + PIECE, count, PIECE), count]
    return [range(begin, end) for begin, end in pairwise(borders) if begin < end]


def main() -> int:
    """Look at all that were asked for; 1 if a law was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", type=int, nargs="?", default=0, help="up to which number")
    parser.add_argument("--first", type=int, default=0, help="from which number on")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", type=int, nargs="*", default=[], help="these numbers, in this process")
    asked = parser.parse_args()
    total = look_at_piece(asked.only)
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        work = pieces(asked.first, asked.scenarios)
        for piece, found in zip(work, pool.map(look_at_piece, work), strict=True):
            print(f"{piece.start} to {piece.stop - 1}: {found.text()}", flush=True)
            total.add(found)
    print(total.text())
    for number, law in total.broken.items():
        print(f"scenario {number} breaks {law}")
    return 1 if total.broken else 0


if __name__ == "__main__":
    sys.exit(main())
