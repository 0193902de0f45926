"""The parameters of one plan, and the room a run needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import Problem, ScenarioError
from sim.model.setup.aid import write_aid
from sim.model.setup.city import write_city
from sim.model.setup.defence import write_defence
from sim.model.setup.morning import write_initial
from sim.model.setup.network import Network, network_of
from sim.model.setup.record import params_dtype
from sim.model.setup.relief import write_relief
from sim.model.setup.repair import write_repair
from sim.model.setup.writer import Writer
from sim.scenario.schema import Scenario
from sim.world.record import Array
from sim.world.sizes import Size
from sim.world.uncertain import Unknown


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the rules read of one plan.

    Parameters
    ----------
    array : one-element structured array of `params_dtype`
    patches : float64 array, shape (patches, 3)
        Places that take a number drawn per world, for `settle`.
    network : blocks and assets behind the numbers
    """

    array: Array
    patches: Array
    network: Network


def parameters_of(
    scenario: Scenario,
    size: Size,
    rows: Mapping[Unknown, int],
    *,
    lookback: int,
    accrual_end: int,
) -> Parameters:
    """Write the parameters of a plan (a scenario with the plan's overrides applied).

    Parameters
    ----------
    rows : row of each uncertain number among a world's draws
    lookback, accrual_end : from the calendars of all plans compared [min]
    """
    writer, network = Writer(params_dtype(size), rows), network_of(scenario)
    writer.put("horizon_min", scenario.horizon.length)
    writer.put("observe_from", scenario.horizon.observe_from)
    writer.put("series_step", scenario.study.series_step)
    _refuse_unknown_blocks(scenario, network)
    writer.put("follow_count", len(scenario.study.follow_blocks))
    writer.put("follow_block", list(scenario.study.follow_blocks))
    write_defence(writer, scenario)
    write_city(writer, scenario, network)
    write_repair(writer, scenario)
    write_relief(writer, scenario, network)
    write_aid(writer, scenario, lookback, accrual_end)
    write_initial(writer, scenario, network)
    return Parameters(writer.array, writer.patches(), network)


def _refuse_unknown_blocks(scenario: Scenario, network: Network) -> None:
    for block in scenario.study.follow_blocks:
        if block >= len(network.blocks):
            message = f"there is no block {block}: the city's {len(network.blocks)} blocks are numbered from 0"
            raise ScenarioError([Problem(message, "study.follow_blocks")])
