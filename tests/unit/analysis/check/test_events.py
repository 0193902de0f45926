"""Where two runs part is found to the event: a new one, one less, another one, two swapped."""

import numpy as np
import pytest

from sim.analysis.check.events import digests_of, fingerprints_of, first_parting

DAYS = [np.random.default_rng(day).integers(0, 99, (12, 6)) for day in range(4)]


def parting(now, most=1000):
    stored = {"daily": [digests_of(DAYS)]}
    return first_parting(stored, {"daily": fingerprints_of(DAYS, most)}, {"daily": [now]})


def with_rows(change):
    days = [day.copy() for day in DAYS]
    days[2] = change(days[2])
    return days


def test_the_same_events_do_not_part():
    assert parting([day.copy() for day in DAYS]) is None


@pytest.mark.parametrize(
    ("change", "sort"),
    [
        (lambda day: np.insert(day, 3, 7, axis=0), "new"),
        (lambda day: np.delete(day, 3, axis=0), "missing"),
        (lambda day: day[[0, 1, 2, 4, 3, *range(5, 12)]], "swapped"),
        (lambda day: np.where(np.arange(12)[:, None] == 3, 98, day), "another"),
    ],
)
def test_the_first_event_that_differs_is_found(change, sort):
    found = parting(with_rows(change))
    assert (found.plan, found.replication, found.day, found.line, found.sort) == ("daily", 0, 2, 27, sort)


def test_beyond_the_fingerprints_the_day_is_known():
    found = parting(with_rows(lambda day: np.delete(day, 3, axis=0)), most=20)
    assert (found.day, found.line) == (2, None)


def test_a_run_that_ends_early_parts_where_it_ends():
    assert parting(DAYS[:3]).day == 3
    assert parting([*DAYS[:3], DAYS[3][:-1]]).line == 47
