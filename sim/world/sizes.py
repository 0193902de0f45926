"""Size classes: how much room the compiled records have.

Record shapes belong to the compiled type, so every scenario runs in one of these fixed classes and nothing is
ever compiled per scenario. Room that is not used costs address space only: pages are never touched. A
scenario that fits no class is refused before it starts, and a run that outgrows its class stops with a clear
error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import LimitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Room in each kind of table of a run."""

    name: str
    hours: int
    waves: int
    threats: int
    alerts: int
    paces: int
    nodes: int
    blocks: int
    cohorts: int
    crews: int
    outages: int
    jobs: int
    lots: int
    outbox: int
    rows: int


CITY = Size(
    name="city",
    hours=20_160,
    waves=8_200,
    threats=65_544,
    alerts=4_104,
    paces=16_392,
    nodes=4_104,
    blocks=2_056,
    cohorts=16_392,
    crews=4_104,
    outages=65_544,
    jobs=32_776,
    lots=4_104,
    outbox=32_776,
    rows=2_056,
)
"""One city, one winter: everything the default scenarios need."""

NATION = Size(
    name="nation",
    hours=70_080,
    waves=65_544,
    threats=1_048_584,
    alerts=65_544,
    paces=262_152,
    nodes=32_776,
    blocks=16_392,
    cohorts=131_080,
    crews=32_776,
    outages=1_048_584,
    jobs=524_296,
    lots=32_776,
    outbox=262_152,
    rows=4_104,
)
"""A country, or many years of one city (steady states)."""

SIZES = (CITY, NATION)
"""All size classes, smallest first."""


@dataclass(frozen=True, slots=True)
class Need:
    """Room that a scenario needs in one kind of table.

    Parameters
    ----------
    count : how much
    key : key path to change if that is too much
    change : what to do to it
    """

    count: int
    key: str
    change: str = "lower"


def fitting(needs: Mapping[str, Need]) -> Size:
    """The smallest size class with enough room.

    Parameters
    ----------
    needs : mapping
        Name of a table (a field of `Size`) -> need.

    Raises
    ------
    LimitError
        If no class has it; every table that is too small is named with the key to lower.
    """
    for size in SIZES:
        if all(need.count <= getattr(size, table) for table, need in needs.items()):
            return size
    largest = SIZES[-1]
    problems = []
    for table, need in needs.items():
        limit = getattr(largest, table)
        if need.count > limit:
            problems.append(
                f"{need.key}: about {need.count:,} {table} are needed, at most {limit:,} fit; {need.change} it"
            )
    raise LimitError("\n".join(problems))


CLASSES = 8
"""Threat classes at most."""
KINDS = 8
"""Kinds of waves at most."""
REGIMES = 8
"""Regimes at most."""
UNCERTAIN = 64
"""Uncertain numbers at most."""
ARCHETYPES = 8
"""Archetypes of buildings at most."""
DISTRICTS = 64
"""Districts at most."""
THRESHOLDS = 6
"""Indoor temperature thresholds at most."""
LAYERS = 12
"""Layers of defence at most."""
ITEMS = 12
"""Items at most."""
STORES = 23
"""Places where items stand, over all items, at most: each of 12 items in one, and 11 depots more."""
SEVERITIES = 8
"""Severities at most."""
CHANNELS = 16
"""Channels at most."""
HUBS = 6
"""Hubs at most."""
DISRUPTIONS = 12
"""Disruptions of one channel at most."""
QUEUES = 24
"""Queues of the rota at most."""
SHIFTS = 4
"""Shifts of one pool at most."""
CURVE = 16
"""Points of an interpolation table at most."""
FOLLOWED = 8
"""Blocks whose indoor temperature a series may follow, at most."""
LISTED = 256
"""Entries of a list in a scenario (moments, pledges, dates, outages) at most."""
FORECAST = 64
"""Days of a weather forecast at most."""
LAW = 5
"""Numbers that spell a law: code and four parameters."""
