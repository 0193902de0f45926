"""The codes by which compiled code knows laws of chance: the one table of what their numbers mean."""

from enum import IntEnum


class LawCode(IntEnum):
    """A law of chance with its numbers ``a, b, c`` in base units (numbers not named are 0 and never read).

    Codes are frozen: a new law is appended.
    """

    CONSTANT = 0
    """Always ``a``."""
    UNIFORM = 1
    """Even between ``a`` and ``b``."""
    TRIANGULAR = 2
    """Between ``a`` and ``c``, most often ``b``."""
    EXPONENTIAL = 3
    """Mean ``a``."""
    NORMAL = 4
    """Mean ``a``, standard deviation ``b``."""
    LOGNORMAL = 5
    """Mean ``a`` and standard deviation ``b`` of the logarithm (median exp(a))."""
    GAMMA = 6
    """Shape ``a``, scale ``b`` (mean a*b)."""
    BETA = 7
    """Shapes ``a`` and ``b`` on [0, 1] (mean a/(a + b))."""
    GEOMETRIC = 8
    """Counts 1, 2, 3, ... with mean ``a`` >= 1."""
    POISSON = 9
    """Counts 0, 1, 2, ... with mean ``a``."""
    NEGATIVE_BINOMIAL = 10
    """Counts 0, 1, 2, ... with mean ``a`` and variance a + a²/b."""
    UNIFORM_INT = 11
    """Whole numbers from ``a`` to ``b``, both included, equally likely."""


class StartCode(IntEnum):
    """How a renewal process stands at the start of the horizon."""

    STATIONARY = 0
    """It has been running for ever: an even share of a length-biased gap is left."""
    RENEWAL = 1
    """An event has just happened: a whole gap is left."""
    AFTER = 2
    """The first event comes at a given time."""
