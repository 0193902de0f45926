"""What stays English in the other languages of reports."""

import re

from sim.present.report.words import languages, words_in

LATIN = re.compile(r"[A-Za-z]{2,}")
KEPT = {
    *("set", "max", "replications", "indifference", "public", "hearthline", "explore"),  # commands and options
    *("RBD", "FAST", "PRIM", "mu", "sigma"),  # methods
}
"""Words that are the same in every language."""


def english_in(texts, names=()):
    """Text -> words of it that another language keeps in English, beside those of names that users give."""
    given = {word for name in names for word in LATIN.findall(name)}
    known = KEPT | given | {word.capitalize() for word in given}
    found = {}
    for language in languages()[1:]:
        for text in texts:
            told = words_in(language).phrase(text.replace("\n", " ").strip())
            left = set(LATIN.findall(text if told is None else told)) - known
            found |= {f"{language}: {text}": left} if left else {}
    return found


def texts_of(sections):
    """Titles, heads and cells of tables."""
    for section in sections:
        yield from (section.title, *section.heads, *(cell for row in section.rows for cell in row))
