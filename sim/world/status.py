"""How the drawing of a world went."""

from enum import IntEnum


class WorldStatus(IntEnum):
    """Anything but FINE: the world outgrew its size class and must not be used; apart from a run's codes."""

    FINE = 0
    TOO_MANY_WAVES = 101
    TOO_MANY_THREATS = 102
    TOO_MANY_ALERTS = 103


def in_words(status: IntEnum) -> str:
    """A status, of a world or of a run, as words."""
    return status.name.lower().replace("_", " ")
