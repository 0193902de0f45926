"""Is it still the same answer? Two one-sided tests on paired differences, and Holm's correction over many of them.

That a difference is not significant is no evidence that there is none; here sameness is what must be shown.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from sim.analysis.intervals import bounds_of, p_value
from sim.analysis.registry import Values
from sim.analysis.statistics import Number, mean_of, spread_of

Verdict = Literal["equivalent", "different", "open"]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Equivalence:
    """What paired differences say of a margin.

    Parameters
    ----------
    n : differences
    mean : of the differences, None without any
    low, high : interval of the mean, by a one-sided bound at alpha on either side; None where there is none
    margin : differences no larger than this count as none
    p_equivalent : p value of "the mean is not inside the margin": small is evidence of sameness
    p_different : p value of "the mean is inside the margin": small is evidence of a difference that matters
    verdict : ``equivalent``, ``different``, or ``open`` if the replications show neither
    """

    n: int
    mean: Number
    low: Number
    high: Number
    margin: float
    p_equivalent: float
    p_different: float
    verdict: Verdict


def paired_tost(differences: Values, margin: float, alpha: float = 0.05) -> Equivalence:
    """Test by two one-sided tests whether a mean of paired differences lies inside a margin.

    Parameters
    ----------
    differences : per replication, shape (n,), without nan
    margin : differences no larger than this count as none; 0 asks for exactly the same
    alpha : chance of calling something equivalent that is not, and of calling something different that is not

    Notes
    -----
    p_equivalent is the larger of the p values of "the mean is below -margin" and "the mean is above the margin". It is
    below alpha if and only if the interval lies inside the margin (Schuirmann, 1987), whose ends are the one-sided
    bounds at alpha (`sim.analysis.intervals.bounds_of`). p_different is the other way round, twice the smaller one,
    since a difference may lie on either side.

    Differences without any spread are what they are: inside the margin or not. Fewer than two say nothing.
    """
    count, mean = len(differences), mean_of(differences)
    if mean is None or not math.isfinite(mean):
        return Equivalence(count, None, None, None, margin, 1.0, 1.0, "open")
    spread = spread_of(differences)
    if spread is None:
        return Equivalence(count, mean, None, None, margin, 1.0, 1.0, "open")
    if spread == 0.0:
        inside = abs(mean) <= margin
        p_values = (0.0, 1.0) if inside else (1.0, 0.0)
        return Equivalence(count, mean, mean, mean, margin, *p_values, "equivalent" if inside else "different")
    p_equivalent = max(p_value(differences, -margin), p_value(-differences, -margin))
    p_different = min(1.0, 2.0 * min(p_value(differences, margin), p_value(-differences, margin)))
    low, high = bounds_of(differences, alpha) or (None, None)
    verdict = verdict_of(p_equivalent, p_different, alpha)
    return Equivalence(count, mean, low, high, margin, p_equivalent, p_different, verdict)


def verdict_of(p_equivalent: float, p_different: float, alpha: float) -> Verdict:
    """What two p values come to."""
    if p_equivalent <= alpha:
        return "equivalent"
    return "different" if p_different <= alpha else "open"


def verdicts_of(found: Mapping[Name, Equivalence], alpha: float = 0.05) -> dict[Name, Verdict]:
    """Verdicts on a whole family: the chance that any of them is wrong is alpha, on either side.

    Both kinds of p values are corrected by Holm's method over the family.
    """
    equivalent = dict(zip(found, holm([one.p_equivalent for one in found.values()]), strict=True))
    different = dict(zip(found, holm([one.p_different for one in found.values()]), strict=True))
    return {name: verdict_of(equivalent[name], different[name], alpha) for name in found}


def holm(p_values: Sequence[float]) -> list[float]:
    """P values corrected for their number, in the order given: those below alpha hold together (Holm, 1979).

    The smallest is multiplied by their number m, the next by m - 1, and so on; none is below one before it.
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    corrected, largest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = largest
    return corrected
