import contextlib
from datetime import date
from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.units import Moment, QuantityError


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (units.duration, "7 d", 10080),
        (units.duration, "2 week", 20160),
        (units.duration, "6 h", 360),
        (units.duration, "0.1 d", 144),
        (units.duration, "15min", 15),
        (units.duration, "0 h", 0),
        (units.duration, "1.95 h", 117),
        (units.whole_duration, "0.5 h", 30),
        (units.time_per_day, "1.95 h/d", 117.0),
        (units.temperature, "-10 degC", -10.0),
        (units.temperature, "+5.5 degC", 5.5),
        (units.warmth, "-3.5 K", -3.5),
        (units.share, "45 %", 0.45),
        (units.share, "2.5%", 0.025),
        (units.rate, "0.3/d", Fraction(3, 10)),
        (units.rate, "120/week", Fraction(120, 7)),
        (units.rate, "60/h", Fraction(1440)),
        (units.rate, "1 / min", Fraction(1440)),
        (units.money, "25 kEUR", 25_000.0),
        (units.money, "2.5 MEUR", 2_500_000.0),
        (units.mass, "120 kg", 120.0),
        (units.mass, "2.5 t", 2500.0),
        (units.factor, "x 0.5", 0.5),
        (units.factor, "x1.3", 1.3),
        (units.day, "2026-02-28", date(2026, 2, 28)),
        (units.clock_time, "00:00", 0),
        (units.clock_time, "24:00", 1440),
        (units.clock_span, "20:00-08:00", (1200, 480)),
        (units.moment, "2026-01-22", Moment(date(2026, 1, 22), 0.0)),
        (units.moment, "2026-01-22 14:30", Moment(date(2026, 1, 22), 870.0)),
        (units.moment, "3 d", Moment(None, 4320.0)),
        (units.name, "top_tier_2", "top_tier_2"),
    ],
)
def test_a_quantity_is_read_into_base_units(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "message", "hint"),
    [
        (units.duration, "6", "needs a unit", "for example '6 h'"),
        (units.whole_duration, "28", "needs a unit", "for example '28 d'"),
        (units.duration, "6 hr", "unknown time unit 'hr'", "did you mean 'h'?"),
        (units.duration, "6 hours", "unknown time unit", "did you mean 'h'?"),
        (units.duration, "2 wk", "unknown time unit", "did you mean 'week'?"),
        (units.duration, "2 weeks", "unknown time unit", "did you mean 'week'?"),
        (units.duration, "15 mn", "unknown time unit", "did you mean 'min'?"),
        (units.duration, "30 s", "unknown time unit", "the shortest unit is 'min'"),
        (units.duration, "1 month", "a month has no fixed length", "'28 d'"),
        (units.duration, "3 months", "a month has no fixed length", "'28 d'"),
        (units.duration, "14 D", "unknown time unit 'D'", "did you mean 'd'?"),
        (units.duration, "2 WEEK", "unknown time unit 'WEEK'", "did you mean 'week'?"),
        (units.temperature, "21 degF", "not in Fahrenheit", "degC = (F - 32) / 1.8"),
        (units.temperature, "-6\u2103", "unknown temperature unit", "did you mean 'degC'?"),
        (units.rate, "3 units/week", "is not a rate", "write '3/week'"),
        (units.factor, "x 1001", "more than x 1000", ""),
        (units.moment, "2026-01-07T12:00", "is not a date and time", "write '2026-01-07 12:00'"),
        (units.duration, "5 furlongs", "unknown time unit 'furlongs'", "known: min, h, d, week"),
        (units.duration, "1,5 h", "a decimal point", "write '1.5 h'"),
        (units.duration, "1 000 min", "no separators", "write '1000 min'"),
        (units.duration, "1_000 min", "no separators", ""),
        (units.duration, "1'000 min", "no separators", "write '1000 min'"),
        (units.duration, "-6 h", "must not be negative", ""),
        (units.duration, "\u22126 h", "does not start with a number", "use a plain minus"),
        (units.duration, "nan h", "does not start with a number", "finite"),
        (units.duration, "inf d", "does not start with a number", "finite"),
        (units.duration, "1e3 h", "not a plain decimal number", ""),
        (units.duration, "1.2.3 h", "not a plain decimal number", ""),
        (units.duration, "1. h", "not a plain decimal number", ""),
        (units.duration, "9" * 16 + " h", "more than 15 digits", ""),
        (units.duration, "9" * 500 + " h", "too long", ""),
        (units.duration, "1000000 d", "longer than 36600 d", ""),
        (units.duration, "", "does not start with a number", ""),
        (units.duration, "six h", "does not start with a number", ""),
        (units.duration, "\u0663 h", "does not start with a number", ""),
        (units.whole_duration, "0.0001 h", "not a whole number of minutes", ""),
        (units.time_per_day, "1.95 h", "is not a time per day", "'1.95 h/d'"),
        (units.time_per_day, "25 h/d", "more than a day per day", ""),
        (units.temperature, "-10 C", "unknown temperature unit 'C'", "did you mean 'degC'?"),
        (units.temperature, "-10 °C", "unknown temperature unit", "did you mean 'degC'?"),
        (units.temperature, "283 K", "unknown temperature unit 'K'", ""),
        (units.temperature, "80 degC", "outside -60 to 60 degC", ""),
        (units.warmth, "-3 degC", "unknown temperature difference unit", ""),
        (units.share, "0.45", "needs a unit", "write '45 %', or '0.45 %' if that is meant"),
        (units.share, "45", "needs a unit", "for example '45 %'"),
        (units.share, "145 %", "outside 0 % to 100 %", ""),
        (units.share, "45 percent", "unknown share unit", "did you mean '%'?"),
        (units.rate, "3 d", "is not a rate", "'3/d'"),
        (units.rate, "1.6d", "is not a rate", "'120/week'"),
        (units.rate, "-5 d", "is not a rate", "'120/week'"),
        (units.rate, "3", "is not a rate", "'3/d'"),
        (units.rate, "3 per day", "is not a rate", "'3/d'"),
        (units.rate, "3/month", "a month has no fixed length", ""),
        (units.rate, "3/", "unknown time unit ''", ""),
        (units.rate, "-3/d", "must not be negative", ""),
        (units.money, "25 USD", "unknown money unit 'USD'", "known: EUR, kEUR, MEUR"),
        (units.money, "25 keur", "unknown money unit", "did you mean 'kEUR'?"),
        (units.mass, "120", "needs a unit", "for example '120 kg'"),
        (units.mass, "120 lb", "unknown mass unit 'lb'", "known: kg, t"),
        (units.mass, "-1 kg", "must not be negative", ""),
        (units.factor, "0.5", "is not a factor", "write 'x 0.5'"),
        (units.factor, "\u00d7 0.5", "is not a factor", "write 'x 0.5'"),
        (units.factor, "x 0.5 h", "has a unit", ""),
        (units.day, "12.01.2026", "is not a date", "write '2026-01-12'"),
        (units.day, "31.02.2026", "is not a date", "for example '2026-01-05'"),
        (units.moment, "12.1.2026", "is not a date", "write '2026-01-12'"),
        (units.day, "2026-02-30", "not a day of the calendar", ""),
        (units.day, "0001-01-01", "outside 1900 to 2199", ""),
        (units.clock_time, "8:00", "is not a time of day", "'08:00'"),
        (units.clock_time, "24:01", "outside 00:00 to 24:00", ""),
        (units.clock_time, "12:75", "outside 00:00 to 24:00", ""),
        (units.clock_span, "08:00", "is not a span of the day", ""),
        (units.moment, "2026/01/22", "is not a date", ""),
        (units.moment, "tomorrow", "does not start with a number", ""),
        (units.name, "Top Tier", "is not a name", "for example 'top_tier'"),
        (units.name, "7up", "is not a name", ""),
    ],
)  # fmt: skip
def test_a_text_that_is_no_quantity_is_refused_with_what_would_be(read, text, message, hint):
    with pytest.raises(QuantityError) as caught:
        read(text)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry()


