"""Quantities as people write them: ``6 h``, ``-12 degC``, ``120/week``, ``45 %``, ``25 kEUR``, ``x 0.5``.

A small closed list of units. Every text is read exactly (as a fraction) and turned into base units: minutes,
degC, shares from 0 to 1, units per day, EUR. Nothing is guessed: what is not understood raises
`QuantityError`, which says what would be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sim.hints import LONGEST_TEXT, nearest, shown

HOUR_MIN = 60
"""Minutes of an hour."""
DAY_MIN = 1440
"""Minutes of a day."""
MOST_DIGITS = 15
"""Digits allowed before and after the decimal point."""
LONGEST_DURATION = Fraction(36_600 * DAY_MIN)
"""About a century [minutes]."""
LARGEST_FACTOR = 1000
"""Larger factors are slips of the pen."""

TIME_UNITS: Mapping[str, int] = {"min": 1, "h": 60, "d": 1440, "week": 10080}
MONEY_UNITS: Mapping[str, int] = {"EUR": 1, "kEUR": 1000, "MEUR": 1_000_000}
MASS_UNITS: Mapping[str, int] = {"kg": 1, "t": 1000}

_SYNONYMS: Mapping[str, str] = {
    "m": "min", "mins": "min", "minute": "min", "minutes": "min",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "std": "h",
    "day": "d", "days": "d", "w": "week", "wk": "week", "wks": "week", "weeks": "week",
    "c": "degC", "°c": "degC", "\u2103": "degC", "celsius": "degC", "deg": "degC", "degc": "degC", "degrees": "degC",
    "k": "K", "kelvin": "K", "percent": "%", "pct": "%",
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "€": "EUR", "keur": "kEUR", "meur": "MEUR",
}  # fmt: skip

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)", re.ASCII)
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class QuantityError(ValueError):
    """A text that is not the quantity that is due.

    Parameters
    ----------
    message : what is wrong
    hint : what would be right, may be empty
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the story: a calendar minute, or a time after the start.

    Parameters
    ----------
    day : calendar day, None if counted from the start
    after : minutes after the day's midnight, or after the start [min]
    """

    day: date | None
    after: float

    def minutes(self, start: date) -> float:
        """Minutes from the midnight at which the horizon starts [min]; negative before it."""
        whole = 0 if self.day is None else (self.day - start).days * DAY_MIN
        return whole + self.after

    def minute(self, start: date) -> int:
        """The whole minute from the start in which it lies [min]."""
        return math.floor(self.minutes(start))


def _split(text: str, example: str) -> tuple[Fraction, str]:
    """Number and unit of a text; the unit may be empty."""
    if len(text) > LONGEST_TEXT:
        raise QuantityError(f"{shown(text)} is too long for a quantity", f"for example '{example}'")
    found = _NUMBER.match(text)
    if found is None:
        raise QuantityError(f"{shown(text)} does not start with a number", _number_hint(text, example))
    number, rest = found.group(), text[found.end() :]
    if rest[:1] in (",", "'") or re.match(r"[ _][0-9]", rest):
        raise QuantityError(
            f"{shown(text)}: numbers have a decimal point and no separators", f"write '{_regrouped(text)}'"
        )
    if re.match(r"[eE.][+-]?[0-9.]", rest) or rest[:1] == ".":
        raise QuantityError(f"{shown(text)} is not a plain decimal number", f"for example '{example}'")
    whole, _, decimals = number.lstrip("+-").partition(".")
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DIGITS:
        raise QuantityError(f"{shown(text)} has more than {MOST_DIGITS} digits")
    return Fraction(number), rest.strip(" ")


def _regrouped(text: str) -> str:
    return text.replace(",", ".", 1) if "," in text else re.sub(r"(?<=[0-9])[ _'](?=[0-9])", "", text)


def _number_hint(text: str, example: str) -> str:
    if text[:1] in ("\u2212", "\u2013", "\u2012"):
        return f"use a plain minus, '-{text[1:]}'"
    if text.lstrip("+-.").lower().startswith(("nan", "inf")):
        return f"every number must be finite, for example '{example}'"
    return f"for example '{example}'"


def _scale(text: str, unit: str, known: Mapping[str, int], kind: str) -> int:
    """How many base units one of these is."""
    if unit in known:
        return known[unit]
    if kind == "time" and unit.lower() in ("month", "months", "mo"):
        raise QuantityError("a month has no fixed length", "write days, for example '28 d'")
    if kind == "time" and unit.lower() in ("s", "sec", "second", "seconds"):
        raise QuantityError(f"unknown time unit '{unit}'", "the shortest unit is 'min'")
    if kind == "temperature" and unit.lower() in ("f", "degf", "°f", "\u2109", "fahrenheit"):
        raise QuantityError("temperatures are in degC, not in Fahrenheit", "degC = (F - 32) / 1.8")
    synonym = _SYNONYMS.get(unit.lower(), "")
    hint = f"did you mean '{synonym}'?" if synonym in known else nearest(unit, known)
    raise QuantityError(
        f"unknown {kind} unit {shown(unit)}", hint or f"known: {', '.join(known)}; for example '{text}'"
    )


def _amount(text: str, known: Mapping[str, int], kind: str, example: str) -> Fraction:
    number, unit = _split(text, example)
    if not unit:
        unit_due = example.rpartition(" ")[2]
        raise QuantityError(f"{shown(text)} needs a unit", f"for example '{text.strip()} {unit_due}'")
    return number * _scale(example, unit, known, kind)


def _not_negative(value: Fraction, text: str) -> Fraction:
    if value < 0:
        raise QuantityError(f"{shown(text)} must not be negative")
    return value


def duration(text: str, example: str = "6 h") -> Fraction:
    """``7 d``, ``6 h``, ``15 min``, ``2 week`` -> minutes, 0 or more, exact."""
    minutes = _not_negative(_amount(text, TIME_UNITS, "time", example), text)
    if minutes > LONGEST_DURATION:
        raise QuantityError(f"{shown(text)} is longer than {LONGEST_DURATION // DAY_MIN} d")
    return minutes


def whole_duration(text: str) -> int:
    """A duration in whole minutes [min]."""
    minutes = duration(text, "7 d")
    if minutes.denominator != 1:
        raise QuantityError(f"{shown(text)} is not a whole number of minutes")
    return int(minutes)


def time_per_day(text: str) -> float:
    """``1.95 h/d`` -> minutes per day, 0 to 1440."""
    amount, slash, per = text.partition("/")
    if not slash or per.strip() != "d":
        raise QuantityError(f"{shown(text)} is not a time per day", "for example '1.95 h/d'")
    minutes = duration(amount.rstrip())
    if minutes > DAY_MIN:
        raise QuantityError(f"{shown(text)} is more than a day per day")
    return float(minutes)


def temperature(text: str) -> float:
    """``-10 degC`` -> degC, from -60 to 60."""
    value = _amount(text, {"degC": 1}, "temperature", "-10 degC")
    if abs(value) > 60:
        raise QuantityError(f"{shown(text)} is outside -60 to 60 degC")
    return float(value)


def warmth(text: str) -> float:
    """A difference of temperatures, ``-3.5 K`` -> K, from -120 to 120."""
    value = _amount(text, {"K": 1}, "temperature difference", "-3.5 K")
    if abs(value) > 120:
        raise QuantityError(f"{shown(text)} is outside -120 to 120 K")
    return float(value)


def share(text: str) -> float:
    """``45 %`` -> 0.45; from 0 % to 100 %."""
    if len(text) <= LONGEST_TEXT and _NUMBER.fullmatch(text):
        raise QuantityError(f"{shown(text)} needs a unit", share_hint(Fraction(text)))
    value = _amount(text, {"%": 1}, "share", "45 %")
    if not 0 <= value <= 100:
        raise QuantityError(f"{shown(text)} is outside 0 % to 100 %")
    return float(value / 100)


def share_hint(value: Fraction | float) -> str:
    """How a bare number is written as a share: 0.45 is most likely 45 %, not 0.45 %."""
    if not 0 < value <= 1:
        return f"for example '{plain_or_text(value)} %'"
    return f"write '{format_share(float(value))}', or '{plain_or_text(value)} %' if that is meant"


def rate(text: str) -> Fraction:
    """``0.3/d``, ``120/week``, ``60/h`` -> units per day, 0 or more, exact."""
    amount, slash, per = text.partition("/")
    number, unit = _split(amount, "120/week")
    if not slash or unit:
        first = plain_number(amount.split(" ", 1)[0], whole=False)
        is_number = bool(first) and not first.startswith("-")
        hint = f"for example '{first}/d'" if is_number and (not unit or " per " in text) else "for example '120/week'"
        of_time = per.strip(" ") if slash else unit
        is_clear = is_number and of_time in TIME_UNITS
        raise QuantityError(f"{shown(text)} is not a rate", f"write '{first}/{of_time}'" if is_clear else hint)
    minutes = _scale("120/week", per.strip(" "), TIME_UNITS, "time")
    return _not_negative(number, text) * Fraction(DAY_MIN, minutes)


def money(text: str) -> float:
    """``25 kEUR``, ``3 EUR``, ``2 MEUR`` -> EUR, 0 or more."""
    return float(_not_negative(_amount(text, MONEY_UNITS, "money", "25 kEUR"), text))


def mass(text: str) -> float:
    """``120 kg``, ``2.5 t`` -> kg, 0 or more."""
    return float(_not_negative(_amount(text, MASS_UNITS, "mass", "120 kg"), text))


def factor(text: str) -> float:
    """``x 0.5`` -> 0.5; from 0 to 1000."""
    if text[:1] != "x":
        amount = text.lstrip("\u00d7* ")
        hint = f"write 'x {amount}'" if _NUMBER.fullmatch(amount) else "for example 'x 0.5'"
        raise QuantityError(f"{shown(text)} is not a factor", hint)
    number, unit = _split(text[1:].strip(" "), "x 0.5")
    if unit:
        raise QuantityError(f"{shown(text)} has a unit, a factor has none", "for example 'x 0.5'")
    if number > LARGEST_FACTOR:
        raise QuantityError(f"{shown(text)} is more than x {LARGEST_FACTOR}")
    return float(_not_negative(number, text))


def day(text: str) -> date:
    """``2026-01-05`` -> a calendar day of the years 1900 to 2199."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise QuantityError(f"{shown(text)} is not a date", _day_hint(text))
    year, month, number = (int(part) for part in found.groups())
    if not 1900 <= year <= 2199:
        raise QuantityError(f"the year of {shown(text)} is outside 1900 to 2199")
    try:
        return date(year, month, number)
    except ValueError:
        raise QuantityError(f"{shown(text)} is not a day of the calendar") from None


