"""Points of the unit cube at which futures are tried."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib import util
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError

Kind = Literal["latin_hypercube", "sobol", "morris"]
Cube = NDArray[np.float64]
"""Points of the unit cube, shape (points, inputs)."""


@dataclass(frozen=True, slots=True)
class Design:
    """Points, and which of them fill the cube evenly.

    Parameters
    ----------
    kind : how they were laid
    shares : from 0 to 1 in every input
    even : numbers of the points that are spread evenly and independent of each other; none in trajectories
    """

    kind: Kind
    shares: Cube
    even: NDArray[np.int64]


def refuse_without_salib() -> None:
    """Say how to get the package that indices come from.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    if util.find_spec("SALib") is None:
        raise UsageError("explore needs SALib: pip install 'hearthline[sensitivity]'")


def problem_of(inputs: int) -> dict[str, Any]:
    """The unit cube as SALib describes it."""
    return {"num_vars": inputs, "names": [f"x{place}" for place in range(inputs)], "bounds": [[0.0, 1.0]] * inputs}


def lay(kind: Kind, points: int, inputs: int, seed: int) -> Design:
    """Lay the points of a design; the same arguments, the same points.

    Parameters
    ----------
    points : of a latin hypercube; base points of sobol; trajectories of morris

    Notes
    -----
    The latin hypercube is scipy's. Points for Sobol indices are those of Saltelli (2002) on a scrambled Sobol
    sequence, points (inputs + 2) in all; of each base point, its two independent halves fill the cube evenly. Morris
    trajectories have four levels (Morris 1991). Both are SALib's.
    """
    if kind == "latin_hypercube":
        from scipy.stats import qmc

        return Design(kind, qmc.LatinHypercube(inputs, rng=seed).random(points), np.arange(points))
    refuse_without_salib()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind == "morris":
            from SALib.sample import morris

            shares = morris.sample(problem_of(inputs), points, num_levels=4, local_optimization=False, seed=seed)
            return Design(kind, np.asarray(shares), np.arange(0))
        from SALib.sample import sobol

        shares = sobol.sample(problem_of(inputs), points, calc_second_order=False, seed=seed)
    step = inputs + 2
    first = np.arange(0, points * step, step)
    return Design(kind, np.asarray(shares), np.sort(np.concatenate([first, first + step - 1])))
