"""Small cases that use every mechanism, and what the model gives in them, held against what it gave before."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import simpy

from sim.analysis.check.baseline import Baseline, read_baseline, write_baseline
from sim.analysis.check.ladder import Held, hold
from sim.analysis.check.taken import Taken, kept_plans, take
from sim.clock.traced import City
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.study.calendars import span_of
from sim.study.replay import replay, totals
from sim.units import DAY_MIN
from tests.clocks.random_scenarios import scenario_of
from tests.drift.corners import corners

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@dataclass(frozen=True, slots=True)
class Case:
    """Some plans of a shipped scenario, cut short.

    Parameters
    ----------
    days : length; None: as it is
    plans : how many of the plans, from the first on
    """

    name: str
    file: str
    days: int | None
    plans: int
    replications: int

    def scenarios(self) -> dict[str, Scenario]:
        """Plan -> scenario."""
        loaded = load_scenario(SCENARIOS / f"{self.file}.yaml")
        chosen = list(loaded.plans.items())[: self.plans]
        if self.days is None:
            return dict(chosen)
        end = self.days * DAY_MIN
        return {name: _cut(plan, end) for name, plan in chosen}

    def taken(self, seed: int = 1, workers: int = 1) -> Taken:
        """What the model gives now."""
        return take(self.scenarios(), seed=seed, replications=self.replications, workers=workers)


def _cut(plan: Scenario, end: int) -> Scenario:
    horizon = plan.horizon
    return plan.model_copy(
        update={
            "horizon": horizon.model_copy(update={"length": end, "observe_from": min(horizon.observe_from, end // 2)})
        }
    )


@dataclass(frozen=True, slots=True)
class RandomCase:
    """A small random scenario, in which any mechanisms meet."""

    number: int

    @property
    def name(self) -> str:
        """How reports call it."""
        return f"random scenario {self.number}"

    def taken(self, seed: int = 1, workers: int = 1) -> Taken:
        """What the model gives now."""
        return take({"as written": scenario_of(self.number)}, seed=seed, replications=1, workers=workers)


@dataclass(frozen=True, slots=True)
class Corner:
    """A small town in which something rare happens."""

    name: str

    def taken(self, seed: int = 1, workers: int = 1) -> Taken:
        """What the model gives now."""
        return take({"as written": corners()[self.name]}, seed=seed, replications=1, workers=workers)


@dataclass(frozen=True, slots=True)
class Helped:
    """A small town in which something rare happens, and a process of the user's brings more than it has room for."""

    corner: str

    @property
    def name(self) -> str:
        """How reports call it."""
        return f"{self.corner}, and somebody brings more"

    def taken(self, seed: int = 1, workers: int = 1) -> Taken:
        """What the model gives now."""
        plans = {"as written": corners()[self.corner]}
        without = take(plans, seed=seed, replications=1, workers=workers)
        run = replay(plans["as written"], span_of(plans), seed=seed, replication=0, processes=[bring_shells])
        return replace(without, plans={"as written": totals(run, without.layout)})


def bring_shells(env: simpy.Environment, city: City) -> Generator[simpy.Event, None, None]:
    """After each of the first waves somebody brings twenty shells."""
    for _ in range(5):
        yield city.next_wave()
        city.add_delivery("shell", 20)


TOWN = Case("tiny town, two weeks", "tiny", None, 2, 6)
CUTS = Case("rolling cuts, four days", "rolling-cuts", 4, 2, 1)
CENTRES = Case("warming centres and generators, ten days", "warming-centres", 10, 2, 1)
WINTER = Case("Kyiv winter, three weeks", "kyiv-winter-2026", 21, 2, 1)
RANDOM = tuple(map(RandomCase, range(60)))
"""Random scenarios that mutants meet."""
CORNERS = (*map(Corner, corners()), Helped("a depot has no room"))
GRID = Case("national grid, three days", "national-grid", 3, 1, 1)
CASES = (TOWN, CUTS, CENTRES, *CORNERS, *RANDOM[:16], WINTER, *RANDOM[16:], GRID)
"""Small first: most changes are found there."""


AnyCase = Case | RandomCase | Corner | Helped


def baseline_of(taken: Taken) -> Baseline:
    """What would be stored of it."""
    count = len(next(iter(taken.plans.values())).outcomes)
    return Baseline("", "", "", 1, count, taken.worlds, kept_plans(taken, (), {}))


def store(folder: Path, case: AnyCase) -> None:
    """Store what the model gives now."""
    write_baseline(folder / f"{case.name}.json", baseline_of(case.taken()))


def held(folder: Path, case: AnyCase, taken: Taken | None = None) -> Held:
    """What the model gives now against what was stored."""
    return hold(read_baseline(folder / f"{case.name}.json"), taken or case.taken())


def worst(found: Held) -> str:
    """The worst verdict, as reports rank them."""
    from sim.present.check.report import WORST_FIRST

    return min((one.verdict for one in found.findings), key=WORST_FIRST.index)
