"""What can be moved on the page: keys of the scenario at hand, with role, meaning and limits from the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sim.scenario.laws import Law, Uncertain, middle
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.scenario.shape import slot_at
from sim.units import DAY_MIN

PATTERNS = {
    "duration": "{} d",
    "share": "{} %",
    "temperature difference": "{} K",
    "temperature": "{} degC",
    "factor": "x {}",
    "whole number": "{}",
}
"""Kind of quantity -> how a number of a slider is written in a scenario file."""
UNITS = {"duration": "days", "share": "%", "temperature difference": "K", "temperature": "°C", "factor": "times"}
"""Kind of quantity -> its unit beside a slider, where the thing itself is not the unit."""
INTENSITY = "planner_intensity"
"""Name of the regime by which the page makes attacks larger or smaller, over the whole horizon."""
LONGEST_CADENCE_D, LONGEST_LEAD_D = 28, 30
"""Ends of sliders, where the scenario itself does not lie beyond them [d]."""
LARGEST_FACTOR = 2.0
"""Largest attack intensity: beyond it worlds outgrow the tables that are compiled for most scenarios."""
COLDEST_K, WARMEST_K = -12.0, 8.0
"""Ends of the slider of how cold the winter is [K]."""
COLDEST_C, WARMEST_C = -30.0, 15.0
"""Ends of the slider of a constant temperature [degC]."""
LEAST_ROOM = 20
"""A slider of units or crews reaches at least so far."""


@dataclass(frozen=True, slots=True)
class Control:
    """One slider.

    Parameters
    ----------
    key : dotted key path that it sets
    label : what it is, in a few words
    unit : of the number beside it
    role : `choose` (of one plan) or `face` (of all plans)
    meaning : what the key is, as the schema says
    pattern : how its number is written in a scenario file, ``{} d``
    low, high, step : of the slider, in its unit
    value : where it stands if nobody moves it, in its unit
    said : what the scenario says there, in words
    short : how the name of a plan tells it, ``{} on the way``; empty for what all plans face
    way : of a calendar the way of sending that it belongs to; empty for all others
    """

    key: str
    label: str
    unit: str
    role: str
    meaning: str
    pattern: str
    low: float
    high: float
    step: float
    value: float
    said: str
    short: str = ""
    way: str = ""

    def plain(self) -> dict[str, Any]:
        """Everything, as the page needs it."""
        return asdict(self)


def controls_of(scenario: Scenario, channel: str | None) -> tuple[Control, ...]:
    """Everything on the page that can be moved in a scenario, what planners choose first.

    Parameters
    ----------
    channel : whose calendar is moved, as of `channel_of`; None if there is none
    """
    found = [*_of_channel(scenario, channel), *_of_crews(scenario)]
    found += [*_of_stocks(scenario, channel), *_of_what_comes(scenario)]
    return tuple(sorted(found, key=lambda one: one.role != "choose"))


def channel_of(scenario: Scenario, plans: Mapping[str, Scenario]) -> str | None:
    """The channel whose calendar the page moves: one that plans differ in, else the first with a calendar."""
    scheduled = [name for name, one in scenario.aid.channels.items() if one.cadence is not None]
    several = [
        name
        for name in scheduled
        if any(plan.aid.channels.get(name) != scenario.aid.channels[name] for plan in plans.values())
    ]
    return next(iter([*several, *scheduled]), None)


def _of_channel(scenario: Scenario, name: str | None) -> Iterator[Control]:
    """When lots are sent, how long they take, how many are on time."""
    if name is None:
        return
    channel, path = scenario.aid.channels[name], f"aid.channels.{name}"
    cadence = channel.cadence
    assert cadence is not None
    every = DAY_MIN if cadence.every is None else cadence.every
    high = max(LONGEST_CADENCE_D, every / DAY_MIN)
    what = channel.item.replace("_", " ")
    yield _control(f"{path}.cadence.every", "Days between lots", every, (1.0, high, 1.0), short="{}", way="every")
    if not channel.accrual.unlimited or cadence.is_on_demand:
        level = cadence.order_up_to or 2 * LEAST_ROOM
        label = f"Order up to ({what})"
        ends = (1.0, _room(level), 1.0)
        yield _control(f"{path}.cadence.order_up_to", label, level, ends, short="on demand up to {}", way="order_up_to")
    yield _lead(channel, path)
    if channel.late is not None:
        yield _control(f"{path}.on_time", "Lots on time", channel.on_time, (0.0, 100.0, 5.0), short="{} on time")


def _lead(channel: Channel, path: str) -> Control:
    """The middle of the time on the way; its law keeps its spread where it has a middle to move."""
    law, key, label = channel.lead, f"{path}.lead", "Time on the way"
    for name in ("lognormal", "gamma", "exponential", "normal"):
        chosen = getattr(law, name, None)
        if chosen is not None:
            middle_key = "median" if getattr(chosen, "median_", None) is not None else "mean"
            key, label = f"{key}.{name}.{middle_key}", f"Time on the way ({middle_key})"
            value = getattr(chosen, f"{middle_key}_", None) or getattr(chosen, middle_key)
            break
    else:
        value = law
    days = _middle(value) / DAY_MIN
    step = 1.0 if days >= 2.0 or days == 0.0 else 0.25
    meaning = _slot(f"{path}.lead").meaning
    ends = (step, max(LONGEST_LEAD_D, 2.0 * round(days)), step)
    return _control(key, label, value, ends, meaning=meaning, short="{} on the way")


def _of_crews(scenario: Scenario) -> Iterator[Control]:
    """Crews of every pool that has a number of them."""
    for name, pool in scenario.repair.crews.items():
        if isinstance(pool.start, int):
            what = name.replace("_", " ")
            ends = (1.0, _room(pool.start), 1.0)
            key = f"repair.crews.{name}.start"
            yield _control(key, f"Repair crews ({what})", pool.start, ends, short=f"{{}} {what} crews")


def _of_stocks(scenario: Scenario, channel: str | None) -> Iterator[Control]:
    """What is there at the start: of the item that the channel sends, and generators."""
    items = {}
    if channel is not None:
        item = scenario.aid.channels[channel].item
        items[item] = f"In stock at the start ({item.replace('_', ' ')})"
    if scenario.relief.generators is not None:
        items[scenario.relief.generators.uses] = "Generators at the start"
    for item, label in items.items():
        stock = scenario.initial.stock.get(item, 0)
        if isinstance(stock, int):
            yield _control(f"initial.stock.{item}", label, stock, (0.0, _room(stock), 1.0))


def _of_what_comes(scenario: Scenario) -> Iterator[Control]:
    """How much comes, and how cold it is."""
    if (scenario.attack.waves or scenario.attack.recorded) and INTENSITY not in scenario.attack.regimes:
        key = f"attack.regimes.{INTENSITY}.factor"
        meaning = "What the sizes of all waves are multiplied by, over the whole time."
        yield _control(key, "Attack intensity", 1.0, (0.0, LARGEST_FACTOR, 0.1), meaning=meaning)
    weather = scenario.weather
    if weather is not None and weather.constant is not None:
        ends = (COLDEST_C, WARMEST_C, 1.0)
        yield _control("weather.constant", "Temperature outdoors", weather.constant, ends)
    elif weather is not None and weather.hours is None:
        yield _control("weather.anomaly", "Warmer or colder than usual", weather.anomaly, (COLDEST_K, WARMEST_K, 0.5))


def _control(
    key: str,
    label: str,
    value: Any,
    ends: tuple[float, float, float],
    *,
    meaning: str = "",
    short: str = "",
    way: str = "",
) -> Control:
    """A slider for a key that the schema knows, which says its unit, role and meaning."""
    slot = _slot(key)
    quantity = _quantity(key)
    scale = {"duration": float(DAY_MIN), "share": 0.01}.get(quantity.kind, 1.0)
    low, high, step = ends
    at = min(max(_middle(value) / scale, low), high)
    return Control(
        key=key,
        label=label,
        unit=UNITS.get(quantity.kind, ""),
        role=slot.role or "fixed",
        meaning=meaning or slot.meaning or _slot(key.rpartition(".")[0]).meaning,
        pattern=PATTERNS[quantity.kind],
        low=low,
        high=float(high),
        step=step,
        value=float(round(Decimal(repr(at)) / Decimal(repr(step))) * Decimal(repr(step))),
        said=_said(value, quantity),
        short=short,
        way=way,
    )


def _slot(key: str) -> Any:
    slot = slot_at(Scenario, tuple(key.split(".")))
    assert slot is not None, key
    return slot


def _quantity(key: str) -> Quantity:
    """How the values of a key are written; of a law, how its fixed value is."""
    slot = _slot(key)
    quantity: Quantity | None = slot.quantity()
    if quantity is None:
        fixed = slot.below("fixed")
        quantity = fixed.quantity() if fixed is not None else None
    assert quantity is not None, key
    return quantity


def _middle(value: Any) -> float:
    """A number, or the middle of one that is not known [base unit]."""
    value = middle(value)
    if isinstance(value, Law):
        value = value.median() if value.fixed is None else value.fixed
    return float(middle(value))


def _said(value: Any, quantity: Quantity) -> str:
    """What the scenario says, as its file would write it; of a law or an uncertain number its middle."""
    if isinstance(value, Law) and value.fixed is not None:
        value = value.fixed
    if isinstance(value, Law | Uncertain):
        adopted = quantity.adopt(round(_middle(value), 6))
        return f"uncertain, middle {quantity.write(adopted)}"
    return quantity.write(value)


def _room(value: float) -> float:
    """Where a slider of units or crews ends: twice what there is, a round number."""
    wanted = max(LEAST_ROOM, 2 * value)
    step = 10 if wanted <= 200 else 100
    return float(-(-wanted // step) * step)
