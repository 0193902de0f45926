"""What the oracle and the product say of one replication of one plan, in the same words.

python -m tests.clocks.oracle_figures 3000     random scenarios 0 to 2999: which differ, and in what
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.scenario.schema import Scenario
from sim.study.calendars import Span, span_of
from sim.world.draw import draw_world
from tests.clocks.oracle import OracleRun, run_oracle
from tests.clocks.oracle_ledger import ORIGINS, PHASES
from tests.clocks.oracle_parts import Wait
from tests.clocks.random_scenarios import scenario_of
from tests.clocks.runs import Run, begun, compiled
from tests.laws.watched_rota import minutes_cut

Figures = dict[str, Any]


def differences(scenario: Scenario, replication: int, span: Span | None = None) -> Figures:
    """Figures in which page and product do not say the same, with what each says."""
    span = span or span_of({"": scenario})
    table = draw_world(scenario, replication=replication).tables()
    ours = figures_of(scenario, run_oracle(scenario, table, (span.lookback, span.accrual_end)))
    theirs = figures_of_product(compiled(begun(scenario, replication, span=span)))
    return {key: (ours[key], theirs[key]) for key in ours if not same(ours[key], theirs[key])}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray | np.floating):
        return bool(np.allclose(one, other, rtol=1e-9, atol=1e-6))
    return bool(one == other)


def figures_of(scenario: Scenario, run: OracleRun) -> Figures:
    length, observed = int(scenario.horizon.length), int(scenario.horizon.observe_from)
    channels = list(scenario.aid.channels)
    lots = [(channels.index(lot.channel), lot.units, lot.sent, lot.arrival) for lot in run.lots if lot.channel]
    short = [list(depot.short(observed)) for depot in run.depots.values()]
    return {
        "threats": list(run.threats.values()),
        "leakers": list(run.leakers.values()),
        "origins": run.origins,
        "damaging": run.damaging,
        "stopped": [layer.stopped for layer in run.layers],
        "engaged": [layer.engaged for layer in run.layers],
        "unengaged": [layer.unengaged for layer in run.layers],
        "rounds": [layer.rounds for layer in run.layers],
        "stock": [int(depot.level) for depot in run.depots.values() if depot.level < math.inf],
        "arrived": [depot.arrived for depot in run.depots.values()],
        "used": [depot.used for depot in run.depots.values()],
        "minutes short": [sum(end - begin for begin, end in spans) for spans in short],
        "first short": [spans[0][0] if spans else -1 for spans in short],
        "overflow": [run.overflow[item] for item in scenario.items()],
        "trucks": run.trucks,
        "bought": run.bought,
        "lots that arrive": Counter(lot for lot in lots if 0 < lot[3] < length),
        "outages": merged(run.outages),
        "jobs": Counter((job.node, job.queued, job.started, job.done) for job in run.jobs),
        "waits for parts": sum(waited(wait, observed, length) for wait in run.waits),
        "still without a part": sum(wait.until is None for wait in run.waits),
        "joined": run.joined,
        "cut": run.cut,
        "buildings cut": run.cut_buildings,
        "without water": run.dry_buildings,
        "without water at the peak": run.dry_at_peak,
        "cold": cold_minutes(run.outages, observed, length),
        "below": run.below_min,
        "degrees below": run.below_degree_min,
        "people on the worst day": run.people_on_worst_day,
        "in centres": run.centres.seated.sum(axis=0),
        "room in centres": run.centres.room.sum(),
        "most in centres": run.centres.seated[:, :, 0].sum(axis=1).max() / 1440.0,
        "people on the worst day, net": net_on_worst_day(run),
        "ledger by origin": run.by_origin,
        "ledger by phase": run.by_phase,
    }


def figures_of_product(run: Run) -> Figures:
    scenario, state = run.scenario, run.state[0]
    classes, layers, items = len(scenario.threats), len(scenario.defence.layers), len(scenario.items())
    stores, outcome = state["store"][: len(scenario.stores())], run.outcome()
    length = int(scenario.horizon.length)
    places = slice(len(scenario.city.districts)), slice(len(scenario.people.thresholds))
    logged = columns(run, "outage", "block", "buildings", "begin", "end")
    rows = [(b, n, start, None if end < 0 or end >= length else end) for b, n, start, end in logged]
    lots = columns(run, "lot", "channel", "units", "sent_min", "arrival")
    jobs = columns(run, "job_log", "node", "queued", "started", "done")
    return {
        "threats": state["threats"][:classes].tolist(),
        "leakers": state["leakers"][:classes].tolist(),
        "origins": state["origins"][:5].tolist(),
        "damaging": int(state["damaging"]),
        "stopped": state["stopped"][:layers].tolist(),
        "engaged": state["engaged"][:layers].tolist(),
        "unengaged": state["unengaged"][:layers].tolist(),
        "rounds": state["rounds"][:layers].tolist(),
        "stock": [int(stores["stock"][row]) for row in range(len(stores)) if is_limited(scenario, row)],
        "arrived": stores["arrived"].tolist(),
        "used": stores["used"].tolist(),
        "minutes short": outcome["empty_area"][: len(stores)].tolist(),
        "first short": outcome["empty_first"][: len(stores)].tolist(),
        "overflow": state["overflow"][:items].tolist(),
        "trucks": state["trucks"][: len(scenario.aid.channels)].tolist(),
        "bought": outcome["bought"][: len(scenario.aid.channels)].tolist(),
        "lots that arrive": Counter(lot for lot in lots if lot[0] >= 0 and 0 < lot[3] < length),
        "outages": merged(rows),
        "jobs": Counter((node, queued, begun, None if done < 0 else done) for node, queued, begun, done in jobs),
        "waits for parts": int(outcome["part_area"]),
        "still without a part": int(outcome["part_waiting"]),
        "joined": outcome["joined"].tolist(),
        "cut": minutes_cut(run.params, run.state).tolist(),
        "buildings cut": int(state["cut_area"]),
        "without water": int(state["waterless_area"]),
        "without water at the peak": int(state["waterless_peak"]),
        "cold": int(state["cold_area"]),
        "below": state["below_min"][places],
        "degrees below": state["below_degree_min"][places],
        "people on the worst day": outcome["people_peak"][places[1]],
        "in centres": outcome["centre_min"][places],
        "room in centres": outcome["centre_room_min"],
        "most in centres": outcome["centre_peak"],
        "people on the worst day, net": outcome["net_peak"][places[1]],
        "ledger by origin": state["ledger_origin"][: len(ORIGINS)].tolist(),
        "ledger by phase": state["ledger_phase"][1 : len(PHASES) + 1].tolist(),
    }


def net_on_worst_day(run: OracleRun) -> np.ndarray:
    """Most people below each threshold who are present and in no centre, as the mean of one day."""
    present = 1.0 - run.centres.departed
    seated = run.centres.seated.sum(axis=1) / 1440.0
    return (present * run.by_day[: len(seated)] - seated).max(axis=0)


def columns(run: Run, table: str, *names: str) -> list[tuple[int, ...]]:
    """Rows of a table of the product's state."""
    count = int(run.of(f"{table}_count"))
    return list(zip(*(run.of(f"{table}.{name}")[:count].tolist() for name in names), strict=True))


