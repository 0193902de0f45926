"""Results that are kept: put there by several moves at the same time, each world once, none lost, none twice."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from sim.study.ensemble import Ensemble
from sim.study.part import Failure, Part
from sim.web.kept import Kept

RUN = ("daily", False)
WAIT_S = 20.0


def ensemble(count, value=0.0):
    return Ensemble(np.full(count, value), np.full((count, 2), value), np.full((count, 3), value))


@pytest.fixture
def kept():
    return Kept(ensemble(40))


def part(start, stop, value=1.0, failures=None):
    return Part(range(start, stop), {RUN: ensemble(stop - start, value)}, failures or {})


def test_stretches_are_put_one_behind_the_other(kept):
    assert [kept.take(part(0, 10), RUN), kept.take(part(10, 20, 2.0), RUN)] == [10, 10]
    assert kept.done == 20
    assert kept.first(20).outcomes.tolist() == [1.0] * 10 + [2.0] * 10


def test_a_stretch_that_another_move_has_put_there_is_left_alone(kept):
    kept.take(part(0, 10), RUN)
    kept.take(part(10, 20), RUN)
    assert kept.take(part(0, 10, 9.0), RUN) == 0
    assert kept.done == 20
    assert kept.first(20).outcomes.max() == 1.0


def test_of_a_stretch_that_is_known_in_part_the_rest_is_taken(kept):
    kept.take(part(0, 15), RUN)
    assert kept.take(part(10, 20, 2.0), RUN) == 5
    assert kept.first(20).rows[:, 0].tolist() == [1.0] * 15 + [2.0] * 5


def test_a_stretch_that_would_leave_a_gap_is_not_taken(kept):
    assert kept.take(part(10, 20), RUN) == 0
    assert kept.done == 0


def test_two_moves_cannot_take_the_same_stretch_at_the_same_time(kept):
    """The first is held in the middle of its copy; the second must wait for it, and then find nothing left to do."""
    inside, go_on = threading.Event(), threading.Event()
    slow = ensemble(10)

    class Slow:
        @property
        def outcomes(self):
            inside.set()
            assert go_on.wait(WAIT_S)
            return slow.outcomes

        days, rows = slow.days, slow.rows

    counts = {}
    first = SimpleNamespace(ensembles={RUN: Slow()}, replications=range(10), failures={})
    one = threading.Thread(target=lambda: counts.update(one=kept.take(first, RUN)))
    other = threading.Thread(target=lambda: counts.update(other=kept.take(part(0, 10), RUN)))
    one.start()
    assert inside.wait(WAIT_S)
    other.start()
    other.join(0.2)
    assert "other" not in counts
    go_on.set()
    one.join(WAIT_S)
    other.join(WAIT_S)
    assert counts == {"one": 10, "other": 0}
    assert kept.done == 10


def test_failures_are_those_of_the_worlds_that_are_shown(kept):
    kept.take(part(0, 10, failures={3: Failure("model", "early")}), RUN)
    kept.take(part(10, 20, failures={12: Failure("model", "late")}), RUN)
    assert kept.failures(10) == {3: "early"}
    assert kept.failures(20) == {3: "early", 12: "late"}
