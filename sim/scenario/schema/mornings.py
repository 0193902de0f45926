"""What a morning says of a scenario, held against it: names, dates, and what nothing would read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sim.hints import nearest_or_known
from sim.scenario.check import Finding

if TYPE_CHECKING:
    from sim.scenario.schema.initial import ColdBuildings
    from sim.scenario.schema.root import Scenario
    from sim.scenario.shape import Path


def unfit_mornings(scenario: Scenario) -> Iterator[Finding]:
    """Whatever `initial` says that the scenario has no place for."""
    yield from _accrued(scenario)
    for row, cold in enumerate(scenario.initial.cold):
        yield from _cold(scenario, ("initial", "cold", row), cold)
    yield from _more_than_there_are(scenario)
    for pool in scenario.initial.crews:
        if pool not in scenario.repair.crews:
            yield Finding(("initial", "crews", pool), f"there is no pool repair.crews.{pool}")
        elif scenario.repair.crews[pool].start == "unlimited":
            yield Finding(("initial", "crews", pool), f"the crews of repair.crews.{pool} are unlimited")
    weather = scenario.weather
    if scenario.initial.outdoor is not None and (weather is None or weather.daily is None):
        yield Finding(("initial", "outdoor"), "only daily deviations go on from the day before; write weather.daily")
    for name, began in scenario.initial.regimes.items():
        path = ("initial", "regimes", name)
        yield from _known(path, "regime", name, scenario.attack.regimes)
        if began.minutes(scenario.horizon.start) > 0:
            yield Finding(path, "a regime that is under way began at the start or before")


def _accrued(scenario: Scenario) -> Iterator[Finding]:
    for name in scenario.initial.accrued:
        path = ("initial", "accrued", name)
        yield from _known(path, "channel", name, scenario.aid.channels)
        if scenario.aid.is_running:
            message = "with aid.begin: running what had accrued follows from the calendar"
            yield Finding(path, message, "write aid.begin: switch, or leave it out")
        elif name in scenario.aid.channels and scenario.aid.channels[name].accrual.unlimited:
            yield Finding(path, "its aid is unlimited")


def _cold(scenario: Scenario, path: Path, cold: ColdBuildings) -> Iterator[Finding]:
    districts = {district.name: district.buildings for district in scenario.city.districts}
    if cold.district is not None:
        yield from _known((*path, "district"), "district", cold.district, districts)
    most = districts.get(cold.district or "", sum(districts.values()))
    if cold.buildings > most:
        where = cold.district if cold.district in districts else "the city"
        yield Finding((*path, "buildings"), f"{where} has {most:,} buildings")
    if cold.since.minutes(scenario.horizon.start) > 0:
        yield Finding((*path, "since"), "buildings that are cold on the morning lost heat at the start or before")
    severities = scenario.damage.severities
    yield from _known((*path, "severity"), "severity", cold.severity, severities)
    if cold.severity in severities and severities[cold.severity].work is None:
        yield Finding((*path, "severity"), f"damage.severities.{cold.severity} needs `work`")
    if "heat" not in scenario.repair.crews:
        yield Finding(path, "its repair needs a pool repair.crews.heat")


def _more_than_there_are(scenario: Scenario) -> Iterator[Finding]:
    """Rows of cold buildings that fit one by one, and not together, or not beside the damaged ones."""
    left = {district.name: district.buildings for district in scenario.city.districts}
    damaged = scenario.initial.damaged.buildings if scenario.initial.damaged is not None else 0
    city = sum(left.values()) - damaged
    others = [f"the {damaged:,} damaged"] if damaged else []
    for row, cold in enumerate(scenario.initial.cold):
        city -= cold.buildings
        if cold.district in left:
            left[cold.district] -= cold.buildings
        full = [name for name, number in left.items() if number < 0] + (["the city"] if city < 0 else [])
        if full and others:
            message = f"together with {' and '.join(others)} these are more buildings than {full[0]} has"
            yield Finding(("initial", "cold", row, "buildings"), message)
        if full:
            return
        others = [*others[: int(damaged > 0)], "the rows above"]


def _known(path: Path, noun: str, name: str, names: Collection[str]) -> Iterator[Finding]:
    """A name that nothing has."""
    if name not in names:
        yield Finding(path, f"no {noun} is called {name}", nearest_or_known(name, names))
