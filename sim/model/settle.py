"""What a world's draws of uncertain numbers make of the parameters of a plan."""

import math

import numpy as np

from sim.kernel import Record, entry, kernel, open_record
from sim.scenario.law_codes import LawCode
from sim.world.record import Array
from sim.world.uncertain import patch_record

LEAST_OUTPUT = 1e-6
"""Less output per crew and day than this is none [1/d]."""
LEAST_WORK_MIN = 1.0
"""Mean work of a job, where travel and test leave less of an uncertain output [min]."""


def settle(params: Array, patches: Array, world: Array) -> None:
    """Write the numbers drawn in a world into parameters, and what follows from them.

    Parameters
    ----------
    params : one-element structured array
    patches : places that wait for a drawn number (`Parameters.patches`)
    world : one-element structured array
    """
    settle_in(params, params.view(np.float64), patches, world)


@entry
def settle_in(params_array: Array, words: Array, patches: Array, world_array: Array) -> None:
    """`settle` on the parameters and the same record seen as float64."""
    patch_record(words, patches, patches.shape[0], open_record(world_array).uncertain)
    settle_output(open_record(params_array))


@kernel
def settle_output(params: Record) -> None:
    """Turn an observed output per crew and day into the law of work per job: lognormal with that mean.

    The time of a job beside its work (travel and test), as full-rate minutes, is taken off.
    """
    for skill in range(params.output_per_day.shape[0]):
        if params.output_minutes[skill] > 0.0:
            mean = params.output_minutes[skill] / max(params.output_per_day[skill], LEAST_OUTPUT)
            if params.output_aside[skill] > 0.0:
                mean = max(LEAST_WORK_MIN, mean - params.output_aside[skill])
            sigma = params.output_sigma[skill]
            params.work[skill, 0] = float(LawCode.LOGNORMAL.value)
            params.work[skill, 1] = math.log(mean) - sigma * sigma / 2.0
            params.work[skill, 2] = sigma
            params.work_mean[skill] = mean
