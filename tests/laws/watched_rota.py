"""What must hold of the rota at any moment of any run."""

import numpy as np

from sim.model.words import AssetClass, Origin, Phase
from sim.world.record import Array


def check_rota(params: Array, state: Array) -> None:
    """Demand is what blocks take, whatever else of the minute is still to come."""
    queues, blocks = int(params["rota_queues"][0]), int(params["block_count"][0])
    if queues == 0:
        assert state["ledger_origin"][0, Origin.ROTA] == state["ledger_phase"][0, Phase.POWER_CUT] == 0
        assert state["cut_area"][0] == state["cut_peak"][0] == 0
        return
    buildings, queue = (params["block"][name][0, :blocks] for name in ("buildings", "queue"))
    wired, draws = (state["block"][name][0, :blocks] for name in ("wired", "draws"))
    rota = state["rota"][0, :queues]
    assert (draws == wired * (1 - state["generator"]["running"][0, :blocks])).all()
    assert state["grid_wired"][0] == (buildings * wired).sum()
    assert (rota["demand"] == np.bincount(queue, buildings * draws, minlength=queues)).all()


def check_cuts(params: Array, state: Array, minute: int) -> None:
    """When a minute is over, what is not cut fits, and no queue is cut longer than another by more than a turn."""
    queues, first = int(params["rota_queues"][0]), int(params["rota_first"][0])
    if queues == 0:
        return
    rota, cut = state["rota"][0, :queues], state["asset"]["failed"][0, first : first + queues]
    assert state["rota_due"][0] == 0
    supplied = supplied_of(params, state, minute)
    assert (cut == rota["chosen"]).all()
    assert rota["demand"][cut == 0].sum() <= supplied
    assert state["cut_now"][0] == rota["demand"][cut == 1].sum()
    assert state["grid_short"][0] == (state["grid_wired"][0] > supplied)
    minutes = minutes_cut(params, state)
    assert minutes.max() - minutes.min() <= params["rota_turn"][0]
    if cut.any():
        last = cut * (minutes * queues + np.arange(queues))
        assert rota["demand"][cut == 0].sum() + rota["demand"][last.argmax()] > supplied, "one more could have power"


def minutes_cut(params: Array, state: Array) -> Array:
    """How long each queue has been cut by now [min]."""
    queues, first = int(params["rota_queues"][0]), int(params["rota_first"][0])
    assets = state["asset"][0, first : first + queues]
    return np.array(state["rota"]["minutes"][0, :queues] + assets["failed"] * (state["now"][0] - assets["since"]))


def supplied_of(params: Array, state: Array, now: int) -> int:
    """Buildings that the grid can supply in a minute."""
    share = float(params["grid_capacity"][0])
    listed = params["shortage"][0, : int(params["shortage_count"][0])]
    in_force = listed[(listed["begin"] <= now) & (now < listed["end"])]
    share = float(in_force["capacity"].min()) if len(in_force) else share
    begin, count = (int(params[name][0, AssetClass.FEEDER]) for name in ("class_first", "class_assets"))
    capacity = params["asset"]["capacity"][0, begin : begin + count]
    works = state["asset"]["failed"][0, begin : begin + count] == 0
    part = capacity[works].sum() / capacity.sum() if capacity.sum() > 0 else 1.0
    return int(np.floor(share * part * int(params["building_count"][0]) + 0.5))
