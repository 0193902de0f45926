"""The types of values in a scenario file: text with a unit in, a number in base units out.

Each type reads the text of a file (`sim.units`), takes a value in base units when a model is built from
Python, and tells editors its pattern and examples. In files a bare number is refused where a unit is
due.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic_core import PydanticCustomError, core_schema

from sim import hints, units
from sim.units import QuantityError

FROM_FILE: dict[str, bool] = {"from_file": True}
"""Validation context of values that were read from a file: bare numbers are refused where a unit is due."""

_DECIMAL = r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)"
_UNSIGNED = r"\+?([0-9]+(\.[0-9]+)?|\.[0-9]+)"
_TIME = r"(min|h|d|week)"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How values of one kind are read, checked, written back and described to editors.

    Parameters
    ----------
    kind : name of the kind in the domain's words
    read : text of a file -> value in base units, or QuantityError; None if the kind has no text form
    adopt : value from Python -> value in base units, or QuantityError
    write : value -> text of a file
    unit : base unit, empty if none
    schema : JSON Schema of the kind
    bare : True if a file may hold it as a bare number
    """

    kind: str
    read: Callable[[str], Any] | None
    adopt: Callable[[Any], Any]
    write: Callable[[Any], str]
    unit: str
    schema: tuple[tuple[str, Any], ...]
    bare: bool = False

    def __repr__(self) -> str:
        return self.kind

    def validate(self, value: Any, validation: core_schema.ValidationInfo) -> Any:
        """The value in base units; any doubt becomes one pydantic error with message and hint."""
        from_file = bool(validation.context and validation.context.get("from_file"))
        try:
            return self._value(value, from_file)
        except QuantityError as error:
            words = {"message": error.message, "hint": error.hint, "kind": self.kind}
            raise PydanticCustomError("quantity", "{message}", words) from None

    def _value(self, value: Any, from_file: bool) -> Any:
        if isinstance(value, str) and self.read is not None:
            return _once(self.read, value.strip(" "))
        if isinstance(value, dict) and "uncertain" in value:
            raise QuantityError(f"cannot be uncertain, it needs {self._article()}", self._example())
        if isinstance(value, str | bool | dict | list | tuple | None):
            raise QuantityError(f"{_in_words(value)} is not {self._article()}", self._repair(value))
        if from_file and not self.bare and self.kind not in _PROPOSALS:
            raise QuantityError(f"{units.plain_or_text(value)} is not {self._article()}", self._example())
        if from_file and not self.bare:
            raise QuantityError(f"{units.plain_or_text(value)} needs a unit", self._with_unit(value))
        return self.adopt(value)

    def _with_unit(self, value: Any) -> str:
        """How a bare number might have been meant; the unit of the first example is the usual one."""
        unit = str(dict(self.schema)["examples"][0]).rpartition(" ")[2]
        return _PROPOSALS[self.kind](value, unit)

    def _article(self) -> str:
        return f"{'an' if self.kind[0] in 'aeiou' else 'a'} {self.kind}"

    def _example(self) -> str:
        examples = dict(self.schema).get("examples", ())
        return f"for example {examples[0]!r}" if examples else ""

    def _repair(self, value: Any) -> str:
        """How a number in quotes, with separators or with a word behind it is written, else an example."""
        text = value if isinstance(value, str) else ""
        is_whole = self.kind == "whole number"
        counted = _COUNTED.fullmatch(text) if is_whole else None
        number = units.plain_number(counted[1] if counted else text, whole=is_whole)
        if not number or not self.bare:
            return self._example()
        return f"write {number}, without quotes" if number == value else f"write {number}"

    def __get_pydantic_core_schema__(self, source: Any, following: Any) -> core_schema.CoreSchema:
        limits = following(source)
        if self.read is None:
            return core_schema.with_info_before_validator_function(self.validate, limits)
        write = core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")
        return core_schema.with_info_before_validator_function(self.validate, limits, serialization=write)

    def __get_pydantic_json_schema__(self, core: core_schema.CoreSchema, following: Any) -> dict[str, Any]:
        known = {key: list(value) if isinstance(value, tuple) else value for key, value in self.schema}
        limits = following(core["schema"]) if self.bare and "schema" in core else {}
        return {**known, **{key: limits[key] for key in _LIMITS if key in limits}}


