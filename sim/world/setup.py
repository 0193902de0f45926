"""From a scenario to the record of chances: laws become rows of numbers, dates become minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.kernel import OpenRecord
from sim.scenario.schema import Scenario
from sim.world.address import text_entity
from sim.world.lengths import refuse_long_lists
from sim.world.needs import needs_of
from sim.world.record import Array, chance_dtype, new
from sim.world.setup_attack import set_city_share, set_recorded, set_regimes, set_waves
from sim.world.setup_weather import hours_of, set_weather
from sim.world.sizes import Need, Size, fitting
from sim.world.uncertain import Placement, limits_of, row_of, rows_of, uncertain_numbers


def chances_of(scenario: Scenario, size: Size, plans: Iterable[Scenario] = ()) -> Array:
    """The record of chances of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Valid, and small enough for the size (`sim.world.setup.size_for`).
    size : Size
        Size class.
    plans : iterable of Scenario
        Scenarios of the plans that share its worlds: their uncertain numbers are drawn as well.

    Returns
    -------
    one-element structured array
        For `sim.world.draw.draw`, which writes into it: one copy per thread.
    """
    array = new(chance_dtype(size))
    chances = OpenRecord(array)
    everybody = (scenario, *plans)
    placement = Placement(array, rows_of(*everybody))
    chances.horizon_min = scenario.horizon.length
    chances.hours = hours_of(scenario)
    chances.class_count = len(scenario.threats)
    set_waves(scenario, chances, placement)
    set_recorded(scenario, chances)
    set_city_share(scenario, chances, placement)
    set_regimes(scenario, chances, placement)
    set_weather(scenario, chances, placement)
    _set_alerts(scenario, chances)
    _set_uncertain(everybody, chances)
    table = placement.table()
    chances.patch_count = len(table)
    chances.patch[: len(table)] = table
    return array


def size_for(scenario: Scenario, needs: Mapping[str, Need] | None = None) -> Size:
    """The size class a scenario runs in.

    Parameters
    ----------
    scenario : Scenario
        Valid.
    needs : mapping, optional
        What the model needs on top of what worlds need.

    Raises
    ------
    LimitError
        If it is larger than the limits; the message names the keys to lower.
    """
    refuse_long_lists(scenario)
    return fitting({**needs_of(scenario), **(needs or {})})


def _set_alerts(scenario: Scenario, chances: OpenRecord) -> None:
    """Background alerts and listed ones."""
    alerts, start = scenario.alerts, scenario.horizon.start
    if alerts.background is not None:
        chances.background_per_day = float(alerts.background.per_day)
        chances.background_length[:] = row_of(alerts.background.length)
    listed = sorted((alert.start.minute(start), alert.end.minute(start)) for alert in alerts.listed)
    chances.listed_alert_count = len(listed)
    for place, (begin, end) in enumerate(listed):
        chances.listed_alert_from[place] = begin
        chances.listed_alert_to[place] = end


def _set_uncertain(scenarios: tuple[Scenario, ...], chances: OpenRecord) -> None:
    """Laws, limits and addresses of uncertain numbers, plans included."""
    numbers = uncertain_numbers(*scenarios)
    chances.uncertain_count = len(numbers)
    for row, (key, number) in enumerate(numbers):
        chances.uncertain_law[row] = row_of(number.uncertain)
        chances.uncertain_low[row], chances.uncertain_high[row] = limits_of(number)
        chances.uncertain_address[row] = text_entity(key)
