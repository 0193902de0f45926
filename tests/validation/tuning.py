"""Tuned on one event, held against the other: `python -m tests.validation.tuning [WORLDS]`.

Three of the tuned numbers on a coarse grid, by the interval score of one event alone. What one night can tell about the
other is small where it was not counted: after 9 January nobody counted on the first two days.
"""

from __future__ import annotations

import itertools
import os
import sys

CAPACITIES = (3000, 4500, 6000)
"""Buildings per day that hold their water; 15 % to either side [1/d]."""
FACTORS = (7, 14, 21)
"""How many times the work a drained block takes."""
DRAINED_AFTER = (18, 24, 36)
"""Hours of frost."""


def main() -> None:
    """Print the grid, and what the choice on each event is worth on the other."""
    os.environ.setdefault("HEARTHLINE_JIT", "on")
    from tests.validation.readings import SCORED, events
    from tests.validation.restoration import band_of, judged

    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    known = events()
    rows = []
    for capacity, factor, hours in itertools.product(CAPACITIES, FACTORS, DRAINED_AFTER):
        law = [f"{round(capacity * share)}/d" for share in (0.85, 1.0, 1.15)]
        overrides = (
            f"repair.refill.capacity={{uncertain: {{triangular: [{', '.join(law)}]}}}}",
            f"repair.frost_fault.drained.refill_work=x {factor}",
            f"repair.frost_fault.drained_after={hours} h",
        )
        found = [judged(known[name], band_of(known[name], worlds, overrides), known[name].scored) for name in SCORED]
        rows.append((f"{capacity}/d, x {factor}, {hours} h", *(float(one.score.mean()) for one in found)))
        print("{}: {:,.0f} and {:,.0f}".format(*rows[-1]), flush=True)
    for place, name in enumerate(SCORED, start=1):
        best = min(rows, key=lambda row: row[place])
        print(f"tuned on {name}: {best[0]}; interval score of the other event {best[3 - place]:,.0f}")


if __name__ == "__main__":
    main()