@lru_cache(maxsize=4096)
def _once(read: Callable[[str], Any], text: str) -> Any:
    """What a text says, read once: the same few texts stand in every plan, and values do not change."""
    return read(text)


FORMAT_VERSION = 1
"""The version of scenario files that this program reads."""
MOST_COUNTED = 10**9
"""Largest count; everything that is counted fits, and sums over a winter fit into 64 bits."""

_COUNTED = re.compile(r"([0-9,]*[0-9]) (?:unit|piece|crew|round|missile|drone|building|place|world|replication)s?")
"""A count with a word behind it."""
_LIMITS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


def _hint(pattern: str) -> Callable[[Any, str], str]:
    return lambda value, unit: pattern.format(units.plain_or_text(value), unit)


def _duration_hint(value: Any, unit: str) -> str:
    """Days where they are usual, hours or days elsewhere."""
    number = units.plain_or_text(value)
    return f"for example '{number} h' or '{number} d'" if unit == "h" else f"for example '{number} {unit}'"


_PROPOSALS: dict[str, Callable[[Any, str], str]] = {
    "duration": _duration_hint,
    "time per day": _hint("for example '{} {}'"),
    "temperature": _hint("for example '{} {}'"),
    "temperature difference": _hint("for example '{} {}'"),
    "share": lambda value, unit: units.share_hint(value),
    "rate": _hint("for example '{}/d'"),
    "sum of money": _hint("for example '{} EUR'"),
    "mass": _hint("for example '{} kg'"),
    "factor": _hint("write 'x {}'"),
    "moment": _hint("for example '{} d' after the start, or a date"),
}
"""Kind with a unit -> how a bare number of a file might have been meant, given its usual unit."""


