"""What the model says of an event whose damage is given: buildings cold, hour by hour, over many Worlds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.tidy import named_series
from sim.scenario.load import load_scenario
from sim.study.fairness import judge
from sim.study.layout import layout_of
from sim.study.run import run_study
from tests.validation.readings import ONSET_HOUR, SCORED, Event, Reading, events
from tests.validation.scores import INSIDE, ONSET, interval_score, rival_by_factor, rival_by_share

WORLDS = 6000
"""Worlds drawn per event; about one in ten has an onset of the given size."""
ONSET_FROM_START = 24 + ONSET_HOUR
"""Hours from the start of a scenario, the day before, to the onset."""
LONGEST_RATIO = 1.5
COVERED = (0.60, 0.95)


@dataclass(frozen=True, slots=True)
class Band:
    """Buildings cold by hour since the onset, in the Worlds whose onset has the given size.

    Parameters
    ----------
    cold : shape (Worlds kept, hours)
    worlds : Worlds drawn
    """

    cold: np.ndarray
    worlds: int

    def at(self, readings: tuple[Reading, ...], share: float) -> np.ndarray:
        """Quantile over Worlds at the hours of readings."""
        return np.quantile(self.cold[:, [one.hours for one in readings]], share, axis=0)


def band_of(event: Event, worlds: int = WORLDS, overrides: tuple[str, ...] = ()) -> Band:
    """Run an event, and keep the Worlds in which as many buildings are cold an hour after the onset as were counted."""
    scenario = load_scenario(event.scenario, ["study.series_step=1 h", "compare=null", *overrides]).scenario
    plans = {"as recorded": scenario}
    study = run_study(
        plans, fairness=judge(plans, reference="as recorded"), replications=worlds, seed=scenario.study.seed
    )
    assert not study.failures, study.failures
    cold = named_series(study.plans["as recorded"], layout_of(scenario), tuple(range(worlds)), "buildings_cold").values[
        :, ONSET_FROM_START:
    ]
    return Band(cold[(cold[:, 1] >= ONSET[0]) & (cold[:, 1] <= ONSET[1])], worlds)


@dataclass(frozen=True, slots=True)
class Judged:
    """One event against the model and its two rivals; arrays are over its readings."""

    event: Event
    band: Band
    readings: tuple[Reading, ...]
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """Buildings counted."""
        return np.array([float(one.buildings) for one in self.readings])

    @property
    def inside(self) -> np.ndarray:
        """Whether a reading lies in the band."""
        return (self.low <= self.seen) & (self.seen <= self.high)

    @property
    def distance(self) -> np.ndarray:
        """|log(model median / reading)|; a median of no building counts as half a building."""
        return np.abs(np.log(np.maximum(self.median, 0.5) / self.seen))

    @property
    def score(self) -> np.ndarray:
        """Interval score of the model [buildings]."""
        return interval_score(self.low, self.high, self.seen)


def judged(event: Event, band: Band, readings: tuple[Reading, ...]) -> Judged:
    """Hold a band against readings."""
    low, median, high = (band.at(readings, share) for share in ((1 - INSIDE) / 2, 0.5, (1 + INSIDE) / 2))
    return Judged(event, band, readings, low, median, high)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The acceptance figures over the readings of both events."""

    covered: float
    ratio: float
    score: float
    rivals: dict[str, float]

    @property
    def passes(self) -> bool:
        """Whether all three conditions hold, the last against the stronger rival."""
        return (
            COVERED[0] <= self.covered <= COVERED[1]
            and self.ratio <= LONGEST_RATIO
            and self.score < min(self.rivals.values())
        )


def verdict_of(found: dict[str, Judged]) -> Verdict:
    """Cover, ratio and scores over all readings of the two scored events."""
    known = events()
    one, other = (known[name].scored for name in SCORED)
    rivals = {}
    for name, rival in (
        ("exponential, scatter by a factor", rival_by_factor),
        ("exponential, by share", rival_by_share),
    ):
        pairs = ((one, other), (other, one))
        scores = [interval_score(*rival(fitted, asked), _seen(asked)) for fitted, asked in pairs]
        rivals[name] = float(np.mean(np.concatenate(scores)))
    both = [found[name] for name in SCORED]
    return Verdict(
        covered=float(np.mean(np.concatenate([each.inside for each in both]))),
        ratio=float(np.exp(np.median(np.concatenate([each.distance for each in both])))),
        score=float(np.mean(np.concatenate([each.score for each in both]))),
        rivals=rivals,
    )


def _seen(readings: tuple[Reading, ...]) -> np.ndarray:
    return np.array([float(one.buildings) for one in readings])
