"""What stays English in the other languages of reports."""

import re

from sim.present.report.words import as_shown, languages, words_in

LATIN = re.compile(r"[A-Za-z]{2,}")
KEPT = {
    *("set", "max", "replications", "indifference", "public", "hearthline", "explore"),  # commands and options
    *("RBD", "FAST", "PRIM", "mu", "sigma"),  # methods
}
"""Words that are the same in every language."""


def english_in(texts, names=(), keys=()):
    """Text -> words of it that another language keeps in English, or names of the scenario that it changes.

    Keys of scenario files are the same in every language, too.
    """
    given = {word for name in (*names, *keys) for word in LATIN.findall(name)}
    known = KEPT | given | {word.capitalize() for word in given}
    shown = as_shown(names)
    found = {}
    for language in languages()[1:]:
        for text in (one.replace("\n", " ").strip() for one in texts):
            told = text if text in shown else words_in(language).phrase(text, shown)
            wrong = set(LATIN.findall(told or text)) - known
            wrong |= {name for name in names if _stands_in(name, text) and not _stands_in(name, told)}
            found |= {f"{language}: {text}": wrong} if wrong else {}
    return found


def _stands_in(name, text):
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) is not None


def texts_of(sections):
    """Titles, heads and cells of tables."""
    for section in sections:
        yield from (section.title, *section.heads, *(cell for row in section.rows for cell in row))
