"""What a study gives: the outcomes, days and series of every replication of every plan, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import escape
from sim.hints import counted, listed
from sim.model.tally import OUTCOME
from sim.study.layout import Layout
from sim.world.record import Array


@dataclass(frozen=True, slots=True)
class Ensemble:
    """All replications of one plan, in the order of their numbers.

    Parameters
    ----------
    outcomes : structured array with the fields of `sim.model.tally.OUTCOME`, shape (replications,)
        Tables have a place for each class, layer, item, ... that the scenario has, and no more.
    days : float32 array, shape (replications, days, thresholds)
        Person-minutes below each threshold on each day, departures not yet subtracted; with warming centres a last
        column more, the person-minutes in them.
    rows : int array, shape (replications, rows, columns)
        Series as whole numbers (see `Layout.columns`).
    """

    outcomes: Array
    days: Array
    rows: Array


def empty_ensemble(layout: Layout, replications: int) -> Ensemble:
    """Room for the results of one plan."""
    return Ensemble(
        np.zeros(replications, outcome_dtype(layout)),
        np.zeros((replications, layout.days, len(layout.thresholds) + layout.centres), np.float32),
        np.zeros((replications, layout.rows, len(layout.columns)), layout.row_type),
    )


def outcome_dtype(layout: Layout) -> np.dtype[Any]:
    """The fields of `OUTCOME`, cut to what a scenario has."""
    by = {
        "threats": (layout.classes,),
        "leakers": (layout.classes,),
        "below_min": (layout.districts, layout.thresholds),
        "below_degree_min": (layout.districts, layout.thresholds),
        "first_below_min": (layout.thresholds,),
        "people_peak": (layout.thresholds,),
        "net_peak": (layout.thresholds if layout.centres else (),),
        "centre_min": (layout.districts, layout.thresholds if layout.centres else ()),
        "dispatches": (layout.channels,),
        "brought": (layout.channels,),
        "trucks": (layout.channels,),
        "bought": (layout.channels,),
    }
    by |= dict.fromkeys(("engaged", "stopped", "rounds", "unengaged"), (layout.layers,))
    by |= dict.fromkeys(OF_ITEMS, (layout.items,)) | dict.fromkeys(OF_STORES, (layout.stores,))
    by |= dict.fromkeys(OF_ITEMS_AT_HUBS, (layout.items_at_hubs,)) | dict.fromkeys(OF_HUBS, (layout.hubs,))
    fields = []
    for name in OUTCOME.names or ():
        shape = tuple(len(places) for places in by[name]) if name in by else OUTCOME[name].shape
        fields.append((name, OUTCOME[name].base, shape))
    return np.dtype(fields)


OF_ITEMS = ("before", "overflow", "returned", "lost", "in_transit", "unsent", "accrued")
OF_ITEMS_AT_HUBS = ("at_hub", "handed_on", "hub_area")
"""Of items as well, kept where the scenario has hubs."""
OF_HUBS = ("hub_handled", "hub_could")
OF_STORES = ("stock", "arrived", "used", "aid_min", "empty_area", "empty_first")


def keep_outcomes(found: Array, ensemble: Ensemble, replications: range) -> None:
    """Keep the outcomes of a block of replications.

    Parameters
    ----------
    found : structured array of `OUTCOME`, shape (block,)
    """
    block = slice(replications.start, replications.stop)
    for name in ensemble.outcomes.dtype.names or ():
        kept = ensemble.outcomes[name]
        kept[block] = found[name][(slice(None), *(slice(places) for places in kept.shape[1:]))]


@dataclass(frozen=True, slots=True)
class StudyResult:
    """What a study ran.

    Parameters
    ----------
    plans : plan -> its ensemble; the same replications, that is the same worlds, for every plan
    twins : plan -> ensemble of its centred twin; empty without a split
    no_split : plan -> why there is no split of its difference into earliness and cadence
    same_aid : None if the plans have the same planned arrivals, else why not
    banners : what must be said above every result
    failures : replication -> what went wrong
    """

    plans: dict[str, Ensemble]
    twins: dict[str, Ensemble]
    no_split: dict[str, str]
    same_aid: str | None
    banners: tuple[str, ...]
    failures: dict[int, str]

    def __repr__(self) -> str:
        worlds = counted(max((len(ensemble.outcomes) for ensemble in self.plans.values()), default=0), "replication")
        return f"Outcomes of {counted(len(self.plans), 'plan')} ({escape(listed(self.plans))}), {worlds}"


def keep_known(known: StudyResult, results: Mapping[tuple[str, bool], Ensemble]) -> int:
    """Put replications that have been run in their places.

    Parameters
    ----------
    known : the first replications of the same study
    results : (plan, twin or not) -> room for all replications

    Returns
    -------
    int
        How many they are.
    """
    count = 0
    for (name, twin), ensemble in results.items():
        there = (known.twins if twin else known.plans)[name]
        count = len(there.outcomes)
        for field in ("outcomes", "days", "rows"):
            getattr(ensemble, field)[:count] = getattr(there, field)
    return count
