"""Results that are kept from move to move, by all that decides them; several moves may fill them at the same time."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.study.ensemble import Ensemble, empty_ensemble
from sim.study.layout import Layout
from sim.study.part import Part, Run
from sim.study.run import Design
from sim.study.worlds import Worlds

MOST_KEPT = 12
"""Plans whose results are kept: about 10 MB each for a winter in Kyiv."""
MOST_BYTES = 1 << 28
"""What worlds take that are kept: 300 of a winter in Kyiv, of which each takes less than a megabyte."""


@dataclass(slots=True)
class Kept:
    """Results of one plan on the first worlds.

    Parameters
    ----------
    ensemble : room for all of them
    done : how many are there; it never falls
    """

    ensemble: Ensemble
    done: int = 0
    _failures: dict[int, str] = field(default_factory=dict)
    _taking: threading.Lock = field(default_factory=threading.Lock)

    def take(self, part: Part, run: Run) -> int:
        """Put what is new of a stretch of worlds behind those that are there, and say how many worlds that is.

        What another move has put there meanwhile is left alone: it is the same.
        """
        found, worlds = part.ensembles[run], part.replications
        with self._taking:
            known = self.done - worlds.start
            if not 0 <= known < len(worlds):
                return 0
            for name in ("outcomes", "days", "rows"):
                getattr(self.ensemble, name)[self.done : worlds.stop] = getattr(found, name)[known:]
            self._failures |= {number: failure.message for number, failure in part.failures.items()}
            self.done = worlds.stop
        return len(worlds) - known

    def first(self, count: int) -> Ensemble:
        """The first worlds of it."""
        one = self.ensemble
        return Ensemble(one.outcomes[:count], one.days[:count], one.rows[:count])

    def failures(self, count: int) -> dict[int, str]:
        """World -> what went wrong, of the first worlds."""
        with self._taking:
            return {number: why for number, why in self._failures.items() if number < count}


class Shelf:
    """Results of the plans that were asked for last, and the worlds that these have met."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._looking = threading.Lock()
        self._first = b""
        self._worlds: Worlds | None = None

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, identities: Mapping[Run, bytes], layout: Layout, worlds: int) -> dict[Run, Kept]:
        """What is known of each plan, with room for so many worlds."""
        found = {}
        with self._looking:
            for run, name in identities.items():
                kept = self._kept.pop(name, None) or Kept(empty_ensemble(layout, worlds))
                self._kept[name] = found[run] = kept
            while len(self._kept) > max(MOST_KEPT, len(found)):
                self._kept.popitem(last=False)
        return found

    def worlds_of(self, first: bytes, most: int) -> Worlds | None:
        """The first worlds to be kept; None if what plans face, told by the identity of the first, has just changed.

        The first time a world is kept costs a fifth more, for fresh memory; each further plan then saves up to a third.
        """
        with self._looking:
            if first != self._first:
                self._first, self._worlds = first, None
            elif self._worlds is None:
                self._worlds = Worlds(most, MOST_BYTES)
            return self._worlds


def identities_of(design: Design) -> dict[Run, bytes]:
    """Digest of all that decides what each plan gives on a world."""
    common = hashlib.blake2b(design.chances.tobytes(), digest_size=16)
    common.update(repr((design.size.name, design.key, design.layout)).encode())
    found = {}
    for run, one in design.runs.items():
        own = common.copy()
        for content in (one.array, one.patches):
            own.update(content.tobytes())
        found[run] = own.digest()
    return found
