"""The settings of luck as numbers for compiled code."""

from enum import IntEnum


class Process(IntEnum):
    """When the waves of a kind come."""

    GAP = 0
    """Renewal process."""
    POISSON = 1
    """The same chance at every moment."""
    LISTED = 2
    """At listed moments."""
    TWO_REGIME = 3
    """Poisson at two rates that switch at random."""
    PROFILE = 4
    """Poisson at a rate that follows the hour of the day."""


class Sky(IntEnum):
    """Where outdoor temperatures come from."""

    NONE = 0
    """The scenario has no weather: 0 degC that nothing reads."""
    CONSTANT = 1
    """The same all the time."""
    RECORDED = 2
    """Hour by hour from a table."""
    NORMS = 3
    """Norms, anomalies, daily cycle, cold snap."""
