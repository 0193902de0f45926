"""Worlds that have been drawn, kept for further plans that face the same."""

from __future__ import annotations

from sim.world.record import MEETING, PACE, Array
from sim.world.sizes import ARCHETYPES, CLASSES, LAYERS

WORD = 8
AN_HOUR = WORD * (8 + 3 * ARCHETYPES)
"""Bytes of an hour in all tables of weather and heat, with as many archetypes as there may be."""
A_WAVE = WORD * (6 + LAYERS * CLASSES)
"""Bytes of a wave."""
A_THREAT = 2 * WORD + MEETING.itemsize
"""Bytes of a threat."""


class Worlds:
    """The first worlds of a design, with all that follows from them; several threads may fill them.

    Parameters
    ----------
    most : so many, the first ones
    most_bytes : of memory that they may take; the last one may go beyond
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most, self._left = most, most_bytes
        self._drawn: dict[int, Array] = {}

    def __len__(self) -> int:
        return len(self._drawn)

    def may_hold(self, replication: int) -> bool:
        """True if the world of a replication is there, or there is room for it."""
        return replication in self._drawn or (replication < self._most and self._left > 0)

    def of(self, replication: int) -> Array | None:
        """The world of a replication, only to be read; None if it is not there."""
        return self._drawn.get(replication)

    def keep(self, replication: int, world: Array) -> None:
        """Keep a world, in a record that nobody draws into any more."""
        self._drawn[replication] = world
        self._left -= bytes_of(world)


def bytes_of(world: Array) -> int:
    """What a world takes at most of the room in its record."""
    waves = int(world["wave_count"][0])
    threats = int(world["wave_first"][0, waves])
    hours, stretches = int(world["hours"][0]), int(world["pace_count"][0])
    return hours * AN_HOUR + waves * A_WAVE + threats * A_THREAT + stretches * PACE.itemsize
