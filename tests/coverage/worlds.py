"""How often intervals cover on worlds of our own scenarios: studies drawn from many worlds, whose mean is the truth."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy import stats

import sim
from sim.analysis.decide.best import losses_of
from sim.analysis.intervals import bounds_of, interval, level_interval
from sim.analysis.ledger import line_difference
from sim.hints import counted
from tests.coverage.intervals import CONFIDENCE, COUNTS, holds

POOLS = {
    "scenarios/tiny.yaml": 20_000,
    "scenarios/daily-versus-weekly.yaml": 20_000,
    "scenarios/base/kyiv-winter.yaml": 6_000,
}
"""Worlds that stand for all there could be."""
TAIL = (1.0 - CONFIDENCE) / 2.0
MOST_TOGETHER = 400
"""Studies whose intervals are all tried."""


@dataclass(frozen=True)
class Pool:
    """All worlds there could be; values have worlds on their last axis.

    harm : person-hours below 16 degC of each plan, the reference first
    lines : what lines of the ledger differ by, of all plans
    means : of the reference, everything that has a mean and is never below 0
    """

    names: list[str]
    harm: np.ndarray
    lines: np.ndarray
    means: np.ndarray


def pool_of(scenario):
    result = sim.compare(scenario, replications=POOLS[scenario])
    reference = result.comparison.reference
    found = result.to_xarray()
    names = [reference, *(name for name in found["plan"].values if name != reference)]
    found = found.sel(plan=names)
    ledger = xr.concat([by_world(found["ledger_origin"]), by_world(found["ledger_phase"])], "line")
    lines = (ledger - ledger.sel(plan=reference)).sel(plan=names[1:])
    metrics = [one for one in found.data_vars.values() if "replication" in one.dims and "time" not in one.dims]
    means = np.concatenate([by_world(one.sel(plan=reference)).values for one in metrics])
    return Pool(
        names,
        found["person_hours_below"].sel(threshold=16).values,
        moving(lines.values.reshape(-1, POOLS[scenario])),
        moving(means[np.isfinite(means).all(axis=1) & (means.min(axis=1) >= 0.0)]),
    )


def by_world(metric):
    """Members of all dimensions but plan and world on one of their own."""
    own = [name for name in metric.dims if name not in ("plan", "replication")]
    metric = metric.drop_vars([name for name in metric.coords if name not in ("plan", "replication")])
    metric = metric.stack(line=own, create_index=False) if own else metric.expand_dims("line")
    return metric.transpose(..., "line", "replication")


def moving(values):
    return values[np.ptp(values, axis=1) > 0.0]


def by_student(values):
    half = stats.t.ppf(1.0 - TAIL, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean() - half, values.mean() + half


def shares(pool, count, studies, ours):
    """How often Student's interval and ours cover, and how often the worse of our two one-sided bounds is wrong."""
    luck, truth = np.random.default_rng(count), pool.mean()
    covered, wrong, made = np.zeros(2), np.zeros(2), 0
    while made < studies:
        study = pool[luck.integers(0, len(pool), count)]
        if np.ptp(study) == 0.0:
            continue  # it has no interval, and says so
        made += 1
        covered += holds(*by_student(study), truth), holds(*ours(study, CONFIDENCE)[1:], truth)
        low, high = bounds_of(study, TAIL)
        wrong += low > truth, high < truth
    return *(covered / studies), wrong.max() / studies


def together(values, count, studies, ours):
    """Share of studies in which all intervals hold, share of intervals that hold, and of values that have one."""
    luck, truths = np.random.default_rng(count), values.mean(axis=1)
    all_hold, hold, made = 0, 0, 0
    for _ in range(studies):
        study = values[:, luck.integers(0, values.shape[1], count)]
        bounds = [ours(one, CONFIDENCE, len(values)) if np.ptp(one) else (None, None) for one in study]
        held = [holds(low, high, truth) for (low, high), truth in zip(bounds, truths, strict=True) if low is not None]
        all_hold, hold, made = all_hold + all(held), hold + sum(held), made + len(held)
    return all_hold / studies, hold / max(made, 1), made / studies / len(values)


def losses_hold(harm, count, studies):
    """Share of studies in which what each plan loses beside the best of the others lies within its interval."""
    luck, means = np.random.default_rng(count), harm.mean(axis=1)
    truths = [mean - np.delete(means, place).min() for place, mean in enumerate(means)]
    held = 0
    for _ in range(studies):
        study = harm[:, luck.integers(0, harm.shape[1], count)].T
        found = losses_of(study, CONFIDENCE)
        held += all(holds(one.low, one.high, truth) for one, truth in zip(found, truths, strict=True))
    return held / studies


def of_differences(values, confidence, family):
    return interval(values, confidence, family)[1:]


def of_lines(values, confidence, family):
    found = line_difference(values, confidence, family)
    return found.ci_low, found.ci_high


def of_means(values, confidence, family):
    return level_interval(values, confidence)[1:]


def table(studies):
    """Lines of both tables, as they come."""
    pools = {scenario: pool_of(scenario) for scenario in POOLS}
    yield from table_of_each(pools, studies)
    yield ""
    yield from table_of_all(pools, min(studies, MOST_TOGETHER))


def table_of_each(pools, studies):
    yield (
        "| scenario | mean of | skewness | kurtosis | "
        + " | ".join(f"Student's, {count} | ours, {count} | bound wrong, {count}" for count in COUNTS)
        + " |"
    )
    yield "|---" * (4 + 3 * len(COUNTS)) + "|"
    for scenario, pool in pools.items():
        lines = [(pool.names[0], pool.harm[0], level_interval)]
        lines += [
            (f"{name} less {pool.names[0]}", one - pool.harm[0], interval)
            for name, one in zip(pool.names[1:], pool.harm[1:], strict=True)
        ]
        for name, values, ours in lines:
            cells = [f"{share:.3f}" for count in COUNTS for share in shares(values, count, studies, ours)]
            shape = f"{stats.skew(values):.1f} | {stats.kurtosis(values, fisher=False):.0f}"
            yield f"| {scenario.rpartition('/')[2]} | {name} | {shape} | {' | '.join(cells)} |"


def table_of_all(pools, studies):
    """What a study publishes together: in which share of studies all holds, how many intervals do, and have one."""
    heads = [f"{head}, {count}" for count in COUNTS for head in ("all hold", "each", "have one")]
    yield f"| scenario | intervals | {' | '.join(heads)} |"
    yield "|---" * (2 + len(heads)) + "|"
    for scenario, pool in pools.items():
        lines = counted(len(pool.lines), "ledger line")
        kinds = (
            (counted(len(pool.names) - 1, "difference"), pool.harm[1:] - pool.harm[0], of_differences),
            (lines, pool.lines, of_lines),
            (f"{lines}, without the rule", pool.lines, of_differences),
            (f"{len(pool.means)} means, each by itself", pool.means, of_means),
        )
        for said, values, ours in kinds:
            cells = []
            for count in COUNTS:
                all_hold, each, share = together(values, count, studies, ours)
                whole = "" if ours is of_means else f"{all_hold:.3f}"
                cells.append(f"{whole} | {each:.4f} | {share:.2f}" if share else "none | none | 0")
            yield f"| {scenario.rpartition('/')[2]} | {said} | {' | '.join(cells)} |"
        cells = [f"{losses_hold(pool.harm, count, studies):.3f} |  | 1.00" for count in COUNTS]
        yield f"| {scenario.rpartition('/')[2]} | losses against the best of the others | {' | '.join(cells)} |"
