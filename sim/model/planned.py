"""What a calendar would bring, without a run."""

from sim.kernel import entry, open_record
from sim.model.depots import fill_at_start
from sim.model.lots import plan_lots
from sim.world.record import Array


@entry
def plan_aid(params_array: Array, world_array: Array, state_array: Array) -> None:
    """Cut all scheduled aid of records given as arrays into lots; what an earlier call left is forgotten.

    The lots stand in the table `lot` of the state, `lot_count` of them.
    """
    state = open_record(state_array)
    params = open_record(params_array)
    state.lot_count = 0
    state.outbox_count = 0
    for channel in range(params.channel_count):
        state.sent[channel] = 0
    fill_at_start(params, state)
    plan_lots(params, open_record(world_array), state)
