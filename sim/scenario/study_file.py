"""A study file: what is not known about a winter, and how its futures are explored."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Literal

from sim.errors import Problem, ScenarioError
from sim.hints import listed
from sim.scenario.check import Finding, check
from sim.scenario.closed import Closed
from sim.scenario.files import FileError, read_named
from sim.scenario.quantities import Count, Positive, Version
from sim.scenario.roles import fixed
from sim.scenario.source import MOST_BYTES, Node, read_text

MOST_INPUTS = 30
"""Most inputs of one exploration."""
MOST_POINTS = 100_000
"""Most points that a study file may ask for."""
DIGITS = 5
"""Decimal places below the width of a range that values are written with."""
_AMOUNT = re.compile(r"(x\s*)?([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))\s*(.*)", re.ASCII | re.DOTALL)

Amount = bool | int | float | str
"""A value as a scenario file writes it."""


class Input(Closed):
    """What an input may be: anything in a range, or one of a few values."""

    from_: Amount | None = fixed(None, alias="from")
    """Low end of a range, with the unit that the scenario's key has."""
    to: Amount | None = fixed(None)
    """High end, in the same unit."""
    whole: bool = fixed(False)
    """Whole numbers only, both ends among them."""
    of: tuple[Amount, ...] | None = fixed(None)
    """In place of a range: the values it may have, each as likely as the others."""

    def findings(self) -> Iterable[Finding]:
        """Report what is neither a range nor a choice."""
        if self.of is not None:
            yield from self._wrong_choice(self.of)
        elif self.from_ is None or self.to is None:
            yield Finding((), "an input has a range (from, to) or a choice (of)")
        else:
            yield from self._wrong_range()

    def _wrong_choice(self, values: tuple[Amount, ...]) -> Iterable[Finding]:
        if self.from_ is not None or self.to is not None or self.whole:
            yield Finding((), "an input has a range (from, to) or a choice (of), not both")
        elif len(set(map(text_of, values))) < max(2, len(values)):
            yield Finding(("of",), "needs two values or more, each of them once")

    def _wrong_range(self) -> Iterable[Finding]:
        ends = {key: _split(end) for key, end in (("from", self.from_), ("to", self.to)) if end is not None}
        for key, end in ends.items():
            if end is None:
                yield Finding((key,), "is not a number with a unit", "other values are written as a choice (of)")
        low, high = ends["from"], ends["to"]
        if low is None or high is None:
            return
        if (low[0], low[2]) != (high[0], high[2]):
            shown = [f"'{end[0]}{end[2]}'" if end[0] + end[2] else "no unit" for end in (low, high)]
            yield Finding(("to",), f"both ends need the same unit; found {shown[0]} and {shown[1]}")
        elif low[1] >= high[1]:
            yield Finding(("to",), "must be above the low end (from)")
        elif self.whole and (low[1] % 1 or high[1] % 1):
            yield Finding(("whole",), "both ends of a range of whole numbers are whole numbers")

    @property
    def is_choice(self) -> bool:
        """True for one of a few values, which have no order."""
        return self.of is not None

    @property
    def unit(self) -> str:
        """What stands behind the numbers of a range; empty without a unit."""
        low = _split(self.from_) if self.from_ is not None else None
        return low[2] if low else ""

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends of a range as numbers in its unit; first and last place of a choice."""
        if self.of is not None:
            return 0.0, len(self.of) - 1.0
        low, high = self._range()
        return float(low), float(high)

    @property
    def words(self) -> str:
        """The range or the choice as tables show it."""
        if self.of is not None:
            return listed([text_of(one) for one in self.of])
        return f"{text_of(self.from_)} to {text_of(self.to)}"

    def at(self, share: float) -> str:
        """The value at a share of the range (or of the list), as it stands in a scenario file.

        Parameters
        ----------
        share : from 0 to 1
        """
        if self.of is not None:
            return text_of(self.of[min(int(share * len(self.of)), len(self.of) - 1)])
        found = _split(self.from_)
        assert found is not None
        low, high = self._range()
        if self.whole:
            count = int(high - low) + 1
            number = str(int(low) + min(int(share * count), count - 1))
        else:
            places = max(0, DIGITS - math.floor(math.log10(high - low)))
            number = f"{float(low) + share * float(high - low):.{min(places, 12)}f}"
        return _joined(found[0], number, found[2])

    def said(self, number: float) -> str:
        """A number of the input in words: a value with its unit, or the name of one of a few."""
        if self.of is not None:
            return text_of(self.of[int(number)])
        found = _split(self.from_)
        assert found is not None
        return _joined(found[0], f"{number:g}", found[2])

    def number(self, text: str) -> float:
        """The number in a value; the place of one of a few values."""
        if self.of is not None:
            return float([text_of(one) for one in self.of].index(text))
        found = _split(text)
        assert found is not None
        return float(found[1])

    def _range(self) -> tuple[Decimal, Decimal]:
        low, high = _split(self.from_), _split(self.to)
        assert low is not None
        assert high is not None
        return low[1], high[1]


class Standard(Closed):
    """What must hold in a future; whether it does is asked of the mean over its worlds."""

    metric: str = fixed(min_length=1)
    """A metric of the scenario; `describe metrics` lists them."""
    per: Literal["city", "resident"] = fixed("city")
    """Of the whole city, or divided by its residents."""
    at_most: float | None = fixed(None)
    """The largest value that is good enough, in the metric's unit."""
    at_least: float | None = fixed(None)
    """The smallest value that is good enough, in the metric's unit."""

    def findings(self) -> Iterable[Finding]:
        """Report a standard without a limit, or with two."""
        if (self.at_most is None) == (self.at_least is None):
            yield Finding((), "a standard has one limit: at_most or at_least")

    @property
    def limit(self) -> float:
        """The limit, whichever side it is on."""
        limit = self.at_most if self.at_most is not None else self.at_least
        assert limit is not None
        return limit


