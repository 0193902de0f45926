"""How the time of a run grows with what happens in it: threats, outages and days, each alone made 2, 4 and 8 times."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.clock.compiled import run_until
from sim.model.begin import begin_in
from sim.model.foresight import foresee
from sim.model.settle import settle
from sim.model.tally import OUTCOME, tally
from sim.scenario.load import load_scenario
from sim.study.calendars import span_of
from sim.study.run import Design, Workspace, design_of
from sim.world.draw import draw
from tests.benchmarks.measure import ROOT
from tests.benchmarks.tables import Table

SCENARIO = ROOT / "scenarios" / "national-grid.yaml"
TIMES = (1, 2, 4, 8)
QUIET = ("attack.regimes.pause=null", "aid.channels.joint_production.accrual={rate: 250/d}")
"""What would make parts of the winter unlike others."""


def more_threats(times: int) -> list[str]:
    """So many times the threats and rounds, each with so much less chance to damage: the outages stay as they are."""
    sizes = {
        "massive.size.drone": f"{{lognormal: {{median: {110 * times}, sigma: 0.27}}}}",
        "massive.size.cruise": f"{{negative_binomial: {{mean: {5 * times}, sd: {3 * times}}}}}",
        "massive.size.ballistic": f"{{negative_binomial: {{mean: {3 * times}, sd: {2 * times}}}}}",
        "nightly.size.drone": f"{{negative_binomial: {{mean: {29 * times}, k: 9}}}}",
        "bombs.size.guided_bomb": f"{{negative_binomial: {{mean: {44 * times}, sd: {10 * times}}}}}",
    }
    damage = {"drone": 8.0, "cruise": 100.0, "ballistic": 100.0, "guided_bomb": 2.0}
    stock = {"interceptor_drone": 1250, "medium_missile": 70, "top_tier_missile": 25}
    return [
        *(f"attack.waves.{path}={law}" for path, law in sizes.items()),
        *(f"threats.{name}.damage={percent / times} %" for name, percent in damage.items()),
        *(f"initial.stock.{item}={units * times}" for item, units in stock.items()),
        f"defence.layers.interceptor_drones.engagements={35 * times}/h",
    ]


def more_outages(times: int) -> list[str]:
    """So many times the hits on heat, grid and pumps, and crews and refilling to match: waits stay as they are."""
    heat, feeder, pumping = 5.0 * times, 6.25 * times, 1.25 * times
    elsewhere = 100.0 - heat - feeder - pumping
    shares = f"heat_source: {heat} %, feeder: {feeder} %, pumping: {pumping} %, elsewhere: {elsewhere} %"
    return [
        f"damage.exposure={{{shares}}}",
        f"repair.refill.capacity={2500 * times}/d",
        "repair.crews.heat.ramp=null",
        f"repair.crews.heat.start={40 * times}",
        f"repair.crews.power.start={10 * times}",
    ]


def more_at_once(times: int) -> list[str]:
    """So many times two regions that all lose heat in one minute, in a week without attacks, with crews to match."""
    regions = (f"{{district: region_{number + 9:02}, start: 30 h, end: 36 h}}" for number in range(2 * times))
    return [
        "horizon.length=21 d",
        *(f"attack.waves.{kind}=null" for kind in ("massive", "nightly", "bombs")),
        f"initial.outages=[{', '.join(regions)}]",
        f"repair.refill.capacity={8000 * times}/d",
        "repair.crews.heat.ramp=null",
        f"repair.crews.heat.start={100 * times}",
    ]


def more_days(times: int) -> list[str]:
    """So many times 14 days."""
    return ["horizon.start=2025-12-08", f"horizon.length={14 * times} d"]


@dataclass(frozen=True, slots=True)
class Family:
    """One thing that grows.

    Parameters
    ----------
    made : settings for so many times of it
    counted : what grows, in a run that is over
    """

    name: str
    made: Callable[[int], list[str]]
    counted: Callable[[Workspace, Design], float]


def threats_of(space: Workspace, _: Design) -> float:
    return float(space.world["wave_first"][0, space.world["wave_count"][0]])


def outages_of(space: Workspace, _: Design) -> float:
    return float(space.state["outage_count"][0])


def days_of(_: Workspace, design: Design) -> float:
    return design.layout.horizon_min / 1440.0


FAMILIES = (
    Family("threats", more_threats, threats_of),
    Family("outages", more_outages, outages_of),
    Family("outages at once", more_at_once, outages_of),
    Family("days", more_days, days_of),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A run, mean over some worlds: how much there was of what grows, and its time [ms of CPU]."""

    amount: float
    milliseconds: float


