"""Words for messages: the nearest right word, texts cut to a readable length, numbers with nouns, lists on one line."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import islice, pairwise

LONGEST_TEXT = 60
"""Longest text that is shown whole, and longest that can be a quantity or a name [characters]."""
MOST_COMPARED = 12
"""Known words that a misspelt one is compared with letter by letter: those that share most pairs of letters."""
MOST_LISTED = 20
"""Known words that a hint lists."""
LONGEST_LIST = 60
"""Names that one line lists, the others are counted [characters]."""


def closest(word: str, known: Collection[str]) -> str:
    """The known word that a misspelt one comes closest to, capitals aside; empty if none is close."""
    words = {one.casefold(): one for one in known}
    folded = word[:LONGEST_TEXT].casefold()
    likely = heapq.nlargest(MOST_COMPARED, words, key=lambda one: len(_pairs(one) & _pairs(folded)))
    found = difflib.get_close_matches(folded, likely, n=1, cutoff=0.6)
    return words[found[0]] if found else ""


@lru_cache(maxsize=20_000)
def _pairs(word: str) -> frozenset[str]:
    """Letters of a word two by two, its begin and end included."""
    return frozenset(map("".join, pairwise(f" {word} ")))


def nearest(word: str, known: Collection[str], before: str = "") -> str:
    """The hint ``did you mean '...'?`` for a misspelt word, empty if no known word is close.

    Parameters
    ----------
    before : what stands before every known word, for example the path to a key
    """
    found = closest(word, known)
    return f"did you mean '{before}{found}'?" if found else ""


def nearest_or_known(word: str, known: Collection[str], before: str = "") -> str:
    """The hint for a word that is not known: the closest known word, else what is known; `before` as in `nearest`."""
    listed = ", ".join(before + one for one in islice(known, MOST_LISTED))
    more = ", ..." if len(known) > MOST_LISTED else ""
    return nearest(word, known, before) or (f"known: {listed}{more}" if known else "")


def shown(text: str) -> str:
    """A text in quotes, cut if it is long."""
    return repr(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 3] + "...")


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 world``, ``1,200 worlds``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def the_same(number: int, noun: str) -> str:
    """What several things share: ``the same world``, ``the same 200 worlds``."""
    return f"the same {noun}" if number == 1 else f"the same {counted(number, noun)}"


def listed(names: Collection[str]) -> str:
    """Names in one line: the first ones that fit, the others counted."""
    fitting = list(names)
    while len(fitting) > 1 and len(", ".join(fitting)) > LONGEST_LIST:
        fitting.pop()
    more = len(names) - len(fitting)
    said = ", ".join(name if len(name) <= LONGEST_LIST else name[: LONGEST_LIST - 3] + "..." for name in fitting)
    return f"{said} and {more} more" if more else said


def joined(names: Iterable[str]) -> str:
    """Names in a sentence: ``a, b and c``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def at_the_start(text: str) -> str:
    """A text as it begins a sentence or a title, with a large letter."""
    return text[:1].upper() + text[1:]