def _day_hint(text: str) -> str:
    """A date with the day first as scenario files write it, else an example."""
    found = _DAY_FIRST.match(text)
    if found is not None:
        number, month, year = (int(part) for part in found.groups())
        with suppress(ValueError):
            return f"write '{date(year, month, number)}'"
    return "for example '2026-01-05'"


def clock_time(text: str) -> int:
    """``00:00`` to ``24:00`` -> minutes of the day."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise QuantityError(f"{shown(text)} is not a time of day", "for example '08:00'")
    hour, minute = (int(part) for part in found.groups())
    if minute > 59 or hour * 60 + minute > DAY_MIN:
        raise QuantityError(f"{shown(text)} is outside 00:00 to 24:00")
    return hour * 60 + minute


def clock_span(text: str) -> tuple[int, int]:
    """``08:00-20:00`` -> start and end in minutes of the day; an end before the start means the next day."""
    start, dash, end = text.partition("-")
    if not dash:
        raise QuantityError(f"{shown(text)} is not a span of the day", "for example '08:00-20:00'")
    return clock_time(start.strip(" ")), clock_time(end.strip(" "))


def moment(text: str) -> Moment:
    """``2026-01-22``, ``2026-01-22 14:30`` or a time after the start, ``3 d``."""
    if _DAY.match(text) and text[10:11] == "T":
        raise QuantityError(f"{shown(text)} is not a date and time", f"write '{text[:10]} {text[11:16]}'")
    if text[4:5] == "-" or (text[:4].isdecimal() and text[4:5] in ("/", ".")) or _DAY_FIRST.match(text):
        calendar, _, clock = text.partition(" ")
        return Moment(day(calendar), float(clock_time(clock)) if clock else 0.0)
    try:
        return Moment(None, float(duration(text)))
    except QuantityError as error:
        raise QuantityError(error.message, error.hint or "for example '2026-01-22' or '3 d'") from None


def name(text: str) -> str:
    """A name as used in key paths and metrics: small letters, digits and ``_``, a letter first."""
    if len(text) > LONGEST_TEXT or _NAME.fullmatch(text) is None:
        better = re.sub(r"[^a-z0-9_]+", "_", text[:LONGEST_TEXT].lower()).strip("_")
        hint = f"for example '{better}'" if _NAME.fullmatch(better) else ""
        raise QuantityError(f"{shown(text)} is not a name (small letters, digits and _, a letter first)", hint)
    return text


def plain_number(text: str, *, whole: bool) -> str:
    """The number a text looks like, without separators and with a decimal point; empty if it looks like none.

    Parameters
    ----------
    whole : True where a whole number is due, so that a comma separates thousands
    """
    joined = re.sub(r"(?<=[0-9])[ _'\u00a0\u2009\u202f](?=[0-9])", "", text.strip())
    joined = joined.replace(",", "") if whole else joined.replace(",", ".", 1)
    return joined if len(joined) <= LONGEST_TEXT and _NUMBER.fullmatch(joined) else ""


def plain(value: Fraction | float | Decimal) -> str:
    """A number in shortest decimal form, without exponent; more than 12 decimals are rounded."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    text = format(exact, "f")
    text = format(exact, ".12f") if len(text.partition(".")[2]) > 12 else text
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def plain_or_text(value: object) -> str:
    """A number as a file would hold it, anything else cut to a readable length."""
    if isinstance(value, Fraction | float) and math.isfinite(value):
        return plain(value)
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 3] + "..."


