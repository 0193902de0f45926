"""All that is asked of many futures: what matters, where the plan fails, where it stops being the better one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.explore.design import Design
from sim.analysis.explore.futures import Tried, beyond, held_against, mean_and_error
from sim.analysis.explore.luck import floors_of
from sim.analysis.explore.noise import Noise, noise_of
from sim.analysis.explore.prim import Field
from sim.analysis.explore.rules import RESAMPLES, Discovery, discover
from sim.analysis.explore.sensitivity import Sensitivity, sensitivity_of
from sim.analysis.explore.surface import LEAST_POINTS, LEAST_TOLD, Surface, surface_of

CLOSE = 2.0
"""Standard errors from the limit within which a future could as well be on the other side."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One outcome over all futures.

    Parameters
    ----------
    sensitivity : which inputs matter for it
    noise : how much of its spread is chance; None if that cannot be told
    """

    sensitivity: Sensitivity
    noise: Noise | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where the plan stops being better than the reference.

    Parameters
    ----------
    places : the two inputs it is drawn over, the one that matters most first; empty if there are none
    surface : None if there is nothing to draw
    why_not : why there is no line, empty if there is one
    """

    places: tuple[int, ...] = ()
    surface: Surface | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What many futures say.

    Parameters
    ----------
    level, difference : of the plan, and of the plan less the reference (None if it is the reference)
    discovery : where the plan fails the standard; None without a standard
    close : futures too close to the limit to be sure on which side they are
    break_even : None if the plan is the reference
    confidence : of all intervals
    """

    level: Looked
    difference: Looked | None
    discovery: Discovery | None
    close: int
    break_even: BreakEven | None
    confidence: float


def findings_of(tried: Tried, design: Design, confidence: float, resamples: int = RESAMPLES) -> Findings:
    """Ask everything of the futures that were tried.

    Parameters
    ----------
    confidence : of all intervals
    resamples : behind rules
    """
    differences = tried.differences
    difference = None if differences is None else _looked(tried, design, differences, confidence)
    discovery, close = _failing(tried, design, resamples)
    break_even = None if difference is None else _break_even(tried, design, difference.sensitivity, confidence)
    level = _looked(tried, design, tried.levels, confidence)
    return Findings(level, difference, discovery, close, break_even, confidence)


def _looked(tried: Tried, design: Design, values: np.ndarray, confidence: float) -> Looked:
    mean, _ = mean_and_error(values)
    found, noise = sensitivity_of(design, mean, tried.study.seed, confidence), noise_of(values)
    if found.indices and found.method in ("sobol", "morris"):
        floors = floors_of(design, values, tried.study.seed) or (None,) * len(found.indices)
        told = tuple(one.beside(floor) for one, floor in zip(found.indices, floors, strict=True))
        found = replace(found, indices=told)
    if noise is not None and noise.is_much:  # other worlds would have given other indices
        found = replace(found, indices=tuple(replace(one, is_clear=False) for one in found.indices))
    return Looked(found, noise)


def _failing(tried: Tried, design: Design, resamples: int) -> tuple[Discovery | None, int]:
    """Where the plan fails its standard, and how many futures are too close to call."""
    standard = tried.study.standard
    if standard is None:
        return None, 0
    even = design.even
    if not len(even):
        why_not = "futures along trajectories screen inputs, they do not fill the space; take a latin hypercube"
        return Discovery(0, 0, (), 0.0, why_not), 0
    mean, error = (values[even] for values in held_against(tried, standard))
    known = np.isfinite(mean)
    over = beyond(standard, mean)
    close = int((np.abs(over) < CLOSE * error)[known].sum())
    choices = tuple(one.is_choice for one in tried.inputs)
    field = Field(tried.numbers[even][known], over[known] > 0.0, choices)
    found = discover(field, tried.study.seed, resamples)
    if tried.differences is not None:
        others = held_against(tried, standard, tried.values[tried.reference][tried.measure.name])[0][even]
        found = replace(found, of_reference=int((beyond(standard, others)[known] > 0.0).sum()))
    return found, close


def _break_even(tried: Tried, design: Design, matters: Sensitivity, confidence: float) -> BreakEven:
    """The zero line of the difference over the two ranges that matter most for it."""
    places = tuple(place for place in matters.ranked() if not tried.inputs[place].is_choice)[:2]
    values = tried.differences
    assert values is not None
    mean, _ = mean_and_error(values[design.even])
    known = np.isfinite(mean)
    if not len(design.even):
        return BreakEven(why_not="a surface needs futures that fill the space; take a latin hypercube")
    if matters.why_not:
        return BreakEven(why_not=matters.why_not)
    if len(places) < 2:
        return BreakEven(why_not="a surface needs two inputs with a range")
    if int(known.sum()) < LEAST_POINTS:
        return BreakEven(places, why_not=f"{int(known.sum())} points are too few, {LEAST_POINTS} are the least")
    ends = np.array([tried.inputs[place].ends for place in places])
    points = tried.numbers[design.even][known][:, places]
    surface = surface_of(points, values[design.even][known], ends, tried.study.seed, confidence)
    if surface.told < LEAST_TOLD:
        return BreakEven(places, surface, "these two inputs foretell next to nothing of the difference")
    if surface.has_line and not surface.is_borne_out:
        return BreakEven(places, surface, "on one side of the fitted line most futures differ the other way")
    return BreakEven(places, surface, "" if surface.has_line else "the surface is zero nowhere within the ranges")
