"""How cold it is, as the record of chances holds it."""

from __future__ import annotations

import math
from datetime import timedelta

from sim.kernel import OpenRecord
from sim.scenario.schema import Scenario
from sim.world.codes import Sky
from sim.world.uncertain import Placement


def hours_of(scenario: Scenario) -> int:
    """Hours of the horizon, the last one perhaps cut."""
    return math.ceil(scenario.horizon.length / 60)


def set_weather(scenario: Scenario, chances: OpenRecord, placement: Placement) -> None:
    """Outdoor temperature."""
    weather = scenario.weather
    if weather is None:
        chances.weather = Sky.NONE
    elif weather.constant is not None:
        chances.weather = Sky.CONSTANT
        chances.constant_c = weather.constant
    elif weather.hours is not None:
        chances.weather = Sky.RECORDED
        hours = hours_of(scenario)
        chances.outdoor_c[:hours] = [row.outdoor_c for row in weather.hours[:hours]]
    else:
        chances.weather = Sky.NORMS
        _set_norms(scenario, chances)
        placement.put("weather.anomaly", weather.anomaly, "anomaly")


def _set_norms(scenario: Scenario, chances: OpenRecord) -> None:
    """Norm of each date, daily deviations, cycle, cold snap and forecast."""
    weather, horizon = scenario.weather, scenario.horizon
    assert weather is not None
    of_month = {row.month: row.mean_c for row in weather.station_normals or ()}
    for date in range(math.ceil(hours_of(scenario) / 24)):
        month = (horizon.start + timedelta(days=date)).month
        chances.norm_c[date] = weather.mean if weather.mean is not None else of_month[month]
    if scenario.initial.outdoor is not None:
        month = (horizon.start - timedelta(days=1)).month
        chances.outdoor_known = 1
        chances.outdoor_before = scenario.initial.outdoor
        chances.norm_before = weather.mean if weather.mean is not None else of_month.get(month, chances.norm_c[0])
    if weather.daily is not None:
        chances.autocorrelation = weather.daily.autocorrelation
        chances.daily_sd = weather.daily.stationary_sd()
    if weather.cycle is not None:
        chances.half_range = weather.cycle.half_range
        chances.warmest_hour = weather.cycle.warmest / 60.0
    if weather.cold_snap is not None:
        chances.snap_from = weather.cold_snap.start.minute(horizon.start)
        chances.snap_to = chances.snap_from + weather.cold_snap.length
        chances.snap_shift = weather.cold_snap.shift
    if weather.forecast is not None:
        days = len(weather.forecast)
        chances.forecast_first = (weather.forecast[0].date - horizon.start).days
        chances.forecast_days = days
        chances.forecast_c[:days] = [day.mean for day in weather.forecast]
        chances.forecast_sd[:days] = [day.sd for day in weather.forecast]
