"""How things stand where a story begins and where it ends: what is down, dark, under repair, in stock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.model.depots import PLENTY
from sim.model.words import NONE, Phase, Stage

if TYPE_CHECKING:
    from sim.world.record import Array

Pair = tuple[int, int]
"""Skill and number of a crew."""


@dataclass(frozen=True, slots=True)
class Dark:
    """A block without heat.

    Parameters
    ----------
    since : when it lost heat [min]
    cause : the asset that keeps it without supply; -1: it waits for refilling, or for water
    origin : why heat was lost
    """

    since: int
    cause: int
    origin: int


@dataclass(frozen=True, slots=True)
class OnJob:
    """A crew that has a job: on its way, at work or testing, at a node (an asset, or a block behind the assets)."""

    stage: Stage
    node: int


@dataclass(frozen=True, slots=True)
class Moment:
    """How things stand at one moment of a run.

    Parameters
    ----------
    stock, lent : units in each store, and out of it for a time
    at_hub : units of each channel that wait at its hub; empty where that is not known
    failed : assets that have failed themselves, and since when [min]
    dark : blocks without heat
    faults : buildings with a fault of their own, of blocks that have any
    warming : buildings that have heat again and are not warm yet, of blocks that have any
    generators : units at blocks, or on their way there
    waterless : blocks without water
    crews : that have a job
    """

    stock: tuple[int, ...]
    lent: tuple[int, ...]
    at_hub: tuple[int, ...] = ()
    failed: Mapping[int, int] = field(default_factory=dict)
    dark: Mapping[int, Dark] = field(default_factory=dict)
    faults: Mapping[int, int] = field(default_factory=dict)
    warming: Mapping[int, int] = field(default_factory=dict)
    generators: Mapping[int, int] = field(default_factory=dict)
    waterless: frozenset[int] = frozenset()
    crews: Mapping[Pair, OnJob] = field(default_factory=dict)


def at_start(params: Array) -> Moment:
    """Before anything has happened; what stands at the start is told by the journal."""
    count = int(params["store_count"][0])
    initial = params["store"]["initial"][0, :count].tolist()
    return Moment(tuple(PLENTY if units < 0 else units for units in initial), (0,) * count)


def moment_of(params: Array, state: Array) -> Moment:
    """How things stand in a state (one-element arrays)."""
    stores, channels = int(params["store_count"][0]), int(params["channel_count"][0])
    return Moment(
        stock=tuple(state["store"]["stock"][0, :stores].tolist()),
        lent=tuple(state["store"]["lent"][0, :stores].tolist()),
        at_hub=tuple(state["at_hub"][0, :channels].tolist()),
        failed=_failed(params, state),
        dark=_dark(params, state),
        faults=_by_block(params, state["block"]["damaged"][0]),
        warming=_warming(params, state),
        generators=_by_block(params, state["generator"]["units"][0]),
        waterless=frozenset(_by_block(params, state["block"]["waterless"][0])),
        crews=_crews(params, state),
    )


def _failed(params: Array, state: Array) -> dict[int, int]:
    rows = state["asset"][0, : int(params["asset_count"][0])]
    return {asset: int(row["since"]) for asset, row in enumerate(rows) if row["failed"]}


def _dark(params: Array, state: Array) -> dict[int, Dark]:
    rows = state["block"][0, : int(params["block_count"][0])]
    return {
        block: Dark(int(row["since"]), int(row["cause"]) - 1, int(row["origin"]))
        for block, row in enumerate(rows)
        if row["phase"] != Phase.WARM
    }


def _by_block(params: Array, counts: Array) -> dict[int, int]:
    """Counts of the blocks that have any."""
    return {block: count for block, count in enumerate(counts[: int(params["block_count"][0])].tolist()) if count}


def _warming(params: Array, state: Array) -> dict[int, int]:
    """Sums over the cohorts of each block, which stand in a list."""
    rows, found = state["cohort"][0], dict[int, int]()
    for block, first in _by_block(params, state["block"]["first"][0]).items():
        cohort, buildings = first - 1, 0
        while cohort >= 0:
            buildings += int(rows[cohort]["buildings"]) if rows[cohort]["heated"] else 0
            cohort = int(rows[cohort]["next"])
        found |= {block: buildings} if buildings else {}
    return found


def _crews(params: Array, state: Array) -> dict[Pair, OnJob]:
    found: dict[Pair, OnJob] = {}
    for crew, number in enumerate(state["crew"]["job"][0, : int(state["crew_count"][0])].tolist()):
        job = state["job"][0, number]
        if job["crew"] == crew:
            found[int(job["skill"]), crew] = OnJob(Stage(job["stage"]), _node_of(params, state, number))
    return found


def _node_of(params: Array, state: Array, number: int) -> int:
    job = state["job"][0, number]
    if job["asset"] != NONE:
        return int(job["asset"])
    return int(params["asset_count"][0] + state["cohort"]["block"][0, job["cohort"]])
