"""Every published interval covers the truth as often as it says, in 400 repeated studies of 200 worlds."""

import math

import numpy as np
import pytest
from scipy import stats

from tests.coverage.intervals import AT_200_ONLY, CAREFUL, CONFIDENCE, EVERYWHERE, MEANS, means_known, measure
from tests.coverage.laws import LAWS

STUDIES = 400
NEAR = 3.0 * math.sqrt(CONFIDENCE * (1.0 - CONFIDENCE) / STUDIES)
"""Three sampling errors."""


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("name", [name for name in EVERYWHERE if name not in AT_200_ONLY])
def test_an_interval_covers_as_often_as_it_says(name, law):
    covered = measure(EVERYWHERE[name], law, 200, STUDIES)
    assert covered >= CONFIDENCE - NEAR
    assert name in CAREFUL or covered <= CONFIDENCE + NEAR


@pytest.mark.parametrize("law", LAWS)
def test_the_laws_have_the_means_that_they_are_said_to_have(law):
    assert means_known()[law] == pytest.approx(0.0, abs=0.01)
    assert min(MEANS) == MEANS[0] == MEANS[1]


def of_student(differences, family):
    """Whether Student's intervals of so many differences hold together."""
    half = stats.t.ppf(1 - (1 - CONFIDENCE) / 2 / family, len(differences) - 1) * stats.sem(differences)
    truth = np.array(MEANS[1:]) - MEANS[0]
    return bool(np.all(np.abs(differences.mean(axis=0) - truth) <= half))


def test_with_fifty_worlds_of_mostly_no_harm_differences_are_covered_better_than_by_student():
    ours = measure(EVERYWHERE["differences from the reference, all together"], "zeros", 50, 2000)
    assert ours >= 0.91
    assert ours >= measure(lambda _, harm: of_student(harm[:, 1:] - harm[:, :1], 3), "zeros", 50, 2000) + 0.015
