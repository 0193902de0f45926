"""Results of a study as they come: put in their places, and kept in a folder as soon as a block is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.study.ensemble import Ensemble, StudyResult, keep_known
from sim.study.fairness import Fairness
from sim.study.part import Failure, Part, Run, place
from sim.study.store.folder import RunFolder
from sim.study.store.identity import BLOCK
from sim.world.record import Array


@dataclass(slots=True)
class Results:
    """All results of a study.

    Parameters
    ----------
    ensembles : plan or twin -> room for its results
    replications : how many there will be
    folder : where whole blocks are kept; None: nowhere
    """

    ensembles: Mapping[Run, Ensemble]
    replications: int
    folder: RunFolder | None = None
    failures: dict[int, Failure] = field(default_factory=dict)
    _is_there: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._is_there = np.zeros(self.replications, np.bool_)

    @property
    def done(self) -> int:
        """Replications whose results are there."""
        return int(self._is_there.sum())

    def missing(self) -> list[int]:
        """Replications whose results are not there, in order."""
        found: list[int] = np.flatnonzero(~self._is_there).tolist()
        return found

    def take_stored(self) -> None:
        """Take what the folder holds; what goes beyond the replications that are asked for stays there."""
        assert self.folder is not None
        for part in self.folder.stored():
            self._put(part.up_to(self.replications))

    def take_known(self, known: StudyResult, kind: str) -> None:
        """Take the first replications of the same study, which were run before.

        Parameters
        ----------
        kind : of their failures
        """
        count = keep_known(known, self.ensembles)
        self.failures |= {number: Failure(kind, why) for number, why in known.failures.items()}
        self._is_there[:count] = True

    def take(self, part: Part) -> None:
        """Take a part that has been computed, and keep the blocks that it completes."""
        self._put(part)
        if self.folder is not None:
            for number in range(part.replications.start // BLOCK, -(-part.replications.stop // BLOCK)):
                self._keep_if_whole(self.folder, range(number * BLOCK, min((number + 1) * BLOCK, self.replications)))

    def _put(self, part: Part) -> None:
        place(part, self.ensembles)
        self.failures |= part.failures
        self._is_there[part.replications.start : part.replications.stop] = True

    def _keep_if_whole(self, folder: RunFolder, block: range) -> None:
        if self._is_there[block.start : block.stop].all():
            folder.keep(block, self.ensembles, self.failures)

    def as_study(self, fairness: Fairness) -> StudyResult:
        """The study, when nothing is missing any more."""
        failures = dict(sorted(self.failures.items()))
        if self.folder is not None:
            self.folder.tell_failures(failures)
        return StudyResult(
            plans={name: ensemble for (name, twin), ensemble in self.ensembles.items() if not twin},
            twins={name: ensemble for (name, twin), ensemble in self.ensembles.items() if twin},
            no_split=fairness.no_split,
            same_aid=fairness.same_aid,
            banners=fairness.banners,
            failures={replication: failure.message for replication, failure in failures.items()},
        )
