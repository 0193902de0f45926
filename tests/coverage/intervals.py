"""How often every published interval covers the truth, on laws of our shape, in many repeated studies."""

import math

import numpy as np
from scipy import integrate
from scipy.special import ndtri

from sim.analysis.decide.best import losses_of
from sim.analysis.decide.frontier import frontier_of
from sim.analysis.decide.standard import share_meeting
from sim.analysis.decide.tails import quantile_of, tail_mean
from sim.analysis.intervals import interval, level_interval
from sim.analysis.ledger import ENOUGH_WORLDS, line_difference
from sim.analysis.precision import doublings
from sim.analysis.statistics import mean_of, median_interval
from tests.coverage.laws import LAWS, Plans, standard

CONFIDENCE = 0.95
COUNTS = (50, 200, 1000)
"""Worlds of a study."""
IN_A_TAIL = 2000
"""Worlds from which on the worst twentieth has an interval."""
WITHIN = 0.2
"""Precision that is asked for, as a share of the reference's standard deviation."""
MEANS, SDS, CORRELATION = (3.0, 3.0, 3.2, 3.4), (1.0, 1.5, 1.0, 2.0), 0.8
"""Four plans; the first is the reference, and as good as the second."""
OF_LINES = (3.0, *4 * MEANS[1:]), (1.0, *4 * SDS[1:])
"""Means and standard deviations of the reference and of twelve others, held against it like the lines of a ledger."""
COST = (1.0, 2.0, 0.5, 3.0)
"""Of the plans, the same in all worlds; those of the switching point are the third and the first."""


def holds(low, high, truth):
    return low is not None and high is not None and low <= truth + 1e-9 and truth <= high + 1e-9


def mean(law, harm):
    low, high = level_interval(harm[:, 0], CONFIDENCE)[1:]
    return holds(low, high, MEANS[0])


def differences(law, harm):
    bounds = [interval(harm[:, plan] - harm[:, 0], CONFIDENCE, 3)[1:] for plan in (1, 2, 3)]
    return all(holds(*one, MEANS[plan] - MEANS[0]) for plan, one in zip((1, 2, 3), bounds, strict=True))


def lines(law, harm):
    """Those that have an interval, nine of twelve at least; none may miss."""
    found = [line_difference(harm[:, line] - harm[:, 0], CONFIDENCE, 12) for line in range(1, 13)]
    truths = [mean - OF_LINES[0][0] for mean in OF_LINES[0][1:]]
    given = [(one, true) for one, true in zip(found, truths, strict=True) if one.ci_low is not None]
    return len(given) >= 9 and all(holds(one.ci_low, one.ci_high, true) for one, true in given)


def precise(law, harm):
    """The same intervals at the end of a study that went on until they were narrow enough."""
    for count in doublings(len(harm)):
        found = [interval(harm[:count, plan] - harm[:count, 0], CONFIDENCE, 3) for plan in (1, 2, 3)]
        if max(high - mean for mean, _, high in found) <= WITHIN:
            break
    return differences(law, harm[:count])


def losses(law, harm):
    truth = [one - min(other for place, other in enumerate(MEANS) if place != plan) for plan, one in enumerate(MEANS)]
    return all(holds(one.low, one.high, true) for one, true in zip(losses_of(harm, CONFIDENCE), truth, strict=True))


def may_be_best(law, harm):
    return losses_of(harm, CONFIDENCE)[0].may_be_best


def true_quantile(law, share):
    return MEANS[0] + SDS[0] * float(standard(law, np.array([ndtri(share)]))[0])


def median(law, harm):
    return holds(*median_interval(harm[:, 0], CONFIDENCE), true_quantile(law, 0.5))


def quantile(law, harm):
    found = quantile_of(harm[:, 0], 0.95, CONFIDENCE)
    if len(harm) < 73:  # fewer have no upper bound: 0.95^72 is above 0.025
        return found.high is None and found.low <= true_quantile(law, 0.95)
    return holds(found.low, found.high, true_quantile(law, 0.95))


TRUE_TAILS = {
    law: integrate.quad(lambda share, law=law: true_quantile(law, share), 0.95, 1.0 - 1e-12, limit=400)[0] / 0.05
    for law in LAWS
}


