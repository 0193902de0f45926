"""Where the aid went: accrued, arrived, used, left, lost; and whether plans spend the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sim.analysis.intervals import interval
from sim.analysis.numbers import Style, apart_from_zero, decimals_for, half_of, is_clear
from sim.analysis.registry import Runs, Values
from sim.analysis.statistics import Number, mean_of
from sim.errors import escape
from sim.model.depots import is_plenty
from sim.units import DAY_MIN

LARGE = 0.02
"""Plans whose unspent units differ by more than this share of the accrued aid: the headline says so."""
LEAST = 0.1
"""Fewer units are not worth a word."""


SENSITIVE = {"sensitive": True}
"""Marks a field that tells of stock, so that public results leave it out."""


@dataclass(frozen=True, slots=True)
class AidLine:
    """Means over replications for one plan and item [units; aid-days in unit-days].

    Two sums close, to the unit: `from_before` + `accrued` = `arrived` + `not_arrived`, and `at_start` + `arrived` =
    `used` + `left`.

    Parameters
    ----------
    at_start, left : in stock at the start and at the end, lent units among them, None if the stock is unlimited
    from_before : under way when the horizon began, or sent ahead of what accrues in it
    accrued : within the horizon
    arrived : into stock; in public results those without room are among them, which would tell how full stores are
    not_arrived : lost, in transit, at a hub and not yet sent
    at_hub : waiting at hubs at the end, None where there are none
    lost : on the way, or without room in a store; in public results on the way only
    no_room : those of the lost for which a store had no room
    aid_days : units x days from their arrival to the horizon's end
    """

    at_start: Number = field(metadata=SENSITIVE)
    from_before: float
    accrued: float
    arrived: float
    not_arrived: float
    at_hub: Number
    used: Number = field(metadata=SENSITIVE)
    left: Number = field(metadata=SENSITIVE)
    lost: float
    no_room: Number = field(metadata=SENSITIVE)
    aid_days: float

    def shown_fields(self, public: bool) -> tuple[str, ...]:
        """Names of the fields that results show: none of hubs where there are none."""
        shown = [one.name for one in fields(self) if not (public and one.metadata.get("sensitive", False))]
        return tuple(name for name in shown if name != "at_hub" or self.at_hub is not None)

    def in_public(self) -> AidLine:
        """What public results keep of it: nothing that tells of stock, by itself or by a sum."""
        refused = self.no_room or 0.0
        hidden: dict[str, Any] = {one.name: None for one in fields(self) if one.metadata.get("sensitive", False)}
        return replace(
            self,
            **hidden,
            arrived=_summed(self.arrived, refused),
            not_arrived=_summed(self.not_arrived, -refused),
            lost=_summed(self.lost, -refused),
        )

    @property
    def unspent(self) -> Number:
        """Units neither used nor lost at the end: in stock, in transit, at a hub, not yet sent."""
        return None if self.left is None else self.left + self.not_arrived - self.lost


def aid_lines(runs: Runs) -> dict[str, AidLine]:
    """One line per item that some channel brings; of public results without what is planning-sensitive."""
    brought = {item for _, item, _ in runs.layout.channels}
    lines = {item: _line(runs, place) for place, item in enumerate(runs.layout.items) if item in brought}
    return {item: line.in_public() for item, line in lines.items()} if runs.layout.public else lines


def _line(runs: Runs, place: int) -> AidLine:
    def total(name: str) -> float:
        return mean_of(runs.total(name, slice(place, place + 1))) or 0.0

    def in_stores(name: str) -> float:
        return mean_of(runs.total(name, runs.layout.stores_of(slice(place, place + 1)))) or 0.0

    left, used = in_stores("stock") + in_stores("lent"), in_stores("used")
    arrived, accrued = in_stores("arrived"), total("accrued")
    is_limited = not is_plenty(left)
    no_room = total("overflow")
    lost = total("lost") + no_room
    at_hub = total("at_hub") if runs.layout.hubs else None
    not_arrived = lost + total("in_transit") + (at_hub or 0.0) + max(0.0, total("unsent"))
    return AidLine(
        at_start=_summed(left, used, -arrived) if is_limited else None,
        from_before=_summed(arrived, not_arrived, -accrued),
        accrued=accrued,
        arrived=arrived,
        not_arrived=not_arrived,
        at_hub=at_hub,
        used=used,
        left=left if is_limited else None,
        lost=lost,
        no_room=no_room,
        aid_days=in_stores("aid_min") / DAY_MIN,
    )


def _summed(*means: float) -> float:
    """A sum of means of whole numbers, without what floats add to it."""
    return round(math.fsum(means), 9)


def units(number: float) -> str:
    """A mean number of units, with a decimal where there are few."""
    if round(number, 1) == 0.0:
        return "0"
    return f"{number:,.0f}" if number >= 100.0 or float(number).is_integer() else f"{number:,.1f}"


def unspent_sentences(
    aid: Mapping[str, Mapping[str, AidLine]], runs: Mapping[str, Runs], reference: str, confidence: float
) -> tuple[str, ...]:
    """One sentence per item whose unspent units differ much, for the plan that differs most of those that clearly do.

    Plans to which another amount accrues are left out: that they keep another amount is no surprise. Intervals hold for
    all plans together.

    Parameters
    ----------
    runs : plan -> outcomes of the same replications
    """
    sentences: list[str] = []
    for item, base in aid[reference].items():
        if base.unspent is None or base.accrued <= 0.0:
            continue
        alike = [plan for plan, lines in aid.items() if plan != reference and _accrue_alike(lines[item], base)]
        before = unspent_in(runs[reference], item)
        gaps = {plan: interval(unspent_in(runs[plan], item) - before, confidence, len(aid) - 1) for plan in alike}
        clear = {
            plan: gap
            for plan, gap in gaps.items()
            if is_clear(*gap[1:]) and _size(gap) > max(LARGE * base.accrued, LEAST)
        }
        if clear:
            plan = max(clear, key=lambda name: _size(clear[name]))
            where = "" if sentences else " (in stock, on the way or not yet sent)"
            sentences.append(
                f"At the end {escape(plan)} has {_more(*clear[plan])} units of {item.replace('_', ' ')} unspent{where} "
                f"than {escape(reference)}, {100 * _size(clear[plan]) / base.accrued:.0f} % of what accrued."
            )
    return tuple(sentences)


def _size(gap: tuple[Number, Number, Number]) -> float:
    """How large a difference is, of its mean and bounds."""
    return abs(gap[0] or 0.0)


def unspent_in(runs: Runs, item: str) -> Values:
    """`AidLine.unspent` of each replication, shape (n,)."""
    place = runs.layout.items.index(item)
    here = slice(place, place + 1)
    stores = runs.layout.stores_of(here)
    held = runs.total("stock", stores) + runs.total("lent", stores) + runs.total("in_transit", here)
    if runs.layout.hubs:
        held = held + runs.total("at_hub", here)
    unsent = runs.total("unsent", here)
    return held + unsent if (mean_of(unsent) or 0.0) > 0.0 else held


def _more(mean: Number, low: Number, high: Number) -> str:
    """How many more or fewer, with an interval unless it is the same number in every world."""
    size, which = abs(mean or 0.0), "more" if (mean or 0.0) > 0.0 else "fewer"
    width = half_of(low, high)
    if low is None or high is None or not width:
        return f"{units(size)} {which}"
    style = apart_from_zero(Style(1.0, "units", decimals_for(width)), (low, high))
    near, far = sorted((abs(low), abs(high)))
    return f"{style.write(size)} ({style.write(near)} to {style.write(far)}) {which}"


def _accrue_alike(line: AidLine, base: AidLine) -> bool:
    return abs(line.accrued - base.accrued) <= LARGE * base.accrued
