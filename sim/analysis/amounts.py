"""Amounts as people ask for them, in the units of metrics: ``2 %``, ``50 thousand person-hours``, ``12 h``."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sim.errors import UsageError
from sim.hints import nearest_or_known, shown

SCALES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
"""Words between a number and its unit."""
SYNONYMS = {
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "person-hour": "person-hours",
    "building": "buildings",
    "unit": "units",
    "percentage points": "share",
    "percentage point": "share",
    "pp": "share",
}
"""Other spellings of units."""
_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_AMOUNT = re.compile(_NUMBER + r"\s*(thousand\b|million\b|billion\b|)\s*(.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the unit of a metric, or a share of something.

    Parameters
    ----------
    number : in that unit; a share from 0 on
    unit : empty for a share of something
    text : as it was written
    """

    number: float
    unit: str
    text: str


def amount_of(text: str, units: Collection[str], option: str) -> Amount:
    """Read an amount above 0.

    Parameters
    ----------
    units : those that are possible
    option : where it was given, for the message

    Raises
    ------
    UsageError
        Saying what is possible.
    """
    known = sorted(set(units))
    example = f"for example 2 % or 5,000 {known[0]}" if known else "for example 2 %"
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{option}: {shown(text)} is no amount; {example}")
    number, scale, unit = float(found[1].replace(",", "")), found[2], found[3].strip()
    if number <= 0.0:
        raise UsageError(f"{option}: {shown(text)} is not above 0; {example}")
    if unit in ("%", "percent"):
        return Amount(number / 100.0 * SCALES[scale], "", text.strip())
    unit = SYNONYMS.get(unit, unit)
    if unit not in known:
        hint = nearest_or_known(unit, known)
        raise UsageError(f"{option}: {shown(text)}: {shown(unit)} is not the unit of what is asked about; {hint}, or %")
    return Amount(number * SCALES[scale] * (0.01 if unit == "share" else 1.0), unit, text.strip())
