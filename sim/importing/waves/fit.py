"""Kinds of waves fitted to counts by date: how often they come, with which gaps, and how large they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.importing.fragment import plain
from sim.importing.waves.attacks import MASSIVE, NIGHTLY, Attacks, DayOfAttack
from sim.importing.waves.sizes import SizeFit, fit_size

Floats = np.ndarray[Any, np.dtype[np.float64]]

LEAST_GAPS = 4
"""With fewer gaps only a rate is fitted, and waves are taken as independent of each other."""
LARGEST_SHAPE = 200.0


@dataclass(frozen=True, slots=True)
class ProcessFit:
    """When waves of one kind come.

    Parameters
    ----------
    lines : keys of the wave and their values, as a scenario writes them
    said : how they were found
    gaps : days from each wave to the next [d]
    cdf : chance of a gap up to some days, None where no law of gaps was fitted
    unevenness : variance over mean of the number of waves: 1 if they come independently of each other
    """

    lines: tuple[tuple[str, str], ...]
    said: str
    gaps: tuple[int, ...]
    cdf: Callable[[Floats], Floats] | None
    unevenness: float = 1.0


@dataclass(frozen=True, slots=True)
class KindFit:
    """One kind of wave.

    Parameters
    ----------
    waves : how many there were
    per_day, per_day_se : of waves on all days of the period, and its standard error [1/d]
    sizes : class -> law of its number in a wave
    """

    kind: str
    waves: int
    per_day: float
    per_day_se: float
    process: ProcessFit
    sizes: dict[str, SizeFit]


def fit_waves(attacks: Attacks, massive_from: int) -> list[KindFit]:
    """The kinds of waves that come, massive ones first.

    Raises
    ------
    UsageError
        If nothing came.
    """
    by_kind: dict[str, list[DayOfAttack]] = {MASSIVE: [], NIGHTLY: []}
    for day in attacks.days:
        by_kind[day.kind(massive_from)].append(day)
    if not attacks.days:
        raise UsageError("nothing came in this period: there is nothing to fit")
    massive = len(by_kind[MASSIVE])
    fits = []
    for kind, days in by_kind.items():
        if not days:
            continue
        dates = [one.day for one in days]
        process = (
            _renewal(dates, attacks.period.days) if kind == MASSIVE else _nights(dates, attacks.period.days, massive)
        )
        per_day = len(days) / attacks.period.days
        error = math.sqrt(process.unevenness * per_day / attacks.period.days)
        fits.append(KindFit(kind, len(days), per_day, error, process, _sizes(attacks, days)))
    return fits


def _sizes(attacks: Attacks, days: Sequence[DayOfAttack]) -> dict[str, SizeFit]:
    """Laws of all classes that came with these waves."""
    counts = {kind: tuple(one.counts.get(kind, 0) for one in days) for kind in attacks.classes()}
    return {kind: fit_size(numbers) for kind, numbers in counts.items() if any(numbers)}


def _gaps(dates: Sequence[date]) -> tuple[int, ...]:
    return tuple((later - earlier).days for earlier, later in pairwise(dates))


def _renewal(dates: Sequence[date], days: int) -> ProcessFit:
    """Gaps of minimum + gamma: the minimum is the least gap, mean and shape by moments."""
    gaps = _gaps(dates)
    if len(gaps) < LEAST_GAPS:
        rate = len(dates) / days
        said = f"{len(dates)} on {days} days; too few for a law of gaps, taken as independent (Poisson)"
        return ProcessFit((("poisson", f"{plain(rate)}/d"),), said, gaps, None)
    numbers = np.array(gaps, dtype=np.float64)
    mean, sd, least = float(numbers.mean()), float(numbers.std(ddof=1)), float(numbers.min())
    said = f"{len(gaps)} gaps, mean {mean:.2f} d, sd {sd:.2f} d, least {least:g} d"
    if sd == 0.0:
        fixed = f"{{fixed: {plain(mean)} d}}"
        words = f"{said}, all alike"
        return ProcessFit((("gap", fixed),), words, gaps, lambda at: (at >= mean).astype(np.float64), 0.0)
    shape = min(((mean - least) / sd) ** 2, LARGEST_SHAPE)
    law = f"{{gamma: {{mean: {plain(mean)} d, shape: {plain(shape)}}}, minimum: {plain(least)} d}}"
    words = f"{said}; minimum: the least gap, shape by moments: ((mean - minimum)/sd)²"
    return ProcessFit((("gap", law),), words, gaps, _gamma_cdf(mean, least, shape), (sd / mean) ** 2)


def _gamma_cdf(mean: float, least: float, shape: float) -> Callable[[Floats], Floats]:
    from scipy.special import gammainc

    return lambda at: np.asarray(gammainc(shape, np.maximum(at - least, 0.0) * shape / (mean - least)))


def _nights(dates: Sequence[date], days: int, massive: int) -> ProcessFit:
    """Every date that has no massive wave may have one, with the same chance."""
    free = days - massive
    share = len(dates) / free
    lines = [("gap", "{fixed: 1 d}")]
    if share < 1.0:
        lines.append(("probability", f"{plain(100.0 * share)} %"))
    if massive:
        lines.append(("not_on_dates_of", f"[{MASSIVE}]"))
    error = 100.0 * math.sqrt(share * (1.0 - share) / free)
    said = f"on {len(dates)} of {free} dates without a massive wave, {100.0 * share:.0f} % (standard error {error:.1f})"
    return ProcessFit(tuple(lines), said, _gaps(dates), None, 1.0 - share)
