"""One replication of all luck outside the city."""

import numpy as np

from sim.errors import LimitError
from sim.kernel import Record, entry, kernel, open_record
from sim.scenario.schema import Scenario
from sim.world.alerts import draw_alerts
from sim.world.philox import key_of
from sim.world.record import Array, new, world_dtype
from sim.world.regimes import draw_regimes, spare
from sim.world.setup import chances_of, size_for
from sim.world.setup_attack import kinds_of
from sim.world.sizes import SIZES
from sim.world.status import WorldStatus, in_words
from sim.world.threats import draw_threats
from sim.world.uncertain import draw_uncertain, patch_record, uncertain_numbers
from sim.world.waves import draw_waves
from sim.world.weather import draw_weather
from sim.world.world import Names, World


@entry
def draw(chances_array: Array, world_array: Array, key0: np.uint64, key1: np.uint64, replication: int) -> None:
    """Draw a world into a record that may hold another one; nothing of that one is left.

    Parameters
    ----------
    chances_array : one-element structured array
        Made by `sim.world.setup.chances_of`. The draws of uncertain numbers are written into it, so threads
        that draw at the same time need a copy each.
    world_array : one-element structured array
        Filled; its derived tables are left alone. If `status` is not FINE the world must not be used.
    key0, key1 : uint64
        The study's key (`sim.world.philox.key_of`).
    replication : int
        Number of the replication, not negative.
    """
    chances = open_record(chances_array)
    world = open_record(world_array)
    _clear(world)
    world.key0 = key0
    world.key1 = key1
    world.replication = replication
    draw_uncertain(chances, world)
    patch_record(chances_array.view(np.float64), chances.patch, chances.patch_count, world.uncertain)
    draw_regimes(chances, world)
    draw_waves(chances, world)
    spare(chances, world)
    draw_threats(chances, world)
    draw_weather(chances, world)
    draw_alerts(chances, world)


@kernel
def _clear(world: Record) -> None:
    """Set to zero what the last world used."""
    world.status = WorldStatus.FINE.value
    for row in range(world.uncertain.size):
        world.uncertain[row] = 0.0
    for regime in range(world.regime_from.size):
        world.regime_from[regime] = 0
        world.regime_to[regime] = 0
    for date in range(world.hours // 24 + 1):
        world.kinds_of_date[date] = 0
    for place in range(world.wave_first[world.wave_count]):
        world.threat_class[place] = 0
        world.threat_number[place] = 0
    for wave in range(world.wave_count):
        world.wave_min[wave] = 0
        world.wave_kind[wave] = 0
        world.wave_entity[wave] = 0
        world.wave_duration[wave] = 0.0
        world.wave_spared[wave] = 0
        world.wave_first[wave + 1] = 0
    for hour in range(world.hours):
        world.outdoor_c[hour] = 0.0
    for alert in range(world.alert_count):
        world.alert_from[alert] = 0
        world.alert_to[alert] = 0
    world.wave_count = 0
    world.alert_count = 0
    world.hours = 0


def draw_world(scenario: Scenario, seed: int | None = None, replication: int = 0) -> World:
    """Draw the world of one replication.

    Parameters
    ----------
    scenario : Scenario
        Valid.
    seed : int, optional
        Root of all luck; the scenario's own without it.
    replication : int
        Number of the replication, not negative.

    Raises
    ------
    LimitError
        If the scenario or this world is larger than the limits.
    """
    key0, key1 = key_of(scenario.study.seed if seed is None else seed)
    least = size_for(scenario)
    for size in SIZES[SIZES.index(least) :]:
        array = new(world_dtype(size))
        draw(chances_of(scenario, size), array, key0, key1, replication)
        status = WorldStatus(int(array["status"][0]))
        if status == WorldStatus.FINE:
            return World(array, names_of(scenario))
    raise LimitError(f"replication {replication} has {in_words(status)} for any size class")


def names_of(scenario: Scenario, *others: Scenario) -> Names:
    """What the numbers in the tables of a scenario's worlds stand for; the others are plans that share them."""
    return Names(
        start=scenario.horizon.start,
        kinds=kinds_of(scenario),
        threats=tuple(scenario.threats),
        regimes=tuple(scenario.attack.regimes),
        uncertain=tuple(key for key, _ in uncertain_numbers(scenario, *others)),
    )
