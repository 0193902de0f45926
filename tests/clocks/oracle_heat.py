"""Temperatures of buildings, and minutes below thresholds (docs/model.md, sections 12, 13 and 18)."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.scenario.schema import Scenario

NO_HOUR = -1


@dataclass(eq=False)
class Curve:
    """What pulls a kind of building, hour by hour: cooling, or under full heat."""

    tau: float
    heated: bool
    drive: list[float]
    response: list[float] = field(default_factory=list)
    """Temperature at whole hours of a building that started at 0 degC."""

    def __post_init__(self) -> None:
        keep = math.exp(-60.0 / self.tau)
        self.response = list(itertools.accumulate(self.drive, lambda t, e: e + (t - e) * keep, initial=0.0))

    def relaxed(self, temperature: float, hour: int, minutes: float) -> float:
        """Temperature after some minutes within an hour."""
        drive = self.drive[min(hour, len(self.drive) - 1)]
        return drive + (temperature - drive) * math.exp(-minutes / self.tau)


class Course:
    """The present stretch of cooling or heating; parts of a cohort share it, and what is worked out from it."""

    def __init__(self, curve: Curve, begin: float, temperature: float) -> None:
        self.curve, self.begin, self.temperature = curve, begin, temperature
        self.first_hour = math.ceil(begin / 60.0)
        rest = 60.0 * self.first_hour - begin
        then = curve.relaxed(temperature, self.first_hour - 1, rest) if rest else temperature
        self.ahead = then - curve.response[min(self.first_hour, len(curve.response) - 1)]
        """How far above the response the first whole hour finds it."""
        self.urgency_hour = NO_HOUR
        self.urgency = 0.0

    def at(self, minute: float) -> float:
        """Temperature at a minute, not before the begin."""
        hour = int(minute // 60)
        if hour < self.first_hour:
            return self.curve.relaxed(self.temperature, hour, minute - self.begin)
        fading = math.exp(-60.0 * (hour - self.first_hour) / self.curve.tau)
        temperature = self.curve.response[hour] + self.ahead * fading
        rest = minute - 60.0 * hour
        return self.curve.relaxed(temperature, hour, rest) if rest else temperature

    def hour_of(self, level: float) -> int:
        """The first whole hour that finds a rising temperature at a level."""
        fading, keep = self.ahead, math.exp(-60.0 / self.curve.tau)
        for hour, response in enumerate(self.curve.response[self.first_hour :], self.first_hour):
            if response + fading >= level:
                return hour
            fading *= keep
        return len(self.curve.response)


class Climate:
    """Indoor temperatures; without heating nothing is followed."""

    def __init__(self, scenario: Scenario, outdoor: Sequence[float]) -> None:
        self.outdoor = [float(value) for value in outdoor]
        self.heating = scenario.city.heating
        self.thresholds = [float(level) for level in scenario.people.thresholds]
        self.observed = float(scenario.horizon.observe_from)
        self.curves: dict[tuple[float, bool], Curve] = {}
        self.fresh: dict[tuple[Curve, int], Course] = {}
        self.closed: list[tuple[Course, float, int, int]] = []
        """Segments that are over: course, end, people, district."""

    def curve(self, tau: float, heated: bool) -> Curve:
        """The curve of an archetype, made at its first use."""
        assert self.heating is not None
        if (tau, heated) not in self.curves:
            rise, least = self.heating.full_heat_rise, self.heating.set_point + 2.0
            if heated:
                drive = [max(outdoor + rise, least) for outdoor in self.outdoor]
            else:
                drive = [outdoor + self.heating.gains for outdoor in self.outdoor]
            self.curves[tau, heated] = Curve(tau, heated, drive)
        return self.curves[tau, heated]

    def loss_of_heat(self, tau: float, now: int) -> Course | None:
        """Cooling from the set point, from now; blocks that go dark together share it."""
        if self.heating is None:
            return None
        place = self.curve(tau, False), now
        if place not in self.fresh:
            self.fresh[place] = Course(place[0], now, self.heating.set_point)
        return self.fresh[place]

    def change(self, course: Course | None, now: int, people: int, district: int, *, heated: bool) -> Course | None:
        """Close a segment, and begin the next one where it ends."""
        if course is None:
            return None
        self.close(course, now, people, district)
        return Course(self.curve(course.curve.tau, heated), now, course.at(now))

    def close(self, course: Course | None, end: int, people: int, district: int) -> None:
        """Keep a segment to be counted; rooms that warm up above all thresholds count for nothing."""
        if course is None:
            return
        if course.curve.heated:
            end = min(end, 60 * course.hour_of(self.thresholds[0]))
        if end > max(course.begin, self.observed):
            self.closed.append((course, end, people, district))

    def is_warm(self, course: Course | None, now: int) -> bool:
        """Whether a heated cohort has reached the set point."""
        return course is None or self.heating is None or course.at(now) >= self.heating.set_point

    def urgency(self, course: Course | None, now: int) -> float:
        """1/(6 h + hours to the next threshold), once an hour (section 18)."""
        if course is None:
            return 1.0 / 6.0
        hour = now // 60
        if course.urgency_hour != hour:
            course.urgency_hour = hour
            course.urgency = 1.0 / (6.0 + self._hours_to_threshold(course, hour))
        return course.urgency

    def _hours_to_threshold(self, course: Course, hour: int) -> float:
        indoor = course.at(max(60.0 * hour, course.begin))
        level = next((threshold for threshold in self.thresholds if threshold < indoor), None)
        if level is None:
            return 0.0
        drive = course.curve.drive[hour]
        if drive >= level:
            return 240.0
        return min(240.0, course.curve.tau * math.log((indoor - drive) / (level - drive)) / 60.0)

    def below(self, districts: int) -> tuple[np.ndarray, np.ndarray]:
        """Person-minutes and person-degree-minutes below each threshold, by district (section 13)."""
        shape = districts, len(self.thresholds)
        minutes, degrees = np.zeros(shape), np.zeros(shape)
        if not self.closed:
            return minutes, degrees
        pieces = pieces_of_hours(list(shared(self.closed)), self.observed)
        for place, level in enumerate(self.thresholds):
            which, length, depth = pieces.below(level)
            district, people = pieces.district[which], pieces.people[which]
            minutes[:, place] = np.bincount(district, people * length, districts)
            degrees[:, place] = np.bincount(district, people * depth, districts)
        return minutes, degrees


@dataclass(frozen=True)
class Pieces:
    """Segments cut at whole hours: all of them at once, one entry per piece."""

    length: np.ndarray
    first: np.ndarray
    last: np.ndarray
    """Temperature at begin and end."""
    drive: np.ndarray
    tau: np.ndarray
    people: np.ndarray
    district: np.ndarray

    def below(self, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which pieces are at some time strictly below a level, their minutes and degree-minutes there."""
        which = np.flatnonzero((self.first < level) | (self.last < level))
        first, last, drive, tau = self.first[which], self.last[which], self.drive[which], self.tau[which]
        minutes = self.length[which]
        falls, rises = np.flatnonzero(first >= level), np.flatnonzero(last >= level)
        for crosses in (falls, rises):
            e = drive[crosses]
            minutes[crosses] = tau[crosses] * np.log((first[crosses] - e) / (level - e))
        minutes[falls] = self.length[which[falls]] - minutes[falls]
        integral = drive * minutes - tau * (np.minimum(last, level) - np.minimum(first, level))
        return which, minutes, level * minutes - integral


