"""Print the table of the two events, and draw it: `python -m tests.validation [--worlds N] [--picture FILE]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    """Print and draw; 1 if the acceptance figures are not met."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--worlds", type=int, default=None)
    options.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options.add_argument("--picture", type=Path, default=None)
    asked = options.parse_args()
    os.environ.setdefault("HEARTHLINE_JIT", "on")
    from tests.validation.picture import draw
    from tests.validation.readings import SCORED, events
    from tests.validation.restoration import WORLDS, band_of, judged, verdict_of

    found = {}
    bands = {}
    for event in events().values():
        bands[event.name] = band_of(event, asked.worlds or WORLDS, tuple(asked.set))
        row = judged(event, bands[event.name], event.readings)
        print(f"\n{event.name}: {len(row.band.cold)} of {row.band.worlds} Worlds have an onset of that size")
        print("| days | counted | 10 % | median | 90 % | |\n|---|---|---|---|---|---|")
        for one, low, median, high in zip(event.readings, row.low, row.median, row.high, strict=True):
            said = ("inside" if low <= one.buildings <= high else "outside") if one.scored else "not scored"
            print(f"| {one.hours / 24:.1f} | {one.buildings:,} | {low:,.0f} | {median:,.0f} | {high:,.0f} | {said} |")
        found[event.name] = judged(event, bands[event.name], event.scored)
    verdict = verdict_of(found)
    print(f"\ncovered {100 * verdict.covered:.0f} %; median ratio {verdict.ratio:.2f}; score {verdict.score:,.0f}")
    for name, score in verdict.rivals.items():
        print(f"score, {name}: {score:,.0f}")
    for name in SCORED:
        print(f"score of {name} alone: {found[name].score.mean():,.0f}")
    if asked.picture:
        draw(bands, asked.picture)
    return 0 if verdict.passes else 1


if __name__ == "__main__":
    sys.exit(main())
