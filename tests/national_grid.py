"""Tables of the invented country of `scenarios/national-grid.yaml`: 24 regions with 40 times the base city's people.

python -m tests.national_grid     writes the four tables; a test holds the files against what this module says

No region is a place. Sizes follow plain rules, so that anybody can make the country larger or smaller:

- Buildings and people: 40 times those of the base city, shared out by largest remainders. The first region is largest.
- Sources: 60 a region, of sizes that fall with their rank to the power of 0.9. A hit on one takes heat from about as
  many buildings as in the base city: how many people are cold depends on hits, not on how many live elsewhere.
- Feeders: 12 a region; the four largest sources can do with either of two. Pumping: 3 a region, each on either of two
  feeders; a region's buildings need one of the three.
- Exposure: a third of the regions lies nearer to the fighting than the others, a third lies farther away.
"""

from collections.abc import Sequence
from pathlib import Path

from sim.scenario.shares import by_largest_remainder

BASE = Path(__file__).parents[1] / "scenarios" / "base"
TIMES = 40
BUILDINGS = 12_250 * TIMES
PEOPLE = 3_234_600 * TIMES
REGIONS = 24
SOURCES = 60
LARGEST = 4
"""Sources of a region that have two feeders."""
FEEDERS = 12
PUMPING = 3
NEARNESS = (16, 10, 5)
"""Exposure of a building in the first, second and last third of the regions, in tenths of the second's."""


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """A whole number shared out by weights, each part at least 1."""
    whole = sum(weights)
    return [1 + part for part in by_largest_remainder(total - len(weights), [weight / whole for weight in weights])]


def tables() -> dict[str, str]:
    """Name of each table -> its text."""
    rows: dict[str, list[str]] = {name: [head] for name, head in HEADS.items()}
    weights = [(number + 4) ** -0.5 for number in range(REGIONS)]
    buildings = shared(BUILDINGS, weights)
    people = shared(PEOPLE, [weight * (26.0 + number % 5) for number, weight in enumerate(weights)])
    for number in range(REGIONS):
        region = f"region_{number + 1:02}"
        feeders = [f"{region}_grid_{feeder + 1:02}" for feeder in range(FEEDERS)]
        pumping = [f"{region}_pumps_{station + 1}" for station in range(PUMPING)]
        exposure = buildings[number] * NEARNESS[number * len(NEARNESS) // REGIONS] // 10
        vulnerable = f"{21 + number * 7 % 10} %"
        needs = " or ".join(pumping)
        rows["regions"].append(f"{region},{people[number]},{buildings[number]},{exposure},{vulnerable},{needs}")
        sizes = shared(buildings[number], [(rank + 1) ** -0.9 for rank in range(SOURCES)])
        fed = dict.fromkeys(feeders, 0)
        for rank, size in enumerate(sizes):
            needed = feeders[rank % FEEDERS :][: 2 if rank < LARGEST else 1]
            rows["heat-sources"].append(f"{region}_{rank + 1:02},{region},{size},{' or '.join(needed)}")
            for feeder in needed:
                fed[feeder] += size // len(needed)
        rows["feeders"] += [f"{feeder},{weight}" for feeder, weight in fed.items()]
        for station, name in enumerate(pumping):
            either = f"{feeders[2 * station + 4]} or {feeders[2 * station + 5]}"
            rows["pumping"].append(f"{name},{either},{buildings[number] // PUMPING}")
    return {f"nation-{name}.csv": "\n".join(lines) + "\n" for name, lines in rows.items()}


HEADS = {
    "regions": "name,people,buildings,exposure,vulnerable,pumping",
    "heat-sources": "name,district,buildings,feeder",
    "feeders": "name,weight",
    "pumping": "name,feeder,weight",
}


def main() -> None:
    """Write the tables."""
    for name, text in tables().items():
        (BASE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