def shared(closed: Sequence[tuple[Course, float, int, int]]) -> Iterator[tuple[Course, float, float, int, int]]:
    """Stretches with all people who share them: course, begin, end, people, district."""
    leaving: dict[tuple[Course, int], Counter[float]] = defaultdict(Counter)
    for course, end, people, district in closed:
        leaving[course, district][end] += people
    for (course, district), ends in leaving.items():
        begin, together = course.begin, ends.total()
        for end in sorted(ends):
            yield course, begin, end, together, district
            begin, together = end, together - ends[end]


def pieces_of_hours(stretches: Sequence[tuple[Course, float, float, int, int]], observed: float) -> Pieces:
    """Cut stretches at whole hours; what lies before a moment is left out."""
    courses, begins, ends, people, districts = zip(*stretches, strict=True)
    curves = list(dict.fromkeys(course.curve for course in courses))
    row_of = {curve: row for row, curve in enumerate(curves)}
    begin, end = np.maximum(np.array(begins, float), observed), np.array(ends, float)
    first_of_all = (begin // 60).astype(int)
    count = np.maximum(np.ceil(end / 60.0).astype(int) - first_of_all, 0)
    stretch = np.repeat(np.arange(len(stretches)), count)
    hour = np.arange(len(stretch)) - np.repeat(np.cumsum(count) - count - first_of_all, count)
    curve = np.array([row_of[course.curve] for course in courses])[stretch]
    first_hour = np.array([course.first_hour for course in courses])[stretch]
    ahead = np.array([course.ahead for course in courses])[stretch]
    tau = np.array([curve.tau for curve in curves])[curve]
    drive = np.array([curve.drive for curve in curves])[curve, hour]
    response = np.array([curve.response for curve in curves])[curve, hour]
    known = response + ahead * np.exp(-60.0 * np.maximum(hour - first_hour, 0) / tau)
    known_at = 60.0 * hour
    early = np.flatnonzero(hour < first_hour)
    known[early] = np.array([course.temperature for course in courses])[stretch[early]]
    known_at[early] = np.array([course.begin for course in courses])[stretch[early]]
    start = np.maximum(60.0 * hour, begin[stretch])
    length = np.minimum(60.0 * (hour + 1), end[stretch]) - start
    first = drive + (known - drive) * np.exp(-(start - known_at) / tau)
    last = drive + (first - drive) * np.exp(-length / tau)
    return Pieces(length, first, last, drive, tau, np.array(people, float)[stretch], np.array(districts)[stretch])
