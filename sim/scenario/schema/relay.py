"""What aid is loaded on, and where it goes first: to a hub, or into production that sends more of it later."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from sim import units
from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.quantities import Factor, Mass, Moment, Money, Name, Positive, Rate, Share, WholeDuration
from sim.scenario.roles import choose, face

LEAST_HANDLED = Fraction(1, 1000)
"""A hub that handles less hands nothing on in any winter [1/d]."""


class Hub(Closed):
    """A place on the way that handles a limited number of units per day."""

    handles: Rate = choose(gt=0)
    """Units that it hands on at most, over all items and channels."""
    gives: Literal["proportional", "days_of_supply", "priority"] = choose("proportional")
    """What goes first: parts of all; the item used up first (not of crews, generators); channels in file order."""
    onward: WholeDuration = choose(0)
    """Time from the hub to the city."""

    def findings(self) -> Iterable[Finding]:
        """Report a hub that never hands on a unit."""
        if self.handles < LEAST_HANDLED:
            yield Finding(("handles",), f"must be more than 0, at least {float(LEAST_HANDLED)}/d")


class Truck(Closed):
    """What a channel loads its lots on, in as few trucks as hold them."""

    holds: Positive = face()
    """Units that one truck holds."""
    cost: Money = face(0.0)
    """Cost of each truck of a dispatch, beside that of the dispatch."""
    emissions: Mass = face(0.0)
    """Greenhouse gases of each truck of a dispatch, as carbon dioxide."""


class Invest(Closed):
    """Part of a channel's aid that is not sent but pays for production, which another channel sends later."""

    share: Share = choose()
    """Part of what accrues from `start` on; 0 % invests nothing."""
    into: Name = choose()
    """The channel that sends what is made; it may bring another item."""
    start: Moment = choose(units.Moment(None, 0.0))
    """From when on; without it from the start of the horizon."""
    delay: WholeDuration = face()
    """Time from an investment until the first unit that comes of it accrues."""
    returns: Factor = face()
    """Units made per unit invested."""
    over: WholeDuration = face(gt=0)
    """Time over which these are made, evenly."""