def is_limited(scenario: Scenario, store: int) -> bool:
    item, _ = scenario.stores()[store]
    return scenario.initial.stock.get(item) != "unlimited"


def merged(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[int, int, int | None]]:
    """Buildings by block, begin and end: rows of one outage may be cut differently."""
    found: Counter[tuple[int, int, int | None]] = Counter()
    for block, buildings, start, end in rows:
        found[block, start, end] += buildings
    return found


def cold_minutes(outages: Iterable[tuple[int, int, int, int | None]], observed: int, length: int) -> int:
    """Building-minutes without heat from `observe_from` to the horizon."""
    spans = [(n, max(start, observed), length if end is None else end) for _, n, start, end in outages]
    return sum(n * max(0, end - start) for n, start, end in spans)


def waited(wait: Wait, observed: int, length: int) -> int:
    """Minutes in which a job waited for its part, from `observe_from` on."""
    return max(0, (length if wait.until is None else wait.until) - max(wait.since, observed))


def main() -> int:
    """Say which random scenarios differ; 1 if any does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", type=int, help="how many")
    count = parser.parse_args().scenarios
    found = {number: differences(scenario_of(number), 0) for number in range(count)}
    wrong = {number: list(figures) for number, figures in found.items() if figures}
    for number, figures in wrong.items():
        print(number, ", ".join(figures))
    print(f"{count} scenarios, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
