"""Reading luck: uniforms and draws of one world, by address."""

from sim.kernel import Record, kernel
from sim.world.address import draw_slot
from sim.world.philox import uniform
from sim.world.record import Array
from sim.world.samplers import draw


@kernel
def chance(world: Record, stream: int, entity: int, slot: int) -> float:
    """The uniform number in [0, 1) at one address of this world."""
    return uniform(world.key0, world.key1, world.replication, stream, entity, slot)


@kernel
def drawn(world: Record, law: Array, stream: int, entity: int, ordinal: int) -> float:
    """The ``ordinal``-th draw of an entity by a law.

    Parameters
    ----------
    law : float array, shape (LAW,)
        Code and four numbers [base unit].
    """
    code = int(law[0])
    return draw(
        code,
        law[1],
        law[2],
        law[3],
        world.key0,
        world.key1,
        world.replication,
        stream,
        entity,
        draw_slot(ordinal),
    )
