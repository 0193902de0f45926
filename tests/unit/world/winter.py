"""Small winters for the tests of luck, and their worlds one after another."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.scenario.check import findings
from sim.scenario.schema import Scenario
from sim.world.draw import draw, names_of
from sim.world.philox import key_of
from sim.world.record import new, world_dtype
from sim.world.setup import chances_of
from sim.world.sizes import CITY
from sim.world.world import World

SIGMAS = 4.6
"""A right program fails one statistical assertion in 240,000."""

RAID = {"at": ["1 d"], "size": {"drone": 20}}


def winter(attack: dict[str, Any] | None = None, *, length: str = "28 d", **sections: Any) -> Scenario:
    """A scenario with two threat classes and what a test adds."""
    document = {
        "schema_version": 1,
        "name": "Winter",
        "horizon": {"start": "2026-01-05", "length": length},
        "threats": {"drone": {}, "ballistic": {}},
        "attack": attack or {},
        **sections,
    }
    scenario = Scenario.model_validate(document)
    assert list(findings(scenario)) == []
    return scenario


def worlds(scenario: Scenario, count: int, seed: int = 20260124) -> Iterator[World]:
    """The first worlds of a scenario; each is overwritten by the next one."""
    chances, array, names = chances_of(scenario, CITY), new(world_dtype(CITY)), names_of(scenario)
    for replication in range(count):
        draw(chances, array, *key_of(seed), replication)
        assert array["status"][0] == 0
        yield World(array, names)


def world(scenario: Scenario, replication: int = 0) -> World:
    """One world of its own."""
    chances, array = chances_of(scenario, CITY), new(world_dtype(CITY))
    draw(chances, array, *key_of(20260124), replication)
    assert array["status"][0] == 0
    return World(array, names_of(scenario))


def by_address(found: World) -> dict[int, tuple[float, ...]]:
    """Everything about each wave but its place among the others, by the wave's address."""
    tables = found.tables()
    columns = zip(tables["wave_min"].tolist(), tables["wave_duration"].tolist(), threats_of(found), strict=True)
    return {entity: tuple(row) for entity, row in zip(tables["wave_entity"].tolist(), columns, strict=True)}


def threats_of(found: World) -> list[tuple[tuple[int, int], ...]]:
    """Class and number of the threats of each wave, in their order."""
    tables = found.tables()
    pairs = list(zip(tables["threat_class"].tolist(), tables["threat_number"].tolist(), strict=True))
    first = tables["wave_first"].tolist()
    return [tuple(pairs[start:end]) for start, end in itertools.pairwise(first)]


def assert_mean(values: Any, expected: float, sd: float | None = None) -> None:
    """The mean of independent values is as expected, within their standard error (or the one of theory)."""
    found = np.asarray(values, float)
    spread = found.std() if sd is None else sd
    assert abs(found.mean() - expected) <= SIGMAS * spread / math.sqrt(found.size) + 1e-12


def assert_variance(values: Any, expected: float) -> None:
    """The variance of independent values is as expected, within its standard error."""
    found = np.asarray(values, float)
    assert_mean((found - found.mean()) ** 2 * found.size / (found.size - 1), expected)
