"""Refilling, frost faults, crews and dispatch for the rules."""

from sim.model.foresight import MILLE
from sim.model.setup.writer import Writer, curve, mean_minutes
from sim.model.words import JobKind, Order, Skill
from sim.scenario.schema import Scenario
from sim.scenario.schema.repair import Crews
from sim.units import DAY_MIN


def write_repair(writer: Writer, scenario: Scenario) -> None:
    """Write all of `repair:`."""
    _write_refill(writer, scenario)
    _write_frost(writer, scenario)
    _write_pace(writer, scenario)
    _write_dispatch(writer, scenario)
    skills = [Skill.HEAT, *(Skill[name.upper()] for name in scenario.repair.crews)]
    writer.put("skill_count", max(skills) + 1)
    for name, crews in scenario.repair.crews.items():
        _write_crews(writer, scenario, int(Skill[name.upper()]), f"repair.crews.{name}", crews)


def _write_refill(writer: Writer, scenario: Scenario) -> None:
    refill = scenario.repair.refill
    if refill is not None:
        writer.put("refill", 1)
        writer.unsure("refill_per_day", (), "repair.refill.capacity", refill.capacity)
        writer.put("refill_after", refill.refill_after)


def _write_frost(writer: Writer, scenario: Scenario) -> None:
    frost = scenario.repair.frost_fault
    writer.put("drained_after", -1.0)
    writer.put("drained_share", 1.0)
    writer.put("drained_work", 1.0)
    writer.put("frozen_after", -1.0)
    if frost is None:
        return
    at, share = curve(frost.share_at)
    writer.put("frost", 1)
    writer.put("frost_points", len(at))
    writer.put("frost_at_c", at)
    writer.put("frost_share", share)
    writer.put("drained_after", -1.0 if frost.drained_after is None else frost.drained_after)
    writer.put("drained_share", frost.drained.share)
    if frost.frozen is not None:
        writer.put("frozen_after", frost.frozen.after)
        writer.put("frozen_share", frost.frozen.share)
    writer.put("drained_work", frost.drained.refill_work)


def _write_pace(writer: Writer, scenario: Scenario) -> None:
    cold = scenario.repair.cold_factor
    if cold is not None:
        at, factor = curve(cold)
        writer.put("cold_points", len(at))
        writer.put("cold_at_c", at)
        writer.put("cold_factor", factor)
    alert = scenario.repair.alert
    writer.put("alert_rate", MILLE)
    if alert is not None:
        writer.put("alert_rate", round(MILLE * (1.0 - alert.time_lost)))
        writer.put("alert_settle", int(alert.settle_in))
        writer.put("alert_restart", int(alert.after_alert == "restart"))


def _write_dispatch(writer: Writer, scenario: Scenario) -> None:
    dispatch = scenario.repair.dispatch
    writer.put("dispatch_order", Order[dispatch.order.upper()])
    writer.put("dispatch_people", dispatch.people)
    writer.put("dispatch_urgency", dispatch.urgency)
    writer.put("dispatch_work", dispatch.work)
    writer.put("dispatch_equity", dispatch.equity)
    places = {"frost_fault": int(JobKind.FROST_FAULT), "building": int(JobKind.DAMAGE)}
    for rank, kind in enumerate(dispatch.first):
        writer.at("dispatch_first", places[kind], len(dispatch.first) - rank)


def _write_crews(writer: Writer, scenario: Scenario, skill: int, path: str, crews: Crews) -> None:
    start = scenario.initial.crews.get(Skill(skill).name.lower(), crews.start)
    writer.at("crew_start", skill, -1 if start == "unlimited" else start)
    writer.at("crew_to", skill, crews.ramp.to if crews.ramp else 0)
    writer.at("crew_by", skill, crews.ramp.by if crews.ramp else 0.0)
    for index, (begin, end) in enumerate(crews.shifts or ()):
        writer.at("shift_from", (skill, index), begin % DAY_MIN)
        writer.at("shift_to", (skill, index), end % DAY_MIN)
    writer.at("shift_count", skill, len(crews.shifts or ()))
    _write_stages(writer, scenario, skill, crews)
    if crews.work is not None:
        writer.law("work", skill, crews.work)
        writer.at("work_mean", skill, mean_minutes(crews.work))
    if crews.output is not None:
        writer.unsure("output_per_day", (skill,), f"{path}.output.value", crews.output.value)
        pace = observed_pace(scenario, crews)
        writer.at("output_minutes", skill, crews.minutes_a_day * pace)
        writer.at("output_aside", skill, (crews.travel + crews.test) * pace)
        writer.at("output_sigma", skill, crews.sigma)


def _write_stages(writer: Writer, scenario: Scenario, skill: int, crews: Crews) -> None:
    """What a job needs beside work, and which item brings more crews."""
    writer.law("assess", skill, crews.assess)
    writer.at("travel_min", skill, crews.travel)
    writer.at("test_min", skill, crews.test)
    if crews.joined_by is not None:
        item = scenario.items().index(crews.joined_by)
        writer.at("crew_item", skill, item + 1)
        writer.at("item_joins", item, skill + 1)


def observed_pace(scenario: Scenario, crews: Crews) -> float:
    """How fast crews worked where their output was observed: cold factor x (1 - share lost to alerts), 1 at full rate.

    Frost and alerts are already inside an observed output, so they must not slow the work twice.
    """
    seen = crews.output.observed_at if crews.output is not None else None
    if seen is None:
        return 1.0
    cold = 1.0
    if seen.outdoor is not None and scenario.repair.cold_factor is not None:
        cold = _interpolated(scenario.repair.cold_factor, seen.outdoor)
    lost = 0.0
    if seen.alert is not None and scenario.repair.alert is not None:
        lost = scenario.repair.alert.share_lost(float(seen.alert))
    return cold * (1.0 - lost)


def _interpolated(points: dict[float, float], x: float) -> float:
    at, level = curve(points)
    if x <= at[0]:
        return level[0]
    for low in range(len(at) - 1):
        if x <= at[low + 1]:
            weight = (x - at[low]) / (at[low + 1] - at[low])
            return level[low] + weight * (level[low + 1] - level[low])
    return level[-1]
