"""Temperatures of buildings, and minutes below thresholds (docs/model.md, sections 12, 13 and 18)."""

from __future__ import annotations

import copy
import functools
import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.scenario.schema import Scenario
from tests.clocks.oracle_time import DAY, Steps, Winter

if TYPE_CHECKING:
    from tests.clocks.oracle_city import Cohort


class Curve:
    """What pulls a kind of building, hour by hour: cooling, or under full heat."""

    def __init__(self, tau: float, drive: list[float], *, heated: bool) -> None:
        self.tau, self.drive, self.heated = tau, drive, heated
        keep = math.exp(-60.0 / tau)
        self.response = list(itertools.accumulate(drive, lambda t, e: e + (t - e) * keep, initial=0.0))
        """Temperature at whole hours of a building that started at 0 degC."""
        self.fading = [math.exp(-60.0 * hours / tau) for hours in range(len(drive) + 1)]
        """What is left of a difference after whole hours."""
        self.sums = list(itertools.accumulate((60.0 * e for e in drive), initial=0.0))

    def relaxed(self, temperature: float, hour: int, minutes: float) -> float:
        """Temperature after some minutes within an hour."""
        drive = self.drive[min(hour, len(self.drive) - 1)]
        return drive + (temperature - drive) * math.exp(-minutes / self.tau)

    def integral(self, begin: float, end: float) -> float:
        """Degree-minutes of the drive."""
        return self._sum_to(end) - self._sum_to(begin)

    def _sum_to(self, minute: float) -> float:
        hour = min(int(minute // 60), len(self.drive) - 1)
        return self.sums[hour] + self.drive[hour] * (minute - 60.0 * hour)


class Entry(NamedTuple):
    """When rooms fell below a threshold, and how warm they were then."""

    minute: float
    temperature: float


class Course:
    """A stretch of cooling or heating of one cohort: a process looks at its rooms every hour."""

    def __init__(self, climate: Climate, curve: Curve, cohort: Cohort, temperature: float) -> None:
        self.climate, self.curve, self.cohort = climate, curve, cohort
        self.begin, self.temperature = max(0, climate.env.now), temperature
        self.hour = -(-self.begin // 60)
        """The first whole hour."""
        rest = 60 * self.hour - self.begin
        then = curve.relaxed(temperature, self.hour - 1, rest) if rest else temperature
        self.ahead = then - curve.response[min(self.hour, len(curve.response) - 1)]
        """How far above the response the first whole hour finds it."""
        self.latest = temperature
        """Temperature at the last whole hour, or at the begin."""
        self.is_over = False
        self.depth = 0.0
        """Degree-minutes below the first threshold."""
        self.below = [Entry(self.begin, temperature) for level in climate.thresholds if temperature < level]
        """Into the cold, threshold by threshold."""
        self._bound()
        climate.env.process(self._hours())

    def part(self, cohort: Cohort) -> Course:
        """The same of a cohort that leaves this one: what its buildings went through goes with it."""
        part = copy.copy(self)
        part.cohort, part.below = cohort, self.below.copy()
        part.climate.env.process(part._hours())
        return part

    def _hours(self) -> Steps:
        timeout, response, fading = self.climate.env.timeout, self.curve.response, self.curve.fading
        ahead, first = self.ahead, self.hour
        hour = max(0, self.climate.env.now) // 60 + 1
        yield timeout(60 * hour - self.climate.env.now)
        while not self.is_over:
            indoor = response[hour] + ahead * fading[hour - first]
            if not self.floor <= indoor < self.ceiling:
                self._cross(hour - 1, indoor)
            self.latest = indoor
            hour += 1
            yield timeout(60)

    def at(self, minute: float) -> float:
        """Temperature at a minute, not before the begin."""
        hour = int(minute // 60)
        if hour < self.hour:
            return self.curve.relaxed(self.temperature, hour, minute - self.begin)
        temperature = self.curve.response[hour] + self.ahead * self.curve.fading[hour - self.hour]
        rest = minute - 60.0 * hour
        return self.curve.relaxed(temperature, hour, rest) if rest else temperature

    def _bound(self) -> None:
        """Between which temperatures nothing happens."""
        levels, deep = self.climate.thresholds, len(self.below)
        self.floor = levels[deep] if deep < len(levels) else -math.inf
        self.ceiling = levels[deep - 1] if deep else self.climate.set_point if self.curve.heated else math.inf

    def _cross(self, hour: int, indoor: float) -> None:
        """Thresholds crossed within an hour; rooms that are warm again need no look."""
        levels, start, drive = self.climate.thresholds, max(self.begin, 60 * hour), self.curve.drive[hour]
        while len(self.below) < len(levels) and indoor < levels[len(self.below)]:
            level = levels[len(self.below)]
            self.below.append(Entry(start + self._minutes_to(level, drive), level))
        while self.below and indoor >= levels[len(self.below) - 1]:
            level = levels[len(self.below) - 1]
            self._count(self.below.pop(), Entry(start + self._minutes_to(level, drive), level))
        self.is_over = self.curve.heated and indoor >= self.climate.set_point
        self._bound()

    def _minutes_to(self, level: float, drive: float) -> float:
        """From the last look; the whole hour if only rounding brings it there."""
        ahead, left = self.latest - drive, level - drive
        return self.curve.tau * math.log(ahead / left) if ahead * left > 0.0 else 60.0

    def end(self, minute: int) -> float:
        """The stretch is over; the temperature at its end."""
        self.is_over, indoor = True, self.at(minute)
        if not self.floor <= indoor < self.ceiling:
            self._cross((minute - 1) // 60, indoor)
        self.is_over = True
        while self.below:
            self._count(self.below.pop(), Entry(minute, indoor))
        self.cohort.account.expose(self.depth)
        return indoor

    def _count(self, since: Entry, until: Entry) -> None:
        """Person-minutes and person-degree-minutes below one threshold, from `observe_from` on (section 13)."""
        place, observed = len(self.below), self.climate.observed
        if until.minute <= observed:
            return
        if since.minute < observed:
            since = Entry(observed, self.at(observed))
        minutes, tau = until.minute - since.minute, self.curve.tau
        warmth = self.curve.integral(since.minute, until.minute) - tau * (until.temperature - since.temperature)
        depth = self.climate.thresholds[place] * minutes - warmth
        if place == 0:
            self.depth += depth
        self.climate.count(self.cohort, place, minutes, depth)
        people = self.cohort.buildings * self.cohort.block.people
        self.climate.seen.append((place, since.minute, until.minute, people, self.cohort.block.district))


class Climate:
    """Indoor temperatures; without heating nothing is followed."""

    def __init__(self, env: Winter, scenario: Scenario, outdoor: Sequence[float]) -> None:
        self.env = env
        self.outdoor = [float(value) for value in outdoor]
        self.heating = scenario.city.heating
        self.set_point = math.inf if self.heating is None else float(self.heating.set_point)
        self.thresholds = [float(level) for level in scenario.people.thresholds]
        self.observed = int(scenario.horizon.observe_from)
        self.curves = {} if self.heating is None else self._curves(scenario)
        self.shape = len(scenario.city.districts), len(self.thresholds)
        self.minutes = [[0.0 for _ in self.thresholds] for _ in scenario.city.districts]
        self.degree_minutes = [[0.0 for _ in self.thresholds] for _ in scenario.city.districts]
        """Person-minutes and person-degree-minutes below each threshold, by district."""
        self.seen: list[tuple[int, float, float, int, int]] = []
        """Threshold, begin and end of each time in which so many people of a district were below it."""
        self._urgency_at = functools.cache(self._find_urgency)
        self.least_urgency = 1.0 / 6.0 if self.heating is None else 1.0 / 246.0
        """Of those whose rooms are warm."""

    def _curves(self, scenario: Scenario) -> dict[tuple[float, bool], Curve]:
        """By time constant of an archetype, and whether it is heated."""
        assert self.heating is not None
        rise, least, gains = self.heating.full_heat_rise, self.set_point + 2.0, self.heating.gains
        heated, cooling = [max(t + rise, least) for t in self.outdoor], [t + gains for t in self.outdoor]
        taus = {float(archetype.time_constant) for archetype in scenario.city.archetypes.values()}
        return {(tau, on): Curve(tau, heated if on else cooling, heated=on) for tau in taus for on in (False, True)}

    def lose_heat(self, cohort: Cohort) -> None:
        """Warm buildings cool from the set point, from now; before the start under the weather of its first hour."""
        if self.curves:
            curve = self.curves[cohort.block.tau, False]
            indoor = curve.relaxed(self.set_point, 0, -self.env.now) if self.env.now < 0 else self.set_point
            cohort.course = Course(self, curve, cohort, indoor)

    def turn(self, cohort: Cohort) -> None:
        """The stretch of a cohort is over, and the next begins where it ends."""
        if cohort.course is not None:
            indoor = cohort.course.end(self.env.now)
            cohort.course = Course(self, self.curves[cohort.block.tau, cohort.heated], cohort, indoor)

    def close(self, cohort: Cohort) -> None:
        """The last stretch of a cohort is over."""
        if cohort.course is not None:
            cohort.course.end(self.env.now)

    def count(self, cohort: Cohort, place: int, minutes: float, depth: float) -> None:
        """Minutes and degree-minutes below a threshold, for all who live in a cohort."""
        people, district = cohort.buildings * cohort.block.people, cohort.block.district
        self.minutes[district][place] += people * minutes
        self.degree_minutes[district][place] += people * depth

    def people_by_day(self) -> np.ndarray:
        """People below each threshold on each day, as its mean: whole days first, then what first and last lack."""
        days = len(self.outdoor) // 24 + 2
        minutes = np.zeros((days + 1, len(self.thresholds)))
        if self.seen:
            place, begin, end, people, _ = (np.array(column) for column in zip(*self.seen, strict=True))
            first, last = (begin // DAY).astype(int), (end // DAY).astype(int)
            np.add.at(minutes, (first, place), DAY * people)
            np.add.at(minutes, (last + 1, place), -DAY * people)
            minutes = np.cumsum(minutes, axis=0)
            np.add.at(minutes, (first, place), -people * (begin - DAY * first))
            np.add.at(minutes, (last, place), -people * (DAY * (last + 1) - end))
        return minutes[:-1] / DAY

    def is_warm(self, course: Course | None) -> bool:
        """Whether a heated cohort has reached the set point."""
        return course is None or course.at(self.env.now) >= self.set_point

    def urgency(self, course: Course | None) -> float:
        """1/(6 h + hours to the next threshold), once an hour (section 18)."""
        if course is None:
            return 1.0 / 6.0
        return self._urgency_at(course.curve.tau, course.curve.drive[self.env.now // 60], course.latest)

    def _find_urgency(self, tau: float, drive: float, indoor: float) -> float:
        return 1.0 / (6.0 + self._hours_to_threshold(tau, drive, indoor))

    def _hours_to_threshold(self, tau: float, drive: float, indoor: float) -> float:
        level = next((threshold for threshold in self.thresholds if threshold < indoor), None)
        if level is None:
            return 0.0
        if drive >= level:
            return 240.0
        return min(240.0, tau * math.log((indoor - drive) / (level - drive)) / 60.0)
