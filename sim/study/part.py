"""What a stretch of replications gave, wherever it ran: small enough to be sent from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.study.ensemble import Ensemble

Run = tuple[str, bool]
"""A plan, and whether it is its twin that runs."""


LONGEST_KIND, LONGEST_MESSAGE = 32, 240
"""Room for why a replication has no result [bytes]."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a replication has no result.

    Parameters
    ----------
    kind : ``model`` (a run or its world ended badly), ``killed`` (the process that ran it died), or the error's name
    message : what went wrong, for people
    """

    kind: str
    message: str

    def __post_init__(self) -> None:
        """Cut both to what is kept of them, so that a study tells the same whether it was kept or not."""
        object.__setattr__(self, "kind", _cut(self.kind, LONGEST_KIND))
        object.__setattr__(self, "message", _cut(self.message, LONGEST_MESSAGE))


def _cut(text: str, longest: int) -> str:
    """A text of so many bytes at most, never an empty one, which would look as if nothing had failed."""
    return text.encode("utf-8", "backslashreplace")[:longest].rstrip(b"\0").decode("utf-8", "ignore") or "?"


@dataclass(frozen=True, slots=True)
class Part:
    """Results of a stretch of replications.

    Parameters
    ----------
    replications : their numbers
    ensembles : plan or twin -> its results, as many as there are numbers; empty if nothing came of any
    failures : replication -> what went wrong
    """

    replications: range
    ensembles: Mapping[Run, Ensemble] = field(repr=False)
    failures: Mapping[int, Failure]

    def up_to(self, end: int) -> Part:
        """The same without what lies at or beyond a number."""
        kept = range(self.replications.start, max(self.replications.start, min(self.replications.stop, end)))
        few = slice(0, len(kept))
        ensembles = {
            run: Ensemble(one.outcomes[few], one.days[few], one.rows[few]) for run, one in self.ensembles.items()
        }
        return Part(kept, ensembles, {number: one for number, one in self.failures.items() if number in kept})


def place(part: Part, results: Mapping[Run, Ensemble]) -> None:
    """Put a part where it belongs among all replications."""
    where = slice(part.replications.start, part.replications.stop)
    for run, found in part.ensembles.items():
        results[run].outcomes[where] = found.outcomes
        results[run].days[where] = found.days
        results[run].rows[where] = found.rows


def stretches(missing: list[int], longest: int) -> list[range]:
    """Numbers as stretches without gaps; each lies between two multiples of the longest length."""
    found: list[range] = []
    for number in missing:
        if found and found[-1].stop == number and number % longest:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found