def _in_words(value: Any) -> str:
    """A value of the wrong shape, named as a reader of the file sees it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"the text {hints.shown(value)}"


def _alternatives(text: str) -> tuple[str, ...]:
    """Names with ``or`` between them, each once: ``north or south``."""
    names = tuple(units.name(part) for part in text.split(" or "))
    if len(set(names)) < len(names):
        raise QuantityError(
            f"{hints.shown(text)} names one twice", f"for example '{' or '.join(dict.fromkeys(names))}'"
        )
    return names


def _finite(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise QuantityError(f"{_in_words(value)} is not a number") from None
    if not math.isfinite(number):
        raise QuantityError("every number must be finite")
    return number + 0.0


def _between(low: float, high: float, unit: str) -> Callable[[Any], float]:
    """A check that a finite number lies in a range, both ends included."""

    def adopt(value: Any) -> float:
        number = _finite(value)
        if not low <= number <= high:
            upper = f"at most {units.plain(high)}" if math.isfinite(high) else ""
            lower = f"at least {units.plain(low)}" if math.isfinite(low) else ""
            allowed = " and ".join(part for part in (lower, upper) if part)
            raise QuantityError(f"{units.plain_or_text(value)} must be {allowed} {unit}".rstrip())
        return number

    return adopt


def _number_in_reach(value: Any) -> float:
    """A number that calculations can hold: 0, or between 1e-15 and 1e15, with either sign."""
    number = _finite(value)
    if number and not 10.0**-units.MOST_DIGITS <= abs(number) <= 10.0**units.MOST_DIGITS:
        size = "large" if abs(number) > 1.0 else "small"
        raise QuantityError(f"{number:g} is too {size}", "numbers other than 0 lie between 1e-15 and 1e15")
    return number


def _whole(low: int, unit: str = "", most: int = MOST_COUNTED) -> Callable[[Any], int]:
    """A check that a number is whole and in a range, both ends included."""

    def adopt(value: Any) -> int:
        if not _is_number(value) or (not isinstance(value, int) and value != int(_finite(value))):
            raise QuantityError(f"{units.plain_or_text(value)} is not a whole number")
        if not low <= value <= most:
            limit = f"at least {low}" if value < low else f"at most {most}"
            raise QuantityError(f"{units.plain_or_text(value)} must be {limit} {unit}".rstrip())
        return int(value)

    return adopt


def _known_version(value: Any) -> int:
    version = _whole(0)(value)
    if version != FORMAT_VERSION:
        raise QuantityError(f"{version} is not known, this program reads version {FORMAT_VERSION}")
    return version


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Fraction)


def _rate(value: Any) -> Fraction:
    _between(0, math.inf, "per day")(value)
    return Fraction(value)


def _of(kind: type) -> Callable[[Any], Any]:
    def adopt(value: Any) -> Any:
        if not isinstance(value, kind):
            raise QuantityError(f"{_in_words(value)} is not of type {kind.__name__}")
        return value

    return adopt


def _moment(value: Any) -> units.Moment:
    if isinstance(value, units.Moment):
        return value
    if type(value) is date:
        return units.Moment(value, 0.0)
    return units.Moment(None, _between(0, math.inf, "min")(value))


def _text(pattern: str, *examples: str) -> tuple[tuple[str, Any], ...]:
    return (("type", "string"), ("pattern", f"^{pattern}$"), ("examples", examples))


def _number(kind: str, *examples: float, minimum: int | None = None) -> tuple[tuple[str, Any], ...]:
    least = () if minimum is None else (("minimum", minimum),)
    return (("type", kind), *least, ("examples", examples))


_LONGEST = float(units.LONGEST_DURATION)
_CALENDAR = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}"

DURATION = Quantity(
    "duration", lambda text: float(units.duration(text)), _between(0, _LONGEST, "min"), units.format_duration,
    "min", _text(rf"{_UNSIGNED} *{_TIME}", "6 h", "7 d", "15 min", "2 week"),
)  # fmt: skip
WHOLE_DURATION = Quantity(
    "duration", units.whole_duration, _whole(0, "min"), units.format_duration,
    "min", _text(rf"{_UNSIGNED} *{_TIME}", "7 d", "6 h", "15 min", "2 week"),
)  # fmt: skip
TIME_PER_DAY = Quantity(
    "time per day", units.time_per_day, _between(0, 1440, "min/d"), units.format_time_per_day,
    "min/d", _text(rf"{_UNSIGNED} *(min|h)/d", "1.95 h/d"),
)  # fmt: skip
TEMPERATURE = Quantity(
    "temperature", units.temperature, _between(-60, 60, "degC"), lambda value: f"{units.plain(value)} degC",
    "degC", _text(rf"{_DECIMAL} *degC", "-10 degC", "20 degC"),
)  # fmt: skip
WARMTH = Quantity(
    "temperature difference", units.warmth, _between(-120, 120, "K"), lambda value: f"{units.plain(value)} K",
    "K", _text(rf"{_DECIMAL} *K", "-3.5 K", "36 K"),
)  # fmt: skip
SHARE = Quantity(
    "share", units.share, _between(0, 1, ""), units.format_share,
    "", _text(rf"{_UNSIGNED} *%", "45 %", "2.5 %"),
)  # fmt: skip
CORRELATION = Quantity(
    "correlation", units.share, _between(0, 1, ""), units.format_share,
    "", (("type", ("string", "number")), ("pattern", rf"^{_UNSIGNED} *%$"), ("minimum", 0), ("exclusiveMaximum", 1),
         ("examples", ("6 %", 0.06))), bare=True,
)  # fmt: skip
RATE = Quantity(
    "rate", units.rate, _rate, units.format_rate,
    "1/d", _text(rf"{_UNSIGNED} */ *{_TIME}", "0.3/d", "120/week", "60/h"),
)  # fmt: skip
MONEY = Quantity(
    "sum of money", units.money, _between(0, math.inf, "EUR"), units.format_money,
    "EUR", _text(rf"{_UNSIGNED} *(EUR|kEUR|MEUR)", "25 kEUR", "3 EUR", "2 MEUR"),
)  # fmt: skip
MASS = Quantity(
    "mass", units.mass, _between(0, math.inf, "kg"), units.format_mass,
    "kg", _text(rf"{_UNSIGNED} *(kg|t)", "120 kg", "2.5 t"),
)  # fmt: skip
FACTOR = Quantity(
    "factor", units.factor, _between(0, units.LARGEST_FACTOR, ""), lambda value: f"x {units.plain(value)}",
    "", _text(rf"x *{_UNSIGNED}", "x 0.5", "x 1.3"),
)  # fmt: skip
DAY = Quantity("date", units.day, _of(date), str, "", _text(_CALENDAR, "2026-01-05"))
MOMENT = Quantity(
    "moment", units.moment, _moment, units.format_moment,
    "", _text(rf"({_CALENDAR}( {_CLOCK})?|{_UNSIGNED} *{_TIME})", "2026-01-22", "2026-01-22 14:30", "3 d"),
)  # fmt: skip
CLOCK_TIME = Quantity(
    "time of day", units.clock_time, _whole(0, most=1440), units.format_clock,
    "min", _text(_CLOCK, "08:00", "24:00"),
)  # fmt: skip
CLOCK_SPAN = Quantity(
    "span of the day", units.clock_span, _of(tuple), lambda span: "-".join(map(units.format_clock, span)),
    "min", _text(rf"{_CLOCK} *- *{_CLOCK}", "08:00-20:00"),
)  # fmt: skip
NAME = Quantity("name", units.name, _of(str), str, "", _text("[a-z][a-z0-9_]*", "interceptor_drone"))
ALTERNATIVES = Quantity(
    "name or names", _alternatives, _of(tuple), " or ".join,
    "", _text("[a-z][a-z0-9_]*( or [a-z][a-z0-9_]*)*", "north", "north or south"),
)  # fmt: skip
COUNT = Quantity("whole number", None, _whole(0), str, "", _number("integer", 20, minimum=0), bare=True)
POSITIVE = Quantity("whole number", None, _whole(1), str, "", _number("integer", 7, minimum=1), bare=True)
SEED = Quantity(
    "whole number", None, _whole(0, most=10**units.MOST_DIGITS), str, "", _number("integer", 7, minimum=0), bare=True
)
VERSION = Quantity(
    "whole number", None, _known_version, str, "",
    (("type", "integer"), ("minimum", FORMAT_VERSION), ("maximum", FORMAT_VERSION), ("examples", (FORMAT_VERSION,))),
    bare=True,
)  # fmt: skip
NUMBER = Quantity("number", None, _number_in_reach, units.plain, "", _number("number", 1.5), bare=True)
SPREAD = Quantity("number", None, _finite, units.plain, "", _number("number", 0.5), bare=True)

Duration = Annotated[float, DURATION]
"""A time span [min], 0 or more, not always whole."""
WholeDuration = Annotated[int, WHOLE_DURATION]
"""A time span [min], 0 or more, whole."""
TimePerDay = Annotated[float, TIME_PER_DAY]
"""A time per day [min/d], 0 to 1440."""
Temperature = Annotated[float, TEMPERATURE]
"""A temperature [degC], -60 to 60."""
Warmth = Annotated[float, WARMTH]
"""A difference of temperatures [K]."""
Share = Annotated[float, SHARE]
"""A share, 0 to 1."""
Correlation = Annotated[float, CORRELATION]
"""A correlation, 0 to 1, as a share or a bare number."""
Rate = Annotated[Fraction, RATE]
"""Units per day, 0 or more, exact."""
Money = Annotated[float, MONEY]
"""A sum [EUR], 0 or more."""
Mass = Annotated[float, MASS]
"""A mass [kg], 0 or more."""
Count = Annotated[int, COUNT]
"""A whole number, 0 or more."""
Positive = Annotated[int, POSITIVE]
"""A whole number, 1 or more."""
Seed = Annotated[int, SEED]
"""Root of luck, 0 or more."""
Version = Annotated[int, VERSION]
"""Version of the format of scenario files."""
Number = Annotated[float, NUMBER]
"""A number."""
Spread = Annotated[float, SPREAD]
"""A spread without unit; the law it belongs to limits it."""
Factor = Annotated[float, FACTOR]
"""A factor, 0 to 1000."""
Day = Annotated[date, DAY]
"""A calendar day."""
Moment = Annotated[units.Moment, MOMENT]
"""A calendar minute or a time after the start."""
ClockTime = Annotated[int, CLOCK_TIME]
"""Minutes of the day, 0 to 1440."""
ClockSpan = Annotated[tuple[int, int], CLOCK_SPAN]
"""Start and end in minutes of the day; an end before the start lies on the next day."""
Alternatives = Annotated[tuple[str, ...], ALTERNATIVES]
"""Names of which one is enough."""
Name = Annotated[str, NAME]
"""A name in key paths and metrics."""