def designed(settings: list[str]) -> Design:
    """The country under some settings, one plan."""
    plan = load_scenario(SCENARIO, [*QUIET, *settings]).scenario
    span = span_of({"": plan})
    return design_of({"": plan}, {}, seed=plan.study.seed, lookback=span.lookback, accrual_end=span.accrual_end)


def points_of(family: Family, worlds: int, rounds: int) -> list[Point]:
    """Every size of one family; of each world the fastest of some rounds, which go from size to size in turn."""
    designs = [designed(family.made(times)) for times in TIMES]
    best = np.full((len(designs), worlds), np.inf)
    amounts = np.zeros((len(designs), worlds))
    for _ in range(rounds):
        for place, design in enumerate(designs):
            space = Workspace(design)
            for world in range(worlds):
                spent = seconds_of_run(design, space, world)
                best[place, world] = min(best[place, world], spent)
                amounts[place, world] = family.counted(space, design)
    return [
        Point(float(amount.mean()), float(seconds.mean()) * 1e3) for amount, seconds in zip(amounts, best, strict=True)
    ]


def seconds_of_run(design: Design, space: Workspace, world: int) -> float:
    """CPU time of one run, its world included [s]."""
    run, params = next(iter(space.params.items()))
    outcomes = np.zeros(1, OUTCOME)
    begin = time.thread_time_ns()
    draw(space.chances, space.world, *design.key, world)
    settle(params, design.runs[run].patches, space.world)
    foresee(params, space.world)
    begin_in(params, space.world, space.state, space.words, space.spans)
    status = run_until(params, space.world, space.state, space.heap, design.layout.horizon_min)
    tally(params, space.world, space.state, outcomes, 0)
    assert status == 0, status
    return (time.thread_time_ns() - begin) / 1e9


def exponent_of(points: list[Point]) -> float:
    """Slope of log time on log amount by least squares: 1 is linear, 2 quadratic."""
    amounts, times = (np.log([getattr(point, name) for point in points]) for name in ("amount", "milliseconds"))
    return float(np.polyfit(amounts, times, 1)[0])


def last_exponent_of(points: list[Point]) -> float:
    """Slope between the two largest, where what does not grow counts least."""
    less, most = points[-2:]
    return math.log(most.milliseconds / less.milliseconds) / math.log(most.amount / less.amount)


def tables(quick: bool) -> list[Table]:
    """One table: the three families."""
    worlds, rounds = (3, 2) if quick else (12, 4)
    found: Mapping[str, list[Point]] = {family.name: points_of(family, worlds, rounds) for family in FAMILIES}
    rows = []
    for name, points in found.items():
        for times, point in zip(TIMES, points, strict=True):
            last = point is points[-1]
            rows.append(
                (
                    f"{name} x {times}",
                    f"{point.amount:,.0f}",
                    f"{point.milliseconds:.2f}",
                    f"{1e3 * point.milliseconds / point.amount:,.2f}",
                    f"{exponent_of(points):.2f}" if last else "",
                    f"{last_exponent_of(points):.2f}" if last else "",
                )
            )
    header = ("", "amount per run", "ms per run", "us each", "exponent, all four", "exponent, last two")
    notes = (
        f"CPU time of {SCENARIO.stem}, one plan, world and tally included: mean over {worlds} worlds of the fastest of "
        f"{rounds} rounds.",
        "Threats: so many times the threats, with so much less chance to damage.",
        "Outages (lines of the log): so many times the hits, with crews and refilling to match; at once: so many times "
        "two regions lose heat in one minute. Days: 14, 28, 56 and 112.",
        "Exponents of a power law: 1 is linear, below 1 some of the time does not grow.",
    )
    return [Table("Growth of a run's time", header, tuple(rows), notes)]
