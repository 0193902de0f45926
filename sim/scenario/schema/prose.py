"""Names and texts of a scenario that people read: visible characters only, and names that can be told apart."""

import unicodedata

CANNOT_BE_SEEN = "has a character that cannot be seen, or no text at all"
"""What is wrong with a text that is not prose."""


def is_title(text: str, longest: int) -> bool:
    """One line of visible characters, without blanks at its ends."""
    return 0 < len(text) <= longest and text.isprintable() and text == text.strip()


def is_prose(text: str) -> bool:
    """Any number of lines of visible characters."""
    return bool(text.strip()) and all(line.isprintable() for line in text.replace("\t", " ").split("\n"))


def look_of(name: str) -> str:
    """The same for names that a reader takes for the same: capitals, blanks and forms of a character aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
