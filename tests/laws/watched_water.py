"""What must hold of water at any moment: who has none, and who waits for it."""

import numpy as np

from sim.model.words import Phase
from sim.world.record import Array


def check_water(params: Array, state: Array) -> None:
    """A block has no water exactly while all its stations are down; only who has none waits for it, and is not filled.

    Without stations nothing is counted.
    """
    blocks = int(params["block_count"][0])
    table, rows = params["block"][0, :blocks], state["block"][0, :blocks]
    waterless = rows["waterless"]
    assert (waterless == [has_no_water(params, state, int(group) - 1) for group in table["water"]]).all()
    buildings = int(table["buildings"] @ waterless)
    assert state["waterless_now"][0] == buildings
    assert state["waterless_people"][0] == int((table["buildings"] * table["residents"]) @ waterless)
    assert (waterless[rows["phase"] == Phase.WATER] == 1).all()
    assert (waterless[rows["phase"] == Phase.REFILL] == 0).all()
    if not params["with_water"][0]:
        assert state["ledger_phase"][0, Phase.WATER] == 0
        assert state["waterless_area"][0] == state["waterless_peak"][0] == 0


def has_no_water(params: Array, state: Array, group: int) -> bool:
    """Whether all members of a group of water stations are down; false without a group (-1)."""
    if group < 0:
        return False
    first, end = params["group_first"][0, group : group + 2]
    return bool(np.all(state["asset"]["cause"][0, params["group_member"][0, first:end]] > 0))
