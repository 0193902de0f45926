"""Running ensembles: a study is a function of (scenario, plan, block of replications) to arrays."""

from dataclasses import dataclass

from sim.world.record import Array


@dataclass(frozen=True, slots=True)
class Ensemble:
    """All replications of one plan, in the order of their numbers.

    Parameters
    ----------
    outcomes : structured array of `sim.model.tally.OUTCOME`, shape (replications,)
    days : float32 array, shape (replications, days, thresholds)
        Person-minutes below each threshold on each day, departures not yet subtracted.
    rows : int64 array, shape (replications, rows, columns)
        Series as whole numbers (see `Layout.columns`).
    """

    outcomes: Array
    days: Array
    rows: Array


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