@pytest.mark.parametrize("text", ["7 d", "6 h", "15 min", "2 week", "0.25 h", "1.5 week", "117 min"])
def test_durations_agree_with_an_independent_library(text, registry):
    oracle = registry.Quantity(text).to("minute").magnitude
    assert float(units.duration(text)) == pytest.approx(oracle, rel=1e-12)


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (units.format_duration, 10080, "7 d"),
        (units.format_duration, 90, "90 min"),
        (units.format_duration, 120.0, "2 h"),
        (units.format_rate, Fraction(3, 10), "0.3/d"),
        (units.format_rate, Fraction(120, 7), "120/week"),
        (units.format_rate, Fraction(1440), "1440/d"),
        (units.format_share, 0.45, "45 %"),
        (units.format_share, 0.07, "7 %"),
        (units.format_money, 25_000.0, "25 kEUR"),
        (units.format_money, 0.0, "0 EUR"),
        (units.format_mass, 120.0, "120 kg"),
        (units.format_mass, 2000.0, "2 t"),
        (units.format_clock, 1440, "24:00"),
        (units.format_moment, Moment(date(2026, 1, 22), 870.0), "2026-01-22 14:30"),
        (units.format_moment, Moment(None, 4320.0), "3 d"),
        (units.plain, 1e-7, "0.0000001"),
        (units.plain, 1e15, "1000000000000000"),
        (units.plain, -0.0, "0"),
        (units.plain, Fraction(1, 3), "0.333333333333"),
    ],
)
def test_a_value_is_written_back_in_shortest_form(write, value, text):
    assert write(value) == text


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("1 000", True, "1000"), ("1_000", True, "1000"), ("1'000'000", True, "1000000"), ("32,400", True, "32400"),
        ("12", True, "12"), (" 12 ", True, "12"), ("0,5", False, "0.5"), ("1\u202f000", False, "1000"), ("-3", False,
         "-3"),
        ("1.000,5", False, ""), ("12O", True, ""), ("", True, ""), ("1e3", False, ""), ("9" * 500, True, ""), ("-",
         True, ""),
    ],
)  # fmt: skip
def test_a_text_that_looks_like_a_number_is_told_as_one(text, whole, number):
    assert units.plain_number(text, whole=whole) == number


@given(st.fractions(0, 1000, max_denominator=10**4), st.sampled_from(sorted(units.TIME_UNITS)))
def test_a_duration_survives_writing_and_reading(amount, unit):
    minutes = float(units.duration(f"{units.plain(amount)} {unit}"))
    assert float(units.duration(units.format_duration(minutes))) == pytest.approx(minutes, abs=1e-12)


@given(st.text(max_size=80))
def test_any_text_is_a_quantity_or_refused_as_one(text):
    readers = (
        units.duration,
        units.temperature,
        units.share,
        units.rate,
        units.money,
        units.mass,
        units.factor,
        units.moment,
    )
    for read in (*readers, units.clock_span, units.day, units.name, units.time_per_day):
        with contextlib.suppress(QuantityError):
            read(text)


def test_a_moment_counts_minutes_from_the_start():
    start = date(2026, 1, 5)
    assert units.moment("2026-01-06 01:00").minutes(start) == 1500
    assert units.moment("2026-01-04").minutes(start) == -1440
    assert units.moment("6 h").minutes(start) == 360
