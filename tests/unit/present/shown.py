"""A made-up result with plans whose names try to do harm."""

import numpy as np

from sim.analysis.comparison import summarise
from sim.present.as_json import Context
from sim.present.results import ComparisonResult
from sim.world.sizes import STORES
from tests.unit.analysis.made_up import DAYS, LAYOUT, ensemble, noise, study, winters

FORMULA = '=HYPERLINK("http://x";"click")'
SCRIPT = "<script>alert('x')</script> [bold]$\\alpha$[/bold]"
CONTROL = "\x1b[31mred\x07 \u202eolleh\nnext,line"
LONG = "every second Thursday of the month and all of its holidays"
UNICODE = "\u0449\u043e\u0442\u0438\u0436\u043d\u044f \u6bcf\u5468 \U0001f69a --> ]]>"
HOSTILE = (FORMULA, SCRIPT, CONTROL, LONG, UNICODE)
METRICS = (
    "person_hours_below_16",
    "stockout_hours.missile",
    "dispatch_cost",
    "restore_90",
    "interception_share",
)
CONTEXT = Context("Made up", "ab" * 32, 7, 60, {"hearthline": "0.0"}, "philox")


def plan(gap, seed, lots):
    """A plan with stock and cold buildings that go up and down."""
    generator = np.random.default_rng(seed)
    sent, threats, leakers = np.zeros((60, 16), int), np.zeros((60, 8), int), np.zeros((60, 8), int)
    sent[:, 0], threats[:, 0], leakers[:, 0] = lots, 100, generator.integers(5, 25, 60)
    made = ensemble(
        winters(60) + gap + noise(60, seed, 1e6),
        dispatches=sent,
        threats=threats,
        leakers=leakers,
        outages=4,
        restored_min=generator.integers(200, 3000, (60, 3)),
        empty_area=generator.integers(0, 5000, (60, STORES)),
    )
    steps = generator.integers(-4, 5, (60, DAYS + 1)).cumsum(axis=1)
    made.rows[:, :, 5] = np.maximum(0, 30 + steps)
    made.rows[:, :, 1] = generator.gamma(1.0, 2000.0, (60, DAYS + 1)).astype(int)
    return made


def result(plans=None, twins=None, metrics=METRICS, **changes):
    """A result of made-up plans."""
    if plans is None:
        plans = {"weekly": plan(0.0, 1, 12), "daily": plan(-1.9e6, 2, 84), "every 4 weeks": plan(2e5, 3, 3)}
        twins = plans
    found = study(plans, twins, **changes)
    return ComparisonResult(summarise(found, LAYOUT, None, metrics, 0.95), found, LAYOUT, CONTEXT)


def hostile_result():
    """Plans whose names try to do harm, on their own twins."""
    plans = {"weekly": plan(0.0, 1, 12)}
    plans |= {name: plan(1e6 * place, place + 2, 5) for place, name in enumerate(HOSTILE)}
    return result(plans)