def format_share(value: float) -> str:
    """0.45 -> ``45 %``."""
    return f"{plain(Decimal(repr(float(value))) * 100)} %"


def format_duration(minutes: float) -> str:
    """The largest of d, h and min that divides the duration: 10080 -> ``7 d``."""
    for unit in ("d", "h"):
        if minutes % TIME_UNITS[unit] == 0:
            return f"{plain(minutes / TIME_UNITS[unit])} {unit}"
    return f"{plain(minutes)} min"


def format_time_per_day(minutes: float) -> str:
    """Minutes per day as ``1.95 h/d``."""
    return f"{plain(minutes / 60)} h/d"


def format_rate(per_day: Fraction) -> str:
    """Per day if that is a short decimal, else per week or hour."""
    for unit, factor_of_unit in (("d", Fraction(1)), ("week", Fraction(7)), ("h", Fraction(1, 24))):
        value = per_day * factor_of_unit
        if 10**9 % value.denominator == 0:
            return f"{plain(value)}/{unit}"
    return f"{plain(per_day)}/d"


def format_clock(minutes: int) -> str:
    """Minutes of the day as ``08:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def format_money(euros: float) -> str:
    """The largest of MEUR, kEUR and EUR that divides the sum."""
    for unit in ("MEUR", "kEUR"):
        if euros and euros % MONEY_UNITS[unit] == 0:
            return f"{plain(euros / MONEY_UNITS[unit])} {unit}"
    return f"{plain(euros)} EUR"


def format_mass(kilograms: float) -> str:
    """In t if that is a whole number, else in kg."""
    if kilograms and kilograms % MASS_UNITS["t"] == 0:
        return f"{plain(kilograms / MASS_UNITS['t'])} t"
    return f"{plain(kilograms)} kg"


def format_moment(value: Moment) -> str:
    """A moment as a scenario file would write it."""
    if value.day is None:
        return format_duration(value.after)
    minutes = int(value.after)
    later = value.day + timedelta(days=minutes // DAY_MIN)
    return f"{later} {format_clock(minutes % DAY_MIN)}" if minutes % DAY_MIN else str(later)
