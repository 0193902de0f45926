"""The grid as a whole: how much of what the city needs it can supply, and who is cut when that is too little."""

from sim.scenario.closed import Closed
from sim.scenario.laws import Unsure
from sim.scenario.quantities import Factor, Moment, Positive, WholeDuration
from sim.scenario.roles import choose, face


class Rota(Closed):
    """Rolling cuts: all buildings stand in queues, which are cut in turn."""

    queues: Positive = choose(6)
    """Queues that the blocks of the city are shared out over."""
    turn: WholeDuration = choose(240, gt=0)
    """How long a turn lasts; after it others are cut."""


class ListedCapacity(Closed):
    """A time in which the grid can supply another part of the need."""

    start: Moment = face()
    """When it begins."""
    end: Moment = face()
    """When it ends."""
    capacity: Factor = face()
    """Part of the whole city's need that the grid can supply then, with all feeders at work."""


class Grid(Closed):
    """What the grid can supply; where that is too little, power is cut by rota."""

    capacity: Unsure[Factor] = face(1.0)
    """Part of the whole city's need that the grid can supply with all feeders at work; more than x 1 is a reserve."""
    listed: tuple[ListedCapacity, ...] = face(())
    """Times in which it can supply another part; where several overlap, the smallest."""
    rota: Rota = face(Rota())
    """Who is cut when the grid cannot supply all."""
