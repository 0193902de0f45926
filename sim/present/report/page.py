"""The report as one HTML page: every text is escaped, figures are inside it, nothing is asked for elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sim.analysis.numbers import exactly
from sim.errors import escape
from sim.present.markup import address_of_picture, template
from sim.present.report.words import ENGLISH, NUMBERS, Words, as_shown
from sim.present.style import with_degrees

HERE = Path(__file__).parent
ADDRESS = re.compile(r"(https://[A-Za-z0-9._~/?#@!$&*+,;=%:-]*[A-Za-z0-9_~/#=])")
"""An address in a source; only these become links."""
REASON = "reason"
"""The head of a column that holds our words; other first columns hold names."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the language that it is in, where that is not the language of the page."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """A figure as SVG.

    Parameters
    ----------
    wide : for paper and wide screens
    narrow : for phones; empty if there is none
    """

    wide: bytes
    narrow: bytes = b""


def page_of(
    card: Mapping[str, Any],
    report: Mapping[str, Any],
    figures: Mapping[str, Pictures],
    words: Words,
    is_drawn: bool = True,
) -> str:
    """The page.

    Parameters
    ----------
    card : the results card, as `sim.present.card.content` makes it
    report : the rest, as `sim.present.report.gather` makes it
    figures : by name
    is_drawn : whether the figures speak the language of the page
    """
    return _rendered("page.html.j2", card, report, figures, words, is_drawn)


def short_page_of(
    card: Mapping[str, Any], report: Mapping[str, Any], figures: Mapping[str, Pictures], words: Words
) -> str:
    """The page of a decision, a sweep or an exploration, whose figures are in English; parameters as of `page_of`.

    Parameters
    ----------
    report : the rest, as `sim.present.report.short` makes it
    """
    return _rendered("short.html.j2", card, report, figures, words, words.language == ENGLISH)


def _rendered(
    name: str,
    card: Mapping[str, Any],
    report: Mapping[str, Any],
    figures: Mapping[str, Pictures],
    words: Words,
    is_drawn: bool,
) -> str:
    """A template with all that stands in it."""
    telling = _Telling(words, (card["scenario"], *report["plans"], *report.get("names", ())))
    return template(name, HERE).render(
        card=card,
        report=report,
        pictures={name: address_of_picture(one.wide) for name, one in figures.items()},
        narrow={name: address_of_picture(one.narrow) for name, one in figures.items() if one.narrow},
        is_drawn=is_drawn,
        words=words,
        say=telling.say,
        told=telling.told,
        english=telling.english,
        line=telling.line,
        facts=telling.facts,
        degrees=partial(with_degrees, names=telling.names),
        pieces=pieces,
        timing=timing_of,
        confidence=exactly(card["confidence"]),
    )


@dataclass(frozen=True)
class _Telling:
    """Puts results into the words of a language; names of the scenario stay as they are."""

    words: Words
    names: tuple[str, ...]

    @cached_property
    def closed_up(self) -> frozenset[str]:
        """The names without their spaces, as tables may break them."""
        return frozenset(map(_closed_up, self.names))

    @cached_property
    def shown(self) -> dict[str, str]:
        """The names as they stand in our texts -> as they are written."""
        return as_shown(self.names)

    def say(self, key: str, **values: object) -> str:
        """A text of the report itself, with values: numbers as the language writes them, names as they are."""
        return self.words.say(key, **{name: self._value(value) for name, value in values.items()})

    def _value(self, value: object) -> object:
        is_name = not isinstance(value, str) or value in self.names or ", " in value
        return value if is_name or not NUMBERS.fullmatch(str(value)) else self.words.number(str(value))

    def told(self, text: str) -> Text:
        """A text of a table in the language of the page, a plan's name as it is, anything else marked as English."""
        flat = text.replace("\n", " ").strip()
        if _closed_up(flat) in self.closed_up:
            return Text(flat)
        found = self.words.phrase(flat, self.shown)
        return self.english(flat) if found is None else Text(with_degrees(found, self.names))

    def line(self, cell: str, head: str) -> Text:
        """The first cell of a row: a reason, or a name that the scenario gives."""
        found = self.told(cell)
        return found if head == REASON else Text(found.text)

    def english(self, text: str) -> Text:
        """A text that is there in English only."""
        return Text(with_degrees(text, self.names), "" if self.words.language == ENGLISH else ENGLISH)

    def facts(self, found: Iterable[Mapping[str, str]]) -> str:
        """What a figure shows, in a few sentences for those who do not see it."""
        said = []
        for one in found:
            values = {key: self.told(value).text for key, value in one.items() if key != "fact"}
            said.append(self.words.say(f"fact_{one['fact']}", **values))
        return " ".join(said)


def _closed_up(name: str) -> str:
    """A name without its spaces, as tables may break it."""
    return "".join(escape(name).split())


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, and whether each is an address that may be a link."""
    parts = ADDRESS.split(text)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]


def timing_of(card: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Channel, plan and when it sends; no plan where it is the same in all."""
    timing: Mapping[str, Mapping[str, str]] = card["timing"]
    rows = []
    for channel in dict.fromkeys(name for calendars in timing.values() for name in calendars):
        said = {plan: calendars.get(channel, "") for plan, calendars in timing.items()}
        if len(set(said.values())) == 1:
            said = {"": next(iter(said.values()))}
        rows += [(channel, plan, calendar) for plan, calendar in said.items()]
    return rows
