"""Whole days out of a series: the dates that are wanted, hours moved to another clock, gaps found or filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sim.errors import UsageError
from sim.hints import counted
from sim.importing.source import Notes, SourceFile
from sim.importing.weather.series import Reading, Series, said

LONGEST_GAP = {1: 6, 24: 2}
"""Hours of a reading -> how many readings in a row are filled unless something else is asked for."""
MOST_DAYS = 36_600
"""Longest period [days]."""


@dataclass(frozen=True, slots=True)
class Period:
    """Dates, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first} to {self.last}, {counted(self.days, 'day')}"


def moved(series: Series, hours: int) -> Series:
    """Hours some hours later, for a file whose clock is not the local standard time."""
    if not hours:
        return series
    if series.step_h != 1:
        raise UsageError("--shift moves hours, and this file has days")
    readings = tuple(replace(one, time=one.time + timedelta(hours=hours)) for one in series.readings)
    return replace(series, readings=readings, clock=f"{series.clock}, moved by {hours:+d} h")


def cut(
    series: Series, first: date | None, last: date | None, source: SourceFile, notes: Notes
) -> tuple[Series, Period]:
    """The readings of some dates, and the dates; without dates all whole days of the file.

    Raises
    ------
    ScenarioError
        If hours do not begin with the hour, or no day is left.
    UsageError
        If a typical year is to be laid on no dates.
    """
    if first is not None and last is not None and last < first:
        raise UsageError("--to must not lie before --from")
    if series.typical:
        if first is None or last is None:
            raise UsageError(
                "a typical year has months of different years: say with --from and --to which dates it is laid on"
            )
        _refuse_long(Period(first, last))
        return _laid(series, Period(first, last)), Period(first, last)
    for reading in series.readings if series.step_h == 1 else ():
        if reading.time.minute:
            notes.problem(f"{said(reading.time, 'hour')} is no whole hour", reading.place, "one reading an hour is due")
    notes.refuse_problems()
    whole = _whole_days(series)
    period = Period(first or whole.first, last or whole.last)
    kept = tuple(one for one in series.readings if period.first <= one.time.date() <= period.last)
    if not kept or period.last < period.first:
        known = f"the file has {series.readings[0].time.date()} to {series.readings[-1].time.date()}"
        notes.problem("no whole day is left", source.place(1), known)
        notes.refuse_problems()
    _refuse_long(period)
    why = "outside the period" if first or last else "not of a whole day, at the ends"
    notes.drop(series.noun, why, len(series.readings) - len(kept))
    return replace(series, readings=kept), period


def _refuse_long(period: Period) -> None:
    if period.days > MOST_DAYS:
        raise UsageError(f"{period} are more than a century; choose a period with --from and --to")


def _whole_days(series: Series) -> Period:
    """First and last day that the file has wholly, gaps inside aside."""
    begin, end = series.readings[0].time, series.readings[-1].time + series.step
    first = begin.date() + timedelta(days=int(begin.time() != time(0)))
    return Period(first, end.date() - timedelta(days=1))


def _laid(series: Series, period: Period) -> Series:
    """Hours of a typical year on the dates of a period, by month, day and hour."""
    by_hour = {(one.time.month, one.time.day, one.time.hour): one for one in series.readings}
    readings = []
    for moment in moments(period, series.step):
        found = by_hour.get((moment.month, moment.day, moment.hour))
        if found is not None:
            readings.append(replace(found, time=moment))
    return replace(series, readings=tuple(readings)).with_remark(f"laid on {period} by month, day and hour")


def moments(period: Period, step: timedelta) -> list[datetime]:
    """All times of a period."""
    begin = datetime.combine(period.first, time())
    return [begin + number * step for number in range(int(timedelta(days=period.days) / step))]


def without_gaps(series: Series, period: Period, longest: int | None, source: SourceFile, notes: Notes) -> Series:
    """A reading for every hour or day of a period.

    Parameters
    ----------
    longest : most readings in a row that are filled between their neighbours; None: any gap is a problem
    """
    known = {one.time: one for one in series.readings}
    due = moments(period, series.step)
    gaps = _gaps([known.get(moment) for moment in due])
    filled = 0
    for begin, end in gaps:
        is_inside = begin > 0 and end < len(due)
        if longest is None or not is_inside or end - begin > longest:
            _note_gap(series, due, begin, end, known, longest, source, notes)
        elif not notes.problems:
            before, after = known[due[begin - 1]], known[due[end]]
            known |= {due[at]: _between(before, after, due[at], source) for at in range(begin, end)}
            filled += end - begin
    notes.refuse_problems()
    complete = replace(series, readings=tuple(known[moment] for moment in due))
    if not filled:
        return complete.with_remark("filled: nothing")
    what = f"filled: {counted(filled, series.noun)} in {counted(len(gaps), 'gap')}"
    remark = f"{what}, on a straight line between the neighbours"
    return complete.with_remark(f"{remark} (up to {counted(longest or 0, series.noun)} in a row)")


def _gaps(readings: Sequence[Reading | None]) -> list[tuple[int, int]]:
    """First position of each run without a temperature, and the position behind it."""
    gaps: list[tuple[int, int]] = []
    for position, reading in enumerate(readings):
        if reading is not None and reading.is_known():
            continue
        if gaps and gaps[-1][1] == position:
            gaps[-1] = (gaps[-1][0], position + 1)
        else:
            gaps.append((position, position + 1))
    return gaps


def _note_gap(
    series: Series,
    due: list[datetime],
    begin: int,
    end: int,
    known: dict[datetime, Reading],
    longest: int | None,
    source: SourceFile,
    notes: Notes,
) -> None:
    """Note a gap where its first reading stands, else at the reading after it."""
    place = next((known[moment].place for moment in due[begin : end + 1] if moment in known), source.last_place())
    first, last = said(due[begin], series.noun), said(due[end - 1], series.noun)
    when = first if end - begin == 1 else f"{first} to {last}"
    message = f"{counted(end - begin, series.noun)} without a temperature: {when}"
    most = LONGEST_GAP[series.step_h] if longest is None else longest
    hint = f"--gaps interpolate fills up to {counted(most, series.noun)} in a row, --longest-gap says how many"
    if begin == 0 or end == len(due):
        hint = "nothing stands on one side of it; choose dates with --from and --to"
    notes.problem(message, place, hint)


def _between(before: Reading, after: Reading, moment: datetime, source: SourceFile) -> Reading:
    """A reading on the straight line between two others."""
    part = (moment - before.time) / (after.time - before.time)

    def middle(low: float | None, high: float | None) -> float | None:
        return None if low is None or high is None else low + part * (high - low)

    return Reading(
        moment,
        middle(before.mean_c, after.mean_c),
        source.place(before.place.line),
        middle(before.low_c, after.low_c),
        middle(before.high_c, after.high_c),
    )
