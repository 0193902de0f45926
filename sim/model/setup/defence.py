"""Defence and damage for the rules."""

from fractions import Fraction

from sim.model.setup.writer import Writer, cumulated, mean_minutes
from sim.model.words import AssetClass, Salvo
from sim.scenario.schema import Scenario
from sim.units import DAY_MIN
from sim.world.uncertain import row_of


def write_defence(writer: Writer, scenario: Scenario) -> None:
    """Write threat classes, layers, severities and exposure."""
    _write_threats(writer, scenario)
    _write_layers(writer, scenario)
    _write_damage(writer, scenario)


def _write_threats(writer: Writer, scenario: Scenario) -> None:
    severities = list(scenario.damage.severities)
    effect = scenario.defence.night_effect
    writer.put("class_count", len(scenario.threats))
    for index, (name, threat) in enumerate(scenario.threats.items()):
        writer.unsure("class_damage", (index,), f"threats.{name}.damage", threat.damage)
        shares = [threat.severity.get(severity, 0.0) for severity in severities]
        row = cumulated(shares) if shares else []
        room = writer.array["class_severity"].shape[2]
        writer.at("class_severity", index, row + [1.0] * (room - len(row)))
        if effect is not None:
            writer.at("class_correlation", index, effect.correlation.get(name, 0.0))


def _write_layers(writer: Writer, scenario: Scenario) -> None:
    classes = list(scenario.threats)
    stores = scenario.stores()
    writer.put("layer_count", len(scenario.defence.layers))
    for index, (name, layer) in enumerate(scenario.defence.layers.items()):
        for threat, share in layer.against.items():
            place = (index, classes.index(threat))
            writer.at("layer_covers", place, 1)
            writer.unsure("layer_against", place, f"defence.layers.{name}.against.{threat}", share)
        writer.at("layer_per_engagement", index, int(layer.per_engagement))
        writer.at("layer_store", index, stores.index((layer.uses, layer.depot or "")) if layer.uses else -1)
        writer.at("layer_rounds", index, layer.rounds)
        writer.at("layer_salvo", index, Salvo[layer.salvo.upper()])
        per_minute = Fraction(-1) if layer.engagements is None else layer.engagements / DAY_MIN
        writer.at("layer_engage_num", index, float(per_minute.numerator))
        writer.at("layer_engage_den", index, float(per_minute.denominator))
        writer.at("layer_reserve_class", index, classes.index(layer.reserve.for_) if layer.reserve else -1)
        writer.at("layer_reserve_keep", index, layer.reserve.keep if layer.reserve else 0)


def _write_damage(writer: Writer, scenario: Scenario) -> None:
    damage = scenario.damage
    for index, severity in enumerate(damage.severities.values()):
        writer.law("severity_hold", index, severity.hold)
        writer.law("severity_work", index, severity.work)
        writer.at("severity_lost", index, int(severity.source_lost))
        writer.law("severity_network", index, severity.network_work)
        writer.at("severity_part", index, scenario.items().index(severity.part) + 1 if severity.part else 0)
        if severity.work is not None:
            writer.at("severity_work_mean", index, mean_minutes(severity.work))
        if severity.network_work is not None:
            writer.at("severity_network_mean", index, mean_minutes(severity.network_work))
    exposure = {str(name): share for name, share in damage.exposure.items()}
    shares = [exposure.get(asset_class.name.lower(), 0.0) for asset_class in AssetClass]
    nothing = [float(asset_class is AssetClass.ELSEWHERE) for asset_class in AssetClass]
    writer.put("exposure", cumulated(shares) if damage.exposure else nothing)
    writer.put("next_undamaged", int(damage.target == "next_undamaged"))
    writer.put("rehit_adds", int(damage.rehit == "adds"))
    up = damage.per_building
    writer.put("up_time", row_of(up.up_time if up is not None else None))
    if up is not None:
        writer.put("up_time_severity", list(damage.severities).index(up.severity))
