"""Made-up plans with a ledger: its lines are known and sum to the total."""

import numpy as np

from sim.analysis.ledger import ENOUGH_WORLDS
from sim.model.words import ORIGINS, PHASES, Origin, Phase
from tests.unit.analysis.made_up import ensemble
from tests.unit.present.shown import result

DEGREE_HOUR = 60_000
"""Person-millidegree-minutes."""


def cold_plan(no_stock, missed, refill, size=40, seed=1, **fields):
    """A plan with so many million person-degree-hours by two origins, some of them in the phase `refill`."""
    generator = np.random.default_rng(seed)
    unit = DEGREE_HOUR * generator.integers(500_000, 1_500_000, size)
    origins, phases = np.zeros((size, ORIGINS), np.int64), np.zeros((size, PHASES), np.int64)
    origins[:, Origin.NO_STOCK], origins[:, Origin.MISSED] = no_stock * unit, missed * unit
    phases[:, Phase.REFILL] = refill * unit
    phases[:, Phase.HOLD] = origins.sum(axis=1) - phases[:, Phase.REFILL]
    tables = {"ledger_origin": origins, "ledger_phase": phases, "ledger_total": origins.sum(axis=1)}
    return ensemble(1e6 + np.arange(float(size)), **(tables | fields))


def cold_result(names=("daily", "every 4 weeks"), **changes):
    """Weekly, daily with less cold for want of interceptors, and every 4 weeks with more; lines have intervals."""
    daily, monthly = names
    return result(
        {
            "weekly": cold_plan(20, 30, 10, ENOUGH_WORLDS),
            daily: cold_plan(12, 32, 9, ENOUGH_WORLDS),
            monthly: cold_plan(41, 30, 15, ENOUGH_WORLDS),
        },
        **changes,
    )
