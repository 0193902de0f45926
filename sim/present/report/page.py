"""The report as one HTML page: every text is escaped, figures are inside it, nothing is asked for elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.numbers import exactly
from sim.errors import escape
from sim.present.report.words import ENGLISH, Words

if TYPE_CHECKING:
    from jinja2 import Environment, Template

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
    pictures = {name: _address_of(one.wide) for name, one in figures.items()}
    narrow = {name: _address_of(one.narrow) for name, one in figures.items() if one.narrow}
    telling = _Telling(words, frozenset(map(_closed_up, report["plans"])))
    return _template("page.html.j2").render(
        card=card,
        report=report,
        pictures=pictures,
        narrow=narrow,
        is_drawn=is_drawn,
        words=words,
        say=words.say,
        told=telling.told,
        english=telling.english,
        line=telling.line,
        facts=telling.facts,
        pieces=pieces,
        timing=timing_of,
        confidence=exactly(card["confidence"]),
    )


def short_page_of(page: Mapping[str, Any], figures: Mapping[str, bytes], words: Words) -> str:
    """The page of a decision, a sweep or an exploration.

    Parameters
    ----------
    page : as `sim.present.report.short` makes it
    figures : name -> SVG
    """
    pictures = {name: _address_of(content) for name, content in figures.items()}
    telling = _Telling(words, frozenset())
    return _template("short.html.j2").render(
        page=page, pictures=pictures, words=words, say=words.say, told=telling.told
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts results into the words of a language."""

    words: Words
    names: frozenset[str]

    def told(self, text: str) -> Text:
        """A text of a table in the language of the page, a plan's name as it is, anything else marked as English."""
        flat = text.replace("\n", " ").strip()
        if _closed_up(flat) in self.names:
            return Text(flat)
        found = self.words.phrase(flat)
        return self.english(flat) if found is None else Text(found)

    def line(self, cell: str, head: str) -> Text:
        """The first cell of a row: a reason, or a name that the scenario gives."""
        found = self.told(cell)
        return found if head == REASON else Text(found.text)

    def english(self, text: str) -> Text:
        """A text that is there in English only."""
        return Text(text, "" if self.words.language == ENGLISH else ENGLISH)

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


def _address_of(svg: bytes) -> str:
    """A picture as an address that holds it: several of them in one page share no names."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}"


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment: Environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    return environment.get_template(name)


def _visible(value: object) -> object:
    """Control and other invisible characters spelled out, before markup is escaped; a degree has its sign."""
    return escape(value).replace("degC", "\u00b0C") if type(value) is str else value
