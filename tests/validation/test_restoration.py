"""The base scenario reproduces the public counts after two nights of January 2026; the yardstick is itself tested."""

import numpy as np
import pytest

from sim.present.verbs import run
from tests.validation.readings import SCORED, Reading, events
from tests.validation.restoration import COVERED, LONGEST_RATIO, band_of, judged, verdict_of
from tests.validation.scores import ONSET, interval_score, rival_by_factor, rival_by_share


@pytest.fixture
def exact() -> tuple[Reading, ...]:
    """Counts that lie on one exponential, to the last digit that whole buildings allow."""
    start = sum(ONSET) / 2
    return tuple(Reading(hours, round(start * np.exp(-0.6 * hours / 24)), True) for hours in (12, 24, 48, 72, 96))


def test_interval_score_is_width_and_ten_times_what_is_missed():
    low, high, seen = np.array([100.0, 100.0, 100.0]), np.array([300.0] * 3), np.array([200.0, 90.0, 350.0])
    assert interval_score(low, high, seen) == pytest.approx([200.0, 200.0 + 100.0, 200.0 + 500.0])


@pytest.mark.parametrize("rival", [rival_by_factor, rival_by_share])
def test_a_rival_finds_the_exponential_that_made_the_counts(rival, exact):
    low, high = rival(exact, exact)
    seen = np.array([float(one.buildings) for one in exact])
    assert np.all(np.abs((low + high) / 2 - seen) < 2.0)
    assert np.all(high - low < 0.002 * seen[0])  # rounded counts scatter by a share of a building


@pytest.mark.parametrize("rival", [rival_by_factor, rival_by_share])
def test_a_rival_that_scatters_has_a_wider_band_and_stays_below_the_onset(rival, exact):
    scattered = tuple(Reading(one.hours, int(one.buildings * (1.3, 0.7)[k % 2]), True) for k, one in enumerate(exact))
    low, high = rival(scattered, exact)
    assert np.all(low >= 0.0)
    assert np.all(high <= ONSET[1])
    assert np.mean(high - low) > 300.0


def test_the_readings_are_those_of_the_two_events():
    known = events()
    assert [len(known[name].scored) for name in SCORED] == [6, 7]
    for event in known.values():
        counts = [one.buildings for one in event.scored]
        assert counts == sorted(counts, reverse=True)
        assert all(0 < one.hours < 10 * 24 for one in event.readings)


@pytest.mark.parametrize("name", list(events()))
def test_the_recorded_hits_of_an_onset_are_met_by_no_layer(name):
    study = run(events()[name].scenario, plan="crews as reported", replications=4).study
    outcomes = study.plans["crews as reported"].outcomes
    assert outcomes["threats"].sum(axis=1).tolist() == outcomes["damaging"].tolist() == [6] * 4


@pytest.mark.slow
def test_the_base_scenario_reproduces_the_public_counts():
    known = events()
    verdict = verdict_of({name: judged(known[name], band_of(known[name]), known[name].scored) for name in SCORED})
    assert COVERED[0] <= verdict.covered <= COVERED[1]
    assert verdict.ratio <= LONGEST_RATIO
    assert verdict.score < min(verdict.rivals.values())
