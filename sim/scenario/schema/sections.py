"""Sections of a scenario that need each other, and values that are each valid and do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.scenario.check import Finding
from sim.scenario.schema.assets import ANY_OF_THEM, ASSET_KINDS
from sim.scenario.schema.attack import Threat
from sim.scenario.uncertainties import uncertainties

if TYPE_CHECKING:
    from sim.scenario.schema.root import Scenario


def missing_sections(scenario: Scenario) -> Iterator[Finding]:
    """Sections that others need."""
    repair, exposure = scenario.repair, scenario.damage.exposure
    if scenario.weather is None:
        for place, wanted in (
            (("city", "heating"), scenario.city.heating),
            (("repair", "frost_fault"), repair.frost_fault),
            (("repair", "cold_factor"), repair.cold_factor),
        ):
            if wanted is not None:
                yield Finding(place, "needs a `weather:` section")
    if scenario.relief.warming_centres is not None and scenario.city.heating is None:
        yield Finding(("relief", "warming_centres"), "needs city.heating: without it no room is known to be cold")
    tables: dict[str, tuple[str, Sequence[object]]] = {
        "heat_source": ("sources", scenario.city.sources),
        "building": ("districts", scenario.city.districts),
        **{kind.key: (kind.table, getattr(scenario.city, kind.table)) for kind in ASSET_KINDS},
    }
    for asset_class, share in exposure.items():
        name, rows = tables.get(asset_class, ("", "elsewhere"))
        if share and not rows:
            yield Finding(("damage", "exposure", asset_class), f"needs city.{name}")
    if any(_damages(threat) for threat in scenario.threats.values()) and not exposure:
        yield Finding(("damage",), "threats do damage, so damage.exposure must say what they hit")
    yield from _missing_crews(scenario)


def _missing_crews(scenario: Scenario) -> Iterator[Finding]:
    frost = scenario.repair.frost_fault is not None
    has_jobs = frost or scenario.damage.exposure.get("building") or scenario.initial.damaged is not None
    crews = scenario.repair.crews.get("heat")
    if has_jobs and crews is None:
        yield Finding(("repair", "crews"), "repair jobs can occur, so a pool of `heat` crews is needed")
    if frost and crews is not None and crews.output is None and crews.work is None:
        yield Finding(("repair", "crews", "heat"), "frost faults need `output` or `work` of the crews")
    if _network_is_hit(scenario) and "power" not in scenario.repair.crews:
        yield Finding(("repair", "crews"), f"a {ANY_OF_THEM} can be hit, so a pool of `power` crews is needed")


def _network_is_hit(scenario: Scenario) -> bool:
    return any(scenario.damage.exposure.get(kind.key) for kind in ASSET_KINDS)


def missing_laws(scenario: Scenario) -> Iterator[Finding]:
    """What a severity must say depends on what its hits can fall on."""
    damage, threats = scenario.damage, scenario.threats
    hit = {name for threat in threats.values() for name, share in threat.severity.items() if share > 0.0}
    wanted = {name: set[str]() for name in damage.severities}
    for name in hit & set(wanted):
        wanted[name] |= {"hold"} if damage.exposure.get("heat_source") else set()
        wanted[name] |= {"work"} if damage.exposure.get("building") else set()
        wanted[name] |= {"network_work"} if _network_is_hit(scenario) and not _has_own_work(scenario) else set()
    for opened in (scenario.initial.damaged, damage.per_building):
        if opened is not None and opened.severity in wanted:
            wanted[opened.severity].add("work")
    for name, laws in wanted.items():
        for law in sorted(laws):
            if getattr(damage.severities[name], law) is None:
                yield Finding(("damage", "severities", name), f"hits of this severity need `{law}`")
    for name, threat in threats.items():
        if _damages(threat) and not threat.severity:
            yield Finding(("threats", name, "severity"), "threats that do damage need shares of severities")


def _has_own_work(scenario: Scenario) -> bool:
    """True if the pool of power crews says how long a job takes."""
    crews = scenario.repair.crews.get("power")
    return crews is not None and (crews.output is not None or crews.work is not None)


def contradictions(scenario: Scenario) -> Iterator[Finding]:
    """Values that are each valid and do not go together."""
    damage, heating = scenario.damage, scenario.city.heating
    if damage.per_building is not None and damage.exposure.get("building"):
        yield Finding(("damage", "per_building"), "does not go with hits on buildings (damage.exposure.building)")
    highest = scenario.people.thresholds[0]
    if heating is not None and highest > heating.set_point:
        if "thresholds" in scenario.people.model_fields_set:
            yield Finding(("people", "thresholds"), "a threshold above the set point of the heating is never reached")
        else:
            message = f"lies below the highest of people.thresholds ({highest:g} degC), which is then never reached"
            yield Finding(("city", "heating", "set_point"), message)
    for name, store in scenario.aid.stores.items():
        stock = scenario.initial.stock.get(name, 0)
        for depot, part, room in zip(store.depots or [""], store.parts(stock), store.rooms(), strict=True):
            if part != "unlimited" and room is not None and part > room:
                message = f"more than the store holds ({room})"
                if depot:
                    message = f"depot {depot} would get {part} of it and holds {room}"
                yield Finding(("initial", "stock", name), message)


def unread_periods(scenario: Scenario) -> Iterator[Finding]:
    """Uncertain numbers that say they are drawn more often than they are."""
    for path, number in uncertainties(scenario):
        if number.per in ("wave", "night") and path == ("attack", "city_share"):
            continue
        if number.per != "winter":
            message = f"this number is drawn once per winter, never per {number.per}"
            yield Finding((*path, "per"), message, "only attack.city_share can be drawn per wave")


def impossible_damage(scenario: Scenario) -> Iterator[Finding]:
    """More damaged buildings than there are, and districts none of which can be hit."""
    districts = scenario.city.districts
    buildings = sum(district.buildings for district in districts)
    damaged = scenario.initial.damaged
    if damaged is not None and damaged.buildings > buildings:
        yield Finding(("initial", "damaged", "buildings"), f"the city has {buildings:,} buildings")
    hits = scenario.damage.exposure.get("heat_source") or scenario.damage.exposure.get("building")
    if hits and districts and not any(district.exposure for district in districts):
        yield Finding(("city", "districts"), "every exposure is 0, so nothing could be hit")
    for kind in ASSET_KINDS:
        rows = getattr(scenario.city, kind.table)
        if scenario.damage.exposure.get(kind.key) and rows and not any(row.weight for row in rows):
            yield Finding(("city", kind.table), "every weight is 0, so nothing could be hit")


def unseen_output(scenario: Scenario) -> Iterator[Finding]:
    """Outputs of crews that were seen where no work was possible."""
    alert, cold = scenario.repair.alert, scenario.repair.cold_factor
    for name, crews in scenario.repair.crews.items():
        seen = crews.output.observed_at if crews.output else None
        if seen is None:
            continue
        place = ("repair", "crews", name, "output", "observed_at")
        if seen.alert is not None and alert is not None and alert.share_lost(float(seen.alert)) >= 1.0:
            yield Finding(
                (*place, "alert"), "so much alert leaves no time to work (repair.alert), so no output can be seen"
            )
        if seen.outdoor is not None and cold is not None and not _works_at(cold, seen.outdoor):
            yield Finding((*place, "outdoor"), "repair.cold_factor is 0 % there, so no output can be seen")


def _works_at(cold_factor: dict[float, float], outdoor: float) -> bool:
    """False if the points of the table around a temperature are all 0."""
    colder = [at for at in cold_factor if at <= outdoor]
    warmer = [at for at in cold_factor if at >= outdoor]
    around = ([max(colder)] if colder else []) + ([min(warmer)] if warmer else [])
    return any(cold_factor[at] > 0.0 for at in around)


def _damages(threat: Threat) -> bool:
    return threat.damage != 0.0
