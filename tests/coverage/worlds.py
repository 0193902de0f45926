"""How often intervals cover on worlds of our own scenarios: studies drawn from many worlds, whose mean is the truth."""

import numpy as np
from scipy import stats

import sim
from sim.analysis.intervals import bounds_of, interval, level_interval
from tests.coverage.intervals import CONFIDENCE, COUNTS, holds

POOLS = {
    "scenarios/tiny.yaml": 20_000,
    "scenarios/daily-versus-weekly.yaml": 20_000,
    "scenarios/base/kyiv-winter.yaml": 6_000,
}
"""Worlds that stand for all there could be."""
TAIL = (1.0 - CONFIDENCE) / 2.0


def harm_of(scenario):
    """Person-hours below 16 degC, shape (plans, worlds), and the names of the plans; the reference is the first."""
    result = sim.compare(scenario, replications=POOLS[scenario])
    harm = result.to_xarray()["person_hours_below"].sel(threshold=16)
    reference = result.comparison.reference
    names = [reference, *(name for name in harm["plan"].values if name != reference)]
    return harm.sel(plan=names).values, names


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


def table(studies):
    """Lines of a table, as they come."""
    yield (
        "| scenario | mean of | skewness | kurtosis | "
        + " | ".join(f"Student's, {count} | ours, {count} | bound wrong, {count}" for count in COUNTS)
        + " |"
    )
    yield "|---" * (4 + 3 * len(COUNTS)) + "|"
    for scenario in POOLS:
        harm, names = harm_of(scenario)
        lines = [(names[0], harm[0], level_interval)]
        lines += [
            (f"{name} less {names[0]}", one - harm[0], interval) for name, one in zip(names[1:], harm[1:], strict=True)
        ]
        for name, pool, ours in lines:
            cells = [f"{share:.3f}" for count in COUNTS for share in shares(pool, count, studies, ours)]
            shape = f"{stats.skew(pool):.1f} | {stats.kurtosis(pool, fisher=False):.0f}"
            yield f"| {scenario.rpartition('/')[2]} | {name} | {shape} | {' | '.join(cells)} |"
