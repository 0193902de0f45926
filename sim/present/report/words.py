"""The fixed words of the report: one catalogue file for each language; a further language is one more file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import yaml

from sim.errors import UsageError, escape
from sim.hints import at_the_start, nearest_or_known
from sim.present.style import with_degrees

FOLDER = Path(__file__).with_name("languages")
ENGLISH = "en"
GAPS = re.compile(r"(\{\}|\{n\})")
AMOUNT = r"([-+]?[\d.,]*\d(?: (?:thousand|million|billion))?(?: %)?)"
"""What the gap ``{n}`` of a phrase stands for: a number with its scale; ``{}`` stands for any text."""
STOP = "."
"""At the end of a sentence; what is no sentence is a part of one, or a cell of a table."""
NEVER = "never"
NO_NAMES: Mapping[str, str] = MappingProxyType({})
NUMBERS = re.compile(r"[-+±\d.,%() ]*(?: to (?:[-+\d.,%() ]*|never))?[-+\d.,%() ]*(?:\*| \(\?\))?")
"""A number, or a range, a star where it is clear, a mark where nobody knows: what a cell says without words."""
SPAN = re.compile(r"(?:x )?[-+]?[\d.,]+ ?[A-Za-z%/]{0,8} to (?:x )?[-+]?[\d.,]+ ?[A-Za-z%/]{0,8}")
"""A range in a unit as scenario files write it: ``-8 K to 2 K``, ``0.3/d to 1.8/d``, ``x 1 to x 2.5``."""
WRITTEN = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d.]*\d)")
"""A number in which something separates thousands, or whole from part; no version, no date."""


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

    def number(self, text: str) -> str:
        """A text with its numbers as the language writes them: what separates thousands, and whole from part."""
        return WRITTEN.sub(lambda found: found[0].translate(self._separators), text)

    def phrase(self, text: str, names: Mapping[str, str] = NO_NAMES) -> str | None:
        """What a table says, in this language; None if there is no word for it.

        Parameters
        ----------
        names : of the scenario (`as_shown`): they stay as they are, in the quotation marks of the language
        """
        if self.language == ENGLISH:
            return text
        if NUMBERS.fullmatch(text) and not text.endswith(STOP):
            return self.number(text).replace(" to ", self.words["range"]).replace(NEVER, self.phrases[NEVER])
        if SPAN.fullmatch(text):
            return with_degrees(self.number(text).replace(" to ", self.words["range"]))
        if text in self.phrases:
            return self.phrases[text]
        small = text[:1].lower() + text[1:]
        known = self._either((text, small), names)
        return known if known is None or text == small else known[:1].upper() + known[1:]

    def spoken(self, text: str, names: Collection[str]) -> str | None:
        """The same for a figure, with names as the scenario writes them."""
        return self.phrase(text, as_shown(names))

    def _either(self, texts: Sequence[str], names: Mapping[str, str]) -> str | None:
        """A phrase without gaps, else the one with the most fixed text whose gaps can be filled."""
        for text in texts:
            if text in self.phrases:
                return self.phrases[text]
        for pattern, target in self._patterns[texts[0].endswith(STOP)]:
            for text in texts:
                found = pattern.fullmatch(text)
                if found is not None:
                    return self._quoted_once(target.format(*(self._part(part, names) for part in found.groups())))
        return None

    def _part(self, text: str, names: Mapping[str, str]) -> str:
        """What stands in a gap: a name, a phrase, or several of them between commas."""
        if text in names:
            return self.words["quoted"].format(names[text])
        several = text.split(", ")
        whole = None if len(several) > 1 and any(one in names for one in several) else self.phrase(text, names)
        if whole is not None or len(several) == 1:
            return self.number(text) if whole is None else whole
        return ", ".join(self._part(one, names) for one in several)

    def _quoted_once(self, text: str) -> str:
        """A text without quotation marks in quotation marks, where a phrase has its own around a name."""
        before, after = self.words["quoted"].split("{}")
        return text.replace(2 * before, before).replace(2 * after, after) if before else text

    @cached_property
    def _separators(self) -> dict[int, str]:
        return str.maketrans({",": self.words["thousands"], ".": self.words["decimal"]})

    @cached_property
    def _patterns(self) -> tuple[list[tuple[re.Pattern[str], str]], list[tuple[re.Pattern[str], str]]]:
        """Phrases with gaps, those with the most fixed text first: parts of sentences, and whole ones.

        Before all others come those with a unit in brackets, so that no gap of another takes in the brackets.
        """
        phrases = sorted(filter(GAPS.search, self.phrases), key=lambda one: ("[" in one, _fixed_in(one)), reverse=True)
        found = [(one.endswith(STOP), (_pattern_of(one), self.phrases[one])) for one in phrases]
        return [one for whole, one in found if not whole], [one for whole, one in found if whole]


def as_shown(names: Iterable[str]) -> dict[str, str]:
    """Names of a scenario as they may stand in our texts, with spaces and at the start of a sentence -> within one."""
    written = [form for name in names for form in (escape(name), escape(name.replace("_", " ")))]
    return {at_the_start(name): name for name in written} | {name: name for name in written}


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
