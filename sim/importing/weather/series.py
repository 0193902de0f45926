"""Temperatures of one place in order of time, as every reader returns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sim.errors import Place
from sim.hints import counted
from sim.importing.source import Notes

COLDEST_C, WARMEST_C = -60.0, 60.0
"""What a scenario takes as an outdoor temperature [degC]."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The temperature of one hour or one day.

    Parameters
    ----------
    time : begin of the hour or day
    mean_c : mean, None if the file has none [degC]
    place : where it stands
    low_c, high_c : least and most of the day, None if the file has none [degC]
    """

    time: datetime
    mean_c: float | None
    place: Place
    low_c: float | None = None
    high_c: float | None = None

    def is_known(self) -> bool:
        """True if there is a temperature."""
        return self.mean_c is not None

    def half_range(self) -> float | None:
        """Half of the difference between the least and the most of the day [K]."""
        return None if self.low_c is None or self.high_c is None else (self.high_c - self.low_c) / 2.0


@dataclass(frozen=True, slots=True)
class Series:
    """All readings of a file.

    Parameters
    ----------
    format : what the file was taken for
    station : what the file says about the place
    step_h : 1 for hours, 24 for days [h]
    readings : in order of time, each time once
    clock : whose time it is
    units : of the temperatures in the file
    remarks : what was derived, and how
    typical : months of different years stand together
    """

    format: str
    station: str
    step_h: int
    readings: tuple[Reading, ...]
    clock: str = "as in the file"
    units: str = "degC"
    remarks: tuple[str, ...] = field(default=())
    typical: bool = False

    @property
    def step(self) -> timedelta:
        """Time from one reading to the next."""
        return timedelta(hours=self.step_h)

    @property
    def noun(self) -> str:
        """What a reading is for."""
        return "hour" if self.step_h == 1 else "day"

    def with_remark(self, *remarks: str) -> Series:
        """The same readings with one more thing that is said about them."""
        return replace(self, remarks=(*self.remarks, *(remark for remark in remarks if remark)))


def in_order(readings: Iterable[Reading], notes: Notes, noun: str) -> tuple[Reading, ...]:
    """Readings in order of time; a time that stands there twice is noted."""
    found: dict[datetime, Reading] = {}
    for reading in readings:
        first = found.setdefault(reading.time, reading)
        if first is not reading:
            message = f"the {noun} {said(reading.time, noun)} stands here twice"
            notes.problem(message, reading.place, f"first on line {first.place.line}, column {first.place.column}")
    return tuple(found[time] for time in sorted(found))


def with_means(series: Series) -> Series:
    """Days without a mean get the middle of their least and most, and it is said of how many."""
    middle = [one for one in series.readings if one.mean_c is None and one.low_c is not None and one.high_c is not None]
    if not middle:
        return series
    chosen = {id(one) for one in middle}
    readings = tuple(
        replace(one, mean_c=((one.low_c or 0.0) + (one.high_c or 0.0)) / 2.0) if id(one) in chosen else one
        for one in series.readings
    )
    remark = f"{counted(len(middle), 'day')} without a mean: the middle of its least and most temperature is taken"
    return replace(series, readings=readings).with_remark(remark)


def said(time: datetime, noun: str) -> str:
    """A time as messages write it."""
    return f"{time:%Y-%m-%d %H:%M}" if noun == "hour" else f"{time:%Y-%m-%d}"


def to_celsius(fahrenheit: float) -> float:
    """Degrees Celsius of degrees Fahrenheit."""
    return (fahrenheit - 32.0) / 1.8
