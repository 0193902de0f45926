"""The fixed words of the report: one catalogue file for each language; a further language is one more file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

from sim.errors import UsageError
from sim.hints import nearest_or_known

FOLDER = Path(__file__).with_name("languages")
ENGLISH = "en"
GAPS = re.compile(r"(\{\}|\{n\})")
AMOUNT = r"([-+]?[\d.,]*\d(?: (?:thousand|million|billion))?(?: %)?)"
"""What the gap ``{n}`` of a phrase stands for: a number with its scale; ``{}`` stands for any text."""
NEVER = "never"
NUMBERS = re.compile(r"[-+±\d.,%() ]*(?: to (?:[-+\d.,%() ]*|never))?[-+\d.,%() ]*\*?")
"""A number, or a range, and a star where it is clear: what a cell of a table says without words."""


@dataclass(frozen=True)
class Words:
    """A catalogue.

    Parameters
    ----------
    language : as pages name it (`lang`)
    name : of the language, in itself
    words : key -> text, with names of values in braces
    phrases : what tables and results say in English -> the same in this language; ``{}`` stands for any text, ``{n}``
        for a number, and each is looked up itself; the other language may number them to change their order
    """

    language: str
    name: str
    words: Mapping[str, str]
    phrases: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """A text of the report itself, with values."""
        return self.words[key].format(**values)

    def phrase(self, text: str) -> str | None:
        """What a table says, in this language; None if there is no word for it."""
        if self.language == ENGLISH:
            return text
        if NUMBERS.fullmatch(text) and not text.endswith("."):
            return text.replace(" to ", self.words["range"]).replace(NEVER, self.phrases[NEVER])
        if text in self.phrases:
            return self.phrases[text]
        small = text[:1].lower() + text[1:]
        known = self._either(text, small)
        return known if known is None or text == small else known[:1].upper() + known[1:]

    def _either(self, *texts: str) -> str | None:
        """A phrase without gaps, else the one with the most fixed text whose gaps can be filled."""
        for text in texts:
            if text in self.phrases:
                return self.phrases[text]
        for pattern, target in self._patterns:
            for text in texts:
                found = pattern.fullmatch(text)
                if found is not None:
                    return target.format(*map(self._part, found.groups()))
        return None

    def _part(self, text: str) -> str:
        """What stands in a gap: a phrase, or phrases between commas; a name as it is."""
        several = [self.phrase(one) for one in text.split(", ")]
        return self.phrase(text) or (", ".join(filter(None, several)) if all(several) else text)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Phrases with gaps, those with the most fixed text first."""
        phrases = sorted(filter(GAPS.search, self.phrases), key=_fixed_in, reverse=True)
        return [(_pattern_of(one), self.phrases[one]) for one in phrases]


def _fixed_in(phrase: str) -> int:
    """Letters of a phrase outside its gaps; of a gap for a number one counts, since it tells more than any text."""
    return len(GAPS.sub("", phrase)) + phrase.count("{n}")


def _pattern_of(phrase: str) -> re.Pattern[str]:
    """What a phrase with gaps is in a text."""
    gaps = {"{}": "(.+)", "{n}": AMOUNT}
    return re.compile("".join(gaps.get(part) or re.escape(part) for part in GAPS.split(phrase)))


def languages() -> tuple[str, ...]:
    """Languages that there is a catalogue for, English first."""
    found = sorted(file.stem for file in FOLDER.glob("*.yaml"))
    return (ENGLISH, *(one for one in found if one != ENGLISH))


@cache
def words_in(language: str) -> Words:
    """The catalogue of a language.

    Raises
    ------
    UsageError
        If there is none.
    """
    if language not in languages():
        raise UsageError(f"there are no words in {language!r}; {nearest_or_known(language, languages())}")
    content = yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8"))
    return Words(language, content["name"], content["words"], content["phrases"])
