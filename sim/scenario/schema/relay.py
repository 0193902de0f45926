"""Aid that does not go straight to where it is used: hubs on the way."""

from typing import Literal

from sim.scenario.closed import Closed
from sim.scenario.quantities import Rate, WholeDuration
from sim.scenario.roles import choose


class Hub(Closed):
    """A place on the way that handles a limited number of units per day."""

    handles: Rate = choose(gt=0)
    """Units that it hands on at most, over all items and channels."""
    gives: Literal["proportional", "days_of_supply", "priority"] = choose("proportional")
    """What goes first: parts of all that waits; the item that is used up first; channels in file order."""
    onward: WholeDuration = choose(0)
    """Time from the hub to the city."""
