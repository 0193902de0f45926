"""The reference job and the whole winter: every plan and twin on the same worlds; their work, and where time goes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.clock.compiled import run_until
from sim.kernel import COMPILED
from sim.model.begin import begin_in
from sim.model.foresight import foresee
from sim.model.settle import settle
from sim.model.tally import OUTCOME, keep_days, keep_rows, tally
from sim.present.case import Case, case_of
from sim.study.ensemble import empty_ensemble
from sim.study.fairness import judge, reference_of
from sim.study.run import Design, Workspace, design_of
from sim.world.draw import draw
from sim.world.record import Array
from tests.benchmarks.measure import ROOT, Spread
from tests.benchmarks.tables import Table
from tests.benchmarks.yardstick import TIMEOUTS, bare_timeouts

SCENARIO = ROOT / "scenarios" / "base" / "kyiv-winter.yaml"
"""The reference job: the winter without grid, pumps and relief, the same since the first benchmark."""
WHOLE = ROOT / "scenarios" / "kyiv-winter-2026.yaml"
"""The same winter with every mechanism on."""
STAGES = ("draw", "foresee", "begin", "run", "tally")
MOST = int(np.iinfo(np.int32).max)
ONCE_PER_WORLD = ("draw", "foresee")


@dataclass(frozen=True, slots=True)
class Job:
    """The reference job, ready to run."""

    case: Case
    design: Design


@cache
def job(scenario: Path = SCENARIO) -> Job:
    case = case_of(scenario)
    fairness = judge(case.plans, reference=reference_of(case.plans), tree=case.tree)
    design = design_of(
        case.plans,
        fairness.twins,
        seed=case.base.study.seed,
        lookback=fairness.lookback,
        accrual_end=fairness.accrual_end,
    )
    return Job(case, design)


def work_of(space: Workspace) -> dict[str, float]:
    """Work of the run that has just ended in a workspace."""
    state, world, horizon = (
        space.state[0],
        space.world[0],
        int(space.params[next(iter(space.params))]["horizon_min"][0]),
    )
    outages = int(state["outage_count"])
    log = state["outage"][:outages]
    until = np.where(log["end"] < 0, horizon, log["end"])
    return {
        "waves": float(world["wave_count"]),
        "threats that head for the city": float(world["wave_first"][world["wave_count"]]),
        "events (notices that came true)": float(state["events"]),
        "outages of cohorts": float(outages),
        "repair jobs": float(state["job_log_count"]),
        "cohort-hours without heat": float((until - log["begin"]).sum()) / 60.0,
        "building-hours without heat": float(state["cold_area"]) / 60.0,
    }


def one_round(replications: int, design: Design) -> tuple[dict[str, float], dict[str, float]]:
    """Run all plans on some worlds.

    Returns
    -------
    dict, dict
        CPU time of each stage per call [ms], and work per run.
    """
    space = Workspace(design)
    results = {run: empty_ensemble(design.layout, replications) for run in design.runs}
    outcomes = np.zeros(replications, OUTCOME)
    spent: dict[str, list[int]] = defaultdict(list)
    work: dict[str, list[float]] = defaultdict(list)
    for replication in range(replications):
        for stage, nanoseconds in _stages(space, design, replication, results, outcomes):
            spent[stage].append(nanoseconds)
            if stage == "tally":
                for name, amount in work_of(space).items():
                    work[name].append(amount)
    return (
        {stage: float(np.mean(times)) / 1e6 for stage, times in spent.items()},
        {name: float(np.mean(amounts)) for name, amounts in work.items()},
    )


def _stages(
    space: Workspace, design: Design, replication: int, results: dict, outcomes: Array
) -> Iterator[tuple[str, int]]:
    """Run all plans on one world, as `sim.study.run.run_block` does, and tell what each stage took [ns]."""
    clock = time.thread_time_ns
    start = clock()
    draw(space.chances, space.world, *design.key, replication)
    yield "draw", clock() - start
    for number, (run, ensemble) in enumerate(results.items()):
        params, patches = space.params[run], design.runs[run].patches
        start = clock()
        settle(params, patches, space.world)
        if number == 0:
            foresee(params, space.world)
            yield "foresee", clock() - start
            start = clock()
        begin_in(params, space.world, space.state, space.words, space.spans)
        yield "begin", clock() - start
        start = clock()
        run_until(params, space.world, space.state, space.heap, design.layout.horizon_min)
        yield "run", clock() - start
        start = clock()
        tally(params, space.world, space.state, outcomes, replication)
        keep_days(space.state, ensemble.days, replication, len(design.layout.thresholds))
        keep_rows(space.state, ensemble.rows, replication, MOST)
        yield "tally", clock() - start


def tables(quick: bool) -> list[Table]:
    """Work and times of the reference job, and of the winter with every mechanism on."""
    return [*tables_of("reference job", SCENARIO, quick), *tables_of("whole winter", WHOLE, quick)]


def tables_of(name: str, scenario: Path, quick: bool) -> list[Table]:
    """Work and times of one scenario."""
    replications, rounds = (10, 3) if quick else (60, 5)
    design = job(scenario).design
    one_round(1, design)
    found, timeouts = [], []
    for _ in range(rounds):
        found.append(one_round(replications, design))
        timeouts.append(_of_a_timeout_ns())
    work = found[0][1]
    runs = len(design.runs)
    times = {stage: Spread(tuple(spent[stage] for spent, _ in found)) for stage in STAGES}
    shares = {stage: 1.0 / runs if stage in ONCE_PER_WORLD else 1.0 for stage in STAGES}
    whole = Spread(tuple(sum(spent[stage] * shares[stage] for stage in STAGES) for spent, _ in found))
    timeout = Spread(tuple(timeouts))
    weighed = Spread(tuple(1e3 * run_ms / ns for run_ms, ns in zip(whole.values, timeouts, strict=True)))
    rows = [
        (
            stage,
            times[stage].text(3),
            f"{times[stage].median * shares[stage]:.3f}",
            _percent(times[stage].median * shares[stage], whole),
        )
        for stage in STAGES
    ]
    threats = work["threats that head for the city"]
    return [
        Table(
            f"Work of the {name} ({scenario.stem}, {runs} runs per world)",
            ("per run, mean", "amount"),
            tuple((name, f"{amount:,.0f}") for name, amount in work.items()),
        ),
        Table(
            f"{name.capitalize()}: milliseconds per replication, plan and core{'' if COMPILED else ', NOT COMPILED'}",
            ("stage", "per call", "per run", "share"),
            (
                *rows,
                ("all", "", whole.text(3), "100 %"),
                ("all, in 1,000 bare SimPy timeouts of the same rounds", "", weighed.text(2), ""),
            ),
            (
                f"CPU time; means over {replications} worlds, medians (lowest to highest) of {rounds} rounds.",
                f"Draw and foresee are done once per world and shared by {runs} runs.",
                f"A bare SimPy timeout took {timeout.text(0)} ns: what the machine was worth meanwhile.",
                f"A world costs {times['draw'].median * 1e6 / threats:,.0f} ns per threat.",
            ),
        ),
    ]


def _of_a_timeout_ns() -> float:
    start = time.thread_time_ns()
    bare_timeouts()
    return (time.thread_time_ns() - start) / TIMEOUTS


def _percent(part: float, whole: Spread) -> str:
    return f"{100.0 * part / whole.median:.0f} %"