class StudyFile(Closed):
    """What is not known, which futures are tried, and what is asked of them."""

    schema_version: Version = fixed()
    """Version of this format: 1."""
    inputs: dict[str, Input] = fixed(min_length=1, max_length=MOST_INPUTS)
    """Dotted key paths of the scenario, and what each may be."""
    design: Literal["latin_hypercube", "sobol", "morris"] = fixed("latin_hypercube")
    """How points are laid: spread out evenly, in the order that Sobol indices need, or along trajectories to screen."""
    points: Positive = fixed(128, le=MOST_POINTS)
    """Futures of a latin hypercube; base points of sobol, a power of two; trajectories of morris."""
    replications: Positive = fixed(20, le=1_000_000)
    """Worlds that every future is run in, the same ones in all."""
    seed: Count = fixed(1)
    """Of the design and of resampling; the worlds come from the scenario's seed."""
    plan: str | None = fixed(None)
    """The plan that is looked at; null: the reference."""
    standard: Standard | None = fixed(None)
    """What the plan is held against; without it nothing is said about where it fails."""

    def findings(self) -> Iterable[Finding]:
        """Report a number of points that the design cannot have."""
        if self.design == "sobol" and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            yield Finding(("points",), "sobol needs a power of two", f"for example {below} or {2 * below}")
        if self.design == "morris" and self.points < 2:
            yield Finding(("points",), "morris needs two trajectories or more")

    @property
    def futures(self) -> int:
        """Futures that the design makes."""
        rows = {"latin_hypercube": 1, "sobol": len(self.inputs) + 2, "morris": len(self.inputs) + 1}
        return self.points * rows[self.design]


def read_study_file(path: str | Path) -> tuple[StudyFile, Node]:
    """Read and check a study file by itself.

    Returns
    -------
    study : what it says
    tree : with the places of all values

    Raises
    ------
    ScenarioError
        Listing everything that is wrong with it.
    """
    try:
        content = read_named(Path(path), MOST_BYTES)
    except FileError as error:
        raise ScenarioError([Problem(f"the file {path} {error}")]) from None
    tree = read_text(content, str(path))
    study, problems = check(StudyFile, tree)
    if study is None:
        raise ScenarioError(problems)
    return study, tree


def text_of(value: Amount | None) -> str:
    """A value as it stands in a scenario file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _joined(before: str, number: str, unit: str) -> str:
    """A value as people write it: ``x 0.5``, ``3 d``, ``12/week``."""
    space = "" if unit.startswith("/") or not unit else " "
    return f"{before}{number}{space}{unit}"


def _split(value: Amount | None) -> tuple[str, Decimal, str] | None:
    """What stands before a number, the number, and its unit; None for what is no number."""
    found = None if isinstance(value, bool) or value is None else _AMOUNT.fullmatch(str(value).strip())
    if found is None:
        return None
    before, number, unit = found.groups()
    return ("x " if before else ""), Decimal(number), unit.strip()
