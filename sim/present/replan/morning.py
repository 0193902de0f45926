"""What a replan starts from and what its plans change, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sim.errors import escape
from sim.hints import counted

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.scenario.schema.initial import Initial, ListedOutage
    from sim.units import Moment

MOST_TOLD = 6
"""Outages, deliveries and districts that are named one by one."""
LEVELS = frozenset({"order_up_to", "reorder_point"})
"""Keys of a cadence that say how much stock there should be."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known in the morning; `sensitive` if it tells of stock."""

    what: str
    said: str
    sensitive: bool = False


def facts_of(scenario: Scenario) -> Iterator[Fact]:
    """What an observed morning says, a line for each kind of thing; what nobody said has none."""
    initial, start = scenario.initial, scenario.horizon.start
    stock = [f"{_units(number)} {_named(item)}" for item, number in initial.stock.items()]
    if stock:
        yield Fact("in stock", _few(stock), sensitive=True)
    if initial.in_transit:
        lots = [f"{one.units} {_named(one.item)} on {_when(one.arrives, start)}" for one in initial.in_transit]
        yield Fact("on the way", _few(lots), sensitive=True)
    if initial.accrued:
        waiting = [f"{number} by {_named(key)}" for key, number in initial.accrued.items()]
        yield Fact("not sent yet", _few(waiting), sensitive=True)
    yield from _cold(initial, start)
    if initial.crews:
        yield Fact("crews", _few([f"{number} for {_named(pool)}" for pool, number in initial.crews.items()]))
    if initial.regimes:
        under_way = [f"{_named(name)} since {_when(began, start)}" for name, began in initial.regimes.items()]
        yield Fact("under way", _few(under_way))
    if initial.outdoor is not None:
        yield Fact("outdoors", f"{initial.outdoor:g} degC on average on the day before")


def _cold(initial: Initial, start: date) -> Iterator[Fact]:
    """Who has no heat."""
    if initial.outages:
        yield Fact("without supply", _few([_outage(one, start) for one in initial.outages]))
    if initial.cold:
        rows = [f"{one.buildings} in {_named(one.district or 'the city')}" for one in initial.cold]
        yield Fact("cold, supply is back", f"{sum(one.buildings for one in initial.cold):,}: {_few(rows)}")
    if initial.damaged is not None:
        yield Fact("damaged", f"{counted(initial.damaged.buildings, 'building')}, {initial.damaged.severity}")


def _outage(one: ListedOutage, start: date) -> str:
    where = _named(one.source or one.district or "the whole city")
    until = "the end" if one.end is None else _when(one.end, start)
    return f"{where} since {_when(one.start, start)}, until {until}"


def forecast_of(scenario: Scenario) -> list[tuple[date, float, float]]:
    """Day, mean [degC] and standard deviation [K] of the forecast; empty without one."""
    rows = scenario.weather.forecast if scenario.weather is not None else None
    return [(row.date, row.mean, row.sd) for row in rows or ()]


def span_of(scenario: Scenario, begin: int) -> tuple[datetime, datetime]:
    """From when to when plans are compared.

    Parameters
    ----------
    begin : first minute of it
    """
    midnight = datetime.combine(scenario.horizon.start, time())
    return midnight + timedelta(minutes=begin), midnight + timedelta(minutes=scenario.horizon.length)


def plan_text(changes: Mapping[str, Any], public: bool) -> str:
    """What a plan sets, as the file writes it; public results leave out values that tell of stock or of a layer."""
    hidden = {key for key, value in changes.items() if public and _tells_of_stock(key, value)}
    told = [f"{escape(key)}: {'not shown' if key in hidden else flow(value)}" for key, value in changes.items()]
    return "; ".join(told) or "nothing: as before"


def _tells_of_stock(key: str, value: Any) -> bool:
    """True for whatever stands under `defence`, and for levels of stock at which aid is ordered."""
    words = key.split(".")
    return words[0] == "defence" or not LEVELS.isdisjoint({*words, *_keys_in(value)})


def _keys_in(value: Any) -> Iterator[str]:
    """Every key in a value."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield str(key)
            yield from _keys_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from _keys_in(child)


def flow(value: Any) -> str:
    """A value as it stands in one line of a scenario file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{escape(str(key))}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else escape(str(value))


def day_text(moment: datetime) -> str:
    """``26 January 2026``, with the time unless it is midnight."""
    clock = f", {moment:%H:%M}" if moment.time() != time() else ""
    return f"{moment.day} {moment:%B} {moment.year}{clock}"


def last_day_text(end: datetime) -> str:
    """The last day before an end: an end at midnight belongs to the day before."""
    return day_text(end - timedelta(days=1) if end.time() == time() else end)


def _when(moment: Moment, start: date) -> str:
    at = datetime.combine(start, time()) + timedelta(minutes=moment.minutes(start))
    return f"{at.day} {at:%b}{f' {at:%H:%M}' if at.time() != time() else ''}"


def _units(number: int | str) -> str:
    return number if isinstance(number, str) else f"{number:,}"


def _named(name: str) -> str:
    return escape(name.replace("_", " "))


def _few(said: list[str]) -> str:
    more = len(said) - MOST_TOLD
    return f"{'; '.join(said[:MOST_TOLD])}{f' and {more} more' if more > 0 else ''}"
