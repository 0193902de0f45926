"""What the beginnings and ends of stories are made of: lines of a log, sums over them, and times in which it was so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.present.story.cast import Cast

if TYPE_CHECKING:
    from sim.present.story.entries import Entry

Span = tuple[int, int]
"""From when until when something was so [min]."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the end of a story draws on.

    Parameters
    ----------
    subject : of the story
    own : lines about it, in order
    log : all lines of the run
    """

    cast: Cast
    subject: str
    own: Sequence[Entry]
    log: Sequence[Entry]

    def count(self, *whats: str) -> int:
        """Sum of what the subject's own lines of some sorts count."""
        return sum(entry.count or 0 for entry in self.own if entry.what in whats)

    def of_which(self, what: str) -> int:
        """Sum of the second numbers of the subject's own lines of a sort."""
        return sum(entry.of_which or 0 for entry in self.own if entry.what == what)

    def lines(self, *whats: str) -> int:
        """How many of the subject's own lines are of some sorts."""
        return sum(entry.what in whats for entry in self.own)


@dataclass(frozen=True, slots=True)
class Frame:
    """How the story of one kind of subject begins and ends.

    Parameters
    ----------
    title : who or what it is
    closing : what it comes to, in sentences
    opening : how it stands where the story begins, if the run began before
    """

    title: Callable[[Cast, str], str]
    closing: Callable[[Told], Iterable[str]]
    opening: Callable[[Cast, str], Iterable[str]] = lambda cast, subject: ()


def spans_of(
    cast: Cast, entries: Iterable[Entry], opens: Sequence[str], closes: Sequence[str], *, already: bool
) -> list[Span]:
    """From when until when something was so, between lines that open and lines that close.

    Parameters
    ----------
    already : whether it was so when the story begins; it then counts from there
    """
    found: list[Span] = []
    since = cast.begin if already else None
    for entry in entries:
        if entry.what in opens and since is None:
            since = entry.minute
        elif entry.what in closes and since is not None:
            found.append((since, entry.minute))
            since = None
    return found if since is None else [*found, (since, cast.end)]


def either(spans: Iterable[Span]) -> list[Span]:
    """Times in which one or more of some things are so."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def both(one: Iterable[Span], other: Sequence[Span]) -> list[Span]:
    """Times in which two things are so together."""
    met = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted((begin, end) for begin, end in met if begin < end)


def in_all(spans: Sequence[Span]) -> str:
    """How often and for how long, in words."""
    times = "once" if len(spans) == 1 else f"{len(spans)} times"
    return f"{times}, {hours(sum(end - begin for begin, end in spans))} in all"


def hours(minutes: int) -> str:
    """A time in hours, in words."""
    return f"{minutes / 60.0:,.1f} h"
