"""How many replications somebody wants. Imports no kernel, so that a command can ask before it settles the compiler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import UsageError

MOST_TO_DECIDE = 2000
"""Replications at most until a plan is chosen, unless the scenario or the user says more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How many replications somebody wants.

    Parameters
    ----------
    replications : exactly; None: as the scenario says
    precision : texts of what is precise enough; empty: nobody asked
    max_replications : with a precision, at most; None: as the scenario says
    """

    replications: int | None = None
    precision: str | Sequence[str] = ()
    max_replications: int | None = None

    def most(self, usual: int) -> int:
        """Replications at most.

        Parameters
        ----------
        usual : those of the scenario

        Raises
        ------
        UsageError
            If a number and a precision are asked for together, or a limit to nothing.
        """
        if self.precision and self.replications is not None:
            raise UsageError("replications are a number or what a precision takes; limit these by --max-replications")
        if self.max_replications is not None and not self.precision:
            raise UsageError("--max-replications goes with --precision; without it there is --replications")
        given = self.max_replications if self.precision else self.replications
        return usual if given is None else given