def worst(law, harm):
    found = tail_mean(harm[:, 0], CONFIDENCE)
    return holds(found.low, found.high, TRUE_TAILS[law])


def meeting(law, harm):
    found = share_meeting(harm[:, 0], true_quantile(law, 0.8), True, CONFIDENCE)
    return holds(found.low, found.high, 0.8)


def band(law, harm):
    found = frontier_of(harm, np.broadcast_to(COST, harm.shape), CONFIDENCE)
    return holds(found.points[0].harm.low, found.points[0].harm.high, MEANS[0])


def switching(law, harm):
    chosen = harm[:, [2, 0]]
    found = frontier_of(chosen, np.broadcast_to([COST[2], COST[0]], chosen.shape), CONFIDENCE)
    true = (MEANS[2] - MEANS[0]) / (COST[0] - COST[2])
    return bool(found.switches) and holds(found.switches[0].low, found.switches[0].high, true)


LINES = "twelve lines of a ledger, all together"
EVERYWHERE = {
    "mean of a plan": mean,
    "differences from the reference, all together": differences,
    "the same, stopped by --precision": precise,
    LINES: lines,
    "losses against the best, all together": losses,
    "a best plan may be best": may_be_best,
    "median": median,
    "95 % quantile": quantile,
    "share that meets a standard": meeting,
    "band of the frontier": band,
    "switching point": switching,
}
CAREFUL = (
    LINES,
    "losses against the best, all together",
    "a best plan may be best",
    "median",
    "95 % quantile",
    "share that meets a standard",
)
"""These promise to cover at least as often as they say: Bonferroni's bound, bounds that end at 0, whole worlds."""
AT_200_ONLY = ("band of the frontier", "switching point")
"""Each of their studies draws its worlds two thousand times again; at most `MOST_OF_THESE` are made."""
MOST_OF_THESE = 400


def measure(what, law, count, studies, seed=1, at_once=50):
    """Share of studies in which an interval covers."""
    means, sds = OF_LINES if what is lines else (MEANS, SDS)
    plans = Plans(law, means, sds, CORRELATION)
    generator = np.random.default_rng(seed)
    covered = done = 0
    while done < studies:
        for harm in plans.draw(generator, min(at_once, studies - done), count):
            covered += what(law, harm)
            done += 1
    return covered / studies


def is_off(covered, studies, promised=CONFIDENCE, careful=False):
    """Whether an interval covers more than two sampling errors less often than it says, or, unless careful, more."""
    off = (covered - promised) / math.sqrt(promised * (1.0 - promised) / studies)
    return off < -2.0 or (off > 2.0 and not careful)


def cell(name, covered, studies):
    """A share for the table; those that are off have a star."""
    return f"{covered:.3f}{' *' if is_off(covered, studies, careful=name in CAREFUL) else ''}"


def one_cell(name, what, law, count, repeats):
    if name in AT_200_ONLY and count != 200:
        return ""
    if what is lines and count < ENOUGH_WORLDS:
        return "none"
    return cell(name, measure(what, law, count, repeats), repeats)


def table(studies, laws=LAWS):
    """Lines of a table, as they come."""
    heads = [f"{law}, {count}" for law in laws for count in COUNTS]
    yield "| interval | promised | " + " | ".join(heads) + " |"
    yield "|---" * (2 + len(heads)) + "|"
    for name, what in EVERYWHERE.items():
        repeats = min(studies, MOST_OF_THESE) if name in AT_200_ONLY else studies
        cells = [one_cell(name, what, law, count, repeats) for law in laws for count in COUNTS]
        yield f"| {name} | {'at least 0.95' if name in CAREFUL else '0.95'} | {' | '.join(cells)} |"
    name = "mean of the worst twentieth"
    tails = [cell(name, measure(worst, law, IN_A_TAIL, studies), studies) for law in laws]
    cells = [one for tail in tails for one in ("none", "none", f"{tail} (of {IN_A_TAIL:,})")]
    yield f"| {name} | 0.95 | {' | '.join(cells)} |"


def means_known():
    """That the laws have the means they are said to have."""
    generator = np.random.default_rng(2)
    return {law: mean_of(standard(law, generator.standard_normal(400_000))) for law in LAWS}
