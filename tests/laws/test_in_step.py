"""Several donors: each with a phase of its own, all on the same day, or one after another; the same aid each time."""

import pytest

from sim.study.fairness import judge
from tests.clocks.runs import begun
from tests.laws.small import ALL_HIT, town

DONORS = ("north", "south", "west")
TOWN = {
    "threats": ALL_HIT,
    "damage.exposure": {"elsewhere": "100 %"},
    "defence.layers": {"top": {"against": {"drone": "70 %"}, "uses": "missile"}},
    "initial.stock": {"missile": 0},
    "aid.begin": "running",
}
EVERY = {"every": "5 d", "first": "random"}


def coalition(*steps: dict[str, object]):
    """Donors alike; `steps`: what their cadences say beside the interval."""
    channels = {
        name: {"item": "missile", "accrual": {"rate": "1/d"}, "cadence": EVERY | more, "lead": "2 d"}
        for name, more in zip(DONORS, steps, strict=True)
    }
    return town(TOWN | {"aid.channels": channels})


ALONE = ({}, {}, {})
TOGETHER = ({}, {"in_step_with": "north"}, {"in_step_with": "north"})
STAGGERED = ({}, {"in_step_with": "north", "later_by": "2 d"}, {"in_step_with": "north", "later_by": "4 d"})


def phases(steps, replication):
    return begun(coalition(*steps), replication).of("phase_min")[:3].tolist()


def test_donors_in_step_share_the_phase_of_the_first_or_follow_it():
    found = [[phases(steps, number) for number in range(20)] for steps in (ALONE, TOGETHER, STAGGERED)]
    for alone, together, staggered in zip(*found, strict=True):
        first = alone[0]
        assert together == [first] * 3
        assert staggered == [first, (first + 2880) % 7200, (first + 5760) % 7200]
    assert sum(len(set(alone)) == 3 for alone in found[0]) >= 18


def test_together_and_one_after_another_are_the_same_aid_and_get_a_split():
    plans = {"alone": coalition(*ALONE), "together": coalition(*TOGETHER), "staggered": coalition(*STAGGERED)}
    fairness = judge(plans)
    assert fairness.same_aid is None
    assert not fairness.banners
    assert set(fairness.twins) == set(plans)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (({}, {"in_step_with": "nord"}, {}), "no channel is called nord"),
        (({}, {"in_step_with": "north", "first": "1 d"}, {}), "goes with every and first: random"),
        (({}, {"later_by": "1 d"}, {}), "goes with in_step_with"),
        (({}, {"in_step_with": "north", "every": "4 d"}, {}), "north sends every 5 d"),
        (({}, {"in_step_with": "north"}, {"in_step_with": "south"}), "south has no random phase of its own"),
        (({"in_step_with": "north"}, {}, {}), "north has no random phase of its own"),
    ],
)
def test_steps_that_cannot_be_kept_are_refused(steps, said):
    with pytest.raises(AssertionError, match=said):
        coalition(*steps)
