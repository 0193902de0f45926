"""Water left standing in frost: what is drained in time is protected, what is drained late or never is not."""

import pytest

from tests.clocks.runs import begun, compiled
from tests.laws.small import town

SERVED = {
    "repair.refill": {"capacity": "3000/d"},
    "initial.outages": [{"source": "plant", "start": "0 d", "end": "50 h"}],
    "weather": {"constant": "-10 degC"},
}


def faults(frost, changes=None):
    """Buildings of 30 that are cold for longer than the outage of 50 h and the minutes of filling."""
    repair = {"repair.frost_fault": {"share_at": {"0 degC": "20 %"}} | frost}
    run = compiled(begun(town(SERVED | repair | (changes or {}))))
    rows = run.state["outage"][0, : int(run.of("outage_count"))]
    return int(rows["buildings"][rows["end"] > 52 * 60].sum() + rows["buildings"][rows["end"] < 0].sum())


@pytest.mark.parametrize(
    ("drained_after", "frozen_after", "factor"),
    [
        (None, None, 1),
        ("18 h", None, 0),
        ("18 h", "24 h", 0),
        ("24 h", "24 h", 0),
        ("30 h", "24 h", 2),
        (None, "24 h", 2),
        ("80 h", "24 h", 2),
        (None, "49 h", 2),
        (None, "50 h", 1),
        ("60 h", "70 h", 1),
    ],
)
def test_what_stands_too_long_freezes_unless_it_was_drained_before(drained_after, frozen_after, factor):
    """20 % of 30 buildings, twice as many, or, drained in time, none. 50 h of frost are not more than 50 h."""
    frost = {"drained": {"share": "x 0"}}
    frost |= {"drained_after": drained_after} if drained_after else {}
    frost |= {"frozen": {"after": frozen_after, "share": "x 5"}} if frozen_after else {}
    sure = {"share_at": {"0 degC": "20 %"}}
    found = faults(frost | sure)
    assert {0: found == 0, 1: 0 < found < 30, 2: found == 30}[factor], found


def test_draining_late_still_costs_its_work():
    late = {"drained_after": "30 h", "drained": {"share": "x 0", "refill_work": "x 4"}}
    frozen = {"frozen": {"after": "24 h", "share": "x 0"}}
    slow = {"repair.refill": {"capacity": "30/d"}}
    run = compiled(
        begun(town(SERVED | slow | {"repair.frost_fault": {"share_at": {"0 degC": "20 %"}} | late | frozen}))
    )
    assert run.state["outage"]["end"][0, 0] == 50 * 60 + 4 * 1440


def test_without_frost_nothing_freezes():
    assert faults({"frozen": {"after": "0 h", "share": "x 0"}}, {"weather": {"constant": "0 degC"}}) > 0
