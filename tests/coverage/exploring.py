"""How often the intervals of `explore` and of `--equivalent` cover the truth, in many repeated studies."""

import itertools
from functools import partial

import numpy as np
from scipy.stats import qmc

from sim.analysis.decide.equivalence import paired_tost
from sim.analysis.explore.design import lay
from sim.analysis.explore.sensitivity import sensitivity_of
from sim.analysis.explore.surface import surface_of
from tests.coverage.intervals import CONFIDENCE, MEANS, holds, is_off
from tests.coverage.laws import LAWS, Plans

ALPHA = 0.05
"""Of the two one-sided tests, whose interval covers 1 - 2 alpha."""
INPUTS = 4
"""Of `outcome`; the last one does nothing."""
VARIANCES = {(0,): 1 / 3, (1,): 0.64 / 3, (2,): 0.25 / 3 + 0.25 * (1 / 5 - 1 / 9), (0, 1): 0.36 / 9}
"""Of the terms of `outcome` by the inputs in them."""
ENDS = np.array([[-8.0, 2.0], [10.0, 40.0]])
"""Ranges of the two inputs of a break-even surface."""
CROSSING = -3.0
"""Value of the first at which plans do equally well in the middle of the second, whatever else varies."""
WORLDS = 20


def outcome(shares):
    """A sum with a square and a product, as harm is of crews, cold and cadences; mean over the worlds."""
    x = 2.0 * shares - 1.0
    return x[:, 0] + 0.8 * x[:, 1] + 0.5 * x[:, 2] + 0.6 * x[:, 0] * x[:, 1] + 0.5 * x[:, 2] ** 2


def alone(place):
    """First-order index of an input."""
    return VARIANCES.get((place,), 0.0) / sum(VARIANCES.values())


def in_all(place):
    """Total index of an input."""
    return sum(share for inputs, share in VARIANCES.items() if place in inputs) / sum(VARIANCES.values())


def effect(place):
    """Mean size of the elementary effects of an input on the four levels of Morris."""
    levels, step = np.arange(4) / 3.0, 2.0 / 3.0
    low = np.array([one for one in itertools.product(levels, repeat=INPUTS) if one[place] < 0.5])
    high = low + step * np.eye(INPUTS)[place]
    return float(np.abs((outcome(high) - outcome(low)) / step).mean())


def near(index, half, truth):
    return abs(index - truth) <= half + 1e-9


def first_order(kind, points, seed):
    first = _first_index(kind, points, seed)
    return near(first.main, first.main_half, alone(0))


def total(kind, truth, points, seed):
    first = _first_index(kind, points, seed)
    return near(first.total, first.total_half, truth)


def _first_index(kind, points, seed):
    design = lay(kind, points, INPUTS, seed)
    return sensitivity_of(design, outcome(design.shares), seed, CONFIDENCE).indices[0]


def break_even(points, seed):
    """Differences in worlds that move all futures, and each by itself; two inputs more vary. None without a band."""
    luck, shares = np.random.default_rng(seed), qmc.LatinHypercube(INPUTS, rng=seed).random(points)
    where = ENDS[:, 0] + shares[:, :2] * (ENDS[:, 1] - ENDS[:, 0])
    off, rest = where[:, 0] - CROSSING, shares - 0.5
    heights = off + 0.08 * off**2 + 0.1 * (where[:, 1] - 25.0) + 6.0 * rest[:, 2] + 3.0 * rest[:, 3] * rest[:, 0]
    worlds = luck.normal(0.0, 2.0, (1, WORLDS)) + luck.normal(0.0, 1.0, (points, WORLDS))
    found = surface_of(where, heights[:, None] + worlds, ENDS, seed, CONFIDENCE)
    return None if found.crossing_low is None else holds(found.crossing_low, found.crossing_high, CROSSING)


def equivalence(law, worlds, seed):
    plans = Plans(law, MEANS, (1.0, 1.5, 1.0, 2.0), 0.8)
    harm = plans.draw(np.random.default_rng([seed, worlds]), 1, worlds)[0]
    found = paired_tost(harm[:, 3] - harm[:, 0], 0.5, ALPHA)
    return holds(found.low, found.high, MEANS[3] - MEANS[0])


ROWS = (
    *(
        (f"two one-sided tests, {law}", "worlds", 1.0 - 2.0 * ALPHA, True, partial(equivalence, law), (50, 200))
        for law in LAWS
    ),
    ("break-even of two plans", "futures", CONFIDENCE, True, break_even, (40, 100)),
    ("effect of an input (Morris)", "trajectories", CONFIDENCE, False, partial(total, "morris", effect(0)), (10, 40)),
    ("first-order index (Sobol)", "base points", CONFIDENCE, True, partial(first_order, "sobol"), (64, 256)),
    ("total index (Sobol)", "base points", CONFIDENCE, True, partial(total, "sobol", in_all(0)), (64, 256)),
    (
        "first-order index (given data)",
        "futures",
        CONFIDENCE,
        True,
        partial(first_order, "latin_hypercube"),
        (100, 400),
    ),
)
"""Interval, what its studies are made of, promised share, whether at least so much, how it is tried, sizes."""


def measure(tried, size, studies):
    """Share of the studies with an interval that it covers in, and in how many there was one."""
    found = [one for one in (tried(size, seed) for seed in range(studies)) if one is not None]
    return sum(found) / len(found), len(found)


def table(studies):
    """Lines of a table, as they come."""
    yield "| interval | promised | smaller study | covers | larger study | covers |"
    yield "|---|---|---|---|---|---|"
    for name, what, promised, careful, tried, sizes in ROWS:
        cells = []
        for size in sizes:
            covered, known = measure(tried, size, studies)
            star = " *" if is_off(covered, known, promised, careful) else ""
            few = "" if known == studies else f" (of {known})"
            cells += [f"{size} {what}", f"{covered:.3f}{star}{few}"]
        yield f"| {name} | {'at least ' * careful}{promised:.2f} | {' | '.join(cells)} |"
