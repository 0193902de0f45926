"""What helps where heat cannot come back yet: generators."""

from sim.scenario.closed import Closed
from sim.scenario.quantities import Name, Positive, WholeDuration
from sim.scenario.roles import face


class Fuel(Closed):
    """What generators burn."""

    item: Name = face()
    """Item that it is; it arrives through channels and stands in stock as any other."""
    per_day: Positive = face()
    """Units that one generator takes at the begin of each day that it runs."""


class Generators(Closed):
    """Generators that stand in for the grid for whole blocks: their buildings, and their part of the heat source."""

    uses: Name = face("generator")
    """Item that they are; it stands in one place, arrives through channels as any other, and comes back after use."""
    serves: Positive = face()
    """Buildings that one generator serves; a block needs them for all of its buildings."""
    move: WholeDuration = face(0)
    """Time from the decision until generators run at a block."""
    fuel: Fuel | None = face(None)
    """What they burn; without fuel they stand still. null: fuel is never short."""


class Relief(Closed):
    """Help where heat cannot come back yet."""

    generators: Generators | None = face(None)
    """Generators for blocks that lack nothing but power."""
